/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A widget has the colour of one account at a time, or the stripes of the practice account. */

#include "ui-account-colour-private.h"
#include "ui-colour.h"

static const char practice_class[] = "colour-practice";

void
ui_account_colour_apply (GtkWidget *widget, const AccountProfile *profile)
{
  for (guint i = 0; i < ACCOUNT_N_COLOURS; i++)
    gtk_widget_remove_css_class (widget, ui_colour_class (i));
  gtk_widget_remove_css_class (widget, practice_class);
  gtk_widget_add_css_class (widget, account_profile_is_practice (profile)
                                        ? practice_class
                                        : ui_colour_class (profile->colour));
}
