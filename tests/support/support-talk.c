/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The server's half of a session (RFC 5321, 3207, 4954, 2920, 3030), and the judge. A client may
 * say a command before the reply to the last one only where PIPELINING is offered and the command
 * may be followed; it may say nothing in the clear that it owes to TLS; and after a fault that
 * breaks the protocol it may not go on (support-talk-fault.c). */

#include "support-talk-private.h"

#include <string.h>

#include "support-server-private.h"

#define MAX_LINE 998

/* Content that is taken before a fault in its middle. */
#define SOME_CONTENT 1000

static void
check_nothing_follows (SupportTalk *self, const char *verb)
{
  if (support_talk_has_more (self))
    support_talk_complain (self, "something behind %s before its reply", verb);
}

static void
greet (SupportTalk *self)
{
  g_autoptr (GString) reply = g_string_new ("250-mail.test\r\n");
  const SupportPlan *plan = self->plan;

  check_nothing_follows (self, "EHLO");
  if (plan->pipelining)
    g_string_append (reply, "250-PIPELINING\r\n");
  if (plan->chunking)
    g_string_append (reply, "250-CHUNKING\r\n");
  if (plan->starttls && !self->encrypted)
    g_string_append (reply, "250-STARTTLS\r\n");
  if (plan->mechanisms != NULL && (self->encrypted || !plan->starttls))
    g_string_append_printf (reply, "250-AUTH %s\r\n", plan->mechanisms);
  g_string_append (reply, "250 SIZE 40000000\r\n");
  support_talk_say (self,
                    self->encrypted && plan->starttls ? SUPPORT_STAGE_EHLO_TLS : SUPPORT_STAGE_EHLO,
                    reply->str);
}

static void
handshake (SupportTalk *self)
{
  GTlsCertificate *certificate =
      support_certificates_get (self->certificates, SUPPORT_CERTIFICATE_GOOD);
  GIOStream *tls;

  if (self->plan->stage == SUPPORT_STAGE_HANDSHAKE && self->plan->fault != SUPPORT_FAULT_NONE)
    {
      support_talk_make_fault (self, "250 Ok\r\n");
      support_talk_end (self);
      return;
    }
  tls = g_tls_server_connection_new (self->stream, certificate, NULL);
  g_tls_connection_set_require_close_notify (G_TLS_CONNECTION (tls), FALSE);
  self->over |= !g_tls_connection_handshake (G_TLS_CONNECTION (tls), NULL, NULL);
  g_set_object (&self->stream, tls);
  g_object_unref (tls);
  self->encrypted = TRUE;
}

static void
start_tls (SupportTalk *self)
{
  check_nothing_follows (self, "STARTTLS");
  if (support_talk_say (self, SUPPORT_STAGE_STARTTLS, "220 2.0.0 Go ahead\r\n") == SUPPORT_SAID &&
      !self->over)
    handshake (self);
}

static void
log_in (SupportTalk *self, const char *command)
{
  g_autofree char *argument = g_strdup_printf ("%s %s", self->plan->user, self->plan->password);
  SupportSasl *sasl = support_sasl_new (argument);
  g_autofree char *line = g_strdup (command);
  gboolean done = FALSE;
  gboolean first = TRUE;
  SupportSaid said = SUPPORT_SAID;

  if (++self->n_logins > 1)
    support_talk_complain (self, "a second login");
  while (line != NULL && !done && said == SUPPORT_SAID)
    {
      g_autofree char *reply = support_sasl_take (sasl, line, &done);

      check_nothing_follows (self, "AUTH");
      said = support_talk_say (self, done && !first ? SUPPORT_STAGE_AUTH_STEP : SUPPORT_STAGE_AUTH,
                               reply);
      first = FALSE;
      self->logged_in = done && said == SUPPORT_SAID && g_str_has_prefix (reply, "235");
      g_free (line);
      line = done || said != SUPPORT_SAID ? NULL : support_talk_take_line (self);
    }
  support_sasl_free (sasl);
}

static void
forget (SupportTalk *self)
{
  self->begun = FALSE;
  self->n_rcpt = 0;
  g_ptr_array_set_size (self->recipients, 0);
}

static void
check_turn (SupportTalk *self, const char *verb)
{
  if (!self->plan->pipelining)
    check_nothing_follows (self, verb);
}

static void
take_mail (SupportTalk *self)
{
  check_turn (self, "MAIL");
  if (self->begun)
    support_talk_complain (self, "MAIL inside a transaction");
  if (self->plan->login && !self->logged_in)
    support_talk_complain (self, "MAIL before the login");
  forget (self);
  self->begun = support_talk_say (self, SUPPORT_STAGE_MAIL, "250 2.1.0 Ok\r\n") == SUPPORT_SAID;
}

static void
take_rcpt (SupportTalk *self, const char *line)
{
  gboolean refused = self->plan->refused & (1u << MIN (self->n_rcpt, 31));
  const char *reply = !self->begun ? "503 5.5.1 MAIL first\r\n"
                      : refused    ? "550 5.1.1 No such user\r\n"
                                   : "250 2.1.5 Ok\r\n";
  SupportStage stage = self->n_rcpt > 0 ? SUPPORT_STAGE_RCPT_LAST : SUPPORT_STAGE_RCPT;

  check_turn (self, "RCPT");
  self->n_rcpt++;
  if (support_talk_say (self, stage, reply) != SUPPORT_SAID || !self->begun || refused)
    return;
  g_ptr_array_add (self->recipients, g_strndup (line + 9, strcspn (line + 9, ">")));
  /* a chunk is sent unasked */
  self->report->granted |= self->plan->chunking;
}

/* RFC 5321 section 2.3.8 and 4.5.3.1.6 */
static void
check_content (SupportTalk *self, GBytes *octets)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (octets, &length);
  gsize begin = 0;

  for (gsize i = 0; i < length; i++)
    {
      if (data[i] == '\0' || (data[i] == '\n' && (i == 0 || data[i - 1] != '\r')) ||
          (data[i] == '\r' && (i + 1 == length || data[i + 1] != '\n')))
        {
          support_talk_complain (self, "octet %u in content", data[i]);
          return;
        }
      if (data[i] == '\n')
        begin = i + 1;
      else if (i - begin > MAX_LINE)
        {
          support_talk_complain (self, "a line over 998 octets");
          return;
        }
    }
}

static void
keep_letter (SupportTalk *self, GBytes *octets)
{
  SupportLetter *letter = support_letter_new (self->recipients, octets);

  g_ptr_array_add (self->report->letters, letter);
  if (self->plan->taken != NULL)
    self->plan->taken (letter, self->plan->taken_data);
}

/* The letter is taken before the reply is said: what becomes of the reply changes nothing. */
static void
accept_letter (SupportTalk *self, GBytes *octets)
{
  /* a fault is made once, and not for the connection's next letter */
  gboolean here = self->plan->stage == SUPPORT_STAGE_END && !self->report->reached;
  SupportFault fault = here ? self->plan->fault : SUPPORT_FAULT_NONE;
  gboolean refused =
      fault == SUPPORT_FAULT_421 || fault == SUPPORT_FAULT_4XX || fault == SUPPORT_FAULT_5XX;

  check_content (self, octets);
  check_nothing_follows (self, "the end of content");
  if (!refused)
    keep_letter (self, octets);
  else
    g_bytes_unref (octets);
  if (support_talk_say (self, SUPPORT_STAGE_END, "250 2.0.0 Ok: queued as 4711\r\n") ==
      SUPPORT_SAID)
    {
      self->report->replied = TRUE;
      self->report->reply_place = self->sent;
    }
  forget (self);
}

/* Returns: whether all is as it should be */
static gboolean
take_some (SupportTalk *self)
{
  if (self->plan->stage != SUPPORT_STAGE_CONTENT || self->plan->fault == SUPPORT_FAULT_NONE)
    return TRUE;
  while (self->in->len < SOME_CONTENT)
    if (!support_talk_fill (self))
      return FALSE;
  support_talk_make_fault (self, "250 2.0.0 Ok\r\n");
  support_talk_end (self);
  return FALSE;
}

static void
take_data (SupportTalk *self)
{
  SupportTaker *taker;
  SupportContent *content;

  check_nothing_follows (self, "DATA");
  if (self->recipients->len == 0)
    {
      support_talk_say (self, SUPPORT_STAGE_DATA, "554 5.5.1 No valid recipients\r\n");
      return;
    }
  self->report->granted = TRUE;
  if (support_talk_say (self, SUPPORT_STAGE_DATA, "354 Go ahead\r\n") != SUPPORT_SAID ||
      self->over || !take_some (self))
    return;
  taker = support_taker_new ();
  while (!support_taker_take (taker, self->in))
    if (!support_talk_fill (self))
      {
        support_taker_free (taker);
        return;
      }
  content = support_taker_end (taker);
  accept_letter (self, g_bytes_ref (content->octets));
  support_content_free (content);
}

static void
take_chunk (SupportTalk *self, const char *line)
{
  char *rest = NULL;
  guint64 length = g_ascii_strtoull (line + 5, &rest, 10);

  if (g_strcmp0 (rest, " LAST") != 0)
    support_talk_complain (self, "not a last chunk: %s", line);
  self->report->granted = TRUE;
  if (!take_some (self))
    return;
  while (self->in->len < length)
    if (!support_talk_fill (self))
      return;
  GBytes *octets = g_bytes_new (self->in->data, length);
  g_byte_array_remove_range (self->in, 0, (guint) length);
  if (self->recipients->len > 0)
    {
      accept_letter (self, octets);
      return;
    }
  g_bytes_unref (octets);
  support_talk_say (self, SUPPORT_STAGE_END, "503 5.5.1 No valid recipients\r\n");
}

static void
take_rset (SupportTalk *self)
{
  check_turn (self, "RSET");
  forget (self);
  support_talk_say (self, SUPPORT_STAGE_RSET, "250 2.0.0 Ok\r\n");
}

static void
check_owed (SupportTalk *self, const char *line)
{
  gboolean clear = g_str_has_prefix (line, "EHLO ") || strcmp (line, "STARTTLS") == 0 ||
                   strcmp (line, "QUIT") == 0;

  if ((self->plan->starttls || self->plan->tls) && !self->encrypted && !clear)
    support_talk_complain (self, "in the clear: %s", line);
}

static void
dispatch (SupportTalk *self, const char *line)
{
  check_owed (self, line);
  if (g_str_has_prefix (line, "EHLO "))
    greet (self);
  else if (strcmp (line, "STARTTLS") == 0)
    start_tls (self);
  else if (g_str_has_prefix (line, "AUTH "))
    log_in (self, line);
  else if (g_str_has_prefix (line, "MAIL FROM:<"))
    take_mail (self);
  else if (g_str_has_prefix (line, "RCPT TO:<"))
    take_rcpt (self, line);
  else if (strcmp (line, "DATA") == 0)
    take_data (self);
  else if (g_str_has_prefix (line, "BDAT "))
    take_chunk (self, line);
  else if (strcmp (line, "RSET") == 0)
    take_rset (self);
  else if (strcmp (line, "QUIT") == 0)
    {
      check_nothing_follows (self, "QUIT");
      support_talk_say (self, SUPPORT_STAGE_QUIT, "221 2.0.0 Bye\r\n");
      support_talk_end (self);
    }
  else
    support_talk_complain (self, "no command: %s", line);
}

static void
talk (SupportTalk *self)
{
  if (self->plan->tls)
    handshake (self);
  if (!self->over)
    support_talk_say (self, SUPPORT_STAGE_GREETING, "220 mail.test ESMTP\r\n");
  while (!self->over)
    {
      g_autofree char *line = support_talk_take_line (self);

      if (line != NULL)
        dispatch (self, line);
    }
}

void
support_talk (const SupportPlan *plan, SupportCertificates *certificates, int fd, int stop_fd,
              SupportReport *report)
{
  SupportTalk self = { .plan = plan,
                       .report = report,
                       .certificates = certificates,
                       .stop_fd = stop_fd };
  GSocketConnection *connection;

  self.socket = g_socket_new_from_fd (fd, NULL);
  g_socket_set_timeout (self.socket, SUPPORT_PATIENCE_S);
  connection = g_socket_connection_factory_create_connection (self.socket);
  self.stream = G_IO_STREAM (connection);
  self.in = g_byte_array_new ();
  self.recipients = g_ptr_array_new_with_free_func (g_free);
  talk (&self);
  g_socket_close (self.socket, NULL);
  g_object_unref (self.stream);
  g_object_unref (self.socket);
  g_byte_array_unref (self.in);
  g_ptr_array_unref (self.recipients);
}
