/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Letters from files over one connection or, with BENCH_CONNECTIONS, over several, by the rooms
 * mail, smtp and net alone. */

#include <string.h>

#include "letters.h"
#include "net-session.h"

/* A letter that can be submitted at once. */
typedef struct
{
  MailEnvelope *envelope;
  GInputStream *content;
  gsize size;
} Prepared;

typedef struct
{
  Letters letters;
  GMainLoop *loop;
  guint next;
  guint running; /* sessions that have a letter */
  guint accepted;
  Prepared ahead;
} Engine;

static void submit_next (Engine *engine, NetSession *session);

static MailPath *
parse_path (const char *address)
{
  g_autoptr (GError) error = NULL;
  MailPath *path = mail_path_parse (address, &error);

  if (path == NULL)
    g_error ("%s", error->message);
  return path;
}

static void
on_submitted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Engine *engine = user_data;
  NetSession *session = NET_SESSION (source);
  g_autoptr (MailOutcome) outcome = net_session_submit_finish (session, result);

  if (mail_outcome_count (outcome, MAIL_RECIPIENT_ACCEPTED) != outcome->results->len)
    g_error ("a letter was not accepted");
  engine->accepted++;
  if (engine->next < engine->letters.n_letters)
    submit_next (engine, session);
  else if (--engine->running == 0)
    g_main_loop_quit (engine->loop);
}

static MailEnvelope *
make_envelope (const Letters *letters, guint i)
{
  g_autoptr (MailPath) from = parse_path (LETTERS_FROM);
  MailEnvelope *envelope = mail_envelope_new (from);

  for (guint n = 0; n < letters->n_recipients; n++)
    {
      g_autofree char *address = letters_dup_recipient (i + n);
      g_autoptr (MailPath) path = parse_path (address);

      mail_envelope_add (envelope, path);
    }
  return envelope;
}

static GInputStream *
open_letter (const Letters *letters, guint i, gsize *size)
{
  g_autofree char *path = letters_dup_path (letters, i);
  g_autoptr (GError) error = NULL;
  char *octets = NULL;

  if (!g_file_get_contents (path, &octets, size, &error))
    g_error ("%s", error->message);
  return g_memory_input_stream_new_from_data (octets, (gssize) *size, g_free);
}

/* The next letter is read while the server thinks about this one. */
static void
read_ahead (Engine *engine)
{
  if (engine->next < engine->letters.n_letters && engine->ahead.content == NULL)
    {
      engine->ahead.envelope = make_envelope (&engine->letters, engine->next);
      engine->ahead.content = open_letter (&engine->letters, engine->next, &engine->ahead.size);
    }
}

/* As the agent does it: the first letter by DATA, some by a chunk where chunks are offered, and
 * then what is small goes together with its envelope. */
static void
choose_flight (const Engine *engine, NetSession *session)
{
  if (engine->accepted == 1)
    net_session_set_flight (session, NET_FLIGHT_CHUNK);
  else if (engine->accepted == 4)
    net_session_set_flight (session, NET_FLIGHT_CHUNK_AT_ONCE);
}

static void
submit_next (Engine *engine, NetSession *session)
{
  g_autoptr (MailEnvelope) envelope = NULL;
  g_autoptr (GInputStream) content = NULL;

  read_ahead (engine);
  engine->next++;
  envelope = g_steal_pointer (&engine->ahead.envelope);
  content = g_steal_pointer (&engine->ahead.content);
  choose_flight (engine, session);
  net_session_submit_async (session, envelope, content, engine->ahead.size, NULL, on_submitted,
                            engine);
  read_ahead (engine);
}

static void
on_connected (GObject *source, GAsyncResult *result, gpointer user_data)
{
  NetSession *session = NET_SESSION (source);
  g_autoptr (MailFailure) failure = net_session_connect_finish (session, result);

  if (failure != NULL)
    g_error ("no connection: %s, %s", mail_failure_kind_to_nick (failure->kind), failure->detail);
  submit_next (user_data, session);
}

static MailEndpoint *
make_endpoint (const Letters *letters)
{
  MailEndpoint *endpoint =
      mail_endpoint_new (LETTERS_HOST, letters->port,
                         letters_are (letters, "tls")        ? MAIL_SECURITY_TLS
                         : letters_are (letters, "starttls") ? MAIL_SECURITY_STARTTLS
                                                             : MAIL_SECURITY_NONE);

  if (endpoint->security != MAIL_SECURITY_NONE)
    {
      endpoint->user = g_strdup (LETTERS_FROM);
      endpoint->mechanism = g_strdup ("PLAIN");
      endpoint->ca_file = g_strdup (letters->ca_file);
    }
  return endpoint;
}

int
main (int argc, char **argv)
{
  Engine engine = { { 0 } };
  const char *connections = g_getenv ("BENCH_CONNECTIONS");
  g_autoptr (GPtrArray) sessions = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (MailEndpoint) endpoint = NULL;

  letters_parse (&engine.letters, argc, argv);
  endpoint = make_endpoint (&engine.letters);
  engine.loop = g_main_loop_new (NULL, FALSE);
  engine.running = connections != NULL ? (guint) atoi (connections) : 1;
  for (guint i = 0; i < engine.running; i++)
    {
      NetSession *session = net_session_new (endpoint);

      g_ptr_array_add (sessions, session);
      net_session_connect_async (session, LETTERS_SECRET, NULL, on_connected, &engine);
    }
  g_main_loop_run (engine.loop);
  /* QUIT goes out, and is not waited for */
  for (guint i = 0; i < sessions->len; i++)
    net_session_quit_async (g_ptr_array_index (sessions, i), NULL, NULL);
  g_main_loop_unref (engine.loop);
  return 0;
}
