/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The pump: one function that is run whenever something happened, moves everything on as far as it
 * goes without waiting, and arms one source for reading and one for writing. It works with the
 * pollable halves of the streams, not with their asynchronous ones: so it knows at every moment
 * exactly which octets the kernel has taken, and a reply can never be seen before the write that
 * it answers. Whether the final dot may have left hangs on that.
 *
 * Way out: a cause or the machine's failure fires the session's cancellable; when nothing is
 * running any more, finish() settles the machine, closes and returns the tasks. Closing is hard,
 * without QUIT or close_notify: inside DATA anything else could end the content. */

#include "net-session-private.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

/* What is read at once; also the most that is held for a server that floods us. */
#define READ_SIZE 16384

/* One TLS record (RFC 8446 section 5.1). */
#define RECORD_SIZE 16384

/* Octets written in one go. */
#define WRITE_SHARE (1024 * 1024)

/* After more than these there is a look at what has come, whether or not a source tells of it. */
#define UNSEEN 65536

static void
drain (NetSession *self)
{
  SmtpEvent *next;

  while ((next = smtp_client_pop_event (self->client)) != NULL)
    {
      g_autoptr (SmtpEvent) event = next;

      switch (event->kind)
        {
        case SMTP_EVENT_LINE:
          net_note_line (self, event);
          break;
        case SMTP_EVENT_CHALLENGE:
          net_login_challenged (self, event->octets);
          break;
        case SMTP_EVENT_LOGGED_IN:
          net_login_accepted (self);
          break;
        case SMTP_EVENT_LOGIN_REFUSED:
          net_login_refused (self, event->reply);
          break;
        case SMTP_EVENT_RECIPIENT:
          net_letter_replied (self->letter, event->index, event->reply);
          break;
        case SMTP_EVENT_DONE:
          self->outcome = g_steal_pointer (&event->outcome);
          break;
        case SMTP_EVENT_FAILED:
          self->failure = g_steal_pointer (&event->failure);
          net_login_failed (self, self->failure);
          break;
        }
    }
}

static gboolean
is_over (NetSession *self)
{
  return self->ending || self->cause != NULL || self->failure != NULL;
}

/* Whether octets of SMTP may be read and written now. */
static gboolean
is_open (NetSession *self)
{
  return !is_over (self) && self->stream != NULL &&
         !(self->busy & (NET_BUSY_CONNECT | NET_BUSY_HANDSHAKE));
}

/* Returns: whether something came and there may be more */
static gboolean
read_some (NetSession *self)
{
  guint8 octets[READ_SIZE];
  g_autoptr (GError) error = NULL;

  if (!self->readable || !is_open (self) ||
      smtp_client_get_want (self->client) & (SMTP_WANT_TLS | SMTP_WANT_CLOSE))
    return FALSE;
  GInputStream *in = g_io_stream_get_input_stream (self->stream);
  gssize n = g_pollable_input_stream_read_nonblocking (G_POLLABLE_INPUT_STREAM (in), octets,
                                                       sizeof octets, NULL, &error);
  /* a socket that gave less than it might is empty; behind TLS there may be another record */
  self->readable = n > 0 && (self->encrypted || n == sizeof octets);
  if (n > 0)
    {
      self->heard = TRUE;
      smtp_client_feed (self->client, octets, (gsize) n);
    }
  else if (n == 0)
    net_pump_fail (self, MAIL_FAILURE_CLOSED, "the server closed the connection");
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    net_pump_fail (self, MAIL_FAILURE_CLOSED, error->message);
  drain (self);
  return n > 0;
}

/* Returns: octets the kernel took, 0 when it takes no more */
static gsize
write_once (NetSession *self)
{
  g_autoptr (GError) error = NULL;
  gsize length;
  const guint8 *octets = smtp_client_peek_output (self->client, &length);

  if (length == 0 || self->broken)
    return 0;
  /* a TLS record that was begun is only ever finished with the same octets */
  if (self->encrypted)
    length = self->write_length > 0 ? MIN (length, self->write_length) : MIN (length, RECORD_SIZE);
  GOutputStream *out = g_io_stream_get_output_stream (self->stream);
  gssize n = g_pollable_output_stream_write_nonblocking (G_POLLABLE_OUTPUT_STREAM (out), octets,
                                                         length, NULL, &error);
  if (n > 0)
    {
      self->write_length = 0;
      smtp_client_advance_output (self->client, (gsize) n);
      return (gsize) n;
    }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    self->write_length = length;
  else
    {
      /* a last reply may be on its way: reading ends the session, or the deadline */
      self->broken = TRUE;
      net_note (self, smtp_client_get_stage (self->client), "Writing failed: %s", error->message);
    }
  return 0;
}

static void
write_some (NetSession *self)
{
  gsize total = 0;
  gsize n;

  while (is_open (self) && total < WRITE_SHARE && (n = write_once (self)) > 0)
    total += n;
  if (total == 0)
    return;
  /* what was written may be what the next step waited for; or a refusal came meanwhile */
  self->pump_again = TRUE;
  if (total > UNSEEN)
    self->readable = TRUE;
  drain (self);
  if (self->letter != NULL)
    net_letter_report (self);
}

static void
disarm (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

/* A letter that goes in one flight is marked before it is begun: a goodbye waits for it too. */
static gboolean
owes_letter (const NetSession *self)
{
  return self->letter != NULL && self->outcome == NULL;
}

/* One job for each thing the machine may want. */
static void
serve (NetSession *self)
{
  SmtpWant want = smtp_client_get_want (self->client);

  if (want & SMTP_WANT_CLOSE)
    {
      self->ending = TRUE;
      return;
    }
  if (want & SMTP_WANT_TLS)
    {
      disarm (&self->read_source);
      disarm (&self->write_source);
      net_tls_start (self);
      return;
    }
  if (want & SMTP_WANT_LOGIN)
    net_login_start (self);
  if (owes_letter (self))
    net_letter_advance (self);
  if (self->quit_task != NULL && !self->quit_said && want & SMTP_WANT_IDLE && !owes_letter (self))
    {
      self->quit_said = TRUE;
      smtp_client_quit (self->client);
    }
  drain (self);
}

static void
return_failure (GTask **task, const MailFailure *failure)
{
  g_autoptr (GTask) ended = g_steal_pointer (task);

  g_task_return_pointer (ended, failure != NULL ? mail_failure_copy (failure) : NULL,
                         (GDestroyNotify) mail_failure_free);
}

static void
return_outcome (NetSession *self)
{
  g_autoptr (GTask) ended = g_steal_pointer (&self->submit_task);

  g_clear_pointer (&self->letter, net_letter_free);
  disarm (&self->cancel_source);
  g_task_return_pointer (ended, g_steal_pointer (&self->outcome),
                         (GDestroyNotify) mail_outcome_free);
}

/* Returns the tasks whose work is done while the session lives on. */
static void
complete (NetSession *self)
{
  SmtpWant want = smtp_client_get_want (self->client);

  if (self->submit_task != NULL && self->outcome != NULL && !(self->busy & NET_BUSY_CONTENT))
    return_outcome (self);
  if (self->connect_task != NULL && want & SMTP_WANT_IDLE)
    {
      disarm (&self->cancel_source);
      return_failure (&self->connect_task, NULL);
    }
}

/* Any end but our own goodbye has its line. */
static void
note_end (NetSession *self)
{
  const MailFailure *failure = self->failure;
  const char *detail = failure->detail;

  net_note (self, failure->stage, "Ended: %s%s%s", mail_failure_kind_to_nick (failure->kind),
            detail != NULL ? ": " : "", detail != NULL ? detail : "");
}

static void
settle (NetSession *self)
{
  if (self->cause != NULL)
    {
      smtp_client_fail (self->client, self->cause);
      drain (self);
      g_clear_pointer (&self->failure, mail_failure_free);
      self->failure = g_steal_pointer (&self->cause);
    }
  if (self->failure != NULL)
    note_end (self);
  else
    self->failure =
        mail_failure_new (MAIL_FAILURE_CLOSED, smtp_client_get_stage (self->client), NULL, NULL);
  if (self->submit_task != NULL && self->outcome == NULL)
    {
      self->outcome = mail_outcome_copy (net_letter_get_replies (self->letter));
      self->outcome->failure = mail_failure_copy (self->failure);
    }
}

static void
finish (NetSession *self)
{
  gboolean idle =
      self->connect_task == NULL && self->submit_task == NULL && self->quit_task == NULL;

  g_cancellable_cancel (self->cancellable);
  disarm (&self->read_source);
  disarm (&self->write_source);
  if (self->busy != 0 || self->closed)
    return;
  settle (self);
  self->closed = TRUE;
  if (self->tcp != NULL)
    g_socket_close (g_socket_connection_get_socket (self->tcp), NULL);
  disarm (&self->cancel_source);
  g_clear_pointer (&self->sasl, net_sasl_free);
  if (self->connect_task != NULL)
    return_failure (&self->connect_task, self->failure);
  if (self->submit_task != NULL)
    return_outcome (self);
  if (self->quit_task != NULL)
    return_failure (&self->quit_task, NULL);
  if (idle)
    net_session_emit_closed (self);
}

static gboolean
on_readable (GObject *stream, gpointer user_data)
{
  NetSession *self = user_data;

  self->readable = TRUE;
  net_pump (self);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_writable (GObject *stream, gpointer user_data)
{
  net_pump (user_data);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_socket_readable (GSocket *socket, GIOCondition condition, gpointer user_data)
{
  return on_readable (NULL, user_data);
}

static gboolean
on_socket_writable (GSocket *socket, GIOCondition condition, gpointer user_data)
{
  return on_writable (NULL, user_data);
}

/* TLS may have octets in hand that no socket tells of. Without it the socket's own source is half
 * the work of a stream's, which has one inside. A source that may not recurse is taken out of the
 * main context's poll and put back each time it is dispatched; the pump sees itself to it that it
 * is not run inside itself. */
static GSource *
watch (NetSession *self, GIOCondition condition)
{
  GSocket *socket = g_socket_connection_get_socket (self->tcp);
  gboolean reads = condition == G_IO_IN;
  GSource *source;

  if (!self->encrypted)
    source = g_socket_create_source (socket, condition, NULL);
  else if (reads)
    source = g_pollable_input_stream_create_source (
        G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (self->stream)), NULL);
  else
    source = g_pollable_output_stream_create_source (
        G_POLLABLE_OUTPUT_STREAM (g_io_stream_get_output_stream (self->stream)), NULL);
  if (self->encrypted)
    g_source_set_callback (source, G_SOURCE_FUNC (reads ? on_readable : on_writable), self, NULL);
  else
    g_source_set_callback (source, G_SOURCE_FUNC (reads ? on_socket_readable : on_socket_writable),
                           self, NULL);
  g_source_set_can_recurse (source, TRUE);
  g_source_attach (source, g_main_context_get_thread_default ());
  return source;
}

static void
arm (NetSession *self)
{
  if (!is_open (self) || smtp_client_get_want (self->client) & SMTP_WANT_TLS)
    return;
  if (self->read_source == NULL)
    self->read_source = watch (self, G_IO_IN);
  /* Linux forgets it: a server that waits for our ACK would wait 40 ms */
  g_socket_set_option (g_socket_connection_get_socket (self->tcp), IPPROTO_TCP, TCP_QUICKACK, 1,
                       NULL);
  if (!(smtp_client_get_want (self->client) & SMTP_WANT_WRITE) || self->broken)
    disarm (&self->write_source);
  else if (self->write_source == NULL)
    self->write_source = watch (self, G_IO_OUT);
}

static void
step (NetSession *self)
{
  drain (self);
  while (read_some (self))
    ;
  if (is_open (self))
    serve (self);
  if (is_open (self))
    write_some (self);
  if (is_over (self))
    finish (self);
  else if (!self->pump_again)
    complete (self);
}

void
net_pump (NetSession *self)
{
  self->pump_again = TRUE;
  if (self->pumping)
    return;
  g_object_ref (self);
  self->pumping = TRUE;
  while (self->pump_again)
    {
      self->pump_again = FALSE;
      step (self);
    }
  self->pumping = FALSE;
  arm (self);
  net_deadline_watch (self);
  g_object_unref (self);
}

void
net_pump_fail_with (NetSession *self, MailFailure *cause)
{
  if (self->cause != NULL || self->closed)
    {
      mail_failure_free (cause);
      return;
    }
  if (self->tcp == NULL)
    cause->stage = MAIL_STAGE_CONNECT;
  else if (smtp_client_get_want (self->client) & SMTP_WANT_TLS)
    cause->stage = MAIL_STAGE_ENCRYPT;
  else
    cause->stage = smtp_client_get_stage (self->client);
  self->cause = cause;
  g_cancellable_cancel (self->cancellable);
}

void
net_pump_fail (NetSession *self, MailFailureKind kind, const char *detail)
{
  net_pump_fail_with (self, mail_failure_new (kind, MAIL_STAGE_CONNECT, NULL, detail));
}
