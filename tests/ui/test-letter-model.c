/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui-letter-ids-private.h"
#include "ui-letter-model-private.h"
#include "ui-seed.h"

#include <string.h>

static gboolean
is_loaded (gpointer model)
{
  return ui_letter_model_is_loaded (model);
}

static guint
count (UiLetterModel *model)
{
  return g_list_model_get_n_items (G_LIST_MODEL (model));
}

static gboolean
has_grown (gpointer model)
{
  return count (model) == 130;
}

static gboolean
has_four (gpointer model)
{
  return count (model) == 4;
}

static gboolean
has_one (gpointer model)
{
  return ui_letter_model_is_loaded (model) && count (model) == 1;
}

static gboolean
is_accepted (gpointer item)
{
  return ui_letter_item_get_letter (item)->shown == MAIL_SHOWN_ACCEPTED;
}

static void
test_sections (UiTest *test, gconstpointer data)
{
  static const gboolean HEADINGS[] = { TRUE, TRUE, FALSE, TRUE };
  g_autoptr (UiLetterModel) model = NULL;

  ui_seed_end (test, ui_seed_add (test, "a@x.org", "accepted", 0), "a");
  ui_seed_add (test, "a@x.org", "queued", 0);
  ui_seed_end (test, ui_seed_add (test, "a@x.org", "refused", 0), "r");
  ui_seed_add (test, "a@x.org", "held", 60);
  model = ui_letter_model_new (test->context->database, STORE_OUTBOX);
  ui_test_until (is_loaded, model);
  g_assert_cmpuint (count (model), ==, 4);
  for (guint i = 0; i < 4; i++)
    {
      g_autoptr (UiLetterItem) item = g_list_model_get_item (G_LIST_MODEL (model), i);
      const char *const subjects[] = { "refused", "held", "queued", "accepted" };

      g_assert_cmpstr (ui_letter_item_get_letter (item)->subject, ==, subjects[i]);
      g_assert_true (ui_letter_item_get_heading (item) == HEADINGS[i]);
    }
  g_assert_cmpuint (ui_letter_model_count (model, UI_SECTION_NEEDS_YOU), ==, 1);
  g_assert_cmpuint (ui_letter_model_count (model, UI_SECTION_ON_THE_WAY), ==, 2);
}

static void
test_pages (UiTest *test, gconstpointer data)
{
  g_autoptr (UiLetterModel) model = NULL;
  g_autoptr (UiLetterItem) first = NULL;
  g_autoptr (UiLetterItem) again = NULL;
  g_autoptr (UiLetterItem) last = NULL;

  for (int i = 0; i < 130; i++)
    ui_seed_end (test, ui_seed_add (test, "a@x.org", "s", 0), "a");
  model = ui_letter_model_new (test->context->database, STORE_SENT);
  ui_test_until (is_loaded, model);
  g_assert_cmpuint (count (model), ==, 50);
  first = g_list_model_get_item (G_LIST_MODEL (model), 0);
  last = g_list_model_get_item (G_LIST_MODEL (model), 49);
  ui_test_until (has_grown, model);
  again = g_list_model_get_item (G_LIST_MODEL (model), 0);
  g_assert_true (first == again);
}

static void
on_items_changed (GListModel *model, guint position, guint removed, guint added, guint *changes)
{
  *changes += removed + added;
}

/* A letter that changes its state within its section moves nothing; the object stays. */
static void
test_change_keeps_objects (UiTest *test, gconstpointer data)
{
  gint64 id = ui_seed_add (test, "a@x.org", "s", 0);
  g_autoptr (UiLetterModel) model = NULL;
  g_autoptr (GtkSingleSelection) selection = NULL;
  UiLetterItem *item;
  guint changes = 0;

  ui_seed_add (test, "a@x.org", "t", 0);
  model = ui_letter_model_new (test->context->database, STORE_OUTBOX);
  ui_test_until (is_loaded, model);
  selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (model)));
  item = ui_letter_model_find (model, id, NULL);
  gtk_single_selection_set_selected (selection, 1);
  g_assert_true (gtk_single_selection_get_selected_item (selection) == item);
  g_signal_connect (model, "items-changed", G_CALLBACK (on_items_changed), &changes);
  ui_seed_end (test, id, "a");
  ui_test_until (is_accepted, item);
  g_assert_true (gtk_single_selection_get_selected_item (selection) == item);
  ui_seed_add (test, "b@x.org", "u", 0);
  ui_seed_add (test, "b@x.org", "v", 0);
  ui_test_until (has_four, model);
  g_assert_true (gtk_single_selection_get_selected_item (selection) == item);
}

static void
test_search (UiTest *test, gconstpointer data)
{
  g_autoptr (UiLetterModel) model = NULL;

  ui_seed_end (test, ui_seed_add (test, "a@x.org", "Agenda for the trip", 0), "a");
  ui_seed_end (test, ui_seed_add (test, "a@x.org", "会议记录", 0), "a");
  model = ui_letter_model_new (test->context->database, STORE_SENT);
  ui_test_until (is_loaded, model);
  g_assert_cmpuint (count (model), ==, 2);
  ui_letter_model_set_search (model, "agen");
  ui_letter_model_set_search (model, "会议");
  ui_test_until (has_one, model);
  ui_letter_model_set_search (model, "");
  g_assert_null (ui_letter_model_get_search (model));
}

static GArray *
make_ids (gint64 newest, guint n)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < n; i++)
    {
      gint64 id = newest - i;

      g_array_append_val (ids, id);
    }
  return ids;
}

static void
assert_change (UiLetterIds *ids, GArray *all, UiLetterChange wanted)
{
  UiLetterChange change = ui_letter_ids_take (ids, all);

  g_assert_cmpuint (change.position, ==, wanted.position);
  g_assert_cmpuint (change.removed, ==, wanted.removed);
  g_assert_cmpuint (change.added, ==, wanted.added);
}

/* A short list grows at its end in steps; what came elsewhere, or went, is there at once. */
static void
test_grows_in_steps (UiTest *test, gconstpointer data)
{
  UiLetterIds ids = { .all = make_ids (0, 0), .newest_first = TRUE };
  g_autoptr (GArray) many = make_ids (5000, 5000);
  g_autoptr (GArray) one_more = make_ids (5001, 5001);
  g_autoptr (GArray) others = make_ids (3000, 3000);
  guint position = 0;

  assert_change (&ids, many, (UiLetterChange){ 0, 0, 50 });
  g_assert_true (ui_letter_ids_find (&ids, 4951, &position));
  g_assert_cmpuint (position, ==, 49);
  g_assert_false (ui_letter_ids_find (&ids, 4950, &position));
  assert_change (&ids, many, (UiLetterChange){ 50, 0, 50 });
  assert_change (&ids, many, (UiLetterChange){ 100, 0, 50 });
  assert_change (&ids, many, (UiLetterChange){ 150, 0, 4850 });
  assert_change (&ids, many, (UiLetterChange){ 5000, 0, 0 });
  assert_change (&ids, one_more, (UiLetterChange){ 0, 0, 1 });
  assert_change (&ids, others, (UiLetterChange){ 0, 2001, 0 });
  g_array_unref (ids.all);
}

/* A window may close while a page is on its way. */
static void
test_gone_while_reading (UiTest *test, gconstpointer data)
{
  UiLetterModel *model = ui_letter_model_new (test->context->database, STORE_OUTBOX);

  g_object_run_dispose (G_OBJECT (model));
  g_object_unref (model);
  ui_seed_add (test, "a@x.org", "s", 0);
  ui_test_settle ();
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  ui_test_add ("/ui/letter-model/sections", test_sections);
  ui_test_add ("/ui/letter-model/pages", test_pages);
  ui_test_add ("/ui/letter-model/change-keeps-objects", test_change_keeps_objects);
  ui_test_add ("/ui/letter-model/search", test_search);
  ui_test_add ("/ui/letter-model/grows-in-steps", test_grows_in_steps);
  ui_test_add ("/ui/letter-model/gone-while-reading", test_gone_while_reading);
  return g_test_run ();
}
