/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a careful friend would say before a letter goes: the first three kinds stop it. */

#include "message-check.h"

#include <string.h>

#include "message-body-private.h"
#include "message-draft-private.h"
#include "message-render.h"

/* From here on the recipients see a long list of people they may not know. */
#define MANY_VISIBLE 10
/* Header, boundaries and part headers of a letter with a few files */
#define FRAME_OCTETS 4096
#define BASE64_LINE 76

void
message_finding_free (MessageFinding *finding)
{
  if (finding == NULL)
    return;

  g_free (finding->detail);
  g_free (finding);
}

gboolean
message_finding_is_blocking (MessageFindingKind kind)
{
  switch (kind)
    {
    case MESSAGE_FINDING_NO_RECIPIENT:
    case MESSAGE_FINDING_BAD_ADDRESS:
    case MESSAGE_FINDING_TOO_LARGE:
      return TRUE;
    case MESSAGE_FINDING_TYPO:
    case MESSAGE_FINDING_NO_SUBJECT:
    case MESSAGE_FINDING_MISSING_ATTACHMENT:
    case MESSAGE_FINDING_MANY_VISIBLE:
    case MESSAGE_FINDING_FROM_NOT_LOGIN:
      return FALSE;
    }
  g_return_val_if_reached (TRUE);
}

static void
add (GPtrArray *findings, MessageFindingKind kind, const char *detail)
{
  MessageFinding *finding = g_new0 (MessageFinding, 1);
  finding->kind = kind;
  finding->detail = g_strdup (detail);
  g_ptr_array_add (findings, finding);
}

static void
check_addresses (GPtrArray *findings, const GPtrArray *mailboxes, gboolean ascii_only)
{
  for (guint i = 0; i < mailboxes->len; i++)
    {
      const MessageMailbox *mailbox = g_ptr_array_index (mailboxes, i);
      if (mailbox->path == NULL || (ascii_only && mail_path_needs_smtputf8 (mailbox->path)))
        add (findings, MESSAGE_FINDING_BAD_ADDRESS, mailbox->text);
    }
}

static void
check_typos (GPtrArray *findings, const GPtrArray *mailboxes)
{
  for (guint i = 0; i < mailboxes->len; i++)
    {
      const MessageMailbox *mailbox = g_ptr_array_index (mailboxes, i);
      const char *text = mailbox->path != NULL ? mail_path_get_text (mailbox->path) : mailbox->text;
      g_autofree char *suggestion = message_mailbox_suggest (text);
      if (suggestion != NULL)
        add (findings, MESSAGE_FINDING_TYPO, suggestion);
    }
}

static guint64
get_encoded_size (const char *text)
{
  MessageEncoding encoding;
  GString *encoded = message_body_encode (text, &encoding);
  guint64 size = encoded->len;

  /* lines end in CRLF on the wire */
  for (gsize i = 0; i < encoded->len; i++)
    size += encoded->str[i] == '\n';
  g_string_free (encoded, TRUE);
  return size;
}

/* An estimate from above; where it would be too much, the text is encoded to see. */
static guint64
estimate_text (const MessageDraft *draft)
{
  guint64 text = strlen (draft->text) + (draft->html != NULL ? strlen (draft->html) : 0);

  if (text < MESSAGE_MAX_OCTETS / 4)
    return 3 * text + FRAME_OCTETS;
  text = get_encoded_size (draft->text);
  if (draft->html != NULL)
    text += get_encoded_size (draft->html);
  return text + FRAME_OCTETS;
}

static guint64
estimate_files (const MessageDraft *draft)
{
  guint64 total = 0;

  for (guint i = 0; i < draft->attachments->len; i++)
    {
      const MessageAttachment *attachment = g_ptr_array_index (draft->attachments, i);
      MailHole hole = { .size = attachment->size,
                        .encoding = MAIL_ENCODING_BASE64,
                        .line_length = BASE64_LINE };
      total += mail_hole_get_encoded_size (&hole) + 512;
    }
  return total;
}

static void
check_size (GPtrArray *findings, const MessageDraft *draft, guint64 size_limit)
{
  guint64 text = estimate_text (draft);
  guint64 limit = text > MESSAGE_MAX_OCTETS ? MESSAGE_MAX_OCTETS : size_limit;

  if (text > MESSAGE_MAX_OCTETS || (size_limit > 0 && text + estimate_files (draft) > size_limit))
    {
      g_autofree char *detail = g_strdup_printf ("%" G_GUINT64_FORMAT, limit);
      add (findings, MESSAGE_FINDING_TOO_LARGE, detail);
    }
}

/* What the writer wrote, in small letters: quoted lines speak of somebody else's files. */
static GString *
make_own_text (const MessageDraft *draft)
{
  g_autoptr (GString) own = g_string_new (draft->subject);

  for (const char *line = draft->text; *line != '\0';)
    {
      gsize length = strcspn (line, "\n");
      const char *words = line + strspn (line, " \t");
      /* the signature (RFC 3676 section 4.3) */
      if (length == 3 && strncmp (line, "-- ", 3) == 0)
        break;
      if (*words != '>' && !g_str_has_prefix (words, "＞"))
        {
          g_string_append_c (own, '\n');
          g_string_append_len (own, words, line + length - words);
        }
      line += length + (line[length] == '\n');
    }
  return g_string_ascii_down (g_steal_pointer (&own));
}

static gboolean
is_word_at (const char *text, const char *place, const char *word)
{
  char after = place[strlen (word)];

  return (place == text || !g_ascii_isalnum (place[-1])) && !g_ascii_isalnum (after);
}

/* The first of the words that promise a file, or NULL. Chinese has no blanks between words, so
 * there they are found anywhere; those that deny it ("无附件") are taken out first. */
static const char *
find_promise (const char *lower)
{
  static const char *const english[] = {
    "attached",  "attachment", "attachments", "attaching",  "i attach",     "i've attached",
    "we attach", "enclosed",   "enclosure",   "enclosures", "see attached",
  };
  static const char *const chinese[] = {
    "附件",     "见附",     "随信附", "随函附", "随邮件附", "附上",     "附后", "附档",
    "附上文件", "附表如下", "附图",   "附送",   "夹带文件", "附加档案", "附檔", "附圖",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (english); i++)
    {
      const char *place = lower;
      while ((place = strstr (place, english[i])) != NULL)
        {
          if (is_word_at (lower, place, english[i]))
            return english[i];
          place++;
        }
    }
  for (gsize i = 0; i < G_N_ELEMENTS (chinese); i++)
    {
      if (strstr (lower, chinese[i]) != NULL)
        return chinese[i];
    }
  return NULL;
}

static void
check_promised_file (GPtrArray *findings, const MessageDraft *draft)
{
  static const char *const denials[] = {
    "无附件",        "没有附件",           "不含附件",     "無附件",
    "no attachment", "without attachment", "not attached", "unattached",
  };

  if (draft->attachments->len > 0)
    return;

  g_autoptr (GString) lower = make_own_text (draft);
  for (gsize i = 0; i < G_N_ELEMENTS (denials); i++)
    g_string_replace (lower, denials[i], " ", 0);

  const char *word = find_promise (lower->str);
  if (word != NULL)
    add (findings, MESSAGE_FINDING_MISSING_ATTACHMENT, word);
}

static void
check_from (GPtrArray *findings, const MessageDraft *draft, const char *login)
{
  if (login == NULL || draft->from == NULL || draft->from->path == NULL)
    return;

  /* a service compares without case in either part */
  if (g_ascii_strcasecmp (mail_path_get_text (draft->from->path), login) != 0)
    add (findings, MESSAGE_FINDING_FROM_NOT_LOGIN, login);
}

GPtrArray *
message_check (const MessageDraft *draft, const char *login, guint64 size_limit)
{
  GPtrArray *findings = g_ptr_array_new_with_free_func ((GDestroyNotify) message_finding_free);
  guint visible = draft->to->len + draft->cc->len;

  if (visible + draft->bcc->len == 0)
    add (findings, MESSAGE_FINDING_NO_RECIPIENT, NULL);
  check_addresses (findings, draft->to, FALSE);
  check_addresses (findings, draft->cc, FALSE);
  check_addresses (findings, draft->bcc, FALSE);
  /* the envelope does not say it, so no server was asked whether it takes such a header */
  check_addresses (findings, draft->reply_to, TRUE);
  check_size (findings, draft, size_limit);

  check_typos (findings, draft->to);
  check_typos (findings, draft->cc);
  check_typos (findings, draft->bcc);
  if (message_text_is_blank (draft->subject))
    add (findings, MESSAGE_FINDING_NO_SUBJECT, NULL);
  check_promised_file (findings, draft);
  if (visible >= MANY_VISIBLE)
    {
      g_autofree char *detail = g_strdup_printf ("%u", visible);
      add (findings, MESSAGE_FINDING_MANY_VISIBLE, detail);
    }
  check_from (findings, draft, login);
  return findings;
}
