/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What everything that carries letters needs, handed down from the queue. */

#pragma once

#include "account-keyring.h"
#include "store-database.h"
#include "submission-costs-private.h"
#include "submission-gate-private.h"
#include "submission-network-private.h"

G_BEGIN_DECLS

/**
 * SubmissionMeans: who keeps it keeps a copy
 */
typedef struct
{
  StoreDatabase *database;
  AccountKeyring *keyring;
  SubmissionClock *clock;
  SubmissionGate *gate;
  SubmissionNetwork *network;
  SubmissionCostWatch *costs;
} SubmissionMeans;

/**
 * submission_means_copy:
 *
 * Returns: the same, with references that submission_means_clear() gives up
 */
SubmissionMeans submission_means_copy (const SubmissionMeans *means);
void submission_means_clear (SubmissionMeans *means);

/**
 * SubmissionRoute: how an account's letters go now
 * @endpoint: (nullable): where to; NULL: there is no such account any more, or its server does not
 *   run
 * @family: (nullable): provider family
 * @send_again: whether a letter nobody knows the fate of is sent again by itself
 */
typedef struct
{
  MailEndpoint *endpoint;
  char *family;
  gboolean send_again;
} SubmissionRoute;

void submission_route_clear (SubmissionRoute *route);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SubmissionRoute, submission_route_clear)

G_END_DECLS
