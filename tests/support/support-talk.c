/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The server's half of a session (RFC 5321, 3207, 4954, 2920, 3030), with the one fault of its
 * plan, and the judge. A client may say a command before the reply to the last one only where
 * PIPELINING is offered and the command may be followed; it may say nothing in the clear that it
 * owes to TLS; and after a fault that breaks the protocol it may not go on. */

#include "support-post-private.h"

#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "support-server-private.h"

#define MAX_COMMAND 512
#define MAX_LINE 998

/* Content that is taken before a fault in its middle. */
#define SOME_CONTENT 1000

#define OVERSIZE (1024 * 1024)
#define FLOOD_LIMIT (8 * 1024 * 1024)
#define DRIP_MS 10
#define DRIP_LIMIT 1500

typedef struct
{
  const SupportPlan *plan;
  SupportReport *report;
  SupportCertificates *certificates;
  GSocket *socket;
  int stop_fd;
  GIOStream *stream;
  GByteArray *in;
  gboolean encrypted;
  gboolean over;
  guint64 sent; /* in the clear: on the wire */
  guint n_logins;
  gboolean logged_in;

  /* the running transaction */
  gboolean begun;
  guint n_rcpt; /* in this transaction */
  GPtrArray *recipients;
} Talk;

static void complain (Talk *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
complain (Talk *self, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_ptr_array_add (self->report->complaints, g_strdup_vprintf (format, arguments));
  va_end (arguments);
}

/* Octets */

static gboolean
send_octets (Talk *self, const char *octets, gsize length)
{
  gboolean ok = g_output_stream_write_all (g_io_stream_get_output_stream (self->stream), octets,
                                           length, NULL, NULL, NULL);

  self->sent += length;
  self->over |= !ok;
  return ok;
}

/* Returns: whether something came */
static gboolean
fill (Talk *self)
{
  guint8 octets[16384];
  g_autoptr (GError) error = NULL;
  gssize n = g_input_stream_read (g_io_stream_get_input_stream (self->stream), octets,
                                  sizeof octets, NULL, &error);

  if (n > 0)
    g_byte_array_append (self->in, octets, (guint) n);
  else
    self->over = TRUE;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    complain (self, "the client neither says anything nor closes");
  return n > 0;
}

static gboolean
has_more (Talk *self)
{
  GPollableInputStream *in = G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (self->stream));

  return self->in->len > 0 || (g_pollable_input_stream_is_readable (in) && fill (self));
}

static void
check_line (Talk *self, const guint8 *line, gsize length)
{
  if (length < 2 || line[length - 2] != '\r')
    complain (self, "a line that ends in LF alone");
  if (length > MAX_COMMAND)
    complain (self, "a command of %" G_GSIZE_FORMAT " octets", length);
  for (gsize i = 0; i + 2 < length; i++)
    if (line[i] < ' ' || line[i] > '~')
      {
        complain (self, "octet %u in a command", line[i]);
        return;
      }
}

/* Returns: (transfer full) (nullable): without its CRLF; NULL at the end of the stream */
static char *
take_line (Talk *self)
{
  guint8 *end;

  while ((end = self->in->len > 0 ? memchr (self->in->data, '\n', self->in->len) : NULL) == NULL)
    if (!fill (self))
      return NULL;
  gsize length = (gsize) (end - self->in->data) + 1;
  check_line (self, self->in->data, length);
  char *line = g_strndup ((const char *) self->in->data, length - MIN (length, 2));
  g_byte_array_remove_range (self->in, 0, (guint) length);
  return line;
}

/* The fault */

/* Reads to the end what comes after it, which is judged: the client may at most say QUIT, and
 * nothing where it was in the middle of content. */
static void
drain (Talk *self, gboolean may_quit)
{
  SupportStage stage = self->plan->stage;
  /* what was under way when the fault was made is no fault of the client's */
  gboolean in_content = stage == SUPPORT_STAGE_CONTENT;
  gboolean group =
      self->plan->pipelining && stage >= SUPPORT_STAGE_MAIL && stage <= SUPPORT_STAGE_RCPT_LAST;

  while (fill (self))
    ;
  if (in_content)
    {
      if (self->in->len >= 5 && memcmp (self->in->data + self->in->len - 5, "\r\n.\r\n", 5) == 0)
        complain (self, "a final dot after a fault in mid-content");
      return;
    }
  /* what comes there is not SMTP */
  if (group || stage == SUPPORT_STAGE_HANDSHAKE || self->in->len == 0)
    return;
  if (!may_quit || self->in->len != 6 || memcmp (self->in->data, "QUIT\r\n", 6) != 0)
    complain (self, "the client went on: %.*s", (int) MIN (self->in->len, 60), self->in->data);
}

static void
shut (Talk *self, gboolean reset)
{
  struct linger linger = { .l_onoff = 1, .l_linger = 0 };

  if (reset)
    setsockopt (g_socket_get_fd (self->socket), SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
  g_socket_close (self->socket, NULL);
}

/* In mid-content nothing is read any more, so that the client cannot go on either. */
static void
stall (Talk *self)
{
  struct pollfd client_is_done = { self->stop_fd, POLLIN, 0 };

  if (self->plan->stage != SUPPORT_STAGE_CONTENT)
    drain (self, FALSE);
  else if (poll (&client_is_done, 1, SUPPORT_PATIENCE_S * 1000) <= 0)
    complain (self, "the client waits for ever");
}

static void
drip (Talk *self)
{
  GSocket *socket = self->socket;

  for (guint i = 0; i < DRIP_LIMIT; i++)
    {
      static const char octets[] = "250-x\r\n";
      GIOCondition condition = G_IO_HUP | G_IO_ERR;

      if (!send_octets (self, octets + i % 7, 1))
        return;
      /* woken at once when the client has gone */
      if (g_socket_condition_timed_wait (socket, condition, DRIP_MS * 1000, NULL, NULL))
        return;
    }
  complain (self, "the client listens to a drip without end");
}

static void
flood (Talk *self)
{
  g_autoptr (GString) lines = g_string_new (NULL);

  for (guint i = 0; i < 500; i++)
    g_string_append (lines, "250-More and more is said here\r\n");
  while (send_octets (self, lines->str, lines->len) && self->sent < FLOOD_LIMIT)
    ;
  if (self->sent >= FLOOD_LIMIT)
    complain (self, "the client takes a flood");
}

static const char *
get_wrong_reply (SupportStage stage)
{
  switch (stage)
    {
    case SUPPORT_STAGE_DATA:
    case SUPPORT_STAGE_GREETING:
    case SUPPORT_STAGE_STARTTLS:
    case SUPPORT_STAGE_CONTENT:
    case SUPPORT_STAGE_AUTH:
    case SUPPORT_STAGE_AUTH_STEP:
      return "250 Ok\r\n";
    case SUPPORT_STAGE_EHLO:
    case SUPPORT_STAGE_HANDSHAKE:
    case SUPPORT_STAGE_EHLO_TLS:
    case SUPPORT_STAGE_MAIL:
    case SUPPORT_STAGE_RCPT:
    case SUPPORT_STAGE_RCPT_LAST:
    case SUPPORT_STAGE_END:
    case SUPPORT_STAGE_RSET:
    case SUPPORT_STAGE_QUIT:
      return "354 Go ahead\r\n";
    }
  g_assert_not_reached ();
}

/* @reply in the form the fault gives it; what is there only in the form of octets is sent here. */
static gboolean
send_changed (Talk *self, const char *reply, SupportFault fault)
{
  gsize length = strlen (reply);
  g_autoptr (GString) changed = g_string_new (reply);

  switch (fault)
    {
    case SUPPORT_FAULT_NUL:
      g_string_insert_len (changed, (gssize) length - 2, "\0", 1);
      break;
    case SUPPORT_FAULT_LF_ONLY:
      g_string_replace (changed, "\r\n", "\n", 0);
      break;
    case SUPPORT_FAULT_BARE_CR:
      g_string_insert (changed, (gssize) length - 2, "\rx");
      break;
    case SUPPORT_FAULT_TWICE:
      g_string_append (changed, reply);
      break;
    case SUPPORT_FAULT_HALF_REPLY:
      g_string_truncate (changed, length - 2);
      break;
    case SUPPORT_FAULT_OVERSIZE:
      g_string_truncate (changed, 4);
      for (gsize i = 0; i < OVERSIZE / 16; i++)
        g_string_append (changed, "0123456789abcdef");
      break;
    default:
      break;
    }
  return send_octets (self, changed->str, changed->len);
}

typedef enum
{
  SAID,    /* the right reply */
  REFUSED, /* a complete refusal in its place */
  OVER,    /* nothing more comes of this connection */
} Said;

static Said
end_talk (Talk *self)
{
  self->over = TRUE;
  return OVER;
}

static Said
refuse (Talk *self, const char *reply)
{
  send_octets (self, reply, strlen (reply));
  /* in the middle of content there is no way on */
  if (self->plan->stage != SUPPORT_STAGE_CONTENT)
    return REFUSED;
  drain (self, FALSE);
  return end_talk (self);
}

static Said
make_fault (Talk *self, const char *reply)
{
  SupportFault fault = self->plan->fault;

  self->report->reached = TRUE;
  switch (fault)
    {
    case SUPPORT_FAULT_NONE:
    case SUPPORT_FAULT_NUL:
    case SUPPORT_FAULT_LF_ONLY:
    case SUPPORT_FAULT_TWICE:
      send_changed (self, reply, fault);
      return SAID;
    case SUPPORT_FAULT_4XX:
      return refuse (self, "451 4.3.0 Not now\r\n");
    case SUPPORT_FAULT_5XX:
      return refuse (self, "554 5.7.1 Not here\r\n");
    case SUPPORT_FAULT_421:
      send_octets (self, "421 4.3.2 Going down\r\n", 22);
      drain (self, TRUE);
      break;
    case SUPPORT_FAULT_CLOSE:
    case SUPPORT_FAULT_RESET:
      shut (self, fault == SUPPORT_FAULT_RESET);
      break;
    case SUPPORT_FAULT_HALF_REPLY:
      send_changed (self, reply, fault);
      shut (self, FALSE);
      break;
    case SUPPORT_FAULT_REPLY_CLOSE:
      send_octets (self, reply, strlen (reply));
      shut (self, FALSE);
      end_talk (self);
      return SAID;
    case SUPPORT_FAULT_HALF_CLOSE:
      g_socket_shutdown (self->socket, FALSE, TRUE, NULL);
      drain (self, FALSE);
      break;
    case SUPPORT_FAULT_GARBAGE:
      send_octets (self, "hello there\r\n", 13);
      drain (self, FALSE);
      break;
    case SUPPORT_FAULT_OVERSIZE:
    case SUPPORT_FAULT_BARE_CR:
      send_changed (self, reply, fault);
      drain (self, FALSE);
      break;
    case SUPPORT_FAULT_WRONG_CLASS:
      reply = get_wrong_reply (self->plan->stage);
      send_octets (self, reply, strlen (reply));
      drain (self, FALSE);
      break;
    case SUPPORT_FAULT_STALL:
      stall (self);
      break;
    case SUPPORT_FAULT_DRIP:
      drip (self);
      break;
    case SUPPORT_FAULT_FLOOD:
      flood (self);
      break;
    }
  return end_talk (self);
}

static Said
say (Talk *self, SupportStage stage, const char *reply)
{
  if (self->plan->stage == stage && self->plan->fault != SUPPORT_FAULT_NONE &&
      !self->report->reached)
    return make_fault (self, reply);
  return send_octets (self, reply, strlen (reply)) ? SAID : OVER;
}

/* Verbs */

static void
check_nothing_follows (Talk *self, const char *verb)
{
  if (has_more (self))
    complain (self, "something behind %s before its reply", verb);
}

static void
greet (Talk *self)
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
  say (self, self->encrypted && plan->starttls ? SUPPORT_STAGE_EHLO_TLS : SUPPORT_STAGE_EHLO,
       reply->str);
}

static void
handshake (Talk *self)
{
  GTlsCertificate *certificate =
      support_certificates_get (self->certificates, SUPPORT_CERTIFICATE_GOOD);
  GIOStream *tls;

  if (self->plan->stage == SUPPORT_STAGE_HANDSHAKE && self->plan->fault != SUPPORT_FAULT_NONE)
    {
      make_fault (self, "250 Ok\r\n");
      end_talk (self);
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
start_tls (Talk *self)
{
  check_nothing_follows (self, "STARTTLS");
  if (say (self, SUPPORT_STAGE_STARTTLS, "220 2.0.0 Go ahead\r\n") == SAID && !self->over)
    handshake (self);
}

static void
log_in (Talk *self, const char *command)
{
  g_autofree char *argument = g_strdup_printf ("%s %s", self->plan->user, self->plan->password);
  SupportSasl *sasl = support_sasl_new (argument);
  g_autofree char *line = g_strdup (command);
  gboolean done = FALSE;
  gboolean first = TRUE;
  Said said = SAID;

  if (++self->n_logins > 1)
    complain (self, "a second login");
  while (line != NULL && !done && said == SAID)
    {
      g_autofree char *reply = support_sasl_take (sasl, line, &done);

      check_nothing_follows (self, "AUTH");
      said = say (self, done && !first ? SUPPORT_STAGE_AUTH_STEP : SUPPORT_STAGE_AUTH, reply);
      first = FALSE;
      self->logged_in = done && said == SAID && g_str_has_prefix (reply, "235");
      g_free (line);
      line = done || said != SAID ? NULL : take_line (self);
    }
  support_sasl_free (sasl);
}

static void
forget (Talk *self)
{
  self->begun = FALSE;
  self->n_rcpt = 0;
  g_ptr_array_set_size (self->recipients, 0);
}

static void
check_turn (Talk *self, const char *verb)
{
  if (!self->plan->pipelining)
    check_nothing_follows (self, verb);
}

static void
take_mail (Talk *self)
{
  check_turn (self, "MAIL");
  if (self->begun)
    complain (self, "MAIL inside a transaction");
  if (self->plan->login && !self->logged_in)
    complain (self, "MAIL before the login");
  forget (self);
  self->begun = say (self, SUPPORT_STAGE_MAIL, "250 2.1.0 Ok\r\n") == SAID;
}

static void
take_rcpt (Talk *self, const char *line)
{
  gboolean refused = self->plan->refused & (1u << MIN (self->n_rcpt, 31));
  const char *reply = !self->begun ? "503 5.5.1 MAIL first\r\n"
                      : refused    ? "550 5.1.1 No such user\r\n"
                                   : "250 2.1.5 Ok\r\n";
  SupportStage stage = self->n_rcpt > 0 ? SUPPORT_STAGE_RCPT_LAST : SUPPORT_STAGE_RCPT;

  check_turn (self, "RCPT");
  self->n_rcpt++;
  if (say (self, stage, reply) != SAID || !self->begun || refused)
    return;
  g_ptr_array_add (self->recipients, g_strndup (line + 9, strcspn (line + 9, ">")));
  /* a chunk is sent unasked */
  self->report->granted |= self->plan->chunking;
}

/* RFC 5321 section 2.3.8 and 4.5.3.1.6 */
static void
check_content (Talk *self, GBytes *octets)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (octets, &length);
  gsize begin = 0;

  for (gsize i = 0; i < length; i++)
    {
      if (data[i] == '\0' || (data[i] == '\n' && (i == 0 || data[i - 1] != '\r')) ||
          (data[i] == '\r' && (i + 1 == length || data[i + 1] != '\n')))
        {
          complain (self, "octet %u in content", data[i]);
          return;
        }
      if (data[i] == '\n')
        begin = i + 1;
      else if (i - begin > MAX_LINE)
        {
          complain (self, "a line over 998 octets");
          return;
        }
    }
}

static void
keep_letter (Talk *self, GBytes *octets)
{
  SupportLetter *letter = support_letter_new (self->recipients, octets);

  g_ptr_array_add (self->report->letters, letter);
  if (self->plan->taken != NULL)
    self->plan->taken (letter, self->plan->taken_data);
}

/* The letter is taken before the reply is said: what becomes of the reply changes nothing. */
static void
accept_letter (Talk *self, GBytes *octets)
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
  if (say (self, SUPPORT_STAGE_END, "250 2.0.0 Ok: queued as 4711\r\n") == SAID)
    {
      self->report->replied = TRUE;
      self->report->reply_place = self->sent;
    }
  forget (self);
}

/* Returns: whether all is as it should be */
static gboolean
take_some (Talk *self)
{
  if (self->plan->stage != SUPPORT_STAGE_CONTENT || self->plan->fault == SUPPORT_FAULT_NONE)
    return TRUE;
  while (self->in->len < SOME_CONTENT)
    if (!fill (self))
      return FALSE;
  make_fault (self, "250 2.0.0 Ok\r\n");
  end_talk (self);
  return FALSE;
}

static void
take_data (Talk *self)
{
  SupportTaker *taker;
  SupportContent *content;

  check_nothing_follows (self, "DATA");
  if (self->recipients->len == 0)
    {
      say (self, SUPPORT_STAGE_DATA, "554 5.5.1 No valid recipients\r\n");
      return;
    }
  self->report->granted = TRUE;
  if (say (self, SUPPORT_STAGE_DATA, "354 Go ahead\r\n") != SAID || self->over || !take_some (self))
    return;
  taker = support_taker_new ();
  while (!support_taker_take (taker, self->in))
    if (!fill (self))
      {
        support_taker_free (taker);
        return;
      }
  content = support_taker_end (taker);
  accept_letter (self, g_bytes_ref (content->octets));
  support_content_free (content);
}

static void
take_chunk (Talk *self, const char *line)
{
  char *rest = NULL;
  guint64 length = g_ascii_strtoull (line + 5, &rest, 10);

  if (g_strcmp0 (rest, " LAST") != 0)
    complain (self, "not a last chunk: %s", line);
  self->report->granted = TRUE;
  if (!take_some (self))
    return;
  while (self->in->len < length)
    if (!fill (self))
      return;
  GBytes *octets = g_bytes_new (self->in->data, length);
  g_byte_array_remove_range (self->in, 0, (guint) length);
  if (self->recipients->len > 0)
    {
      accept_letter (self, octets);
      return;
    }
  g_bytes_unref (octets);
  say (self, SUPPORT_STAGE_END, "503 5.5.1 No valid recipients\r\n");
}

static void
take_rset (Talk *self)
{
  check_turn (self, "RSET");
  forget (self);
  say (self, SUPPORT_STAGE_RSET, "250 2.0.0 Ok\r\n");
}

static void
check_owed (Talk *self, const char *line)
{
  gboolean clear = g_str_has_prefix (line, "EHLO ") || strcmp (line, "STARTTLS") == 0 ||
                   strcmp (line, "QUIT") == 0;

  if ((self->plan->starttls || self->plan->tls) && !self->encrypted && !clear)
    complain (self, "in the clear: %s", line);
}

static void
dispatch (Talk *self, const char *line)
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
      say (self, SUPPORT_STAGE_QUIT, "221 2.0.0 Bye\r\n");
      end_talk (self);
    }
  else
    complain (self, "no command: %s", line);
}

static void
talk (Talk *self)
{
  if (self->plan->tls)
    handshake (self);
  if (!self->over)
    say (self, SUPPORT_STAGE_GREETING, "220 mail.test ESMTP\r\n");
  while (!self->over)
    {
      g_autofree char *line = take_line (self);

      if (line != NULL)
        dispatch (self, line);
    }
}

void
support_talk (const SupportPlan *plan, SupportCertificates *certificates, int fd, int stop_fd,
              SupportReport *report)
{
  Talk self = { .plan = plan, .report = report, .certificates = certificates, .stop_fd = stop_fd };
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
