/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the parts of a session share. net-session.c is its face, net-pump.c moves octets and ends
 * it, and net-connect.c, net-tls.c, net-login.c and net-letter.c each do one job when the pump
 * says so, then call net_pump() again. */

#pragma once

#include "net-letter-private.h"
#include "net-sasl-private.h"
#include "net-session.h"
#include "smtp-client.h"

G_BEGIN_DECLS

/**
 * NetBusy: operations that are running; a session is not over while there is one
 */
typedef enum
{
  NET_BUSY_CONNECT = 1 << 0,
  NET_BUSY_HANDSHAKE = 1 << 1,
  NET_BUSY_LOGIN = 1 << 2,
  NET_BUSY_CONTENT = 1 << 3,
} NetBusy;

/**
 * NetProxy: what the way to the server that is being tried has to do with a proxy
 * @NET_PROXY_ASKED: it is there and was asked for the server
 */
typedef enum
{
  NET_PROXY_NONE,
  NET_PROXY_USED,
  NET_PROXY_ASKED,
} NetProxy;

struct _NetSession
{
  GObject parent_instance;

  /* owned */
  MailEndpoint *endpoint;
  SmtpClient *client;
  MailConversation *conversation;
  GSocketConnection *tcp;
  GIOStream *stream; /* the octets of SMTP: @tcp, or TLS over it */
  GCancellable *cancellable;
  NetSasl *sasl;
  NetLetter *letter;
  MailReply *refusal;   /* of the last mechanism tried */
  MailFailure *cause;   /* why we end it */
  MailFailure *failure; /* why it ended, from the machine */
  MailOutcome *outcome; /* of the transaction that just ended */
  GTask *connect_task;
  GTask *submit_task;
  GTask *quit_task;
  GSource *read_source;
  GSource *write_source;
  GSource *deadline;
  GSource *cancel_source;

  gint64 start_us;      /* of the conversation */
  guint64 deadline_key; /* the phase that @deadline is for */
  guint time_limit_ms;  /* of tests */
  gsize write_length;   /* of a TLS record that was begun */
  NetBusy busy;
  NetFlight flight;
  NetProxy proxy;
  gboolean encrypted;
  gboolean readable; /* octets may have come: a look is worth its while */
  gboolean heard;    /* an octet came */
  gboolean broken;   /* nothing can be written any more */
  gboolean quit_said;
  gboolean ending; /* without a failure */
  gboolean closed; /* over; every task was returned */
  gboolean pumping;
  gboolean pump_again;

  /* net-tls.c */
  gboolean preparing;

  /* net-trust.c: anchors before the system's, the certificate that was shown, what is wrong with
   * it, and whether a person has accepted just that */
  GTlsDatabase *anchors;
  GError *anchors_error;
  MailCertificateFlags certificate_flags;
  char *certificate_sha256;
  gboolean judged;
  gboolean exempt;
};

/* net-session.c */
void net_session_emit_line (NetSession *self, guint index);
void net_session_emit_progress (NetSession *self, guint64 sent, guint64 total);

/**
 * net_session_emit_confirm:
 *
 * Returns: whether somebody listens and will call net_session_confirm()
 */
gboolean net_session_emit_confirm (NetSession *self, const MailOutcome *outcome);
void net_session_emit_closed (NetSession *self);

/**
 * net_session_set_time_limit:
 * @ms: milliseconds each phase may last, the goodbye too; for tests, which cannot wait for minutes
 */
void net_session_set_time_limit (NetSession *self, guint ms);

/* net-pump.c */

/**
 * net_pump:
 *
 * Moves the session on as far as it goes without waiting. Called whenever something happened; may
 * be called from anywhere, also from what it calls itself.
 */
void net_pump (NetSession *self);

/**
 * net_pump_fail:
 * @detail: (nullable): words for a developer
 *
 * The only way to end a session early: notes the first cause and fires the session's own
 * cancellable. The pump does the rest when nothing is running any more.
 */
void net_pump_fail (NetSession *self, MailFailureKind kind, const char *detail);

/**
 * net_pump_fail_with:
 * @cause: (transfer full): its stage is set here
 */
void net_pump_fail_with (NetSession *self, MailFailure *cause);

/* net-deadline.c */

/**
 * net_deadline_watch: starts the one timer anew when a new phase began
 */
void net_deadline_watch (NetSession *self);

/* net-connect.c */
void net_connect_start (NetSession *self);

/* net-tls.c */

/**
 * net_tls_prepare: reads what a handshake will need while the connection is being made
 */
void net_tls_prepare (NetSession *self);
void net_tls_start (NetSession *self);

/* net-trust.c */

/**
 * net_trust_watch: judges what @tls, which has not shaken hands yet, finds fault with
 */
void net_trust_watch (NetSession *self, GTlsConnection *tls);

/**
 * net_trust_is_refused: whether the certificate was looked at and is not good
 */
gboolean net_trust_is_refused (const NetSession *self);

/**
 * net_trust_fail: ends the session with what is wrong with the certificate
 */
void net_trust_fail (NetSession *self);

/**
 * net_trust_check_async:
 * @tls: shook hands and has its peer's certificate
 */
void net_trust_check_async (NetSession *self, GTlsConnection *tls, GAsyncReadyCallback callback,
                            gpointer user_data);

/**
 * net_trust_check_finish:
 *
 * Returns: whether the certificate is good, or accepted by a person
 */
gboolean net_trust_check_finish (NetSession *self, GAsyncResult *result);

/* net-login.c */
void net_login_start (NetSession *self);
void net_login_challenged (NetSession *self, GBytes *challenge);
void net_login_accepted (NetSession *self);
void net_login_refused (NetSession *self, MailReply *reply);

/**
 * net_login_failed: adds to @failure what SASL was told about it
 */
void net_login_failed (NetSession *self, MailFailure *failure);

/* net-note.c */
void net_note_line (NetSession *self, const SmtpEvent *event);
void net_note (NetSession *self, MailStage stage, const char *format, ...) G_GNUC_PRINTF (3, 4);
void net_note_begin (NetSession *self);

G_END_DECLS
