/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The listener, one thread a connection, and the report. */

#include "support-post-private.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Little is under way unread, so that a client with much to say is found saying it. */
#define RECEIVE_BUFFER 4096

struct SupportPost
{
  SupportCertificates *certificates; /* borrowed */
  int fd;
  guint16 port;
  int stop[2]; /* a pipe: nobody will come */
  GThread *thread;
  gint over; /* atomic */
  SupportPlan plan;
  SupportReport *report;
};

const char *
support_stage_to_nick (SupportStage stage)
{
  static const char *const nicks[] = {
    "greeting", "ehlo",      "starttls", "handshake", "ehlo-tls", "auth", "auth-step", "mail",
    "rcpt",     "rcpt-last", "data",     "content",   "end",      "rset", "quit",
  };
  G_STATIC_ASSERT (G_N_ELEMENTS (nicks) == SUPPORT_N_STAGES);

  return nicks[stage];
}

const char *
support_fault_to_nick (SupportFault fault)
{
  static const char *const nicks[] = {
    "none",    "421",      "4xx",   "5xx",        "close",       "reset",       "half-close",
    "garbage", "oversize", "nul",   "lf-only",    "bare-cr",     "wrong-class", "twice",
    "stall",   "drip",     "flood", "half-reply", "reply-close",
  };
  G_STATIC_ASSERT (G_N_ELEMENTS (nicks) == SUPPORT_N_FAULTS);

  return nicks[fault];
}

static void
letter_free (gpointer data)
{
  SupportLetter *letter = data;

  g_free (letter->message_id);
  g_ptr_array_unref (letter->recipients);
  g_bytes_unref (letter->octets);
  g_free (letter);
}

static char *
find_message_id (GBytes *octets)
{
  gsize length;
  const char *data = g_bytes_get_data (octets, &length);
  g_autofree char *text = g_strndup (data != NULL ? data : "", length);
  const char *found = strstr (text, "Message-ID: ");

  return found != NULL ? g_strndup (found + 12, strcspn (found + 12, "\r\n")) : g_strdup ("");
}

SupportLetter *
support_letter_new (const GPtrArray *recipients, GBytes *octets)
{
  SupportLetter *letter = g_new0 (SupportLetter, 1);

  letter->message_id = find_message_id (octets);
  letter->recipients = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < recipients->len; i++)
    g_ptr_array_add (letter->recipients, g_strdup (g_ptr_array_index (recipients, i)));
  letter->octets = octets;
  return letter;
}

SupportReport *
support_report_new (void)
{
  SupportReport *report = g_new0 (SupportReport, 1);

  report->letters = g_ptr_array_new_with_free_func (letter_free);
  report->complaints = g_ptr_array_new_with_free_func (g_free);
  return report;
}

void
support_report_free (SupportReport *report)
{
  if (report == NULL)
    return;
  g_ptr_array_unref (report->letters);
  g_ptr_array_unref (report->complaints);
  g_free (report);
}

SupportPost *
support_post_new (SupportCertificates *certificates)
{
  SupportPost *self = g_new0 (SupportPost, 1);
  struct sockaddr_in address = { .sin_family = AF_INET };
  socklen_t length = sizeof address;
  int size = RECEIVE_BUFFER;

  self->certificates = certificates;
  address.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
  self->fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  setsockopt (self->fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
  g_assert_cmpint (bind (self->fd, (struct sockaddr *) &address, sizeof address), ==, 0);
  g_assert_cmpint (listen (self->fd, 8), ==, 0);
  g_assert_cmpint (getsockname (self->fd, (struct sockaddr *) &address, &length), ==, 0);
  g_assert_cmpint (pipe (self->stop), ==, 0);
  self->port = ntohs (address.sin_port);
  return self;
}

void
support_post_free (SupportPost *self)
{
  if (self == NULL)
    return;
  g_assert_null (self->thread);
  close (self->fd);
  close (self->stop[0]);
  close (self->stop[1]);
  g_free (self);
}

guint16
support_post_get_port (SupportPost *self)
{
  return self->port;
}

/* Returns: -1 when nobody will come */
static int
accept_one (SupportPost *self)
{
  struct pollfd polls[2] = { { self->fd, POLLIN, 0 }, { self->stop[0], POLLIN, 0 } };
  int one = 1;
  int fd;

  poll (polls, 2, SUPPORT_PATIENCE_S * 1000);
  if (!(polls[0].revents & POLLIN))
    return -1;
  fd = accept4 (self->fd, NULL, NULL, SOCK_CLOEXEC);
  setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  return fd;
}

static void
serve_one (SupportPost *self)
{
  SupportCutter *cutter = NULL;
  int fd = accept_one (self);

  if (fd < 0)
    return;
  if (self->plan.cut != SUPPORT_CUT_NEVER)
    cutter = support_cutter_new (fd, self->plan.cut, self->plan.cut_place, &fd);
  support_talk (&self->plan, self->certificates, fd, self->stop[0], self->report);
  if (cutter != NULL)
    support_cutter_end (cutter, &self->report->from_client, &self->report->from_server);
}

static gpointer
serve (gpointer user_data)
{
  SupportPost *self = user_data;

  serve_one (self);
  g_atomic_int_set (&self->over, TRUE);
  g_main_context_wakeup (NULL);
  return NULL;
}

void
support_post_begin (SupportPost *self, const SupportPlan *plan)
{
  g_assert_null (self->thread);
  self->plan = *plan;
  g_atomic_int_set (&self->over, FALSE);
  self->report = support_report_new ();
  self->thread = g_thread_new ("post", serve, self);
}

SupportReport *
support_post_end (SupportPost *self)
{
  char octet;

  g_assert_cmpint (write (self->stop[1], "x", 1), ==, 1);
  /* the client may still say goodbye */
  while (!g_atomic_int_get (&self->over))
    g_main_context_iteration (NULL, TRUE);
  g_thread_join (g_steal_pointer (&self->thread));
  g_assert_cmpint (read (self->stop[0], &octet, 1), ==, 1);
  return g_steal_pointer (&self->report);
}
