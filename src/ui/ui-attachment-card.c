/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Name, size, a way to take it off again. The size is the file's own; what it takes in the letter
 * is counted in the meter. */

#include <glib/gi18n.h>

#include "ui-attachment-card-private.h"
#include "ui-words.h"

struct _UiAttachmentCard
{
  GtkWidget parent_instance;

  /* owned */
  GCancellable *cancellable;
  MessageAttachment *attachment;

  /* template */
  GtkImage *kind;
  GtkLabel *name;
  GtkLabel *size;
  GtkProgressBar *progress;
  GtkWidget *remove;
};

G_DEFINE_FINAL_TYPE (UiAttachmentCard, ui_attachment_card, GTK_TYPE_WIDGET)

enum
{
  REMOVED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
on_remove (UiAttachmentCard *self)
{
  g_cancellable_cancel (self->cancellable);
  g_signal_emit (self, signals[REMOVED], 0);
}

static void
on_pressed (UiAttachmentCard *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

static gboolean
on_key_pressed (GtkEventControllerKey *controller, guint keyval, guint keycode,
                GdkModifierType state, UiAttachmentCard *self)
{
  if (keyval != GDK_KEY_Delete && keyval != GDK_KEY_KP_Delete && keyval != GDK_KEY_BackSpace)
    return GDK_EVENT_PROPAGATE;
  on_remove (self);
  return GDK_EVENT_STOP;
}

static void
show_name (UiAttachmentCard *self, const char *name)
{
  g_autofree char *remove = g_strdup_printf (_ ("Remove %s"), name);

  gtk_label_set_text (self->name, name);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->remove), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  remove, -1);
}

static void
show_size (UiAttachmentCard *self, const char *size)
{
  gtk_label_set_text (self->size, size);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, size,
                                  -1);
}

static void
ui_attachment_card_dispose (GObject *object)
{
  UiAttachmentCard *self = UI_ATTACHMENT_CARD (object);
  GtkWidget *child;

  g_cancellable_cancel (self->cancellable);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (ui_attachment_card_parent_class)->dispose (object);
}

static void
ui_attachment_card_finalize (GObject *object)
{
  UiAttachmentCard *self = UI_ATTACHMENT_CARD (object);

  g_object_unref (self->cancellable);
  g_clear_pointer (&self->attachment, message_attachment_free);
  G_OBJECT_CLASS (ui_attachment_card_parent_class)->finalize (object);
}

static void
ui_attachment_card_class_init (UiAttachmentCardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ui_attachment_card_dispose;
  object_class->finalize = ui_attachment_card_finalize;
  signals[REMOVED] = g_signal_new ("removed", UI_TYPE_ATTACHMENT_CARD, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST_ITEM);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/envoi_mail/Envoi/ui-attachment-card.ui");
  gtk_widget_class_bind_template_child (widget_class, UiAttachmentCard, kind);
  gtk_widget_class_bind_template_child (widget_class, UiAttachmentCard, name);
  gtk_widget_class_bind_template_child (widget_class, UiAttachmentCard, size);
  gtk_widget_class_bind_template_child (widget_class, UiAttachmentCard, progress);
  gtk_widget_class_bind_template_child (widget_class, UiAttachmentCard, remove);
  gtk_widget_class_bind_template_callback (widget_class, on_remove);
  gtk_widget_class_bind_template_callback (widget_class, on_pressed);
  gtk_widget_class_bind_template_callback (widget_class, on_key_pressed);
}

static void
ui_attachment_card_init (UiAttachmentCard *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
ui_attachment_card_new (const char *name)
{
  UiAttachmentCard *self = g_object_new (UI_TYPE_ATTACHMENT_CARD, NULL);

  show_name (self, name);
  show_size (self, _ ("Copying…"));
  return GTK_WIDGET (self);
}

GCancellable *
ui_attachment_card_get_cancellable (UiAttachmentCard *card)
{
  g_return_val_if_fail (UI_IS_ATTACHMENT_CARD (card), NULL);

  return card->cancellable;
}

void
ui_attachment_card_set_progress (UiAttachmentCard *card, guint64 done, guint64 total)
{
  g_return_if_fail (UI_IS_ATTACHMENT_CARD (card));
  if (total > 0)
    gtk_progress_bar_set_fraction (card->progress, (double) done / (double) total);
}

/* A type has several icons, from its own to that of its family; not every theme has each. */
static const char *
find_icon_name (UiAttachmentCard *self, GIcon *icon)
{
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gtk_widget_get_display (GTK_WIDGET (self)));
  const char *const *names =
      G_IS_THEMED_ICON (icon) ? g_themed_icon_get_names (G_THEMED_ICON (icon)) : NULL;

  for (; names != NULL && *names != NULL; names++)
    if (g_str_has_suffix (*names, "-symbolic") && gtk_icon_theme_has_icon (theme, *names))
      return *names;
  return "text-x-generic-symbolic";
}

void
ui_attachment_card_set_attachment (UiAttachmentCard *card, const MessageAttachment *attachment)
{
  g_autoptr (GIcon) icon = NULL;
  g_autofree char *size = NULL;

  g_return_if_fail (UI_IS_ATTACHMENT_CARD (card));
  g_clear_pointer (&card->attachment, message_attachment_free);
  card->attachment = message_attachment_copy (attachment);
  icon = g_content_type_get_symbolic_icon (attachment->content_type);
  size = ui_words_size (attachment->size);
  gtk_image_set_from_icon_name (card->kind, find_icon_name (card, icon));
  gtk_widget_set_visible (GTK_WIDGET (card->progress), FALSE);
  show_name (card, attachment->name);
  show_size (card, size);
}

const MessageAttachment *
ui_attachment_card_get_attachment (UiAttachmentCard *card)
{
  g_return_val_if_fail (UI_IS_ATTACHMENT_CARD (card), NULL);

  return card->attachment;
}

const char *
ui_attachment_card_get_name (UiAttachmentCard *card)
{
  g_return_val_if_fail (UI_IS_ATTACHMENT_CARD (card), NULL);

  return gtk_label_get_text (card->name);
}
