/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Message files from strangers. What comes of one is a draft a person could have typed, and files
 * with names that are names. */

#include "fuzz.h"

#include <string.h>

#include "mail-text.h"
#include "message-import.h"

static void
check_text (const char *text)
{
  g_assert (g_utf8_validate (text, -1, NULL));
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    g_assert (*p == '\n' || *p == '\t' || !g_unichar_iscntrl (g_utf8_get_char (p)));
}

static void
check_line (const char *text)
{
  check_text (text);
  g_assert (!mail_text_has_line_break (text));
}

static void
check_mailboxes (const GPtrArray *mailboxes)
{
  for (guint i = 0; i < mailboxes->len; i++)
    {
      const MessageMailbox *mailbox = g_ptr_array_index (mailboxes, i);

      check_line (mailbox->text);
      if (mailbox->name != NULL)
        check_line (mailbox->name);
    }
}

static void
check_draft (const MessageDraft *draft)
{
  check_mailboxes (draft->to);
  check_mailboxes (draft->cc);
  check_mailboxes (draft->bcc);
  check_mailboxes (draft->reply_to);
  check_line (draft->subject);
  check_text (draft->text);
  if (draft->in_reply_to != NULL)
    check_line (draft->in_reply_to);
  if (draft->references != NULL)
    check_line (draft->references);
  g_assert (draft->from == NULL && draft->account_id == NULL && draft->html == NULL);
  g_assert (draft->attachments->len == 0 && draft->headers->len == 0);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) octets = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (MessageImport) import = message_import (octets, &error);
  g_autoptr (MessageDraft) again = NULL;
  g_autoptr (GBytes) bytes = NULL;

  g_assert ((import == NULL) == (error != NULL));
  if (import == NULL)
    return 0;
  check_draft (import->draft);
  for (guint i = 0; i < import->files->len; i++)
    {
      const MessageImportFile *file = g_ptr_array_index (import->files, i);

      check_line (file->name);
      check_line (file->content_type);
      g_assert (*file->name != '\0' && strchr (file->name, '/') == NULL);
    }
  bytes = message_draft_to_bytes (import->draft);
  again = message_draft_from_bytes (bytes, &error);
  g_assert (again != NULL);
  return 0;
}
