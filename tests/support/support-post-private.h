/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "support-post.h"

G_BEGIN_DECLS

/* No step of a test takes this long; a peer that does is stuck. */
#define SUPPORT_PATIENCE_S 10

/**
 * support_talk: serves one connection to its end
 * @fd: (transfer full): a connected socket
 * @stop_fd: readable once the client has done with it
 */
void support_talk (const SupportPlan *plan, SupportCertificates *certificates, int fd, int stop_fd,
                   SupportReport *report);

SupportReport *support_report_new (void);

/**
 * support_letter_new:
 * @recipients: (element-type utf8): copied
 * @octets: (transfer full): content, transparency undone
 */
SupportLetter *support_letter_new (const GPtrArray *recipients, GBytes *octets);

typedef struct SupportCutter SupportCutter;

/**
 * support_cutter_new: stands between the client and the server in a thread
 * @client_fd: (transfer full):
 * @server_fd: (out): the server's end
 */
SupportCutter *support_cutter_new (int client_fd, SupportCut cut, guint64 place, int *server_fd);

/**
 * support_cutter_end: waits until both ends are closed
 * @cutter: (transfer full):
 */
void support_cutter_end (SupportCutter *cutter, guint64 *from_client, guint64 *from_server);

G_END_DECLS
