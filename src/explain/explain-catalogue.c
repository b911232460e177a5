/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The catalogues are read once, on the first question, and never changed afterwards. */

#include "explain-catalogue-private.h"

#include <string.h>

#define N_SUBJECTS 8

typedef struct
{
  JsonParser *replies;
  JsonParser *reply_codes;
  GHashTable *families;
  GPtrArray *entries;
  GHashTable *codes;
  GHashTable *enhanced;
  ExplainText subjects[N_SUBJECTS];
} Catalogue;

typedef struct
{
  const char *name;
  ExplainPlace places;
} PlaceName;

/* What a server says to MAIL it often says only at the first RCPT. */
static const PlaceName place_names[] = {
  { "connect", EXPLAIN_PLACE_CONNECT | EXPLAIN_PLACE_GREETING },
  { "helo", EXPLAIN_PLACE_GREETING },
  { "starttls", EXPLAIN_PLACE_ENCRYPT },
  { "auth", EXPLAIN_PLACE_LOGIN },
  { "mail", EXPLAIN_PLACE_MAIL | EXPLAIN_PLACE_RCPT },
  { "rcpt", EXPLAIN_PLACE_RCPT },
  { "data", EXPLAIN_PLACE_LETTER },
  { "any", EXPLAIN_PLACE_ANY },
};

/* Members of a code's "at", in the order of the bits of ExplainPlace. */
static const char *const at_names[EXPLAIN_N_PLACES] = {
  "connect", "greeting", "encrypt", "login", "mail", "rcpt", "letter", "goodbye"
};

static ExplainPlace
read_places (JsonArray *names)
{
  ExplainPlace places = 0;

  for (guint i = 0; i < json_array_get_length (names); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (place_names); j++)
      if (g_str_equal (json_array_get_string_element (names, i), place_names[j].name))
        places |= place_names[j].places;
  return places;
}

static const ExplainProblem *
read_problem (JsonObject *object, const char *member)
{
  const char *id = explain_json_get_string (object, member);

  return id != NULL ? explain_problem_get (id) : NULL;
}

static gboolean
read_flag (JsonObject *object, const char *member)
{
  return json_object_get_boolean_member_with_default (object, member, FALSE);
}

static void
read_family (Catalogue *catalogue, JsonObject *object)
{
  ExplainFamily *family = g_new0 (ExplainFamily, 1);

  family->id = explain_json_get_string (object, "id");
  family->name = explain_json_get_string (object, "name");
  family->everywhere = read_flag (object, "everywhere");
  family->wants_code = read_flag (object, "wants_code");
  g_hash_table_insert (catalogue->families, (char *) family->id, family);
  if (json_object_has_member (object, "providers"))
    {
      JsonArray *providers = json_object_get_array_member (object, "providers");

      for (guint i = 0; i < json_array_get_length (providers); i++)
        g_hash_table_insert (catalogue->families,
                             (char *) json_array_get_string_element (providers, i), family);
    }
}

static void
read_entry (Catalogue *catalogue, JsonObject *object, const char *checked)
{
  ExplainEntry *entry = g_new0 (ExplainEntry, 1);
  const char *enhanced = explain_json_get_string (object, "enhanced");

  entry->family =
      g_hash_table_lookup (catalogue->families, explain_json_get_string (object, "family"));
  g_assert (entry->family != NULL);
  entry->code = json_object_get_int_member_with_default (object, "code", 0);
  if (enhanced != NULL)
    mail_enhanced_code_parse (enhanced, &entry->enhanced);
  entry->match = g_utf8_casefold (json_object_get_string_member (object, "match"), -1);
  entry->match_length = strlen (entry->match);
  entry->places = read_places (json_object_get_array_member (object, "stages"));
  entry->problem = read_problem (object, "problem");
  entry->meaning = explain_json_get_text (object, NULL);
  entry->advice = explain_json_get_text (object, "advice");
  entry->retry = explain_json_get_retry (object);
  if (entry->family->name != NULL)
    entry->source = g_strdup_printf ("%s, %s", entry->family->name, checked);
  g_ptr_array_add (catalogue->entries, entry);
}

static gint
compare_entries (gconstpointer a, gconstpointer b)
{
  const ExplainEntry *first = *(const ExplainEntry *const *) a;
  const ExplainEntry *second = *(const ExplainEntry *const *) b;

  return (first->match_length < second->match_length) -
         (first->match_length > second->match_length);
}

static void
read_code (Catalogue *catalogue, JsonObject *object)
{
  ExplainCode *code = g_new0 (ExplainCode, 1);
  guint number = json_object_get_int_member (object, "code");

  code->problem = read_problem (object, "problem");
  code->meaning = explain_json_get_text (object, NULL);
  code->retry = explain_json_get_retry (object);
  code->exact = read_flag (object, "exact");
  code->source = explain_json_get_string (object, "source");
  if (json_object_has_member (object, "at"))
    for (int i = 0; i < EXPLAIN_N_PLACES; i++)
      code->at[i] = read_problem (json_object_get_object_member (object, "at"), at_names[i]);
  g_hash_table_insert (catalogue->codes, GUINT_TO_POINTER (number), code);
}

static void
read_enhanced (Catalogue *catalogue, JsonObject *object)
{
  ExplainEnhanced *enhanced = g_new0 (ExplainEnhanced, 1);
  const char *family = explain_json_get_string (object, "family");
  const char *code = explain_json_get_string (object, "code");

  enhanced->problem = read_problem (object, "problem");
  enhanced->problem_4 = read_problem (object, "problem_4");
  enhanced->meaning = explain_json_get_text (object, NULL);
  enhanced->transient = explain_json_get_text (object, "transient");
  enhanced->weak = read_flag (object, "weak");
  enhanced->source = explain_json_get_string (object, "source");
  g_hash_table_insert (catalogue->enhanced,
                       family != NULL ? g_strdup_printf ("%s %s", family, code) : g_strdup (code),
                       enhanced);
}

typedef void (*ReadObject) (Catalogue *catalogue, JsonObject *object);

static void
read_array (Catalogue *catalogue, JsonObject *root, const char *member, ReadObject read_object)
{
  JsonArray *array = json_object_get_array_member (root, member);

  for (guint i = 0; i < json_array_get_length (array); i++)
    read_object (catalogue, json_array_get_object_element (array, i));
}

static void
read_subject (Catalogue *catalogue, JsonObject *object)
{
  gint64 subject = json_object_get_int_member (object, "subject");

  g_assert (subject >= 0 && subject < N_SUBJECTS);
  catalogue->subjects[subject] = explain_json_get_text (object, NULL);
}

static void
read_replies (Catalogue *catalogue)
{
  JsonObject *root = explain_json_get_root (catalogue->replies);
  const char *checked = json_object_get_string_member (root, "checked");
  JsonArray *replies = json_object_get_array_member (root, "replies");

  read_array (catalogue, root, "families", read_family);
  for (guint i = 0; i < json_array_get_length (replies); i++)
    read_entry (catalogue, json_array_get_object_element (replies, i), checked);
  g_ptr_array_sort (catalogue->entries, compare_entries);
}

static void
read_codes (Catalogue *catalogue)
{
  JsonObject *root = explain_json_get_root (catalogue->reply_codes);

  read_array (catalogue, root, "codes", read_code);
  read_array (catalogue, root, "enhanced", read_enhanced);
  read_array (catalogue, root, "vendor", read_enhanced);
  read_array (catalogue, root, "subjects", read_subject);
}

static gpointer
read_catalogue (gpointer data)
{
  Catalogue *catalogue = g_new0 (Catalogue, 1);

  catalogue->replies = explain_json_load ("replies.json");
  catalogue->reply_codes = explain_json_load ("reply-codes.json");
  catalogue->families = g_hash_table_new (g_str_hash, g_str_equal);
  catalogue->entries = g_ptr_array_new ();
  catalogue->codes = g_hash_table_new (NULL, NULL);
  catalogue->enhanced = g_hash_table_new (g_str_hash, g_str_equal);
  read_replies (catalogue);
  read_codes (catalogue);
  return catalogue;
}

static const Catalogue *
get_catalogue (void)
{
  static GOnce once = G_ONCE_INIT;

  return g_once (&once, read_catalogue, NULL);
}

const ExplainFamily *
explain_family_find (const char *name)
{
  return name != NULL ? g_hash_table_lookup (get_catalogue ()->families, name) : NULL;
}

const GPtrArray *
explain_entries_get (void)
{
  return get_catalogue ()->entries;
}

const ExplainCode *
explain_code_find (guint code)
{
  return g_hash_table_lookup (get_catalogue ()->codes, GUINT_TO_POINTER (code));
}

const ExplainEnhanced *
explain_enhanced_find (MailEnhancedCode code)
{
  g_autofree char *key = g_strdup_printf ("%u.%u", code.subject, code.detail);

  return code.status != 0 ? g_hash_table_lookup (get_catalogue ()->enhanced, key) : NULL;
}

const ExplainEnhanced *
explain_vendor_find (const ExplainFamily *family, MailEnhancedCode code)
{
  g_autofree char *key = NULL;

  if (family == NULL || code.status == 0)
    return NULL;
  key = g_strdup_printf ("%s %u.%u.%u", family->id, code.status, code.subject, code.detail);
  return g_hash_table_lookup (get_catalogue ()->enhanced, key);
}

ExplainText
explain_subject_get (guint subject)
{
  return get_catalogue ()->subjects[subject < N_SUBJECTS ? subject : 0];
}

ExplainText
explain_enhanced_get_meaning (MailEnhancedCode code)
{
  const ExplainEnhanced *enhanced = explain_enhanced_find (code);

  if (enhanced == NULL)
    return explain_subject_get (code.subject);
  if (code.status == MAIL_REPLY_TRANSIENT && enhanced->transient.en != NULL)
    return enhanced->transient;
  return enhanced->meaning;
}
