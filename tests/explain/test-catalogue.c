/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The catalogues themselves: everything in both languages, and every known reply finds its own
 * entry. */

#include <string.h>

#include "explain-catalogue-private.h"

typedef void (*CheckObject) (JsonObject *object);

static JsonObject *
load (JsonParser *parser, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path =
      g_build_filename (g_getenv ("G_TEST_SRCDIR"), "..", "src", "explain", "data", name, NULL);

  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);
  return json_node_get_object (json_parser_get_root (parser));
}

static gboolean
has_chinese (const char *text)
{
  for (; *text != '\0'; text = g_utf8_next_char (text))
    if (g_unichar_get_script (g_utf8_get_char (text)) == G_UNICODE_SCRIPT_HAN)
      return TRUE;
  return FALSE;
}

static gboolean
is_english (const char *text)
{
  return !has_chinese (text);
}

/* Every member "…en" has its "…zh", in Chinese, wherever it stands. */
static void
check_languages (JsonNode *node)
{
  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);

      for (guint i = 0; i < json_array_get_length (array); i++)
        check_languages (json_array_get_element (array, i));
    }
  else if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObjectIter iter;
      const char *name = NULL;
      JsonNode *member = NULL;

      json_object_iter_init (&iter, json_node_get_object (node));
      while (json_object_iter_next (&iter, &name, &member))
        {
          g_autofree char *other = g_strdup (name);

          check_languages (member);
          if (!g_str_equal (name, "en") && !g_str_has_suffix (name, "_en"))
            continue;
          memcpy (other + strlen (other) - 2, "zh", 2);
          g_test_message ("%s", json_node_get_string (member));
          g_assert_true (json_object_has_member (json_node_get_object (node), other));
          g_assert_true (is_english (json_node_get_string (member)));
        }
    }
}

static void
test_languages (gconstpointer name)
{
  g_autoptr (JsonParser) parser = json_parser_new ();

  load (parser, name);
  check_languages (json_parser_get_root (parser));
}

static char *
dup_example (JsonObject *entry)
{
  guint code = json_object_get_int_member_with_default (entry, "code", 550);
  const char *example = json_object_get_string_member_with_default (entry, "example", NULL);
  const char *enhanced = json_object_get_string_member_with_default (entry, "enhanced", NULL);
  const char *match = json_object_get_string_member (entry, "match");

  if (example != NULL)
    return g_strdup (example);
  if (enhanced != NULL)
    return g_strdup_printf ("%u %s %s", code, enhanced, match);
  return g_strdup_printf ("%u Sorry: %s, goodbye", code, match);
}

/* In the detail, unless the title says it. */
static void
assert_said (const Explanation *explanation, const char *meaning)
{
  g_assert_true (g_str_has_prefix (explanation->detail, meaning) ||
                 g_str_has_prefix (meaning, explanation->title));
}

static void
check_entry (JsonObject *entry)
{
  g_autofree char *example = dup_example (entry);
  guint code = json_object_get_int_member_with_default (entry, "code", 550);
  g_autofree char *upper = g_utf8_strup (example + 4, -1);
  g_autoptr (MailReply) reply = mail_reply_new (code, example + 4);
  g_autoptr (MailReply) loud = mail_reply_new (code, upper);
  ExplainQuery query = { .family = json_object_get_string_member (entry, "family") };
  ExplainQuery chinese = { .family = query.family, .language = "zh_CN.UTF-8" };
  g_autoptr (Explanation) en = explain_reply (&query, reply);
  g_autoptr (Explanation) zh = explain_reply (&chinese, reply);
  g_autoptr (Explanation) en_loud = explain_reply (&query, loud);
  const ExplainProblem *problem =
      explain_problem_get (json_object_get_string_member (entry, "problem"));

  g_test_message ("%s: %s", query.family, example);
  g_assert_cmpstr (en->title, ==, problem->title.en);
  assert_said (en, json_object_get_string_member (entry, "en"));
  g_assert_cmpstr (zh->title, ==, problem->title.zh);
  assert_said (zh, json_object_get_string_member (entry, "zh"));
  g_assert_cmpstr (en_loud->detail, ==, en->detail);
  g_assert_cmpint (en->retry, ==, explain_json_get_retry (entry));
}

static void
test_every_reply (void)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonArray *replies = json_object_get_array_member (load (parser, "replies.json"), "replies");

  g_assert_cmpuint (json_array_get_length (replies), >=, 265);
  for (guint i = 0; i < json_array_get_length (replies); i++)
    check_entry (json_array_get_object_element (replies, i));
}

/* What may always be shown: something, in the language asked for. */
static void
check_words (guint code, int stage)
{
  g_autoptr (MailReply) reply = mail_reply_new (code, "xyzzy");
  ExplainQuery query = { .stage = MAX (stage, 0), .stage_known = stage >= 0 };
  g_autoptr (Explanation) en = explain_reply (&query, reply);
  g_autoptr (Explanation) zh = NULL;
  g_autofree char *short_en = explain_reply_short (&query, reply);
  g_autofree char *short_zh = NULL;

  query.language = "zh_CN";
  zh = explain_reply (&query, reply);
  short_zh = explain_reply_short (&query, reply);
  g_assert_true (en->title[0] != '\0' && is_english (en->title));
  g_assert_true (en->detail[0] != '\0' && is_english (en->detail));
  g_assert_true (en->class_text[0] != '\0' && is_english (en->class_text));
  g_assert_true (short_en[0] != '\0' && is_english (short_en));
  g_assert_true (has_chinese (zh->title));
  g_assert_true (has_chinese (zh->detail));
  g_assert_true (has_chinese (zh->class_text));
  g_assert_true (has_chinese (short_zh));
  g_assert_true (en->action == zh->action);
  g_assert_true ((en->action == EXPLAIN_ACTION_NONE) == (en->action_label[0] == '\0'));
  /* no codes in a title */
  g_assert_null (strpbrk (en->title, "0123456789!"));
}

static void
test_every_code_and_stage (void)
{
  for (guint code = 200; code < 600; code++)
    for (int stage = -1; stage < MAIL_N_STAGES; stage++)
      check_words (code, stage);
}

static const guint seed_codes[] = {
  211, 214, 220, 221, 235, 250, 251, 252, 334, 354, 421, 432, 450, 451, 452, 454, 455, 500,
  501, 502, 503, 504, 521, 523, 530, 534, 535, 538, 550, 551, 552, 553, 554, 555, 556,
};

static void
test_seed_codes (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (seed_codes); i++)
    {
      const ExplainCode *code = explain_code_find (seed_codes[i]);

      g_test_message ("%u", seed_codes[i]);
      g_assert_nonnull (code);
      g_assert_nonnull (code->meaning.en);
      g_assert_true (has_chinese (code->meaning.zh));
      g_assert_nonnull (code->source);
    }
}

static void
test_families (void)
{
  g_assert_true (explain_knows_family ("netease"));
  g_assert_true (explain_knows_family ("netease-163"));
  g_assert_true (explain_knows_family ("postfix"));
  g_assert_false (explain_knows_family ("nobody"));
  g_assert_true (explain_family_find ("outlook") == explain_family_find ("microsoft"));
  g_assert_null (explain_family_find (NULL));
}

static void
test_longest_first (void)
{
  const GPtrArray *entries = explain_entries_get ();

  for (guint i = 1; i < entries->len; i++)
    {
      const ExplainEntry *before = entries->pdata[i - 1];
      const ExplainEntry *after = entries->pdata[i];

      g_assert_cmpuint (before->match_length, >=, after->match_length);
      g_assert_cmpuint (after->match_length, >, 3);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/explain/catalogue/languages/problems", "problems.json", test_languages);
  g_test_add_data_func ("/explain/catalogue/languages/replies", "replies.json", test_languages);
  g_test_add_data_func ("/explain/catalogue/languages/codes", "reply-codes.json", test_languages);
  g_test_add_data_func ("/explain/catalogue/languages/stories", "stories.json", test_languages);
  g_test_add_func ("/explain/catalogue/every-reply", test_every_reply);
  g_test_add_func ("/explain/catalogue/every-code-and-stage", test_every_code_and_stage);
  g_test_add_func ("/explain/catalogue/seed-codes", test_seed_codes);
  g_test_add_func ("/explain/catalogue/families", test_families);
  g_test_add_func ("/explain/catalogue/longest-first", test_longest_first);
  return g_test_run ();
}
