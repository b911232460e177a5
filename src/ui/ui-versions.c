/* SPDX-License-Identifier: GPL-3.0-or-later */

/* At most fifty versions, so they are read at once; but each is a letter to be taken apart and
 * compared, and a letter may be long, so a thread does that. On a narrow window the list comes
 * first and the preview after it. */

#include "ui-versions-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "store-versions.h"
#include "ui-version-words-private.h"
#include "ui-words.h"

/* GTK lays out no more than this without a stop one could feel */
#define PREVIEW_OCTETS (64 * 1024)
#define HIGHLIGHT_ALPHA 0.18f

/* One version, as it is shown. */
typedef struct
{
  MessageDraft *draft;
  gint64 saved_us;
  char *beginning;
  char *difference;
  guint start;
  guint end;
} Version;

/* What the thread makes of octets. */
typedef struct
{
  GPtrArray *stored;
  MessageDraft *present;
  GPtrArray *versions;
} Reading;

struct _UiVersions
{
  AdwWindow parent_instance;

  UiContext *context;
  MessageDraft *present;
  GPtrArray *versions;
  GCancellable *cancellable;

  AdwLeaflet *leaflet;
  AdwHeaderBar *list_header;
  GtkStack *stack;
  GtkListBox *list;
  AdwWindowTitle *moment;
  GtkWidget *back;
  GtkWidget *preview;
  GtkWidget *go_back;
  GtkLabel *subject;
  GtkLabel *people;
  GtkLabel *files;
  GtkTextView *text;
};

enum
{
  CHOSEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (UiVersions, ui_versions, ADW_TYPE_WINDOW)

static void
version_free (Version *version)
{
  message_draft_free (version->draft);
  g_free (version->beginning);
  g_free (version->difference);
  g_free (version);
}

static void
reading_free (Reading *reading)
{
  g_ptr_array_unref (reading->stored);
  message_draft_free (reading->present);
  g_clear_pointer (&reading->versions, g_ptr_array_unref);
  g_free (reading);
}

/* --- reading --------------------------------------------------------------------------------- */

static void
cut (char *text)
{
  if (strlen (text) > PREVIEW_OCTETS)
    *g_utf8_find_prev_char (text, text + PREVIEW_OCTETS + 1) = '\0';
}

static Version *
version_new (const StoreVersion *stored, const MessageDraft *present)
{
  MessageDraft *draft = message_draft_from_bytes (stored->octets, NULL);
  Version *version;

  if (draft == NULL)
    return NULL;
  version = g_new0 (Version, 1);
  version->draft = draft;
  version->saved_us = stored->saved_us;
  version->beginning = ui_version_words_beginning (draft);
  version->difference = ui_version_words_difference (draft, present);
  ui_version_words_changed (draft->text, present->text, &version->start, &version->end);
  return version;
}

static void
run_read (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Reading *reading = data;

  reading->versions = g_ptr_array_new_with_free_func ((GDestroyNotify) version_free);
  for (guint i = 0; i < reading->stored->len; i++)
    {
      Version *version = version_new (g_ptr_array_index (reading->stored, i), reading->present);

      if (version != NULL)
        g_ptr_array_add (reading->versions, version);
    }
  g_task_return_boolean (task, TRUE);
}

static GtkWidget *
make_row (const Version *version)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *time = ui_words_moment (version->saved_us, g_get_real_time ());
  g_autofree char *words = g_strdup_printf ("%s\n%s", version->beginning, version->difference);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), time);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), words);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 3);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words,
                                  -1);
  return row;
}

/* The list's own only where the preview's are not beside it. */
static void
update_buttons (UiVersions *self)
{
  gboolean folded = adw_leaflet_get_folded (self->leaflet);

  adw_header_bar_set_show_end_title_buttons (self->list_header,
                                             folded || !gtk_widget_get_visible (self->preview));
  gtk_widget_set_visible (self->back, folded);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UiVersions) self = user_data;
  Reading *reading = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), NULL) || self->context == NULL)
    return;
  self->versions = g_steal_pointer (&reading->versions);
  for (guint i = 0; i < self->versions->len; i++)
    gtk_list_box_append (self->list, make_row (g_ptr_array_index (self->versions, i)));
  gtk_widget_set_visible (self->preview, self->versions->len > 0);
  update_buttons (self);
  gtk_stack_set_visible_child_name (self->stack, self->versions->len > 0 ? "list" : "empty");
  if (self->versions->len == 0)
    return;
  gtk_list_box_select_row (self->list, gtk_list_box_get_row_at_index (self->list, 0));
  gtk_widget_grab_focus (GTK_WIDGET (gtk_list_box_get_row_at_index (self->list, 0)));
}

static void
on_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UiVersions) self = user_data;
  g_autoptr (GTask) task = NULL;
  GPtrArray *stored = store_versions_list_finish (STORE_DATABASE (source), result, NULL);
  Reading *reading;

  if (self->context == NULL || stored == NULL)
    {
      g_clear_pointer (&stored, g_ptr_array_unref);
      return;
    }
  reading = g_new0 (Reading, 1);
  reading->stored = stored;
  reading->present = message_draft_copy (self->present);
  task = g_task_new (NULL, self->cancellable, on_read, g_object_ref (self));
  g_task_set_source_tag (task, on_listed);
  g_task_set_task_data (task, reading, (GDestroyNotify) reading_free);
  g_task_run_in_thread (task, run_read);
}

/* --- the preview ----------------------------------------------------------------------------- */

static const Version *
get_version (UiVersions *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);

  return row != NULL ? g_ptr_array_index (self->versions, gtk_list_box_row_get_index (row)) : NULL;
}

/* What is not in the letter any more stands out: it is what somebody looks for here. */
static void
highlight (UiVersions *self, const Version *version)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text);
  GtkStyleContext *style = gtk_widget_get_style_context (GTK_WIDGET (self->text));
  GtkTextTag *tag = gtk_text_tag_table_lookup (gtk_text_buffer_get_tag_table (buffer), "changed");
  GtkTextIter start;
  GtkTextIter end;
  GdkRGBA colour;

  if (tag == NULL)
    tag = gtk_text_buffer_create_tag (buffer, "changed", NULL);
  if (!gtk_style_context_lookup_color (style, "accent_bg_color", &colour))
    return;
  colour.alpha = HIGHLIGHT_ALPHA;
  g_object_set (tag, "background-rgba", &colour, NULL);
  gtk_text_buffer_get_iter_at_offset (buffer, &start, (int) version->start);
  gtk_text_buffer_get_iter_at_offset (buffer, &end, (int) version->end);
  gtk_text_buffer_apply_tag (buffer, tag, &start, &end);
}

static void
set_line (GtkLabel *label, const char *text)
{
  gtk_label_set_text (label, text);
  gtk_widget_set_visible (GTK_WIDGET (label), *text != '\0');
}

static char *
dup_files (const MessageDraft *draft)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < draft->attachments->len; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "",
                            ((MessageAttachment *) draft->attachments->pdata[i])->name);
  return g_string_free (g_steal_pointer (&names), FALSE);
}

static void
show_version (UiVersions *self, const Version *version)
{
  const MessageDraft *draft = version->draft;
  g_autofree char *time = ui_words_moment (version->saved_us, g_get_real_time ());
  g_autofree char *people = message_draft_dup_recipients (draft);
  g_autofree char *files = dup_files (draft);
  g_autofree char *text = g_strdup (draft->text);

  cut (text);
  adw_window_title_set_title (self->moment, time);
  adw_window_title_set_subtitle (self->moment, version->difference);
  set_line (self->subject, draft->subject);
  set_line (self->people, people);
  set_line (self->files, files);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->text), text, -1);
  highlight (self, version);
}

static void
on_selected (GtkListBox *list, GtkListBoxRow *row, UiVersions *self)
{
  if (row != NULL)
    show_version (self, get_version (self));
}

static void
on_activated (GtkListBox *list, GtkListBoxRow *row, UiVersions *self)
{
  adw_leaflet_set_visible_child_name (self->leaflet, "preview");
  gtk_widget_grab_focus (self->go_back);
}

static void
back_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  UiVersions *self = UI_VERSIONS (widget);
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);

  adw_leaflet_set_visible_child_name (self->leaflet, "list");
  if (row != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (row));
}

static void
go_back_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  UiVersions *self = UI_VERSIONS (widget);
  const Version *version = get_version (self);

  if (version == NULL)
    return;
  g_signal_emit (self, signals[CHOSEN], 0, version->draft, version->saved_us);
  gtk_window_close (GTK_WINDOW (self));
}

/* --- the window ------------------------------------------------------------------------------ */

static void
ui_versions_dispose (GObject *object)
{
  UiVersions *self = UI_VERSIONS (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->context, ui_context_unref);
  G_OBJECT_CLASS (ui_versions_parent_class)->dispose (object);
}

static void
ui_versions_finalize (GObject *object)
{
  UiVersions *self = UI_VERSIONS (object);

  message_draft_free (self->present);
  g_clear_pointer (&self->versions, g_ptr_array_unref);
  G_OBJECT_CLASS (ui_versions_parent_class)->finalize (object);
}

static void
ui_versions_class_init (UiVersionsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_versions_dispose;
  G_OBJECT_CLASS (klass)->finalize = ui_versions_finalize;
  signals[CHOSEN] = g_signal_new ("chosen", UI_TYPE_VERSIONS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 2, G_TYPE_POINTER, G_TYPE_INT64);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/envoi_mail/Envoi/ui-versions.ui");
  gtk_widget_class_bind_template_child (widget_class, UiVersions, leaflet);
  gtk_widget_class_bind_template_child (widget_class, UiVersions, list_header);
  gtk_widget_class_bind_template_child (widget_class, UiVersions, stack);
  gtk_widget_class_bind_template_child (widget_class, UiVersions, list);
  gtk_widget_class_bind_template_child (widget_class, UiVersions, moment);
  gtk_widget_class_bind_template_child (widget_class, UiVersions, back);
  gtk_widget_class_bind_template_child (widget_class, UiVersions, preview);
  gtk_widget_class_bind_template_child (widget_class, UiVersions, go_back);
  gtk_widget_class_bind_template_child (widget_class, UiVersions, subject);
  gtk_widget_class_bind_template_child (widget_class, UiVersions, people);
  gtk_widget_class_bind_template_child (widget_class, UiVersions, files);
  gtk_widget_class_bind_template_child (widget_class, UiVersions, text);
  gtk_widget_class_bind_template_callback (widget_class, on_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_activated);
  gtk_widget_class_install_action (widget_class, "versions.back", NULL, back_action);
  gtk_widget_class_install_action (widget_class, "versions.go-back", NULL, go_back_action);
}

static void
ui_versions_init (UiVersions *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_visible (self->preview, FALSE);
  g_signal_connect_swapped (self->leaflet, "notify::folded", G_CALLBACK (update_buttons), self);
  update_buttons (self);
}

UiVersions *
ui_versions_new (GtkWindow *parent, UiContext *context, const char *draft_id, MessageDraft *present)
{
  UiVersions *self = g_object_new (UI_TYPE_VERSIONS, "transient-for", parent, NULL);

  self->context = ui_context_ref (context);
  self->present = present;
  store_versions_list_async (context->database, draft_id, self->cancellable, on_listed,
                             g_object_ref (self));
  return self;
}
