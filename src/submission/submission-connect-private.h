/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From an account to a session that is logged in: what is remembered of its last login, the secret,
 * the connection. */

#pragma once

#include "store-logins.h"
#include "submission-link-private.h"
#include "submission-means-private.h"

G_BEGIN_DECLS

/**
 * SubmissionConnection: what came of it
 * @link: (nullable): ready for a letter
 * @failure: (nullable): why there is none
 * @conversation: (nullable): what was said until it failed
 * @soft_refusals: temporary login refusals in a row, this one included
 */
typedef struct
{
  SubmissionLink *link;
  MailFailure *failure;
  MailConversation *conversation;
  guint soft_refusals;
} SubmissionConnection;

void submission_connection_free (SubmissionConnection *connection);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SubmissionConnection, submission_connection_free)

/**
 * SubmissionCaller: which account connects, and where what it needs is kept
 * @route: with the endpoint the session was made from
 * @rank: when its turn is
 * @patient: whether the keyring may ask a person; FALSE also gives up where the last login failed
 *   in any way
 */
typedef struct
{
  const SubmissionMeans *means;
  const char *account_id;
  const SubmissionRoute *route;
  SubmissionRank rank;
  gboolean patient;
} SubmissionCaller;

/**
 * submission_connect_async:
 * @session: not connected yet; the caller may listen to its lines
 *
 * A secret the server refused once is not tried again until the keyring item was modified.
 */
void submission_connect_async (const SubmissionCaller *caller, NetSession *session,
                               GCancellable *cancellable, GAsyncReadyCallback callback,
                               gpointer user_data);

/**
 * submission_connect_finish:
 *
 * Returns: (transfer full): never NULL
 */
SubmissionConnection *submission_connect_finish (GAsyncResult *result);

G_END_DECLS
