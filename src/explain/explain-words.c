/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "explain-words-private.h"

#define N_CLASSES 4
#define FIRST_CLASS MAIL_REPLY_POSITIVE
#define N_FLAGS 9

G_STATIC_ASSERT (MAIL_CERTIFICATE_WEAK_KEY == 1 << (N_FLAGS - 1));

typedef struct
{
  JsonParser *parser;
  GHashTable *problems;
  ExplainText labels[EXPLAIN_N_ACTIONS];
  ExplainText certificate[N_FLAGS];
  ExplainClass classes[N_CLASSES];
} Words;

static ExplainAction
find_action (const char *nick)
{
  for (int i = 0; i < EXPLAIN_N_ACTIONS; i++)
    if (g_str_equal (explain_action_to_nick (i), nick))
      return i;
  g_error ("unknown action \"%s\"", nick);
}

static ExplainProblem *
read_problem (const char *id, JsonObject *object)
{
  ExplainProblem *problem = g_new0 (ExplainProblem, 1);

  problem->id = id;
  problem->title = explain_json_get_text (object, "title");
  problem->short_words = explain_json_get_text (object, "short");
  problem->advice = explain_json_get_text (object, "advice");
  problem->label = explain_json_get_text (object, "label");
  problem->action = find_action (explain_json_get_string (object, "action"));
  return problem;
}

static void
read_problems (Words *words, JsonObject *object)
{
  JsonObjectIter iter;
  const char *id = NULL;
  JsonNode *node = NULL;

  words->problems = g_hash_table_new (g_str_hash, g_str_equal);
  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &id, &node))
    {
      ExplainProblem *problem = read_problem (id, json_node_get_object (node));

      g_hash_table_insert (words->problems, (char *) problem->id, problem);
    }
}

static void
read_class (Words *words, JsonObject *object, guint i)
{
  char digit[] = { '0' + FIRST_CLASS + i, '\0' };
  JsonObject *entry = json_object_get_object_member (object, digit);

  words->classes[i].words = explain_json_get_text (entry, NULL);
  words->classes[i].detail = explain_json_get_text (entry, "detail");
  words->classes[i].problem =
      g_hash_table_lookup (words->problems, explain_json_get_string (entry, "problem"));
}

static gpointer
read_words (gpointer data)
{
  JsonParser *parser = explain_json_load ("problems.json");
  JsonObject *root = explain_json_get_root (parser);
  JsonObject *actions = json_object_get_object_member (root, "actions");
  JsonObject *certificate = json_object_get_object_member (root, "certificate");
  JsonObject *classes = json_object_get_object_member (root, "classes");
  Words *words = g_new0 (Words, 1);

  words->parser = parser;
  read_problems (words, json_object_get_object_member (root, "problems"));
  for (int i = 0; i < EXPLAIN_N_ACTIONS; i++)
    words->labels[i] = explain_json_get_text (
        json_object_get_object_member (actions, explain_action_to_nick (i)), NULL);
  for (guint i = 0; i < N_FLAGS; i++)
    {
      g_autofree char *flag = g_strdup_printf ("%u", 1U << i);

      words->certificate[i] =
          explain_json_get_text (json_object_get_object_member (certificate, flag), NULL);
    }
  for (guint i = 0; i < N_CLASSES; i++)
    read_class (words, classes, i);
  return words;
}

static const Words *
get_words (void)
{
  static GOnce once = G_ONCE_INIT;

  return g_once (&once, read_words, NULL);
}

const ExplainProblem *
explain_problem_get (const char *id)
{
  const ExplainProblem *problem = g_hash_table_lookup (get_words ()->problems, id);

  if (problem == NULL)
    g_error ("there is no problem \"%s\"", id);
  return problem;
}

const ExplainClass *
explain_class_get (MailReplyClass reply_class)
{
  guint i = reply_class - FIRST_CLASS;

  return &get_words ()->classes[MIN (i, N_CLASSES - 1)];
}

char *
explain_certificate_dup_words (MailCertificateFlags flags, gboolean zh)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < N_FLAGS; i++)
    if (flags & (1U << i))
      {
        if (text->len > 0 && !zh)
          g_string_append_c (text, ' ');
        g_string_append (text, explain_text_pick (get_words ()->certificate[i], zh));
      }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
explain_problem_dup_label (const ExplainProblem *problem, gboolean zh)
{
  const char *label = explain_text_pick (problem->label, zh);

  if (label == NULL)
    label = explain_text_pick (get_words ()->labels[problem->action], zh);
  return g_strdup (label);
}
