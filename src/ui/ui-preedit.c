/* SPDX-License-Identifier: GPL-3.0-or-later */

/* GTK offers a key to the input method only after capturing controllers have seen it, so those
 * have to know whether there is a preedit. Both GtkTextView and GtkText tell when it changes. */

#include "ui-preedit-private.h"

#define PREEDIT_KEY "ui-preedit"

static void
on_preedit_changed (GtkWidget *text, const char *preedit)
{
  g_object_set_data (G_OBJECT (text), PREEDIT_KEY,
                     GINT_TO_POINTER (preedit != NULL && *preedit != '\0'));
}

static GtkWidget *
inner_text (GtkWidget *widget)
{
  GtkEditable *delegate =
      GTK_IS_EDITABLE (widget) ? gtk_editable_get_delegate (GTK_EDITABLE (widget)) : NULL;

  return delegate != NULL ? GTK_WIDGET (delegate) : widget;
}

void
ui_preedit_watch (GtkWidget *text)
{
  g_signal_connect (inner_text (text), "preedit-changed", G_CALLBACK (on_preedit_changed), NULL);
}

gboolean
ui_preedit_is_active (GtkWidget *focus)
{
  return focus != NULL &&
         GPOINTER_TO_INT (g_object_get_data (G_OBJECT (inner_text (focus)), PREEDIT_KEY));
}
