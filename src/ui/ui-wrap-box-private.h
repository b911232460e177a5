/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Children in a row that goes on in the next line when it is full, as words in a text do. A child
 * that expands takes what is left of its line. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define UI_TYPE_WRAP_BOX (ui_wrap_box_get_type ())
G_DECLARE_FINAL_TYPE (UiWrapBox, ui_wrap_box, UI, WRAP_BOX, GtkWidget)

GtkWidget *ui_wrap_box_new (guint spacing);

void ui_wrap_box_append (UiWrapBox *box, GtkWidget *child);

/**
 * ui_wrap_box_insert_before:
 * @sibling: (nullable): child it stands before; NULL: at the end
 */
void ui_wrap_box_insert_before (UiWrapBox *box, GtkWidget *child, GtkWidget *sibling);

void ui_wrap_box_remove (UiWrapBox *box, GtkWidget *child);

G_END_DECLS
