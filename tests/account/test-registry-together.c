/* SPDX-License-Identifier: GPL-3.0-or-later */

/* accounts.ini while somebody else has it too: another window, another process, or one that is gone
 * before it has read. */

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "registry-fixture.h"
#include "support-await.h"

#define N_EACH 15

static void
count (AccountRegistry *registry, gpointer data)
{
  guint *n = data;

  (*n)++;
}

static void
test_watched (RegistryFixture *fixture, gconstpointer data)
{
  g_autoptr (AccountRegistry) other = account_registry_new (fixture->file);
  g_autoptr (AccountProfile) profile = registry_make_profile ("a@example.org");
  g_autoptr (AccountProfile) found = NULL;
  guint changes = 0;

  registry_load (fixture->registry, NULL);
  registry_load (other, NULL);
  g_signal_connect (other, "changed", G_CALLBACK (count), &changes);
  g_assert_true (registry_save (fixture->registry, profile, NULL));
  while (changes == 0)
    g_main_context_iteration (NULL, TRUE);
  found = account_registry_lookup (other, profile->id);
  g_assert_nonnull (found);

  changes = 0;
  g_assert_true (registry_remove (fixture->registry, profile->id, NULL));
  while (changes == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (account_registry_lookup (other, profile->id));
}

/* Saved from within: one signal, and the callback finds the new profile. */
static void
test_changed_once (RegistryFixture *fixture, gconstpointer data)
{
  g_autoptr (AccountProfile) profile = registry_make_profile ("a@example.org");
  guint changes = 0;

  registry_load (fixture->registry, NULL);
  g_signal_connect (fixture->registry, "changed", G_CALLBACK (count), &changes);
  g_assert_true (registry_save (fixture->registry, profile, NULL));
  g_assert_cmpuint (changes, ==, 1);
  g_assert_true (registry_save (fixture->registry, profile, NULL));
  g_assert_cmpuint (changes, ==, 1);
}

static void
test_concurrent_registries (RegistryFixture *fixture, gconstpointer data)
{
  g_autoptr (AccountRegistry) other = account_registry_new (fixture->file);
  GAsyncResult *results[2 * N_EACH] = { NULL };
  g_autoptr (GPtrArray) list = NULL;

  for (int i = 0; i < 2 * N_EACH; i++)
    {
      g_autofree char *address = g_strdup_printf ("a%d@example.org", i);
      g_autoptr (AccountProfile) profile = registry_make_profile (address);

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
  registry_load (fixture->registry, NULL);
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
      g_autoptr (AccountProfile) profile = registry_make_profile (address);

      if (!registry_save (registry, profile, NULL))
        return 1;
    }
  return 0;
}

static void
test_concurrent_processes (RegistryFixture *fixture, gconstpointer data)
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
  registry_load (fixture->registry, NULL);
  list = account_registry_list (fixture->registry);
  g_assert_cmpuint (list->len, ==, G_N_ELEMENTS (prefixes) * N_EACH);
}

/* The lock is waited for, off the main loop. */
static void
test_lock_is_waited_for (RegistryFixture *fixture, gconstpointer data)
{
  g_autoptr (AccountProfile) profile = registry_make_profile ("a@example.org");
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *lock_path = g_strconcat (fixture->path, ".lock", NULL);
  int fd = -1;

  registry_load (fixture->registry, NULL);
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
test_dropped_while_loading (RegistryFixture *fixture, gconstpointer data)
{
  AccountRegistry *registry = account_registry_new (fixture->file);
  g_autoptr (GAsyncResult) result = NULL;

  account_registry_load_async (registry, NULL, support_await_done, &result);
  g_object_unref (registry);
  support_await (&result);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/account/registry-together/" name, RegistryFixture, NULL, registry_set_up,          \
              function, registry_tear_down)

int
main (int argc, char **argv)
{
  if (argc == 4 && g_str_equal (argv[1], "--write-many"))
    return write_many (argv[2], argv[3]);

  g_test_init (&argc, &argv, NULL);
  ADD ("watched", test_watched);
  ADD ("changed-once", test_changed_once);
  ADD ("concurrent-registries", test_concurrent_registries);
  ADD ("concurrent-processes", test_concurrent_processes);
  ADD ("lock-is-waited-for", test_lock_is_waited_for);
  ADD ("dropped-while-loading", test_dropped_while_loading);
  return g_test_run ();
}
