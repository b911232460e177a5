/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "queue-fixture.h"

#include "submission-queue-private.h"

/* --- fixture -------------------------------------------------------------------------------- */

static StoreDatabase *
open_database (const char *directory)
{
  g_autoptr (GFile) file = g_file_new_build_filename (directory, "data", NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  StoreDatabase *database;

  store_database_open_async (file, NULL, support_await_done, &result);
  database = store_database_open_finish (support_await (&result), &error);
  g_assert_no_error (error);
  return database;
}

static void
close_database (StoreDatabase *database)
{
  g_autoptr (GAsyncResult) result = NULL;

  store_database_close_async (database, support_await_done, &result);
  store_database_close_finish (database, support_await (&result));
  g_object_unref (database);
}

static AccountRegistry *
open_registry (const char *directory)
{
  g_autoptr (GFile) file = g_file_new_build_filename (directory, "accounts.ini", NULL);
  AccountRegistry *registry = account_registry_new (file);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  account_registry_load_async (registry, NULL, support_await_done, &result);
  account_registry_load_finish (registry, support_await (&result), &error);
  g_assert_no_error (error);
  return registry;
}

static char *
add_account (AccountRegistry *registry, const char *address, guint16 port)
{
  g_autoptr (MailEndpoint) endpoint = mail_endpoint_new ("127.0.0.1", port, MAIL_SECURITY_NONE);
  g_autoptr (AccountProfile) profile = account_profile_new (address, endpoint);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  account_registry_save_async (registry, profile, NULL, support_await_done, &result);
  account_registry_save_finish (registry, support_await (&result), &error);
  g_assert_no_error (error);
  return g_strdup (profile->id);
}

static void
count_settled (SubmissionQueue *queue, gint64 id, guint *n)
{
  (*n)++;
}

void
fixture_open (Fixture *fixture, const char *directory)
{
  fixture->directory = g_strdup (directory);
  fixture->database = open_database (directory);
  fixture->registry = open_registry (directory);
  fixture->queue = submission_queue_new (fixture->database, fixture->registry);
  g_signal_connect (fixture->queue, "settled", G_CALLBACK (count_settled), &fixture->n_settled);
}

void
fixture_use_clock (Fixture *fixture)
{
  fixture->clock = fake_clock_new ();
  submission_queue_set_clock (fixture->queue, SUBMISSION_CLOCK (fixture->clock));
}

void
fixture_wait_timer (Fixture *fixture)
{
  while (fake_clock_get_n_timers (fixture->clock) == 0)
    g_main_context_iteration (NULL, TRUE);
}

/* What the store was asked before is answered before. */
void
fixture_wait_quiet (Fixture *fixture)
{
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GAsyncResult) read = NULL;
      g_autoptr (GAsyncResult) written = NULL;

      while (g_main_context_iteration (NULL, FALSE))
        ;
      store_outbox_next_due_async (fixture->database, "nobody", 0, NULL, support_await_done, &read);
      store_outbox_next_due_finish (fixture->database, support_await (&read), NULL);
      store_outbox_recover_async (fixture->database, "nobody", 0, NULL, support_await_done,
                                  &written);
      store_outbox_recover_finish (fixture->database, support_await (&written), NULL);
    }
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

void
fixture_wait_settled_in_all (Fixture *fixture, guint n)
{
  while (fixture->n_settled < n)
    g_main_context_iteration (NULL, TRUE);
}

void
fixture_wait_settled (Fixture *fixture, guint n)
{
  fixture_wait_settled_in_all (fixture, fixture->n_settled + n);
}

char *
fixture_add_account (Fixture *fixture, guint16 port)
{
  static guint n;
  g_autofree char *address = g_strdup_printf ("li%u@example.test", ++n);

  return add_account (fixture->registry, address, port);
}

void
fixture_close (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;

  submission_queue_stop_async (fixture->queue, support_await_done, &result);
  submission_queue_stop_finish (fixture->queue, support_await (&result));
  g_clear_object (&result);
  g_object_add_weak_pointer (G_OBJECT (fixture->queue), (gpointer *) &fixture->queue);
  g_object_unref (fixture->queue);
  while (fixture->queue != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_clear_object (&fixture->clock);
  g_clear_object (&fixture->registry);
  close_database (fixture->database);
  g_clear_pointer (&fixture->directory, g_free);
}

void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *directory = support_directory_new ();

  fixture_open (fixture, directory);
  fixture->server = support_server_new (NULL);
  fixture->account_id =
      add_account (fixture->registry, "li@example.test", support_server_get_port (fixture->server));
}

void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  char *directory = g_strdup (fixture->directory);

  fixture_close (fixture);
  support_server_free (fixture->server);
  support_directory_free (directory);
  g_free (fixture->account_id);
}

/* --- letters -------------------------------------------------------------------------------- */

gint64
fixture_enqueue_held (Fixture *fixture, const char *subject, const char *const *people,
                      gint64 held_until_us)
{
  g_autofree char *text = g_strdup_printf ("Subject: %s\r\n\r\nhello\r\n", subject);
  g_autoptr (GBytes) octets = g_bytes_new (text, strlen (text));
  g_autoptr (MailContent) content = mail_content_new (octets);
  g_autoptr (MailPath) sender = mail_path_parse ("li@example.test", NULL);
  g_autoptr (MailEnvelope) envelope = mail_envelope_new (sender);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  StoreNewLetter letter = {
    .account_id = fixture->account_id,
    .content = content,
    .envelope = envelope,
    .message_id = "<1@example.test>",
    .subject = subject,
    .from = "li@example.test",
    .recipients = people[0],
    .held_until_us = held_until_us,
  };
  gint64 id;

  for (gsize i = 0; people[i] != NULL; i++)
    {
      g_autoptr (MailPath) path = mail_path_parse (people[i], NULL);

      mail_envelope_add (envelope, path);
    }
  submission_queue_enqueue_async (fixture->queue, &letter, NULL, support_await_done, &result);
  id = submission_queue_enqueue_finish (fixture->queue, support_await (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpint (id, >, 0);
  return id;
}

gint64
fixture_enqueue (Fixture *fixture, const char *subject)
{
  static const char *const han[] = { "han@example.test", NULL };

  return fixture_enqueue_held (fixture, subject, han, 0);
}

StoreLetter *
fixture_deliver (Fixture *fixture, gint64 id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  StoreLetter *letter;

  submission_queue_deliver_async (fixture->queue, id, NULL, support_await_done, &result);
  letter = submission_queue_deliver_finish (fixture->queue, support_await (&result), &error);
  g_assert_no_error (error);
  return letter;
}

StoreLetter *
fixture_get (Fixture *fixture, gint64 id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  StoreLetter *letter;

  store_outbox_get_async (fixture->database, id, NULL, support_await_done, &result);
  letter = store_outbox_get_finish (fixture->database, support_await (&result), &error);
  g_assert_no_error (error);
  return letter;
}

void
fixture_command (Fixture *fixture, gint64 id, StoreCommand what)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  store_outbox_command_async (fixture->database, id, what, NULL, support_await_done, &result);
  store_outbox_command_finish (fixture->database, support_await (&result), NULL, &error);
  g_assert_no_error (error);
}

GPtrArray *
fixture_run (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *letters;

  submission_queue_run_async (fixture->queue, NULL, support_await_done, &result);
  letters = submission_queue_run_finish (fixture->queue, support_await (&result), &error);
  g_assert_no_error (error);
  return letters;
}

gint64
fixture_enqueue_many (Fixture *fixture, guint n)
{
  g_autoptr (GStrvBuilder) people = g_strv_builder_new ();
  g_auto (GStrv) list = NULL;

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *person = g_strdup_printf ("r%u@example.test", i);

      g_strv_builder_add (people, person);
    }
  list = g_strv_builder_end (people);
  return fixture_enqueue_held (fixture, "to many", (const char *const *) list, 0);
}
