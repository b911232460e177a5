/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A letter to many over a real socket: in transactions a server takes, each durable before the
 * next, over as many connections as are needed. Nobody gets it twice, nobody is left out. */

#include "queue-fixture.h"

#include <signal.h>

static char *self_path;

/* what a server says to @n recipients from r@first on, accepted at once */
static void
append_window (GString *script, guint first, guint n)
{
  g_string_append (script, ENVELOPE);
  for (guint i = first; i < first + n; i++)
    g_string_append_printf (script, "C: RCPT TO:<r%u@example.test>\n", i);
  g_string_append (script, "C: DATA\nS: 250 sender\n");
  for (guint i = 0; i < n; i++)
    g_string_append (script, "S: 250 recipient\n");
  g_string_append (script, "S: 354 go on\ncontent\nS: 250 kept\n");
}

static void
check_all_accepted (const StoreLetter *letter, guint n)
{
  g_assert_cmpuint (letter->outcome->results->len, ==, n);
  g_assert_cmpuint (mail_outcome_count (letter->outcome, MAIL_RECIPIENT_ACCEPTED), ==, n);
  g_assert_cmpint (letter->shown, ==, MAIL_SHOWN_ACCEPTED);
  g_assert_cmpuint (letter->attempts, ==, 1);
}

static void
test_hundred_a_transaction (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) script = g_string_new (GREETING);
  g_autoptr (StoreLetter) letter = NULL;

  append_window (script, 0, 100);
  append_window (script, 100, 100);
  append_window (script, 200, 50);
  g_string_append (script, GOODBYE);
  support_server_add_script (fixture->server, script->str);
  letter = fixture_deliver (fixture, fixture_enqueue_many (fixture, 250));
  check_all_accepted (letter, 250);
  g_assert_cmpuint (support_server_get_n_connections (fixture->server), ==, 1);
  support_server_assert_played (fixture->server);
}

static void
test_limits_of_the_server (Fixture *fixture, gconstpointer data)
{
  static const char greeting[] = "S: 220 here\nC: EHLO *\nS: 250-here\nS: 250-PIPELINING\n"
                                 "S: 250 LIMITS MAILMAX=2 RCPTMAX=2\n";
  g_autoptr (StoreLetter) letter = NULL;

  for (guint first = 0; first < 8; first += 4)
    {
      g_autoptr (GString) script = g_string_new (greeting);

      append_window (script, first, 2);
      if (first + 2 < 7)
        append_window (script, first + 2, MIN (2, 7 - first - 2));
      g_string_append (script, GOODBYE);
      support_server_add_script (fixture->server, script->str);
    }
  letter = fixture_deliver (fixture, fixture_enqueue_many (fixture, 7));
  check_all_accepted (letter, 7);
  g_assert_cmpuint (support_server_get_n_connections (fixture->server), ==, 2);
  support_server_assert_played (fixture->server);
}

static void
test_too_many (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) script = g_string_new (GREETING ENVELOPE);
  g_autoptr (StoreLetter) letter = NULL;

  for (guint i = 0; i < 5; i++)
    g_string_append_printf (script, "C: RCPT TO:<r%u@example.test>\n", i);
  g_string_append (script, "C: DATA\nS: 250 ok\nS: 250 ok\nS: 250 ok\n"
                           "S: 452 4.5.3 Too many recipients\nS: 452 4.5.3 Too many recipients\n"
                           "S: 452 4.5.3 Too many recipients\nS: 354 go\ncontent\nS: 250 kept\n");
  append_window (script, 2, 2);
  append_window (script, 4, 1);
  g_string_append (script, GOODBYE);
  support_server_add_script (fixture->server, script->str);
  letter = fixture_deliver (fixture, fixture_enqueue_many (fixture, 5));
  check_all_accepted (letter, 5);
  support_server_assert_played (fixture->server);
}

/* The connection breaks before the second dot, and so does the next: the first are done, the others
 * wait. */
static void
test_broken_in_the_second (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) script = g_string_new (GREETING);
  g_autoptr (GString) rest = g_string_new (GREETING);
  g_autoptr (StoreLetter) first = NULL;
  g_autoptr (StoreLetter) second = NULL;
  gint64 id = fixture_enqueue_many (fixture, 150);

  append_window (script, 0, 100);
  g_string_append (script, ENVELOPE "C: RCPT *\nS: 250 ok\nS: 250 ok\nclose\n");
  support_server_add_script (fixture->server, script->str);
  support_server_add_script (fixture->server, GREETING ENVELOPE "close\n");
  append_window (rest, 100, 50);
  support_server_add_script (fixture->server, rest->str);
  first = fixture_deliver (fixture, id);
  g_assert_cmpuint (mail_outcome_count (first->outcome, MAIL_RECIPIENT_ACCEPTED), ==, 100);
  g_assert_cmpuint (mail_outcome_count (first->outcome, MAIL_RECIPIENT_PENDING), ==, 50);
  g_assert_cmpint (first->shown, ==, MAIL_SHOWN_WAITING);

  fixture_command (fixture, id, STORE_COMMAND_RETRY);
  second = fixture_deliver (fixture, id);
  g_assert_cmpint (second->shown, ==, MAIL_SHOWN_ACCEPTED);
  g_assert_cmpuint (second->attempts, ==, 2);
  g_assert_cmpuint (support_server_get_n_contents (fixture->server), ==, 2);
}

/* Nobody knows of the second; the third was never begun and still gets it. */
static void
test_unknown_in_the_second (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) script = g_string_new (GREETING);
  g_autoptr (GString) rest = g_string_new (GREETING);
  g_autoptr (StoreLetter) first = NULL;
  g_autoptr (StoreLetter) second = NULL;
  gint64 id = fixture_enqueue_many (fixture, 250);

  append_window (script, 0, 100);
  append_window (script, 100, 100);
  g_string_truncate (script, script->len - strlen ("S: 250 kept\n"));
  g_string_append (script, "close\n");
  support_server_add_script (fixture->server, script->str);
  append_window (rest, 200, 50);
  support_server_add_script (fixture->server, rest->str);
  first = fixture_deliver (fixture, id);
  g_assert_cmpuint (mail_outcome_count (first->outcome, MAIL_RECIPIENT_ACCEPTED), ==, 100);
  g_assert_cmpuint (mail_outcome_count (first->outcome, MAIL_RECIPIENT_UNKNOWN), ==, 100);
  g_assert_cmpint (first->shown, ==, MAIL_SHOWN_UNKNOWN);

  fixture_command (fixture, id, STORE_COMMAND_RETRY);
  second = fixture_deliver (fixture, id);
  g_assert_cmpuint (mail_outcome_count (second->outcome, MAIL_RECIPIENT_ACCEPTED), ==, 150);
  g_assert_cmpuint (mail_outcome_count (second->outcome, MAIL_RECIPIENT_UNKNOWN), ==, 100);
}

static void
test_content_refused_once (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) script = g_string_new (GREETING);
  g_autoptr (StoreLetter) letter = NULL;

  append_window (script, 0, 100);
  g_string_truncate (script, script->len - strlen ("S: 250 kept\n"));
  g_string_append (script, "S: 554 5.7.1 spam\n" GOODBYE);
  support_server_add_script (fixture->server, script->str);
  letter = fixture_deliver (fixture, fixture_enqueue_many (fixture, 250));
  g_assert_cmpuint (mail_outcome_count (letter->outcome, MAIL_RECIPIENT_REFUSED), ==, 250);
  g_assert_cmpuint (support_server_get_n_contents (fixture->server), ==, 1);
  support_server_assert_played (fixture->server);
}

/* A hundred letters, and another connection for what follows. */
static void
test_hundred_letters_a_connection (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) first = g_string_new (GREETING);
  g_autoptr (GPtrArray) letters = NULL;

  for (guint i = 0; i < 100; i++)
    g_string_append (first, ENVELOPE ONE_PERSON LETTER "S: 250 kept\n");
  g_string_append (first, GOODBYE);
  support_server_add_script (fixture->server, first->str);
  support_server_add_script (fixture->server,
                             GREETING ENVELOPE ONE_PERSON LETTER "S: 250 kept\n" GOODBYE);
  for (guint i = 0; i < 101; i++)
    fixture_enqueue (fixture, "one of many");
  letters = fixture_run (fixture);
  g_assert_cmpuint (letters->len, ==, 101);
  g_assert_cmpuint (support_server_get_n_contents (fixture->server), ==, 101);
  g_assert_cmpuint (support_server_get_n_connections (fixture->server), ==, 2);
  support_server_assert_played (fixture->server);
}

/* Each address is counted where the server was asked for it. */
static void
check_each_once (Fixture *fixture, guint n)
{
  const char *const *lines = support_server_get_lines (fixture->server);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (; *lines != NULL; lines++)
    if (g_str_has_prefix (*lines, "RCPT TO:"))
      g_assert_true (g_hash_table_add (seen, (gpointer) *lines));
  g_assert_cmpuint (g_hash_table_size (seen), ==, n);
}

/* reference/reliability.md R12: a thousand a connection, a hundred a transaction */
static void
test_ten_thousand (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StoreLetter) letter = NULL;

  for (guint first = 0; first < 10000; first += 1000)
    {
      g_autoptr (GString) script = g_string_new (GREETING);

      for (guint i = first; i < first + 1000; i += 100)
        append_window (script, i, 100);
      g_string_append (script, GOODBYE);
      support_server_add_script (fixture->server, script->str);
    }
  letter = fixture_deliver (fixture, fixture_enqueue_many (fixture, 10000));
  check_all_accepted (letter, 10000);
  check_each_once (fixture, 10000);
  g_assert_cmpuint (support_server_get_n_contents (fixture->server), ==, 100);
  g_assert_cmpuint (support_server_get_n_connections (fixture->server), ==, 10);
  support_server_assert_played (fixture->server);
}

/* --- kill ----------------------------------------------------------------------------------- */

/* The victim: a process that delivers what it finds, until it is killed. */
static int
be_victim (const char *directory)
{
  Fixture fixture = { 0 };
  g_autoptr (GPtrArray) letters = NULL;

  fixture_open (&fixture, directory);
  letters = fixture_run (&fixture);
  fixture_close (&fixture);
  return 0;
}

static void
on_mark (SupportServer *server, const char *mark, gpointer user_data)
{
  g_subprocess_send_signal (*(GSubprocess **) user_data, SIGKILL);
}

static void
on_exited (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_subprocess_wait_finish (G_SUBPROCESS (source), result, NULL);
  *(gboolean *) user_data = TRUE;
}

static void
run_victim (Fixture *fixture)
{
  g_autoptr (GSubprocess) victim = NULL;
  g_autoptr (GError) error = NULL;
  gboolean over = FALSE;

  support_server_set_mark_func (fixture->server, on_mark, &victim);
  victim = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, self_path, "--victim",
                             fixture->directory, NULL);
  g_assert_no_error (error);
  g_subprocess_wait_async (victim, NULL, on_exited, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (g_subprocess_get_if_signaled (victim));
}

/* Killed while the second window's envelope is read: the first is done, and the next process sends
 * to the others, each once. */
static void
test_killed_between_windows (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) script = g_string_new (GREETING);
  g_autoptr (GString) rest = g_string_new (GREETING);
  g_autoptr (StoreLetter) letter = NULL;
  gint64 id = fixture_enqueue_many (fixture, 250);

  append_window (script, 0, 100);
  g_string_append (script, "C: MAIL *\nmark kill\nhang\n");
  support_server_add_script (fixture->server, script->str);
  append_window (rest, 100, 100);
  append_window (rest, 200, 50);
  support_server_add_script (fixture->server, rest->str);

  run_victim (fixture);
  letter = fixture_deliver (fixture, id);
  g_assert_cmpuint (mail_outcome_count (letter->outcome, MAIL_RECIPIENT_ACCEPTED), ==, 250);
  check_each_once (fixture, 250);
  g_assert_cmpuint (support_server_get_n_contents (fixture->server), ==, 3);
}

/* Killed when the second dot is out: those hundred are unknown, and only those. */
static void
test_killed_while_confirming (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) script = g_string_new (GREETING);
  g_autoptr (GString) rest = g_string_new (GREETING);
  g_autoptr (StoreLetter) before = NULL;
  g_autoptr (GPtrArray) swept = NULL;
  g_autoptr (StoreLetter) letter = NULL;
  gint64 id = fixture_enqueue_many (fixture, 250);

  append_window (script, 0, 100);
  append_window (script, 100, 100);
  g_string_truncate (script, script->len - strlen ("S: 250 kept\n"));
  g_string_append (script, "mark kill\nhang\n");
  support_server_add_script (fixture->server, script->str);
  append_window (rest, 200, 50);
  support_server_add_script (fixture->server, rest->str);

  run_victim (fixture);
  swept = fixture_run (fixture);
  letter = fixture_get (fixture, id);
  g_assert_cmpuint (mail_outcome_count (letter->outcome, MAIL_RECIPIENT_ACCEPTED), ==, 150);
  g_assert_cmpuint (mail_outcome_count (letter->outcome, MAIL_RECIPIENT_UNKNOWN), ==, 100);
  for (guint i = 100; i < 200; i++)
    g_assert_cmpint (mail_outcome_get (letter->outcome, i)->state, ==, MAIL_RECIPIENT_UNKNOWN);
  check_each_once (fixture, 250);
}

int
main (int argc, char **argv)
{
  if (argc == 3 && strcmp (argv[1], "--victim") == 0)
    return be_victim (argv[2]);
  g_test_init (&argc, &argv, NULL);
  self_path = argv[0];

  fixture_add ("/submission/window/hundred-a-transaction", test_hundred_a_transaction);
  fixture_add ("/submission/window/limits-of-the-server", test_limits_of_the_server);
  fixture_add ("/submission/window/too-many", test_too_many);
  fixture_add ("/submission/window/broken-in-the-second", test_broken_in_the_second);
  fixture_add ("/submission/window/unknown-in-the-second", test_unknown_in_the_second);
  fixture_add ("/submission/window/content-refused-once", test_content_refused_once);
  fixture_add ("/submission/window/hundred-letters-a-connection",
               test_hundred_letters_a_connection);
  fixture_add ("/submission/window/ten-thousand", test_ten_thousand);
  fixture_add ("/submission/window/killed-between-windows", test_killed_between_windows);
  fixture_add ("/submission/window/killed-while-confirming", test_killed_while_confirming);

  return g_test_run ();
}
