/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The close button cannot be focused: the chip itself is one stop for the keyboard, and Delete is
 * its key for that. What is wrong with an address is said by an icon, an outline and in words. */

#include <glib/gi18n.h>

#include "ui-recipient-chip-private.h"

struct _UiRecipientChip
{
  GtkWidget parent_instance;

  /* owned */
  MessageMailbox *mailbox;
  char *refusal;

  /* template */
  GtkWidget *mark;
  GtkLabel *name;
  GtkWidget *remove;
};

G_DEFINE_FINAL_TYPE (UiRecipientChip, ui_recipient_chip, GTK_TYPE_WIDGET)

enum
{
  REMOVED,
  EDITED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
on_remove (UiRecipientChip *self)
{
  g_signal_emit (self, signals[REMOVED], 0);
}

static void
on_pressed (GtkGestureClick *gesture, int n_press, double x, double y, UiRecipientChip *self)
{
  if (n_press == 2)
    g_signal_emit (self, signals[EDITED], 0);
  else
    gtk_widget_grab_focus (GTK_WIDGET (self));
}

static gboolean
on_key_pressed (GtkEventControllerKey *controller, guint keyval, guint keycode,
                GdkModifierType state, UiRecipientChip *self)
{
  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    {
      if (keyval != GDK_KEY_c || (state & GDK_CONTROL_MASK) == 0)
        return GDK_EVENT_PROPAGATE;
      {
        g_autofree char *text = message_mailbox_to_string (self->mailbox);

        gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
      }
      return GDK_EVENT_STOP;
    }
  switch (keyval)
    {
    case GDK_KEY_BackSpace:
    case GDK_KEY_Delete:
    case GDK_KEY_KP_Delete:
      g_signal_emit (self, signals[REMOVED], 0);
      return GDK_EVENT_STOP;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
    case GDK_KEY_ISO_Enter:
    case GDK_KEY_F2:
      g_signal_emit (self, signals[EDITED], 0);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

static void
show_mailbox (UiRecipientChip *self)
{
  const MessageMailbox *mailbox = self->mailbox;
  gboolean invalid = mailbox->path == NULL;
  gboolean named = !invalid && mailbox->name != NULL && *mailbox->name != '\0';
  g_autofree char *full = message_mailbox_to_string (mailbox);
  g_autofree char *remove = g_strdup_printf (_ ("Remove %s"), full);

  gtk_label_set_text (self->name, named     ? mailbox->name
                                  : invalid ? mailbox->text
                                            : mail_path_get_text (mailbox->path));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), full);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, full, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->remove), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  remove, -1);
  if (!invalid)
    return;

  gtk_widget_set_visible (self->mark, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self), "invalid");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), _ ("Not a complete address"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  _ ("Not a complete address"), -1);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_INVALID,
                               GTK_ACCESSIBLE_INVALID_TRUE, -1);
}

static void
ui_recipient_chip_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (ui_recipient_chip_parent_class)->dispose (object);
}

static void
ui_recipient_chip_finalize (GObject *object)
{
  message_mailbox_free (UI_RECIPIENT_CHIP (object)->mailbox);
  g_free (UI_RECIPIENT_CHIP (object)->refusal);
  G_OBJECT_CLASS (ui_recipient_chip_parent_class)->finalize (object);
}

static void
ui_recipient_chip_class_init (UiRecipientChipClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ui_recipient_chip_dispose;
  object_class->finalize = ui_recipient_chip_finalize;

  signals[REMOVED] = g_signal_new ("removed", UI_TYPE_RECIPIENT_CHIP, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  signals[EDITED] = g_signal_new ("edited", UI_TYPE_RECIPIENT_CHIP, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST_ITEM);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/envoi_mail/Envoi/ui-recipient-chip.ui");
  gtk_widget_class_bind_template_child (widget_class, UiRecipientChip, mark);
  gtk_widget_class_bind_template_child (widget_class, UiRecipientChip, name);
  gtk_widget_class_bind_template_child (widget_class, UiRecipientChip, remove);
  gtk_widget_class_bind_template_callback (widget_class, on_remove);
  gtk_widget_class_bind_template_callback (widget_class, on_pressed);
  gtk_widget_class_bind_template_callback (widget_class, on_key_pressed);
}

static void
ui_recipient_chip_init (UiRecipientChip *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
ui_recipient_chip_new (const MessageMailbox *mailbox)
{
  UiRecipientChip *self = g_object_new (UI_TYPE_RECIPIENT_CHIP, NULL);

  self->mailbox = message_mailbox_copy (mailbox);
  show_mailbox (self);
  return GTK_WIDGET (self);
}

const MessageMailbox *
ui_recipient_chip_get_mailbox (UiRecipientChip *chip)
{
  g_return_val_if_fail (UI_IS_RECIPIENT_CHIP (chip), NULL);

  return chip->mailbox;
}

void
ui_recipient_chip_mark_refused (UiRecipientChip *chip, const char *reason)
{
  g_autofree char *full = NULL;
  g_autofree char *words = NULL;

  g_return_if_fail (UI_IS_RECIPIENT_CHIP (chip));
  full = message_mailbox_to_string (chip->mailbox);
  words = g_strdup_printf ("%s\n%s", full, reason);
  g_free (chip->refusal);
  chip->refusal = g_strdup (reason);
  gtk_widget_set_visible (chip->mark, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (chip), "invalid");
  gtk_widget_set_tooltip_text (GTK_WIDGET (chip), words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (chip), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  reason, -1);
}

const char *
ui_recipient_chip_get_refusal (UiRecipientChip *chip)
{
  g_return_val_if_fail (UI_IS_RECIPIENT_CHIP (chip), NULL);

  return chip->refusal;
}
