/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The chips of a recipient field: its mailboxes, each once, in the order in which they were named.
 */

#include "ui-recipient-parts-private.h"

UiRecipientChip *
ui_recipient_chips_next (GtkWidget *sibling)
{
  return UI_IS_RECIPIENT_CHIP (sibling) ? UI_RECIPIENT_CHIP (sibling) : NULL;
}

UiRecipientChip *
ui_recipient_chips_get_first (UiRecipientField *self)
{
  return ui_recipient_chips_next (gtk_widget_get_first_child (GTK_WIDGET (self->box)));
}

UiRecipientChip *
ui_recipient_chips_get_last (UiRecipientField *self)
{
  return ui_recipient_chips_next (gtk_widget_get_prev_sibling (GTK_WIDGET (self->entry)));
}

void
ui_recipient_chips_drop (UiRecipientField *self, UiRecipientChip *chip)
{
  const MessageMailbox *mailbox = ui_recipient_chip_get_mailbox (chip);

  if (mailbox->path != NULL)
    g_hash_table_remove (self->paths, mailbox->path);
  ui_wrap_box_remove (self->box, GTK_WIDGET (chip));
}

void
ui_recipient_chips_remove (UiRecipientField *self, UiRecipientChip *chip)
{
  GtkWidget *next = gtk_widget_get_next_sibling (GTK_WIDGET (chip));

  if (gtk_widget_has_focus (GTK_WIDGET (chip)))
    gtk_widget_grab_focus (next);
  ui_recipient_chips_drop (self, chip);
  ui_recipient_field_emit_changed (self);
}

static void
on_chip_edited (UiRecipientField *self, UiRecipientChip *chip)
{
  g_autofree char *text = message_mailbox_to_string (ui_recipient_chip_get_mailbox (chip));

  ui_recipient_field_commit (self);
  ui_recipient_chips_remove (self, chip);
  ui_recipient_field_set_text (self, text);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

gboolean
ui_recipient_chips_hold (UiRecipientField *self, const MessageMailbox *mailbox)
{
  return mailbox->path != NULL && g_hash_table_contains (self->paths, mailbox->path);
}

gboolean
ui_recipient_chips_insert (UiRecipientField *self, const MessageMailbox *mailbox, GtkWidget *before)
{
  GtkEventController *keys;
  GtkWidget *chip;

  if (ui_recipient_chips_hold (self, mailbox))
    return FALSE;
  if (mailbox->path != NULL)
    g_hash_table_add (self->paths, mail_path_ref (mailbox->path));
  chip = ui_recipient_chip_new (mailbox);
  keys = gtk_event_controller_key_new ();
  g_signal_connect (keys, "key-pressed", G_CALLBACK (ui_recipient_field_on_chip_key), self);
  gtk_widget_add_controller (chip, keys);
  g_signal_connect_swapped (chip, "removed", G_CALLBACK (ui_recipient_chips_remove), self);
  g_signal_connect_swapped (chip, "edited", G_CALLBACK (on_chip_edited), self);
  ui_wrap_box_insert_before (self->box, chip, before);
  return TRUE;
}

GtkWidget *
ui_recipient_field_mark_refused (UiRecipientField *field, const char *address, const char *reason)
{
  g_return_val_if_fail (UI_IS_RECIPIENT_FIELD (field), NULL);

  for (UiRecipientChip *chip = ui_recipient_chips_get_first (field); chip != NULL;
       chip = ui_recipient_chips_next (gtk_widget_get_next_sibling (GTK_WIDGET (chip))))
    {
      const MessageMailbox *mailbox = ui_recipient_chip_get_mailbox (chip);

      if (mailbox->path != NULL && g_str_equal (mail_path_get_text (mailbox->path), address))
        {
          ui_recipient_chip_mark_refused (chip, reason);
          return GTK_WIDGET (chip);
        }
    }
  return NULL;
}

gboolean
ui_recipient_field_has_refused (UiRecipientField *field)
{
  g_return_val_if_fail (UI_IS_RECIPIENT_FIELD (field), FALSE);

  for (UiRecipientChip *chip = ui_recipient_chips_get_first (field); chip != NULL;
       chip = ui_recipient_chips_next (gtk_widget_get_next_sibling (GTK_WIDGET (chip))))
    if (ui_recipient_chip_get_refusal (chip) != NULL)
      return TRUE;
  return FALSE;
}

void
ui_recipient_field_list_refusals (UiRecipientField *field, GVariantBuilder *refusals)
{
  g_return_if_fail (UI_IS_RECIPIENT_FIELD (field));

  for (UiRecipientChip *chip = ui_recipient_chips_get_first (field); chip != NULL;
       chip = ui_recipient_chips_next (gtk_widget_get_next_sibling (GTK_WIDGET (chip))))
    {
      const MessageMailbox *mailbox = ui_recipient_chip_get_mailbox (chip);
      const char *reason = ui_recipient_chip_get_refusal (chip);

      if (reason != NULL)
        g_variant_builder_add (refusals, "{ss}", mail_path_get_text (mailbox->path), reason);
    }
}
