/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A draft as it is kept on disk, after a disk or a hand has been at it. It is refused, or it is a
 * draft like any other: it can be written, read again, shown and rendered. */

#include "fuzz.h"

#include "fuzz-outside.h"
#include "message-check.h"
#include "message-render.h"

static void
check_draft (const MessageDraft *draft)
{
  g_autofree char *recipients = message_draft_dup_recipients (draft);
  g_autoptr (GPtrArray) findings = message_check (draft, "wang@163.com", 0);

  fuzz_check_kept (draft);
  g_assert (findings != NULL);
  g_assert (recipients != NULL && g_utf8_validate (recipients, -1, NULL));
  g_assert (g_utf8_validate (draft->subject, -1, NULL));
  g_assert (g_utf8_validate (draft->text, -1, NULL));
  message_draft_is_empty (draft);
}

static void
check_render (const MessageDraft *draft)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MessageLetter) letter = message_render (draft, NULL, NULL, &error);

  g_assert ((letter == NULL) == (error != NULL));
  if (letter != NULL && letter->content->holes->len == 0 &&
      !mail_content_is_eight_bit (letter->content))
    g_assert (message_scan (letter->content->octets, NULL));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (MessageDraft) draft = message_draft_from_bytes (bytes, &error);

  g_assert ((draft == NULL) == (error != NULL));
  if (draft == NULL)
    return 0;
  check_draft (draft);
  check_render (draft);
  return 0;
}
