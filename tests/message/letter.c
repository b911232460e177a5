/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "letter.h"

#include <gio/gio.h>
#include <string.h>

MessageDraft *
letter_new_draft (void)
{
  MessageDraft *draft = message_draft_new ();
  g_autoptr (MailPath) path = mail_path_parse ("wang@163.com", NULL);

  draft->from = message_mailbox_new ("王芳", path);
  letter_add_mailbox (draft->to, NULL, "lilei@example.org");
  return draft;
}

void
letter_add_mailbox (GPtrArray *mailboxes, const char *name, const char *address)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MailPath) path = mail_path_parse (address, &error);

  g_assert_no_error (error);
  g_ptr_array_add (mailboxes, message_mailbox_new (name, path));
}

/* Files by digest: what the store would be. */
static GHashTable *
get_files (void)
{
  static GHashTable *files;

  if (files == NULL)
    files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return files;
}

MessageAttachment *
letter_add_file (MessageDraft *draft, const char *name, const char *type, const char *octets)
{
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, octets, -1);
  MessageAttachment *attachment = message_attachment_new (name, type, digest, strlen (octets));

  g_hash_table_insert (get_files (), g_strdup (digest), g_strdup (octets));
  g_ptr_array_add (draft->attachments, attachment);
  return attachment;
}

static void
append_file (GByteArray *out, const MailHole *hole)
{
  const char *file = g_hash_table_lookup (get_files (), hole->digest);
  g_assert_nonnull (file);
  g_assert_cmpuint (strlen (file), ==, hole->size);

  if (hole->encoding == MAIL_ENCODING_IDENTITY)
    {
      g_byte_array_append (out, (const guint8 *) file, hole->size);
      return;
    }

  g_autofree char *encoded = g_base64_encode ((const guchar *) file, hole->size);
  gsize length = strlen (encoded);
  for (gsize i = 0; i < length; i += hole->line_length)
    {
      g_byte_array_append (out, (const guint8 *) encoded + i, MIN (hole->line_length, length - i));
      g_byte_array_append (out, (const guint8 *) "\r\n", 2);
    }
}

GBytes *
letter_fill (const MailContent *content)
{
  GByteArray *out = g_byte_array_new ();
  gsize length;
  const guint8 *octets = g_bytes_get_data (content->octets, &length);
  guint64 done = 0;

  for (guint i = 0; i < content->holes->len; i++)
    {
      const MailHole *hole = &g_array_index (content->holes, MailHole, i);
      g_byte_array_append (out, octets + done, hole->place - done);
      append_file (out, hole);
      done = hole->place;
    }
  g_byte_array_append (out, octets + done, length - done);
  g_assert_cmpuint (out->len, ==, mail_content_get_size (content));
  return g_byte_array_free_to_bytes (out);
}

GHashTable *
letter_read (GBytes *octets)
{
  g_autofree char *script = g_test_build_filename (G_TEST_DIST, "message", "read-letter.py", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) python =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error,
                        "python3", script, NULL);
  g_assert_no_error (error);

  g_autoptr (GBytes) said = NULL;
  g_subprocess_communicate (python, octets, NULL, &said, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (python));

  g_autofree char *text = g_strndup (g_bytes_get_data (said, NULL), g_bytes_get_size (said));
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  GHashTable *seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *tab = strchr (lines[i], '\t');
      if (tab != NULL)
        g_hash_table_insert (seen, g_strndup (lines[i], tab - lines[i]),
                             g_uri_unescape_string (tab + 1, NULL));
    }
  return seen;
}

GHashTable *
letter_render_and_read (const MessageDraft *draft)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MessageLetter) letter = message_render (draft, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (letter);

  g_autoptr (GBytes) octets = letter_fill (letter->content);
  g_assert_true (message_scan (octets, &error));
  g_assert_no_error (error);
  GHashTable *seen = letter_read (octets);
  letter_assert (seen, "defects", "");
  letter_assert (seen, "Message-ID", letter->message_id);
  return seen;
}
