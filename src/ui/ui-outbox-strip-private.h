/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One sentence above the outbox about an account that stopped, however many letters wait for it. */

#pragma once

#include <gtk/gtk.h>

#include "ui-context.h"
#include "ui-letter-model-private.h"

G_BEGIN_DECLS

/**
 * ui_outbox_strip_new:
 *
 * Returns: (transfer floating): a UiStrip of the list's width that follows @model
 */
GtkWidget *ui_outbox_strip_new (UiContext *context, UiLetterModel *model);

G_END_DECLS
