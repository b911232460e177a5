/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A new store's tables are read from a resource on the store's thread, while a window that is being
 * built reads its own on the main thread. Which of the two registers both is settled once a
 * process: each try is one. */

#include "store-test.h"

#define TRIES 25

static gpointer
look_for_others (gpointer data)
{
  gint *ended = data;

  while (!g_atomic_int_get (ended))
    g_resources_get_info ("/none", G_RESOURCE_LOOKUP_FLAGS_NONE, NULL, NULL, NULL);
  return NULL;
}

static void
test_open_once (void)
{
  gint ended = FALSE;
  char *directory = support_directory_new ();
  g_autofree char *store = g_build_filename (directory, "store", NULL);
  GThread *thread = g_thread_new ("others", look_for_others, &ended);

  store_test_close (store_test_open (store));
  g_atomic_int_set (&ended, TRUE);
  g_thread_join (thread);
  support_directory_free (directory);
}

static void
test_open (void)
{
  for (int i = 0; i < TRIES; i++)
    {
      g_test_trap_subprocess ("/store/schema/beside-others/subprocess", 0, 0);
      g_test_trap_assert_passed ();
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/store/schema/beside-others", test_open);
  g_test_add_func ("/store/schema/beside-others/subprocess", test_open_once);
  return g_test_run ();
}
