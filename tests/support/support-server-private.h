/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the server, its connections and the SASL half of a script share. */

#pragma once

#include "support-server.h"

G_BEGIN_DECLS

typedef struct SupportConnection SupportConnection;
typedef struct SupportSasl SupportSasl;

/* The ledger, written to by the connections. */
SupportCertificates *support_server_get_certificates (SupportServer *server);
void support_server_note_line (SupportServer *server, const char *line);
void support_server_note_mark (SupportServer *server, const char *mark);
void support_server_note_round_trip (SupportServer *server);
void support_server_note_failure (SupportServer *server, const char *failure);

/**
 * support_server_note_content:
 * @content: (transfer full):
 */
void support_server_note_content (SupportServer *server, SupportContent *content);
void support_content_free (SupportContent *content);

/**
 * support_connection_new:
 * @socket: (transfer full): an accepted connection
 * @script: what to play on it
 */
SupportConnection *
support_connection_new (SupportServer *server, GSocketConnection *socket, const char *script);

/**
 * support_connection_abandon: resets the connection; it frees itself when nothing is running any
 * more and never touches the server again
 */
void support_connection_abandon (SupportConnection *connection);
void support_connection_release (SupportConnection *connection);
gboolean support_connection_is_played (SupportConnection *connection);

typedef struct SupportTaker SupportTaker;

SupportTaker *support_taker_new (void);
void support_taker_free (SupportTaker *taker);

/**
 * support_taker_take:
 * @in: what was read; what belongs to the content and its end is removed
 *
 * Returns: whether the end of content was seen
 */
gboolean support_taker_take (SupportTaker *taker, GByteArray *in);

/**
 * support_taker_take_octets:
 * @in: what was read; what was taken is removed
 * @length: octets to take at most, as they are
 *
 * Returns: octets taken
 */
guint64 support_taker_take_octets (SupportTaker *taker, GByteArray *in, guint64 length);

/**
 * support_taker_end:
 * @taker: (transfer full):
 *
 * Returns: (transfer full): the content
 */
SupportContent *support_taker_end (SupportTaker *taker);

/**
 * support_sasl_new:
 * @argument: what follows "auth" in a script
 */
SupportSasl *support_sasl_new (const char *argument);
void support_sasl_free (SupportSasl *sasl);

/**
 * support_sasl_bind: lets it take -PLUS mechanisms, and the "y" of RFC 5802 section 6 for an attack
 */
void support_sasl_bind (SupportSasl *sasl, GTlsConnection *tls);

/**
 * support_sasl_take:
 * @line: an AUTH command, later a response
 * @done: (out): whether the exchange ended with the reply
 *
 * Returns: (transfer full): the reply, with CRLF
 */
char *support_sasl_take (SupportSasl *sasl, const char *line, gboolean *done);

G_END_DECLS
