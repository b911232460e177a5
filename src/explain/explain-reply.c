/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From a reply to an explanation. Order of looking: words of the provider's family, words of the
 * server programs that run anywhere, enhanced status code, code and place, class. In a family the
 * longest words win; between equal ones code, enhanced code and place decide. */

#include "explain-finding-private.h"

#include <string.h>

/* Words as short as "AUTH" say something only with their code. */
#define SHORT_MATCH 6

void
explanation_free (Explanation *explanation)
{
  if (explanation == NULL)
    return;
  g_free (explanation->title);
  g_free (explanation->detail);
  g_free (explanation->class_text);
  g_free (explanation->action_label);
  g_free (explanation->source);
  g_free (explanation);
}

ExplainFinding
explain_finding_from_problem (const ExplainProblem *problem)
{
  ExplainFinding finding = { .problem = problem, .advice = problem->advice };

  return finding;
}

/* All lines as one, without the enhanced codes that servers repeat on each, and folded. */
static char *
fold (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autoptr (GString) joined = g_string_new (NULL);

  for (gsize i = 0; lines[i] != NULL; i++)
    {
      const char *line = lines[i];
      MailEnhancedCode ignored;

      if (i > 0)
        {
          line += mail_enhanced_code_parse (line, &ignored);
          line += strspn (line, " \t");
          g_string_append_c (joined, ' ');
        }
      g_string_append (joined, line);
    }
  return g_utf8_casefold (joined->str, joined->len);
}

static gboolean
applies (const ExplainEntry *entry, const MailReply *reply, const char *folded)
{
  guint code = mail_reply_get_code (reply);

  if (entry->code != 0 && entry->code / 100 != code / 100)
    return FALSE;
  if (entry->match_length < SHORT_MATCH && entry->code != code)
    return FALSE;
  return strstr (folded, entry->match) != NULL;
}

static gboolean
same_enhanced (MailEnhancedCode a, MailEnhancedCode b)
{
  return a.status != 0 && a.status == b.status && a.subject == b.subject && a.detail == b.detail;
}

/* Which of two entries with words of the same length fits better. */
static guint
get_fit (const ExplainEntry *entry, const MailReply *reply, ExplainPlace place)
{
  guint fit = 0;

  if (entry->code == mail_reply_get_code (reply))
    fit += 4;
  if (same_enhanced (entry->enhanced, mail_reply_get_enhanced (reply)))
    fit += 2;
  if (entry->places & place)
    fit += 1;
  return fit;
}

static const ExplainEntry *
find_entry (const ExplainFamily *family, const MailReply *reply, const char *folded,
            ExplainPlace place)
{
  const GPtrArray *entries = explain_entries_get ();
  const ExplainEntry *best = NULL;

  for (guint i = 0; i < entries->len; i++)
    {
      const ExplainEntry *entry = g_ptr_array_index (entries, i);
      gboolean in_family = family != NULL ? entry->family == family : entry->family->everywhere;

      if (best != NULL && entry->match_length < best->match_length)
        break;
      if (in_family && applies (entry, reply, folded) &&
          (best == NULL || get_fit (entry, reply, place) > get_fit (best, reply, place)))
        best = entry;
    }
  return best;
}

static gboolean
find_by_words (ExplainFinding *finding, const ExplainFamily *family, const MailReply *reply,
               ExplainPlace place)
{
  g_autofree char *folded = fold (mail_reply_get_text (reply));
  const ExplainEntry *entry = NULL;

  if (mail_reply_get_class (reply) < MAIL_REPLY_TRANSIENT)
    return FALSE;
  if (family != NULL)
    entry = find_entry (family, reply, folded, place);
  if (entry == NULL)
    entry = find_entry (NULL, reply, folded, place);
  if (entry == NULL)
    return FALSE;
  finding->problem = entry->problem;
  finding->meaning = entry->meaning;
  finding->advice = entry->advice.en != NULL ? entry->advice : entry->problem->advice;
  finding->retry = entry->retry;
  finding->source = entry->source;
  return TRUE;
}

/* A 4xx with a code that is worded as lasting is put off, not decided. */
static void
soften (ExplainFinding *finding, const ExplainEnhanced *enhanced, ExplainPlace place)
{
  const ExplainProblem *greylist = explain_problem_get ("greylist");

  if (enhanced->problem_4 != NULL || enhanced->transient.en != NULL)
    finding->meaning = enhanced->transient;
  if (enhanced->problem_4 != NULL)
    finding->problem = enhanced->problem_4;
  if (finding->problem == greylist && place != EXPLAIN_PLACE_RCPT)
    finding->problem = explain_problem_get ("not-now");
}

static gboolean
find_by_enhanced (ExplainFinding *finding, const ExplainFamily *family, const MailReply *reply,
                  ExplainPlace place)
{
  MailEnhancedCode code = mail_reply_get_enhanced (reply);
  const ExplainCode *basic = explain_code_find (mail_reply_get_code (reply));
  const ExplainEnhanced *enhanced = explain_vendor_find (family, code);

  if (enhanced == NULL)
    enhanced = explain_enhanced_find (code);
  if (enhanced == NULL || enhanced->problem == NULL || code.status == MAIL_REPLY_POSITIVE)
    return FALSE;
  if (enhanced->weak && basic != NULL && basic->exact)
    return FALSE;
  finding->problem = enhanced->problem;
  finding->meaning = enhanced->meaning;
  if (code.status == MAIL_REPLY_TRANSIENT)
    soften (finding, enhanced, place);
  finding->advice = finding->problem->advice;
  finding->retry = basic != NULL ? basic->retry : EXPLAIN_RETRY_UNSAID;
  finding->source = enhanced->source;
  return TRUE;
}

static gboolean
find_by_code (ExplainFinding *finding, const MailReply *reply, ExplainPlace place)
{
  const ExplainCode *code = explain_code_find (mail_reply_get_code (reply));

  if (code == NULL)
    return FALSE;
  finding->problem = code->problem;
  for (int i = 0; i < EXPLAIN_N_PLACES; i++)
    if (place == (ExplainPlace) (1 << i) && code->at[i] != NULL)
      finding->problem = code->at[i];
  finding->meaning = code->meaning;
  finding->advice = finding->problem->advice;
  finding->retry = code->retry;
  finding->source = code->source;
  return TRUE;
}

/* A service that signs in with codes refused a code, even where its words are those of a server
 * program that may run anywhere. */
static void
name_secret (ExplainFinding *finding, const ExplainFamily *family)
{
  if (family == NULL || !family->wants_code ||
      finding->problem != explain_problem_get ("login-refused"))
    return;
  finding->problem = explain_problem_get ("code-refused");
  finding->advice = finding->problem->advice;
}

ExplainFinding
explain_reply_find (const ExplainFamily *family, const MailReply *reply, ExplainPlace place)
{
  const ExplainClass *reply_class = explain_class_get (mail_reply_get_class (reply));
  ExplainFinding finding = explain_finding_from_problem (reply_class->problem);

  finding.meaning = reply_class->detail;
  if (!find_by_words (&finding, family, reply, place) &&
      !find_by_enhanced (&finding, family, reply, place))
    find_by_code (&finding, reply, place);
  name_secret (&finding, family);
  return finding;
}

ExplainPlace
explain_place_from_stage (MailStage stage, ExplainPlace envelope)
{
  switch (stage)
    {
    case MAIL_STAGE_CONNECT:
      return EXPLAIN_PLACE_CONNECT;
    case MAIL_STAGE_GREETING:
      return EXPLAIN_PLACE_GREETING;
    case MAIL_STAGE_ENCRYPT:
      return EXPLAIN_PLACE_ENCRYPT;
    case MAIL_STAGE_LOGIN:
      return EXPLAIN_PLACE_LOGIN;
    case MAIL_STAGE_ENVELOPE:
      return envelope;
    case MAIL_STAGE_LETTER:
      return EXPLAIN_PLACE_LETTER;
    case MAIL_STAGE_GOODBYE:
      return EXPLAIN_PLACE_GOODBYE;
    }
  g_return_val_if_reached (EXPLAIN_PLACE_CONNECT);
}

/* "5: a lasting no · 5.1.1: No such mailbox …" */
static char *
dup_class_text (const MailReply *reply, gboolean zh)
{
  const ExplainClass *reply_class = explain_class_get (mail_reply_get_class (reply));
  const char *words = explain_text_pick (reply_class->words, zh);
  MailEnhancedCode code = mail_reply_get_enhanced (reply);
  g_autofree char *digits = mail_enhanced_code_to_string (code);

  if (digits == NULL)
    return g_strdup (words);
  return g_strconcat (words, " · ", digits, zh ? "：" : ": ",
                      explain_text_pick (explain_enhanced_get_meaning (code), zh), NULL);
}

Explanation *
explain_finding_to_explanation (const ExplainFinding *finding, const MailReply *reply, gboolean zh)
{
  const ExplainProblem *problem = finding->problem;
  const char *title = explain_text_pick (problem->title, zh);
  const char *meaning = explain_text_pick (finding->meaning, zh);
  Explanation *explanation = g_new0 (Explanation, 1);

  /* what the title says need not be said again */
  if (meaning != NULL && g_str_has_prefix (meaning, title) && finding->advice.en != NULL)
    meaning = NULL;
  explanation->title = g_strdup (title);
  explanation->detail = explain_join (meaning, explain_text_pick (finding->advice, zh), zh);
  explanation->class_text = reply != NULL ? dup_class_text (reply, zh) : g_strdup ("");
  explanation->action = problem->action;
  explanation->action_label = explain_problem_dup_label (problem, zh);
  explanation->retry = finding->retry;
  explanation->source = g_strdup (finding->source);
  return explanation;
}

static ExplainFinding
find_for_query (const ExplainQuery *query, const MailReply *reply)
{
  ExplainPlace place = query->stage_known
                           ? explain_place_from_stage (query->stage, EXPLAIN_PLACE_RCPT)
                           : (ExplainPlace) 0;

  return explain_reply_find (explain_family_find (query->family), reply, place);
}

Explanation *
explain_reply (const ExplainQuery *query, const MailReply *reply)
{
  ExplainFinding finding = find_for_query (query, reply);

  return explain_finding_to_explanation (&finding, reply, explain_language_is_zh (query->language));
}

char *
explain_reply_short (const ExplainQuery *query, const MailReply *reply)
{
  ExplainFinding finding = find_for_query (query, reply);

  return g_strdup (
      explain_text_pick (finding.problem->short_words, explain_language_is_zh (query->language)));
}

gboolean
explain_knows_family (const char *name)
{
  return explain_family_find (name) != NULL;
}
