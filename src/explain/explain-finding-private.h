/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What was found about a reply, before it is put into words. */

#pragma once

#include "explain-catalogue-private.h"

G_BEGIN_DECLS

/**
 * ExplainFinding:
 * @meaning: (nullable): why, most likely
 * @advice: (nullable): what to do
 */
typedef struct
{
  const ExplainProblem *problem;
  ExplainText meaning;
  ExplainText advice;
  ExplainRetry retry;
  const char *source;
} ExplainFinding;

/**
 * explain_finding_from_problem: what is said without knowing more than the kind of problem
 */
ExplainFinding explain_finding_from_problem (const ExplainProblem *problem);

/**
 * explain_reply_find:
 * @place: 0 when unknown
 */
ExplainFinding
explain_reply_find (const ExplainFamily *family, const MailReply *reply, ExplainPlace place);

/**
 * explain_place_from_stage:
 * @envelope: the place meant by MAIL_STAGE_ENVELOPE
 */
ExplainPlace explain_place_from_stage (MailStage stage, ExplainPlace envelope);

/**
 * explain_finding_to_explanation:
 * @reply: (nullable): for the words about its digits
 */
Explanation *
explain_finding_to_explanation (const ExplainFinding *finding, const MailReply *reply, gboolean zh);

G_END_DECLS
