/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What can be done with the letter, by menu or by key, and where Tab goes. Once it is sent, all
 * that is left is to take it back and to look at the conversation. */

#include "ui-composer-private.h"
#include "ui-preedit-private.h"

static void
send_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ui_composer_send (UI_COMPOSER (widget), TRUE);
}

static void
send_now_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ui_composer_send (UI_COMPOSER (widget), FALSE);
}

static void
send_later_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ui_composer_send_later (UI_COMPOSER (widget));
}

static void
attach_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ui_composer_choose_files (UI_COMPOSER (widget));
}

static void
discard_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ui_composer_discard (UI_COMPOSER (widget));
}

static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  UiComposer *self = UI_COMPOSER (widget);

  ui_composer_commit_fields (self);
  ui_composer_touch (self);
  ui_composer_save (self);
}

static void
show_versions_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ui_composer_show_versions (UI_COMPOSER (widget));
}

static void
show_cc_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  UiComposer *self = UI_COMPOSER (widget);

  gtk_widget_set_visible (self->cc_row, TRUE);
  ui_composer_show_rows (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->cc));
}

static void
show_bcc_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  UiComposer *self = UI_COMPOSER (widget);

  gtk_widget_set_visible (self->bcc_row, TRUE);
  ui_composer_show_rows (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->bcc));
}

static void
show_reply_to_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  UiComposer *self = UI_COMPOSER (widget);

  gtk_widget_set_visible (self->reply_to_row, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->reply_to));
}

static void
focus_to_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_grab_focus (GTK_WIDGET (UI_COMPOSER (widget)->to));
}

/* Escape closes what the program says, never what a person wrote. */
static void
close_notice_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  UiComposer *self = UI_COMPOSER (widget);

  if (ui_strip_get_text (self->strip) != NULL)
    ui_composer_on_notice_dismissed (self);
}

static void
undo_send_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ui_composer_take_back (UI_COMPOSER (widget));
}

static void
paste_text_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ui_composer_paste_text (UI_COMPOSER (widget));
}

static void
show_conversation_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  UiComposer *self = UI_COMPOSER (widget);

  if (self->letter == 0)
    return;
  ui_receipt_show_conversation (UI_RECEIPT (self->receipt));
  gtk_widget_child_focus (self->receipt, GTK_DIR_TAB_FORWARD);
}

static const struct
{
  const char *name;
  GtkWidgetActionActivateFunc activate;
} actions[] = {
  { "win.send", send_action },
  { "win.send-now", send_now_action },
  { "win.send-later", send_later_action },
  { "win.attach", attach_action },
  { "win.discard", discard_action },
  { "win.save", save_action },
  { "win.show-cc", show_cc_action },
  { "win.show-bcc", show_bcc_action },
  { "win.show-reply-to", show_reply_to_action },
  { "win.focus-to", focus_to_action },
  { "win.show-versions", show_versions_action },
  { "win.paste-text", paste_text_action },
};

void
ui_composer_enable_actions (UiComposer *self, gboolean enabled)
{
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), actions[i].name, enabled);
}

void
ui_composer_install_actions (GtkWidgetClass *widget_class)
{
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i].name, NULL, actions[i].activate);
  gtk_widget_class_install_action (widget_class, "win.close-notice", NULL, close_notice_action);
  gtk_widget_class_install_action (widget_class, "win.undo-send", NULL, undo_send_action);
  gtk_widget_class_install_action (widget_class, "win.show-conversation", NULL,
                                   show_conversation_action);
}

static gboolean
is_enter (guint keyval)
{
  return keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter || keyval == GDK_KEY_ISO_Enter;
}

/* Ctrl+Enter sends, and with Shift later, unless an input method composes: then it is the input
 * method's. The text view would take it as a line break, so it is seen first here. */
gboolean
ui_composer_on_key (GtkEventControllerKey *controller, guint keyval, guint keycode,
                    GdkModifierType state, UiComposer *self)
{
  GdkModifierType mods =
      state & (GDK_CONTROL_MASK | GDK_SHIFT_MASK | GDK_ALT_MASK | GDK_SUPER_MASK);

  if (mods == GDK_CONTROL_MASK && keyval == GDK_KEY_z && self->letter != 0)
    {
      ui_composer_take_back (self);
      return GDK_EVENT_STOP;
    }
  if ((mods & ~GDK_SHIFT_MASK) != GDK_CONTROL_MASK || !is_enter (keyval) ||
      ui_preedit_is_active (gtk_window_get_focus (GTK_WINDOW (self))))
    return GDK_EVENT_PROPAGATE;
  if (mods & GDK_SHIFT_MASK)
    ui_composer_send_later (self);
  else
    ui_composer_send (self, TRUE);
  return GDK_EVENT_STOP;
}

/* A strip that came by itself is no stop on the way from the subject to the text: the first word of
 * a letter would be typed at its buttons, and the blank behind it press one. Shift+Tab leads there.
 */
static gboolean
passes_strip (UiComposer *self, GtkWidget *focus, GtkDirectionType direction)
{
  return direction == GTK_DIR_TAB_FORWARD && focus != NULL &&
         gtk_widget_is_ancestor (focus, GTK_WIDGET (self->subject)) && !ui_composer_answers (self);
}

/* Tab goes through the letter first and then to what is done with it: the fields, Send and the rest
 * of the header bar, and round again. By itself it would begin at Discard. */
gboolean
ui_composer_move_focus (UiComposer *self, GtkDirectionType direction)
{
  GtkWidget *stops[] = { GTK_WIDGET (self->stack), GTK_WIDGET (self->send), self->menu,
                         self->attach, self->discard };
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  const guint n = G_N_ELEMENTS (stops);
  guint at = 0;

  if (passes_strip (self, focus, direction))
    return gtk_widget_grab_focus (GTK_WIDGET (self->message));
  while (at < n && focus != stops[at] && !gtk_widget_is_ancestor (focus, stops[at]))
    at++;
  for (guint i = 0; i <= n; i++)
    {
      if (at < n && gtk_widget_child_focus (stops[at], direction))
        return TRUE;
      if (direction == GTK_DIR_TAB_FORWARD)
        at = at + 1 < n ? at + 1 : 0;
      else
        at = at > 0 ? at - 1 : n - 1;
    }
  return FALSE;
}
