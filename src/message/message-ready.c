/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Messages that are ready: `git send-email`, a script, an .eml file. They go as they are, but for
 * what would break or tell a secret: LF becomes CRLF, Bcc is taken out, Date and Message-ID are
 * added. They are read line by line in constant memory; only the header is held. */

#include "message-render.h"

#include <string.h>

#include "mail-date.h"
#include "message-error.h"
#include "message-fields-private.h"
#include "message-gmime-private.h"
#include "message-scan-private.h"

#define CHUNK (64 * 1024)
#define MAX_HEADER (256 * 1024)

/* Where a message is being read.
 * @line: the part of a line that came so far
 * @fields: of the header
 * @out: canonical body that was not written yet
 * @in_body: whether the header has ended */
typedef struct
{
  GString *line;
  MessageFields *fields;
  gsize header_size;
  GString *out;
  GOutputStream *body;
  gboolean in_body;
  gboolean eight_bit;
  gboolean utf8;
} Reader;

static gboolean
refuse (GError **error, const char *what)
{
  g_set_error_literal (error, MESSAGE_ERROR, MESSAGE_ERROR_CONTENT, what);
  return FALSE;
}

static gboolean
flush (Reader *reader, GError **error)
{
  gboolean written = g_output_stream_write_all (reader->body, reader->out->str, reader->out->len,
                                                NULL, NULL, error);
  g_string_truncate (reader->out, 0);
  return written;
}

static gboolean
has_eight_bit (const char *octets, gsize length)
{
  for (gsize i = 0; i < length; i++)
    {
      if ((guchar) octets[i] > 127)
        return TRUE;
    }
  return FALSE;
}

static gboolean
take_body_line (Reader *reader, const char *line, gsize length, GError **error)
{
  if (has_eight_bit (line, length))
    {
      reader->eight_bit = TRUE;
      reader->utf8 = reader->utf8 && g_utf8_validate_len (line, length, NULL);
    }
  g_string_append_len (reader->out, line, length);
  g_string_append (reader->out, "\r\n");
  return reader->out->len < CHUNK || flush (reader, error);
}

/* A line that is neither a field nor part of one ends the header, as an empty one does: cron and
 * `echo text | sendmail` write no header at all. */
static gboolean
take_header_line (Reader *reader, const char *line, gsize length, GError **error)
{
  gboolean first = reader->header_size == 0;

  reader->header_size += length + 2;
  if (reader->header_size > MAX_HEADER)
    return refuse (error, "the header has no end");
  if (first && g_str_has_prefix (line, "From "))
    return TRUE;
  if (length == 0)
    {
      reader->in_body = TRUE;
      return TRUE;
    }
  if (message_fields_take_line (reader->fields, line))
    return TRUE;

  reader->in_body = TRUE;
  return take_body_line (reader, line, length, error);
}

static gboolean
take_line (Reader *reader, const char *line, gsize length, GError **error)
{
  if (length > 0 && line[length - 1] == '\r')
    length--;
  if (memchr (line, '\r', length) != NULL)
    return refuse (error, "a bare CR");
  if (memchr (line, '\0', length) != NULL)
    return refuse (error, "a NUL");
  if (length > MESSAGE_MAX_LINE)
    return refuse (error, "a line over 998 octets");

  if (reader->in_body)
    return take_body_line (reader, line, length, error);
  g_autofree char *text = g_strndup (line, length);
  return take_header_line (reader, text, length, error);
}

static gboolean
take_octets (Reader *reader, const char *octets, gsize length, GError **error)
{
  const char *end = octets + length;

  while (octets < end)
    {
      const char *lf = memchr (octets, '\n', end - octets);
      gsize part = (lf != NULL ? lf : end) - octets;

      if (reader->line->len + part > MESSAGE_MAX_LINE + 1)
        return refuse (error, "a line over 998 octets");
      g_string_append_len (reader->line, octets, part);
      octets += part;
      if (lf == NULL)
        continue;

      octets++;
      if (!take_line (reader, reader->line->str, reader->line->len, error))
        return FALSE;
      g_string_truncate (reader->line, 0);
    }
  return TRUE;
}

static gboolean
read_message (Reader *reader, GInputStream *message, GError **error)
{
  g_autofree char *chunk = g_malloc (CHUNK);
  gssize n;

  while ((n = g_input_stream_read (message, chunk, CHUNK, NULL, error)) > 0)
    {
      if (!take_octets (reader, chunk, n, error))
        return FALSE;
    }
  if (n < 0)
    return FALSE;

  /* a last line without an end gets one; a lone CR there is no line end */
  if (reader->line->len > 0 && reader->line->str[reader->line->len - 1] == '\r')
    return refuse (error, "a bare CR");
  if (reader->line->len > 0 && !take_line (reader, reader->line->str, reader->line->len, error))
    return FALSE;
  return flush (reader, error);
}

static gboolean
add_paths (GPtrArray *paths, const MessageFields *fields, const char *name, GError **error)
{
  g_autofree char *value = message_fields_dup_all (fields, name);
  return value == NULL || message_fields_parse_paths (paths, value, error);
}

/* The envelope's sender: Sender is who handed it in, From may be several (RFC 5322 section 3.6.2).
 */
static MailPath *
find_sender (const MessageFields *fields, GError **error)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func ((GDestroyNotify) mail_path_unref);

  if (!add_paths (paths, fields, "Sender", error) || !add_paths (paths, fields, "From", error))
    return NULL;
  if (paths->len == 0)
    {
      g_set_error_literal (error, MESSAGE_ERROR, MESSAGE_ERROR_ADDRESS, "the message has no From");
      return NULL;
    }
  return mail_path_ref (g_ptr_array_index (paths, 0));
}

static MailEnvelope *
make_envelope (const MessageFields *fields, MailPath *reverse_path, GPtrArray *forward_paths,
               GError **error)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) mail_path_unref);
  g_autoptr (MailPath) sender =
      reverse_path != NULL ? mail_path_ref (reverse_path) : find_sender (fields, error);

  if (sender == NULL)
    return NULL;
  if (forward_paths == NULL)
    {
      if (!add_paths (found, fields, "To", error) || !add_paths (found, fields, "Cc", error) ||
          !add_paths (found, fields, "Bcc", error))
        return NULL;
      forward_paths = found;
    }
  if (forward_paths->len == 0)
    {
      g_set_error_literal (error, MESSAGE_ERROR, MESSAGE_ERROR_NO_RECIPIENT,
                           "the message names no recipient");
      return NULL;
    }

  MailEnvelope *envelope = mail_envelope_new (sender);
  for (guint i = 0; i < forward_paths->len; i++)
    mail_envelope_add (envelope, g_ptr_array_index (forward_paths, i));
  return envelope;
}

/* What every letter must have (RFC 5322 section 3.6) and what lets a reader know the character set
 * of a text that says nothing about itself. */
static void
add_missing (Reader *reader, const MailPath *sender)
{
  MessageFields *fields = reader->fields;

  if (!message_fields_has (fields, "From"))
    message_fields_add (fields, "From", mail_path_get_text (sender));
  if (!message_fields_has (fields, "Date"))
    {
      g_autoptr (GDateTime) now = g_date_time_new_now_local ();
      g_autofree char *date = mail_date_to_text (now);
      message_fields_add (fields, "Date", date);
    }
  if (!message_fields_has (fields, "Message-ID"))
    {
      g_autofree char *id = message_field_dup_new_id (sender);
      message_fields_add (fields, "Message-ID", id);
    }
  if (reader->eight_bit && reader->utf8 && !message_fields_has (fields, "MIME-Version") &&
      !message_fields_has (fields, "Content-Type"))
    {
      message_fields_add (fields, "MIME-Version", "1.0");
      message_fields_add (fields, "Content-Type", "text/plain; charset=utf-8");
      message_fields_add (fields, "Content-Transfer-Encoding", "8bit");
    }
}

static char *
dup_shown (const MessageFields *fields, const char *name)
{
  g_autofree char *value = message_fields_dup_all (fields, name);
  if (value == NULL)
    return g_strdup ("");
  g_autofree char *decoded = g_mime_utils_header_decode_text (NULL, value);
  return message_field_dup_line (decoded);
}

static char *
dup_recipients (const MessageFields *fields, const MailEnvelope *envelope)
{
  g_autofree char *to = dup_shown (fields, "To");
  const MailPath *first = g_ptr_array_index (envelope->forward_paths, 0);
  return *to != '\0' ? g_steal_pointer (&to) : g_strdup (mail_path_get_text (first));
}

/* The letter but for its content's body. */
static MessageLetter *
make_letter (Reader *reader, MailPath *reverse_path, GPtrArray *forward_paths, GError **error)
{
  MessageFields *fields = reader->fields;

  message_gmime_start ();
  if (!message_fields_encode (fields, error))
    return NULL;
  g_autoptr (MailEnvelope) envelope = make_envelope (fields, reverse_path, forward_paths, error);
  if (envelope == NULL)
    return NULL;

  message_fields_remove (fields, "Bcc");
  message_fields_remove (fields, "Resent-Bcc");
  add_missing (reader, envelope->reverse_path);

  g_autoptr (GBytes) header = message_fields_to_bytes (fields);
  if (!message_scan (header, error))
    return NULL;

  MessageLetter *letter = g_new0 (MessageLetter, 1);
  letter->attachment_names = g_new0 (char *, 1);
  letter->content = mail_content_new (header);
  letter->message_id = dup_shown (fields, "Message-ID");
  letter->subject = dup_shown (fields, "Subject");
  letter->from = dup_shown (fields, "From");
  letter->recipients = dup_recipients (fields, envelope);
  letter->envelope = g_steal_pointer (&envelope);
  return letter;
}

MessageLetter *
message_letter_from_stream (GInputStream *message, GOutputStream *body, MailPath *reverse_path,
                            GPtrArray *forward_paths, gboolean *eight_bit, GError **error)
{
  Reader reader = {
    .line = g_string_new (NULL),
    .fields = message_fields_new (),
    .out = g_string_sized_new (CHUNK),
    .body = body,
    .utf8 = TRUE,
  };
  MessageLetter *letter = NULL;

  if (read_message (&reader, message, error))
    letter = make_letter (&reader, reverse_path, forward_paths, error);
  if (letter != NULL)
    *eight_bit = reader.eight_bit;

  g_string_free (reader.line, TRUE);
  g_string_free (reader.out, TRUE);
  message_fields_free (reader.fields);
  return letter;
}

/* Header and body as one, as they lie in a letter's row. */
static gboolean
join_body (MessageLetter *letter, GMemoryOutputStream *body, gboolean eight_bit, GError **error)
{
  g_autoptr (GByteArray) octets = g_bytes_unref_to_array (g_bytes_ref (letter->content->octets));
  gsize length = g_memory_output_stream_get_data_size (body);

  if (octets->len + length > MESSAGE_MAX_OCTETS)
    {
      g_set_error (error, MESSAGE_ERROR, MESSAGE_ERROR_TOO_LARGE,
                   "the message takes %" G_GSIZE_FORMAT " octets", octets->len + length);
      return FALSE;
    }
  if (length > 0)
    g_byte_array_append (octets, g_memory_output_stream_get_data (body), length);
  if (!message_scan_octets (octets->data, octets->len, eight_bit, error))
    return FALSE;

  g_autoptr (GBytes) whole = g_bytes_new (octets->data, octets->len);
  mail_content_free (letter->content);
  letter->content = mail_content_new (whole);
  return TRUE;
}

MessageLetter *
message_letter_from_octets (GBytes *octets, MailPath *reverse_path, GPtrArray *forward_paths,
                            GError **error)
{
  g_autoptr (GInputStream) message = g_memory_input_stream_new_from_bytes (octets);
  g_autoptr (GOutputStream) body = g_memory_output_stream_new_resizable ();
  gboolean eight_bit;
  g_autoptr (MessageLetter) letter =
      message_letter_from_stream (message, body, reverse_path, forward_paths, &eight_bit, error);

  if (letter == NULL || !join_body (letter, G_MEMORY_OUTPUT_STREAM (body), eight_bit, error))
    return NULL;
  return g_steal_pointer (&letter);
}
