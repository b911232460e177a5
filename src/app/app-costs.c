/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app-costs.h"

#define KEY_METERED "avoid-metered"
#define KEY_POWER "avoid-power"

static void
on_setting (GSettings *settings, const char *key, SubmissionQueue *queue)
{
  SubmissionCosts costs = 0;

  if (g_settings_get_boolean (settings, KEY_METERED))
    costs |= SUBMISSION_COST_METERED;
  if (g_settings_get_boolean (settings, KEY_POWER))
    costs |= SUBMISSION_COST_POWER;
  submission_queue_avoid (queue, costs);
}

void
app_costs_watch (SubmissionQueue *queue, GSettings *settings)
{
  g_signal_connect_object (settings, "changed::" KEY_METERED, G_CALLBACK (on_setting), queue, 0);
  g_signal_connect_object (settings, "changed::" KEY_POWER, G_CALLBACK (on_setting), queue, 0);
  on_setting (settings, NULL, queue);
}
