/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The pump: one function that runs after whatever happened and does the next thing the dialogue
 * wants. At most one read or one write is under way, and holds a reference. */

#include "practice-session-private.h"

#include <string.h>

#define CHUNK 65536
/* RFC 5321 section 4.5.3.2.7 */
#define IDLE_S 300

struct PracticeSession
{
  PracticeDialogue *dialogue;
  GSocketConnection *connection;
  GIOStream *stream;
  GTlsCertificate *certificate;
  GCancellable *cancellable;

  GByteArray *input;
  guint8 *chunk;
  GString *writing;
  gboolean reading;
  gboolean busy;
  gboolean ended;
  guint timer;
  guint idle;

  /* borrowed */
  const PracticeHost *host;
  gpointer user_data;
};

static void pump (PracticeSession *session);

PracticeSession *
practice_session_ref (PracticeSession *session)
{
  return g_rc_box_acquire (session);
}

static void
session_clear (gpointer data)
{
  PracticeSession *session = data;

  practice_dialogue_free (session->dialogue);
  g_clear_object (&session->stream);
  g_clear_object (&session->connection);
  g_clear_object (&session->certificate);
  g_clear_object (&session->cancellable);
  if (session->input->len > 0)
    explicit_bzero (session->input->data, session->input->len);
  g_byte_array_unref (session->input);
  explicit_bzero (session->chunk, CHUNK);
  g_free (session->chunk);
  if (session->writing != NULL)
    g_string_free (session->writing, TRUE);
}

void
practice_session_unref (PracticeSession *session)
{
  if (session != NULL)
    g_rc_box_release_full (session, session_clear);
}

static gboolean
defer (const char *key, gpointer user_data)
{
  PracticeSession *session = user_data;
  return session->host != NULL && session->host->defer (key, session->user_data);
}

/* The one way out. The stream is closed without waiting for the other side, after what was written
 * has been handed to the kernel. */
static void
end (PracticeSession *session)
{
  const PracticeHost *host = g_steal_pointer (&session->host);

  if (session->ended)
    return;

  session->ended = TRUE;
  g_clear_handle_id (&session->timer, g_source_remove);
  g_clear_handle_id (&session->idle, g_source_remove);
  g_cancellable_cancel (session->cancellable);
  g_io_stream_close_async (session->stream, G_PRIORITY_DEFAULT, NULL, NULL, NULL);
  if (host != NULL)
    host->closed (session, session->user_data);
}

static gboolean
on_idle (gpointer user_data)
{
  PracticeSession *session = user_data;

  session->idle = 0;
  if (session->writing != NULL || session->busy)
    end (session);
  else
    {
      practice_dialogue_time_out (session->dialogue);
      pump (session);
    }
  return G_SOURCE_REMOVE;
}

static void
restart_idle (PracticeSession *session)
{
  g_clear_handle_id (&session->idle, g_source_remove);
  session->idle = g_timeout_add_seconds (IDLE_S, on_idle, session);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  PracticeSession *session = user_data;
  gssize n = g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL);

  session->reading = FALSE;
  if (!session->ended)
    {
      if (n <= 0)
        end (session);
      else
        {
          g_byte_array_append (session->input, session->chunk, n);
          restart_idle (session);
          pump (session);
        }
    }
  practice_session_unref (session);
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  PracticeSession *session = user_data;
  gboolean written =
      g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, NULL);

  g_string_free (g_steal_pointer (&session->writing), TRUE);
  if (!session->ended)
    {
      if (written)
        pump (session);
      else
        end (session);
    }
  practice_session_unref (session);
}

static void
write_output (PracticeSession *session)
{
  session->writing = practice_dialogue_take_output (session->dialogue);
  if (session->writing == NULL)
    return;

  g_output_stream_write_all_async (
      g_io_stream_get_output_stream (session->stream), session->writing->str, session->writing->len,
      G_PRIORITY_DEFAULT, session->cancellable, on_written, practice_session_ref (session));
}

static void
read_more (PracticeSession *session)
{
  session->reading = TRUE;
  g_input_stream_read_async (g_io_stream_get_input_stream (session->stream), session->chunk, CHUNK,
                             G_PRIORITY_DEFAULT, session->cancellable, on_read,
                             practice_session_ref (session));
}

static void
on_handshake (GObject *source, GAsyncResult *result, gpointer user_data)
{
  PracticeSession *session = user_data;
  gboolean good = g_tls_connection_handshake_finish (G_TLS_CONNECTION (source), result, NULL);

  session->busy = FALSE;
  if (!session->ended)
    {
      if (good)
        {
          practice_dialogue_encrypted (session->dialogue);
          pump (session);
        }
      else
        end (session);
    }
  practice_session_unref (session);
}

static void
start_tls (PracticeSession *session)
{
  GIOStream *stream =
      g_tls_server_connection_new (G_IO_STREAM (session->connection), session->certificate, NULL);
  if (stream == NULL)
    {
      end (session);
      return;
    }

  g_object_unref (session->stream);
  session->stream = stream;
  session->busy = TRUE;
  g_tls_connection_handshake_async (G_TLS_CONNECTION (stream), G_PRIORITY_DEFAULT,
                                    session->cancellable, on_handshake,
                                    practice_session_ref (session));
}

static gboolean
on_pause_over (gpointer user_data)
{
  PracticeSession *session = user_data;

  session->timer = 0;
  practice_dialogue_go_on (session->dialogue);
  pump (session);
  return G_SOURCE_REMOVE;
}

static void
keep_letter (PracticeSession *session)
{
  g_autoptr (PracticeLetter) letter = practice_dialogue_take_letter (session->dialogue);

  session->busy = TRUE;
  session->host->keep (session, letter, session->user_data);
}

void
practice_session_kept (PracticeSession *session, gboolean kept)
{
  session->busy = FALSE;
  if (session->ended)
    return;

  practice_dialogue_kept (session->dialogue, kept);
  pump (session);
}

static void
feed (PracticeSession *session)
{
  gsize taken =
      practice_dialogue_feed (session->dialogue, session->input->data, session->input->len);

  if (taken > 0)
    g_byte_array_remove_range (session->input, 0, taken);
}

/* What is left to do once all output has been written. */
static void
do_wanted (PracticeSession *session)
{
  switch (practice_dialogue_get_want (session->dialogue))
    {
    case PRACTICE_WANT_MORE:
      break;
    case PRACTICE_WANT_PAUSE:
      if (session->timer == 0)
        session->timer =
            g_timeout_add (practice_dialogue_get_delay (session->dialogue), on_pause_over, session);
      break;
    case PRACTICE_WANT_TLS:
      /* nothing is read in clear from here on */
      if (!session->reading)
        start_tls (session);
      break;
    case PRACTICE_WANT_KEEP:
      keep_letter (session);
      break;
    case PRACTICE_WANT_CLOSE:
      end (session);
      break;
    }
}

/* Not while replies wait to be written: a client that sends and never reads gets no further. */
static gboolean
may_read (const PracticeSession *session)
{
  return !session->ended && !session->reading && !session->busy &&
         practice_dialogue_get_want (session->dialogue) == PRACTICE_WANT_MORE &&
         session->writing == NULL;
}

static void
pump (PracticeSession *session)
{
  if (session->ended || session->busy)
    return;

  practice_session_ref (session);
  feed (session);
  if (session->writing == NULL)
    write_output (session);
  if (session->writing == NULL)
    do_wanted (session);
  if (may_read (session))
    read_more (session);
  practice_session_unref (session);
}

PracticeSession *
practice_session_new (GSocketConnection *connection, PracticePersonality personality,
                      GTlsCertificate *certificate, const PracticeHost *host, gpointer user_data)
{
  PracticeSession *session = g_rc_box_new0 (PracticeSession);

  session->host = host;
  session->user_data = user_data;
  session->dialogue = practice_dialogue_new (personality, defer, session);
  session->connection = g_object_ref (connection);
  session->stream = g_object_ref (G_IO_STREAM (connection));
  session->certificate = certificate != NULL ? g_object_ref (certificate) : NULL;
  session->cancellable = g_cancellable_new ();
  session->input = g_byte_array_new ();
  session->chunk = g_malloc (CHUNK);
  restart_idle (session);
  pump (session);
  return session;
}

void
practice_session_close (PracticeSession *session)
{
  session->host = NULL;
  /* not only at the end of the loop's turn: who asks for it wants the other side to see it now */
  g_socket_shutdown (g_socket_connection_get_socket (session->connection), TRUE, TRUE, NULL);
  end (session);
}
