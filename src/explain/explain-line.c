/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A sentence for each line of a conversation, told as a talk between a person and a post office
 * or as the RFCs have it. Lines are text that a server wrote: whatever they hold, a sentence
 * comes out. */

#include "explain-line.h"

#include <string.h>

#include "explain-finding-private.h"
#include "explain-note-private.h"
#include "mail-text.h"

#define CODE_LENGTH 3
#define MAX_VERB 16
#define KILO 1024.0

typedef struct
{
  ExplainText story;
  ExplainText textbook;
} Story;

typedef struct
{
  JsonParser *parser;
  GHashTable *commands;
  GHashTable *extensions;
  GHashTable *replies;
  GPtrArray *notes;
  Story hidden;
  Story content;
  ExplainText no_reverse_path;
  ExplainText second_digits[10];
} Stories;

static Story
read_story (JsonObject *object)
{
  Story story = {
    .story = explain_json_get_text (object, NULL),
    .textbook = explain_json_get_text (object, "textbook"),
  };

  return story;
}

static GHashTable *
read_table (JsonObject *root, const char *member)
{
  GHashTable *table = g_hash_table_new (g_str_hash, g_str_equal);
  JsonObjectIter iter;
  const char *key = NULL;
  JsonNode *node = NULL;

  json_object_iter_init (&iter, json_object_get_object_member (root, member));
  while (json_object_iter_next (&iter, &key, &node))
    {
      Story *story = g_new (Story, 1);

      *story = read_story (json_node_get_object (node));
      g_hash_table_insert (table, (char *) key, story);
    }
  return table;
}

static gpointer
read_stories (gpointer data)
{
  JsonParser *parser = explain_json_load ("stories.json");
  JsonObject *root = explain_json_get_root (parser);
  JsonArray *digits = json_object_get_array_member (root, "second_digits");
  Stories *stories = g_new0 (Stories, 1);

  stories->parser = parser;
  stories->commands = read_table (root, "commands");
  stories->extensions = read_table (root, "extensions");
  stories->replies = read_table (root, "replies");
  stories->notes = explain_notes_read (json_object_get_array_member (root, "notes"));
  stories->hidden = read_story (json_object_get_object_member (root, "hidden"));
  stories->content = read_story (json_object_get_object_member (root, "content"));
  stories->no_reverse_path =
      explain_json_get_text (json_object_get_object_member (root, "reverse_path_empty"), NULL);
  for (guint i = 0; i < G_N_ELEMENTS (stories->second_digits); i++)
    stories->second_digits[i] =
        explain_json_get_text (json_array_get_object_element (digits, i), NULL);
  return stories;
}

static const Stories *
get_stories (void)
{
  static GOnce once = G_ONCE_INIT;

  return g_once (&once, read_stories, NULL);
}

/* Puts @argument in the place of "{}". */
static char *
fill (const char *sentence, const char *argument)
{
  const char *place = strstr (sentence, "{}");

  if (place == NULL)
    return g_strdup (sentence);
  return mail_text_close_up (g_strdup_printf ("%.*s%s%s", (int) (place - sentence), sentence,
                                              argument, place + strlen ("{}")));
}

/* The verb in upper case: "RCPT" of "RCPT TO:<a@b>". */
static char *
dup_verb (const char *text)
{
  gsize length = strcspn (text, " :");

  return g_ascii_strup (text, MIN (length, MAX_VERB));
}

/* What stands between the angle brackets, else what comes after the verb. */
static char *
dup_argument (const char *text, gboolean zh)
{
  const char *open = strchr (text, '<');
  const char *close = open != NULL ? strchr (open, '>') : NULL;
  const char *blank = strchr (text, ' ');

  if (close == open + 1 && open != NULL)
    return g_strdup (explain_text_pick (get_stories ()->no_reverse_path, zh));
  if (close != NULL)
    return g_strndup (open + 1, close - open - 1);
  return g_strdup (blank != NULL ? blank + 1 : "");
}

/* Of AUTH, whose mechanisms tell quite different stories. */
static const Story *
find_mechanism (const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", 3);
  g_autofree char *key =
      words[0] != NULL && words[1] != NULL ? g_strconcat (words[0], " ", words[1], NULL) : NULL;

  return key != NULL ? g_hash_table_lookup (get_stories ()->commands, key) : NULL;
}

static const Story *
find_command (const MailLine *line)
{
  const Stories *stories = get_stories ();
  g_autofree char *verb = dup_verb (line->text);
  const Story *story = find_mechanism (line->text);

  if (story == NULL)
    story = g_hash_table_lookup (stories->commands, verb);
  if (line->flags & MAIL_LINE_CONTENT)
    return &stories->content;
  if (story == NULL && (line->flags & MAIL_LINE_HIDDEN))
    return &stories->hidden;
  return story;
}

static char *
tell_command (const MailLine *line, gboolean zh)
{
  const Story *story = find_command (line);
  g_autofree char *argument = NULL;

  if (story == NULL)
    return g_strdup (line->text);
  argument =
      line->flags & MAIL_LINE_CONTENT ? g_strdup (line->text) : dup_argument (line->text, zh);
  return fill (explain_text_pick (story->story, zh), argument);
}

/* "50 MB", in either language */
static char *
format_size (const char *digits)
{
  static const char *const units[] = { "B", "kB", "MB", "GB", "TB" };
  double size = g_ascii_strtoull (digits, NULL, 10);
  guint unit = 0;

  while (size >= KILO && unit + 1 < G_N_ELEMENTS (units))
    {
      size /= KILO;
      unit++;
    }
  return g_strdup_printf (size < 10 && unit > 0 ? "%.1f %s" : "%.0f %s", size, units[unit]);
}

static const char *
skip_code (const char *text)
{
  text += CODE_LENGTH;
  return *text == ' ' || *text == '-' ? text + 1 : text;
}

/* Whether @text begins with a reply code. */
static gboolean
parse_code (const char *text, guint *code)
{
  for (int i = 0; i < CODE_LENGTH; i++)
    if (!g_ascii_isdigit (text[i]))
      return FALSE;
  if (g_ascii_isdigit (text[CODE_LENGTH]) || text[0] < '2' || text[0] > '5')
    return FALSE;
  *code = 100 * (text[0] - '0') + 10 * (text[1] - '0') + text[2] - '0';
  return TRUE;
}

/* A line of an EHLO reply that offers an extension. */
static char *
tell_extension (const char *offer, gboolean zh)
{
  const Stories *stories = get_stories ();
  gsize length = strcspn (offer, " =");
  g_autofree char *keyword = g_ascii_strup (offer, length);
  const char *parameters = offer + length + (offer[length] != '\0');
  const Story *story = g_hash_table_lookup (stories->extensions, keyword);
  g_autofree char *argument = NULL;

  if (story == NULL)
    return NULL;
  argument = g_strdup (parameters);
  if (g_str_equal (keyword, "SIZE"))
    {
      if (g_ascii_strtoull (parameters, NULL, 10) == 0)
        story = g_hash_table_lookup (stories->extensions, "SIZE 0");
      g_free (argument);
      argument = format_size (parameters);
    }
  return fill (explain_text_pick (story->story, zh), argument);
}

/* The story of a code at a stage, else of the code, else of its class. */
static const Story *
find_reply (guint code, MailStage stage)
{
  GHashTable *replies = get_stories ()->replies;
  g_autofree char *exact = g_strdup_printf ("%u %s", code, mail_stage_to_nick (stage));
  g_autofree char *plain = g_strdup_printf ("%u", code);
  g_autofree char *reply_class = g_strdup_printf ("%u", code / 100);
  const Story *story = g_hash_table_lookup (replies, exact);

  if (story == NULL)
    story = g_hash_table_lookup (replies, plain);
  if (story == NULL)
    story = g_hash_table_lookup (replies, reply_class);
  return story;
}

static char *
tell_reply (const MailLine *line, const char *language)
{
  gboolean zh = explain_language_is_zh (language);
  gboolean may_offer = line->stage <= MAIL_STAGE_LOGIN;
  const char *said = NULL;
  guint code = 0;
  g_autofree char *argument = NULL;

  if (!parse_code (line->text, &code))
    return g_strdup (line->text);
  said = skip_code (line->text);
  if (code == 250 && may_offer)
    {
      char *offer = tell_extension (said, zh);

      if (offer != NULL)
        return offer;
    }
  if (code >= 400)
    {
      g_autoptr (MailReply) reply = mail_reply_new (code, said);
      ExplainQuery query = { .language = language, .stage = line->stage, .stage_known = TRUE };

      argument = explain_reply_short (&query, reply);
    }
  else
    argument = g_strndup (said, strcspn (said, " "));
  return fill (explain_text_pick (find_reply (code, line->stage)->story, zh), argument);
}

char *
explain_line_story (const MailLine *line, const char *language)
{
  switch (line->who)
    {
    case MAIL_WHO_CLIENT:
      return tell_command (line, explain_language_is_zh (language));
    case MAIL_WHO_SERVER:
      return tell_reply (line, language);
    case MAIL_WHO_NOTE:
      return explain_note_tell (get_stories ()->notes, line->text, FALSE,
                                explain_language_is_zh (language));
    }
  g_return_val_if_reached (g_strdup (line->text));
}

/* The words of RFC 3463 tell of trouble; a reply that is good has them only where its detail says
 * something. */
static gboolean
tells_trouble (MailEnhancedCode code)
{
  return code.status == MAIL_REPLY_POSITIVE &&
         (code.detail == 0 || explain_enhanced_find (code) == NULL);
}

/* "250 · 2: done · 5 mail system · 0", and what an enhanced code adds */
static char *
spell_out (const char *text, guint code, gboolean zh)
{
  const ExplainClass *reply_class = explain_class_get (code / 100);
  ExplainText second = get_stories ()->second_digits[code / 10 % 10];
  g_autoptr (GString) spelled = g_string_new (NULL);
  MailEnhancedCode enhanced;

  g_string_printf (spelled, "%03u · %s · %s · %u", code, explain_text_pick (reply_class->words, zh),
                   explain_text_pick (second, zh), code % 10);
  if (mail_enhanced_code_parse (skip_code (text), &enhanced) > 0)
    {
      g_autofree char *digits = mail_enhanced_code_to_string (enhanced);

      g_string_append_printf (spelled, " · %s", digits);
      if (!tells_trouble (enhanced))
        g_string_append_printf (spelled, "%s%s", zh ? "：" : ": ",
                                explain_text_pick (explain_enhanced_get_meaning (enhanced), zh));
    }
  return g_string_free (g_steal_pointer (&spelled), FALSE);
}

char *
explain_line_textbook (const MailLine *line, const char *language)
{
  gboolean zh = explain_language_is_zh (language);
  const Story *story = NULL;
  guint code = 0;

  switch (line->who)
    {
    case MAIL_WHO_CLIENT:
      story = find_command (line);
      return g_strdup (story != NULL ? explain_text_pick (story->textbook, zh) : line->text);
    case MAIL_WHO_SERVER:
      if (parse_code (line->text, &code))
        return spell_out (line->text, code, zh);
      return g_strdup (line->text);
    case MAIL_WHO_NOTE:
      return explain_note_tell (get_stories ()->notes, line->text, TRUE, zh);
    }
  g_return_val_if_reached (g_strdup (line->text));
}
