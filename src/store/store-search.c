/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Words for the full-text index. SQLite's own tokenizers take a Chinese sentence for one word or
 * need three characters; here a run of Han, Kana or Hangul becomes its overlapping pairs and, so
 * that its last character can be found too, that character alone: 鸿雁传书 → 鸿雁 雁传 传书 书. Two
 * characters and more are asked for as a phrase of pairs, a single one as the beginning of a pair.
 * Words of other scripts are asked for by their beginning. */

#include "store-search-private.h"

#define MAX_TEXT (256 * 1024)
/* no word a person looks for is longer; encoded data is */
#define MAX_WORD 64

typedef enum
{
  RUN_NONE,
  RUN_WORD,
  RUN_PAIRED,
} RunKind;

typedef void (*RunFunc) (RunKind kind, const char *run, gsize length, GString *out);

gboolean
store_search_is_paired (gunichar c)
{
  switch ((int) g_unichar_get_script (c))
    {
    case G_UNICODE_SCRIPT_HAN:
    case G_UNICODE_SCRIPT_HIRAGANA:
    case G_UNICODE_SCRIPT_KATAKANA:
    case G_UNICODE_SCRIPT_HANGUL:
    case G_UNICODE_SCRIPT_BOPOMOFO:
      return g_unichar_isalnum (c);
    default:
      /* the prolonged sound mark has no script of its own */
      return c == 0x30fc;
    }
}

static RunKind
kind_of (gunichar c)
{
  if (store_search_is_paired (c))
    return RUN_PAIRED;

  return g_unichar_isalnum (c) || g_unichar_ismark (c) ? RUN_WORD : RUN_NONE;
}

/* Accents are parted from their letters and dropped; other marks carry meaning and stay. */
static char *
drop_accents (const char *text)
{
  g_autofree char *parted = g_utf8_normalize (text, -1, G_NORMALIZE_NFKD);
  g_autoptr (GString) kept = g_string_new (NULL);

  for (const char *p = parted; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      if (c < 0x300 || c > 0x36f)
        g_string_append_unichar (kept, c);
    }

  return g_utf8_normalize (kept->str, kept->len, G_NORMALIZE_NFKC);
}

char *
store_search_fold (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *plain = drop_accents (valid);

  return g_utf8_casefold (plain, -1);
}

static void
for_each_run (const char *text, RunFunc func, GString *out)
{
  const char *p = text;

  while (*p != '\0')
    {
      const char *start = p;
      RunKind kind = kind_of (g_utf8_get_char (p));

      while (*p != '\0' && kind_of (g_utf8_get_char (p)) == kind)
        p = g_utf8_next_char (p);
      if (kind != RUN_NONE)
        func (kind, start, p - start, out);
    }
}

static gsize
cut_word (const char *word, gsize length)
{
  if (length <= MAX_WORD)
    return length;

  return g_utf8_find_prev_char (word, word + MAX_WORD + 1) - word;
}

static void
append_pairs (const char *run, gsize length, gboolean last_alone, GString *out)
{
  const char *end = run + length;

  for (const char *p = run; p < end; p = g_utf8_next_char (p))
    {
      const char *second = g_utf8_next_char (p);
      if (second >= end && !last_alone)
        return;

      g_string_append_len (out, p, (second < end ? g_utf8_next_char (second) : end) - p);
      g_string_append_c (out, ' ');
    }
}

static void
append_to_index (RunKind kind, const char *run, gsize length, GString *out)
{
  if (kind == RUN_PAIRED)
    {
      append_pairs (run, length, TRUE, out);
      return;
    }

  g_string_append_len (out, run, cut_word (run, length));
  g_string_append_c (out, ' ');
}

char *
store_search_dup_index (const char *text)
{
  g_autofree char *cut = g_strndup (text == NULL ? "" : text, MAX_TEXT);
  g_autofree char *folded = store_search_fold (cut);
  GString *index = g_string_new (NULL);

  for_each_run (folded, append_to_index, index);
  return g_string_free (index, FALSE);
}

/* Runs hold letters and digits only, so a quotation mark cannot occur in a quoted string. */
static void
append_to_query (RunKind kind, const char *run, gsize length, GString *out)
{
  gboolean phrase = kind == RUN_PAIRED && g_utf8_next_char (run) < run + length;

  g_string_append_c (out, '"');
  if (phrase)
    append_pairs (run, length, FALSE, out);
  else
    g_string_append_len (out, run, cut_word (run, length));
  g_string_append (out, phrase ? "\" " : "\"* ");
}

char *
store_search_dup_query (const char *text)
{
  g_autofree char *cut = g_strndup (text, MAX_TEXT);
  g_autofree char *folded = store_search_fold (cut);
  GString *query = g_string_new (NULL);

  for_each_run (folded, append_to_query, query);
  return g_string_free (query, query->len == 0);
}
