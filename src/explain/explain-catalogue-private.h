/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is known about replies: replies.json (words of providers and of server programs) and
 * reply-codes.json (codes, enhanced status codes). */

#pragma once

#include "explain-words-private.h"

G_BEGIN_DECLS

/**
 * ExplainPlace: where in a session, finer than a stage: MAIL and RCPT are told apart
 */
typedef enum
{
  EXPLAIN_PLACE_CONNECT = 1 << 0,
  EXPLAIN_PLACE_GREETING = 1 << 1,
  EXPLAIN_PLACE_ENCRYPT = 1 << 2,
  EXPLAIN_PLACE_LOGIN = 1 << 3,
  EXPLAIN_PLACE_MAIL = 1 << 4,
  EXPLAIN_PLACE_RCPT = 1 << 5,
  EXPLAIN_PLACE_LETTER = 1 << 6,
  EXPLAIN_PLACE_GOODBYE = 1 << 7,
  EXPLAIN_PLACE_ANY = (1 << 8) - 1,
} ExplainPlace;

#define EXPLAIN_N_PLACES 8

/**
 * ExplainFamily: providers whose servers say the same words
 * @name: (nullable): for people
 * @everywhere: its words are those of a server program that may run anywhere
 * @wants_code: it signs in with an authorization code
 */
typedef struct
{
  const char *id;
  const char *name;
  gboolean everywhere;
  gboolean wants_code;
} ExplainFamily;

/**
 * ExplainEntry: known words of a reply
 * @code: 0 for any refusal
 * @match: folded; looked for in a folded reply
 * @advice: (nullable): better than the problem's own
 */
typedef struct
{
  const ExplainFamily *family;
  guint code;
  MailEnhancedCode enhanced;
  char *match;
  gsize match_length;
  ExplainPlace places;
  const ExplainProblem *problem;
  ExplainText meaning;
  ExplainText advice;
  ExplainRetry retry;
  const char *source;
} ExplainEntry;

/**
 * ExplainCode: a reply code
 * @at: (nullable): the problem where it is another in one place
 * @exact: it says more than a weak enhanced code
 */
typedef struct
{
  const ExplainProblem *problem;
  const ExplainProblem *at[EXPLAIN_N_PLACES];
  ExplainText meaning;
  ExplainRetry retry;
  gboolean exact;
  const char *source;
} ExplainCode;

/**
 * ExplainEnhanced: an enhanced status code
 * @problem: (nullable): NULL when it says nothing
 * @problem_4: (nullable): when it is not a lasting no
 * @transient: (nullable): its meaning then, where @meaning is worded for a lasting no
 * @weak: gives way to an exact reply code
 */
typedef struct
{
  const ExplainProblem *problem;
  const ExplainProblem *problem_4;
  ExplainText meaning;
  ExplainText transient;
  gboolean weak;
  const char *source;
} ExplainEnhanced;

/**
 * explain_family_find:
 * @name: (nullable): family or provider
 *
 * Returns: (transfer none) (nullable): its family
 */
const ExplainFamily *explain_family_find (const char *name);

/**
 * explain_entries_get:
 *
 * Returns: (transfer none) (element-type ExplainEntry): longest match first
 */
const GPtrArray *explain_entries_get (void);

const ExplainCode *explain_code_find (guint code);

/**
 * explain_enhanced_find:
 *
 * Returns: (transfer none) (nullable): what the code means wherever it is used as registered
 */
const ExplainEnhanced *explain_enhanced_find (MailEnhancedCode code);

/**
 * explain_vendor_find:
 *
 * Returns: (transfer none) (nullable): what the code means at @family, where that is something else
 */
const ExplainEnhanced *explain_vendor_find (const ExplainFamily *family, MailEnhancedCode code);

/**
 * explain_subject_get:
 *
 * Returns: (transfer none): what the second number of an enhanced code is about
 */
ExplainText explain_subject_get (guint subject);

/**
 * explain_enhanced_get_meaning:
 *
 * Returns: (transfer none): what the digits say; of an unknown code what it is about
 */
ExplainText explain_enhanced_get_meaning (MailEnhancedCode code);

G_END_DECLS
