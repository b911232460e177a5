/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the window does when Send is pressed, without a window: to be ended, or to meet a broken
 * disk, at any call. Says on standard output what a person would have been told.
 *
 *   crash-victim send DIRECTORY PORT FILE PERSON...   a draft with FILE attached is sent
 *   crash-victim recover DIRECTORY PORT               the next start: what is due goes; then JSON
 * of all drafts and letters
 *
 * Drafts' and letters' octets, accounts, queue are the program's own. */

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "account-registry.h"
#include "crash-shim.h"
#include "message-render.h"
#include "store-attachments.h"
#include "store-drafts.h"
#include "submission-queue.h"
#include "support-await.h"

#define PATIENCE_MS 1500
#define HOLD_US (2 * G_TIME_SPAN_MILLISECOND)
#define DRAFT_ID "the-draft"
#define ADDRESS "li@example.test"

typedef struct
{
  StoreDatabase *database;
  AccountRegistry *registry;
  SubmissionQueue *queue;
  char *account_id;
} Victim;

static void say (const char *format, ...) G_GNUC_PRINTF (1, 2);

static void
say (const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  /* at once, and past the C library's own buffers, so that the shim sees when */
  if (write (STDOUT_FILENO, text, strlen (text)) < 0)
    abort ();
}

/* A person is told what went wrong, and can do no more here. */
static void
give_up (const char *what, GError *error)
{
  say ("failed %s: %s\n", what, error->message);
  exit (1);
}

/* --- the parts ------------------------------------------------------------------------------- */

static void
open_registry (Victim *victim, const char *directory, guint16 port)
{
  g_autoptr (GFile) file = g_file_new_build_filename (directory, "accounts.ini", NULL);
  g_autoptr (MailEndpoint) endpoint = mail_endpoint_new ("127.0.0.1", port, MAIL_SECURITY_NONE);
  g_autoptr (AccountProfile) profile = account_profile_new (ADDRESS, endpoint);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  victim->registry = account_registry_new (file);
  account_registry_load_async (victim->registry, NULL, support_await_done, &result);
  if (!account_registry_load_finish (victim->registry, support_await (&result), &error))
    give_up ("accounts", error);

  AccountProfile *known = account_registry_lookup_address (victim->registry, ADDRESS);
  if (known != NULL)
    {
      /* the same account, wherever its server listens now */
      g_free (profile->id);
      profile->id = g_strdup (known->id);
    }
  if (known == NULL || known->endpoint->port != port)
    {
      g_autoptr (GAsyncResult) saved = NULL;

      account_registry_save_async (victim->registry, profile, NULL, support_await_done, &saved);
      if (!account_registry_save_finish (victim->registry, support_await (&saved), &error))
        give_up ("account", error);
    }
  victim->account_id = g_strdup (profile->id);
}

static void
open_parts (Victim *victim, const char *directory, guint16 port)
{
  g_autoptr (GFile) data = g_file_new_build_filename (directory, "data", NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  open_registry (victim, directory, port);
  store_database_open_async (data, NULL, support_await_done, &result);
  victim->database = store_database_open_finish (support_await (&result), &error);
  if (victim->database == NULL)
    give_up ("store", error);
  victim->queue = submission_queue_new (victim->database, victim->registry);
}

static void
close_parts (Victim *victim)
{
  g_autoptr (GAsyncResult) stopped = NULL;
  g_autoptr (GAsyncResult) closed = NULL;

  submission_queue_stop_async (victim->queue, support_await_done, &stopped);
  submission_queue_stop_finish (victim->queue, support_await (&stopped));
  g_clear_object (&victim->queue);
  store_database_close_async (victim->database, support_await_done, &closed);
  store_database_close_finish (victim->database, support_await (&closed));
  g_clear_object (&victim->database);
  g_clear_object (&victim->registry);
  g_clear_pointer (&victim->account_id, g_free);
}

/* --- sending --------------------------------------------------------------------------------- */

static StoreAttachment *
attach (Victim *victim, const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  StoreAttachment *attachment;

  store_attachments_add_async (victim->database, file, NULL, NULL, NULL, support_await_done,
                               &result);
  attachment = store_attachments_add_finish (victim->database, support_await (&result), &error);
  if (attachment == NULL)
    give_up ("attachment", error);
  return attachment;
}

static void
save_draft (Victim *victim, const MessageDraft *draft, const char *digest)
{
  const char *const digests[] = { digest, NULL };
  g_autoptr (StoreDraft) row = store_draft_new (DRAFT_ID);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  row->subject = g_strdup (draft->subject);
  row->octets = message_draft_to_bytes (draft);
  store_drafts_save_async (victim->database, row, digests, NULL, support_await_done, &result);
  if (!store_drafts_save_finish (victim->database, support_await (&result), &error))
    give_up ("draft", error);
  say ("saved\n");
}

static MessageMailbox *
mailbox_new (const char *address)
{
  g_autoptr (MailPath) path = mail_path_parse (address, NULL);

  return message_mailbox_new (NULL, path);
}

static MessageDraft *
write_draft (Victim *victim, const char *path, char **people)
{
  g_autoptr (StoreAttachment) stored = attach (victim, path);
  MessageDraft *draft = message_draft_new ();
  MessageAttachment *attachment = message_attachment_new ("notes.bin", "application/octet-stream",
                                                          stored->digest, stored->size);

  draft->from = mailbox_new (ADDRESS);
  g_free (draft->subject);
  draft->subject = g_strdup ("written once");
  g_free (draft->text);
  draft->text = g_strdup ("hello\n.a line that begins with a dot\n");
  for (; *people != NULL; people++)
    g_ptr_array_add (draft->to, mailbox_new (*people));
  g_ptr_array_add (draft->attachments, attachment);
  save_draft (victim, draft, stored->digest);
  return draft;
}

static gint64
press_send (Victim *victim, const MessageDraft *draft)
{
  g_autoptr (GBytes) octets = message_draft_to_bytes (draft);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (MessageLetter) rendered = message_render (draft, NULL, NULL, &error);
  gint64 id;

  if (rendered == NULL)
    give_up ("letter", error);
  StoreNewLetter letter = {
    .account_id = victim->account_id,
    .draft_id = DRAFT_ID,
    .draft = octets,
    .content = rendered->content,
    .envelope = rendered->envelope,
    .message_id = rendered->message_id,
    .subject = rendered->subject,
    .from = rendered->from,
    .recipients = rendered->recipients,
    .held_until_us = g_get_real_time () + HOLD_US,
  };
  submission_queue_enqueue_async (victim->queue, &letter, NULL, support_await_done, &result);
  id = submission_queue_enqueue_finish (victim->queue, support_await (&result), &error);
  if (id == 0)
    give_up ("outbox", error);
  say ("kept %" G_GINT64_FORMAT "\n", id);
  return id;
}

static StoreLetter *
get_letter (Victim *victim, gint64 id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  StoreLetter *letter;

  store_outbox_get_async (victim->database, id, NULL, support_await_done, &result);
  letter = store_outbox_get_finish (victim->database, support_await (&result), &error);
  if (letter == NULL)
    give_up ("look", error);
  return letter;
}

static void
on_settled (SubmissionQueue *queue, gint64 id, gboolean *settled)
{
  *settled = TRUE;
}

static gboolean
on_patience_over (gpointer settled)
{
  say ("not settled\n");
  *(gboolean *) settled = TRUE;
  return G_SOURCE_CONTINUE;
}

static void
begin (void)
{
  CrashShimBegin shim_begin = (CrashShimBegin) dlsym (RTLD_DEFAULT, "crash_shim_begin");

  if (shim_begin != NULL)
    shim_begin ();
}

static void
run_send (Victim *victim, const char *path, char **people)
{
  g_autoptr (MessageDraft) draft = write_draft (victim, path, people);
  gboolean settled = FALSE;
  gint64 id;

  begin ();
  g_signal_connect (victim->queue, "settled", G_CALLBACK (on_settled), &settled);
  id = press_send (victim, draft);
  guint patience = g_timeout_add (PATIENCE_MS, on_patience_over, &settled);
  submission_queue_start (victim->queue);
  while (!settled)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (patience);
  g_autoptr (StoreLetter) letter = get_letter (victim, id);
  say ("state %s\n", mail_shown_state_to_nick (letter->shown));
}

/* --- the next start -------------------------------------------------------------------------- */

static GPtrArray *
list_letters (Victim *victim)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *letters;

  store_outbox_list_async (victim->database, STORE_ALL, NULL, NULL, 0, 0, NULL, support_await_done,
                           &result);
  letters = store_outbox_list_finish (victim->database, support_await (&result), &error);
  if (letters == NULL)
    give_up ("list", error);
  return letters;
}

/* A person presses Try Now, Send Now: everything but "send again" of what is unknown. */
static void
hurry (Victim *victim)
{
  g_autoptr (GPtrArray) letters = list_letters (victim);

  for (guint i = 0; i < letters->len; i++)
    {
      StoreLetter *letter = letters->pdata[i];
      g_autoptr (GAsyncResult) result = NULL;

      store_outbox_command_async (victim->database, letter->id,
                                  letter->state == MAIL_LETTER_HELD ? STORE_COMMAND_RELEASE
                                                                    : STORE_COMMAND_RETRY,
                                  NULL, support_await_done, &result);
      /* one that is finished or unknown is in no state for it */
      store_outbox_command_finish (victim->database, support_await (&result), NULL, NULL);
    }
}

static void
run_queue (Victim *victim)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) letters = NULL;

  submission_queue_run_async (victim->queue, NULL, support_await_done, &result);
  letters = submission_queue_run_finish (victim->queue, support_await (&result), &error);
  if (letters == NULL)
    give_up ("run", error);
}

static guint
count_drafts (Victim *victim)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) drafts = NULL;

  store_drafts_list_async (victim->database, NULL, support_await_done, &result);
  drafts = store_drafts_list_finish (victim->database, support_await (&result), &error);
  if (drafts == NULL)
    give_up ("drafts", error);
  return drafts->len;
}

static void
report (Victim *victim)
{
  g_autoptr (GPtrArray) letters = list_letters (victim);

  say ("{\"drafts\": %u, \"letters\": [", count_drafts (victim));
  for (guint i = 0; i < letters->len; i++)
    {
      StoreLetter *letter = letters->pdata[i];

      say ("%s{\"state\": \"%s\", \"message_id\": \"%s\", \"attempts\": %u}", i > 0 ? ", " : "",
           mail_shown_state_to_nick (letter->shown), letter->message_id, letter->attempts);
    }
  say ("]}\n");
}

int
main (int argc, char *argv[])
{
  Victim victim = { NULL };

  if (argc < 4)
    return 64;
  open_parts (&victim, argv[2], (guint16) atoi (argv[3]));
  if (strcmp (argv[1], "send") == 0 && argc > 5)
    run_send (&victim, argv[4], argv + 5);
  else
    {
      /* once as the program would by itself, once more as a person would have it */
      run_queue (&victim);
      hurry (&victim);
      run_queue (&victim);
      report (&victim);
    }
  close_parts (&victim);
  return 0;
}
