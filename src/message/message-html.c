/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Words of a message that has nothing but HTML. This is no reader of HTML: marks go, what ends a
 * paragraph becomes a line break, the usual entities become characters. One pass, for a message may
 * hold a megabyte of marks that are never closed. */

#include "message-html-private.h"

#include <string.h>

#define MAX_TAG 16
#define MAX_ENTITY 10

static gboolean
is_one_of (const char *name, const char *const *names)
{
  return g_strv_contains (names, name);
}

static void
end_line (GString *text, guint n)
{
  gsize end = text->len;
  guint there = 0;

  while (end > 0 && text->str[end - 1] == ' ')
    end--;
  g_string_truncate (text, end);
  while (there < MIN (end, n) && text->str[end - 1 - there] == '\n')
    there++;
  for (; end > 0 && there < n; there++)
    g_string_append_c (text, '\n');
}

static void
add_character (GString *text, gunichar c)
{
  gboolean blank = c < 0x80 && g_ascii_isspace (c);
  gboolean begins = text->len == 0 || strchr (" \n", text->str[text->len - 1]) != NULL;

  if (blank && !begins)
    g_string_append_c (text, ' ');
  else if (!blank && !g_unichar_iscntrl (c))
    g_string_append_unichar (text, c);
}

/* Returns: behind the entity at @p, or behind the ampersand where there is none. */
static const char *
read_entity (const char *p, GString *text)
{
  static const struct
  {
    const char *name;
    gunichar c;
  } ENTITIES[] = {
    { "amp", '&' },      { "lt", '<' },        { "gt", '>' },       { "quot", '"' },
    { "apos", '\'' },    { "nbsp", 0xa0 },     { "copy", 0xa9 },    { "ndash", 0x2013 },
    { "mdash", 0x2014 }, { "hellip", 0x2026 }, { "middot", 0xb7 },  { "ldquo", 0x201c },
    { "rdquo", 0x201d }, { "lsquo", 0x2018 },  { "rsquo", 0x2019 }, { "euro", 0x20ac },
  };
  gsize length = strcspn (p + 1, ";<& \n");
  g_autofree char *name = g_strndup (p + 1, MIN (length, MAX_ENTITY));
  gunichar c = 0;

  if (p[1 + length] == ';' && name[0] == '#')
    c = name[1] == 'x' || name[1] == 'X' ? g_ascii_strtoull (name + 2, NULL, 16)
                                         : g_ascii_strtoull (name + 1, NULL, 10);
  for (gsize i = 0; p[1 + length] == ';' && i < G_N_ELEMENTS (ENTITIES); i++)
    if (g_str_equal (name, ENTITIES[i].name))
      c = ENTITIES[i].c;
  if (c == 0 || !g_unichar_validate (c))
    {
      add_character (text, '&');
      return p + 1;
    }
  add_character (text, c == 0xa0 ? ' ' : c);
  return p + length + 2;
}

static void
read_tag (const char *name, gboolean closes, GString *text)
{
  static const char *const LINES[] = { "br", "div", "tr", "li", "dt", "dd", "hr", NULL };
  static const char *const PARAGRAPHS[] = { "p",  "h1",    "h2", "h3",  "h4",         "h5", "h6",
                                            "ul", "table", "ol", "pre", "blockquote", NULL };

  if (g_str_equal (name, "br"))
    {
      end_line (text, 0);
      if (text->len > 0)
        g_string_append_c (text, '\n');
    }
  else if (is_one_of (name, LINES))
    end_line (text, 1);
  else if (is_one_of (name, PARAGRAPHS))
    end_line (text, 2);
  else if (closes && g_str_equal (name, "td"))
    add_character (text, ' ');
}

/* Returns: behind the end of what is not for readers, or at the end of all. */
static const char *
skip_element (const char *p, const char *name)
{
  gsize length = strlen (name);

  for (; *p != '\0'; p++)
    if (p[0] == '<' && p[1] == '/' && g_ascii_strncasecmp (p + 2, name, length) == 0)
      {
        const char *end = strchr (p, '>');

        return end != NULL ? end + 1 : p + strlen (p);
      }
  return p;
}

/* Returns: behind the mark at @p. */
static const char *
read_mark (const char *p, GString *text)
{
  static const char *const HIDDEN[] = { "style", "script", "title", NULL };
  gboolean closes = p[1] == '/';
  const char *start = p + (closes ? 2 : 1);
  char name[MAX_TAG + 1] = "";
  const char *end;

  if (g_str_has_prefix (p, "<!--"))
    {
      end = strstr (p, "-->");
      return end != NULL ? end + 3 : p + strlen (p);
    }
  if (!g_ascii_isalpha (*start) && *start != '!' && *start != '?')
    {
      add_character (text, '<');
      return p + 1;
    }
  for (gsize i = 0; i < MAX_TAG && g_ascii_isalnum (start[i]); i++)
    name[i] = g_ascii_tolower (start[i]);
  end = strchr (start, '>');
  if (end == NULL)
    return p + strlen (p);
  if (!closes && is_one_of (name, HIDDEN))
    return skip_element (end + 1, name);
  read_tag (name, closes, text);
  return end + 1;
}

char *
message_html_dup_text (const char *html)
{
  GString *text = g_string_new (NULL);
  const char *p = html;

  while (*p != '\0')
    switch (*p)
      {
      case '<':
        p = read_mark (p, text);
        break;
      case '&':
        p = read_entity (p, text);
        break;
      default:
        add_character (text, g_utf8_get_char (p));
        p = g_utf8_next_char (p);
        break;
      }
  end_line (text, 0);
  return g_strchomp (g_string_free (text, FALSE));
}
