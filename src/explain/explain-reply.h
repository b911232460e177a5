/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a reply or a failure means, in words for people. The only room that has such words: the
 * catalogues are JSON in English and Chinese, compiled in. Order of looking: text of the
 * provider's family (longest match first), the families that apply to every server, enhanced
 * status code, code and stage, class. */

#pragma once

#include "mail-failure.h"

G_BEGIN_DECLS

/**
 * ExplainRetry: when the same request could work
 * @EXPLAIN_RETRY_UNSAID: the catalogue does not say; the class of the code decides
 * @EXPLAIN_RETRY_RECONNECT: over another connection, at once; this one has carried enough
 * @EXPLAIN_RETRY_LATER: by waiting
 * @EXPLAIN_RETRY_AFTER_FIX: after a person changed something
 * @EXPLAIN_RETRY_NEVER: not at all
 */
typedef enum
{
  EXPLAIN_RETRY_UNSAID,
  EXPLAIN_RETRY_RECONNECT,
  EXPLAIN_RETRY_LATER,
  EXPLAIN_RETRY_AFTER_FIX,
  EXPLAIN_RETRY_NEVER,
} ExplainRetry;

/**
 * ExplainAction: the one button that helps
 * @EXPLAIN_ACTION_NEW_CODE: to the provider's web page, where codes are made
 * @EXPLAIN_ACTION_ENTER_CODE: to where the code, password or token is typed
 */
typedef enum
{
  EXPLAIN_ACTION_NONE,
  EXPLAIN_ACTION_NEW_CODE,
  EXPLAIN_ACTION_ENTER_CODE,
  EXPLAIN_ACTION_CORRECT_ADDRESS,
  EXPLAIN_ACTION_USE_LOGIN_ADDRESS,
  EXPLAIN_ACTION_MAKE_SMALLER,
  EXPLAIN_ACTION_TRY_LATER,
  EXPLAIN_ACTION_TRY_NOW,
  EXPLAIN_ACTION_EDIT,
  EXPLAIN_ACTION_CHECK_SERVER,
  EXPLAIN_ACTION_SHOW_CERTIFICATE,
  EXPLAIN_ACTION_UNLOCK_KEYRING,
  EXPLAIN_ACTION_CHECK_SENT,
  EXPLAIN_ACTION_SHOW_CONVERSATION,
} ExplainAction;

#define EXPLAIN_N_ACTIONS (EXPLAIN_ACTION_SHOW_CONVERSATION + 1)

const char *explain_action_to_nick (ExplainAction action);

/**
 * explain_action_from_nick:
 *
 * Returns: the action, EXPLAIN_ACTION_NONE when no other has that name
 */
ExplainAction explain_action_from_nick (const char *nick);

/**
 * ExplainQuery:
 * @family: (nullable): provider family or provider id; NULL: unknown server
 * @language: "zh…" gives Chinese, all else English, e.g. "zh_CN", "en_GB.UTF-8"
 * @stage: where it happened, as far as known
 * @stage_known: whether @stage counts
 */
typedef struct
{
  const char *family;
  const char *language;
  MailStage stage;
  gboolean stage_known;
} ExplainQuery;

/**
 * Explanation:
 * @title: what happened, a sentence without codes
 * @detail: why most likely, and what to do
 * @class_text: what the digits say, "5: a lasting no · 5.1.1: mailbox does not exist"
 * @action: the button
 * @action_label: its words
 * @retry: when the same request could work
 * @source: (nullable): where the fact comes from
 */
typedef struct
{
  char *title;
  char *detail;
  char *class_text;
  ExplainAction action;
  char *action_label;
  ExplainRetry retry;
  char *source;
} Explanation;

void explanation_free (Explanation *explanation);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Explanation, explanation_free)

/**
 * explain_reply:
 *
 * Returns: (transfer full): never NULL; an unknown code is explained by its class
 */
Explanation *explain_reply (const ExplainQuery *query, const MailReply *reply);

/**
 * explain_failure:
 *
 * Returns: (transfer full): never NULL; a failure with a reply is explained by the reply where the
 *   catalogue knows it
 */
Explanation *explain_failure (const ExplainQuery *query, const MailFailure *failure);

/**
 * explain_unknown:
 *
 * Returns: (transfer full): what to say of a letter whose final answer never came
 */
Explanation *explain_unknown (const ExplainQuery *query);

/**
 * explain_reply_short:
 *
 * Returns: (transfer full): three to six words for a row in a list, "no such mailbox"
 */
char *explain_reply_short (const ExplainQuery *query, const MailReply *reply);

/**
 * explain_failure_short:
 *
 * Returns: (transfer full): three to six words for a row in a list, "keyring locked"
 */
char *explain_failure_short (const ExplainQuery *query, const MailFailure *failure);

/**
 * explain_unknown_short:
 *
 * Returns: (transfer full): the same of a letter whose final answer never came
 */
char *explain_unknown_short (const ExplainQuery *query);

/**
 * explain_knows_family:
 *
 * Returns: whether @name is a provider or family the catalogue has entries for
 */
gboolean explain_knows_family (const char *name);

G_END_DECLS
