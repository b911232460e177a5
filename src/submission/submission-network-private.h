/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the system says of the network. It may be wrong – in a container, behind a VPN –, so nothing
 * is ever left untried because of it: a letter is tried less often while there is said to be no
 * network, and at once when there is said to be one again. */

#pragma once

#include "mail-endpoint.h"
#include "submission-clock-private.h"

G_BEGIN_DECLS

#define SUBMISSION_TYPE_NETWORK (submission_network_get_type ())
G_DECLARE_FINAL_TYPE (SubmissionNetwork, submission_network, SUBMISSION, NETWORK, GObject)

/**
 * SubmissionNetwork::changed: there is another network, or none; at once, each time the system says
 *   so
 */

/**
 * SubmissionNetwork::found: there is a network again, or another one; some seconds after the system
 *   said so, once however often it did, and not if it is lost again by then
 */

/**
 * submission_network_new:
 * @monitor: (nullable) (transfer none): NULL: the system's, when first asked for
 */
SubmissionNetwork *submission_network_new (GNetworkMonitor *monitor, SubmissionClock *clock);

/**
 * submission_network_watch: from now on ::changed and ::found are emitted
 */
void submission_network_watch (SubmissionNetwork *network);

/**
 * submission_network_is_lost:
 *
 * Returns: whether the system says that there is none
 */
gboolean submission_network_is_lost (SubmissionNetwork *network);

/**
 * submission_network_judge:
 * @failure: to connect to @endpoint; it becomes MAIL_FAILURE_OFFLINE where that is why
 */
void submission_network_judge (SubmissionNetwork *network, const MailEndpoint *endpoint,
                               MailFailure *failure);

G_END_DECLS
