/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A plain client in the server's own process and thread: every wait runs the main loop. */

#pragma once

#include "practice-server.h"

G_BEGIN_DECLS

typedef struct Peer Peer;

/**
 * peer_new_server:
 *
 * Returns: (transfer full): a server that listens and keeps letters in memory
 */
PracticeServer *peer_new_server (PracticePersonality personality);

/**
 * peer_new:
 *
 * Returns: (transfer full): a connection to @server, nothing read yet
 */
Peer *peer_new (PracticeServer *server);
void peer_free (Peer *peer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Peer, peer_free)

/**
 * peer_start_tls: shakes hands; the certificate must be the endpoint's
 */
void peer_start_tls (Peer *peer, PracticeServer *server);

/**
 * peer_write: octets as they are
 */
void peer_write (Peer *peer, const char *octets);

/**
 * peer_read:
 *
 * Returns: (transfer full) (nullable): the next whole reply, its lines parted by LF, or NULL at the
 *   end of the stream
 */
char *peer_read (Peer *peer);

/**
 * peer_say: writes a line and asserts that the reply begins with @reply
 */
void peer_say (Peer *peer, const char *line, const char *reply);

/**
 * peer_greet: reads the greeting and says EHLO
 */
void peer_greet (Peer *peer);

/**
 * peer_mail: MAIL, RCPT and DATA; all but the answer to RCPT must be good
 */
void peer_mail (Peer *peer, const char *recipient);

/**
 * peer_assert_closed: the server ends the connection without another word
 */
void peer_assert_closed (Peer *peer);

/**
 * peer_list:
 *
 * Returns: (transfer container): the letters @server has
 */
GPtrArray *peer_list (PracticeServer *server);

G_END_DECLS
