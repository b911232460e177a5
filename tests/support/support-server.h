/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A server on 127.0.0.1 that plays a script, in the test's own process and main context: it says
 * and does exactly what the test wants, right or wrong. A script has one step a line:
 *
 *   S: text       sends text and CRLF; g_strcompress() escapes
 *   R: text       sends text alone; S and R steps that follow one another leave in one write
 *   C: pattern    expects a line that matches a glob pattern
 *   tls NICK      shakes hands with that certificate, see support-certificates.h
 *   auth U P [I]  takes an AUTH command and conducts it for user U with password P, SCRAM with
 *                 I iterations (4096); the login may fail as well
 *   bound U P [I] the same by a server that can compare channel bindings, inside TLS
 *   content       takes content up to CRLF.CRLF
 *   chunk         takes "BDAT n LAST" and n octets of content (RFC 3030)
 *   cut           takes content up to the end of the stream; a final dot is a failure
 *   take N        takes N octets
 *   mark NAME     tells the test, see support_server_set_mark_func()
 *   hold          waits for support_server_release()
 *   eof           expects the end of the stream and nothing before it
 *   close         ends both directions
 *   half          ends its own direction only
 *   rst           resets the connection
 *   hang          reads and writes nothing more
 */

#pragma once

#include <gio/gio.h>

#include "support-certificates.h"

G_BEGIN_DECLS

/* Content longer than this is not kept, only its size and digest are. */
#define SUPPORT_MAX_KEPT (1024 * 1024)

/**
 * SupportContent: content as it came, transparency (RFC 5321 section 4.5.2) undone
 * @octets: (nullable): NULL when there were more than SUPPORT_MAX_KEPT
 * @sha256: hex digest
 */
typedef struct
{
  GBytes *octets;
  char *sha256;
  guint64 size;
} SupportContent;

typedef struct SupportServer SupportServer;
typedef void (*SupportMarkFunc) (SupportServer *server, const char *mark, gpointer user_data);

/**
 * support_server_new:
 * @certificates: (nullable) (transfer none): must outlive the server
 *
 * Returns: (transfer full): a server that listens on a free port
 */
SupportServer *support_server_new (SupportCertificates *certificates);

/**
 * support_server_free: resets what is still open
 */
void support_server_free (SupportServer *server);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SupportServer, support_server_free)

guint16 support_server_get_port (SupportServer *server);

/**
 * support_server_add_script: for the next connection; the last script serves all that follow
 */
void support_server_add_script (SupportServer *server, const char *script);

void support_server_set_mark_func (SupportServer *server, SupportMarkFunc func, gpointer user_data);

/**
 * support_server_release: lets every connection that holds go on
 */
void support_server_release (SupportServer *server);

guint support_server_get_n_connections (SupportServer *server);

/**
 * support_server_get_n_round_trips:
 *
 * Returns: how often the clients had to wait: for the connection, for a handshake, and for what the
 *   server said each time it had heard something; on all connections
 */
guint support_server_get_n_round_trips (SupportServer *server);

/**
 * support_server_get_lines:
 *
 * Returns: (transfer none) (array zero-terminated=1): every line the client sent, without CRLF,
 *   on all connections, the lines of SASL exchanges among them
 */
const char *const *support_server_get_lines (SupportServer *server);

/**
 * support_server_get_n_contents: contents that were ended by a dot
 */
guint support_server_get_n_contents (SupportServer *server);
const SupportContent *support_server_get_content (SupportServer *server, guint index);

/**
 * support_server_assert_played: waits until every connection's script is at its end, at most ten
 * seconds, and fails the test when something unexpected came or a script is not finished
 */
void support_server_assert_played (SupportServer *server);

G_END_DECLS
