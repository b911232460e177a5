/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A draft's history: what is worth a version, how versions are told apart, going back and back
 * again. And the copy of a long text that the saving of it begins with. */

#include <string.h>

#include "store-versions.h"
#include "support-await.h"
#include "ui-draft-worth-private.h"
#include "ui-hand.h"
#include "ui-text-copy-private.h"
#include "ui-version-words-private.h"
#include "ui-versions-private.h"

#define SECOND G_USEC_PER_SEC
#define MINUTE (60 * G_USEC_PER_SEC)

static MessageDraft *
draft_new (const char *text)
{
  MessageDraft *draft = message_draft_new ();

  g_free (draft->text);
  draft->text = g_strdup (text);
  return draft;
}

static void
attach (MessageDraft *draft, char digit)
{
  char digest[MAIL_DIGEST_LENGTH + 1];

  memset (digest, digit, MAIL_DIGEST_LENGTH);
  digest[MAIL_DIGEST_LENGTH] = '\0';
  g_ptr_array_add (draft->attachments, message_attachment_new ("a", "text/plain", digest, 1));
}

#define SENTENCE "This is a sentence of more than sixty octets, and it is taken away."

static void
test_worth (void)
{
  static const struct
  {
    const char *before;
    const char *after;
    gint64 rest_us;
    gint64 age_us;
    gboolean worth;
  } cases[] = {
    { "", "a", 9 * MINUTE, 9 * MINUTE, FALSE },
    { "a", "ab", SECOND, 5 * SECOND, FALSE },
    { "a", "ab", 2 * MINUTE, 5 * SECOND, TRUE },
    { "a", "ab", SECOND, 4 * MINUTE, TRUE },
    { "abc", "ab", SECOND, 5 * SECOND, FALSE },
    { "abc", "ab", SECOND, 30 * SECOND, TRUE },
    { "a " SENTENCE " b", "a  b", SECOND, SECOND, TRUE },
    { "a b", "a " SENTENCE " b", SECOND, 30 * SECOND, FALSE },
    /* written over */
    { SENTENCE, "No.", SECOND, SECOND, TRUE },
  };

  g_assert_false (ui_draft_is_worth_keeping (NULL, NULL, MINUTE, MINUTE));
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (MessageDraft) before = draft_new (cases[i].before);
      g_autoptr (MessageDraft) after = draft_new (cases[i].after);

      g_test_message ("%s → %s", cases[i].before, cases[i].after);
      g_assert_cmpint (ui_draft_is_worth_keeping (before, after, cases[i].rest_us, cases[i].age_us),
                       ==, cases[i].worth);
    }
}

static void
test_lost_attachment_is_worth (void)
{
  g_autoptr (MessageDraft) before = draft_new ("a");
  g_autoptr (MessageDraft) after = draft_new ("a");

  attach (before, 'a');
  attach (after, 'a');
  attach (after, 'b');
  g_assert_false (ui_draft_is_worth_keeping (before, after, SECOND, SECOND));
  g_assert_true (ui_draft_is_worth_keeping (after, before, SECOND, SECOND));
}

static void
test_words (void)
{
  g_assert_cmpuint (ui_version_words_count (""), ==, 0);
  g_assert_cmpuint (ui_version_words_count ("  Don't  stop, Li.\n\nNow"), ==, 4);
  g_assert_cmpuint (ui_version_words_count ("你好，Li Lei！"), ==, 4);
  g_assert_cmpuint (ui_version_words_count ("— …"), ==, 0);
}

static void
assert_changed (const char *text, const char *present, guint start, guint end)
{
  guint from;
  guint to;

  ui_version_words_changed (text, present, &from, &to);
  g_assert_cmpuint (from, ==, start);
  g_assert_cmpuint (to, ==, end);
}

static void
test_changed (void)
{
  assert_changed ("a big dog", "a dog", 2, 6);
  assert_changed ("a dog", "a big dog", 2, 2);
  assert_changed ("same", "same", 4, 4);
  assert_changed ("", "all", 0, 0);
  /* characters that share their first or last octets */
  assert_changed ("好的", "好吗", 1, 2);
  assert_changed ("é", "è", 0, 1);
}

static void
test_difference (void)
{
  g_autoptr (MessageDraft) version = draft_new ("one two three");
  g_autoptr (MessageDraft) present = draft_new ("one");
  g_autofree char *more = ui_version_words_difference (version, present);
  g_autofree char *fewer = ui_version_words_difference (present, version);
  g_autofree char *same = ui_version_words_difference (version, version);

  g_assert_cmpstr (more, ==, "2 words more than now");
  g_assert_cmpstr (fewer, ==, "2 words fewer than now");
  g_assert_cmpstr (same, ==, "The same as now");
  attach (version, 'a');
  g_autofree char *files = ui_version_words_difference (version, present);
  g_assert_cmpstr (files, ==, "2 words more than now · other attachments");
}

/* --- going back ------------------------------------------------------------------------------ */

static GPtrArray *
list (UiTest *test, UiComposer *composer)
{
  g_autoptr (GAsyncResult) result = NULL;

  store_versions_list_async (test->context->database, ui_composer_get_draft_id (composer), NULL,
                             support_await_done, &result);
  return store_versions_list_finish (test->context->database, support_await (&result), NULL);
}

static gboolean
is_saved (gpointer composer)
{
  return UI_COMPOSER (composer)->kept && UI_COMPOSER (composer)->dirty_since_us == 0 &&
         !UI_COMPOSER (composer)->saving;
}

static UiVersions *
find_versions (void)
{
  g_autoptr (GListModel) windows = g_object_ref (gtk_window_get_toplevels ());

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      if (UI_IS_VERSIONS (window))
        return UI_VERSIONS (window);
    }
  return NULL;
}

static gboolean
has_rows (gpointer versions)
{
  GtkWidget *list_box = ui_test_find (versions, GTK_TYPE_LIST_BOX);

  return list_box != NULL && gtk_list_box_get_selected_row (GTK_LIST_BOX (list_box)) != NULL;
}

static gboolean
is_closed (gpointer unused)
{
  return find_versions () == NULL;
}

static void
test_goes_back (UiTest *test, gconstpointer data)
{
  UiComposer *composer = hand_open_composer (test, NULL, NULL);
  UiVersions *versions;

  hand_write_text (composer, SENTENCE);
  ui_test_until (is_saved, composer);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (composer->message), "No.", -1);
  ui_test_until (is_saved, composer);
  gtk_widget_activate_action (GTK_WIDGET (composer), "win.show-versions", NULL);
  versions = find_versions ();
  g_assert_nonnull (versions);
  ui_test_until (has_rows, versions);
  gtk_widget_activate_action (GTK_WIDGET (versions), "versions.go-back", NULL);
  ui_test_until (is_closed, NULL);
  g_autofree char *body = ui_composer_dup_body (composer);
  g_assert_cmpstr (body, ==, SENTENCE);
  ui_test_until (is_saved, composer);

  /* what was there before is a version now */
  g_autoptr (GPtrArray) stored = list (test, composer);
  g_assert_cmpuint (stored->len, ==, 2);
  g_autoptr (MessageDraft) newest =
      message_draft_from_bytes (((StoreVersion *) stored->pdata[0])->octets, NULL);
  g_assert_true (g_str_has_prefix (newest->text, "No."));
  hand_throw_away (composer);
}

/* --- a long text ----------------------------------------------------------------------------- */

static GString *
copy (GtkTextBuffer *buffer)
{
  g_autoptr (GAsyncResult) result = NULL;

  ui_text_copy_async (buffer, NULL, support_await_done, &result);
  return ui_text_copy_finish (buffer, support_await (&result), NULL);
}

static gboolean
on_insert (gpointer buffer)
{
  GtkTextIter start;

  gtk_text_buffer_get_start_iter (buffer, &start);
  gtk_text_buffer_insert (buffer, &start, "×", -1);
  return gtk_text_buffer_get_char_count (buffer) % 8 != 0;
}

/* The copy is of one moment, whatever is written meanwhile. */
static void
test_text_copy (void)
{
  g_autoptr (GtkTextBuffer) buffer = gtk_text_buffer_new (NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  GtkTextIter start;
  GtkTextIter end;

  for (guint i = 0; i < 60000; i++)
    g_string_append_printf (text, "%u 行\n", i);
  gtk_text_buffer_set_text (buffer, text->str, -1);
  g_timeout_add (3, on_insert, buffer);
  g_autoptr (GString) copied = copy (buffer);
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  g_autofree char *now = gtk_text_buffer_get_text (buffer, &start, &end, TRUE);
  g_assert_cmpstr (copied->str, ==, now);
}

static gboolean
has_stopped (gpointer composer)
{
  return is_saved (composer) && UI_COMPOSER (composer)->copying == NULL;
}

/* --- how long the longest stop was ----------------------------------------------------------- */

typedef struct
{
  gint64 last_us;
  gint64 longest_us;
} Ticks;

static gboolean
on_tick (gpointer data)
{
  Ticks *ticks = data;
  gint64 now_us = g_get_monotonic_time ();

  if (ticks->last_us != 0)
    ticks->longest_us = MAX (ticks->longest_us, now_us - ticks->last_us);
  ticks->last_us = now_us;
  return G_SOURCE_CONTINUE;
}

/* Ten megabytes and nobody can feel it: a number for people, and a bound a busy machine keeps. */
static void
test_text_copy_never_stops (void)
{
  g_autoptr (GtkTextBuffer) buffer = gtk_text_buffer_new (NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  Ticks ticks = { 0 };

  while (text->len < 10 * 1024 * 1024)
    g_string_append (text, "A line of a long letter, as it comes out of a clipboard.\n");
  gtk_text_buffer_set_text (buffer, text->str, -1);
  guint source = g_timeout_add (1, on_tick, &ticks);
  g_autoptr (GString) copied = copy (buffer);
  g_source_remove (source);
  g_assert_cmpuint (copied->len, ==, text->len);
  g_test_message ("longest stop: %.1f ms", (double) ticks.longest_us / 1000);
  g_assert_cmpint (ticks.longest_us, <, 200 * 1000);
}

/* Long enough for the thread: the same octets come to lie on the disk. */
static void
test_long_letter (UiTest *test, gconstpointer data)
{
  UiComposer *composer = hand_open_composer (test, NULL, NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GAsyncResult) result = NULL;

  while (text->len < 10 * 1024 * 1024)
    g_string_append (text, "A line of a long letter, as it comes out of a clipboard.\n");
  hand_write_text (composer, text->str);
  ui_test_until (has_stopped, composer);

  store_drafts_get_async (test->context->database, ui_composer_get_draft_id (composer), NULL,
                          support_await_done, &result);
  g_autoptr (StoreDraft) stored =
      store_drafts_get_finish (test->context->database, support_await (&result), NULL);
  g_autoptr (MessageDraft) draft = message_draft_from_bytes (stored->octets, NULL);
  g_autoptr (MessageDraft) shown = ui_composer_dup_draft (composer);
  g_assert_cmpstr (draft->text, ==, shown->text);
  hand_throw_away (composer);
}

/* --- the window ------------------------------------------------------------------------------ */

static void
test_view (UiTest *test, gconstpointer data)
{
  UiComposer *first = hand_open_composer (test, NULL, NULL);
  UiComposer *second;
  g_autoptr (GBytes) view = NULL;
  GtkTextIter start;
  GtkTextIter end;

  gtk_widget_activate_action (GTK_WIDGET (first), "win.show-bcc", NULL);
  hand_write_text (first, "Hello there");
  gtk_text_buffer_get_iter_at_offset (gtk_text_view_get_buffer (first->message), &start, 2);
  gtk_text_buffer_get_iter_at_offset (gtk_text_view_get_buffer (first->message), &end, 5);
  gtk_text_buffer_select_range (gtk_text_view_get_buffer (first->message), &start, &end);
  gtk_window_set_default_size (GTK_WINDOW (first), 512, 480);
  gtk_widget_grab_focus (GTK_WIDGET (first->subject));
  ui_tray_add (first->tray, "half.iso");
  view = ui_composer_dup_view (first);

  g_autoptr (MessageDraft) draft = ui_composer_dup_draft (first);
  second = hand_open_composer (test, draft, "second");
  ui_composer_restore (second, view, FALSE);
  g_assert_true (gtk_widget_get_visible (second->bcc_row));
  g_assert_false (gtk_widget_get_visible (second->cc_row));
  gtk_text_buffer_get_selection_bounds (gtk_text_view_get_buffer (second->message), &start, &end);
  g_assert_cmpint (gtk_text_iter_get_offset (&start), ==, 2);
  g_assert_cmpint (gtk_text_iter_get_offset (&end), ==, 5);
  g_assert_nonnull (strstr (ui_strip_get_text (second->strip), "half.iso"));
  g_assert_cmpuint (draft->attachments->len, ==, 0);
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (second));
  g_assert_true (gtk_widget_is_ancestor (focus, GTK_WIDGET (second->subject)));
  hand_throw_away (first);
  hand_throw_away (second);
}

/* what is no view at all, and one that says nonsense */
static void
test_view_is_not_believed (UiTest *test, gconstpointer data)
{
  UiComposer *composer = hand_open_composer (test, NULL, NULL);
  g_autoptr (GBytes) noise = g_bytes_new ("\xff\x00\x07nonsense", 11);
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  ui_composer_restore (composer, noise, TRUE);
  g_variant_dict_insert (&dict, "width", "i", G_MININT);
  g_variant_dict_insert (&dict, "height", "i", G_MAXINT);
  g_variant_dict_insert (&dict, "bound", "u", G_MAXUINT);
  g_variant_dict_insert (&dict, "sight", "u", G_MAXUINT);
  g_variant_dict_insert (&dict, "focus", "s", "elsewhere");
  g_variant_dict_insert (&dict, "copying", "s", "not a list");
  g_autoptr (GVariant) value = g_variant_ref_sink (g_variant_dict_end (&dict));
  g_autoptr (GBytes) octets = g_variant_get_data_as_bytes (value);
  ui_composer_restore (composer, octets, TRUE);
  hand_throw_away (composer);
}

int
main (int argc, char *argv[])
{
  ui_test_init (&argc, &argv);

  g_test_add_func ("/ui/versions/worth", test_worth);
  g_test_add_func ("/ui/versions/lost-attachment-is-worth", test_lost_attachment_is_worth);
  g_test_add_func ("/ui/versions/words", test_words);
  g_test_add_func ("/ui/versions/changed", test_changed);
  g_test_add_func ("/ui/versions/difference", test_difference);
  ui_test_add ("/ui/versions/goes-back", test_goes_back);
  g_test_add_func ("/ui/versions/text-copy", test_text_copy);
  g_test_add_func ("/ui/versions/text-copy-never-stops", test_text_copy_never_stops);
  ui_test_add ("/ui/versions/long-letter", test_long_letter);
  ui_test_add ("/ui/versions/view", test_view);
  ui_test_add ("/ui/versions/view-is-not-believed", test_view_is_not_believed);
  return g_test_run ();
}
