/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "mail-request.h"

typedef struct
{
  MailNotify notify;
  const char *word;
} Word;

static const Word words[] = {
  { MAIL_NOTIFY_NEVER, "NEVER" },
  { MAIL_NOTIFY_SUCCESS, "SUCCESS" },
  { MAIL_NOTIFY_FAILURE, "FAILURE" },
  { MAIL_NOTIFY_DELAY, "DELAY" },
};

static const char *const returns[] = {
  [MAIL_RETURN_UNSAID] = "",
  [MAIL_RETURN_FULL] = "FULL",
  [MAIL_RETURN_HEADERS] = "HDRS",
};
G_STATIC_ASSERT (G_N_ELEMENTS (returns) == MAIL_N_RETURNS);

char *
mail_notify_to_text (MailNotify notify)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (notify & words[i].notify)
      g_string_append_printf (text, "%s%s", text->len > 0 ? "," : "", words[i].word);
  return g_string_free (text, FALSE);
}

static MailNotify
find_word (const char *word)
{
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_ascii_strcasecmp (word, words[i].word) == 0)
      return words[i].notify;
  return MAIL_NOTIFY_UNSAID;
}

gboolean
mail_notify_from_text (const char *text, MailNotify *notify)
{
  g_auto (GStrv) parts = NULL;
  MailNotify all = MAIL_NOTIFY_UNSAID;

  g_return_val_if_fail (text != NULL && notify != NULL, FALSE);

  parts = g_strsplit (text, ",", -1);
  for (guint i = 0; parts[i] != NULL; i++)
    {
      MailNotify one = find_word (g_strstrip (parts[i]));

      if (one == MAIL_NOTIFY_UNSAID)
        return FALSE;
      all |= one;
    }
  if (all == MAIL_NOTIFY_UNSAID || (all & MAIL_NOTIFY_NEVER && all != MAIL_NOTIFY_NEVER))
    return FALSE;
  *notify = all;
  return TRUE;
}

const char *
mail_return_to_text (MailReturn ret)
{
  return returns[ret];
}

gboolean
mail_return_from_text (const char *text, MailReturn *ret)
{
  g_return_val_if_fail (text != NULL && ret != NULL, FALSE);

  for (guint i = MAIL_RETURN_FULL; i < MAIL_N_RETURNS; i++)
    if (g_ascii_strcasecmp (text, returns[i]) == 0)
      {
        *ret = i;
        return TRUE;
      }
  return FALSE;
}
