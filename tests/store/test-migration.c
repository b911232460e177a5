/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A store of the first version is opened by a program that is ended, or meets a full disk, at any
 * of its writes. What is found then is the old store or the new one, whole, and the next start has
 * everything. */

#include <glib/gstdio.h>
#include <unistd.h>

#include "store-test.h"

#define N_LETTERS 20
/* the first and the last calls, and some of those between */
#define EDGE 6
#define STRIDE 7

#define SCHEMA                                                                                     \
  "SELECT group_concat (sql, char (10)) FROM (SELECT sql FROM sqlite_schema ORDER BY name)"

#define LETTERS                                                                                    \
  "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20) "                 \
  "INSERT INTO letter (id, account_id, message_id, subject, originator, recipients, "              \
  "reverse_path, size, n_attachments, created_us, due_us, state) "                                 \
  "SELECT i, 'home', '<' || i || '@example.org>', 'Hello', 'me@example.org', 'a@example.org', "    \
  "'me@example.org', 2000, 0, i, i, iif (i % 5 = 0, 'confirming', 'queued') FROM n;"               \
  "INSERT INTO recipient (letter_id, position, path) SELECT id, 0, 'a@example.org' FROM letter;"   \
  "INSERT INTO letter_content (letter_id, octets, holes, indexed_subject, indexed_people, "        \
  "indexed_files, indexed_text) SELECT id, CAST (printf ('Subject: %d%.*c', id, 2000, 'x') AS "    \
  "BLOB), x'', 'hello', 'example', '', 'river word' || id FROM letter;"                            \
  "INSERT INTO letter_search (rowid, subject, people, text, files) SELECT letter_id, "             \
  "indexed_subject, indexed_people, indexed_text, indexed_files FROM letter_content;"              \
  "INSERT INTO draft VALUES ('d', NULL, 'Draft', '', 1, 0, x'6f6374657473');"

typedef struct
{
  char *old; /* a directory with the store of before */
  char *old_schema;
  char *new_schema;
} Before;

static void
copy_store (const char *from, const char *to)
{
  static const char *const names[] = { "envoi.db", "envoi.db-wal" };
  g_autofree char *store = g_build_filename (to, "store", NULL);

  g_assert_no_errno (g_mkdir (store, 0700));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *source = g_build_filename (from, "store", names[i], NULL);
      g_autofree char *target = g_build_filename (store, names[i], NULL);
      g_autofree char *octets = NULL;
      gsize length;

      if (g_file_get_contents (source, &octets, &length, NULL))
        g_assert_true (g_file_set_contents (target, octets, (gssize) length, NULL));
    }
}

/* What the program came to: "" when it was ended. */
static char *
run_victim (const char *directory, const char *how, guint at)
{
  g_autofree char *program = g_test_build_filename (G_TEST_BUILT, "store", "store-victim", NULL);
  g_autofree char *store = g_build_filename (directory, "store", NULL);
  g_autofree char *number = g_strdup_printf ("%u", at);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error,
                                                      program, store, "migrate", how, number, NULL);
  char *said = NULL;

  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &said, NULL, &error));
  g_assert_no_error (error);
  return said;
}

static Before
make_before (StoreTest *test)
{
  Before before = { .old = support_directory_new () };

  before.new_schema = store_test_sql_text (test->directory, SCHEMA);
  store_test_close (g_steal_pointer (&test->database));
  store_test_make_old (test->directory, "002");
  store_test_sql (test->directory, "PRAGMA journal_mode = WAL");
  store_test_sql (test->directory, LETTERS);
  before.old_schema = store_test_sql_text (test->directory, SCHEMA);
  copy_store (test->directory, before.old);
  return before;
}

static void
before_clear (Before *before)
{
  support_directory_free (before->old);
  g_free (before->old_schema);
  g_free (before->new_schema);
}

static guint
count_writes (const Before *before)
{
  char *directory = support_directory_new ();
  guint n;

  copy_store (before->old, directory);
  g_autofree char *said = run_victim (directory, "kill", 0);
  g_assert_cmpint (sscanf (said, "migrated %u", &n), ==, 1);
  support_directory_free (directory);
  return n;
}

/* The old one or the new one, and nothing between them. */
static void
check_found (const Before *before, const char *directory)
{
  g_autofree char *version = store_test_sql_text (directory, "PRAGMA user_version");
  g_autofree char *schema = store_test_sql_text (directory, SCHEMA);
  g_autofree char *n = store_test_sql_text (directory, "SELECT COUNT (*) FROM letter_content");

  if (g_str_equal (version, "1"))
    g_assert_cmpstr (schema, ==, before->old_schema);
  else
    g_assert_cmpstr (schema, ==, before->new_schema);
  g_assert_cmpstr (n, ==, G_STRINGIFY (N_LETTERS));
}

static void
check_next_start (const char *directory, const char *new_schema)
{
  g_autofree char *store = g_build_filename (directory, "store", NULL);
  StoreDatabase *database = store_test_open (store);
  g_autoptr (GPtrArray) found = store_test_list (database, STORE_ALL, NULL, "river");
  g_autofree char *schema = store_test_sql_text (directory, SCHEMA);
  g_autofree char *sound = store_test_sql_text (directory, "PRAGMA integrity_check");
  g_autoptr (StoreDraft) draft = store_test_load_draft (database, "d", NULL);

  g_assert_cmpstr (schema, ==, new_schema);
  g_assert_cmpstr (sound, ==, "ok");
  g_assert_cmpuint (found->len, ==, N_LETTERS);
  g_assert_nonnull (draft);
  store_test_recover (database, "home");
  store_test_assert_states (database, 1, "pending");
  store_test_assert_states (database, 5, "unknown");
  store_test_close (database);
}

static void
check_one (const Before *before, const char *how, guint at)
{
  char *directory = support_directory_new ();

  copy_store (before->old, directory);
  g_autofree char *said = run_victim (directory, how, at);
  /* a disk may be full when all that is left is to write the log into the database */
  if (g_str_equal (how, "full"))
    g_assert_true (g_str_has_prefix (said, "migrated ") || g_str_equal (said, "full\n"));
  else
    g_assert_cmpstr (said, ==, "");
  check_found (before, directory);
  check_next_start (directory, before->new_schema);
  support_directory_free (directory);
}

static void
test_at_every_write (StoreTest *test, gconstpointer how)
{
  Before before = make_before (test);
  guint n = count_writes (&before);

  g_assert_cmpuint (n, >, 2 * EDGE);
  for (guint at = 1; at <= n; at++)
    if (at <= EDGE || at > n - EDGE || at % STRIDE == 0)
      check_one (&before, how, at);
  before_clear (&before);
}

#define add(how)                                                                                   \
  g_test_add ("/store/migration/" how "-at-every-write", StoreTest, how, store_test_set_up,        \
              test_at_every_write, store_test_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("kill");
  add ("tear");
  add ("full");
  return g_test_run ();
}
