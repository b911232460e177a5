/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A draft is set aside rather than deleted, so that Undo gives back its words, files, versions and
 * window for as long as a toast is there and longer. A letter open in a window is not thrown away
 * behind that window's back, since it would save it again. */

#include "ui-draft-delete-private.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "store-drafts.h"
#include "ui-composer.h"
#include "ui-letter-command-private.h"

/* as long as a letter is held */
#define SECONDS 10

/**
 * Subject: what a toast is about, counted: the toast and the request hold it
 */
typedef struct
{
  GtkWidget *widget;
  UiContext *context;
  char *draft_id;
  gboolean reopens;
} Subject;

static void
subject_clear (gpointer data)
{
  Subject *subject = data;

  g_object_unref (subject->widget);
  ui_context_unref (subject->context);
  g_free (subject->draft_id);
}

static void
subject_unref (Subject *subject)
{
  g_rc_box_release_full (subject, subject_clear);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Subject, subject_unref)

static void
subject_unref_closure (gpointer data, GClosure *closure)
{
  subject_unref (data);
}

static Subject *
subject_new (GtkWidget *widget, UiContext *context, const char *draft_id)
{
  Subject *subject = g_rc_box_new0 (Subject);

  subject->widget = g_object_ref (widget);
  subject->context = ui_context_ref (context);
  subject->draft_id = g_strdup (draft_id);
  return subject;
}

static void
say (Subject *subject, const char *text, const char *button, GCallback on_button)
{
  GtkWidget *overlay = gtk_widget_get_ancestor (subject->widget, ADW_TYPE_TOAST_OVERLAY);
  AdwToast *toast;

  if (overlay == NULL)
    return;
  toast = adw_toast_new (text);
  adw_toast_set_button_label (toast, button);
  adw_toast_set_timeout (toast, SECONDS);
  g_signal_connect_data (toast, "button-clicked", on_button, g_rc_box_acquire (subject),
                         subject_unref_closure, 0);
  adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (overlay), toast);
}

static void
on_restored (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Subject) subject = user_data;

  if (!store_drafts_restore_finish (STORE_DATABASE (source), result, NULL))
    ui_toast (subject->widget, _ ("The draft could not be brought back"));
  else if (subject->reopens)
    gtk_widget_activate_action (subject->widget, "app.open-draft", "s", subject->draft_id);
}

static void
on_undo (AdwToast *toast, Subject *subject)
{
  store_drafts_restore_async (subject->context->database, subject->draft_id, NULL, on_restored,
                              g_rc_box_acquire (subject));
}

void
ui_draft_say_deleted (GtkWidget *widget, UiContext *context, const char *draft_id, gboolean reopens)
{
  g_autoptr (Subject) subject = subject_new (widget, context, draft_id);

  subject->reopens = reopens;
  say (subject, _ ("Draft deleted"), _ ("Undo"), G_CALLBACK (on_undo));
}

static void
on_deleted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Subject) subject = user_data;

  if (store_drafts_delete_finish (STORE_DATABASE (source), result, NULL))
    ui_draft_say_deleted (subject->widget, subject->context, subject->draft_id, FALSE);
  else
    ui_toast (subject->widget, _ ("The draft could not be deleted"));
}

static gboolean
is_open (GtkWidget *widget, const char *draft_id)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkApplication *application =
      GTK_IS_WINDOW (root) ? gtk_window_get_application (GTK_WINDOW (root)) : NULL;
  GList *windows = application != NULL ? gtk_application_get_windows (application) : NULL;

  for (GList *l = windows; l != NULL; l = l->next)
    if (UI_IS_COMPOSER (l->data) && g_str_equal (ui_composer_get_draft_id (l->data), draft_id))
      return TRUE;
  return FALSE;
}

void
ui_draft_delete (GtkWidget *widget, UiContext *context, const char *draft_id)
{
  if (is_open (widget, draft_id))
    ui_toast (widget, _ ("This letter is open in a window of its own; it can be discarded there"));
  else
    store_drafts_delete_async (context->database, draft_id, NULL, on_deleted,
                               subject_new (widget, context, draft_id));
}

static void
on_discard (AdwToast *toast, Subject *subject)
{
  ui_draft_delete (subject->widget, subject->context, subject->draft_id);
}

void
ui_draft_say_kept (GtkWidget *widget, UiContext *context, const char *draft_id)
{
  g_autoptr (Subject) subject = subject_new (widget, context, draft_id);

  say (subject, _ ("Letter kept in Drafts"), _ ("Discard"), G_CALLBACK (on_discard));
}
