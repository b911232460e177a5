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

#include "message-piece-private.h"

/* Takes off the brackets and quotation marks of running text; what they stand around is left as it
 * is. */
static void
strip_brackets (char *text)
{
  static const char *const pairs[][2] = {
    { "“", "”" },   { "‘", "’" },   { "《", "》" }, { "〈", "〉" },
    { "「", "」" }, { "『", "』" }, { "【", "】" }, { "«", "»" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      gsize length = strlen (text);
      gsize open = strlen (pairs[i][0]);
      gsize close = strlen (pairs[i][1]);

      if (length < open + close || !g_str_has_prefix (text, pairs[i][0]) ||
          !g_str_has_suffix (text, pairs[i][1]))
        continue;
      memmove (text, text + open, length - open - close);
      text[length - open - close] = '\0';
    }
}

static MailPath *
parse_address (const char *text)
{
  g_autofree char *address = g_strstrip (message_piece_narrow (text));
  const char *start = address;

  strip_brackets (address);
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

/* Without the quotes around it, with its quoted pairs undone, and bounded; NULL for nothing. */
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

  g_strstrip (name);
  return *name != '\0' ? message_piece_bound_name (g_steal_pointer (&name)) : NULL;
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
      gunichar c = message_piece_narrow_char (g_utf8_get_char (p));
      const char *end = message_piece_find_end (p);
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
      gunichar c = message_piece_narrow_char (g_utf8_get_char (p));
      const char *end = message_piece_find_end (p);
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
read_piece (const MessagePiece *piece, GPtrArray *entries)
{
  const char *text = piece->text;
  const char *inner = skip_label (text);

  /* an empty group, as in "undisclosed-recipients:;" */
  if (inner != NULL && *inner == '\0' && piece->separator == ';')
    return;

  if (inner != NULL && *inner != '\0')
    {
      g_autofree char *narrowed = message_piece_narrow (inner);
      if (strchr (narrowed, '@') != NULL)
        text = inner;
    }

  MessageMailbox *entry = read_bracketed (text);
  if (entry == NULL)
    {
      /* in quotes, as in a line of CSV */
      g_autofree char *bare = clean_name (text);
      MailPath *path = parse_address (text);
      if (path == NULL && bare != NULL)
        path = parse_address (bare);
      if (path != NULL)
        entry = new_entry (NULL, path, text);
    }

  if (entry != NULL)
    g_ptr_array_add (entries, entry);
  else
    {
      g_autofree char *narrowed = message_piece_narrow (text);
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
  g_autoptr (GArray) pieces = message_piece_cut (row);
  guint first = entries->len;

  for (guint i = 0; i < pieces->len; i++)
    read_piece (&g_array_index (pieces, MessagePiece, i), entries);

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
  g_autofree char *tidied = message_piece_tidy (text);
  g_auto (GStrv) rows = g_strsplit (tidied, "\n", -1);
  g_autoptr (GPtrArray) entries = g_ptr_array_new ();

  for (guint i = 0; rows[i] != NULL; i++)
    read_row (rows[i], entries);

  return without_doubles (entries);
}
