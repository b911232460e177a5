/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A draft is saved once a second while it is written; a version for each would bury the one that is
 * looked for. What people come back for is what they took away, and how it was when they left it.
 * Somebody who deletes with Backspace does so over many saves: the version is the state before the
 * first of them. */

#include "ui-draft-worth-private.h"

#include <string.h>

#define MINUTE_US (60 * G_USEC_PER_SEC)
#define LONG_REST_US MINUTE_US
#define LONGEST_US (3 * MINUTE_US)
#define BETWEEN_DELETIONS_US (20 * G_USEC_PER_SEC)
/* octets: a sentence */
#define MUCH_TEXT 60

/* How much of @before is not in @after, if one place was changed. */
static gsize
count_removed (const char *before, const char *after)
{
  gsize length = strlen (before);
  gsize other = strlen (after);
  gsize shorter = MIN (length, other);
  gsize head = 0;
  gsize tail = 0;

  while (head < shorter && before[head] == after[head])
    head++;
  while (tail < shorter - head && before[length - tail - 1] == after[other - tail - 1])
    tail++;
  return length - head - tail;
}

static gboolean
has_attachment (const MessageDraft *draft, const char *digest)
{
  for (guint i = 0; i < draft->attachments->len; i++)
    if (g_str_equal (((MessageAttachment *) draft->attachments->pdata[i])->digest, digest))
      return TRUE;
  return FALSE;
}

static gboolean
has_lost_attachments (const MessageDraft *before, const MessageDraft *after)
{
  for (guint i = 0; i < before->attachments->len; i++)
    if (!has_attachment (after, ((MessageAttachment *) before->attachments->pdata[i])->digest))
      return TRUE;
  return FALSE;
}

static gboolean
has_lost_people (const MessageDraft *before, const MessageDraft *after)
{
  return after->to->len < before->to->len || after->cc->len < before->cc->len ||
         after->bcc->len < before->bcc->len;
}

gboolean
ui_draft_is_worth_keeping (const MessageDraft *before, const MessageDraft *after, gint64 rest_us,
                           gint64 age_us)
{
  gsize removed;

  if (before == NULL || message_draft_is_empty (before))
    return FALSE;
  if (has_lost_attachments (before, after))
    return TRUE;
  removed =
      count_removed (before->text, after->text) + count_removed (before->subject, after->subject);
  if (removed >= MUCH_TEXT || has_lost_people (before, after))
    return TRUE;
  if (removed > 0 && age_us >= BETWEEN_DELETIONS_US)
    return TRUE;
  return rest_us >= LONG_REST_US || age_us >= LONGEST_US;
}
