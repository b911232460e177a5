/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui-keep-row-private.h"

#include <glib/gi18n.h>
#include <inttypes.h>

#include "mail-text.h"
#include "store-retention.h"

#define KEY "keep-days"

static const struct
{
  guint days;
  const char *name;
} CHOICES[] = {
  { 0, N_ ("For ever") }, { 1826, N_ ("5 years") }, { 365, N_ ("1 year") },
  { 90, N_ ("90 days") }, { 30, N_ ("30 days") },
};

struct _UiKeepRow
{
  AdwComboRow parent_instance;

  UiContext *context;
  GCancellable *cancellable;
  guint days; /* chosen, and asked about */
  gboolean silent;
};

G_DEFINE_FINAL_TYPE (UiKeepRow, ui_keep_row, ADW_TYPE_COMBO_ROW)

static guint
find_choice (guint days)
{
  for (guint i = 0; i < G_N_ELEMENTS (CHOICES); i++)
    if (CHOICES[i].days == days)
      return i;
  return GTK_INVALID_LIST_POSITION;
}

/* what is set, whatever was being asked */
static void
show_setting (UiKeepRow *row)
{
  if (row->context == NULL)
    return;
  row->silent = TRUE;
  adw_combo_row_set_selected (ADW_COMBO_ROW (row),
                              find_choice (g_settings_get_uint (row->context->settings, KEY)));
  row->silent = FALSE;
}

static void
on_answer (AdwMessageDialog *dialog, const char *response, UiKeepRow *row)
{
  if (row->context != NULL && g_str_equal (response, "delete"))
    g_settings_set_uint (row->context->settings, KEY, row->days);
  show_setting (row);
}

static void
ask (UiKeepRow *row, gint64 n)
{
  const char *age = _ (CHOICES[find_choice (row->days)].name);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (row));
  g_autofree char *heading = g_strdup_printf (
      ngettext ("Delete %" PRId64 " letter?", "Delete %" PRId64 " letters?", n), n);
  /* Translators: the age is one of those above: 5 years, 90 days */
  g_autofree char *body = mail_text_close_up (g_strdup_printf (
      _ ("Letters older than %s go from this computer for good, now and from now on. Letters that "
         "are not finished, and those of which it is unknown whether they arrived, stay."),
      age));
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (root), heading, body);

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("Cancel"), "delete",
                                    _ ("Delete"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "delete",
                                              ADW_RESPONSE_DESTRUCTIVE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_answer), row, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_counted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UiKeepRow) row = user_data;
  g_autoptr (GError) error = NULL;
  gint64 n = store_retention_count_finish (STORE_DATABASE (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || row->context == NULL)
    return;
  if (n > 0)
    ask (row, n);
  else if (n == 0)
    g_settings_set_uint (row->context->settings, KEY, row->days);
  else
    show_setting (row);
}

static void
on_selected (UiKeepRow *row)
{
  guint selected = adw_combo_row_get_selected (ADW_COMBO_ROW (row));
  gint64 age_us;

  if (row->context == NULL || row->silent || selected >= G_N_ELEMENTS (CHOICES))
    return;
  g_cancellable_cancel (row->cancellable);
  g_clear_object (&row->cancellable);
  row->days = CHOICES[selected].days;
  if (row->days == 0)
    {
      g_settings_set_uint (row->context->settings, KEY, 0);
      return;
    }
  age_us = row->days * G_GINT64_CONSTANT (86400) * G_USEC_PER_SEC;
  row->cancellable = g_cancellable_new ();
  store_retention_count_async (row->context->database, g_get_real_time () - age_us,
                               row->cancellable, on_counted, g_object_ref (row));
}

void
ui_keep_row_set_context (UiKeepRow *row, UiContext *context)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (CHOICES); i++)
    gtk_string_list_append (names, _ (CHOICES[i].name));
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (names));
  row->context = ui_context_ref (context);
  show_setting (row);
  g_signal_connect_object (context->settings, "changed::" KEY, G_CALLBACK (show_setting), row,
                           G_CONNECT_SWAPPED);
}

static void
ui_keep_row_dispose (GObject *object)
{
  UiKeepRow *row = UI_KEEP_ROW (object);

  g_cancellable_cancel (row->cancellable);
  g_clear_object (&row->cancellable);
  g_clear_pointer (&row->context, ui_context_unref);
  G_OBJECT_CLASS (ui_keep_row_parent_class)->dispose (object);
}

static void
ui_keep_row_class_init (UiKeepRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ui_keep_row_dispose;
}

static void
ui_keep_row_init (UiKeepRow *row)
{
  g_signal_connect (row, "notify::selected", G_CALLBACK (on_selected), NULL);
}
