/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui-shortcuts.h"

GtkWindow *
ui_shortcuts_new (void)
{
  g_autoptr (GtkBuilder) builder =
      gtk_builder_new_from_resource ("/io/github/envoi_mail/Envoi/ui-shortcuts.ui");

  return GTK_WINDOW (gtk_builder_get_object (builder, "shortcuts"));
}
