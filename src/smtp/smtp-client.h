/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The client's half of SMTP (RFC 5321, RFC 6409) without I/O: octets in, octets and events out.
 * It opens no socket, reads no clock, computes no SASL, and never calls out. The driver repeats:
 * do what get_want() says, feed what was read, write what peek_output() shows, handle what
 * pop_event() returns.
 *
 * Every command carries a secret flag from the place it is made, so that SMTP_EVENT_LINE, the
 * only thing a conversation or log is written from, cannot hold a secret. */

#pragma once

#include "mail-endpoint.h"
#include "mail-conversation.h"
#include "mail-outcome.h"
#include "smtp-capabilities.h"

G_BEGIN_DECLS

/**
 * SmtpConfig:
 * @ehlo_name: a domain or address-literal (RFC 5321 section 4.1.3)
 * @security: what is owed before anything else is said
 * @login: whether a login is owed, so that HELO is no way out
 */
typedef struct
{
  const char *ehlo_name;
  MailSecurity security;
  gboolean login;
} SmtpConfig;

/**
 * SmtpWant: what the driver should do next; several may be set
 * @SMTP_WANT_READ: give it octets as they come
 * @SMTP_WANT_WRITE: peek_output() is not empty
 * @SMTP_WANT_TLS: shake hands, then call smtp_client_tls_started(); read nothing meanwhile
 * @SMTP_WANT_LOGIN: call smtp_client_login()
 * @SMTP_WANT_RESPONSE: answer the challenge with smtp_client_respond()
 * @SMTP_WANT_CONTENT: push content, or end it
 * @SMTP_WANT_IDLE: ready for a letter or a goodbye
 * @SMTP_WANT_CLOSE: close the connection; nothing more will come
 */
typedef enum
{
  SMTP_WANT_READ = 1 << 0,
  SMTP_WANT_WRITE = 1 << 1,
  SMTP_WANT_TLS = 1 << 2,
  SMTP_WANT_LOGIN = 1 << 3,
  SMTP_WANT_RESPONSE = 1 << 4,
  SMTP_WANT_CONTENT = 1 << 5,
  SMTP_WANT_IDLE = 1 << 6,
  SMTP_WANT_CLOSE = 1 << 7,
} SmtpWant;

/**
 * SmtpEventKind:
 * @SMTP_EVENT_LINE: a line for the conversation: @who, @stage, @flags, @text
 * @SMTP_EVENT_CHALLENGE: the server's SASL challenge: @octets (RFC 4954 section 4)
 * @SMTP_EVENT_LOGGED_IN: 235
 * @SMTP_EVENT_LOGIN_REFUSED: @reply; another mechanism is allowed after 504 and 534 only, the
 *   client then wants a login again
 * @SMTP_EVENT_RECIPIENT: the reply to one RCPT: @index, @reply
 * @SMTP_EVENT_DONE: the transaction ended: @outcome
 * @SMTP_EVENT_FAILED: the session ended: @failure. At most one, and the last but for lines. If
 *   a transaction was running its SMTP_EVENT_DONE came before
 */
typedef enum
{
  SMTP_EVENT_LINE,
  SMTP_EVENT_CHALLENGE,
  SMTP_EVENT_LOGGED_IN,
  SMTP_EVENT_LOGIN_REFUSED,
  SMTP_EVENT_RECIPIENT,
  SMTP_EVENT_DONE,
  SMTP_EVENT_FAILED,
} SmtpEventKind;

typedef struct
{
  SmtpEventKind kind;
  MailWho who;
  MailStage stage;
  MailLineFlags flags;
  char *text;
  GBytes *octets;
  guint index;
  MailReply *reply;
  MailOutcome *outcome;
  MailFailure *failure;
} SmtpEvent;

void smtp_event_free (SmtpEvent *event);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SmtpEvent, smtp_event_free)

typedef struct SmtpClient SmtpClient;

/**
 * smtp_client_new:
 * @config: copied
 *
 * Returns: (transfer full): a client that waits for a greeting; under MAIL_SECURITY_TLS it wants
 *   TLS first
 */
SmtpClient *smtp_client_new (const SmtpConfig *config);
void smtp_client_free (SmtpClient *client);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SmtpClient, smtp_client_free)

/**
 * smtp_client_hide:
 * @secret: a text that no line and no reply may hold, UTF-8; shorter than four octets it is
 *   ignored. Copied into memory that is wiped
 *
 * Some servers repeat what they were told. What the client itself encodes is hidden anyway; this
 * is for the secret as the person typed it, and for its base64 alone, which PLAIN never sends.
 */
void smtp_client_hide (SmtpClient *client, const char *secret);

/**
 * smtp_client_feed:
 * @octets: (array length=length): what was read, in pieces of any size
 *
 * Ignored once the client wants to be closed.
 */
void smtp_client_feed (SmtpClient *client, const guint8 *octets, gsize length);

/**
 * smtp_client_fail:
 * @failure: (transfer none): end of stream, a deadline, a read error, a cancellation, a durable
 *   mark that could not be made
 *
 * Ends the session. The stage is the machine's own; @failure's is ignored. A running transaction
 * is settled first: unknown if any octet of the final CRLF.CRLF, or the last octet of a chunk, was
 * given out by smtp_client_advance_output(), otherwise not sent.
 */
void smtp_client_fail (SmtpClient *client, const MailFailure *failure);

/**
 * smtp_client_peek_output:
 * @length: (out): octets that wait to be written; 0 when there are none
 *
 * Returns: (transfer none): valid until the next call that is not a peek or get
 */
const guint8 *smtp_client_peek_output (SmtpClient *client, gsize *length);

/**
 * smtp_client_advance_output:
 * @length: octets handed to the kernel
 *
 * The client takes what was advanced for gone, and nothing else: a reply whose first octet is fed
 * before the command that it would answer was advanced to its end is a violation. A driver whose
 * write may end without telling how much it wrote copies the octets and advances before it writes.
 */
void smtp_client_advance_output (SmtpClient *client, gsize length);

/**
 * smtp_client_pop_event:
 *
 * Returns: (transfer full) (nullable): the oldest event
 */
SmtpEvent *smtp_client_pop_event (SmtpClient *client);

SmtpWant smtp_client_get_want (const SmtpClient *client);
MailStage smtp_client_get_stage (const SmtpClient *client);

/**
 * smtp_client_get_timeout:
 *
 * Returns: seconds the present phase may last at most (RFC 5321 section 4.5.3.2), counted from
 *   the moment smtp_client_get_phase() changed; 0 when nothing is awaited
 */
guint smtp_client_get_timeout (const SmtpClient *client);

/**
 * smtp_client_get_phase:
 *
 * Returns: a number that changes whenever a new phase begins: a reply is complete, content is
 *   taken by the kernel; the driver's single deadline restarts then
 */
guint smtp_client_get_phase (const SmtpClient *client);

/**
 * smtp_client_get_capabilities:
 *
 * Returns: (transfer none): what the last EHLO said; everything is forgotten when TLS starts
 */
const SmtpCapabilities *smtp_client_get_capabilities (const SmtpClient *client);

/**
 * smtp_client_tls_started: the handshake is done and the certificate is good
 */
void smtp_client_tls_started (SmtpClient *client);

/**
 * smtp_client_login:
 * @mechanism: an IANA SASL mechanism name
 * @initial_response: (nullable): octets, not base64; sent on the AUTH line unless that becomes
 *   longer than 512 octets, then on the empty challenge (RFC 4954 section 4); empty octets
 *   become "="
 */
void smtp_client_login (SmtpClient *client, const char *mechanism, GBytes *initial_response);

/**
 * smtp_client_respond:
 * @response: (nullable): octets; NULL gives up with "*"
 */
void smtp_client_respond (SmtpClient *client, GBytes *response);

/**
 * SmtpFlight: how content is sent
 * @SMTP_FLIGHT_DATA: DATA, in one group with the envelope unless it asks
 * @SMTP_FLIGHT_CHUNK: one chunk (BDAT, RFC 3030), when the envelope was answered
 * @SMTP_FLIGHT_CHUNK_AT_ONCE: one chunk in one group with an envelope of one recipient; the driver
 *   pushes all content and ends it before it writes, so the mark must be made before it submits
 */
typedef enum
{
  SMTP_FLIGHT_DATA,
  SMTP_FLIGHT_CHUNK,
  SMTP_FLIGHT_CHUNK_AT_ONCE,
} SmtpFlight;

/**
 * smtp_client_set_flight: for the letters that follow; DATA is used all the same where the server
 *   does not offer CHUNKING
 */
void smtp_client_set_flight (SmtpClient *client, SmtpFlight flight);

/**
 * smtp_client_get_flight:
 *
 * Returns: what @envelope would be sent with now
 */
SmtpFlight smtp_client_get_flight (const SmtpClient *client, const MailEnvelope *envelope,
                                   guint64 size, gboolean ask_partial);

/**
 * smtp_client_submit:
 * @envelope: (transfer none): copied; at least one forward-path
 * @size: the content's canonical size in octets (RFC 1870 section 4); a chunk that comes to
 *   anything else is never finished
 * @eight_bit: whether the content is 8bit (RFC 6152)
 * @ask_partial: when a recipient is refused, send nothing
 *
 * Only while the client is idle. Ends in exactly one SMTP_EVENT_DONE.
 */
void smtp_client_submit (SmtpClient *client, const MailEnvelope *envelope, guint64 size,
                         gboolean eight_bit, gboolean ask_partial);

/**
 * smtp_client_get_pending:
 *
 * Returns: octets of content taken and not yet given out; the driver pushes while it is small
 */
gsize smtp_client_get_pending (const SmtpClient *client);

/**
 * smtp_client_push_content:
 * @octets: (array length=length): canonical content; transparency (RFC 5321 section 4.5.2) is
 *   the client's work. A bare CR, a bare LF or NUL ends the session: the renderer failed
 */
void smtp_client_push_content (SmtpClient *client, const guint8 *octets, gsize length);

/**
 * smtp_client_end_content:
 *
 * Queues the end of the content. The driver calls it only after the durable mark was made. A chunk
 * ends with its last octet of content: the driver holds that back too.
 */
void smtp_client_end_content (SmtpClient *client);

/**
 * smtp_client_quit: queues QUIT; whatever comes then changes no result
 */
void smtp_client_quit (SmtpClient *client);

G_END_DECLS
