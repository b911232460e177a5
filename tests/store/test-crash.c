/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What holds after a program was killed at any moment: what it was told is durable is there, a
 * draft or its letter, never both and never neither. */

#include <string.h>

#include "store-test.h"

#define N_ROUNDS 12

typedef struct
{
  GSubprocess *process;
  GDataInputStream *lines;
} Victim;

static Victim
start_victim (StoreTest *test, const char *what)
{
  g_autofree char *program = g_test_build_filename (G_TEST_BUILT, "store", "store-victim", NULL);
  g_autofree char *store = g_build_filename (test->directory, "store", NULL);
  g_autoptr (GError) error = NULL;
  Victim victim;

  victim.process =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, program, store, what, NULL);
  g_assert_no_error (error);
  victim.lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (victim.process));
  return victim;
}

static void
kill_victim (Victim *victim)
{
  g_subprocess_force_exit (victim->process);
  g_assert_true (g_subprocess_wait (victim->process, NULL, NULL));
  g_assert_true (g_subprocess_get_if_signaled (victim->process));
}

static void
clear_victim (Victim *victim)
{
  g_clear_object (&victim->lines);
  g_clear_object (&victim->process);
}

static void
check_letter (StoreTest *test, const char *number)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  gint64 id = g_ascii_strtoll (number, NULL, 10);
  g_autoptr (StoreLetter) letter = store_test_get (test->database, id, &error);

  g_assert_no_error (error);
  g_assert_cmpint (letter->state, ==, MAIL_LETTER_QUEUED);
  g_assert_cmpuint (letter->outcome->results->len, ==, 3);
  store_outbox_get_content_async (test->database, id, NULL, support_await_done, &result);
  g_autoptr (MailContent) content =
      store_outbox_get_content_finish (test->database, support_await (&result), &error);
  g_assert_no_error (error);
}

static void
check_draft (StoreTest *test, const char *id)
{
  g_autofree char *sql = g_strdup_printf ("SELECT (SELECT COUNT(*) FROM draft WHERE id = '%s') + "
                                          "(SELECT COUNT(*) FROM letter WHERE draft_id = '%s')",
                                          id, id);
  g_autofree char *n = store_test_sql_text (test->directory, sql);

  g_assert_cmpstr (n, ==, "1");
}

static void
check_lines (StoreTest *test, Victim *victim, GPtrArray *lines)
{
  char *line;

  /* what it still said between our decision and its death */
  while ((line = g_data_input_stream_read_line (victim->lines, NULL, NULL, NULL)) != NULL)
    g_ptr_array_add (lines, line);

  for (guint i = 0; i < lines->len; i++)
    {
      const char *said = lines->pdata[i];

      if (g_str_has_prefix (said, "letter "))
        check_letter (test, said + strlen ("letter "));
      else
        check_draft (test, said + strlen ("draft "));
    }
}

static void
test_killed_while_adding (StoreTest *test, gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (guint round = 0; round < N_ROUNDS; round++)
    {
      g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
      Victim victim = start_victim (test, "add");

      for (guint i = 0; i < 5 + round; i++)
        g_ptr_array_add (lines, g_data_input_stream_read_line (victim.lines, NULL, NULL, NULL));
      g_usleep (g_rand_int_range (rand, 0, 3000));
      kill_victim (&victim);
      check_lines (test, &victim, lines);
      clear_victim (&victim);
    }

  g_autofree char *sound = store_test_sql_text (test->directory, "PRAGMA integrity_check");
  g_assert_cmpstr (sound, ==, "ok");
  store_test_sql (test->directory,
                  "INSERT INTO letter_search (letter_search) VALUES ('integrity-check')");
  g_autoptr (GPtrArray) all = store_test_list (test->database, STORE_ALL, NULL, NULL);
  g_autoptr (GPtrArray) found = store_test_list (test->database, STORE_ALL, NULL, "hello");
  g_assert_cmpuint (all->len, ==, found->len);
}

static void
test_killed_while_sending (StoreTest *test, gconstpointer data)
{
  gint64 id = store_test_queue (test->database, 2);
  Victim victim = start_victim (test, "send");
  g_autoptr (GError) error = NULL;
  g_autofree char *line = g_data_input_stream_read_line (victim.lines, NULL, NULL, NULL);

  g_assert_cmpstr (line, ==, "sending 1");
  g_assert_null (store_lock_try (test->database, "home", &error));
  g_assert_no_error (error);
  kill_victim (&victim);
  clear_victim (&victim);

  g_autoptr (StoreLock) lock = store_lock_try (test->database, "home", &error);
  g_assert_nonnull (lock);
  store_test_recover (test->database, "home");
  g_autofree char *states = store_test_states (test->database, id);
  g_assert_cmpstr (states, ==, "pending pending");
  g_autoptr (StoreLetter) again = store_test_claim_now (test->database);
  g_assert_nonnull (again);
}

static void
test_killed_while_confirming (StoreTest *test, gconstpointer data)
{
  gint64 id = store_test_queue (test->database, 2);
  Victim victim = start_victim (test, "confirm");
  g_autofree char *line = g_data_input_stream_read_line (victim.lines, NULL, NULL, NULL);

  g_assert_cmpstr (line, ==, "confirming 1");
  kill_victim (&victim);
  clear_victim (&victim);
  store_test_recover (test->database, "home");
  g_autofree char *states = store_test_states (test->database, id);
  g_assert_cmpstr (states, ==, "unknown refused");
  g_assert_null (store_test_claim_now (test->database));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  store_test_add ("/store/crash/killed-while-adding", test_killed_while_adding);
  store_test_add ("/store/crash/killed-while-sending", test_killed_while_sending);
  store_test_add ("/store/crash/killed-while-confirming", test_killed_while_confirming);
  return g_test_run ();
}
