/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Header fields: RFC 5322 sections 2.2 and 3, encoded words of RFC 2047.
 *
 * A value that needs encoded words anywhere is written in them altogether: blanks between adjacent
 * encoded words do not count, so the text comes back to the letter, blanks and all. */

#include "message-field-private.h"

#include <string.h>

#include "mail-text.h"
#include "message-error.h"

/* RFC 2047 section 2: lines that hold encoded words */
#define MAX_COLUMN 76
#define MAX_NAME_COLUMN 20
#define MAX_WORD 75
/* "=?UTF-8?B?" and "?=" */
#define WORD_FRAME 12
/* less than this is no room to begin an encoded word in */
#define MIN_ROOM 24
#define MAX_PLAIN_WORD 60
#define MAX_IDS 40
#define MAX_ID 250

/**
 * Field: one being written
 * @column: of the current line
 */
typedef struct
{
  GString *text;
  gsize column;
} Field;

/* Its name and colon. */
static Field
begin (GString *text, const char *name)
{
  g_string_append_printf (text, "%s:", name);
  return (Field){ text, strlen (name) + 1 };
}

static void
fold_unless_fits (Field *field, gsize length)
{
  /* the first token stays beside the name: a line of the name alone confuses some readers */
  gboolean first =
      field->text->str[field->text->len - 1] == ':' && field->column <= MAX_NAME_COLUMN;

  if (!first && field->column + 1 + length > MAX_COLUMN)
    {
      g_string_append_c (field->text, '\n');
      field->column = 0;
    }
  g_string_append_c (field->text, ' ');
  field->column++;
}

/* @token after a blank, on a new line where it does not fit. */
static void
put (Field *field, const char *token)
{
  gsize length = strlen (token);

  fold_unless_fits (field, length);
  g_string_append_len (field->text, token, length);
  field->column += length;
}

/* What may stand in a Q word wherever it is used (RFC 2047 section 5, rule 3) */
static gboolean
is_q_literal (char c)
{
  return g_ascii_isalnum (c) || (c != '\0' && strchr ("!*+-/", c) != NULL);
}

static gsize
get_q_length (const char *start, const char *end)
{
  gsize length = 0;

  for (const char *c = start; c < end; c++)
    length += is_q_literal (*c) || *c == ' ' ? 1 : 3;
  return length;
}

static char *
encode_q (const char *start, const char *end)
{
  GString *word = g_string_new ("=?UTF-8?Q?");

  for (const char *c = start; c < end; c++)
    {
      if (is_q_literal (*c))
        g_string_append_c (word, *c);
      else if (*c == ' ')
        g_string_append_c (word, '_');
      else
        g_string_append_printf (word, "=%02X", (guchar) *c);
    }
  g_string_append (word, "?=");
  return g_string_free (word, FALSE);
}

static char *
encode_b (const char *start, const char *end)
{
  g_autofree char *encoded = g_base64_encode ((const guchar *) start, end - start);
  return g_strdup_printf ("=?UTF-8?B?%s?=", encoded);
}

/* The end of the longest run of characters whose encoded word fits; the longest without padding in
 * base64 in @aligned. */
static const char *
find_word_end (const char *start, gsize limit, gboolean quoted, const char **aligned)
{
  const char *end = start;

  *aligned = NULL;
  do
    {
      const char *next = g_utf8_next_char (end);
      gsize octets = next - start;
      gsize length = quoted ? get_q_length (start, next) : (octets + 2) / 3 * 4;

      if (length > limit && end > start)
        break;
      end = next;
      if (octets % 3 == 0)
        *aligned = end;
    }
  while (*end != '\0');
  return end;
}

char *
message_field_next_word (const char **text, gsize room, gboolean quoted)
{
  const char *start = *text;
  const char *aligned;
  const char *end = find_word_end (start, MIN (room, MAX_WORD) - WORD_FRAME, quoted, &aligned);

  /* GMime 3.2 joins words of one encoding before it decodes them, and stops at the first padding:
   * what stands behind it is lost to its readers. So only the last word is padded; where no other
   * end is without, one character in "Q" brings the rest into step. */
  if (!quoted && *end != '\0')
    {
      quoted = aligned == NULL;
      end = aligned != NULL ? aligned : g_utf8_next_char (start);
    }
  *text = end;
  return quoted ? encode_q (start, end) : encode_b (start, end);
}

static void
put_encoded (Field *field, const char *value)
{
  gsize length = strlen (value);
  gboolean quoted = get_q_length (value, value + length) < (length + 2) / 3 * 4;

  while (*value != '\0')
    {
      gsize room = field->column + 1 < MAX_COLUMN ? MAX_COLUMN - field->column - 1 : 0;
      g_autofree char *word =
          message_field_next_word (&value, room < MIN_ROOM ? MAX_WORD : room, quoted);
      put (field, word);
    }
}

char *
message_field_dup_line (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *line = g_string_sized_new (strlen (valid));

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      if (g_unichar_iscntrl (c) || c == 0x2028 || c == 0x2029)
        g_string_append_c (line, ' ');
      else if (c != 0xFEFF)
        g_string_append_unichar (line, c);
    }
  return g_strstrip (g_string_free (line, FALSE));
}

/* Whether a reader sees @value as it is: ASCII words of ordinary length, parted by single blanks,
 * none of which looks like an encoded word. */
static gboolean
is_plain_text (const char *value)
{
  gsize word = 0;

  if (strstr (value, "=?") != NULL || strstr (value, "  ") != NULL)
    return FALSE;

  for (const char *c = value; *c != '\0'; c++)
    {
      if (*c < 32 || *c > 126)
        return FALSE;
      word = *c == ' ' ? 0 : word + 1;
      if (word > MAX_PLAIN_WORD)
        return FALSE;
    }
  return TRUE;
}

static void
put_words (Field *field, const char *value)
{
  g_auto (GStrv) words = g_strsplit (value, " ", -1);

  for (guint i = 0; words[i] != NULL; i++)
    put (field, words[i]);
}

void
message_field_add_text (GString *text, const char *name, const char *value)
{
  g_autofree char *line = message_field_dup_line (value);
  Field field = begin (text, name);

  if (*line == '\0')
    g_string_append_c (text, ' ');
  else if (is_plain_text (line))
    put_words (&field, line);
  else
    put_encoded (&field, line);
  g_string_append_c (text, '\n');
}

/* atext of RFC 5322 section 3.2.3, and the blank between atoms */
static gboolean
is_atoms (const char *name)
{
  for (const char *c = name; *c != '\0'; c++)
    {
      if (!g_ascii_isalnum (*c) && strchr (" !#$%&'*+-/=?^_`{|}~", *c) == NULL)
        return FALSE;
    }
  return TRUE;
}

static char *
quote (const char *name)
{
  GString *quoted = g_string_new ("\"");

  for (const char *c = name; *c != '\0'; c++)
    {
      if (*c == '"' || *c == '\\')
        g_string_append_c (quoted, '\\');
      g_string_append_c (quoted, *c);
    }
  g_string_append_c (quoted, '"');
  return g_string_free (quoted, FALSE);
}

/* A display name (RFC 5322 section 3.2.5): atoms, a quoted-string, or encoded words. */
static void
put_phrase (Field *field, const char *name)
{
  if (!is_plain_text (name) || strlen (name) > MAX_PLAIN_WORD)
    put_encoded (field, name);
  else if (is_atoms (name))
    put_words (field, name);
  else
    {
      g_autofree char *quoted = quote (name);
      put (field, quoted);
    }
}

/* An address that travels in UTF-8 (RFC 6531); in quotes it may hold what some readers take for a
 * line break. */
static gboolean
is_utf8_address (const MailPath *path)
{
  return path != NULL && mail_path_needs_smtputf8 (path) &&
         !mail_text_has_line_break (mail_path_get_text (path));
}

static gboolean
put_mailbox (Field *field, const MessageMailbox *mailbox, gboolean smtputf8, gboolean last,
             GError **error)
{
  gboolean utf8 = smtputf8 && is_utf8_address (mailbox->path);
  /* drafts can be altered by hand; only a MailPath has passed the grammar */
  g_autofree char *address =
      mailbox->path != NULL ? mail_path_dup_wire (mailbox->path, utf8) : NULL;
  if (address == NULL)
    {
      g_set_error (error, MESSAGE_ERROR, MESSAGE_ERROR_ADDRESS, "%s",
                   mailbox->path != NULL ? mail_path_get_text (mailbox->path) : mailbox->text);
      return FALSE;
    }

  g_autofree char *name = mailbox->name != NULL ? message_field_dup_line (mailbox->name) : NULL;
  gboolean named = name != NULL && *name != '\0';
  if (named)
    put_phrase (field, name);
  g_autofree char *token = g_strdup_printf (named ? "<%s>%s" : "%s%s", address, last ? "" : ",");
  put (field, token);
  return TRUE;
}

gboolean
message_field_add_mailboxes (GString *text, const char *name, GPtrArray *mailboxes,
                             gboolean smtputf8, GError **error)
{
  if (mailboxes->len == 0)
    return TRUE;

  Field field = begin (text, name);
  for (guint i = 0; i < mailboxes->len; i++)
    {
      if (!put_mailbox (&field, g_ptr_array_index (mailboxes, i), smtputf8, i + 1 == mailboxes->len,
                        error))
        return FALSE;
    }
  g_string_append_c (text, '\n');
  return TRUE;
}

/* The msg-ids in @text (RFC 5322 section 3.6.4), each in its brackets; printable ASCII only. */
static GPtrArray *
find_ids (const char *text)
{
  GPtrArray *ids = g_ptr_array_new_with_free_func (g_free);
  const char *start = NULL;

  for (const char *c = text; *c != '\0'; c++)
    {
      if (*c == '<')
        start = c;
      else if (*c < 33 || *c > 126)
        start = NULL;
      else if (*c == '>' && start != NULL)
        {
          if (c - start > 1 && c - start < MAX_ID)
            g_ptr_array_add (ids, g_strndup (start, c + 1 - start));
          start = NULL;
        }
    }
  return ids;
}

void
message_field_add_ids (GString *text, const char *name, const char *ids)
{
  g_autoptr (GPtrArray) found = ids != NULL ? find_ids (ids) : NULL;
  if (found == NULL || found->len == 0)
    return;

  /* the first names the thread, the last ones its branch */
  if (found->len > MAX_IDS)
    g_ptr_array_remove_range (found, 1, found->len - MAX_IDS);

  Field field = begin (text, name);
  for (guint i = 0; i < found->len; i++)
    put (&field, g_ptr_array_index (found, i));
  g_string_append_c (text, '\n');
}

/* Unique by chance alone: no host name, user name or time is told to the reader. */
char *
message_field_dup_new_id (const MailPath *path)
{
  g_autofree char *uuid = g_uuid_string_random ();
  /* the domain as A-labels, whatever the local-part is */
  g_autofree char *plain = g_strconcat ("x@", mail_path_get_domain (path), NULL);
  g_autoptr (MailPath) host = mail_path_parse (plain, NULL);
  g_autofree char *address = host != NULL ? mail_path_dup_wire (host, FALSE) : NULL;

  return g_strdup_printf ("<%s@%s>", uuid,
                          address != NULL ? address + strlen ("x@") : "localhost.invalid");
}
