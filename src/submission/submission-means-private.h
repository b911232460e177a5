/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What everything that carries letters needs, handed down from the queue. */

#pragma once

#include "account-keyring.h"
#include "store-database.h"
#include "submission-clock-private.h"

G_BEGIN_DECLS

/**
 * SubmissionMeans: who takes it takes references of its own
 */
typedef struct
{
  StoreDatabase *database;
  AccountKeyring *keyring;
  SubmissionClock *clock;
} SubmissionMeans;

G_END_DECLS
