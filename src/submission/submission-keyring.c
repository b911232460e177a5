/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Letters that were paused because the keyring was locked or absent go on when it opens: by a
 * person's hand for some other program, by a login that starts programs before it unlocks the
 * keyring, by a daemon that comes back. Nobody is asked and nothing is tried meanwhile. */

#include "submission-queue-private.h"

static void
on_resumed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!store_outbox_resume_locked_finish (STORE_DATABASE (source), result, &error))
    g_debug ("a pause cannot be lifted: %s", error->message);
}

/* The letters of accounts that have no runner yet too: of a run of the program before this one. */
static void
on_opened (AccountKeyring *keyring, SubmissionQueue *self)
{
  GHashTableIter iter;
  gpointer runner;

  g_hash_table_iter_init (&iter, self->runners);
  while (g_hash_table_iter_next (&iter, NULL, &runner))
    submission_runner_keyring_opened (runner);
  store_outbox_resume_locked_async (self->database, NULL, on_resumed, NULL);
}

void
submission_queue_watch_keyring (SubmissionQueue *self)
{
  AccountKeyring *keyring = account_registry_get_keyring (self->registry);

  g_signal_connect_object (keyring, "opened", G_CALLBACK (on_opened), self, 0);
  account_keyring_watch (keyring);
}
