/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The first two steps of reading a list of recipients: rows are cleaned and cut into pieces. */

#include "message-piece-private.h"

#include <string.h>

#include "mail-text.h"

static void
piece_clear (gpointer data)
{
  g_free (((MessagePiece *) data)->text);
}

/* Full-width forms as ASCII; other characters as they are. U+3002 is what a Chinese input method
 * writes for a full stop. */
gunichar
message_piece_narrow_char (gunichar c)
{
  if (c >= 0xFF01 && c <= 0xFF5E)
    return c - 0xFEE0;

  switch (c)
    {
    case 0x3002:
    case 0xFF61:
      return '.';
    case 0x3001:
      return ',';
    case 0x3008:
      return '<';
    case 0x3009:
      return '>';
    default:
      return c;
    }
}

/* Characters nobody sees and nobody meant: pasted from web pages and chat programs. */
static gboolean
is_invisible (gunichar c)
{
  return (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) || c == 0x2060 ||
         (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF || c == 0xAD;
}

/* Valid UTF-8 in which every blank is a space or TAB and every line break LF. */
char *
message_piece_tidy (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *tidied = g_string_sized_new (strlen (valid));

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      if (c == '\t')
        g_string_append_c (tidied, '\t');
      else if (c == '\n' || c == '\r' || c == 0x85 || c == 0x2028 || c == 0x2029 || c == '\v' ||
               c == '\f')
        g_string_append_c (tidied, '\n');
      else if (g_unichar_isspace (c) || g_unichar_iscntrl (c))
        g_string_append_c (tidied, ' ');
      else if (!is_invisible (c))
        g_string_append_unichar (tidied, c);
    }

  return g_string_free (tidied, FALSE);
}

/* Longer than any name or address: the search for a closing bracket ends here, so that a row of
 * opening brackets costs no more than its length. A name may be in quotes, each octet in a quoted
 * pair. */
#define MAX_ENCLOSURE 1024
#define MAX_NAME 500

char *
message_piece_bound_name (char *name)
{
  static const char more[] = "…";

  if (strlen (name) <= MAX_NAME)
    return name;

  g_autofree char *whole = name;
  g_autofree char *cut = mail_text_cut (whole, MAX_NAME - strlen (more));
  return g_strconcat (g_strchomp (cut), more, NULL);
}

static const char *
find_close (const char *p, gunichar close, gboolean exact)
{
  for (const char *limit = p + MAX_ENCLOSURE; *p != '\0' && p < limit; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (exact && c == '\\' && p[1] != '\0')
        p = g_utf8_next_char (p);
      else if ((exact ? c : message_piece_narrow_char (c)) == close)
        return p;
    }

  return NULL;
}

/* Behind the local-part that begins at @p if that is a quoted-string; else @p. */
static const char *
skip_quoted_local_part (const char *p)
{
  const char *end = *p == '"' ? find_close (p + 1, '"', TRUE) : NULL;

  return end != NULL && end[1] == '@' ? end + 1 : p;
}

/* The end of what @p opens, or NULL if it opens nothing or is never closed on this row; an unclosed
 * quote must not swallow the rest of the list. A quoted-string is RFC 5322's, in ASCII: a wide
 * quote or backslash in it is a character like others. */
const char *
message_piece_find_end (const char *p)
{
  const char *inside = g_utf8_next_char (p);

  switch (g_utf8_get_char (p))
    {
    case '"':
      return find_close (inside, '"', TRUE);
    case 0x201C:
      return find_close (inside, 0x201D, FALSE);
    default:
      break;
    }

  switch (message_piece_narrow_char (g_utf8_get_char (p)))
    {
    case '"':
      return find_close (inside, '"', FALSE);
    case '<':
      return find_close (skip_quoted_local_part (inside), '>', FALSE);
    case '(':
      return find_close (inside, ')', FALSE);
    default:
      return NULL;
    }
}

static void
add_piece (GArray *pieces, const char *start, const char *end, char separator)
{
  MessagePiece piece = { g_strstrip (g_strndup (start, end - start)), separator };

  if (*piece.text == '\0')
    {
      piece_clear (&piece);
      /* "a@b;" after ">" ended the entry: the separator still says what kind of list this is */
      if (pieces->len > 0 && separator != '\0')
        g_array_index (pieces, MessagePiece, pieces->len - 1).separator = separator;
      return;
    }
  g_array_append_val (pieces, piece);
}

static gboolean
holds_at (const char *start, const char *end)
{
  for (; start < end; start = g_utf8_next_char (start))
    {
      if (message_piece_narrow_char (g_utf8_get_char (start)) == '@')
        return TRUE;
    }
  return FALSE;
}

static const char *
skip_comment (const char *p)
{
  const char *open = p + strspn (p, " ");
  const char *end = *open == '(' ? message_piece_find_end (open) : NULL;
  return end != NULL ? g_utf8_next_char (end) : p;
}

static GArray *
cut_row (const char *row)
{
  GArray *pieces = g_array_new (FALSE, FALSE, sizeof (MessagePiece));
  g_array_set_clear_func (pieces, piece_clear);
  const char *start = row;
  const char *p = row;

  while (*p != '\0')
    {
      gunichar c = message_piece_narrow_char (g_utf8_get_char (p));
      const char *end = message_piece_find_end (p);
      const char *next = g_utf8_next_char (end != NULL ? end : p);

      if (end != NULL && c == '<' && holds_at (p, end))
        {
          /* an address in brackets is the end of an entry, separator or not, but for a comment */
          next = skip_comment (next);
          add_piece (pieces, start, next, ' ');
          start = next;
        }
      else if (end == NULL && (c == ',' || c == ';' || c == '\t'))
        {
          /* only the ASCII comma is ever part of a name written backwards */
          add_piece (pieces, start, p, *p == ',' || c != ',' ? (char) c : ' ');
          start = next;
        }
      p = next;
    }

  add_piece (pieces, start, p, '\0');
  return pieces;
}

/* "Zhang, Wei <zhang@corp.cn>; Li, Na <li@corp.cn>": in a list parted by semicolons a comma belongs
 * to the name. Without a semicolon the part before the comma may be somebody else, mistyped. */
static void
join_inverted_names (GArray *pieces)
{
  gboolean semicolons = FALSE;

  for (guint i = 0; i < pieces->len; i++)
    semicolons |= g_array_index (pieces, MessagePiece, i).separator == ';';

  for (guint i = 0; semicolons && i + 1 < pieces->len; i++)
    {
      MessagePiece *piece = &g_array_index (pieces, MessagePiece, i);
      MessagePiece *next = &g_array_index (pieces, MessagePiece, i + 1);
      if (piece->separator != ',' || strpbrk (piece->text, "@<:\"") != NULL ||
          strchr (next->text, '<') == NULL || next->text[0] == '<' || next->text[0] == '"')
        continue;

      char *joined = g_strdup_printf ("\"%s, %s", piece->text, next->text);
      char *bracket = strrchr (joined, '<');
      g_autofree char *address = g_strdup (bracket);
      *bracket = '\0';
      g_strchomp (joined);
      g_free (next->text);
      next->text = g_strdup_printf ("%s\" %s", joined, address);
      g_free (joined);
      g_array_remove_index (pieces, i);
    }
}

/* The width of characters corrected, in an address only: in a name they may be meant. */
char *
message_piece_narrow (const char *text)
{
  GString *narrowed = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    g_string_append_unichar (narrowed, message_piece_narrow_char (g_utf8_get_char (p)));

  return g_string_free (narrowed, FALSE);
}

GArray *
message_piece_cut (const char *row)
{
  GArray *pieces = cut_row (row);

  join_inverted_names (pieces);
  return pieces;
}
