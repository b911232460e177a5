/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A registry of accounts in a directory of its own, and its functions as ones that wait. */

#pragma once

#include "account-registry.h"

typedef struct
{
  char *directory;
  char *path;
  GFile *file;
  AccountRegistry *registry;
} RegistryFixture;

void registry_set_up (RegistryFixture *fixture, gconstpointer data);
void registry_tear_down (RegistryFixture *fixture, gconstpointer data);

void registry_load (AccountRegistry *registry, GError **error);
gboolean registry_save (AccountRegistry *registry, const AccountProfile *profile, GError **error);
gboolean registry_remove (AccountRegistry *registry, const char *id, GError **error);

/* the least a profile may have */
AccountProfile *registry_make_profile (const char *address);
