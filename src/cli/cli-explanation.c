/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli-explanation.h"

#include "account-provider.h"

const char *
cli_explanation_get_language (void)
{
  return g_get_language_names ()[0];
}

char *
cli_explanation_dup_family (AccountRegistry *registry, const StoreLetter *letter)
{
  g_autoptr (AccountProfile) profile =
      registry != NULL ? account_registry_lookup (registry, letter->account_id) : NULL;
  const AccountProvider *provider = NULL;

  if (profile != NULL)
    return account_profile_dup_family (profile);
  provider = letter->server != NULL ? account_provider_for_host (letter->server) : NULL;
  return provider != NULL ? g_strdup (provider->family) : NULL;
}

/* A recipient that was not refused by itself has the reply that decided the whole letter. */
static ExplainQuery
make_query (const StoreLetter *letter, const MailReply *reply, const char *family)
{
  ExplainQuery query = {
    .family = family,
    .language = cli_explanation_get_language (),
    .stage = MAIL_STAGE_ENVELOPE,
    .stage_known = TRUE,
  };
  MailReply *final = letter->outcome->reply;

  if (final != NULL && mail_reply_get_code (final) == mail_reply_get_code (reply) &&
      g_str_equal (mail_reply_get_text (final), mail_reply_get_text (reply)))
    query.stage = MAIL_STAGE_LETTER;
  return query;
}

static MailReply *
find_reply (const StoreLetter *letter, MailRecipientState state)
{
  for (guint i = 0; i < letter->outcome->results->len; i++)
    {
      const MailResult *result = mail_outcome_get (letter->outcome, i);

      if (result->state == state && result->reply != NULL)
        return result->reply;
    }
  return NULL;
}

Explanation *
cli_explanation_new (const StoreLetter *letter, const char *family)
{
  ExplainQuery plain = { .family = family, .language = cli_explanation_get_language () };
  MailReply *reply = NULL;

  if (letter->shown == MAIL_SHOWN_UNKNOWN)
    return explain_unknown (&plain);
  if (letter->outcome->failure != NULL)
    return explain_failure (&plain, letter->outcome->failure);
  reply = find_reply (letter, MAIL_RECIPIENT_REFUSED);
  if (reply == NULL)
    reply = find_reply (letter, MAIL_RECIPIENT_DEFERRED);
  if (reply == NULL)
    reply = letter->outcome->reply;
  if (reply != NULL)
    {
      ExplainQuery query = make_query (letter, reply, family);

      return explain_reply (&query, reply);
    }
  return NULL;
}

char *
cli_explanation_dup_short (const StoreLetter *letter, const MailResult *result, const char *family)
{
  ExplainQuery query;

  if (result->reply == NULL || mail_reply_get_class (result->reply) < MAIL_REPLY_TRANSIENT)
    return NULL;
  query = make_query (letter, result->reply, family);
  return explain_reply_short (&query, result->reply);
}
