/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The inside of the client, shared by the files that each know one part of the protocol. */

#pragma once

#include "mail-data.h"
#include "smtp-client.h"
#include "smtp-command-private.h"
#include "smtp-output-private.h"
#include "smtp-parser-private.h"

G_BEGIN_DECLS

/**
 * SmtpState:
 * @SMTP_STATE_TLS: the driver shakes hands, and no octet may come
 * @SMTP_STATE_TALK: replies are owed before anything else can be decided
 * @SMTP_STATE_LOGIN: the driver chooses a mechanism
 * @SMTP_STATE_CHALLENGED: the driver works at a response
 * @SMTP_STATE_READY: a mail transaction may begin or is running
 * @SMTP_STATE_CONTENT: the server waits for content
 * @SMTP_STATE_CLOSED: it is over
 */
typedef enum
{
  SMTP_STATE_TLS,
  SMTP_STATE_TALK,
  SMTP_STATE_LOGIN,
  SMTP_STATE_CHALLENGED,
  SMTP_STATE_READY,
  SMTP_STATE_CONTENT,
  SMTP_STATE_CLOSED,
} SmtpState;

typedef struct SmtpTransaction SmtpTransaction;

struct SmtpClient
{
  /* owned */
  char *ehlo_name;
  SmtpCapabilities *capabilities;
  SmtpParser *parser;
  SmtpOutput output;
  GQueue waiting;   /* of SmtpCommand */
  GQueue in_flight; /* of SmtpCommand: a reply is owed for each, in this order */
  GQueue events;
  SmtpTransaction *transaction;
  char *mechanism;
  GBytes *initial_response; /* that did not fit on the AUTH line */

  MailSecurity security;
  gboolean login;
  SmtpFlight flight;
  SmtpState state;
  MailStage stage;
  guint phase;
  guint n_rcpt_in_flight;
  guint n_challenges;
  guint64 reply_place; /* what had left when the running reply began */
  gboolean begun;      /* an octet has come */
  gboolean encrypted;
  gboolean quitting;
  gboolean login_given_up;
  const char *login_violation;
};

/* smtp-client.c */
void smtp_client_set_state (SmtpClient *client, SmtpState state);
gboolean smtp_client_is_idle (const SmtpClient *client);
/* Ends the session; the first one to do so is heard. */
void
smtp_client_end (SmtpClient *client, MailFailureKind kind, MailReply *reply, const char *detail);
void smtp_client_violate (SmtpClient *client, MailReply *reply, const char *detail);

/* smtp-queue.c */
void smtp_client_queue (SmtpClient *client, SmtpCommand *command);
void smtp_client_flush (SmtpClient *client);
void smtp_client_drop_waiting (SmtpClient *client);
void smtp_client_answer (SmtpClient *client, MailReply *reply);
gboolean smtp_reply_is_negative (const MailReply *reply);

/* smtp-event.c */
SmtpEvent *smtp_event_add (SmtpClient *client, SmtpEventKind kind);
void smtp_event_add_line (SmtpClient *client, MailWho who, MailStage stage, MailLineFlags flags,
                          const char *text);
void smtp_event_add_server_line (SmtpClient *client, const char *text);

/* smtp-hello.c */
void smtp_hello_begin (SmtpClient *client);
void smtp_hello_on_greeting (SmtpClient *client, guint index, MailReply *reply);
void smtp_hello_on_ehlo (SmtpClient *client, guint index, MailReply *reply);
void smtp_hello_on_helo (SmtpClient *client, guint index, MailReply *reply);
void smtp_hello_on_starttls (SmtpClient *client, guint index, MailReply *reply);
void smtp_hello_on_quit (SmtpClient *client, guint index, MailReply *reply);

/* smtp-login.c */
void smtp_login_on_reply (SmtpClient *client, guint index, MailReply *reply);

/* smtp-transaction.c */
void smtp_transaction_on_mail (SmtpClient *client, guint index, MailReply *reply);
void smtp_transaction_on_rcpt (SmtpClient *client, guint index, MailReply *reply);
void smtp_transaction_on_rset (SmtpClient *client, guint index, MailReply *reply);
/* Ends a transaction whose replies are all in. */
void smtp_transaction_go_on (SmtpClient *client);
/* Ends it because the session ends. */
void smtp_transaction_lose (SmtpClient *client, const MailFailure *failure);

/* smtp-content.c */
void smtp_content_begin_chunk (SmtpClient *client);
void smtp_content_on_data (SmtpClient *client, guint index, MailReply *reply);
void smtp_content_on_end (SmtpClient *client, guint index, MailReply *reply);
/* A refusal that came before the end of the content was given out. */
void smtp_content_refuse_early (SmtpClient *client, MailReply *reply);

G_END_DECLS
