/* SPDX-License-Identifier: GPL-3.0-or-later */

/* mailto: URIs (RFC 6068) from strangers. What comes of one is a draft a person could have typed:
 * one line where one line belongs, no sender, no file, no field beyond those that are seen. */

#include "fuzz.h"

#include <string.h>

#include "mail-text.h"
#include "message-mailto.h"

static void
check_text (const char *text)
{
  g_assert (text != NULL);
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
      if (mailbox->path != NULL)
        check_line (mail_path_get_text (mailbox->path));
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
  g_assert (draft->from == NULL && draft->account_id == NULL && draft->html == NULL);
  g_assert (draft->attachments->len == 0 && draft->headers->len == 0);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *uri = g_strndup ((const char *) data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (MessageDraft) draft = message_mailto_parse (uri, &error);
  g_autoptr (MessageDraft) again = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) bytes_again = NULL;

  g_assert ((draft == NULL) == (error != NULL));
  if (draft == NULL)
    return 0;
  check_draft (draft);
  bytes = message_draft_to_bytes (draft);
  again = message_draft_from_bytes (bytes, &error);
  g_assert (again != NULL);
  bytes_again = message_draft_to_bytes (again);
  g_assert (g_bytes_equal (bytes, bytes_again));
  return 0;
}
