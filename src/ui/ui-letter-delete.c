/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui-letter-delete-private.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "store-trash.h"
#include "ui-letter-command-private.h"

/* longer than a toast that only tells */
#define UNDO_S 10

/**
 * Deletion: one letter, counted: the toast and the request hold it
 */
typedef struct
{
  GtkWidget *widget;
  UiContext *context;
  gint64 id;
} Deletion;

static void
deletion_clear (gpointer data)
{
  Deletion *deletion = data;

  g_object_unref (deletion->widget);
  ui_context_unref (deletion->context);
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

  if (!store_trash_restore_finish (STORE_DATABASE (source), result, NULL))
    ui_toast (deletion->widget, _ ("The letter could not be brought back"));
}

static void
on_undo (AdwToast *toast, Deletion *deletion)
{
  store_trash_restore_async (deletion->context->database, &deletion->id, 1, on_restored,
                             g_rc_box_acquire (deletion));
}

static void
on_deleted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Deletion) deletion = user_data;
  g_autoptr (GError) error = NULL;
  GtkWidget *overlay = gtk_widget_get_ancestor (deletion->widget, ADW_TYPE_TOAST_OVERLAY);
  AdwToast *toast;

  if (!store_trash_put_finish (STORE_DATABASE (source), result, &error))
    {
      ui_letter_say_sorry (deletion->widget, error);
      return;
    }
  if (overlay == NULL)
    return;
  toast = adw_toast_new (_ ("Letter deleted"));
  adw_toast_set_button_label (toast, _ ("Undo"));
  adw_toast_set_timeout (toast, UNDO_S);
  g_signal_connect_data (toast, "button-clicked", G_CALLBACK (on_undo), g_steal_pointer (&deletion),
                         deletion_unref_closure, 0);
  adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (overlay), toast);
}

gboolean
ui_letter_can_be_deleted (const StoreLetter *letter)
{
  return letter->state == MAIL_LETTER_DONE;
}

void
ui_letter_delete (GtkWidget *widget, UiContext *context, gint64 id)
{
  Deletion *deletion = g_rc_box_new0 (Deletion);

  deletion->widget = g_object_ref (widget);
  deletion->context = ui_context_ref (context);
  deletion->id = id;
  store_trash_put_async (context->database, &id, 1, on_deleted, deletion);
}
