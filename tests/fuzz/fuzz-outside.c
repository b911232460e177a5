/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What holds for every draft, and for one that came from outside. */

#include "fuzz-outside.h"

#include "mail-text.h"

static void
check_text (const char *text)
{
  g_assert (text != NULL);
  g_assert (g_utf8_validate (text, -1, NULL));
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    g_assert (*p == '\n' || *p == '\t' || !g_unichar_iscntrl (g_utf8_get_char (p)));
}

void
fuzz_check_line (const char *text)
{
  check_text (text);
  g_assert (!mail_text_has_line_break (text));
}

static void
check_line_or_null (const char *text)
{
  if (text != NULL)
    fuzz_check_line (text);
}

static void
check_mailboxes (const GPtrArray *mailboxes)
{
  for (guint i = 0; i < mailboxes->len; i++)
    {
      const MessageMailbox *mailbox = g_ptr_array_index (mailboxes, i);

      fuzz_check_line (mailbox->text);
      check_line_or_null (mailbox->name);
      if (mailbox->path != NULL)
        fuzz_check_line (mail_path_get_text (mailbox->path));
    }
}

void
fuzz_check_kept (const MessageDraft *draft)
{
  g_autoptr (GBytes) bytes = message_draft_to_bytes (draft);
  g_autoptr (MessageDraft) again = message_draft_from_bytes (bytes, NULL);
  g_autoptr (GBytes) bytes_again = NULL;

  g_assert (again != NULL);
  bytes_again = message_draft_to_bytes (again);
  g_assert (g_bytes_equal (bytes, bytes_again));
}

void
fuzz_check_outside (const MessageDraft *draft)
{
  check_mailboxes (draft->to);
  check_mailboxes (draft->cc);
  check_mailboxes (draft->bcc);
  check_mailboxes (draft->reply_to);
  fuzz_check_line (draft->subject);
  check_text (draft->text);
  check_line_or_null (draft->in_reply_to);
  check_line_or_null (draft->references);
  g_assert (draft->from == NULL && draft->account_id == NULL && draft->html == NULL);
  g_assert (draft->attachments->len == 0 && draft->headers->len == 0);
  fuzz_check_kept (draft);
}
