/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One connection that plays its script. A step either is done at once, or waits for octets, or for
 * an operation whose callback goes on. At most one operation is running. */

#include "support-script-private.h"
#include "support-server-private.h"

#include <errno.h>
#include <sys/socket.h>

#define CHUNK 65536

struct SupportConnection
{
  SupportServer *server; /* borrowed; NULL once abandoned */
  GSocketConnection *socket;
  GIOStream *stream;
  GCancellable *cancellable;
  GPtrArray *steps;
  guint next;
  GByteArray *in;
  guint8 block[CHUNK];
  gboolean busy;
  gboolean ended;
  gboolean holding;
  gboolean played;
  gboolean spoke; /* since it heard something last */

  /* the step that is being played */
  SupportSasl *sasl;
  SupportTaker *taker;
  guint64 chunk_left;
};

static void play (SupportConnection *self);

static void
connection_free (SupportConnection *self)
{
  g_socket_close (g_socket_connection_get_socket (self->socket), NULL);
  g_clear_pointer (&self->sasl, support_sasl_free);
  g_clear_pointer (&self->taker, support_taker_free);
  g_clear_object (&self->stream);
  g_clear_object (&self->socket);
  g_clear_object (&self->cancellable);
  g_ptr_array_unref (self->steps);
  g_byte_array_unref (self->in);
  g_free (self);
}

/* Called first in every callback: whether there is anything left to do. */
static gboolean
resume (SupportConnection *self)
{
  self->busy = FALSE;
  if (self->server != NULL)
    return TRUE;
  connection_free (self);
  return FALSE;
}

static void
fail (SupportConnection *self, const char *what)
{
  SupportStep *step =
      self->next < self->steps->len ? g_ptr_array_index (self->steps, self->next) : NULL;
  g_autofree char *message = g_strdup_printf ("%s at step %u (%s)", what, self->next,
                                              step != NULL ? step->argument : "the end");

  support_server_note_failure (self->server, message);
  self->played = TRUE;
  g_socket_close (g_socket_connection_get_socket (self->socket), NULL);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SupportConnection *self = user_data;
  gssize n = g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL);

  if (!resume (self))
    return;
  self->spoke = FALSE;
  if (n > 0)
    g_byte_array_append (self->in, self->block, (guint) n);
  else
    self->ended = TRUE;
  play (self);
}

static gboolean
need_more (SupportConnection *self)
{
  if (!self->ended)
    {
      self->busy = TRUE;
      g_input_stream_read_async (g_io_stream_get_input_stream (self->stream), self->block, CHUNK,
                                 G_PRIORITY_DEFAULT, self->cancellable, on_read, self);
    }
  return FALSE;
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SupportConnection *self = user_data;

  /* a client that went away shows in the next step that reads */
  g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, NULL);
  if (resume (self))
    play (self);
}

/* @octets must live until it is written: steps and their arguments do. */
static void
send_octets (SupportConnection *self, const char *octets)
{
  if (!self->spoke)
    support_server_note_round_trip (self->server);
  self->spoke = TRUE;
  self->busy = TRUE;
  g_output_stream_write_all_async (g_io_stream_get_output_stream (self->stream), octets,
                                   strlen (octets), G_PRIORITY_DEFAULT, self->cancellable,
                                   on_written, self);
}

/* Returns: (transfer full) (nullable): the next line without its CRLF */
static char *
take_line (SupportConnection *self)
{
  guint8 *end = self->in->len > 0 ? memchr (self->in->data, '\n', self->in->len) : NULL;

  if (end == NULL)
    return NULL;
  gsize length = end - self->in->data;
  gsize text = length > 0 && self->in->data[length - 1] == '\r' ? length - 1 : length;
  char *line = g_strndup ((const char *) self->in->data, text);
  g_byte_array_remove_range (self->in, 0, (guint) length + 1);
  support_server_note_line (self->server, line);
  return line;
}

static gboolean
expect (SupportConnection *self, const char *pattern)
{
  g_autofree char *line = take_line (self);

  if (line == NULL)
    {
      if (self->ended)
        fail (self, "the client closed");
      return need_more (self);
    }
  if (!g_pattern_match_simple (pattern, line))
    {
      g_autofree char *what = g_strdup_printf ("the client said \"%s\"", line);
      fail (self, what);
      return FALSE;
    }
  return TRUE;
}

static gboolean
authenticate (SupportConnection *self, SupportStep *step)
{
  gboolean done;

  if (self->sasl == NULL)
    {
      self->sasl = support_sasl_new (step->argument);
      if (step->kind == SUPPORT_STEP_BOUND)
        support_sasl_bind (self->sasl, G_TLS_CONNECTION (self->stream));
    }
  g_autofree char *line = take_line (self);
  if (line == NULL)
    {
      if (self->ended)
        fail (self, "the client closed");
      return need_more (self);
    }
  char *reply = support_sasl_take (self->sasl, line, &done);
  if (done)
    {
      /* the step becomes the reply that ends it */
      g_clear_pointer (&self->sasl, support_sasl_free);
      self->next++;
    }
  g_free (step->argument);
  step->argument = reply;
  send_octets (self, reply);
  return FALSE;
}

/* Returns: whether the end of content was seen */
static gboolean
take_content (SupportConnection *self)
{
  if (self->taker == NULL)
    self->taker = support_taker_new ();
  return support_taker_take (self->taker, self->in);
}

static gboolean
content (SupportConnection *self)
{
  if (take_content (self))
    {
      support_server_note_content (self->server, support_taker_end (self->taker));
      self->taker = NULL;
      return TRUE;
    }
  if (self->ended)
    fail (self, "the client closed before the final dot");
  return need_more (self);
}

/* Returns: whether a chunk has begun, or did before */
static gboolean
begin_chunk (SupportConnection *self)
{
  if (self->taker != NULL)
    return TRUE;
  if (!expect (self, "BDAT * LAST"))
    return FALSE;
  const char *const *lines = support_server_get_lines (self->server);
  const char *line = lines[g_strv_length ((GStrv) lines) - 1];
  self->chunk_left = g_ascii_strtoull (line + strlen ("BDAT "), NULL, 10);
  self->taker = support_taker_new ();
  return TRUE;
}

static gboolean
chunk (SupportConnection *self)
{
  if (!begin_chunk (self))
    return FALSE;
  self->chunk_left -= support_taker_take_octets (self->taker, self->in, self->chunk_left);
  if (self->chunk_left == 0)
    {
      support_server_note_content (self->server, support_taker_end (self->taker));
      self->taker = NULL;
      return TRUE;
    }
  if (self->ended)
    fail (self, "the client closed in the middle of a chunk");
  return need_more (self);
}

static gboolean
cut (SupportConnection *self)
{
  if (take_content (self))
    fail (self, "the client sent the final dot");
  else if (self->ended)
    return TRUE;
  else
    return need_more (self);
  return FALSE;
}

static gboolean
take (SupportConnection *self, SupportStep *step)
{
  guint64 left = g_ascii_strtoull (step->argument, NULL, 10);
  guint64 n = MIN (left, self->in->len);

  g_byte_array_remove_range (self->in, 0, (guint) n);
  g_free (step->argument);
  step->argument = g_strdup_printf ("%" G_GUINT64_FORMAT, left - n);
  if (left == n)
    return TRUE;
  if (self->ended)
    fail (self, "the client closed");
  return need_more (self);
}

static gboolean
eof (SupportConnection *self)
{
  if (self->in->len > 0)
    {
      g_autofree char *rest = g_strndup ((const char *) self->in->data, self->in->len);
      g_autofree char *escaped = g_strescape (rest, NULL);
      g_autofree char *what = g_strdup_printf ("the client went on: \"%.60s\"", escaped);
      fail (self, what);
      return FALSE;
    }
  return self->ended ? TRUE : need_more (self);
}

static void
on_handshake (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SupportConnection *self = user_data;
  gboolean ok = g_tls_connection_handshake_finish (G_TLS_CONNECTION (source), result, NULL);

  if (!resume (self))
    return;
  if (!ok)
    self->ended = TRUE;
  play (self);
}

static gboolean
begin_tls (SupportConnection *self, const char *nick)
{
  g_autoptr (GError) error = NULL;
  SupportCertificates *certificates = support_server_get_certificates (self->server);
  GTlsCertificate *certificate =
      support_certificates_get (certificates, support_certificate_from_nick (nick));
  GIOStream *tls = g_tls_server_connection_new (G_IO_STREAM (self->socket), certificate, &error);

  g_assert_no_error (error);
  g_tls_connection_set_require_close_notify (G_TLS_CONNECTION (tls), FALSE);
  g_set_object (&self->stream, tls);
  g_object_unref (tls);
  self->next++;
  support_server_note_round_trip (self->server);
  self->spoke = FALSE;
  self->busy = TRUE;
  g_tls_connection_handshake_async (G_TLS_CONNECTION (self->stream), G_PRIORITY_DEFAULT,
                                    self->cancellable, on_handshake, self);
  return FALSE;
}

static gboolean
shut (SupportConnection *self, SupportStepKind kind)
{
  GSocket *socket = g_socket_connection_get_socket (self->socket);
  struct linger linger = { .l_onoff = 1, .l_linger = 0 };

  if (kind == SUPPORT_STEP_HALF)
    return g_socket_shutdown (socket, FALSE, TRUE, NULL);
  if (kind == SUPPORT_STEP_RST)
    setsockopt (g_socket_get_fd (socket), SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
  g_socket_close (socket, NULL);
  self->ended = TRUE;
  return TRUE;
}

/* Returns: whether the step is done and the next may begin; otherwise a callback goes on */
static gboolean
play_step (SupportConnection *self, SupportStep *step)
{
  switch (step->kind)
    {
    case SUPPORT_STEP_SEND:
      self->next++;
      send_octets (self, step->argument);
      return FALSE;
    case SUPPORT_STEP_EXPECT:
      return expect (self, step->argument);
    case SUPPORT_STEP_TLS:
      return begin_tls (self, step->argument);
    case SUPPORT_STEP_AUTH:
    case SUPPORT_STEP_BOUND:
      return authenticate (self, step);
    case SUPPORT_STEP_CONTENT:
      return content (self);
    case SUPPORT_STEP_CHUNK:
      return chunk (self);
    case SUPPORT_STEP_CUT:
      return cut (self);
    case SUPPORT_STEP_TAKE:
      return take (self, step);
    case SUPPORT_STEP_MARK:
      support_server_note_mark (self->server, step->argument);
      return TRUE;
    case SUPPORT_STEP_HOLD:
      self->holding = TRUE;
      self->next++;
      return FALSE;
    case SUPPORT_STEP_EOF:
      return eof (self);
    case SUPPORT_STEP_CLOSE:
    case SUPPORT_STEP_HALF:
    case SUPPORT_STEP_RST:
      return shut (self, step->kind);
    case SUPPORT_STEP_HANG:
      self->played = TRUE;
      return FALSE;
    }
  g_assert_not_reached ();
}

static void
play (SupportConnection *self)
{
  while (!self->played && !self->busy && !self->holding)
    {
      if (self->next == self->steps->len)
        self->played = TRUE;
      else if (play_step (self, g_ptr_array_index (self->steps, self->next)))
        self->next++;
      else
        return;
    }
}

SupportConnection *
support_connection_new (SupportServer *server, GSocketConnection *socket, const char *script)
{
  SupportConnection *self = g_new0 (SupportConnection, 1);

  self->server = server;
  self->socket = socket;
  self->stream = g_object_ref (G_IO_STREAM (socket));
  self->cancellable = g_cancellable_new ();
  self->steps = support_script_parse (script);
  self->in = g_byte_array_new ();
  support_server_note_round_trip (server);
  g_tcp_connection_set_graceful_disconnect (G_TCP_CONNECTION (socket), FALSE);
  play (self);
  return self;
}

void
support_connection_abandon (SupportConnection *self)
{
  self->server = NULL;
  if (self->busy)
    g_cancellable_cancel (self->cancellable);
  else
    connection_free (self);
}

void
support_connection_release (SupportConnection *self)
{
  if (!self->holding)
    return;
  self->holding = FALSE;
  play (self);
}

gboolean
support_connection_is_played (SupportConnection *self)
{
  return self->played;
}
