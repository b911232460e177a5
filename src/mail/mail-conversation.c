/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The conversation in memory and at rest. It grows by what a server says, so both its lines and
 * their lengths have a limit. */

#include "mail-conversation.h"

#include "mail-error.h"
#include "mail-nick-private.h"
#include "mail-text.h"
#include "mail-variant-private.h"

/* a reply line is kept to this length too (smtp) */
#define MAX_TEXT 4096
/* ten thousand recipients, a command and a reply each */
#define MAX_LINES 20000

#define FORMAT "(ua(xyyus))"
#define FORMAT_VERSION 1

struct MailConversation
{
  gatomicrefcount references;
  GArray *lines;
};

static const char *const who_nicks[] = {
  [MAIL_WHO_CLIENT] = "client",
  [MAIL_WHO_SERVER] = "server",
  [MAIL_WHO_NOTE] = "note",
};
G_STATIC_ASSERT (G_N_ELEMENTS (who_nicks) == MAIL_WHO_NOTE + 1);

const char *
mail_who_to_nick (MailWho who)
{
  g_return_val_if_fail ((guint) who < G_N_ELEMENTS (who_nicks), NULL);
  return who_nicks[who];
}

static void
line_clear (MailLine *line)
{
  g_free (line->text);
}

MailConversation *
mail_conversation_new (void)
{
  MailConversation *conversation = g_new0 (MailConversation, 1);

  g_atomic_ref_count_init (&conversation->references);
  conversation->lines = g_array_new (FALSE, FALSE, sizeof (MailLine));
  g_array_set_clear_func (conversation->lines, (GDestroyNotify) line_clear);
  return conversation;
}

MailConversation *
mail_conversation_ref (MailConversation *conversation)
{
  g_return_val_if_fail (conversation != NULL, NULL);
  g_atomic_ref_count_inc (&conversation->references);
  return conversation;
}

void
mail_conversation_unref (MailConversation *conversation)
{
  if (conversation == NULL || !g_atomic_ref_count_dec (&conversation->references))
    return;
  g_array_unref (conversation->lines);
  g_free (conversation);
}

static char *
dup_text (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  return mail_text_cut (valid, MAX_TEXT);
}

void
mail_conversation_append (MailConversation *conversation, gint64 at_us, MailWho who,
                          MailStage stage, MailLineFlags flags, const char *text)
{
  MailLine line = { .at_us = at_us, .who = who, .stage = stage, .flags = flags };

  g_return_if_fail (conversation != NULL && text != NULL);

  if (conversation->lines->len > MAX_LINES)
    return;
  if (conversation->lines->len == MAX_LINES)
    {
      line.who = MAIL_WHO_NOTE;
      line.flags = 0;
      text = "The conversation goes on, but no more of it is kept.";
    }
  line.text = dup_text (text);
  g_array_append_val (conversation->lines, line);
}

guint
mail_conversation_get_n_lines (const MailConversation *conversation)
{
  g_return_val_if_fail (conversation != NULL, 0);
  return conversation->lines->len;
}

const MailLine *
mail_conversation_get_line (const MailConversation *conversation, guint index)
{
  g_return_val_if_fail (conversation != NULL && index < conversation->lines->len, NULL);
  return &g_array_index (conversation->lines, MailLine, index);
}

GBytes *
mail_conversation_to_bytes (const MailConversation *conversation)
{
  GVariantBuilder lines;

  g_return_val_if_fail (conversation != NULL, NULL);

  g_variant_builder_init (&lines, G_VARIANT_TYPE ("a(xyyus)"));
  for (guint i = 0; i < conversation->lines->len; i++)
    {
      const MailLine *line = mail_conversation_get_line (conversation, i);

      g_variant_builder_add (&lines, "(xyyus)", line->at_us, (guchar) line->who,
                             (guchar) line->stage, (guint32) line->flags, line->text);
    }
  return mail_variant_to_bytes (FORMAT_VERSION, g_variant_builder_end (&lines));
}

static MailConversation *
read_lines (GVariant *lines)
{
  g_autoptr (MailConversation) conversation = mail_conversation_new ();
  GVariantIter iter;
  const char *text;
  gint64 at_us;
  guchar who, stage;
  guint32 flags;

  g_variant_iter_init (&iter, lines);
  while (g_variant_iter_next (&iter, "(xyyu&s)", &at_us, &who, &stage, &flags, &text))
    {
      if (who >= G_N_ELEMENTS (who_nicks) || stage >= MAIL_N_STAGES)
        return NULL;
      mail_conversation_append (conversation, at_us, (MailWho) who, (MailStage) stage,
                                (MailLineFlags) flags, text);
    }
  return g_steal_pointer (&conversation);
}

MailConversation *
mail_conversation_from_bytes (GBytes *bytes, GError **error)
{
  g_autoptr (GVariant) lines = NULL;
  MailConversation *conversation = NULL;

  g_return_val_if_fail (bytes != NULL, NULL);

  lines = mail_variant_from_bytes (FORMAT, FORMAT_VERSION, bytes);
  if (lines != NULL)
    conversation = read_lines (lines);
  if (conversation == NULL)
    g_set_error (error, MAIL_ERROR, MAIL_ERROR_SERIALISED,
                 "%" G_GSIZE_FORMAT " octets are not a conversation", g_bytes_get_size (bytes));
  return conversation;
}
