/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "explain-json-private.h"

#include <gio/gio.h>

#include "explain-resources.h"

#define FOLDER "/io/github/envoi_mail/Envoi/explain/"

JsonParser *
explain_json_load (const char *name)
{
  static gsize registered;
  g_autofree char *path = g_strconcat (FOLDER, name, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  JsonParser *parser = json_parser_new_immutable ();

  if (g_once_init_enter (&registered))
    {
      explain_data_register_resource ();
      g_once_init_leave (&registered, 1);
    }
  bytes = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, &error);
  if (bytes == NULL || !json_parser_load_from_data (parser, g_bytes_get_data (bytes, NULL),
                                                    g_bytes_get_size (bytes), &error))
    g_error ("%s: %s", name, error->message);
  return parser;
}

JsonObject *
explain_json_get_root (JsonParser *parser)
{
  return json_node_get_object (json_parser_get_root (parser));
}

const char *
explain_json_get_string (JsonObject *object, const char *member)
{
  return json_object_get_string_member_with_default (object, member, NULL);
}

ExplainText
explain_json_get_text (JsonObject *object, const char *stem)
{
  g_autofree char *en = stem != NULL ? g_strconcat (stem, "_en", NULL) : g_strdup ("en");
  g_autofree char *zh = stem != NULL ? g_strconcat (stem, "_zh", NULL) : g_strdup ("zh");
  ExplainText text = {
    .en = explain_json_get_string (object, en),
    .zh = explain_json_get_string (object, zh),
  };

  if ((text.en == NULL) != (text.zh == NULL))
    g_error ("\"%s\" has one language only", text.en != NULL ? text.en : text.zh);
  return text;
}

ExplainRetry
explain_json_get_retry (JsonObject *object)
{
  const char *nick = explain_json_get_string (object, "retry");

  if (nick == NULL)
    return EXPLAIN_RETRY_UNSAID;
  if (g_str_equal (nick, "reconnect"))
    return EXPLAIN_RETRY_RECONNECT;
  if (g_str_equal (nick, "later"))
    return EXPLAIN_RETRY_LATER;
  if (g_str_equal (nick, "after-fix"))
    return EXPLAIN_RETRY_AFTER_FIX;
  if (g_str_equal (nick, "never"))
    return EXPLAIN_RETRY_NEVER;
  g_error ("unknown retry \"%s\"", nick);
}

const char *
explain_text_pick (ExplainText text, gboolean zh)
{
  return zh ? text.zh : text.en;
}

gboolean
explain_language_is_zh (const char *language)
{
  return language != NULL && g_ascii_strncasecmp (language, "zh", 2) == 0;
}

char *
explain_join (const char *first, const char *second, gboolean zh)
{
  if (first == NULL || second == NULL)
    return g_strdup (first != NULL ? first : second != NULL ? second : "");
  return g_strconcat (first, zh ? "" : " ", second, NULL);
}
