/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "store-connection-private.h"

G_BEGIN_DECLS

/**
 * StoreOpened: a store that is being opened
 * @path: its directory
 * @unclean: it was not closed the last time
 * @read_only: nothing can be written where it lies
 */
typedef struct
{
  char *path;
  StoreConnection *writer;
  StoreConnection *reader;
  StoreGuard *guard;
  gboolean unclean;
  gboolean read_only;
} StoreOpened;

/**
 * store_open: makes or opens the store at @opened's path, and puts right what is wrong with it
 */
gboolean store_open (StoreOpened *opened, GError **error);
void store_opened_free (StoreOpened *opened);

G_END_DECLS
