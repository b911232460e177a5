/* SPDX-License-Identifier: GPL-3.0-or-later */

/* reliability.md group I: every field that takes a string is given every kind of line break, with
 * what an attacker would put behind it, at its start, middle and end. The letter must come out with
 * the fields the program writes and no others, or not at all. */

#include <string.h>

#include "letter.h"
#include "message-error.h"

static const char *const breaks[] = {
  "\r\n",         "\n",           "\r",     "\r\n ", "\n\t", "\xC2\x85",
  "\xE2\x80\xA8", "\xE2\x80\xA9", "%0D%0A", "\v",    "\f",
};

static const char *const payloads[] = {
  "Bcc: evil@example.org",
  "\r\nevil body",
  "> \r\nRCPT TO:<evil@example.org>",
  ".\r\nMAIL FROM:<evil@example.org>\r\n",
};

typedef void (*Inject) (MessageDraft *draft, const char *value);

static void
into_subject (MessageDraft *draft, const char *value)
{
  g_free (draft->subject);
  draft->subject = g_strdup (value);
}

static void
into_name (MessageDraft *draft, const char *value)
{
  g_free (draft->from->name);
  draft->from->name = g_strdup (value);
  letter_add_mailbox (draft->cc, value, "cc@example.org");
  letter_add_mailbox (draft->reply_to, value, "reply@example.org");
}

static void
into_file_name (MessageDraft *draft, const char *value)
{
  MessageAttachment *attachment = letter_add_file (draft, "x", "text/plain", "x");
  g_free (attachment->name);
  attachment->name = g_strdup (value);
}

static void
into_content_type (MessageDraft *draft, const char *value)
{
  MessageAttachment *attachment = letter_add_file (draft, "x", "text/plain", "x");
  g_free (attachment->content_type);
  attachment->content_type = g_strconcat ("text/plain", value, NULL);
}

static void
into_ids (MessageDraft *draft, const char *value)
{
  draft->in_reply_to = g_strdup_printf ("<a%sb@c>", value);
  draft->references = g_strdup_printf ("<a@c> %s <b@c>", value);
}

static void
into_text (MessageDraft *draft, const char *value)
{
  g_free (draft->text);
  draft->text = g_strdup (value);
  draft->html = g_strdup (value);
}

/* past message_draft_add_header(), as a draft altered by hand would be */
static void
into_header_value (MessageDraft *draft, const char *value)
{
  message_draft_add_header (draft, "X-Test", "x", NULL);
  MessageHeader *header = g_ptr_array_index (draft->headers, 0);
  g_free (header->value);
  header->value = g_strdup (value);
}

static void
into_header_name (MessageDraft *draft, const char *value)
{
  message_draft_add_header (draft, "X-Test", "x", NULL);
  MessageHeader *header = g_ptr_array_index (draft->headers, 0);
  g_free (header->name);
  header->name = g_strdup (value);
}

static const struct
{
  const char *name;
  Inject inject;
} fields[] = {
  { "subject", into_subject },
  { "name", into_name },
  { "file-name", into_file_name },
  { "content-type", into_content_type },
  { "ids", into_ids },
  { "text", into_text },
  { "header-value", into_header_value },
  { "header-name", into_header_name },
};

/* Names of the header fields, the message's and every part's, in lower case. */
static void
assert_fields (const char *octets)
{
  static const char *const allowed[] = {
    "from:",
    "to:",
    "cc:",
    "reply-to:",
    "subject:",
    "date:",
    "message-id:",
    "in-reply-to:",
    "references:",
    "x-test:",
    "mime-version:",
    "content-type:",
    "content-transfer-encoding:",
  };
  g_autofree char *header = g_strndup (octets, strstr (octets, "\r\n\r\n") - octets);
  g_auto (GStrv) lines = g_strsplit (header, "\r\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      gboolean known = lines[i][0] == ' ';
      for (gsize k = 0; k < G_N_ELEMENTS (allowed) && !known; k++)
        known = g_ascii_strncasecmp (lines[i], allowed[k], strlen (allowed[k])) == 0;
      g_assert_true (known);
    }
}

static void
assert_safe (Inject inject, const char *value)
{
  g_autoptr (MessageDraft) draft = letter_new_draft ();
  inject (draft, value);

  g_autoptr (GError) error = NULL;
  g_autoptr (MessageLetter) letter = message_render (draft, NULL, NULL, &error);
  if (letter == NULL)
    {
      g_assert_error (error, MESSAGE_ERROR, MESSAGE_ERROR_HEADER);
      return;
    }

  g_autoptr (GBytes) filled = letter_fill (letter->content);
  g_assert_true (message_scan (filled, &error));
  g_autofree char *octets = g_strndup (g_bytes_get_data (filled, NULL), g_bytes_get_size (filled));
  assert_fields (octets);
  if (inject != into_text)
    g_assert_null (strstr (octets, "\r\nBcc"));
  g_assert_null (strstr (octets, "\r\n.\r\n"));
  for (guint i = 0; i < letter->envelope->forward_paths->len; i++)
    g_assert_null (strstr (
        mail_path_get_text (g_ptr_array_index (letter->envelope->forward_paths, i)), "evil"));
}

static void
test_field (gconstpointer data)
{
  Inject inject = fields[GPOINTER_TO_UINT (data)].inject;

  for (gsize b = 0; b < G_N_ELEMENTS (breaks); b++)
    {
      for (gsize p = 0; p < G_N_ELEMENTS (payloads); p++)
        {
          g_autofree char *start = g_strconcat (breaks[b], payloads[p], NULL);
          g_autofree char *middle = g_strconcat ("a", breaks[b], payloads[p], breaks[b], "z", NULL);
          g_autofree char *end = g_strconcat ("a", breaks[b], payloads[p], breaks[b], NULL);
          if (inject == into_text && p == 3)
            continue; /* a lone dot is content there; the client doubles it */
          assert_safe (inject, start);
          assert_safe (inject, middle);
          assert_safe (inject, end);
        }
    }
}

/* I03: an address cannot be made to hold a line break at all */
static void
test_addresses (void)
{
  for (gsize b = 0; b < G_N_ELEMENTS (breaks); b++)
    {
      g_autofree char *quoted =
          g_strconcat ("\"a", breaks[b], "Bcc: evil@example.org\"@example.org", NULL);
      g_autofree char *domain = g_strconcat ("a@example.org", breaks[b], "Bcc: x@y.cn", NULL);
      g_autoptr (MailPath) path = mail_path_parse (quoted, NULL);
      g_autoptr (MailPath) other = mail_path_parse (domain, NULL);
      /* U+0085 and its like are UTF-8 in a quoted-string, which a 7bit header never takes */
      if (path != NULL)
        {
          g_autoptr (MessageDraft) draft = letter_new_draft ();
          g_ptr_array_add (draft->cc, message_mailbox_new (NULL, path));
          if ((guchar) breaks[b][0] > 127)
            g_assert_null (message_render (draft, NULL, NULL, NULL));
          else
            g_assert_cmpstr (breaks[b], ==, "%0D%0A");
        }
      g_assert_null (other);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      g_autofree char *path = g_strconcat ("/message/injection/", fields[i].name, NULL);
      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_field);
    }
  g_test_add_func ("/message/injection/addresses", test_addresses);
  return g_test_run ();
}
