/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Failures here are no errors: most of the usual names do not exist, and nobody has to do anything
 * about it. */

#include "explain-try.h"

#include "explain-json-private.h"

static gpointer
read_words (gpointer data)
{
  return explain_json_load ("tries.json");
}

static JsonObject *
get_words (const char *kind)
{
  static GOnce once = G_ONCE_INIT;
  JsonParser *parser = g_once (&once, read_words, NULL);

  return json_object_get_object_member (explain_json_get_root (parser), kind);
}

static const char *
get_key (const MailTry *try)
{
  if (try->state == MAIL_TRY_FOUND && try->is_foreign)
    return "found-foreign";
  return mail_try_state_to_nick (try->state);
}

char *
explain_try (const ExplainQuery *query, const MailTry *try)
{
  JsonObject *words = get_words (try->record != NULL ? "record" : "server");
  ExplainText text;

  if (try->record == NULL && try->state == MAIL_TRY_FAILED)
    {
      g_autoptr (Explanation) explanation = explain_failure (query, try->failure);
      return g_steal_pointer (&explanation->title);
    }
  text = explain_json_get_text (json_object_get_object_member (words, get_key (try)), NULL);
  return g_strdup (explain_text_pick (text, explain_language_is_zh (query->language)));
}
