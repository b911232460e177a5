/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a person does not want to pay for letters: from the preferences to the queue. */

#pragma once

#include "ui-context.h"

G_BEGIN_DECLS

/**
 * app_costs_watch: as long as @queue lives
 */
void app_costs_watch (SubmissionQueue *queue, GSettings *settings);

G_END_DECLS
