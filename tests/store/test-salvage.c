/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Databases that are not as they were written: what is kept, and that nothing of it goes by itself.
 */

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store-damage.h"
#include "store-test.h"

#define PAGE 4096
#define N_DRAFTS 20
#define N_SENT 40
#define N_FLIPPED 40

static char *
get_path (StoreTest *test, const char *name)
{
  return g_build_filename (test->directory, "store", name, NULL);
}

static void
close_it (StoreTest *test)
{
  store_test_close (test->database);
  test->database = NULL;
}

/* What is there before: drafts, letters that were accepted, one that waits, one under way. */

static void
save_drafts (StoreTest *test)
{
  for (guint i = 0; i < N_DRAFTS; i++)
    {
      g_autofree char *id = g_strdup_printf ("draft-%u", i);
      g_autofree char *words = g_strnfill (3000, 'a' + (char) i);
      g_autoptr (GBytes) octets = g_bytes_new (words, strlen (words));

      store_test_save_draft (test->database, id, octets, NULL);
    }
}

static void
add_letters (StoreTest *test)
{
  for (guint i = 0; i < N_SENT; i++)
    {
      gint64 id = store_test_queue (test->database, 2);

      store_test_attempt (test->database, id, "accepted accepted", 0);
    }
  store_test_queue (test->database, 1);
  store_test_queue (test->database, 1);
  store_test_queue (test->database, 2);
  g_autoptr (StoreLetter) sending = store_test_claim (test->database, N_SENT + 2, G_MAXINT64);
  g_assert_nonnull (sending);
  store_test_attempt (test->database, N_SENT + 3, "accepted deferred", 1);
}

static void
set_up (StoreTest *test, gconstpointer data)
{
  store_test_set_up (test, data);
  save_drafts (test);
  add_letters (test);
  close_it (test);
}

static void
write_at (StoreTest *test, gsize offset, const void *octets, gsize length)
{
  g_autofree char *path = get_path (test, "envoi.db");
  int fd = open (path, O_WRONLY | O_CLOEXEC);

  g_assert_cmpint (pwrite (fd, octets, length, (off_t) offset), ==, length);
  close (fd);
}

static void
make_noise (StoreTest *test, gsize offset, gsize length)
{
  g_autofree char *noise = g_malloc (length);

  memset (noise, 0xa5, length);
  write_at (test, offset, noise, length);
}

static gsize
get_size (StoreTest *test)
{
  g_autofree char *path = get_path (test, "envoi.db");
  GStatBuf info;

  g_assert_cmpint (g_stat (path, &info), ==, 0);
  return (gsize) info.st_size;
}

static void
open_again (StoreTest *test)
{
  g_autofree char *store = get_path (test, NULL);

  test->database = store_test_open (store);
}

static guint
count_drafts (StoreTest *test)
{
  g_autoptr (GAsyncResult) result = NULL;

  store_drafts_list_async (test->database, NULL, support_await_done, &result);
  g_autoptr (GPtrArray) drafts =
      store_drafts_list_finish (test->database, support_await (&result), NULL);
  return drafts == NULL ? 0 : drafts->len;
}

static StoreDamage *
get_damage (StoreTest *test)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  store_damage_get_async (test->database, NULL, support_await_done, &result);
  StoreDamage *damage = store_damage_get_finish (test->database, support_await (&result), &error);
  g_assert_no_error (error);
  return damage;
}

static void
assert_nothing_goes (StoreTest *test)
{
  store_test_recover (test->database, "home");
  g_assert_null (store_test_claim (test->database, 0, G_MAXINT64));
  g_assert_cmpint (store_test_next_due (test->database, "home"), ==, -1);
}

static void
assert_all_is_there (StoreTest *test)
{
  g_autoptr (StoreDraft) draft = store_test_load_draft (test->database, "draft-7", NULL);
  g_autoptr (StoreDamage) damage = get_damage (test);
  g_autofree char *aside = get_path (test, damage->file);

  g_assert_cmpuint (count_drafts (test), ==, N_DRAFTS);
  g_assert_cmpuint (g_bytes_get_size (draft->octets), ==, 3000);
  store_test_assert_shown (test->database, 1, "accepted");
  store_test_assert_shown (test->database, N_SENT, "accepted");
  store_test_assert_shown (test->database, N_SENT + 1, "paused");
  store_test_assert_shown (test->database, N_SENT + 2, "unknown");
  store_test_assert_shown (test->database, N_SENT + 3, "paused");
  store_test_assert_states (test->database, N_SENT + 3, "accepted deferred");
  assert_nothing_goes (test);
  g_autoptr (GPtrArray) found = store_test_list (test->database, STORE_ALL, NULL, "hello");
  g_assert_cmpuint (found->len, ==, N_SENT + 3);

  g_assert_cmpuint (damage->drafts, ==, N_DRAFTS);
  g_assert_cmpuint (damage->letters, ==, N_SENT + 3);
  g_assert_cmpuint (damage->unfinished, ==, 2);
  g_assert_true (damage->whole);
  g_assert_true (g_file_test (aside, G_FILE_TEST_EXISTS));
}

static void
assert_told_once (StoreTest *test)
{
  g_autoptr (StoreDamage) damage = get_damage (test);
  g_autoptr (GAsyncResult) result = NULL;

  store_damage_set_told_async (test->database, damage->id, support_await_done, &result);
  g_assert_true (store_damage_set_told_finish (test->database, support_await (&result), NULL));
  store_test_reopen (test);
  g_assert_null (get_damage (test));
}

static void
test_head (StoreTest *test, gconstpointer data)
{
  make_noise (test, 0, 100);
  open_again (test);
  assert_all_is_there (test);
  assert_told_once (test);
}

static void
test_person_lets_it_go (StoreTest *test, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  make_noise (test, 0, 100);
  open_again (test);
  g_autoptr (StoreLetter) before = store_test_get (test->database, N_SENT + 1, NULL);
  g_assert_cmpint (before->outcome->failure->kind, ==, MAIL_FAILURE_RESTORED);

  /* a new code for the account is no word about the letter */
  store_outbox_resume_account_async (test->database, "home", NULL, support_await_done, &result);
  g_assert_true (
      store_outbox_resume_account_finish (test->database, support_await (&result), NULL));
  assert_nothing_goes (test);
  g_assert_true (
      store_test_command (test->database, N_SENT + 1, STORE_COMMAND_RETRY, NULL, &error));
  g_assert_no_error (error);
  g_autoptr (StoreLetter) letter = store_test_claim (test->database, 0, G_MAXINT64);
  g_assert_cmpint (letter->id, ==, N_SENT + 1);
}

/* Whatever one page is: it opens, of other pages nothing is lost, and nothing goes. */
static void
test_each_page (StoreTest *test, gconstpointer data)
{
  g_autofree char *path = get_path (test, "envoi.db");
  g_autofree char *sound = NULL;
  guint fewest_drafts = N_DRAFTS;
  guint n_kept = 0;
  gsize size;

  g_assert_true (g_file_get_contents (path, &sound, &size, NULL));
  for (gsize page = 1; page < size / PAGE; page++)
    {
      g_assert_true (g_file_set_contents (path, sound, (gssize) size, NULL));
      make_noise (test, page * PAGE, PAGE);
      /* a mark as of a process that met it */
      g_autofree char *mark = get_path (test, "locks/.store");
      g_assert_true (g_file_set_contents (mark, "d", 1, NULL));
      open_again (test);
      assert_nothing_goes (test);
      g_autoptr (GPtrArray) letters = store_test_list (test->database, STORE_ALL, NULL, NULL);
      guint n_drafts = count_drafts (test);
      g_test_message ("page %zu: %u letters, %u drafts", page + 1, letters->len, n_drafts);
      g_assert_cmpuint (letters->len + n_drafts, >, 0);
      fewest_drafts = MIN (fewest_drafts, n_drafts);
      n_kept += letters->len + n_drafts;
      close_it (test);
    }
  g_test_message ("fewest drafts: %u; kept on the average: %.1f of %u", fewest_drafts,
                  (double) n_kept / (double) (size / PAGE - 1), N_DRAFTS + N_SENT + 3);
}

static void
test_truncated (StoreTest *test, gconstpointer data)
{
  g_autofree char *path = get_path (test, "envoi.db");
  gsize size = get_size (test);

  g_assert_cmpint (truncate (path, (off_t) (size / PAGE * 2 / 3 * PAGE + 100)), ==, 0);
  g_autofree char *mark = get_path (test, "locks/.store");
  g_assert_true (g_file_set_contents (mark, "d", 1, NULL));
  open_again (test);
  assert_nothing_goes (test);
  g_autoptr (StoreDamage) damage = get_damage (test);
  g_assert_false (damage->whole);
  g_assert_cmpuint (count_drafts (test), >, 0);
}

static void
test_nothing_is_left (StoreTest *test, gconstpointer data)
{
  make_noise (test, 0, get_size (test));
  open_again (test);
  g_assert_cmpuint (count_drafts (test), ==, 0);
  g_autoptr (StoreDamage) damage = get_damage (test);
  g_assert_false (damage->whole);
  g_assert_cmpint (store_test_queue (test->database, 1), >, 0);
}

static void
test_emptied (StoreTest *test, gconstpointer data)
{
  g_autofree char *path = get_path (test, "envoi.db");

  /* no length at all is how a database begins: nothing says that there was more */
  g_assert_cmpint (truncate (path, 10), ==, 0);
  open_again (test);
  g_assert_cmpint (store_test_queue (test->database, 1), >, 0);
}

/* What was not yet written into the database is in its log, and is read from there. */
static void
test_log_is_read (StoreTest *test, gconstpointer data)
{
  g_autofree char *path = get_path (test, "envoi.db");
  g_autofree char *log = get_path (test, "envoi.db-wal");
  g_autofree char *octets = NULL;
  g_autofree char *log_octets = NULL;
  g_autoptr (GBytes) words = g_bytes_new_static ("late words", 10);
  gsize size, log_size;

  open_again (test);
  store_test_save_draft (test->database, "late", words, NULL);
  g_assert_true (g_file_get_contents (path, &octets, &size, NULL));
  g_assert_true (g_file_get_contents (log, &log_octets, &log_size, NULL));
  close_it (test);
  g_assert_true (g_file_set_contents (path, octets, (gssize) size, NULL));
  g_assert_true (g_file_set_contents (log, log_octets, (gssize) log_size, NULL));
  make_noise (test, 0, 100);

  open_again (test);
  g_autoptr (StoreDraft) draft = store_test_load_draft (test->database, "late", NULL);
  g_assert_nonnull (draft);
  g_assert_true (g_bytes_equal (draft->octets, words));
}

/* Found while it is open: the next who has it alone puts it right. */
static void
test_met_in_use (StoreTest *test, gconstpointer data)
{
  g_autofree char *store = get_path (test, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *root = NULL;

  open_again (test);
  root = store_test_sql_text (test->directory,
                              "SELECT rootpage FROM sqlite_schema WHERE name = 'letter_content'");
  close_it (test);
  make_noise (test, (g_ascii_strtoull (root, NULL, 10) - 1) * PAGE, PAGE);
  open_again (test);
  g_assert_cmpint (store_test_command (test->database, 1, STORE_COMMAND_DELETE, NULL, &error), ==,
                   FALSE);
  g_assert_error (error, STORE_ERROR, STORE_ERROR_DAMAGED);

  /* not while somebody works on it */
  StoreDatabase *other = store_test_open (store);
  store_test_close (other);
  g_assert_null (get_damage (test));
  close_it (test);
  open_again (test);
  g_autoptr (StoreDamage) damage = get_damage (test);
  g_assert_nonnull (damage);
  g_assert_cmpuint (damage->drafts, ==, N_DRAFTS);
  g_assert_cmpuint (damage->letters, ==, N_SENT + 3);
}

static void
test_somebody_has_it_open (StoreTest *test, gconstpointer data)
{
  g_autofree char *store = get_path (test, NULL);
  g_autoptr (GError) error = NULL;

  open_again (test);
  make_noise (test, 0, 100);
  g_assert_null (store_test_try_open (store, &error));
  g_assert_error (error, STORE_ERROR, STORE_ERROR_DAMAGED);
}

/* Ended after the new database was complete, before it had its name. */
static void
test_interrupted (StoreTest *test, gconstpointer data)
{
  g_autofree char *path = get_path (test, "envoi.db");
  g_autofree char *complete = get_path (test, "envoi.db.salvaged-20200101-000000");
  g_autofree char *aside = get_path (test, "envoi.db.damaged-20200101-000000");

  g_assert_cmpint (g_rename (path, complete), ==, 0);
  open_again (test);
  g_assert_cmpuint (count_drafts (test), ==, N_DRAFTS);
  g_assert_false (g_file_test (complete, G_FILE_TEST_EXISTS));
  close_it (test);

  g_assert_cmpint (g_rename (path, complete), ==, 0);
  g_assert_true (g_file_set_contents (path, "old", 3, NULL));
  open_again (test);
  g_assert_cmpuint (count_drafts (test), ==, N_DRAFTS);
  g_assert_true (g_file_test (aside, G_FILE_TEST_EXISTS));
}

/* The mark is still that of the database that was put aside, and so is the note of its log. */
static void
test_interrupted_with_marks (StoreTest *test, gconstpointer data)
{
  /* damaged; and left open with a log of two pages, which is no more */
  static const char *const marks[] = { "d", "o\0\0\0\0\0\0\0\1\0\0\0\2\0\0\0" };
  static const gssize sizes[] = { 1, 16 };
  g_autofree char *path = get_path (test, "envoi.db");
  g_autofree char *complete = get_path (test, "envoi.db.salvaged-20200101-000000");
  g_autofree char *mark = get_path (test, "locks/.store");

  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    {
      g_assert_true (g_file_set_contents (mark, marks[i], sizes[i], NULL));
      g_assert_cmpint (g_rename (path, complete), ==, 0);
      open_again (test);
      g_assert_cmpuint (count_drafts (test), ==, N_DRAFTS);
      /* what is to be told stands in the database that was complete */
      g_assert_null (get_damage (test));
      close_it (test);
    }
}

/* Bits that changed by themselves: it opens or is put right, and nobody falls over what is read. */
static void
test_flipped_bits (StoreTest *test, gconstpointer data)
{
  g_autofree char *path = get_path (test, "envoi.db");
  g_autofree char *mark = get_path (test, "locks/.store");
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261123);
  g_autofree char *sound = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (path, &sound, &size, NULL));
  for (guint i = 0; i < N_FLIPPED; i++)
    {
      g_autofree char *octets = g_memdup2 (sound, size);

      for (guint k = 0; k < 20; k++)
        octets[g_rand_int_range (rand, 0, (gint32) size)] ^=
            (char) (1 << g_rand_int_range (rand, 0, 8));
      g_assert_true (g_file_set_contents (path, octets, (gssize) size, NULL));
      g_assert_true (g_file_set_contents (mark, "d", 1, NULL));
      open_again (test);
      assert_nothing_goes (test);
      g_autoptr (GPtrArray) letters = store_test_list (test->database, STORE_ALL, NULL, NULL);
      g_assert_cmpuint (letters->len + count_drafts (test), >, 0);
      close_it (test);
    }
}

/* Copies that were put back */

static void
copy_back (StoreTest *test)
{
  g_autofree char *path = get_path (test, "envoi.db");
  g_autofree char *octets = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (path, &octets, &size, NULL));
  g_assert_true (g_file_set_contents (path, octets, (gssize) size, NULL));
}

static gboolean
knows_births (StoreTest *test)
{
  g_autofree char *born = store_test_sql_text (test->directory, "SELECT born_ns > 0 FROM upkeep");

  if (g_strcmp0 (born, "1") == 0)
    return TRUE;
  g_test_skip ("this file system does not know when a file was made");
  return FALSE;
}

static void
test_copy_put_back (StoreTest *test, gconstpointer data)
{
  if (!knows_births (test))
    return;

  copy_back (test);
  open_again (test);
  assert_nothing_goes (test);
  store_test_assert_shown (test->database, N_SENT, "accepted");
  store_test_assert_shown (test->database, N_SENT + 1, "paused");
  store_test_assert_shown (test->database, N_SENT + 2, "unknown");
  g_autoptr (StoreDamage) damage = get_damage (test);
  g_assert_null (damage->file);
  g_assert_cmpuint (damage->unfinished, ==, 2);
  assert_told_once (test);

  /* from here on it is the original, and what a person lets go goes at the next start too */
  g_assert_true (store_test_command (test->database, N_SENT + 1, STORE_COMMAND_RETRY, NULL, NULL));
  store_test_reopen (test);
  store_test_assert_shown (test->database, N_SENT + 1, "queued");
}

static void
test_copy_with_nothing_to_send (StoreTest *test, gconstpointer data)
{
  if (!knows_births (test))
    return;

  store_test_sql (test->directory, "UPDATE letter SET state = 'done'");
  copy_back (test);
  open_again (test);
  g_assert_null (get_damage (test));
}

/* Nobody looked for days: a person is asked. */
static void
test_old_ones_ask (StoreTest *test, gconstpointer data)
{
  open_again (test);
  g_autofree char *sql =
      g_strdup_printf ("UPDATE letter SET due_us = %" G_GINT64_FORMAT " WHERE id = %d",
                       g_get_real_time () - 6 * G_TIME_SPAN_DAY, N_SENT + 1);
  store_test_sql (test->directory, sql);
  store_test_recover (test->database, "home");
  store_test_assert_shown (test->database, N_SENT + 1, "paused");
  store_test_assert_shown (test->database, N_SENT + 2, "waiting");
}

/* Looking through it in the background */

static gboolean
is_set (gpointer data)
{
  return *(gboolean *) data;
}

static void
on_damaged (StoreDatabase *database, gboolean *damaged)
{
  *damaged = TRUE;
}

static void
test_checked_after_an_unclean_end (StoreTest *test, gconstpointer data)
{
  g_autofree char *mark = get_path (test, "locks/.store");
  gboolean damaged = FALSE;

  make_noise (test, get_size (test) - PAGE, PAGE);
  g_assert_true (g_file_set_contents (mark, "o", 1, NULL));
  open_again (test);
  g_signal_connect (test->database, "damaged", G_CALLBACK (on_damaged), &damaged);
  store_test_until (is_set, &damaged);
  g_assert_null (get_damage (test));
  store_test_reopen (test);
  g_autoptr (StoreDamage) damage = get_damage (test);
  g_assert_nonnull (damage);
}

static gboolean
on_tick (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

static gboolean
was_checked (gpointer data)
{
  StoreTest *test = data;
  g_autofree char *checked =
      store_test_sql_text (test->directory, "SELECT checked_us > 0 FROM upkeep");

  return g_str_equal (checked, "1");
}

static void
test_checked_when_sound (StoreTest *test, gconstpointer data)
{
  guint tick;

  open_again (test);
  tick = g_timeout_add (100, on_tick, NULL);
  store_test_until (was_checked, test);
  g_source_remove (tick);
  g_assert_null (get_damage (test));
}

#define add(path, function)                                                                        \
  g_test_add (path, StoreTest, NULL, set_up, function, store_test_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("/store/salvage/head", test_head);
  add ("/store/salvage/person-lets-it-go", test_person_lets_it_go);
  add ("/store/salvage/truncated", test_truncated);
  add ("/store/salvage/nothing-is-left", test_nothing_is_left);
  add ("/store/salvage/emptied", test_emptied);
  add ("/store/salvage/met-in-use", test_met_in_use);
  add ("/store/salvage/somebody-has-it-open", test_somebody_has_it_open);
  add ("/store/salvage/interrupted", test_interrupted);
  add ("/store/salvage/interrupted-with-marks", test_interrupted_with_marks);
  add ("/store/salvage/copy-put-back", test_copy_put_back);
  add ("/store/salvage/copy-with-nothing-to-send", test_copy_with_nothing_to_send);
  add ("/store/salvage/old-ones-ask", test_old_ones_ask);
  add ("/store/salvage/checked-after-an-unclean-end", test_checked_after_an_unclean_end);
  add ("/store/salvage/checked-when-sound", test_checked_when_sound);
  /* of the log; and what takes long, and is the same with either journal */
  if (!store_test_is_on_nfs ())
    {
      add ("/store/salvage/log-is-read", test_log_is_read);
      add ("/store/salvage/each-page", test_each_page);
      add ("/store/salvage/flipped-bits", test_flipped_bits);
    }
  return g_test_run ();
}
