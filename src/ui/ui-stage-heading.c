/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui-talk-row-private.h"

GtkWidget *
ui_stage_heading_new (void)
{
  GtkWidget *heading = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  for (int i = 0; i < 3; i++)
    {
      GtkWidget *child =
          i == 1 ? gtk_label_new (NULL) : gtk_separator_new (GTK_ORIENTATION_HORIZONTAL);

      gtk_widget_add_css_class (child, i == 1 ? "stage" : "hair");
      gtk_widget_set_hexpand (child, i != 1);
      gtk_widget_set_valign (child, GTK_ALIGN_CENTER);
      gtk_box_append (GTK_BOX (heading), child);
    }
  gtk_widget_add_css_class (heading, "stage-heading");
  return heading;
}

void
ui_stage_heading_set (GtkWidget *heading, const char *text)
{
  GtkWidget *label = gtk_widget_get_next_sibling (gtk_widget_get_first_child (heading));

  gtk_label_set_text (GTK_LABEL (label), text != NULL ? text : "");
  gtk_widget_set_visible (heading, text != NULL);
}
