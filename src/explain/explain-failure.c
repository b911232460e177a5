/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From a failure to an explanation. Where the server gave its reasons, those are explained. */

#include "explain-finding-private.h"

#include <json-glib/json-glib.h>

/* The problem of each kind; NULL where the reply decides. */
static const char *const problems[] = {
  [MAIL_FAILURE_CANCELLED] = "cancelled",
  [MAIL_FAILURE_RESOLVE] = "resolve",
  [MAIL_FAILURE_CONNECT] = "connect",
  [MAIL_FAILURE_PROXY_UNREACHABLE] = "proxy-unreachable",
  [MAIL_FAILURE_PROXY_LOGIN] = "proxy-login",
  [MAIL_FAILURE_PROXY_REFUSED] = "proxy-refused",
  [MAIL_FAILURE_TIMEOUT] = "timeout",
  [MAIL_FAILURE_CLOSED] = "closed",
  [MAIL_FAILURE_PROTOCOL] = "broken-protocol",
  [MAIL_FAILURE_TLS] = "tls",
  [MAIL_FAILURE_CERTIFICATE] = "certificate",
  [MAIL_FAILURE_NO_TLS] = "no-tls",
  [MAIL_FAILURE_WRONG_SECURITY] = "wrong-security",
  [MAIL_FAILURE_NO_MECHANISM] = "no-mechanism",
  [MAIL_FAILURE_LOGIN] = "login-refused",
  [MAIL_FAILURE_NO_SECRET] = "no-secret",
  [MAIL_FAILURE_REPLY] = "refused",
  [MAIL_FAILURE_TOO_LARGE] = "too-large",
  [MAIL_FAILURE_NEEDS_SMTPUTF8] = "needs-utf8",
  [MAIL_FAILURE_NEEDS_REQUIRETLS] = "needs-requiretls",
  [MAIL_FAILURE_CONTENT] = "content",
  [MAIL_FAILURE_STORAGE] = "storage",
  [MAIL_FAILURE_RESTORED] = "restored",
  [MAIL_FAILURE_OFFLINE] = "offline",
  [MAIL_FAILURE_PATIENCE] = "patience",
};

G_STATIC_ASSERT (G_N_ELEMENTS (problems) == MAIL_N_FAILURE_KINDS);

/* A secret may be missing for other reasons than that nobody gave one; the detail is the nick of
 * the keyring's status (account_secret_status_to_nick()). */
static const char *
get_secret_problem (const char *detail)
{
  if (g_strcmp0 (detail, "locked") == 0)
    return "keyring-locked";
  if (g_strcmp0 (detail, "dismissed") == 0)
    return "keyring-dismissed";
  if (g_strcmp0 (detail, "no-keyring") == 0)
    return "keyring-missing";
  return problems[MAIL_FAILURE_NO_SECRET];
}

/* Words where a handshake was due, or a handshake where words were; elsewhere nobody knows which.
 */
static const char *
get_security_problem (MailStage stage)
{
  if (stage == MAIL_STAGE_ENCRYPT)
    return "port-speaks-plain";
  if (stage == MAIL_STAGE_GREETING)
    return "port-speaks-tls";
  return problems[MAIL_FAILURE_WRONG_SECURITY];
}

/* What the server told a mechanism for access tokens (RFC 7628 section 3.2.2); Google's XOAUTH2 has
 * a number where the RFC has a word.
 *
 * Returns: (nullable): the problem, if @detail is that */
static const char *
get_token_problem (const char *detail)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonNode *root = NULL;
  const char *status = NULL;

  if (detail == NULL || !json_parser_load_from_data (parser, detail, -1, NULL))
    return NULL;
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return NULL;
  status = json_object_get_string_member_with_default (json_node_get_object (root), "status", "");
  return g_strcmp0 (status, "insufficient_scope") == 0 || g_strcmp0 (status, "403") == 0
             ? "token-too-weak"
             : "token-refused";
}

/* What a mechanism was told beside the reply says more than the reply.
 *
 * Returns: (nullable): the problem */
static const char *
get_login_problem (const MailFailure *failure)
{
  if (failure->kind != MAIL_FAILURE_LOGIN)
    return NULL;
  /* RFC 5802 section 7 */
  if (g_strcmp0 (failure->detail, "channel-bindings-dont-match") == 0 ||
      g_strcmp0 (failure->detail, "server-does-support-channel-binding") == 0)
    return "opened-on-the-way";
  /* SUBMISSION_TEST_LIMITED */
  if (g_strcmp0 (failure->detail, "too-many-tests") == 0)
    return "too-many-tests";
  return get_token_problem (failure->detail);
}

static ExplainFinding
find_failure (const ExplainFamily *family, const MailFailure *failure)
{
  const char *id = problems[failure->kind];

  if (failure->kind == MAIL_FAILURE_NO_SECRET)
    id = get_secret_problem (failure->detail);
  else if (failure->kind == MAIL_FAILURE_WRONG_SECURITY)
    id = get_security_problem (failure->stage);
  else if (failure->kind == MAIL_FAILURE_LOGIN && family != NULL && family->wants_code)
    id = "code-refused";
  return explain_finding_from_problem (explain_problem_get (id));
}

/* A refusal of one recipient is a result and no failure: in the envelope it was the sender's. */
static ExplainFinding
find_reply (const ExplainFamily *family, const MailFailure *failure)
{
  ExplainPlace place = explain_place_from_stage (failure->stage, EXPLAIN_PLACE_MAIL);

  return explain_reply_find (family, failure->reply, place);
}

/* After days the question is another one than what the server said last. */
static gboolean
is_refusal (const MailFailure *failure)
{
  return failure->kind != MAIL_FAILURE_PATIENCE && failure->reply != NULL &&
         mail_reply_get_class (failure->reply) >= MAIL_REPLY_TRANSIENT;
}

static ExplainFinding
find (const ExplainQuery *query, const MailFailure *failure)
{
  const ExplainFamily *family = explain_family_find (query->family);
  const char *told = get_login_problem (failure);

  if (told != NULL)
    return explain_finding_from_problem (explain_problem_get (told));
  return is_refusal (failure) ? find_reply (family, failure) : find_failure (family, failure);
}

char *
explain_failure_short (const ExplainQuery *query, const MailFailure *failure)
{
  ExplainFinding finding = find (query, failure);

  return g_strdup (
      explain_text_pick (finding.problem->short_words, explain_language_is_zh (query->language)));
}

Explanation *
explain_failure (const ExplainQuery *query, const MailFailure *failure)
{
  gboolean zh = explain_language_is_zh (query->language);
  ExplainFinding finding = find (query, failure);
  Explanation *explanation = explain_finding_to_explanation (&finding, failure->reply, zh);

  if (failure->kind == MAIL_FAILURE_CERTIFICATE && failure->certificate_flags != 0)
    {
      g_autofree char *words = explain_certificate_dup_words (failure->certificate_flags, zh);
      g_autofree char *detail = g_steal_pointer (&explanation->detail);

      explanation->detail = explain_join (words, detail, zh);
    }
  return explanation;
}

Explanation *
explain_unknown (const ExplainQuery *query)
{
  ExplainFinding finding = explain_finding_from_problem (explain_problem_get ("unknown-outcome"));

  finding.retry = EXPLAIN_RETRY_AFTER_FIX;
  return explain_finding_to_explanation (&finding, NULL, explain_language_is_zh (query->language));
}

char *
explain_unknown_short (const ExplainQuery *query)
{
  const ExplainProblem *problem = explain_problem_get ("unknown-outcome");

  return g_strdup (
      explain_text_pick (problem->short_words, explain_language_is_zh (query->language)));
}
