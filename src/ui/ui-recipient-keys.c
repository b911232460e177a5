/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The keys of the recipient field. They are seen before the entry sees them, and left alone while
 * an input method composes. */

#include "ui-preedit-private.h"
#include "ui-recipient-parts-private.h"

gboolean
ui_recipient_field_on_chip_key (GtkEventControllerKey *controller, guint keyval, guint keycode,
                                GdkModifierType state, UiRecipientField *self)
{
  GtkWidget *chip = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (controller));
  gboolean rtl = gtk_widget_get_direction (chip) == GTK_TEXT_DIR_RTL;
  GtkWidget *to = NULL;

  if (keyval == GDK_KEY_Home || keyval == GDK_KEY_KP_Home)
    to = GTK_WIDGET (ui_recipient_chips_get_first (self));
  else if (keyval == GDK_KEY_End || keyval == GDK_KEY_KP_End)
    to = GTK_WIDGET (self->entry);
  else if (keyval == (rtl ? GDK_KEY_Right : GDK_KEY_Left))
    to = gtk_widget_get_prev_sibling (chip);
  else if (keyval == (rtl ? GDK_KEY_Left : GDK_KEY_Right))
    to = gtk_widget_get_next_sibling (chip);
  else
    return GDK_EVENT_PROPAGATE;
  if (to != NULL)
    gtk_widget_grab_focus (to);
  return GDK_EVENT_STOP;
}

static gboolean
on_enter (UiRecipientField *self)
{
  g_autoptr (MessageMailbox) chosen = ui_completion_dup_selected (self->completion);

  if (chosen != NULL)
    ui_recipient_field_choose (self);
  else if (*gtk_editable_get_text (GTK_EDITABLE (self->entry)) != '\0')
    ui_recipient_field_commit (self);
  else
    gtk_widget_child_focus (GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (self))),
                            GTK_DIR_TAB_FORWARD);
  return GDK_EVENT_STOP;
}

static gboolean
on_tab (UiRecipientField *self)
{
  g_autoptr (MessageMailbox) chosen = ui_completion_dup_selected (self->completion);

  if (chosen != NULL)
    {
      ui_recipient_field_choose (self);
      return GDK_EVENT_STOP;
    }
  ui_recipient_field_commit (self);
  return GDK_EVENT_PROPAGATE;
}

static gboolean
on_back (UiRecipientField *self)
{
  UiRecipientChip *chip = ui_recipient_chips_get_last (self);
  GtkEditable *editable = GTK_EDITABLE (self->entry);

  if (chip == NULL || gtk_editable_get_position (editable) > 0 ||
      gtk_editable_get_selection_bounds (editable, NULL, NULL))
    return GDK_EVENT_PROPAGATE;
  gtk_widget_grab_focus (GTK_WIDGET (chip));
  return GDK_EVENT_STOP;
}

gboolean
ui_recipient_field_on_key (GtkEventControllerKey *controller, guint keyval, guint keycode,
                           GdkModifierType state, UiRecipientField *self)
{
  gboolean open = ui_completion_is_open (self->completion);

  if (ui_preedit_is_active (GTK_WIDGET (self->entry)) ||
      (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;
  switch (keyval)
    {
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
    case GDK_KEY_ISO_Enter:
      return on_enter (self);
    case GDK_KEY_Tab:
      return on_tab (self);
    case GDK_KEY_BackSpace:
    case GDK_KEY_Left:
      return on_back (self);
    case GDK_KEY_Down:
    case GDK_KEY_Up:
      if (!open)
        return GDK_EVENT_PROPAGATE;
      ui_completion_move (self->completion, keyval == GDK_KEY_Down ? 1 : -1);
      return GDK_EVENT_STOP;
    case GDK_KEY_Escape:
      if (!open)
        return GDK_EVENT_PROPAGATE;
      ui_completion_close (self->completion);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}
