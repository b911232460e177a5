/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Sent with many letters in it, worked as a person would: LETTERS=100000 for a measurement. What is
 * bounded is the main thread's own processor time between two looks at its events, so that a busy
 * machine fails nothing; it draws in software here, a whole frame of it. */

#include <stdlib.h>
#include <time.h>

#include "store-seed.h"
#include "ui-letters-page-private.h"
#include "ui-seed.h"

#define LETTERS "2000"
#define PAUSE_MS 80
#define FRAMES 3

typedef struct
{
  GtkWidget *window;
  UiLettersPage *page;
  UiLetterModel *model;
  double longest_ms;
} Sent;

static double
get_cpu_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

static void
turn (Sent *sent)
{
  double start_ms = get_cpu_ms ();

  g_main_context_iteration (NULL, TRUE);
  sent->longest_ms = MAX (sent->longest_ms, get_cpu_ms () - start_ms);
}

static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer frames)
{
  return ++*(guint *) frames < FRAMES ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
settle (Sent *sent, const char *what)
{
  gint64 start_us = g_get_monotonic_time ();
  guint frames = 0;

  sent->longest_ms = 0;
  while (!ui_letter_model_is_loaded (sent->model))
    turn (sent);
  g_test_message ("%s: letters after %.1f ms", what, (g_get_monotonic_time () - start_us) / 1e3);
  gtk_widget_add_tick_callback (sent->window, on_tick, &frames, NULL);
  while (frames < FRAMES || g_main_context_pending (NULL))
    turn (sent);
  g_test_message ("%s: longest pause %.1f ms", what, sent->longest_ms);
  g_assert_cmpfloat (sent->longest_ms, <, PAUSE_MS);
}

/* The page alone is measured, not the first frame of a program, with all its fonts. */
static Sent
sent_new (UiTest *test)
{
  Sent sent = { 0 };
  GtkWidget *page = ui_letters_page_new (test->context, STORE_SENT);

  sent.page = UI_LETTERS_PAGE (page);
  sent.model = ui_letters_page_get_model (sent.page);
  sent.window = g_object_ref_sink (adw_window_new ());
  gtk_window_set_default_size (GTK_WINDOW (sent.window), 900, 700);
  adw_window_set_content (ADW_WINDOW (sent.window), gtk_label_new ("Sent 此致"));
  ui_test_present (GTK_WINDOW (sent.window));
  adw_window_set_content (ADW_WINDOW (sent.window), page);
  settle (&sent, "opened");
  return sent;
}

static void
sent_clear (Sent *sent)
{
  gtk_window_destroy (GTK_WINDOW (sent->window));
  g_object_unref (sent->window);
  ui_test_settle ();
}

static guint
count (const Sent *sent)
{
  return g_list_model_get_n_items (G_LIST_MODEL (sent->model));
}

static guint
seed (UiTest *test)
{
  const char *wanted = g_getenv ("LETTERS");
  guint n = strtoul (wanted != NULL ? wanted : LETTERS, NULL, 10);

  store_seed_fill (test->context->database, n);
  return n;
}

static gboolean
has_all (gpointer data)
{
  return count (data) >= 2000;
}

static void
search_for (Sent *sent, GtkWidget *entry, const char *words)
{
  gtk_editable_set_text (GTK_EDITABLE (entry), words);
  while (g_strcmp0 (ui_letter_model_get_search (sent->model), words) != 0)
    turn (sent);
  settle (sent, words);
}

static void
test_search (UiTest *test, gconstpointer data)
{
  static const char *const words[] = { "g", "gr", "gre", "greetings", "此", "此致", "一" };
  guint n = seed (test);
  Sent sent = sent_new (test);
  GtkWidget *entry;

  ui_test_until (has_all, &sent);
  g_assert_cmpuint (count (&sent), ==, n);
  ui_letters_page_search (sent.page);
  entry = ui_test_find (GTK_WIDGET (sent.page), GTK_TYPE_SEARCH_ENTRY);
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    {
      search_for (&sent, entry, words[i]);
      g_assert_cmpuint (count (&sent), >, 0);
    }
  search_for (&sent, entry, STORE_SEED_NONE);
  g_assert_cmpuint (count (&sent), ==, 0);
  sent_clear (&sent);
}

static gboolean
is_there (gpointer item)
{
  return ui_letter_item_get_letter (item) != NULL;
}

/* The last letters are fetched where they are looked at, and nothing between. */
static void
test_end (UiTest *test, gconstpointer data)
{
  guint n = seed (test);
  Sent sent = sent_new (test);
  GtkWidget *view = ui_test_find (GTK_WIDGET (sent.page), GTK_TYPE_LIST_VIEW);

  ui_test_until (has_all, &sent);
  gtk_widget_activate_action (view, "list.scroll-to-item", "u", n - 1);
  settle (&sent, "end");
  g_autoptr (UiLetterItem) last = g_list_model_get_item (G_LIST_MODEL (sent.model), n - 1);
  ui_test_until (is_there, last);
  g_assert_cmpint (ui_letter_item_get_id (last), ==, 1);
  g_assert_cmpint (ui_letter_item_get_letter (last)->id, ==, 1);
  sent_clear (&sent);
}

static UiLetterItem *
get_item (const Sent *sent, guint position)
{
  g_autoptr (UiLetterItem) item = g_list_model_get_item (G_LIST_MODEL (sent->model), position);

  return item;
}

static gboolean
has_one (gpointer data)
{
  return count (data) == 1;
}

static gboolean
has_two (gpointer data)
{
  return count (data) == 2;
}

static GtkWidget *
find_undo (GtkWidget *widget)
{
  GtkWidget *found = NULL;

  if (GTK_IS_BUTTON (widget) && gtk_widget_get_mapped (widget) &&
      g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), "Undo") == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_undo (child);
  return found;
}

static gboolean
has_undo (gpointer window)
{
  return find_undo (window) != NULL;
}

/* What is deleted is gone from the list, its neighbour is shown, and Undo brings it back. */
static void
test_delete (UiTest *test, gconstpointer data)
{
  gint64 first = ui_seed_add (test, "a@x.org", "first", 0);
  gint64 second = ui_seed_add (test, "a@x.org", "second", 0);
  GtkWidget *overlay = adw_toast_overlay_new ();
  Sent sent;

  ui_seed_end (test, first, "a");
  ui_seed_end (test, second, "a");
  sent = sent_new (test);
  g_object_ref (sent.page);
  adw_window_set_content (ADW_WINDOW (sent.window), overlay);
  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (overlay), GTK_WIDGET (sent.page));
  g_object_unref (sent.page);
  ui_letters_page_show (sent.page, second);
  gtk_widget_activate_action (GTK_WIDGET (sent.page), "letters.delete", "x", second);
  ui_test_until (has_one, &sent);
  g_assert_cmpint (ui_letter_item_get_id (get_item (&sent, 0)), ==, first);
  ui_test_until (has_undo, sent.window);
  g_signal_emit_by_name (find_undo (sent.window), "clicked");
  ui_test_until (has_two, &sent);
  g_assert_cmpint (ui_letter_item_get_id (get_item (&sent, 0)), ==, second);
  sent_clear (&sent);
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  ui_test_add ("/ui/sent/search-as-one-types", test_search);
  ui_test_add ("/ui/sent/end", test_end);
  ui_test_add ("/ui/sent/delete", test_delete);
  return g_test_run ();
}
