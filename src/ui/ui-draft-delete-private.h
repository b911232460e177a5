/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Throwing a draft away, and getting it back. */

#pragma once

#include <gtk/gtk.h>

#include "ui-context.h"

G_BEGIN_DECLS

/**
 * ui_draft_delete:
 * @widget: its window says what was done, with Undo
 */
void ui_draft_delete (GtkWidget *widget, UiContext *context, const char *draft_id);

/**
 * ui_draft_say_deleted:
 * @reopens: Undo opens its window too
 */
void ui_draft_say_deleted (GtkWidget *widget, UiContext *context, const char *draft_id,
                           gboolean reopens);

/**
 * ui_draft_say_kept: a window was closed, its letter is in Drafts
 */
void ui_draft_say_kept (GtkWidget *widget, UiContext *context, const char *draft_id);

G_END_DECLS
