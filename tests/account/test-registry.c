/* SPDX-License-Identifier: GPL-3.0-or-later */

/* accounts.ini: what is written is read back, whoever writes at the same time, and nothing in a
 * file that somebody else wrote can do harm. */

#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "account-registry.h"
#include "support-await.h"
#include "support-directory.h"

#define N_EACH 15

typedef struct
{
  char *directory;
  char *path;
  GFile *file;
  AccountRegistry *registry;
} Fixture;

static void
load (AccountRegistry *registry, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  account_registry_load_async (registry, NULL, support_await_done, &result);
  account_registry_load_finish (registry, support_await (&result), error);
}

static gboolean
save (AccountRegistry *registry, const AccountProfile *profile, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  account_registry_save_async (registry, profile, NULL, support_await_done, &result);
  return account_registry_save_finish (registry, support_await (&result), error);
}

static gboolean
take_out (AccountRegistry *registry, const char *id, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  account_registry_remove_async (registry, id, NULL, support_await_done, &result);
  return account_registry_remove_finish (registry, support_await (&result), error);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->directory = support_directory_new ();
  /* in a directory that is not there yet, as on the first day */
  fixture->path = g_build_filename (fixture->directory, "envoi", "accounts.ini", NULL);
  fixture->file = g_file_new_for_path (fixture->path);
  fixture->registry = account_registry_new (fixture->file);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  AccountRegistry *registry = fixture->registry;

  /* a reading that is under way keeps it for a moment */
  g_object_add_weak_pointer (G_OBJECT (registry), (gpointer *) &registry);
  g_object_unref (registry);
  while (registry != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_object_unref (fixture->file);
  support_directory_free (fixture->directory);
  g_free (fixture->path);
}

static void
write_file (Fixture *fixture, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *directory = g_path_get_dirname (fixture->path);

  g_mkdir_with_parents (directory, 0700);
  g_file_set_contents (fixture->path, text, -1, &error);
  g_assert_no_error (error);
}

static char *
read_file (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (fixture->path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static AccountProfile *
make_profile (const char *address)
{
  g_autoptr (MailEndpoint) endpoint =
      mail_endpoint_new ("smtp.example.org", 465, MAIL_SECURITY_TLS);

  endpoint->user = g_strdup (address);
  return account_profile_new (address, endpoint);
}

static void
assert_equal (const AccountProfile *a, const AccountProfile *b)
{
  g_assert_cmpstr (a->id, ==, b->id);
  g_assert_cmpstr (a->address, ==, b->address);
  g_assert_cmpstr (a->name, ==, b->name);
  g_assert_cmpstr (a->provider, ==, b->provider);
  g_assert_cmpstr (a->signature, ==, b->signature);
  g_assert_cmpuint (a->colour, ==, b->colour);
  g_assert_true (a->send_again_unknown == b->send_again_unknown);
  g_assert_cmpstr (a->endpoint->host, ==, b->endpoint->host);
  g_assert_cmpuint (a->endpoint->port, ==, b->endpoint->port);
  g_assert_cmpint (a->endpoint->security, ==, b->endpoint->security);
  g_assert_cmpstr (a->endpoint->user, ==, b->endpoint->user);
  g_assert_cmpstr (a->endpoint->mechanism, ==, b->endpoint->mechanism);
  g_assert_cmpstr (a->endpoint->ehlo_name, ==, b->endpoint->ehlo_name);
  g_assert_cmpstr (a->endpoint->ca_file, ==, b->endpoint->ca_file);
  g_assert_cmpstr (a->endpoint->certificate_sha256, ==, b->endpoint->certificate_sha256);
  g_assert_cmphex (a->endpoint->certificate_flags, ==, b->endpoint->certificate_flags);
  g_assert_cmpuint (a->endpoint->timeout_s, ==, b->endpoint->timeout_s);
  g_assert_true (a->endpoint->ask_partial == b->endpoint->ask_partial);
}

static AccountProfile *
make_full_profile (void)
{
  AccountProfile *profile = make_profile ("王.lei@example.org");

  profile->name = g_strdup ("王雷; \\ \"Lei\" [a]=b");
  profile->provider = g_strdup ("netease-163");
  profile->signature = g_strdup ("-- \n王雷\n\tphone = 1;2\n\n");
  profile->colour = 5;
  profile->send_again_unknown = TRUE;
  profile->endpoint->security = MAIL_SECURITY_STARTTLS;
  profile->endpoint->port = 587;
  profile->endpoint->mechanism = g_strdup ("SCRAM-SHA-256");
  profile->endpoint->ehlo_name = g_strdup ("[127.0.0.1]");
  profile->endpoint->ca_file = g_strdup ("/tmp/ein Ordner/ca.pem");
  profile->endpoint->certificate_sha256 = g_strnfill (64, 'a');
  profile->endpoint->certificate_flags =
      MAIL_CERTIFICATE_UNKNOWN_ISSUER | MAIL_CERTIFICATE_WRONG_HOST;
  profile->endpoint->timeout_s = 30;
  profile->endpoint->ask_partial = TRUE;
  return profile;
}

static void
test_round_trip (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AccountProfile) profile = make_full_profile ();
  g_autoptr (AccountRegistry) other = account_registry_new (fixture->file);
  g_autoptr (AccountProfile) here = NULL;
  g_autoptr (AccountProfile) there = NULL;

  load (fixture->registry, &error);
  g_assert_no_error (error);
  save (fixture->registry, profile, &error);
  g_assert_no_error (error);
  here = account_registry_lookup (fixture->registry, profile->id);
  assert_equal (here, profile);

  load (other, &error);
  g_assert_no_error (error);
  there = account_registry_lookup_address (other, "王.LEI@EXAMPLE.org");
  assert_equal (there, profile);
  g_assert_true (there->is_default);
}

static void
test_file_mode (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AccountProfile) profile = make_profile ("wang@example.org");
  g_autofree char *directory = g_path_get_dirname (fixture->path);
  GStatBuf info;

  g_assert_true (save (fixture->registry, profile, NULL));
  g_assert_cmpint (g_stat (fixture->path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  g_assert_cmpint (g_stat (directory, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0700);
}

static void
test_default (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AccountProfile) first = make_profile ("a@example.org");
  g_autoptr (AccountProfile) second = make_profile ("b@example.org");
  g_autoptr (AccountProfile) found = NULL;
  g_autoptr (GPtrArray) list = NULL;

  load (fixture->registry, NULL);
  g_assert_null (account_registry_get_default (fixture->registry));
  save (fixture->registry, first, NULL);
  save (fixture->registry, second, NULL);
  found = account_registry_get_default (fixture->registry);
  g_assert_cmpstr (found->address, ==, "a@example.org");
  g_clear_pointer (&found, account_profile_free);

  second->is_default = TRUE;
  save (fixture->registry, second, NULL);
  found = account_registry_get_default (fixture->registry);
  g_assert_cmpstr (found->address, ==, "b@example.org");
  g_clear_pointer (&found, account_profile_free);

  list = account_registry_list (fixture->registry);
  g_assert_cmpuint (list->len, ==, 2);
  g_assert_false (((AccountProfile *) list->pdata[0])->is_default);
  g_assert_true (((AccountProfile *) list->pdata[1])->is_default);

  g_assert_true (take_out (fixture->registry, second->id, NULL));
  found = account_registry_get_default (fixture->registry);
  g_assert_cmpstr (found->address, ==, "a@example.org");
}

static void
test_remove_unknown (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (take_out (fixture->registry, "nobody", &error));
  g_assert_error (error, ACCOUNT_ERROR, ACCOUNT_ERROR_NOT_FOUND);
}

static void
test_practice (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AccountProfile) practice =
      account_registry_lookup_address (fixture->registry, "practice");
  g_autoptr (AccountProfile) by_id =
      account_registry_lookup (fixture->registry, ACCOUNT_PRACTICE_ID);
  g_autoptr (GPtrArray) list = account_registry_list (fixture->registry);
  g_autoptr (GError) error = NULL;

  g_assert_true (account_profile_is_practice (practice));
  g_assert_true (account_profile_is_practice (by_id));
  g_assert_cmpuint (list->len, ==, 0);
  g_assert_false (save (fixture->registry, practice, &error));
  g_assert_error (error, ACCOUNT_ERROR, ACCOUNT_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (take_out (fixture->registry, ACCOUNT_PRACTICE_ID, &error));
  g_assert_error (error, ACCOUNT_ERROR, ACCOUNT_ERROR_NOT_FOUND);
}

static void
test_colours (Fixture *fixture, gconstpointer data)
{
  guint used[ACCOUNT_N_COLOURS] = { 0 };
  g_autoptr (GPtrArray) list = NULL;

  for (int i = 0; i < 2 * ACCOUNT_N_COLOURS; i++)
    {
      g_autofree char *address = g_strdup_printf ("a%d@example.org", i);
      g_autoptr (AccountProfile) profile = make_profile (address);

      g_assert_true (save (fixture->registry, profile, NULL));
    }
  list = account_registry_list (fixture->registry);
  for (guint i = 0; i < list->len; i++)
    used[((AccountProfile *) list->pdata[i])->colour]++;
  for (int i = 0; i < ACCOUNT_N_COLOURS; i++)
    g_assert_cmpuint (used[i], ==, 2);
}

static void
test_colour_is_kept (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AccountProfile) first = make_profile ("a@example.org");
  g_autoptr (AccountProfile) second = make_profile ("b@example.org");
  g_autoptr (AccountProfile) found = NULL;

  save (fixture->registry, first, NULL);
  save (fixture->registry, second, NULL);
  /* still "any", as made */
  save (fixture->registry, second, NULL);
  found = account_registry_lookup (fixture->registry, second->id);
  g_assert_cmpuint (found->colour, ==, 1);
}

static void
test_unknown_keys_stay (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AccountProfile) profile = NULL;
  g_autofree char *text = NULL;

  write_file (fixture, "# mine\n[other]\na=1\n\n[account x1]\naddress=a@example.org\n"
                       "server=smtp.example.org\nport=465\nsecurity=tls\nfuture-key=kept\n");
  load (fixture->registry, NULL);
  profile = account_registry_lookup (fixture->registry, "x1");
  profile->name = g_strdup ("A");
  g_assert_true (save (fixture->registry, profile, NULL));
  text = read_file (fixture);
  g_assert_nonnull (strstr (text, "# mine"));
  g_assert_nonnull (strstr (text, "[other]\na=1"));
  g_assert_nonnull (strstr (text, "future-key=kept"));
  g_assert_nonnull (strstr (text, "name=A"));
}

static void
test_symbolic_link (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AccountProfile) profile = make_profile ("a@example.org");
  g_autofree char *target = g_build_filename (fixture->directory, "dotfiles.ini", NULL);
  g_autofree char *directory = g_path_get_dirname (fixture->path);
  g_autofree char *text = NULL;

  g_mkdir_with_parents (directory, 0700);
  g_file_set_contents (target, "", 0, NULL);
  g_assert_cmpint (symlink (target, fixture->path), ==, 0);
  g_assert_true (save (fixture->registry, profile, NULL));
  g_assert_true (g_file_test (fixture->path, G_FILE_TEST_IS_SYMLINK));
  g_file_get_contents (target, &text, NULL, NULL);
  g_assert_nonnull (strstr (text, "a@example.org"));
}

#define GOOD "address=a@example.org\nserver=smtp.example.org\nport=465\nsecurity=tls\n"

/* Groups that are no usable profile. */
static const char *const bad_groups[] = {
  "[account x]\nserver=smtp.example.org\nport=465\nsecurity=tls\n",
  "[account x]\naddress=not an address\nserver=s\nport=465\nsecurity=tls\n",
  "[account x]\naddress=a@example.org\\nRCPT TO:<b@c>\nserver=s\nport=465\nsecurity=tls\n",
  "[account x]\naddress=a@example.org\nport=465\nsecurity=tls\n",
  "[account x]\naddress=a@example.org\nserver=s\\r\\nx\nport=465\nsecurity=tls\n",
  "[account x]\naddress=a@example.org\nserver=two words\nport=465\nsecurity=tls\n",
  "[account x]\naddress=a@example.org\nserver=s\nport=0\nsecurity=tls\n",
  "[account x]\naddress=a@example.org\nserver=s\nport=65536\nsecurity=tls\n",
  "[account x]\naddress=a@example.org\nserver=s\nport=-1\nsecurity=tls\n",
  "[account x]\naddress=a@example.org\nserver=s\nport=465x\nsecurity=tls\n",
  "[account x]\naddress=a@example.org\nserver=s\nport=465\nsecurity=maybe\n",
  "[account x]\naddress=a@example.org\nserver=s\nport=465\n",
  "[account x]\n" GOOD "ehlo-name=a\\r\\nMAIL FROM:<>\n",
  "[account x]\n" GOOD "user=a\\nb\n",
  "[account x]\n" GOOD "name=A\\nBcc: x@y\n",
  "[account x]\n" GOOD "name=A\u2028Bcc: x@y\n",
  "[account x]\n" GOOD "name=\xff\xfe\n",
  "[account x]\n" GOOD "certificate-sha256=abc\n",
  "[account x]\n" GOOD "certificate-flags=512\n",
  "[account x]\n" GOOD "timeout=99999999\n",
  "[account x]\n" GOOD "user=bad\\escape\n",
  "[account ../../etc]\n" GOOD,
  "[account X]\n" GOOD,
  "[account practice]\n" GOOD,
  "[account ]\n" GOOD,
  "[account  x]\n" GOOD,
  "[accountx]\n" GOOD,
};

static void
test_bad_groups (Fixture *fixture, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bad_groups); i++)
    {
      g_autofree char *text = g_strconcat (bad_groups[i], "[account good]\n" GOOD, NULL);
      g_autofree char *shown = g_strescape (bad_groups[i], NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) list = NULL;

      g_test_message ("%s", shown);
      write_file (fixture, text);
      load (fixture->registry, &error);
      g_assert_no_error (error);
      list = account_registry_list (fixture->registry);
      g_assert_cmpuint (list->len, ==, 1);
      g_assert_cmpstr (((AccountProfile *) list->pdata[0])->id, ==, "good");
      g_assert_true (((AccountProfile *) list->pdata[0])->is_default);
    }
}

/* A file that cannot be understood is not written over. */
static void
test_broken_file (Fixture *fixture, gconstpointer data)
{
  static const char broken[] = "no key file at all\n[";
  g_autoptr (AccountProfile) profile = make_profile ("a@example.org");
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  write_file (fixture, broken);
  load (fixture->registry, &error);
  g_assert_error (error, ACCOUNT_ERROR, ACCOUNT_ERROR_FILE);
  g_clear_error (&error);
  g_assert_false (save (fixture->registry, profile, &error));
  g_assert_error (error, ACCOUNT_ERROR, ACCOUNT_ERROR_FILE);
  text = read_file (fixture);
  g_assert_cmpstr (text, ==, broken);
}

static void
test_not_a_file (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_mkdir_with_parents (fixture->path, 0700);
  load (fixture->registry, &error);
  g_assert_error (error, ACCOUNT_ERROR, ACCOUNT_ERROR_FILE);
}

static void
test_invalid_profile (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AccountProfile) profile = make_profile ("a@example.org");
  g_autoptr (GError) error = NULL;

  profile->name = g_strdup ("A\r\nBcc: b@example.org");
  g_assert_false (save (fixture->registry, profile, &error));
  g_assert_error (error, ACCOUNT_ERROR, ACCOUNT_ERROR_INVALID);
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
}

static void
count (AccountRegistry *registry, gpointer data)
{
  guint *n = data;

  (*n)++;
}

static void
test_watched (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AccountRegistry) other = account_registry_new (fixture->file);
  g_autoptr (AccountProfile) profile = make_profile ("a@example.org");
  g_autoptr (AccountProfile) found = NULL;
  guint changes = 0;

  load (fixture->registry, NULL);
  load (other, NULL);
  g_signal_connect (other, "changed", G_CALLBACK (count), &changes);
  g_assert_true (save (fixture->registry, profile, NULL));
  while (changes == 0)
    g_main_context_iteration (NULL, TRUE);
  found = account_registry_lookup (other, profile->id);
  g_assert_nonnull (found);

  changes = 0;
  g_assert_true (take_out (fixture->registry, profile->id, NULL));
  while (changes == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (account_registry_lookup (other, profile->id));
}

/* Saved from within: one signal, and the callback finds the new profile. */
static void
test_changed_once (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AccountProfile) profile = make_profile ("a@example.org");
  guint changes = 0;

  load (fixture->registry, NULL);
  g_signal_connect (fixture->registry, "changed", G_CALLBACK (count), &changes);
  g_assert_true (save (fixture->registry, profile, NULL));
  g_assert_cmpuint (changes, ==, 1);
  g_assert_true (save (fixture->registry, profile, NULL));
  g_assert_cmpuint (changes, ==, 1);
}

static void
test_concurrent_registries (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AccountRegistry) other = account_registry_new (fixture->file);
  GAsyncResult *results[2 * N_EACH] = { NULL };
  g_autoptr (GPtrArray) list = NULL;

  for (int i = 0; i < 2 * N_EACH; i++)
    {
      g_autofree char *address = g_strdup_printf ("a%d@example.org", i);
      g_autoptr (AccountProfile) profile = make_profile (address);

      account_registry_save_async (i % 2 == 0 ? other : fixture->registry, profile, NULL,
                                   support_await_done, &results[i]);
    }
  for (int i = 0; i < 2 * N_EACH; i++)
    {
      g_autoptr (GError) error = NULL;

      support_await (&results[i]);
      account_registry_save_finish (i % 2 == 0 ? other : fixture->registry, results[i], &error);
      g_assert_no_error (error);
      g_object_unref (results[i]);
    }
  load (fixture->registry, NULL);
  list = account_registry_list (fixture->registry);
  g_assert_cmpuint (list->len, ==, 2 * N_EACH);
}

/* Another process, started from this program. */
static int
write_many (const char *path, const char *prefix)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (AccountRegistry) registry = account_registry_new (file);

  for (int i = 0; i < N_EACH; i++)
    {
      g_autofree char *address = g_strdup_printf ("%s%d@example.org", prefix, i);
      g_autoptr (AccountProfile) profile = make_profile (address);

      if (!save (registry, profile, NULL))
        return 1;
    }
  return 0;
}

static void
test_concurrent_processes (Fixture *fixture, gconstpointer data)
{
  static const char *const prefixes[] = { "a", "b", "c" };
  GSubprocess *writers[G_N_ELEMENTS (prefixes)];
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autoptr (GPtrArray) list = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (prefixes); i++)
    {
      writers[i] = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, NULL, self, "--write-many",
                                     fixture->path, prefixes[i], NULL);
      g_assert_nonnull (writers[i]);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (prefixes); i++)
    {
      g_assert_true (g_subprocess_wait_check (writers[i], NULL, NULL));
      g_object_unref (writers[i]);
    }
  load (fixture->registry, NULL);
  list = account_registry_list (fixture->registry);
  g_assert_cmpuint (list->len, ==, G_N_ELEMENTS (prefixes) * N_EACH);
}

/* The lock is waited for, off the main loop. */
static void
test_lock_is_waited_for (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AccountProfile) profile = make_profile ("a@example.org");
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *lock_path = g_strconcat (fixture->path, ".lock", NULL);
  int fd = -1;

  load (fixture->registry, NULL);
  fd = open (lock_path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  g_assert_cmpint (flock (fd, LOCK_EX), ==, 0);
  account_registry_save_async (fixture->registry, profile, NULL, support_await_done, &result);
  for (int i = 0; i < 20; i++)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (5000);
    }
  g_assert_null (result);
  close (fd);
  g_assert_true (account_registry_save_finish (fixture->registry, support_await (&result), NULL));
}

static void
test_dropped_while_loading (Fixture *fixture, gconstpointer data)
{
  AccountRegistry *registry = account_registry_new (fixture->file);
  g_autoptr (GAsyncResult) result = NULL;

  account_registry_load_async (registry, NULL, support_await_done, &result);
  g_object_unref (registry);
  support_await (&result);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/account/registry/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  if (argc == 4 && g_str_equal (argv[1], "--write-many"))
    return write_many (argv[2], argv[3]);

  g_test_init (&argc, &argv, NULL);
  ADD ("round-trip", test_round_trip);
  ADD ("file-mode", test_file_mode);
  ADD ("default", test_default);
  ADD ("remove-unknown", test_remove_unknown);
  ADD ("practice", test_practice);
  ADD ("colours", test_colours);
  ADD ("colour-is-kept", test_colour_is_kept);
  ADD ("unknown-keys-stay", test_unknown_keys_stay);
  ADD ("symbolic-link", test_symbolic_link);
  ADD ("bad-groups", test_bad_groups);
  ADD ("broken-file", test_broken_file);
  ADD ("not-a-file", test_not_a_file);
  ADD ("invalid-profile", test_invalid_profile);
  ADD ("watched", test_watched);
  ADD ("changed-once", test_changed_once);
  ADD ("concurrent-registries", test_concurrent_registries);
  ADD ("concurrent-processes", test_concurrent_processes);
  ADD ("lock-is-waited-for", test_lock_is_waited_for);
  ADD ("dropped-while-loading", test_dropped_while_loading);
  return g_test_run ();
}
