/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Finds the server of an address nobody has told us about. It knocks and never logs in. */

#pragma once

#include <gio/gio.h>

#include "mail-try.h"

G_BEGIN_DECLS

#define SUBMISSION_TYPE_DISCOVERY (submission_discovery_get_type ())
G_DECLARE_FINAL_TYPE (SubmissionDiscovery, submission_discovery, SUBMISSION, DISCOVERY, GObject)

/**
 * SubmissionDiscovery::tried:
 * @index: place of the try that began or ended
 */

SubmissionDiscovery *submission_discovery_new (const char *address);

/**
 * submission_discovery_run_async: takes half a minute at most; only once
 */
void submission_discovery_run_async (SubmissionDiscovery *discovery, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data);

/**
 * submission_discovery_run_finish:
 *
 * Returns: whether it came to its end; FALSE when it was cancelled
 */
gboolean submission_discovery_run_finish (SubmissionDiscovery *discovery, GAsyncResult *result);

/**
 * submission_discovery_get_tries:
 *
 * Returns: (transfer none) (element-type MailTry): what was tried so far
 */
GPtrArray *submission_discovery_get_tries (SubmissionDiscovery *discovery);

/**
 * submission_discovery_get_best:
 * @foreign: whether a server outside the address's domain will do. Only the DNS, which anybody on
 *   the way can forge, says that it is the right one, and the code would be shown to it: a person
 *   has to agree before one is used (RFC 6186 section 4).
 *
 * Returns: (transfer none) (nullable): the best server found
 */
const MailTry *submission_discovery_get_best (SubmissionDiscovery *discovery, gboolean foreign);

/**
 * submission_discovery_dup_endpoint:
 * @try: a server
 *
 * Returns: (transfer full): the server, with the address as the user
 */
MailEndpoint *
submission_discovery_dup_endpoint (SubmissionDiscovery *discovery, const MailTry *try);

G_END_DECLS
