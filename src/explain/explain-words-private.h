/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The words of problems.json: what a kind of problem is called, what helps, and the sentences
 * about certificates and classes. */

#pragma once

#include "explain-json-private.h"

G_BEGIN_DECLS

/**
 * ExplainProblem: a kind of problem, whatever reply or failure it showed itself in
 * @advice: (nullable): what to do
 * @label: (nullable): words for the button, where the action's own do not fit
 */
typedef struct
{
  const char *id;
  ExplainText title;
  ExplainText short_words;
  ExplainText advice;
  ExplainText label;
  ExplainAction action;
} ExplainProblem;

/**
 * ExplainClass: what the first digit of a reply says
 */
typedef struct
{
  ExplainText words;
  ExplainText detail;
  const ExplainProblem *problem;
} ExplainClass;

/**
 * explain_problem_get:
 *
 * Returns: (transfer none): the problem with @id, which must exist
 */
const ExplainProblem *explain_problem_get (const char *id);

const ExplainClass *explain_class_get (MailReplyClass reply_class);

/**
 * explain_certificate_dup_words:
 *
 * Returns: (transfer full): a sentence for each flag
 */
char *explain_certificate_dup_words (MailCertificateFlags flags, gboolean zh);

/**
 * explain_problem_dup_label:
 *
 * Returns: (transfer full): the words of its button, "" for none
 */
char *explain_problem_dup_label (const ExplainProblem *problem, gboolean zh);

G_END_DECLS
