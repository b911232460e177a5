/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The draft is read before it goes, so that Undo saves the same octets under the same id with the
 * same time. Its files are still there then: what nothing refers to is collected a day and a half
 * later. A letter open in a window is not thrown away behind that window's back, since it would
 * save it again. */

#include "ui-draft-delete-private.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "message-draft.h"
#include "store-drafts.h"
#include "ui-composer.h"
#include "ui-letter-command-private.h"

/**
 * Deletion: one draft, counted: the toast and the request hold it
 * @digests: its files
 */
typedef struct
{
  GtkWidget *widget;
  UiContext *context;
  StoreDraft *draft;
  GStrv digests;
} Deletion;

static void
deletion_clear (gpointer data)
{
  Deletion *deletion = data;

  g_object_unref (deletion->widget);
  ui_context_unref (deletion->context);
  g_clear_pointer (&deletion->draft, store_draft_unref);
  g_clear_pointer (&deletion->digests, g_strfreev);
}

static void
deletion_unref (Deletion *deletion)
{
  g_rc_box_release_full (deletion, deletion_clear);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Deletion, deletion_unref)

static void
deletion_unref_closure (gpointer data, GClosure *closure)
{
  deletion_unref (data);
}

static void
on_restored (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Deletion) deletion = user_data;

  if (!store_drafts_save_finish (STORE_DATABASE (source), result, NULL))
    ui_toast (deletion->widget, _ ("The draft could not be brought back"));
}

static void
on_undo (AdwToast *toast, Deletion *deletion)
{
  store_drafts_save_async (deletion->context->database, deletion->draft,
                           (const char *const *) deletion->digests, NULL, on_restored,
                           g_rc_box_acquire (deletion));
}

/* No Undo for what this program cannot read: its files would be lost. */
static void
say_deleted (Deletion *deletion)
{
  GtkWidget *overlay = gtk_widget_get_ancestor (deletion->widget, ADW_TYPE_TOAST_OVERLAY);
  AdwToast *toast = adw_toast_new (_ ("Draft deleted"));

  if (overlay == NULL)
    {
      g_object_unref (toast);
      return;
    }
  if (deletion->digests != NULL)
    {
      adw_toast_set_button_label (toast, _ ("Undo"));
      g_signal_connect_data (toast, "button-clicked", G_CALLBACK (on_undo),
                             g_rc_box_acquire (deletion), deletion_unref_closure, 0);
    }
  adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (overlay), toast);
}

static void
on_deleted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Deletion) deletion = user_data;

  if (store_drafts_delete_finish (STORE_DATABASE (source), result, NULL))
    say_deleted (deletion);
  else
    ui_toast (deletion->widget, _ ("The draft could not be deleted"));
}

static GStrv
dup_digests (GBytes *octets)
{
  g_autoptr (GStrvBuilder) digests = g_strv_builder_new ();
  g_autoptr (MessageDraft) draft = octets != NULL ? message_draft_from_bytes (octets, NULL) : NULL;

  if (draft == NULL)
    return NULL;
  for (guint i = 0; i < draft->attachments->len; i++)
    {
      const MessageAttachment *attachment = g_ptr_array_index (draft->attachments, i);

      g_strv_builder_add (digests, attachment->digest);
    }
  return g_strv_builder_end (digests);
}

static void
on_draft (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Deletion *deletion = user_data;

  deletion->draft = store_drafts_get_finish (STORE_DATABASE (source), result, NULL);
  if (deletion->draft == NULL)
    {
      deletion_unref (deletion);
      return;
    }
  deletion->digests = dup_digests (deletion->draft->octets);
  store_drafts_delete_async (deletion->context->database, deletion->draft->id, NULL, on_deleted,
                             deletion);
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
  Deletion *deletion;

  if (is_open (widget, draft_id))
    {
      ui_toast (widget,
                _ ("This letter is open in a window of its own; it can be discarded there"));
      return;
    }
  deletion = g_rc_box_new0 (Deletion);
  deletion->widget = g_object_ref (widget);
  deletion->context = ui_context_ref (context);
  store_drafts_get_async (context->database, draft_id, NULL, on_draft, deletion);
}
