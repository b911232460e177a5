/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Letters older than a person wants to keep go, and those that were deleted for good: at the start,
 * every hour, and when the preference changes. */

#pragma once

#include "ui-context.h"

G_BEGIN_DECLS

typedef struct AppRetention AppRetention;

AppRetention *app_retention_new (UiContext *context);
void app_retention_free (AppRetention *retention);

G_END_DECLS
