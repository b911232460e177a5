/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The words of a script, see support-server.h. */

#include "support-script-private.h"

static const struct
{
  const char *word;
  SupportStepKind kind;
} words[] = {
  { "S:", SUPPORT_STEP_SEND },         { "R:", SUPPORT_STEP_SEND },
  { "C:", SUPPORT_STEP_EXPECT },       { "tls", SUPPORT_STEP_TLS },
  { "auth", SUPPORT_STEP_AUTH },       { "bound", SUPPORT_STEP_BOUND },
  { "content", SUPPORT_STEP_CONTENT }, { "cut", SUPPORT_STEP_CUT },
  { "chunk", SUPPORT_STEP_CHUNK },     { "take", SUPPORT_STEP_TAKE },
  { "mark", SUPPORT_STEP_MARK },       { "hold", SUPPORT_STEP_HOLD },
  { "eof", SUPPORT_STEP_EOF },         { "close", SUPPORT_STEP_CLOSE },
  { "half", SUPPORT_STEP_HALF },       { "rst", SUPPORT_STEP_RST },
  { "hang", SUPPORT_STEP_HANG },
};

static void
step_free (gpointer data)
{
  SupportStep *step = data;

  g_free (step->argument);
  g_free (step);
}

static SupportStepKind
kind_of (const char *word)
{
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (words[i].word, word))
      return words[i].kind;
  g_error ("a script knows no step called %s", word);
}

/* What one write sends; steps that only send are joined to the one before. */
static char *
octets_of (const char *word, const char *text)
{
  g_autofree char *octets = g_strcompress (text);

  return g_strconcat (octets, g_str_equal (word, "S:") ? "\r\n" : "", NULL);
}

static void
add_step (GPtrArray *steps, const char *word, const char *text)
{
  SupportStepKind kind = kind_of (word);
  SupportStep *last = steps->len > 0 ? g_ptr_array_index (steps, steps->len - 1) : NULL;

  if (kind != SUPPORT_STEP_SEND)
    {
      SupportStep *step = g_new (SupportStep, 1);
      *step = (SupportStep){ kind, g_strdup (text) };
      g_ptr_array_add (steps, step);
      return;
    }
  g_autofree char *octets = octets_of (word, text);
  if (last != NULL && last->kind == SUPPORT_STEP_SEND)
    {
      char *joined = g_strconcat (last->argument, octets, NULL);
      g_free (last->argument);
      last->argument = joined;
      return;
    }
  SupportStep *step = g_new (SupportStep, 1);
  *step = (SupportStep){ kind, g_steal_pointer (&octets) };
  g_ptr_array_add (steps, step);
}

GPtrArray *
support_script_parse (const char *script)
{
  g_autoptr (GPtrArray) steps = g_ptr_array_new_with_free_func (step_free);
  g_auto (GStrv) lines = g_strsplit (script, "\n", -1);

  for (char **line = lines; *line != NULL; line++)
    {
      g_strchug (*line);
      if (**line == '\0')
        continue;
      g_auto (GStrv) parts = g_strsplit (*line, " ", 2);
      add_step (steps, parts[0], parts[1] != NULL ? parts[1] : "");
    }
  return g_steal_pointer (&steps);
}
