/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The system's two monitors, each asked for only where somebody cares: they talk to other programs
 * of the desktop. */

#include "submission-costs-private.h"

struct _SubmissionCostWatch
{
  GObject parent_instance;

  GNetworkMonitor *network;    /* NULL: not asked for yet */
  GPowerProfileMonitor *power; /* likewise */
  SubmissionCosts avoided;
  SubmissionCosts present; /* when it was said last */
};

G_DEFINE_FINAL_TYPE (SubmissionCostWatch, submission_cost_watch, G_TYPE_OBJECT)

static guint changed_signal;

SubmissionCosts
submission_cost_watch_get (SubmissionCostWatch *self)
{
  SubmissionCosts costs = 0;

  if (self->avoided & SUBMISSION_COST_METERED &&
      g_network_monitor_get_network_metered (self->network))
    costs |= SUBMISSION_COST_METERED;
  if (self->avoided & SUBMISSION_COST_POWER &&
      g_power_profile_monitor_get_power_saver_enabled (self->power))
    costs |= SUBMISSION_COST_POWER;
  return costs;
}

static void
look (SubmissionCostWatch *self)
{
  SubmissionCosts costs = submission_cost_watch_get (self);

  if (costs == self->present)
    return;
  self->present = costs;
  g_signal_emit (self, changed_signal, 0);
}

static void
watch (SubmissionCostWatch *self, gpointer monitor, const char *signal)
{
  if (g_signal_handler_find (monitor, G_SIGNAL_MATCH_DATA, 0, 0, NULL, NULL, self) == 0)
    g_signal_connect_swapped (monitor, signal, G_CALLBACK (look), self);
}

void
submission_cost_watch_avoid (SubmissionCostWatch *self, SubmissionCosts costs)
{
  self->avoided = costs;
  if (costs & SUBMISSION_COST_METERED)
    {
      if (self->network == NULL)
        self->network = g_object_ref (g_network_monitor_get_default ());
      watch (self, self->network, "notify::network-metered");
    }
  if (costs & SUBMISSION_COST_POWER)
    {
      if (self->power == NULL)
        self->power = g_power_profile_monitor_dup_default ();
      watch (self, self->power, "notify::power-saver-enabled");
    }
  look (self);
}

SubmissionCostWatch *
submission_cost_watch_new (GNetworkMonitor *network, GPowerProfileMonitor *power)
{
  SubmissionCostWatch *self = g_object_new (SUBMISSION_TYPE_COST_WATCH, NULL);

  g_set_object (&self->network, network);
  g_set_object (&self->power, power);
  return self;
}

static void
submission_cost_watch_finalize (GObject *object)
{
  SubmissionCostWatch *self = SUBMISSION_COST_WATCH (object);

  if (self->network != NULL)
    g_signal_handlers_disconnect_by_data (self->network, self);
  if (self->power != NULL)
    g_signal_handlers_disconnect_by_data (self->power, self);
  g_clear_object (&self->network);
  g_clear_object (&self->power);

  G_OBJECT_CLASS (submission_cost_watch_parent_class)->finalize (object);
}

static void
submission_cost_watch_init (SubmissionCostWatch *self)
{
}

static void
submission_cost_watch_class_init (SubmissionCostWatchClass *class)
{
  G_OBJECT_CLASS (class)->finalize = submission_cost_watch_finalize;

  changed_signal = g_signal_new ("changed", SUBMISSION_TYPE_COST_WATCH, G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}
