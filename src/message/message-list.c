/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Recipients as people type and paste them. This is not the address-list of RFC 5322 section 3.4
 * but everything near it: rows of a table, Chinese punctuation, headers copied from elsewhere.
 *
 * Two rules come before convenience. Nothing is lost: what cannot be read stays as an entry without
 * a path, which stops the letter. Nothing is guessed about an address itself beyond the width of
 * its characters.
 *
 * The work is done in three steps: a text is cut into rows at line breaks; a row is cut into pieces
 * at separators that stand outside quotes, brackets and comments; a piece is read word by word. */

#include "message-mailbox.h"

#include <string.h>

/* A piece of a row.
 * @text: without the separator
 * @separator: what ended it, as ASCII; 0 at the end of the row */
typedef struct
{
  char *text;
  char separator;
} Piece;

static void
piece_clear (gpointer data)
{
  g_free (((Piece *) data)->text);
}

/* Full-width forms as ASCII; other characters as they are. U+3002 is what a Chinese input method
 * writes for a full stop. */
static gunichar
narrow (gunichar c)
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
static char *
tidy (const char *text)
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
 * opening brackets costs no more than its length. */
#define MAX_ENCLOSURE 1024

/* The end of what @p opens, or NULL if it opens nothing or is never closed on this row; an unclosed
 * quote must not swallow the rest of the list. */
static const char *
find_end_of_enclosure (const char *p)
{
  gunichar open = narrow (g_utf8_get_char (p));
  gunichar close = open == '"' ? '"' : open == '<' ? '>' : open == '(' ? ')' : 0;

  if (g_utf8_get_char (p) == 0x201C)
    close = 0x201D;
  if (close == 0)
    return NULL;

  const char *limit = p + MAX_ENCLOSURE;
  for (p = g_utf8_next_char (p); *p != '\0' && p < limit; p = g_utf8_next_char (p))
    {
      gunichar c = narrow (g_utf8_get_char (p));
      if (c == '\\' && open == '"' && p[1] != '\0')
        p++;
      else if (c == close)
        return p;
    }

  return NULL;
}

static void
add_piece (GArray *pieces, const char *start, const char *end, char separator)
{
  Piece piece = { g_strstrip (g_strndup (start, end - start)), separator };

  if (*piece.text == '\0')
    {
      piece_clear (&piece);
      /* "a@b;" after ">" ended the entry: the separator still says what kind of list this is */
      if (pieces->len > 0 && separator != '\0')
        g_array_index (pieces, Piece, pieces->len - 1).separator = separator;
      return;
    }
  g_array_append_val (pieces, piece);
}

static gboolean
holds_at (const char *start, const char *end)
{
  for (; start < end; start = g_utf8_next_char (start))
    {
      if (narrow (g_utf8_get_char (start)) == '@')
        return TRUE;
    }
  return FALSE;
}

static const char *
skip_comment (const char *p)
{
  const char *open = p + strspn (p, " ");
  const char *end = *open == '(' ? find_end_of_enclosure (open) : NULL;
  return end != NULL ? g_utf8_next_char (end) : p;
}

static GArray *
cut_row (const char *row)
{
  GArray *pieces = g_array_new (FALSE, FALSE, sizeof (Piece));
  g_array_set_clear_func (pieces, piece_clear);
  const char *start = row;
  const char *p = row;

  while (*p != '\0')
    {
      gunichar c = narrow (g_utf8_get_char (p));
      const char *end = find_end_of_enclosure (p);
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
    semicolons |= g_array_index (pieces, Piece, i).separator == ';';

  for (guint i = 0; semicolons && i + 1 < pieces->len; i++)
    {
      Piece *piece = &g_array_index (pieces, Piece, i);
      Piece *next = &g_array_index (pieces, Piece, i + 1);
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
static char *
narrow_all (const char *text)
{
  GString *narrowed = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    g_string_append_unichar (narrowed, narrow (g_utf8_get_char (p)));

  return g_string_free (narrowed, FALSE);
}

static MailPath *
parse_address (const char *text)
{
  g_autofree char *address = g_strstrip (narrow_all (text));
  const char *start = address;

  if (g_ascii_strncasecmp (start, "mailto:", 7) == 0)
    start += 7;

  MailPath *path = mail_path_parse (start, NULL);
  gsize length = strlen (address);
  if (path == NULL && length > 0 && strchr (".>", address[length - 1]) != NULL)
    {
      address[length - 1] = '\0';
      path = mail_path_parse (start, NULL);
    }
  return path;
}

/* Without the quotes around it, with its quoted pairs undone; NULL for nothing. */
static char *
clean_name (const char *text)
{
  g_autofree char *name = g_strstrip (g_strdup (text));
  gsize length = strlen (name);

  if (length >= 2 && name[0] == name[length - 1] && (name[0] == '"' || name[0] == '\''))
    {
      gboolean pairs = name[0] == '"';
      GString *plain = g_string_new (NULL);
      for (gsize i = 1; i + 1 < length; i++)
        {
          if (pairs && name[i] == '\\' && i + 2 < length)
            i++;
          g_string_append_c (plain, name[i]);
        }
      g_free (name);
      name = g_strstrip (g_string_free (plain, FALSE));
    }
  else if (g_str_has_prefix (name, "“") && g_str_has_suffix (name, "”") && length >= 6)
    {
      name[length - 3] = '\0';
      memmove (name, name + 3, length - 5);
    }

  else if (name[0] == '"' && strchr (name + 1, '"') == NULL)
    memmove (name, name + 1, length);

  return *name != '\0' ? g_steal_pointer (&name) : NULL;
}

static MessageMailbox *
new_entry (const char *name, MailPath *path, const char *text)
{
  MessageMailbox *entry = g_new0 (MessageMailbox, 1);
  entry->name = name != NULL ? clean_name (name) : NULL;
  entry->path = path;
  entry->text = g_strdup (text);
  return entry;
}

/* "Name <address>", "Name (address)" with brackets of any width, and "address (Name)" */
static MessageMailbox *
read_bracketed (const char *piece)
{
  for (const char *p = piece; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = narrow (g_utf8_get_char (p));
      const char *end = find_end_of_enclosure (p);
      if (end != NULL && (c == '<' || c == '('))
        {
          g_autofree char *before = g_strndup (piece, p - piece);
          const char *start = g_utf8_next_char (p);
          g_autofree char *inside = g_strndup (start, end - start);
          MailPath *path = parse_address (inside);
          if (path != NULL)
            return new_entry (before, path, piece);
          path = c == '(' ? parse_address (before) : NULL;
          if (path != NULL)
            return new_entry (inside, path, piece);
        }
      else if (end == NULL && c == '<')
        {
          g_autofree char *before = g_strndup (piece, p - piece);
          MailPath *path = parse_address (g_utf8_next_char (p));
          return path != NULL ? new_entry (before, path, piece) : NULL;
        }
      if (end != NULL)
        p = end;
    }

  return NULL;
}

/* Words parted by blanks: an address takes the words before it as its name; words after the last
 * address are its name if it is the only one and has none ("li@163.com 李雷"). */
static void
read_words (const char *piece, GPtrArray *entries)
{
  g_auto (GStrv) words = g_strsplit_set (piece, " \t", -1);
  g_autoptr (GString) name = g_string_new (NULL);
  guint first = entries->len;

  for (guint i = 0; words[i] != NULL; i++)
    {
      MailPath *path = *words[i] != '\0' ? parse_address (words[i]) : NULL;
      if (path != NULL)
        {
          g_autofree char *text =
              name->len > 0 ? g_strconcat (name->str, " ", words[i], NULL) : g_strdup (words[i]);
          g_ptr_array_add (entries, new_entry (name->str, path, text));
          g_string_truncate (name, 0);
        }
      else if (*words[i] != '\0')
        {
          if (name->len > 0)
            g_string_append_c (name, ' ');
          g_string_append (name, words[i]);
        }
    }

  if (name->len == 0)
    return;

  MessageMailbox *only = entries->len == first + 1 ? g_ptr_array_index (entries, first) : NULL;
  if (only != NULL && only->name == NULL && strchr (name->str, '@') == NULL)
    {
      only->name = clean_name (name->str);
      g_free (only->text);
      only->text = g_strdup (piece);
    }
  else
    g_ptr_array_add (entries, new_entry (NULL, NULL, name->str));
}

/* "Team: a@b" or "收件人：a@b": a group's name or a label; NULL when there is none */
static const char *
skip_label (const char *piece)
{
  for (const char *p = piece; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = narrow (g_utf8_get_char (p));
      const char *end = find_end_of_enclosure (p);
      if (end != NULL && c != '"')
        return NULL;
      if (c == '@')
        return NULL;
      if (c == ':')
        {
          const char *rest = g_utf8_next_char (p);
          return rest + strspn (rest, " ");
        }
      if (end != NULL)
        p = end;
    }
  return NULL;
}

static void
read_piece (const Piece *piece, GPtrArray *entries)
{
  const char *text = piece->text;
  const char *inner = skip_label (text);

  /* an empty group, as in "undisclosed-recipients:;" */
  if (inner != NULL && *inner == '\0' && piece->separator == ';')
    return;

  if (inner != NULL && *inner != '\0')
    {
      g_autofree char *narrowed = narrow_all (inner);
      if (strchr (narrowed, '@') != NULL)
        text = inner;
    }

  MessageMailbox *entry = read_bracketed (text);
  if (entry == NULL)
    {
      MailPath *path = parse_address (text);
      if (path != NULL)
        entry = new_entry (NULL, path, text);
    }

  if (entry != NULL)
    g_ptr_array_add (entries, entry);
  else
    {
      g_autofree char *narrowed = narrow_all (text);
      if (strchr (narrowed, '@') != NULL && strpbrk (narrowed, "<>\"") == NULL)
        read_words (text, entries);
      else
        g_ptr_array_add (entries, new_entry (NULL, NULL, text));
    }
}

static gboolean
is_text_only (const MessageMailbox *entry)
{
  return entry->path == NULL && strpbrk (entry->text, "@<>") == NULL;
}

static void
append_cell (GString *name, const MessageMailbox *entry)
{
  if (name->len > 0)
    g_string_append_c (name, ' ');
  g_string_append (name, entry->text);
}

/* A row of a table, its cells parted by TAB: cells without an address are the name of the only
 * address in the row. */
static void
join_cells (GPtrArray *entries, guint first)
{
  MessageMailbox *address = NULL;
  g_autoptr (GString) name = g_string_new (NULL);

  for (guint i = first; i < entries->len; i++)
    {
      MessageMailbox *entry = g_ptr_array_index (entries, i);
      if (is_text_only (entry))
        append_cell (name, entry);
      else if (entry->path == NULL || address != NULL || entry->name != NULL)
        return;
      else
        address = entry;
    }

  if (address == NULL || name->len == 0)
    return;

  address->name = clean_name (name->str);
  for (guint i = entries->len; i > first; i--)
    {
      if (g_ptr_array_index (entries, i - 1) != address)
        message_mailbox_free (g_ptr_array_remove_index (entries, i - 1));
    }
}

static void
read_row (const char *row, GPtrArray *entries)
{
  g_autoptr (GArray) pieces = cut_row (row);
  guint first = entries->len;

  join_inverted_names (pieces);
  for (guint i = 0; i < pieces->len; i++)
    read_piece (&g_array_index (pieces, Piece, i), entries);

  if (strchr (row, '\t') != NULL)
    join_cells (entries, first);
}

/* Equal paths once, the first place kept; a name is worth keeping wherever it stood. */
static GPtrArray *
without_doubles (GPtrArray *entries)
{
  g_autoptr (GHashTable) seen =
      g_hash_table_new ((GHashFunc) mail_path_hash, (GEqualFunc) mail_path_equal);
  GPtrArray *once = g_ptr_array_new_with_free_func ((GDestroyNotify) message_mailbox_free);

  for (guint i = 0; i < entries->len; i++)
    {
      MessageMailbox *entry = g_ptr_array_index (entries, i);
      MessageMailbox *before = entry->path ? g_hash_table_lookup (seen, entry->path) : NULL;
      if (before != NULL)
        {
          if (before->name == NULL)
            before->name = g_steal_pointer (&entry->name);
          message_mailbox_free (entry);
          continue;
        }
      if (entry->path != NULL)
        g_hash_table_insert (seen, entry->path, entry);
      g_ptr_array_add (once, entry);
    }

  return once;
}

GPtrArray *
message_mailbox_parse_list (const char *text)
{
  g_autofree char *tidied = tidy (text);
  g_auto (GStrv) rows = g_strsplit (tidied, "\n", -1);
  g_autoptr (GPtrArray) entries = g_ptr_array_new ();

  for (guint i = 0; rows[i] != NULL; i++)
    read_row (rows[i], entries);

  return without_doubles (entries);
}
