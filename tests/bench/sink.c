/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A server that takes letters faster than any client makes them, at a distance if asked to, and
 * tells what came: each line on standard input is answered with one JSON object. It ends with its
 * standard input, so that it never outlives who started it. */

#include <stdio.h>

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "sink-session.h"

typedef struct
{
  int epoll;
  int listener;
  int timer;
  GPtrArray *sessions;
  SinkOffer offer;
  SinkTally tally;
} Sink;

static void
watch (Sink *sink, int fd, guint32 events, gpointer data)
{
  struct epoll_event event = { .events = events, .data.ptr = data };

  if (epoll_ctl (sink->epoll, EPOLL_CTL_ADD, fd, &event) != 0)
    g_error ("epoll: %s", g_strerror (errno));
}

static guint16
start_listening (Sink *sink)
{
  struct sockaddr_in address = { .sin_family = AF_INET,
                                 .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  socklen_t length = sizeof address;

  sink->listener = socket (AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (bind (sink->listener, (struct sockaddr *) &address, length) != 0 ||
      listen (sink->listener, 64) != 0 ||
      getsockname (sink->listener, (struct sockaddr *) &address, &length) != 0)
    g_error ("Cannot listen: %s", g_strerror (errno));
  watch (sink, sink->listener, EPOLLIN, &sink->listener);
  return ntohs (address.sin_port);
}

static void
accept_all (Sink *sink)
{
  static const int on = 1;
  SinkSession *session;
  int fd;

  while ((fd = accept4 (sink->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0)
    {
      setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      session = sink_session_new (fd, &sink->offer, &sink->tally);
      g_ptr_array_add (sink->sessions, session);
      watch (sink, fd, EPOLLIN | EPOLLOUT | EPOLLET, session);
    }
}

/* --- what it tells ---------------------------------------------------------------------------- */

static void
tell (Sink *sink)
{
  SinkTally *tally = &sink->tally;

  g_print ("{\"connections\": %u, \"letters\": %u, \"recipients\": %u, \"logins\": %u, "
           "\"octets\": %" G_GUINT64_FORMAT ", \"flights\": [",
           tally->connections, tally->letters, tally->recipients, tally->logins, tally->octets);
  for (guint i = 0; i < tally->flights->len; i++)
    g_print ("%s%u", i > 0 ? ", " : "", g_array_index (tally->flights, guint, i));
  g_print ("]}\n");
  fflush (stdout);
  g_array_set_size (tally->flights, 0);
  *tally = (SinkTally){ .flights = tally->flights };
}

/* Returns: whether to go on */
static gboolean
read_standard_input (Sink *sink)
{
  char text[64];
  gssize n = read (STDIN_FILENO, text, sizeof text);

  for (gssize i = 0; i < n; i++)
    if (text[i] == '\n')
      tell (sink);
  return n > 0;
}

/* --- serving ---------------------------------------------------------------------------------- */

static void
arm (Sink *sink)
{
  struct itimerspec when = { .it_value = { 0 } };
  gint64 due_us = 0;

  for (guint i = 0; i < sink->sessions->len; i++)
    {
      SinkSession *session = g_ptr_array_index (sink->sessions, i);
      gint64 own_us = sink_wire_get_due (&session->wire);

      if (own_us != 0 && (due_us == 0 || own_us < due_us))
        due_us = own_us;
    }
  if (due_us == 0)
    return;
  when.it_value.tv_sec = due_us / G_USEC_PER_SEC;
  when.it_value.tv_nsec = due_us % G_USEC_PER_SEC * 1000;
  timerfd_settime (sink->timer, TFD_TIMER_ABSTIME, &when, NULL);
}

static void
serve_due (Sink *sink)
{
  guint64 times;

  if (read (sink->timer, &times, sizeof times) < 0)
    return;
  for (guint i = 0; i < sink->sessions->len; i++)
    sink_session_serve (g_ptr_array_index (sink->sessions, i));
}

static void
forget_ended (Sink *sink)
{
  for (guint i = sink->sessions->len; i > 0; i--)
    {
      SinkSession *session = g_ptr_array_index (sink->sessions, i - 1);

      if (session->wire.ended)
        g_ptr_array_remove_index_fast (sink->sessions, i - 1);
    }
}

static void
run (Sink *sink)
{
  struct epoll_event events[16];
  gboolean running = TRUE;

  while (running)
    {
      int n = epoll_wait (sink->epoll, events, G_N_ELEMENTS (events), -1);

      for (int i = 0; i < n; i++)
        {
          gpointer data = events[i].data.ptr;

          if (data == &sink->listener)
            accept_all (sink);
          else if (data == &sink->timer)
            serve_due (sink);
          else if (data == sink)
            running = read_standard_input (sink);
          else
            sink_session_serve (data);
        }
      forget_ended (sink);
      arm (sink);
    }
}

static void
load_certificate (Sink *sink, const char *certificate, const char *key)
{
  gnutls_certificate_allocate_credentials (&sink->offer.credentials);
  if (gnutls_certificate_set_x509_key_file (sink->offer.credentials, certificate, key,
                                            GNUTLS_X509_FMT_PEM) != 0)
    g_error ("%s and %s are no certificate and key", certificate, key);
}

static void
parse (Sink *sink, int argc, char **argv)
{
  g_autofree char *certificate = NULL;
  g_autofree char *key = NULL;
  int delay_ms = 0;
  const GOptionEntry entries[] = {
    { "tls", 0, 0, G_OPTION_ARG_NONE, &sink->offer.implicit_tls, "TLS at once", NULL },
    { "starttls", 0, 0, G_OPTION_ARG_NONE, &sink->offer.starttls, "offer STARTTLS", NULL },
    { "auth", 0, 0, G_OPTION_ARG_NONE, &sink->offer.auth, "offer AUTH", NULL },
    { "chunking", 0, 0, G_OPTION_ARG_NONE, &sink->offer.chunking, "offer BDAT", NULL },
    { "certificate", 0, 0, G_OPTION_ARG_FILENAME, &certificate, "PEM", "FILE" },
    { "key", 0, 0, G_OPTION_ARG_FILENAME, &key, "PEM", "FILE" },
    { "delay", 0, 0, G_OPTION_ARG_INT, &delay_ms, "milliseconds one way", "MS" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    g_error ("%s", error->message);
  sink->offer.delay_us = (guint64) delay_ms * 1000;
  if (certificate != NULL && key != NULL)
    load_certificate (sink, certificate, key);
}

int
main (int argc, char **argv)
{
  Sink sink = { .timer = timerfd_create (CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC) };

  parse (&sink, argc, argv);
  sink.sessions = g_ptr_array_new_with_free_func ((GDestroyNotify) sink_session_free);
  sink.tally.flights = g_array_new (FALSE, FALSE, sizeof (guint));
  sink.epoll = epoll_create1 (EPOLL_CLOEXEC);
  watch (&sink, STDIN_FILENO, EPOLLIN, &sink);
  watch (&sink, sink.timer, EPOLLIN, &sink.timer);
  g_print ("%u\n", start_listening (&sink));
  fflush (stdout);
  run (&sink);
  g_ptr_array_unref (sink.sessions);
  g_array_unref (sink.tally.flights);
  if (sink.offer.credentials != NULL)
    gnutls_certificate_free_credentials (sink.offer.credentials);
  close (sink.epoll);
  close (sink.listener);
  close (sink.timer);
  return 0;
}
