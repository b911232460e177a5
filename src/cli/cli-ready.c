/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Small messages are held in memory and end in their row; a large one is read in constant memory,
 * its body by way of a temporary file into the store. How large a pipe's is shows only while it is
 * read, so the beginning is read through a buffer. */

#include "cli-ready.h"

#include <glib/gi18n.h>
#include <string.h>

#include "cli-status.h"
#include "cli-wait.h"
#include "message-error.h"
#include "store-attachments.h"

/* LF becomes CRLF, so a message may double at most. */
#define SMALL (MESSAGE_MAX_OCTETS / 2)

/* Everything of @message that belongs to the letter beside its header. */
typedef struct
{
  GFile *file;
  GFileIOStream *stream;
} Spool;

static void
spool_clear (Spool *spool)
{
  if (spool->file != NULL)
    g_file_delete (spool->file, NULL, NULL);
  g_clear_object (&spool->stream);
  g_clear_object (&spool->file);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Spool, spool_clear)

static gboolean
add_body (CliParts *parts, MessageLetter *letter, GFile *file, gboolean eight_bit, GError **error)
{
  g_auto (CliWait) wait = CLI_WAIT_INIT;
  g_autoptr (StoreAttachment) stored = NULL;
  MailHole hole = { .encoding = eight_bit ? MAIL_ENCODING_8BIT : MAIL_ENCODING_IDENTITY };

  store_attachments_add_async (parts->database, file, NULL, NULL, NULL, cli_wait_done, &wait);
  stored = store_attachments_add_finish (parts->database, cli_wait (&wait), error);
  if (stored == NULL)
    return FALSE;
  hole.place = g_bytes_get_size (letter->content->octets);
  hole.size = stored->size;
  memcpy (hole.digest, stored->digest, sizeof hole.digest);
  mail_content_add_hole (letter->content, &hole);
  return TRUE;
}

static MessageLetter *
read_large (CliParts *parts, GInputStream *message, MailPath *reverse_path,
            GPtrArray *forward_paths, GError **error)
{
  g_auto (Spool) spool = { NULL };
  g_autoptr (MessageLetter) letter = NULL;
  GOutputStream *body = NULL;
  gboolean eight_bit = FALSE;

  spool.file = g_file_new_tmp ("envoi-XXXXXX", &spool.stream, error);
  if (spool.file == NULL)
    return NULL;
  body = g_io_stream_get_output_stream (G_IO_STREAM (spool.stream));
  letter =
      message_letter_from_stream (message, body, reverse_path, forward_paths, &eight_bit, error);
  if (letter == NULL || !g_output_stream_close (body, NULL, error) ||
      !add_body (parts, letter, spool.file, eight_bit, error))
    return NULL;
  return g_steal_pointer (&letter);
}

static MessageLetter *
read_message (CliParts *parts, GInputStream *message, MailPath *reverse_path,
              GPtrArray *forward_paths, GError **error)
{
  g_autoptr (GInputStream) buffered = g_buffered_input_stream_new_sized (message, SMALL + 1);
  GBufferedInputStream *buffer = G_BUFFERED_INPUT_STREAM (buffered);
  g_autoptr (GBytes) octets = NULL;
  gssize n = 0;

  /* a pipe fills it in pieces */
  do
    n = g_buffered_input_stream_fill (buffer, -1, NULL, error);
  while (n > 0 && g_buffered_input_stream_get_available (buffer) <= SMALL);
  if (n < 0)
    return NULL;
  if (g_buffered_input_stream_get_available (buffer) > SMALL)
    return read_large (parts, buffered, reverse_path, forward_paths, error);
  octets = g_input_stream_read_bytes (buffered, SMALL, NULL, error);
  if (octets == NULL)
    return NULL;
  return message_letter_from_octets (octets, reverse_path, forward_paths, error);
}

MessageLetter *
cli_ready_read (CliParts *parts, GInputStream *message, MailPath *reverse_path,
                GPtrArray *forward_paths, int *status)
{
  g_autoptr (GError) error = NULL;
  MessageLetter *letter = read_message (parts, message, reverse_path, forward_paths, &error);

  if (letter == NULL && error->domain == MESSAGE_ERROR)
    *status = cli_fail (EX_DATAERR, _ ("The message cannot be sent: %s"), error->message);
  else if (letter == NULL)
    *status = cli_fail (cli_status_for_error (error), _ ("The message cannot be read: %s"),
                        error->message);
  return letter;
}
