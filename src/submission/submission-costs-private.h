/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the system says that sending costs now, and which of it a person wants to avoid. */

#pragma once

#include <gio/gio.h>

#include "submission-queue.h"

G_BEGIN_DECLS

#define SUBMISSION_TYPE_COST_WATCH (submission_cost_watch_get_type ())
G_DECLARE_FINAL_TYPE (SubmissionCostWatch, submission_cost_watch, SUBMISSION, COST_WATCH, GObject)

/**
 * SubmissionCostWatch::changed: what submission_cost_watch_get() returns did
 */

/**
 * submission_cost_watch_new:
 * @network: (nullable) (transfer none): NULL: the system's, when first asked for
 * @power: (nullable) (transfer none): likewise
 */
SubmissionCostWatch *
submission_cost_watch_new (GNetworkMonitor *network, GPowerProfileMonitor *power);

/**
 * submission_cost_watch_avoid: the system is asked for these only
 */
void submission_cost_watch_avoid (SubmissionCostWatch *watch, SubmissionCosts costs);

/**
 * submission_cost_watch_get:
 *
 * Returns: those of the avoided ones that there are now
 */
SubmissionCosts submission_cost_watch_get (SubmissionCostWatch *watch);

G_END_DECLS
