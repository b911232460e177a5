/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "submission-network-private.h"

#include <string.h>

/* A whole office comes back at the same moment; and the first seconds of a network often have no
 * name server yet. */
#define JITTER_FROM_MS 1000
#define JITTER_TO_MS 4000

struct _SubmissionNetwork
{
  GObject parent_instance;

  GNetworkMonitor *monitor; /* NULL: not asked for yet */
  SubmissionClock *clock;
  guint timer;
};

G_DEFINE_FINAL_TYPE (SubmissionNetwork, submission_network, G_TYPE_OBJECT)

enum
{
  CHANGED,
  FOUND,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static GNetworkMonitor *
get_monitor (SubmissionNetwork *self)
{
  if (self->monitor == NULL)
    self->monitor = g_object_ref (g_network_monitor_get_default ());
  return self->monitor;
}

gboolean
submission_network_is_lost (SubmissionNetwork *self)
{
  return !g_network_monitor_get_network_available (get_monitor (self));
}

static gboolean
on_settled (gpointer user_data)
{
  SubmissionNetwork *self = user_data;

  self->timer = 0;
  g_signal_emit (self, signals[FOUND], 0);
  return G_SOURCE_REMOVE;
}

static void
on_changed (GNetworkMonitor *monitor, gboolean available, SubmissionNetwork *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
  if (!available)
    submission_clock_clear_timer (self->clock, &self->timer);
  else if (self->timer == 0)
    self->timer = submission_clock_add_timer (
        self->clock, g_random_int_range (JITTER_FROM_MS, JITTER_TO_MS) * G_TIME_SPAN_MILLISECOND,
        on_settled, self);
}

void
submission_network_watch (SubmissionNetwork *self)
{
  if (g_signal_handler_find (get_monitor (self), G_SIGNAL_MATCH_DATA, 0, 0, NULL, NULL, self) == 0)
    g_signal_connect (self->monitor, "network-changed", G_CALLBACK (on_changed), self);
}

/* What is on this computer needs no network. */
static gboolean
is_here (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  return address != NULL ? g_inet_address_get_is_loopback (address)
                         : strcmp (host, "localhost") == 0;
}

void
submission_network_judge (SubmissionNetwork *self, const MailEndpoint *endpoint,
                          MailFailure *failure)
{
  gboolean nowhere =
      failure->kind == MAIL_FAILURE_RESOLVE || failure->kind == MAIL_FAILURE_CONNECT ||
      failure->kind == MAIL_FAILURE_PROXY_UNREACHABLE ||
      (failure->kind == MAIL_FAILURE_TIMEOUT && failure->stage == MAIL_STAGE_CONNECT);

  if (nowhere && !is_here (endpoint->host) && submission_network_is_lost (self))
    failure->kind = MAIL_FAILURE_OFFLINE;
}

SubmissionNetwork *
submission_network_new (GNetworkMonitor *monitor, SubmissionClock *clock)
{
  SubmissionNetwork *self = g_object_new (SUBMISSION_TYPE_NETWORK, NULL);

  g_set_object (&self->monitor, monitor);
  self->clock = g_object_ref (clock);
  return self;
}

static void
submission_network_finalize (GObject *object)
{
  SubmissionNetwork *self = SUBMISSION_NETWORK (object);

  if (self->monitor != NULL)
    g_signal_handlers_disconnect_by_data (self->monitor, self);
  submission_clock_clear_timer (self->clock, &self->timer);
  g_clear_object (&self->monitor);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (submission_network_parent_class)->finalize (object);
}

static void
submission_network_init (SubmissionNetwork *self)
{
}

static void
submission_network_class_init (SubmissionNetworkClass *class)
{
  G_OBJECT_CLASS (class)->finalize = submission_network_finalize;

  signals[CHANGED] = g_signal_new ("changed", SUBMISSION_TYPE_NETWORK, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  signals[FOUND] = g_signal_new ("found", SUBMISSION_TYPE_NETWORK, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
}
