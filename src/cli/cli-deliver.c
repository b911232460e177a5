/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A letter is durable before anything is tried; what is tried afterwards is one attempt for this
 * letter alone, in the foreground. */

#include "cli-deliver.h"

#include <glib/gi18n.h>
#include <inttypes.h>

#include "cli-status.h"
#include "cli-wait.h"

int
cli_deliver_enqueue (CliParts *parts, const CliDelivery *delivery, gint64 *id)
{
  const MessageLetter *letter = delivery->letter;
  g_autoptr (GBytes) draft =
      delivery->draft != NULL ? message_draft_to_bytes (delivery->draft) : NULL;
  g_autoptr (GError) error = NULL;
  g_auto (CliWait) wait = CLI_WAIT_INIT;
  StoreNewLetter entry = {
    .account_id = delivery->profile->id,
    .draft = draft,
    .content = letter->content,
    .envelope = letter->envelope,
    .message_id = letter->message_id,
    .subject = letter->subject,
    .from = letter->from,
    .recipients = letter->recipients,
    .recipient_names = (const char *const *) letter->recipient_names,
    .attachment_names = (const char *const *) letter->attachment_names,
    .text = delivery->draft != NULL ? delivery->draft->text : NULL,
    .send_at_us = delivery->send_at_us,
  };

  /* the store, not the queue, which would begin to connect for a letter that is held */
  store_outbox_add_async (parts->database, &entry, NULL, cli_wait_done, &wait);
  *id = store_outbox_add_finish (parts->database, cli_wait (&wait), &error);
  return *id != 0 ? EX_OK
                  : cli_fail (cli_status_for_error (error), _ ("The letter cannot be kept: %s"),
                              error->message);
}

StoreLetter *
cli_deliver_attempt (CliParts *parts, gint64 id)
{
  g_autoptr (GCancellable) cancellable = cli_wait_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_auto (CliWait) wait = CLI_WAIT_INIT;
  StoreLetter *letter = NULL;

  submission_queue_deliver_async (parts->queue, id, cancellable, cli_wait_done, &wait);
  letter = submission_queue_deliver_finish (parts->queue, cli_wait (&wait), &error);
  if (letter == NULL)
    g_debug ("letter %" G_GINT64_FORMAT " was not tried: %s", id, error->message);
  return letter;
}

StoreLetter *
cli_deliver_get (CliParts *parts, gint64 id, int *status)
{
  g_autoptr (GError) error = NULL;
  g_auto (CliWait) wait = CLI_WAIT_INIT;
  StoreLetter *letter = NULL;

  store_outbox_get_async (parts->database, id, NULL, cli_wait_done, &wait);
  letter = store_outbox_get_finish (parts->database, cli_wait (&wait), &error);
  if (g_error_matches (error, STORE_ERROR, STORE_ERROR_NOT_FOUND))
    *status = cli_fail (EX_DATAERR, _ ("There is no letter %" PRId64 "."), id);
  else if (letter == NULL)
    *status = cli_fail_with (error);
  return letter;
}

int
cli_deliver (CliParts *parts, const CliDelivery *delivery)
{
  gint64 id = 0;
  int status = cli_deliver_enqueue (parts, delivery, &id);
  g_autoptr (StoreLetter) letter = NULL;

  if (status != EX_OK)
    return status;
  if (!delivery->queue_only)
    letter = cli_deliver_attempt (parts, id);
  if (letter == NULL)
    letter = cli_deliver_get (parts, id, &status);
  if (letter == NULL)
    return status;
  status = cli_report_letter (parts, letter, delivery->manner);
  return delivery->queue_only ? EX_OK : status;
}
