/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One stop for Tab; the arrow keys walk from file to file and Delete takes one off. The meter says
 * in words what the bar shows, so the bar may be absent where no limit is known. */

#include <glib/gi18n.h>

#include "ui-low-scroller-private.h"
#include "ui-tray-private.h"
#include "ui-words.h"
#include "ui-wrap-box-private.h"

/* from here on the meter warns */
#define NEARLY_FULL 0.8

struct _UiTray
{
  GtkWidget parent_instance;

  /* template */
  GtkWidget *outer;
  GtkStack *stack;
  UiWrapBox *box;
  GtkLabel *words;
  GtkLevelBar *meter;
};

G_DEFINE_FINAL_TYPE (UiTray, ui_tray, GTK_TYPE_WIDGET)

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static UiAttachmentCard *
first_card (UiTray *self)
{
  GtkWidget *first = gtk_widget_get_first_child (GTK_WIDGET (self->box));

  return first != NULL ? UI_ATTACHMENT_CARD (first) : NULL;
}

static UiAttachmentCard *
next_card (UiAttachmentCard *card)
{
  GtkWidget *next = gtk_widget_get_next_sibling (GTK_WIDGET (card));

  return next != NULL ? UI_ATTACHMENT_CARD (next) : NULL;
}

static void
emit_changed (UiTray *self)
{
  gtk_stack_set_visible_child_name (self->stack, first_card (self) != NULL ? "files" : "empty");
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_removed (UiTray *self, UiAttachmentCard *card)
{
  ui_tray_remove (self, card);
}

static gboolean
on_key_pressed (GtkEventControllerKey *controller, guint keyval, guint keycode,
                GdkModifierType state, UiTray *self)
{
  GtkWidget *card = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (controller));
  gboolean rtl = gtk_widget_get_direction (card) == GTK_TEXT_DIR_RTL;
  GtkWidget *to = NULL;

  if (keyval == GDK_KEY_Up || keyval == (rtl ? GDK_KEY_Right : GDK_KEY_Left))
    to = gtk_widget_get_prev_sibling (card);
  else if (keyval == GDK_KEY_Down || keyval == (rtl ? GDK_KEY_Left : GDK_KEY_Right))
    to = gtk_widget_get_next_sibling (card);
  else
    return GDK_EVENT_PROPAGATE;
  if (to != NULL)
    gtk_widget_grab_focus (to);
  return GDK_EVENT_STOP;
}

static gboolean
ui_tray_focus (GtkWidget *widget, GtkDirectionType direction)
{
  UiAttachmentCard *first = first_card (UI_TRAY (widget));

  if (direction != GTK_DIR_TAB_FORWARD && direction != GTK_DIR_TAB_BACKWARD)
    return GTK_WIDGET_CLASS (ui_tray_parent_class)->focus (widget, direction);
  if (first == NULL || gtk_widget_get_focus_child (widget) != NULL)
    return FALSE;
  return gtk_widget_grab_focus (GTK_WIDGET (first));
}

static void
ui_tray_dispose (GObject *object)
{
  UiTray *self = UI_TRAY (object);

  g_clear_pointer (&self->outer, gtk_widget_unparent);
  G_OBJECT_CLASS (ui_tray_parent_class)->dispose (object);
}

static void
ui_tray_class_init (UiTrayClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_tray_dispose;
  widget_class->focus = ui_tray_focus;
  signals[CHANGED] = g_signal_new ("changed", UI_TYPE_TRAY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);

  g_type_ensure (UI_TYPE_LOW_SCROLLER);
  g_type_ensure (UI_TYPE_WRAP_BOX);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/envoi_mail/Envoi/ui-tray.ui");
  gtk_widget_class_bind_template_child (widget_class, UiTray, outer);
  gtk_widget_class_bind_template_child (widget_class, UiTray, stack);
  gtk_widget_class_bind_template_child (widget_class, UiTray, box);
  gtk_widget_class_bind_template_child (widget_class, UiTray, words);
  gtk_widget_class_bind_template_child (widget_class, UiTray, meter);
}

static void
ui_tray_init (UiTray *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  ui_tray_set_size (self, 0, 0);
}

UiAttachmentCard *
ui_tray_add (UiTray *tray, const char *name)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkWidget *card = ui_attachment_card_new (name);

  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key_pressed), tray);
  gtk_widget_add_controller (card, keys);
  g_signal_connect_swapped (card, "removed", G_CALLBACK (on_removed), tray);
  ui_wrap_box_append (tray->box, card);
  emit_changed (tray);
  return UI_ATTACHMENT_CARD (card);
}

void
ui_tray_remove (UiTray *tray, UiAttachmentCard *card)
{
  GtkWidget *widget = GTK_WIDGET (card);
  GtkWidget *next;

  g_return_if_fail (UI_IS_TRAY (tray));
  if (gtk_widget_get_parent (widget) != GTK_WIDGET (tray->box))
    return;
  next = gtk_widget_get_next_sibling (widget);
  if (next == NULL)
    next = gtk_widget_get_prev_sibling (widget);
  if (gtk_widget_has_focus (widget))
    {
      if (next != NULL)
        gtk_widget_grab_focus (next);
      else
        gtk_widget_child_focus (GTK_WIDGET (gtk_widget_get_root (widget)), GTK_DIR_TAB_BACKWARD);
    }
  ui_wrap_box_remove (tray->box, widget);
  emit_changed (tray);
}

void
ui_tray_set_attachments (UiTray *tray, GPtrArray *attachments)
{
  UiAttachmentCard *card;

  g_return_if_fail (UI_IS_TRAY (tray));
  while ((card = first_card (tray)) != NULL)
    ui_wrap_box_remove (tray->box, GTK_WIDGET (card));
  for (guint i = 0; i < attachments->len; i++)
    {
      const MessageAttachment *attachment = g_ptr_array_index (attachments, i);

      ui_attachment_card_set_attachment (ui_tray_add (tray, attachment->name), attachment);
    }
  emit_changed (tray);
}

GPtrArray *
ui_tray_dup_attachments (UiTray *tray)
{
  GPtrArray *attachments =
      g_ptr_array_new_with_free_func ((GDestroyNotify) message_attachment_free);

  g_return_val_if_fail (UI_IS_TRAY (tray), attachments);
  for (UiAttachmentCard *card = first_card (tray); card != NULL; card = next_card (card))
    {
      const MessageAttachment *attachment = ui_attachment_card_get_attachment (card);

      if (attachment != NULL)
        g_ptr_array_add (attachments, message_attachment_copy (attachment));
    }
  return attachments;
}

GStrv
ui_tray_dup_copying (UiTray *tray)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (UiAttachmentCard *card = first_card (tray); card != NULL; card = next_card (card))
    if (ui_attachment_card_get_attachment (card) == NULL)
      g_strv_builder_add (names, ui_attachment_card_get_name (card));
  return g_strv_builder_end (names);
}

gboolean
ui_tray_is_copying (UiTray *tray)
{
  g_return_val_if_fail (UI_IS_TRAY (tray), FALSE);
  for (UiAttachmentCard *card = first_card (tray); card != NULL; card = next_card (card))
    if (ui_attachment_card_get_attachment (card) == NULL)
      return TRUE;
  return FALSE;
}

void
ui_tray_set_size (UiTray *tray, guint64 size, guint64 limit)
{
  double fraction = limit > 0 ? (double) size / (double) limit : 0;
  g_autofree char *size_words = ui_words_size (size);
  g_autofree char *limit_words = ui_words_size (limit);
  g_autofree char *words = NULL;

  g_return_if_fail (UI_IS_TRAY (tray));
  if (limit == 0)
    /* Translators: a size; "as sent" is the size of the whole letter as it goes over the wire */
    words = g_strdup_printf (_ ("%s as sent"), size_words);
  else
    /* Translators: two sizes: of the letter as it goes over the wire, and the server's limit */
    words = g_strdup_printf (_ ("%s of %s as sent"), size_words, limit_words);
  gtk_label_set_text (tray->words, words);
  gtk_widget_set_visible (GTK_WIDGET (tray->meter), limit > 0);
  gtk_level_bar_set_value (tray->meter, MIN (fraction, 1));
  gtk_widget_remove_css_class (GTK_WIDGET (tray->meter), "warning");
  gtk_widget_remove_css_class (GTK_WIDGET (tray->meter), "error");
  if (fraction > 1)
    gtk_widget_add_css_class (GTK_WIDGET (tray->meter), "error");
  else if (fraction >= NEARLY_FULL)
    gtk_widget_add_css_class (GTK_WIDGET (tray->meter), "warning");
  gtk_accessible_update_property (GTK_ACCESSIBLE (tray->meter), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT,
                                  words, -1);
}
