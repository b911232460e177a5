/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A program that works with a store until it is killed, and says on standard output what it was
 * told is durable. */

#include <stdio.h>
#include <string.h>

#include "store-test.h"
#include "store-victim-disk.h"

static void
say (const char *what, gint64 number)
{
  printf ("%s %" G_GINT64_FORMAT "\n", what, number);
  fflush (stdout);
}

static void
add_letters (StoreDatabase *database)
{
  g_autoptr (GBytes) octets = g_bytes_new_static ("draft", 5);

  for (gint64 i = g_get_monotonic_time ();; i++)
    {
      g_autofree char *draft_id = g_strdup_printf ("%" G_GINT64_FORMAT, i);
      g_autoptr (StoreTestLetter) letter = store_test_letter_new (3);
      g_autoptr (GError) error = NULL;

      store_test_save_draft (database, draft_id, octets, NULL);
      say ("draft", i);
      letter->letter.draft_id = draft_id;
      gint64 id = store_test_add_letter (database, &letter->letter, &error);
      g_assert_no_error (error);
      say ("letter", id);
    }
}

static void
send (StoreDatabase *database, gboolean confirming)
{
  g_autoptr (StoreLock) lock = store_lock_try (database, "home", NULL);
  g_autoptr (StoreLetter) letter = store_test_claim_now (database);
  g_autoptr (MailOutcome) outcome = store_test_outcome (letter);

  g_assert_nonnull (lock);
  mail_outcome_set (outcome, 1, MAIL_RECIPIENT_REFUSED, NULL);
  if (confirming)
    g_assert_true (store_test_mark (database, letter->id, outcome, NULL));
  say (confirming ? "confirming" : "sending", letter->id);
  for (;;)
    g_main_context_iteration (NULL, TRUE);
}

/* Opens a store of before on a disk that ends it, or is full. */
static int
migrate (const char *directory, const char *how, const char *at)
{
  g_autoptr (GError) error = NULL;

  store_victim_disk_watch (how, (guint) g_ascii_strtoull (at, NULL, 10));
  StoreDatabase *database = store_test_try_open (directory, &error);
  if (database == NULL)
    {
      g_assert_error (error, STORE_ERROR, STORE_ERROR_FULL);
      puts ("full");
      return 0;
    }

  store_test_close (database);
  say ("migrated", store_victim_disk_count ());
  return 0;
}

int
main (int argc, char *argv[])
{
  if (strcmp (argv[2], "migrate") == 0)
    return migrate (argv[1], argv[3], argv[4]);

  StoreDatabase *database = store_test_open (argv[1]);

  if (strcmp (argv[2], "add") == 0)
    add_letters (database);
  send (database, strcmp (argv[2], "confirm") == 0);
  return 0;
}
