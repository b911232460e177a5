/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "store-collect-private.h"
#include "store-test.h"

#define MIB (1024 * 1024)

static guint
count_files (StoreTest *test)
{
  g_autofree char *path = g_build_filename (test->directory, "store", "attachments", NULL);
  g_autoptr (GDir) directory = g_dir_open (path, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (directory) != NULL)
    n++;
  return n;
}

static void
assert_refused (StoreTest *test, const char *path, StoreError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (store_test_attach (test->database, path, &error));
  g_assert_error (error, STORE_ERROR, (int) code);
  g_assert_cmpuint (count_files (test), ==, 0);
}

static void
test_same_octets_are_kept_once (StoreTest *test, gconstpointer data)
{
  g_autofree char *path = store_test_write_file (test, "a.txt", "Hello\n", 6);
  g_autofree char *copy = store_test_write_file (test, "b.txt", "Hello\n", 6);
  g_autofree char *expected = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "Hello\n", 6);
  g_autofree char *octets = NULL;
  gsize length;
  g_autoptr (StoreAttachment) first = store_test_attach (test->database, path, NULL);
  g_autoptr (StoreAttachment) second = store_test_attach (test->database, copy, NULL);

  g_assert_cmpstr (first->digest, ==, expected);
  g_assert_cmpstr (second->digest, ==, expected);
  g_assert_cmpuint (first->size, ==, 6);
  g_assert_cmpuint (count_files (test), ==, 1);

  g_autofree char *file = store_test_dup_attached (test, first->digest);
  g_assert_true (g_file_get_contents (file, &octets, &length, NULL));
  g_assert_cmpmem (octets, length, "Hello\n", 6);
}

static void
test_bytes (StoreTest *test, gconstpointer data)
{
  g_autoptr (GBytes) octets = g_bytes_new_static ("Hello\r\n", 7);
  g_autoptr (GAsyncResult) result = NULL;

  store_attachments_add_bytes_async (test->database, octets, NULL, support_await_done, &result);
  g_autoptr (StoreAttachment) attachment =
      store_attachments_add_finish (test->database, support_await (&result), NULL);
  g_assert_cmpuint (attachment->size, ==, 7);
  g_assert_true (attachment->canonical);
  g_assert_cmpuint (count_files (test), ==, 1);
}

static void
test_what_is_no_file (StoreTest *test, gconstpointer data)
{
  g_autofree char *fifo = g_build_filename (test->directory, "fifo", NULL);
  g_autofree char *path = g_build_filename (test->directory, "socket", NULL);
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  g_strlcpy (address.sun_path, path, sizeof address.sun_path);
  g_assert_cmpint (bind (fd, (struct sockaddr *) &address, sizeof address), ==, 0);

  assert_refused (test, fifo, STORE_ERROR_NOT_REGULAR);
  assert_refused (test, path, STORE_ERROR_NOT_REGULAR);
  assert_refused (test, test->directory, STORE_ERROR_NOT_REGULAR);
  assert_refused (test, "/dev/zero", STORE_ERROR_NOT_REGULAR);
  close (fd);
}

static void
test_what_is_not_there (StoreTest *test, gconstpointer data)
{
  g_autofree char *path = g_build_filename (test->directory, "gone", NULL);
  g_autofree char *loop = g_build_filename (test->directory, "loop", NULL);
  g_autofree char *dangling = g_build_filename (test->directory, "dangling", NULL);

  g_assert_cmpint (symlink ("loop", loop), ==, 0);
  g_assert_cmpint (symlink ("gone", dangling), ==, 0);
  assert_refused (test, path, STORE_ERROR_UNREADABLE);
  assert_refused (test, loop, STORE_ERROR_UNREADABLE);
  assert_refused (test, dangling, STORE_ERROR_UNREADABLE);
}

static void
test_remote_file (StoreTest *test, gconstpointer data)
{
  g_autoptr (GFile) file = g_file_new_for_uri ("http://example.org/file");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  store_attachments_add_async (test->database, file, NULL, NULL, NULL, support_await_done, &result);
  g_assert_null (store_attachments_add_finish (test->database, support_await (&result), &error));
  g_assert_error (error, STORE_ERROR, STORE_ERROR_UNREADABLE);
}

static void
test_follows_a_link (StoreTest *test, gconstpointer data)
{
  g_autofree char *path = store_test_write_file (test, "file", "x", 1);
  g_autofree char *link = g_build_filename (test->directory, "link", NULL);

  g_assert_cmpint (symlink ("file", link), ==, 0);
  g_autoptr (StoreAttachment) attachment = store_test_attach (test->database, link, NULL);
  g_assert_cmpuint (attachment->size, ==, 1);
}

static void
test_what_is_canonical (StoreTest *test, gconstpointer data)
{
  g_autofree char *longest = g_strnfill (998, 'x');
  g_autofree char *too_long = g_strnfill (999, 'x');
  g_autofree char *longest_line = g_strconcat (longest, "\r\n", longest, "\r\n", NULL);
  g_autofree char *too_long_line = g_strconcat (too_long, "\r\n", NULL);
  const struct
  {
    const char *octets;
    gssize length;
    gboolean canonical;
  } cases[] = {
    { "", 0, TRUE },
    { "a\r\nb\r\n", -1, TRUE },
    { "\r\n\r\n", -1, TRUE },
    { longest_line, -1, TRUE },
    { too_long_line, -1, FALSE },
    { "a\r\nb", -1, FALSE },
    { "a\n", -1, FALSE },
    { "a\rb\r\n", -1, FALSE },
    { "a\r\r\n", -1, FALSE },
    { "a\r\n\r", -1, FALSE },
    { "a\0\r\n", 4, FALSE },
    { "\xc3\xa9\r\n", -1, FALSE },
    { "\n\r\n", -1, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gsize length = cases[i].length < 0 ? strlen (cases[i].octets) : (gsize) cases[i].length;
      g_autofree char *path = store_test_write_file (test, "case", cases[i].octets, length);
      g_autoptr (StoreAttachment) attachment = store_test_attach (test->database, path, NULL);

      g_test_message ("case %" G_GSIZE_FORMAT, i);
      g_assert_cmpint (attachment->canonical, ==, cases[i].canonical);
    }
}

/* Files that change, end or are too large while they are copied */

typedef struct
{
  char *path;
  GCancellable *cancellable;
  guint n_progress;
  guint64 last;
} Watch;

static char *
make_sparse_file (StoreTest *test, goffset size)
{
  char *path = store_test_write_file (test, "sparse", "", 0);

  g_assert_cmpint (truncate (path, size), ==, 0);
  return path;
}

static void
on_progress_grow (guint64 done, guint64 total, gpointer user_data)
{
  Watch *watch = user_data;
  g_autoptr (GFile) file = g_file_new_for_path (watch->path);
  g_autoptr (GFileOutputStream) stream = g_file_append_to (file, 0, NULL, NULL);

  watch->n_progress++;
  g_output_stream_write_all (G_OUTPUT_STREAM (stream), "more", 4, NULL, NULL, NULL);
}

static void
on_progress_cancel (guint64 done, guint64 total, gpointer user_data)
{
  Watch *watch = user_data;

  g_assert_cmpuint (done, >, watch->last);
  g_assert_cmpuint (done, <=, total);
  watch->last = done;
  watch->n_progress++;
  g_cancellable_cancel (watch->cancellable);
}

static void
attach_watched (StoreTest *test, Watch *watch, StoreProgress progress, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (watch->path);
  g_autoptr (GAsyncResult) result = NULL;

  store_attachments_add_async (test->database, file, progress, watch, watch->cancellable,
                               support_await_done, &result);
  g_assert_null (store_attachments_add_finish (test->database, support_await (&result), error));
}

static void
test_changed_while_copied (StoreTest *test, gconstpointer data)
{
  g_autofree char *path = make_sparse_file (test, 600 * (goffset) MIB);
  Watch watch = { .path = path };
  g_autoptr (GError) error = NULL;

  attach_watched (test, &watch, on_progress_grow, &error);
  g_assert_error (error, STORE_ERROR, STORE_ERROR_CHANGED);
  g_assert_cmpuint (watch.n_progress, >, 0);
  g_assert_cmpuint (count_files (test), ==, 0);
}

static void
test_cancelled_while_copied (StoreTest *test, gconstpointer data)
{
  g_autofree char *path = make_sparse_file (test, 600 * (goffset) MIB);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Watch watch = { .path = path, .cancellable = cancellable };
  g_autoptr (GError) error = NULL;

  attach_watched (test, &watch, on_progress_cancel, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (watch.n_progress, >, 0);
  g_assert_cmpuint (count_files (test), ==, 0);
}

static void
test_larger_than_the_disk (StoreTest *test, gconstpointer data)
{
  g_autofree char *path = make_sparse_file (test, G_GINT64_CONSTANT (1) << 42);

  assert_refused (test, path, STORE_ERROR_FULL);
}

static void
test_no_room_on_the_way (StoreTest *test, gconstpointer data)
{
  g_autofree char *path = make_sparse_file (test, 10 * MIB);
  struct rlimit old_limit, limit;

  signal (SIGXFSZ, SIG_IGN);
  getrlimit (RLIMIT_FSIZE, &old_limit);
  limit = old_limit;
  limit.rlim_cur = 5 * MIB;
  setrlimit (RLIMIT_FSIZE, &limit);
  assert_refused (test, path, STORE_ERROR_FULL);
  setrlimit (RLIMIT_FSIZE, &old_limit);
}

/* Collecting */

static int
collect (StoreTest *test, gint64 now_us)
{
  g_autoptr (GAsyncResult) result = NULL;

  store_collect_async (test->database, now_us, support_await_done, &result);
  return store_collect_finish (test->database, support_await (&result), NULL);
}

static void
test_collects_what_nobody_wants (StoreTest *test, gconstpointer data)
{
  const gint64 hour_us = G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC;
  gint64 now_us = g_get_real_time ();
  g_autofree char *first = store_test_write_file (test, "1", "1", 1);
  g_autofree char *second = store_test_write_file (test, "2", "2", 1);
  g_autofree char *third = store_test_write_file (test, "3", "3", 1);
  g_autoptr (StoreAttachment) in_letter = store_test_attach (test->database, first, NULL);
  g_autoptr (StoreAttachment) in_draft = store_test_attach (test->database, second, NULL);
  g_autoptr (StoreAttachment) nowhere = store_test_attach (test->database, third, NULL);
  g_autoptr (StoreTestLetter) letter = store_test_letter_new (1);
  g_autoptr (GBytes) octets = g_bytes_new_static ("x", 1);
  MailHole hole = store_test_hole (in_letter, MAIL_ENCODING_BASE64, 0);
  g_autofree char *gone = store_test_dup_attached (test, nowhere->digest);

  mail_content_add_hole (letter->content, &hole);
  gint64 id = store_test_add_letter (test->database, &letter->letter, NULL);
  store_test_save_draft (test->database, "d1", octets, in_draft->digest);

  store_test_sql (test->directory, "DELETE FROM collection");
  g_assert_cmpint (collect (test, now_us + 35 * hour_us), ==, 0);
  g_assert_cmpuint (count_files (test), ==, 3);
  store_test_sql (test->directory, "DELETE FROM collection");
  g_assert_cmpint (collect (test, now_us + 37 * hour_us), ==, 1);
  g_assert_cmpuint (count_files (test), ==, 2);
  g_assert_false (g_file_test (gone, G_FILE_TEST_EXISTS));

  /* once a day is enough */
  store_test_attempt (test->database, id, "accepted", 0);
  g_assert_true (store_test_command (test->database, id, STORE_COMMAND_DELETE, NULL, NULL));
  g_assert_cmpint (collect (test, now_us + 38 * hour_us), ==, 0);
  g_assert_cmpint (collect (test, now_us + 62 * hour_us), ==, 1);
  g_assert_cmpuint (count_files (test), ==, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  store_test_add ("/store/attachments/same-octets-are-kept-once", test_same_octets_are_kept_once);
  store_test_add ("/store/attachments/bytes", test_bytes);
  store_test_add ("/store/attachments/what-is-no-file", test_what_is_no_file);
  store_test_add ("/store/attachments/what-is-not-there", test_what_is_not_there);
  store_test_add ("/store/attachments/remote-file", test_remote_file);
  store_test_add ("/store/attachments/follows-a-link", test_follows_a_link);
  store_test_add ("/store/attachments/what-is-canonical", test_what_is_canonical);
  store_test_add ("/store/attachments/changed-while-copied", test_changed_while_copied);
  store_test_add ("/store/attachments/cancelled-while-copied", test_cancelled_while_copied);
  store_test_add ("/store/attachments/larger-than-the-disk", test_larger_than_the_disk);
  store_test_add ("/store/attachments/no-room-on-the-way", test_no_room_on_the_way);
  store_test_add ("/store/attachments/collects-what-nobody-wants", test_collects_what_nobody_wants);
  return g_test_run ();
}
