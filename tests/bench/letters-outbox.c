/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the window does with a mail merge: each letter is made from what was written, becomes
 * durable in the outbox, is marked before its dot and has its result kept before the next. Letters
 * are written while others go out. It keeps everything below DIRECTORY. */

#include <string.h>

#include "letters.h"
#include "message-render.h"
#include "submission-queue.h"

/* Letters that are being made durable at once. */
#define AHEAD 32

typedef struct
{
  Letters letters;
  AccountRegistry *registry;
  AccountProfile *profile;
  StoreDatabase *database;
  SubmissionQueue *queue;
  GMainLoop *loop;
  guint next;
  guint waiting;
  guint settled;
} Outbox;

static void write_more (Outbox *outbox);

static MessageMailbox *
make_mailbox (const char *name, const char *address)
{
  g_autoptr (MailPath) path = mail_path_parse (address, NULL);

  return message_mailbox_new (name, path);
}

static MessageLetter *
write_letter (guint i)
{
  g_autofree char *address = letters_dup_recipient (i);
  g_autofree char *name = g_strdup_printf ("Person %u", i);
  g_autoptr (MessageDraft) draft = message_draft_new ();
  g_autoptr (GError) error = NULL;
  MessageLetter *letter = NULL;

  draft->from = make_mailbox ("Alice", LETTERS_FROM);
  g_ptr_array_add (draft->to, make_mailbox (name, address));
  g_free (draft->subject);
  draft->subject = g_strdup_printf ("A letter for person %u", i);
  g_free (draft->text);
  draft->text = g_strdup_printf ("Dear person %u,\n\n%s\n", i, g_getenv ("BENCH_TEXT"));
  letter = message_render (draft, NULL, NULL, &error);
  if (letter == NULL)
    g_error ("%s", error->message);
  return letter;
}

static void
on_kept (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Outbox *outbox = user_data;
  g_autoptr (GError) error = NULL;

  if (submission_queue_enqueue_finish (outbox->queue, result, &error) == 0)
    g_error ("%s", error->message);
  outbox->waiting--;
  write_more (outbox);
}

static void
keep (Outbox *outbox, const MessageLetter *letter)
{
  const char *names[] = { "Person", NULL };
  StoreNewLetter entry = {
    .account_id = outbox->profile->id,
    .content = letter->content,
    .envelope = letter->envelope,
    .message_id = letter->message_id,
    .subject = letter->subject,
    .from = letter->from,
    .recipients = letter->recipients,
    .recipient_names = names,
    .text = g_getenv ("BENCH_TEXT"),
  };

  outbox->waiting++;
  submission_queue_enqueue_async (outbox->queue, &entry, NULL, on_kept, outbox);
}

static void
write_more (Outbox *outbox)
{
  while (outbox->waiting < AHEAD && outbox->next < outbox->letters.n_letters)
    {
      g_autoptr (MessageLetter) letter = write_letter (outbox->next++);

      keep (outbox, letter);
    }
}

static void
on_settled (SubmissionQueue *queue, gint64 id, Outbox *outbox)
{
  if (++outbox->settled == outbox->letters.n_letters)
    g_main_loop_quit (outbox->loop);
}

/* --- the parts -------------------------------------------------------------------------------- */

static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

static void
open_parts (Outbox *outbox)
{
  g_autoptr (GFile) data = g_file_new_build_filename (outbox->letters.directory, "store", NULL);
  g_autoptr (GFile) ini =
      g_file_new_build_filename (outbox->letters.directory, "accounts.ini", NULL);
  g_autoptr (MailEndpoint) endpoint =
      mail_endpoint_new (LETTERS_HOST, outbox->letters.port, MAIL_SECURITY_NONE);
  g_autoptr (GAsyncResult) saved = NULL;
  g_autoptr (GAsyncResult) opened = NULL;
  g_autoptr (GError) error = NULL;

  outbox->profile = account_profile_new (LETTERS_FROM, endpoint);
  outbox->registry = account_registry_new (ini);
  account_registry_save_async (outbox->registry, outbox->profile, NULL, on_done, &saved);
  if (!account_registry_save_finish (outbox->registry, wait_for (&saved), &error))
    g_error ("%s", error->message);
  store_database_open_async (data, NULL, on_done, &opened);
  outbox->database = store_database_open_finish (wait_for (&opened), &error);
  if (outbox->database == NULL)
    g_error ("%s", error->message);
  outbox->queue = submission_queue_new (outbox->database, outbox->registry);
  g_signal_connect (outbox->queue, "settled", G_CALLBACK (on_settled), outbox);
  submission_queue_start (outbox->queue);
}

static void
check_accepted (Outbox *outbox)
{
  g_autoptr (GAsyncResult) listed = NULL;
  g_autoptr (GPtrArray) letters = NULL;

  store_outbox_list_async (outbox->database, STORE_SENT, NULL, NULL, 0, 0, NULL, on_done, &listed);
  letters = store_outbox_list_finish (outbox->database, wait_for (&listed), NULL);
  if (letters == NULL || letters->len != outbox->letters.n_letters)
    g_error ("not every letter was accepted");
}

static void
close_parts (Outbox *outbox)
{
  g_autoptr (GAsyncResult) stopped = NULL;
  g_autoptr (GAsyncResult) closed = NULL;

  submission_queue_stop_async (outbox->queue, on_done, &stopped);
  submission_queue_stop_finish (outbox->queue, wait_for (&stopped));
  store_database_close_async (outbox->database, on_done, &closed);
  store_database_close_finish (outbox->database, wait_for (&closed));
  g_object_unref (outbox->queue);
  g_object_unref (outbox->database);
  g_object_unref (outbox->registry);
  account_profile_free (outbox->profile);
  g_main_loop_unref (outbox->loop);
}

int
main (int argc, char **argv)
{
  Outbox outbox = { { 0 } };

  letters_parse (&outbox.letters, argc, argv);
  outbox.loop = g_main_loop_new (NULL, FALSE);
  open_parts (&outbox);
  write_more (&outbox);
  g_main_loop_run (outbox.loop);
  check_accepted (&outbox);
  close_parts (&outbox);
  return 0;
}
