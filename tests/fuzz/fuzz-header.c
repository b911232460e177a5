/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A draft whose every string is hostile is rendered. The letter is refused, or it is canonical,
 * holds the fields the program writes and no others (reliability: injection), no line is longer
 * than 998 octets, no encoded word longer than RFC 2047 allows, and nobody gets it who was not
 * named.
 *
 * An input is fields parted by NUL, in the order of fill(). */

#include "fuzz.h"

#include <string.h>

#include "mail-text.h"
#include "message-render.h"
#include "message-scan-private.h"
#include "message-view.h"

#define TO "lilei@example.org"

/* RFC 2047 section 2 */
#define MAX_ENCODED_WORD 75

static const char *const allowed[] = {
  "from",       "to",           "cc",           "reply-to",
  "subject",    "date",         "message-id",   "in-reply-to",
  "references", "mime-version", "content-type", "content-transfer-encoding",
  "x-fuzz",     "user-agent",   "x-mailer",
};

typedef struct
{
  const guint8 *rest;
  gsize left;
} Input;

static char *
take (Input *input)
{
  return fuzz_take_text (&input->rest, &input->left, '\0');
}

static char *
take_or_null (Input *input)
{
  g_autofree char *text = take (input);

  return *text != '\0' ? g_steal_pointer (&text) : NULL;
}

static void
add_mailbox (GPtrArray *mailboxes, const char *name, const char *address)
{
  g_autoptr (MailPath) path = mail_path_parse (address, NULL);

  if (path != NULL)
    g_ptr_array_add (mailboxes, message_mailbox_new (name, path));
}

/* Past message_draft_add_header(), as in a draft on disk that was altered. */
static void
add_header (MessageDraft *draft, Input *input)
{
  g_autofree char *value = take_or_null (input);
  MessageHeader *header;

  if (value == NULL || !message_draft_add_header (draft, "X-Fuzz", "x", NULL))
    return;
  header = g_ptr_array_index (draft->headers, 0);
  g_free (header->value);
  header->value = g_steal_pointer (&value);
}

static void
add_attachment (MessageDraft *draft, Input *input)
{
  g_autofree char *name = take_or_null (input);
  g_autofree char *type = take (input);
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "x", 1);
  MessageAttachment *attachment;

  if (name == NULL)
    return;
  attachment = message_attachment_new ("x", "text/plain", digest, 1);
  g_free (attachment->name);
  attachment->name = g_steal_pointer (&name);
  g_free (attachment->content_type);
  attachment->content_type = g_steal_pointer (&type);
  g_ptr_array_add (draft->attachments, attachment);
}

static MessageDraft *
fill (Input *input)
{
  MessageDraft *draft = message_draft_new ();
  g_autofree char *from_name = NULL;
  g_autofree char *cc_name = NULL;
  g_autofree char *address = NULL;
  g_autoptr (MailPath) from = mail_path_parse ("wang@163.com", NULL);

  g_free (draft->subject);
  draft->subject = take (input);
  from_name = take (input);
  cc_name = take (input);
  address = take (input);
  g_free (draft->text);
  draft->text = take (input);
  draft->html = take_or_null (input);
  draft->in_reply_to = take_or_null (input);
  draft->references = take_or_null (input);
  add_header (draft, input);
  add_attachment (draft, input);

  draft->from = message_mailbox_new (from_name, from);
  add_mailbox (draft->to, from_name, TO);
  add_mailbox (draft->cc, cc_name, address);
  add_mailbox (draft->reply_to, cc_name, "reply@example.org");
  return draft;
}

static gboolean
is_allowed (const char *line)
{
  gsize length = strcspn (line, ":");

  for (gsize i = 0; i < G_N_ELEMENTS (allowed); i++)
    if (length == strlen (allowed[i]) && g_ascii_strncasecmp (line, allowed[i], length) == 0)
      return TRUE;
  return FALSE;
}

static void
check_encoded_words (const char *line)
{
  const char *begin = line;

  while ((begin = strstr (begin, "=?UTF-8?")) != NULL)
    {
      const char *text = strchr (begin + strlen ("=?UTF-8?"), '?');
      const char *end = text != NULL ? strstr (text + 1, "?=") : NULL;

      if (end == NULL)
        return;
      g_assert (end + 2 - begin <= MAX_ENCODED_WORD);
      begin = end;
    }
}

/* The fields of the message's own header, each once. */
static void
check_header (const char *octets)
{
  g_autofree char *header = g_strndup (octets, strstr (octets, "\r\n\r\n") - octets);
  g_auto (GStrv) lines = g_strsplit (header, "\r\n", -1);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      check_encoded_words (lines[i]);
      if (lines[i][0] == ' ' || lines[i][0] == '\t')
        {
          /* RFC 5322 section 3.2.2: a line of blanks alone is obsolete */
          g_assert (strspn (lines[i], " \t") < strlen (lines[i]));
          continue;
        }
      g_assert (is_allowed (lines[i]));
      g_assert (g_hash_table_add (seen, g_ascii_strdown (lines[i], strcspn (lines[i], ":"))));
    }
}

/* What the reader sees is what was written. */
static void
check_view (const MessageDraft *draft, GBytes *octets)
{
  MessageView *view = message_view_new (octets);
  g_autofree char *subject = g_strstrip (g_strdup (draft->subject));
  gboolean plain = TRUE;

  for (const char *p = subject; *p != '\0'; p = g_utf8_next_char (p))
    plain &= g_unichar_isprint (g_utf8_get_char (p)) && g_utf8_get_char (p) != 0xfffd;
  if (plain && !mail_text_has_line_break (subject) && strcmp (view->subject, subject) != 0)
    g_error ("the subject \"%s\" is read as \"%s\"", subject, view->subject);
  message_view_free (view);
}

static void
check_letter (const MessageDraft *draft, const MessageLetter *letter)
{
  GBytes *bytes = letter->content->octets;
  gboolean eight_bit = mail_content_is_eight_bit (letter->content);
  g_autofree char *octets = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_autoptr (GError) error = NULL;

  g_assert (strlen (octets) == g_bytes_get_size (bytes));
  if (letter->content->holes->len == 0)
    g_assert (message_scan_octets ((const guint8 *) octets, strlen (octets), eight_bit, &error));
  g_assert (!eight_bit || mail_envelope_needs_smtputf8 (letter->envelope));
  g_assert (letter->envelope->forward_paths->len <= 1 + draft->cc->len);
  check_header (octets);
  check_view (draft, bytes);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  Input input = { data, size };
  g_autoptr (MessageDraft) draft = fill (&input);
  g_autoptr (MessageLetter) letter = NULL;
  g_autoptr (GError) error = NULL;

  fuzz_begin (data, size);
  letter = message_render (draft, NULL, NULL, &error);
  g_assert ((letter == NULL) == (error != NULL));
  if (letter != NULL)
    check_letter (draft, letter);
  return 0;
}
