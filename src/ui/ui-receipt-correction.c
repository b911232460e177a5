/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Below the people of a letter of which somebody was refused: the letter they were sent instead, or
 * that one's draft. */

#include "ui-receipt-correction-private.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "ui-receipt-actions-private.h"

static void
add_row (GtkListBox *list, const char *title, const char *action, GVariant *target)
{
  GtkWidget *row = adw_action_row_new ();

  /* addresses stand in angle brackets */
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             g_object_new (GTK_TYPE_IMAGE, "icon-name", "go-next-symbolic",
                                           "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION,
                                           NULL));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), action);
  gtk_actionable_set_action_target_value (GTK_ACTIONABLE (row), target);
  gtk_list_box_append (list, row);
}

void
ui_receipt_correction_add_rows (GtkListBox *list, const StoreLetter *letter)
{
  if (letter->corrected_by != 0)
    {
      /* Translators: a person's name or address */
      g_autofree char *title =
          g_strdup_printf (_ ("Corrected in a letter to %s"), letter->corrected_to);

      add_row (list, title, "app.open-letter", g_variant_new_int64 (letter->corrected_by));
    }
  if (letter->correction_draft_id != NULL)
    add_row (list, _ ("A corrected letter is in Drafts"), "app.open-draft",
             g_variant_new_string (letter->correction_draft_id));
}

gboolean
ui_receipt_is_corrected (const StoreLetter *letter)
{
  return letter->corrected_by != 0 || letter->correction_draft_id != NULL;
}
