/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A letter in every state has an icon that exists, a colour, a title and a line, and none of them
 * claims what is not known. */

#include "ui-seed.h"
#include "ui-later-private.h"
#include "ui-later.h"
#include "ui-words.h"

#include "support-await.h"

static void
assert_icon (const char *name)
{
  g_autofree char *path =
      g_strdup_printf ("/io/github/envoi_mail/Envoi/icons/scalable/actions/%s.svg", name);

  g_assert_true (g_resources_get_info (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL, NULL, NULL));
}

static void
test_states (UiTest *test, gconstpointer data)
{
  for (int state = 0; state < MAIL_N_SHOWN_STATES; state++)
    {
      assert_icon (ui_words_state_icon (state));
      g_assert_true (g_str_has_prefix (ui_words_state_class (state), "s-"));
      g_assert_cmpstr (ui_words_state_title (state), !=, "");
      g_assert_null (strstr (ui_words_state_title (state), "Sent"));
      g_assert_null (strstr (ui_words_state_title (state), "Delivered"));
    }
  for (int state = 0; state < MAIL_N_RECIPIENT_STATES; state++)
    {
      assert_icon (ui_words_recipient_icon (state));
      g_assert_cmpstr (ui_words_recipient_title (state), !=, "");
    }
}

static StoreLetter *
get (UiTest *test, gint64 id)
{
  g_autoptr (GAsyncResult) result = NULL;
  StoreLetter *letter;

  store_outbox_get_async (test->context->database, id, NULL, support_await_done, &result);
  letter = store_outbox_get_finish (test->context->database, support_await (&result), NULL);
  g_assert_nonnull (letter);
  return letter;
}

static void
assert_line (UiTest *test, gint64 id, const char *expected)
{
  g_autoptr (StoreLetter) letter = get (test, id);
  g_autofree char *line = ui_words_state_line (letter, 0, g_get_real_time ());

  if (!g_str_has_prefix (line, expected))
    g_error ("“%s” does not begin with “%s”", line, expected);
}

static void
test_lines (UiTest *test, gconstpointer data)
{
  gint64 held = ui_seed_add (test, "a@x.org", "held", 60);
  gint64 queued = ui_seed_add (test, "a@x.org", "queued", 0);
  gint64 id;

  assert_line (test, held, "Held · goes in ");
  assert_line (test, queued, "Queued");
  ui_seed_begin (test, queued);
  assert_line (test, queued, "Sending");
  ui_seed_end (test, id = ui_seed_add (test, "a@x.org", "s", 0), "a");
  assert_line (test, id, "Accepted by smtp.example.org");
  ui_seed_end (test, id = ui_seed_add (test, "a@x.org, b@x.org", "s", 0), "ar");
  assert_line (test, id, "Partly accepted · 1 of 2 people");
  ui_seed_end (test, id = ui_seed_add (test, "a@x.org", "s", 0), "r");
  assert_line (test, id, "Refused · ");
  ui_seed_end (test, id = ui_seed_add (test, "a@x.org", "s", 0), "d");
  assert_line (test, id, "Waiting · next try at ");
  ui_seed_end (test, id = ui_seed_add (test, "a@x.org", "s", 0), "u");
  assert_line (test, id, "Unknown");
}

/* A letter that is due waits for what a person avoids, and says so; one that is not waits for its
 * time, and what is practised costs nothing. */
static void
test_costs (UiTest *test, gconstpointer data)
{
  gint64 id = ui_seed_add (test, "a@x.org", "held", 60);
  g_autoptr (StoreLetter) letter = get (test, id);
  gint64 due_us = letter->due_us;
  g_autofree char *early =
      ui_words_state_line (letter, SUBMISSION_COST_METERED, due_us - G_USEC_PER_SEC);
  g_autofree char *due = ui_words_state_line (letter, SUBMISSION_COST_METERED, due_us);
  g_autofree char *power = ui_words_state_line (letter, SUBMISSION_COST_POWER, due_us);
  g_autofree char *free_of_cost = ui_words_state_line (letter, 0, due_us);
  g_autofree char *practised = NULL;

  g_assert_cmpstr (early, ==, "Held · goes in 1 s");
  g_assert_cmpstr (due, ==, "Held · waits for a network that is not metered");
  g_assert_cmpstr (power, ==, "Held · waits until power saver mode ends");
  g_assert_cmpstr (free_of_cost, ==, "Held · goes now");
  g_free (letter->account_id);
  letter->account_id = g_strdup (ACCOUNT_PRACTICE_ID);
  practised = ui_words_state_line (letter, SUBMISSION_COST_METERED, due_us);
  g_assert_cmpstr (practised, ==, "Held · goes now");
}

static void
test_people (UiTest *test, gconstpointer data)
{
  gint64 id = ui_seed_add (test, "Li Lei <a@x.org>, b@x.org, c@x.org, d@x.org", "s", 0);
  g_autoptr (StoreLetter) letter = get (test, id);
  g_autofree char *people = ui_words_people (letter);

  g_assert_cmpstr (people, ==, "Li Lei and 3 others");
}

/* What no server said is not said of a server. */
static void
test_marked (UiTest *test, gconstpointer data)
{
  gint64 id = ui_seed_add (test, "a@x.org", "s", 0);
  g_autoptr (GAsyncResult) result = NULL;

  ui_seed_end (test, id, "u");
  assert_line (test, id, "Unknown");
  store_outbox_command_async (test->context->database, id, STORE_COMMAND_ACCEPT, NULL,
                              support_await_done, &result);
  g_assert_true (
      store_outbox_command_finish (test->context->database, support_await (&result), NULL, NULL));
  assert_line (test, id, "Marked as accepted");
}

static void
test_time (void)
{
  g_autoptr (GDateTime) noon = g_date_time_new_local (2026, 11, 23, 12, 4, 31);
  gint64 now_us = g_date_time_to_unix (noon) * G_USEC_PER_SEC;
  g_autofree char *today = ui_words_time (now_us, now_us);
  g_autofree char *week = ui_words_time (now_us - 3 * G_TIME_SPAN_DAY, now_us);
  g_autofree char *year = ui_words_time (now_us - 40 * G_TIME_SPAN_DAY, now_us);
  g_autofree char *moment = ui_words_moment (now_us, now_us);

  g_assert_cmpstr (today, ==, "12:04");
  g_assert_cmpstr (week, ==, "Fri 12:04");
  g_assert_cmpstr (year, ==, "14 Oct");
  g_assert_cmpstr (moment, ==, "12:04:31");
}

static gint64
at (int year, int month, int day, int hour)
{
  g_autoptr (GDateTime) time = g_date_time_new_local (year, month, day, hour, 0, 0);

  return g_date_time_to_unix (time) * G_USEC_PER_SEC;
}

static void
assert_when (gint64 time_us, const char *expected)
{
  g_autofree char *when = ui_later_dup_when (time_us, at (2026, 11, 23, 12));

  g_assert_cmpstr (when, ==, expected);
}

static void
test_when (void)
{
  assert_when (at (2026, 11, 23, 18), "today 18:00");
  assert_when (at (2026, 11, 24, 8), "tomorrow 08:00");
  assert_when (at (2026, 11, 22, 23), "yesterday 23:00");
  assert_when (at (2026, 11, 29, 8), "Sunday 08:00");
  assert_when (at (2026, 11, 30, 8), "30 November 08:00");
  assert_when (at (2027, 1, 5, 8), "5 January 2027 08:00");
}

/* On the clock on the wall, whatever is done to it in the night. */
static void
test_times_offered (void)
{
  UiLaterChoice choices[UI_LATER_MAX_CHOICES];

  g_assert_cmpuint (ui_later_choices (at (2027, 3, 27, 12), choices), ==, 3);
  g_assert_cmpint (choices[0].time_us, ==, at (2027, 3, 27, 18));
  g_assert_cmpint (choices[1].time_us, ==, at (2027, 3, 28, 8));
  g_assert_cmpint (choices[1].time_us - choices[0].time_us, ==, 13 * G_TIME_SPAN_HOUR);
  g_assert_cmpint (choices[2].time_us, ==, at (2027, 3, 29, 8));

  /* a Sunday evening: tomorrow is Monday, and today is over */
  g_assert_cmpuint (ui_later_choices (at (2027, 3, 28, 20), choices), ==, 1);
  g_assert_cmpint (choices[0].time_us, ==, at (2027, 3, 29, 8));
}

static void
test_progress (void)
{
  g_autofree char *line = ui_words_progress (1200000, 3300000);

  g_assert_true (g_str_has_prefix (line, "Sending · 1.2 of 3.3"));
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "Europe/Berlin", TRUE);
  ui_test_init (&argc, &argv);
  ui_test_add ("/ui/words/states", test_states);
  ui_test_add ("/ui/words/lines", test_lines);
  ui_test_add ("/ui/words/costs", test_costs);
  ui_test_add ("/ui/words/people", test_people);
  ui_test_add ("/ui/words/marked", test_marked);
  g_test_add_func ("/ui/words/time", test_time);
  g_test_add_func ("/ui/words/when", test_when);
  g_test_add_func ("/ui/words/times-offered", test_times_offered);
  g_test_add_func ("/ui/words/progress", test_progress);
  return g_test_run ();
}
