/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One connection to one server: drives an SmtpClient over a socket with TLS, SASL, deadlines and
 * cancellation, and writes the conversation. What the server or the network does is data
 * (MailFailure, MailOutcome), never a GError. */

#pragma once

#include <gio/gio.h>

#include "mail-conversation.h"
#include "mail-endpoint.h"
#include "mail-outcome.h"

G_BEGIN_DECLS

#define NET_TYPE_SESSION (net_session_get_type ())
G_DECLARE_FINAL_TYPE (NetSession, net_session, NET, SESSION, GObject)

/**
 * NetSession::line:
 * @index: place of the new line in the conversation
 *
 * Notes in the conversation are English; explain tells them in other languages, by the patterns in
 * its stories.json. They begin with one of: "Looking for", "Connecting to",
 * "Asking the proxy", "Connected to", "Connected through", "TLS", "Certificate of", "Certificate
 * accepted before", "Certificate not trusted:", "Certificate file", "Login given up:", "Writing
 * failed:", "Ended:" and the nick of a MailFailureKind.
 *
 * NetSession::progress:
 * @sent: octets of content the kernel has taken
 * @total: octets of content
 *
 * NetSession::confirm:
 * @outcome: the recipients' replies so far
 *
 * Emitted once a transaction, before the first octet of the final CRLF.CRLF leaves, or the last one
 * of a chunk. The one who
 * listens makes the durable mark and then calls net_session_confirm(); without a listener the
 * session goes on by itself.
 *
 * NetSession::closed: the connection ended while idle
 */

/**
 * net_session_new:
 * @endpoint: (transfer none): copied
 *
 * Returns: (transfer full): a session that is not connected
 */
NetSession *net_session_new (const MailEndpoint *endpoint);

/**
 * net_session_connect_async:
 * @secret: (nullable): authorization code or password, UTF-8; copied into memory that is wiped
 * @cancellable: (nullable):
 *
 * Connects, starts TLS as owed, greets and logs in. Only once in a session's life.
 */
void net_session_connect_async (NetSession *session, const char *secret, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);

/**
 * net_session_connect_finish:
 *
 * Returns: (transfer full) (nullable): NULL when the session is ready, or why it is not
 */
MailFailure *net_session_connect_finish (NetSession *session, GAsyncResult *result);

/**
 * net_session_submit_async:
 * @envelope: (transfer none): copied
 * @content: canonical content, read once to its end and closed
 * @size: octets @content will give; more or fewer is MAIL_FAILURE_CONTENT
 * @cancellable: (nullable): works until the session has been told to confirm; then it is ignored
 */
void net_session_submit_async (NetSession *session, const MailEnvelope *envelope,
                               GInputStream *content, guint64 size, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data);

/**
 * net_session_submit_finish:
 *
 * Returns: (transfer full): what became of it, a result for each forward-path; outcome->failure is
 *   set when it did not come to its end
 */
MailOutcome *net_session_submit_finish (NetSession *session, GAsyncResult *result);

/**
 * net_session_confirm:
 * @marked: whether the mark is durable; FALSE closes the connection without a dot, with
 *   MAIL_FAILURE_STORAGE
 */
void net_session_confirm (NetSession *session, gboolean marked);

/**
 * net_session_quit_async: says goodbye, waits at most two seconds, closes; never fails
 */
void net_session_quit_async (NetSession *session, GAsyncReadyCallback callback, gpointer user_data);
void net_session_quit_finish (NetSession *session, GAsyncResult *result);

/**
 * net_session_is_ready:
 *
 * Returns: whether a letter can be submitted now
 */
gboolean net_session_is_ready (NetSession *session);

/**
 * net_session_get_conversation:
 *
 * Returns: (transfer none): everything said since connecting, or since
 * net_session_take_conversation()
 */
MailConversation *net_session_get_conversation (NetSession *session);

/**
 * net_session_take_conversation:
 *
 * Returns: (transfer full): the conversation so far; a new one begins
 */
MailConversation *net_session_take_conversation (NetSession *session);

/**
 * NetOffer: what the server announced
 * @size: the largest letter in octets (RFC 1870); 0: not said, as for all that follow
 * @mail_max: letters a session may have (RFC 9422)
 * @rcpt_max: recipients a letter may have
 * @rcpt_domain_max: domains these may have
 * @chunks: whether it takes chunks (RFC 3030)
 */
typedef struct
{
  guint64 size;
  guint mail_max;
  guint rcpt_max;
  guint rcpt_domain_max;
  gboolean chunks;
} NetOffer;

NetOffer net_session_get_offer (NetSession *session);

/**
 * NetFlight: how content goes
 * @NET_FLIGHT_DATA: DATA, the way every server knows
 * @NET_FLIGHT_CHUNK: one chunk when the envelope was answered, where chunks are offered
 * @NET_FLIGHT_CHUNK_AT_ONCE: one chunk together with its envelope, in one round trip, for a small
 *   letter to one recipient; otherwise as before. ::confirm then comes before anything is said
 */
typedef enum
{
  NET_FLIGHT_DATA,
  NET_FLIGHT_CHUNK,
  NET_FLIGHT_CHUNK_AT_ONCE,
} NetFlight;

/**
 * net_session_set_flight: for the letters that follow
 */
void net_session_set_flight (NetSession *session, NetFlight flight);

G_END_DECLS
