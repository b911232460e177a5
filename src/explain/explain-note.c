/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A conversation keeps its notes in English, as they were made. Here they are known again by the
 * words around their values: "Looking for {} port {}" has two, which the sentences call {1} and
 * {2}. Values are what a server or a network wrote; they are put in once and never read again. */

#include "explain-note-private.h"

#include <string.h>

#include "explain-reply.h"

typedef struct
{
  char **parts;
  gboolean names_failure;
  ExplainText story;
  ExplainText textbook;
} Note;

GPtrArray *
explain_notes_read (JsonArray *array)
{
  GPtrArray *notes = g_ptr_array_new ();

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject *object = json_array_get_object_element (array, i);
      Note *note = g_new0 (Note, 1);

      note->parts = g_strsplit (explain_json_get_string (object, "says"), "{}", -1);
      note->names_failure =
          json_object_get_boolean_member_with_default (object, "names_failure", FALSE);
      note->story = explain_json_get_text (object, NULL);
      note->textbook = explain_json_get_text (object, "textbook");
      g_ptr_array_add (notes, note);
    }
  return notes;
}

/* Returns: (transfer full) (nullable): the values in @text; NULL when it is not this note */
static GPtrArray *
match (const Note *note, const char *text)
{
  g_autoptr (GPtrArray) values = g_ptr_array_new_with_free_func (g_free);

  if (!g_str_has_prefix (text, note->parts[0]))
    return NULL;
  text += strlen (note->parts[0]);
  for (gsize i = 1; note->parts[i] != NULL; i++)
    {
      const char *part = note->parts[i];
      const char *end = *part != '\0' ? strstr (text, part) : text + strlen (text);

      if (end == NULL)
        return NULL;
      g_ptr_array_add (values, g_strndup (text, end - text));
      text = end + strlen (part);
    }
  return *text == '\0' ? g_steal_pointer (&values) : NULL;
}

/* The first value is the nick of a kind of failure; what that kind is called becomes the last. */
static void
add_failure (GPtrArray *values, gboolean zh)
{
  ExplainQuery query = { .language = zh ? "zh" : "en" };
  const char *nick = g_ptr_array_index (values, 0);
  MailFailure failure = { 0 };
  g_autoptr (Explanation) explanation = NULL;

  if (mail_failure_kind_from_nick (nick, &failure.kind))
    explanation = explain_failure (&query, &failure);
  g_ptr_array_add (values, g_strdup (explanation != NULL ? explanation->title : nick));
}

static char *
fill (const char *sentence, const GPtrArray *values)
{
  GString *filled = g_string_new (NULL);
  const char *place;

  while ((place = strchr (sentence, '{')) != NULL)
    {
      guint number = place[1] - '1';

      g_string_append_len (filled, sentence, place - sentence);
      g_assert (number < values->len && place[2] == '}');
      g_string_append (filled, g_ptr_array_index (values, number));
      sentence = place + strlen ("{1}");
    }
  g_string_append (filled, sentence);
  return g_string_free (filled, FALSE);
}

char *
explain_note_tell (const GPtrArray *notes, const char *text, gboolean textbook, gboolean zh)
{
  for (guint i = 0; i < notes->len; i++)
    {
      const Note *note = g_ptr_array_index (notes, i);
      g_autoptr (GPtrArray) values = match (note, text);

      if (values == NULL)
        continue;
      if (note->names_failure)
        add_failure (values, zh);
      return fill (explain_text_pick (textbook ? note->textbook : note->story, zh), values);
    }
  return g_strdup (text);
}
