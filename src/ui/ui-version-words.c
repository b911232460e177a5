/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What tells versions apart at a glance: how long each is beside the letter as it is now, and what
 * beyond the words differs. */

#include "ui-version-words-private.h"

#include <glib/gi18n.h>
#include <string.h>

#define BEGINNING_CHARACTERS 80

/* written without blanks */
static gboolean
is_word_by_itself (gunichar c)
{
  switch (g_unichar_get_script (c))
    {
    case G_UNICODE_SCRIPT_HAN:
    case G_UNICODE_SCRIPT_HIRAGANA:
    case G_UNICODE_SCRIPT_KATAKANA:
      return TRUE;
    default:
      return FALSE;
    }
}

guint
ui_version_words_count (const char *text)
{
  gboolean in_word = FALSE;
  guint n = 0;

  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      gunichar c = g_utf8_get_char (text);
      gboolean alone = is_word_by_itself (c);
      gboolean letter = !alone && (g_unichar_isalnum (c) || (in_word && g_unichar_ismark (c)) ||
                                   (in_word && (c == '\'' || c == 0x2019)));

      if (alone || (letter && !in_word))
        n++;
      in_word = letter;
    }
  return n;
}

char *
ui_version_words_beginning (const MessageDraft *version)
{
  const char *text = version->text;
  const char *end;

  while (*text != '\0' && g_unichar_isspace (g_utf8_get_char (text)))
    text = g_utf8_next_char (text);
  end = text;
  for (guint i = 0; i < BEGINNING_CHARACTERS && *end != '\0' && *end != '\n'; i++)
    end = g_utf8_next_char (end);
  if (end != text)
    return g_strndup (text, end - text);
  return g_strdup (*version->subject != '\0' ? version->subject : _ ("No text"));
}

static char *
dup_length (const MessageDraft *version, const MessageDraft *present)
{
  guint n = ui_version_words_count (version->text);
  guint now = ui_version_words_count (present->text);

  if (n > now)
    return g_strdup_printf (
        /* Translators: of an earlier version of a letter, beside the letter as it is */
        ngettext ("%u word more than now", "%u words more than now", n - now), n - now);
  if (n < now)
    return g_strdup_printf (ngettext ("%u word fewer than now", "%u words fewer than now", now - n),
                            now - n);
  return strcmp (version->text, present->text) == 0 ? NULL
                                                    : g_strdup (_ ("As long, in other words"));
}

static gboolean
are_same_people (const GPtrArray *a, const GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    {
      const MessageMailbox *one = g_ptr_array_index (a, i);
      const MessageMailbox *other = g_ptr_array_index (b, i);

      if (strcmp (one->text, other->text) != 0)
        return FALSE;
    }
  return TRUE;
}

static gboolean
are_same_files (const GPtrArray *a, const GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    {
      const MessageAttachment *one = g_ptr_array_index (a, i);
      const MessageAttachment *other = g_ptr_array_index (b, i);

      if (!g_str_equal (one->digest, other->digest))
        return FALSE;
    }
  return TRUE;
}

char *
ui_version_words_difference (const MessageDraft *version, const MessageDraft *present)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  char *length = dup_length (version, present);

  if (length != NULL)
    g_ptr_array_add (parts, length);
  if (strcmp (version->subject, present->subject) != 0)
    g_ptr_array_add (parts, g_strdup (_ ("another subject")));
  if (!are_same_people (version->to, present->to) || !are_same_people (version->cc, present->cc) ||
      !are_same_people (version->bcc, present->bcc))
    g_ptr_array_add (parts, g_strdup (_ ("other recipients")));
  if (!are_same_files (version->attachments, present->attachments))
    g_ptr_array_add (parts, g_strdup (_ ("other attachments")));
  if (parts->len == 0)
    return g_strdup (_ ("The same as now"));
  g_ptr_array_add (parts, NULL);
  return g_strjoinv (" · ", (char **) parts->pdata);
}

/* Back to the beginning of a character. */
static gsize
round_down (const char *text, gsize at)
{
  while (at > 0 && (text[at] & 0xc0) == 0x80)
    at--;
  return at;
}

static gsize
round_up (const char *text, gsize at)
{
  while ((text[at] & 0xc0) == 0x80)
    at++;
  return at;
}

void
ui_version_words_changed (const char *text, const char *present, guint *start, guint *end)
{
  gsize length = strlen (text);
  gsize other = strlen (present);
  gsize shorter = MIN (length, other);
  gsize head = 0;
  gsize tail = 0;
  gsize last;

  while (head < shorter && text[head] == present[head])
    head++;
  while (tail < shorter - head && text[length - tail - 1] == present[other - tail - 1])
    tail++;
  last = head + tail < length ? round_up (text, length - tail) : head;
  head = round_down (text, head);
  *start = (guint) g_utf8_pointer_to_offset (text, text + head);
  *end = head < last ? (guint) g_utf8_pointer_to_offset (text, text + last) : *start;
}
