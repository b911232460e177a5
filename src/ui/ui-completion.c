/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A look-up is cancelled by the next one, so an answer is always about the text that stands in
 * the field. */

#include <glib/gi18n.h>

#include "store-people.h"

#include "ui-completion-private.h"

#define MAX_PEOPLE 6

struct _UiCompletion
{
  GtkPopover parent_instance;

  /* owned */
  StoreDatabase *database;
  GCancellable *cancellable;
  GPtrArray *people;
  gboolean preselect;

  /* borrowed */
  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (UiCompletion, ui_completion, GTK_TYPE_POPOVER)

enum
{
  CHOSEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static GtkWidget *
make_label (const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 36);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  return label;
}

static GtkWidget *
make_row (const StorePerson *person)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gboolean named = person->name != NULL && *person->name != '\0';
  g_autofree char *words = named ? g_strdup_printf ("%s, %s", person->name, person->address)
                                 : g_strdup (person->address);

  if (named)
    gtk_box_append (GTK_BOX (box), make_label (person->name, NULL));
  gtk_box_append (GTK_BOX (box), make_label (person->address, named ? "dim-label" : NULL));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  return row;
}

static void
on_row_activated (UiCompletion *self, GtkListBoxRow *row)
{
  gtk_list_box_select_row (self->list, row);
  g_signal_emit (self, signals[CHOSEN], 0);
}

static void
on_people (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UiCompletion) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) people =
      store_people_complete_finish (STORE_DATABASE (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (people != NULL)
    ui_completion_show_people (self, people, self->preselect);
  else
    ui_completion_close (self);
}

static void
ui_completion_dispose (GObject *object)
{
  UiCompletion *self = UI_COMPLETION (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->database);
  g_clear_pointer (&self->people, g_ptr_array_unref);
  G_OBJECT_CLASS (ui_completion_parent_class)->dispose (object);
}

static void
ui_completion_class_init (UiCompletionClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ui_completion_dispose;
  signals[CHOSEN] = g_signal_new ("chosen", UI_TYPE_COMPLETION, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 0);
}

static void
ui_completion_init (UiCompletion *self)
{
  GtkPopover *popover = GTK_POPOVER (self);

  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_widget_set_can_focus (GTK_WIDGET (self->list), FALSE);
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_SINGLE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("People"), -1);
  g_signal_connect_swapped (self->list, "row-activated", G_CALLBACK (on_row_activated), self);
  gtk_popover_set_child (popover, GTK_WIDGET (self->list));
  gtk_popover_set_autohide (popover, FALSE);
  gtk_popover_set_has_arrow (popover, FALSE);
  gtk_popover_set_position (popover, GTK_POS_BOTTOM);
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_START);
  gtk_widget_add_css_class (GTK_WIDGET (self), "menu");
  gtk_widget_add_css_class (GTK_WIDGET (self), "completion");
}

UiCompletion *
ui_completion_new (void)
{
  return g_object_new (UI_TYPE_COMPLETION, NULL);
}

void
ui_completion_set_database (UiCompletion *completion, StoreDatabase *database)
{
  g_set_object (&completion->database, database);
}

void
ui_completion_look_up (UiCompletion *completion, const char *text, gboolean preselect)
{
  g_cancellable_cancel (completion->cancellable);
  g_clear_object (&completion->cancellable);
  if (completion->database == NULL || *text == '\0')
    {
      ui_completion_close (completion);
      return;
    }
  completion->cancellable = g_cancellable_new ();
  completion->preselect = preselect;
  store_people_complete_async (completion->database, text, MAX_PEOPLE, completion->cancellable,
                               on_people, g_object_ref (completion));
}

void
ui_completion_show_people (UiCompletion *completion, GPtrArray *people, gboolean preselect)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (completion->list, 0)) != NULL)
    gtk_list_box_remove (completion->list, GTK_WIDGET (row));
  g_clear_pointer (&completion->people, g_ptr_array_unref);
  if (people->len == 0)
    {
      ui_completion_close (completion);
      return;
    }
  completion->people = g_ptr_array_ref (people);
  for (guint i = 0; i < MIN (people->len, MAX_PEOPLE); i++)
    gtk_list_box_append (completion->list, make_row (g_ptr_array_index (people, i)));
  gtk_list_box_select_row (completion->list,
                           preselect ? gtk_list_box_get_row_at_index (completion->list, 0) : NULL);
  gtk_popover_popup (GTK_POPOVER (completion));
}

void
ui_completion_move (UiCompletion *completion, int by)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (completion->list);
  int rows = (int) MIN (completion->people != NULL ? completion->people->len : 0, MAX_PEOPLE);
  int at = row != NULL ? gtk_list_box_row_get_index (row) : by > 0 ? -1 : rows;

  gtk_list_box_select_row (completion->list,
                           gtk_list_box_get_row_at_index (completion->list, at + by));
}

MessageMailbox *
ui_completion_dup_selected (UiCompletion *completion)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (completion->list);
  g_autoptr (MailPath) path = NULL;
  const StorePerson *person;

  if (row == NULL || !ui_completion_is_open (completion))
    return NULL;
  person = g_ptr_array_index (completion->people, gtk_list_box_row_get_index (row));
  path = mail_path_parse (person->address, NULL);
  return path != NULL ? message_mailbox_new (person->name, path) : NULL;
}

void
ui_completion_close (UiCompletion *completion)
{
  g_cancellable_cancel (completion->cancellable);
  g_clear_object (&completion->cancellable);
  gtk_popover_popdown (GTK_POPOVER (completion));
}

gboolean
ui_completion_is_open (UiCompletion *completion)
{
  return gtk_widget_get_visible (GTK_WIDGET (completion));
}
