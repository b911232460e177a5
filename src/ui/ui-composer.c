/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The window itself: its template and its rows. What it does is in files of its own: actions and
 * keys, draft, notices, check, send, files. */

#include <glib/gi18n.h>

#include "ui-composer-private.h"
#include "ui-preedit-private.h"

/* as in the settings' schema */
#define MIN_WIDTH 360
#define MIN_HEIGHT 294

G_DEFINE_FINAL_TYPE (UiComposer, ui_composer, ADW_TYPE_APPLICATION_WINDOW)

void
ui_composer_update_title (UiComposer *self)
{
  const char *subject = gtk_editable_get_text (GTK_EDITABLE (self->subject));
  const char *title = *subject != '\0' ? subject : _ ("New Letter");

  adw_window_title_set_title (self->title, title);
  gtk_window_set_title (GTK_WINDOW (self), title);
}

void
ui_composer_show_rows (UiComposer *self)
{
  gboolean cc = gtk_widget_get_visible (self->cc_row) || !ui_recipient_field_is_empty (self->cc);
  gboolean bcc = gtk_widget_get_visible (self->bcc_row) || !ui_recipient_field_is_empty (self->bcc);

  gtk_widget_set_visible (self->cc_row, cc);
  gtk_widget_set_visible (self->show_cc, !cc);
  gtk_widget_set_visible (self->bcc_row, bcc);
  gtk_widget_set_visible (self->show_bcc, !bcc);
  if (!ui_recipient_field_is_empty (self->reply_to))
    gtk_widget_set_visible (self->reply_to_row, TRUE);
}

void
ui_composer_focus_first (UiComposer *self)
{
  gboolean addressed = !ui_recipient_field_is_empty (self->to);

  gtk_window_set_focus (GTK_WINDOW (self), NULL);
  gtk_widget_grab_focus (addressed ? GTK_WIDGET (self->message) : GTK_WIDGET (self->to));
}

static void
on_changed (UiComposer *self)
{
  ui_composer_touch (self);
}

static void
on_recipients_changed (UiComposer *self)
{
  ui_composer_touch (self);
}

static void
on_subject_changed (UiComposer *self)
{
  ui_composer_update_title (self);
  ui_composer_touch (self);
}

static void
on_subject_activate (UiComposer *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->message));
}

static void
on_from_changed (UiComposer *self)
{
  const AccountProfile *profile = ui_from_button_get_profile (self->from);

  ui_signature_set_text (self->signature, profile->signature);
  ui_composer_look_up_limit (self);
  if (account_profile_is_practice (profile))
    ui_composer_say (self, COMPOSER_NOTICE_PRACTICE, NULL, NULL,
                     _ ("Practice: nothing leaves this computer"));
  else
    ui_composer_unsay (self, COMPOSER_NOTICE_PRACTICE);
  ui_composer_touch (self);
}

static void
on_is_active (UiComposer *self)
{
  if (!gtk_window_is_active (GTK_WINDOW (self)) && self->context != NULL)
    ui_composer_save_soon (self);
}

static gboolean
ui_composer_focus (GtkWidget *widget, GtkDirectionType direction)
{
  gboolean tab = direction == GTK_DIR_TAB_FORWARD || direction == GTK_DIR_TAB_BACKWARD;

  if (tab && gtk_window_get_focus (GTK_WINDOW (widget)) != NULL)
    return ui_composer_move_focus (UI_COMPOSER (widget), direction);
  return GTK_WIDGET_CLASS (ui_composer_parent_class)->focus (widget, direction);
}

/* The next letter's window is as large as this one was. */
static void
remember_size (UiComposer *self)
{
  int width;
  int height;

  if (self->context == NULL || gtk_window_is_maximized (GTK_WINDOW (self)))
    return;
  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  g_settings_set_int (self->context->settings, "composer-width", MAX (width, MIN_WIDTH));
  g_settings_set_int (self->context->settings, "composer-height", MAX (height, MIN_HEIGHT));
}

static gboolean
ui_composer_close_request (GtkWindow *window)
{
  remember_size (UI_COMPOSER (window));
  return ui_composer_on_close_request (UI_COMPOSER (window)) ||
         GTK_WINDOW_CLASS (ui_composer_parent_class)->close_request (window);
}

static void
ui_composer_dispose (GObject *object)
{
  UiComposer *self = UI_COMPOSER (object);

  ui_composer_forget_timer (self);
  g_clear_handle_id (&self->size_source, g_source_remove);
  g_cancellable_cancel (self->copying);
  g_clear_object (&self->copying);
  g_clear_pointer (&self->context, ui_context_unref);
  G_OBJECT_CLASS (ui_composer_parent_class)->dispose (object);
}

static void
ui_composer_finalize (GObject *object)
{
  UiComposer *self = UI_COMPOSER (object);

  ui_composer_clear_notices (self);
  g_clear_pointer (&self->origin, message_draft_free);
  g_clear_pointer (&self->on_disk, message_draft_free);
  g_clear_pointer (&self->last_view, g_bytes_unref);
  g_free (self->draft_id);
  G_OBJECT_CLASS (ui_composer_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, UiComposer, header);
  gtk_widget_class_bind_template_child (widget_class, UiComposer, title);
  gtk_widget_class_bind_template_child (widget_class, UiComposer, discard);
  gtk_widget_class_bind_template_child (widget_class, UiComposer, attach);
  gtk_widget_class_bind_template_child (widget_class, UiComposer, menu);
  gtk_widget_class_bind_template_child (widget_class, UiComposer, send);
  gtk_widget_class_bind_template_child (widget_class, UiComposer, stack);
  gtk_widget_class_bind_template_child (widget_class, UiComposer, page);
  gtk_widget_class_bind_template_child (widget_class, UiComposer, from);
  gtk_widget_class_bind_template_child (widget_class, UiComposer, to);
  gtk_widget_class_bind_template_child (widget_class, UiComposer, cc);
  gtk_widget_class_bind_template_child (widget_class, UiComposer, bcc);
  gtk_widget_class_bind_template_child (widget_class, UiComposer, reply_to);
  gtk_widget_class_bind_template_child (widget_class, UiComposer, cc_row);
  gtk_widget_class_bind_template_child (widget_class, UiComposer, bcc_row);
  gtk_widget_class_bind_template_child (widget_class, UiComposer, reply_to_row);
  gtk_widget_class_bind_template_child (widget_class, UiComposer, show_cc);
  gtk_widget_class_bind_template_child (widget_class, UiComposer, show_bcc);
  gtk_widget_class_bind_template_child (widget_class, UiComposer, subject);
  gtk_widget_class_bind_template_child (widget_class, UiComposer, strip);
  gtk_widget_class_bind_template_child (widget_class, UiComposer, message);
  gtk_widget_class_bind_template_child (widget_class, UiComposer, signature);
  gtk_widget_class_bind_template_child (widget_class, UiComposer, tray);
  gtk_widget_class_bind_template_child (widget_class, UiComposer, saved_mark);
  gtk_widget_class_bind_template_child (widget_class, UiComposer, saved);
}

static void
bind_callbacks (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_from_changed);
  gtk_widget_class_bind_template_callback (widget_class, ui_composer_on_key);
  gtk_widget_class_bind_template_callback (widget_class, on_recipients_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_subject_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_subject_changed);
  gtk_widget_class_bind_template_callback (widget_class, ui_composer_on_notice_activated);
  gtk_widget_class_bind_template_callback (widget_class, ui_composer_on_notice_dismissed);
  gtk_widget_class_bind_template_callback (widget_class, ui_composer_on_paste);
}

static void
ui_composer_class_init (UiComposerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ui_composer_dispose;
  object_class->finalize = ui_composer_finalize;
  widget_class->focus = ui_composer_focus;
  GTK_WINDOW_CLASS (klass)->close_request = ui_composer_close_request;

  g_type_ensure (UI_TYPE_FROM_BUTTON);
  g_type_ensure (UI_TYPE_RECIPIENT_FIELD);
  g_type_ensure (UI_TYPE_SIGNATURE);
  g_type_ensure (UI_TYPE_STRIP);
  g_type_ensure (UI_TYPE_TRAY);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/envoi_mail/Envoi/ui-composer.ui");
  bind_children (widget_class);
  bind_callbacks (widget_class);
  ui_composer_install_actions (widget_class);
}

/* The arrow beside Send has no words of its own; libadwaita lets its tooltip be set, not its name.
 */
static void
name_menu_button (GtkWidget *widget, const char *name)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (GTK_IS_MENU_BUTTON (child))
        gtk_accessible_update_property (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                        -1);
    }
}

static void
ui_composer_init (UiComposer *self)
{
  GtkTextBuffer *buffer;

  gtk_widget_init_template (GTK_WIDGET (self));
  self->origin = message_draft_new ();
  self->loading = TRUE;
  name_menu_button (GTK_WIDGET (self->send), _ ("More Ways to Send"));
  buffer = gtk_text_view_get_buffer (self->message);
  g_signal_connect_swapped (buffer, "changed", G_CALLBACK (on_changed), self);
  ui_preedit_watch (GTK_WIDGET (self->message));
  ui_preedit_watch (GTK_WIDGET (self->subject));
  ui_composer_set_up_drop (self);
  g_signal_connect (self, "notify::is-active", G_CALLBACK (on_is_active), NULL);
}

UiComposer *
ui_composer_new (AdwApplication *application, UiContext *context, const MessageDraft *draft,
                 const char *draft_id)
{
  UiComposer *self = g_object_new (UI_TYPE_COMPOSER, "application", application, NULL);
  g_autoptr (MessageDraft) empty = draft == NULL ? message_draft_new () : NULL;

  if (draft == NULL)
    draft = empty;
  self->context = ui_context_ref (context);
  gtk_window_set_default_size (GTK_WINDOW (self),
                               g_settings_get_int (context->settings, "composer-width"),
                               g_settings_get_int (context->settings, "composer-height"));
  self->draft_id = draft_id != NULL ? g_strdup (draft_id) : store_drafts_dup_new_id ();
  self->kept = draft_id != NULL;
  self->on_disk = draft_id != NULL ? message_draft_copy (draft) : NULL;
  ui_recipient_field_set_database (self->to, context->database);
  ui_recipient_field_set_database (self->cc, context->database);
  ui_recipient_field_set_database (self->bcc, context->database);
  ui_recipient_field_set_database (self->reply_to, context->database);
  ui_from_button_set_registry (self->from, context->registry, draft->account_id);
  g_signal_connect_object (context->database, "changed", G_CALLBACK (ui_composer_follow_letter),
                           self, G_CONNECT_SWAPPED);
  ui_composer_load (self, draft, draft_id == NULL);
  ui_composer_focus_first (self);
  return self;
}

const char *
ui_composer_get_draft_id (UiComposer *composer)
{
  g_return_val_if_fail (UI_IS_COMPOSER (composer), NULL);

  return composer->draft_id;
}
