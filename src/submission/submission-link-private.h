/* SPDX-License-Identifier: GPL-3.0-or-later */

/* An open connection and what it has carried: how much more it may carry, and in which way the next
 * letter goes. */

#pragma once

#include "mail-content.h"
#include "net-session.h"
#include "store-servers.h"

G_BEGIN_DECLS

typedef struct SubmissionLink SubmissionLink;

/**
 * submission_link_new:
 * @session: (transfer none): logged in
 * @chunks: what is known of its server, see store-servers.h
 */
SubmissionLink *submission_link_new (NetSession *session, const MailEndpoint *endpoint, int chunks);

/**
 * submission_link_free: says goodbye and waits for nothing
 */
void submission_link_free (SubmissionLink *link);

/**
 * submission_link_get_session:
 *
 * Returns: (transfer none): its session
 */
NetSession *submission_link_get_session (SubmissionLink *link);

/**
 * submission_link_get_room:
 * @max_domains: (out): domains the recipients of a letter may have; 0: any
 *
 * Returns: recipients the next letter may have; 0 when the connection has carried enough
 */
guint submission_link_get_room (SubmissionLink *link, guint *max_domains);

/**
 * submission_link_prepare: chooses the flight of the letter that is handed in next
 * @chunks: whether it may be a chunk
 */
void submission_link_prepare (SubmissionLink *link, const MailContent *content, gboolean chunks);

/**
 * submission_link_note:
 * @outcome: of the letter that was handed in last
 *
 * Counts it, and keeps in @database what it says about chunks.
 */
void
submission_link_note (SubmissionLink *link, StoreDatabase *database, const MailOutcome *outcome);

/**
 * submission_link_is_chunk_failure:
 *
 * Returns: whether a chunk failed in a way that DATA may not, and nothing was committed: another
 *   connection is to try the same letter with DATA, and it is no attempt
 */
gboolean submission_link_is_chunk_failure (const MailOutcome *outcome);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SubmissionLink, submission_link_free)

G_END_DECLS
