/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How long the first page of a list takes among many letters: bench-store-sent [LETTERS [LIMIT]].
 * One line a question: name, milliseconds (the median of several), letters found; exit 1 where a
 * limit is given and passed. Run by ./dev bench, and with fewer letters as a test. */

#include <locale.h>
#include <stdlib.h>

#include "store-seed.h"
#include "store-test.h"

#define LETTERS 100000
#define REPETITIONS 15
#define PAGE 100

static StoreDatabase *database;
static double slowest_ms;

static int
compare (gconstpointer a, gconstpointer b)
{
  gint64 difference = *(const gint64 *) a - *(const gint64 *) b;

  return (difference > 0) - (difference < 0);
}

static guint
list (StoreFilter filter, const char *search, gint64 before)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) letters = NULL;

  store_outbox_list_async (database, filter, NULL, search, before, PAGE, NULL, support_await_done,
                           &result);
  letters = store_outbox_list_finish (database, support_await (&result), NULL);
  g_assert_nonnull (letters);
  return letters->len;
}

static guint
list_ids (StoreFilter filter, const char *search)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GArray) ids = NULL;

  store_outbox_list_ids_async (database, filter, NULL, search, 0, 0, NULL, support_await_done,
                               &result);
  ids = store_outbox_list_ids_finish (database, support_await (&result), NULL);
  g_assert_nonnull (ids);
  return ids->len;
}

static void
measure (const char *name, StoreFilter filter, const char *search, gint64 before, gboolean all)
{
  gint64 times[REPETITIONS];
  guint n = 0;

  for (guint i = 0; i < REPETITIONS; i++)
    {
      gint64 start_us = g_get_monotonic_time ();

      n = all ? list_ids (filter, search) : list (filter, search, before);
      times[i] = g_get_monotonic_time () - start_us;
    }
  qsort (times, REPETITIONS, sizeof *times, compare);
  g_print ("%s\t%.2f\t%u\n", name, times[REPETITIONS / 2] / 1e3, n);
  slowest_ms = MAX (slowest_ms, times[REPETITIONS / 2] / 1e3);
}

/* the worst of a word as it is typed, letter by letter */
static void
measure_typed (const char *name, const char *word)
{
  for (const char *end = g_utf8_next_char (word);; end = g_utf8_next_char (end))
    {
      g_autofree char *part = g_strndup (word, end - word);
      g_autofree char *what = g_strdup_printf ("%s “%s”", name, part);

      measure (what, STORE_SENT, part, 0, FALSE);
      if (*end == '\0')
        break;
    }
}

int
main (int argc, char **argv)
{
  guint n = argc > 1 ? strtoul (argv[1], NULL, 10) : LETTERS;
  double limit_ms = argc > 2 ? strtod (argv[2], NULL) : G_MAXDOUBLE;
  StoreTest test = { 0 };

  setlocale (LC_ALL, "C.UTF-8");
  store_test_set_up (&test, NULL);
  database = test.database;
  gint64 start_us = g_get_monotonic_time ();
  store_seed_fill (database, n);
  g_printerr ("%u letters in %.1f s\n", n, (g_get_monotonic_time () - start_us) / 1e6);

  measure_typed ("typed in Chinese", "一丅且丗");
  measure_typed ("typed in Chinese, in all letters", STORE_SEED_ALL_CHINESE);
  measure_typed ("typed in English", "chainton");
  measure_typed ("typed in English, in all letters", STORE_SEED_ALL);
  measure ("a word in every thousandth", STORE_SENT, STORE_SEED_FEW, 0, FALSE);
  measure ("a word in none", STORE_SENT, STORE_SEED_NONE, 0, FALSE);
  measure ("two words", STORE_SENT, "greet th", 0, FALSE);
  measure ("two words in two scripts", STORE_SENT, "此致 b", 0, FALSE);
  measure ("an address", STORE_SENT, "7@example.org", 0, FALSE);
  measure ("in the outbox", STORE_OUTBOX, STORE_SEED_ALL, 0, FALSE);
  measure ("Sent", STORE_SENT, NULL, 0, FALSE);
  measure ("Sent, the last page", STORE_SENT, NULL, PAGE + 1, FALSE);
  measure ("found letters, the last page", STORE_SENT, STORE_SEED_ALL, PAGE + 1, FALSE);
  measure ("the outbox", STORE_OUTBOX, NULL, 0, FALSE);
  measure ("all ids of Sent", STORE_SENT, NULL, 0, TRUE);
  measure ("all ids of a word in all letters", STORE_SENT, STORE_SEED_ALL, 0, TRUE);
  measure ("all ids of one character", STORE_SENT, "一", 0, TRUE);
  store_test_tear_down (&test, NULL);
  return slowest_ms > limit_ms ? EXIT_FAILURE : EXIT_SUCCESS;
}
