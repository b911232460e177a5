/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a person is told when letters were damaged, or come from a copy. */

#pragma once

#include "app-application.h"
#include "ui-context.h"

G_BEGIN_DECLS

/**
 * app_damage_watch: tells once of what was put right when the store was opened, and at once of what
 *   is found while it is open
 */
void app_damage_watch (AppApplication *application, UiContext *context);

G_END_DECLS
