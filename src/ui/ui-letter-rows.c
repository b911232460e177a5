/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Rows follow their letters by a signal, so that a state that changes moves no row. For another
 * list of letters GTK 4.8 makes all rows anew, 200 of them: what is in the old ones is kept for the
 * next, since to make it takes most of the time. */

#include "ui-letter-rows-private.h"

#include <glib/gi18n.h>

#include "ui-letter-model-private.h"
#include "ui-letter-row-private.h"
#include "ui-words.h"

/* as many as GTK makes for one list */
#define MAX_SPARE 200

static double
get_fraction (UiLetterItem *item, MailShownState shown)
{
  guint64 sent;
  guint64 total;

  ui_letter_item_get_progress (item, &sent, &total);
  if (shown == MAIL_SHOWN_CONFIRMING)
    return 2;
  if (shown != MAIL_SHOWN_SENDING || total == 0)
    return -1;
  return (double) sent / total;
}

static char *
dup_line (UiLetterItem *item, SubmissionCosts costs, gint64 now_us)
{
  const StoreLetter *letter = ui_letter_item_get_letter (item);
  guint64 sent;
  guint64 total;

  ui_letter_item_get_progress (item, &sent, &total);
  if (letter->shown == MAIL_SHOWN_SENDING && total > 0)
    return ui_words_progress (sent, total);
  return ui_words_state_line (letter, costs, now_us);
}

/* Its place, until the letter is there: a moment. */
static void
show_nothing (UiLetterRow *row)
{
  const UiRowWords words = { .who = "", .subject = "", .line = "", .fraction = -1 };

  ui_letter_row_set (row, &words);
}

static void
show_letter (UiLetterRow *row, UiLetterItem *item)
{
  SubmissionQueue *queue = g_object_get_data (G_OBJECT (row), "queue");
  const StoreLetter *letter = ui_letter_item_get_letter (item);
  gint64 now_us = g_get_real_time ();
  gboolean counts = ui_words_counts_down (letter, now_us);
  g_autofree char *who = ui_words_people (letter);
  g_autofree char *line = dup_line (item, submission_queue_get_costs (queue), now_us);
  g_autofree char *time =
      ui_words_time (letter->ended_us != 0 ? letter->ended_us : letter->created_us, now_us);
  UiRowWords words = {
    .icon = ui_words_letter_icon (letter),
    .style_class = ui_words_state_class (letter->shown),
    .who = who,
    .line_class = letter->shown == MAIL_SHOWN_ACCEPTED ? "s-dim" : NULL,
    .subject = *letter->subject != '\0' ? letter->subject : _ ("No subject"),
    .line = line,
    .time = time,
    .button = ui_words_is_held (letter) ? _ ("Undo") : NULL,
    .fraction = get_fraction (item, letter->shown),
    .hold_start_us = letter->created_us,
    .hold_end_us = counts ? letter->due_us : 0,
    .has_attachment = letter->n_attachments > 0,
  };

  if (ui_letter_item_get_heading (item))
    words.heading = ui_section_get_title (ui_section_of (letter->shown));
  ui_letter_row_set (row, &words);
}

static void
show_item (UiLetterRow *row, UiLetterItem *item)
{
  if (ui_letter_item_get_letter (item) != NULL)
    show_letter (row, item);
  else
    show_nothing (row);
}

static void
on_item_changed (UiLetterItem *item, UiLetterRow *row)
{
  show_item (row, item);
}

static void
on_button (UiLetterRow *row, GtkListItem *list_item)
{
  UiLetterItem *item = gtk_list_item_get_item (list_item);

  if (item != NULL)
    gtk_widget_activate_action (GTK_WIDGET (row), "letters.undo", "x",
                                ui_letter_item_get_id (item));
}

static GtkWidget *
make_row (GtkListItemFactory *factory)
{
  GtkWidget *row = g_object_ref_sink (ui_letter_row_new ());
  SubmissionQueue *queue = g_object_get_data (G_OBJECT (factory), "queue");

  g_object_set_data_full (G_OBJECT (row), "queue", g_object_ref (queue), g_object_unref);
  return row;
}

static void
on_setup (GtkListItemFactory *factory, GtkListItem *list_item, GPtrArray *spare)
{
  g_autoptr (GtkWidget) row =
      spare->len > 0 ? g_ptr_array_steal_index_fast (spare, spare->len - 1) : make_row (factory);

  g_signal_connect (row, "button", G_CALLBACK (on_button), list_item);
  g_object_set_data (G_OBJECT (row), "list-item", list_item);
  gtk_list_item_set_child (list_item, row);
  g_object_set_data_full (G_OBJECT (list_item), "row", g_steal_pointer (&row), g_object_unref);
}

/* GTK has let go of it already. */
static void
on_teardown (GtkListItemFactory *factory, GtkListItem *list_item, GPtrArray *spare)
{
  g_autoptr (GtkWidget) row = g_object_steal_data (G_OBJECT (list_item), "row");

  g_signal_handlers_disconnect_by_func (row, on_button, list_item);
  g_object_set_data (G_OBJECT (row), "list-item", NULL);
  if (spare->len < MAX_SPARE)
    g_ptr_array_add (spare, g_steal_pointer (&row));
}

static void
on_bind (GtkListItemFactory *factory, GtkListItem *list_item, gpointer unused)
{
  UiLetterItem *item = gtk_list_item_get_item (list_item);
  UiLetterRow *row = UI_LETTER_ROW (gtk_list_item_get_child (list_item));

  g_signal_connect_object (item, "changed", G_CALLBACK (on_item_changed), row, 0);
  show_item (row, item);
}

static void
on_unbind (GtkListItemFactory *factory, GtkListItem *list_item, gpointer unused)
{
  g_signal_handlers_disconnect_by_func (gtk_list_item_get_item (list_item), on_item_changed,
                                        g_object_get_data (G_OBJECT (list_item), "row"));
}

/* GTK 4.8 gives the focus to the widget that holds ours. */
UiLetterItem *
ui_letter_rows_get_item (GtkWidget *focus)
{
  GtkWidget *inside = gtk_widget_get_first_child (focus);
  GtkWidget *row = inside != NULL && UI_IS_LETTER_ROW (inside)
                       ? inside
                       : gtk_widget_get_ancestor (focus, UI_TYPE_LETTER_ROW);
  GtkListItem *list_item = row != NULL ? g_object_get_data (G_OBJECT (row), "list-item") : NULL;

  return list_item != NULL ? gtk_list_item_get_item (list_item) : NULL;
}

GtkListItemFactory *
ui_letter_rows_new (SubmissionQueue *queue)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GPtrArray *spare = g_ptr_array_new_with_free_func (g_object_unref);

  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), spare);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (on_unbind), NULL);
  g_signal_connect (factory, "teardown", G_CALLBACK (on_teardown), spare);
  g_object_set_data_full (G_OBJECT (factory), "queue", g_object_ref (queue), g_object_unref);
  g_object_set_data_full (G_OBJECT (factory), "spare", spare, (GDestroyNotify) g_ptr_array_unref);
  return factory;
}
