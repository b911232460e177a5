/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Plays every file of tests/data/transcripts, line by line and octet by octet: both must come to
 * the same end. At the end nothing may be left that the file did not look at. */

#include <string.h>

#include "transcript.h"

static const gsize pieces[] = { 0, 1, 7 };

typedef struct
{
  char *path;
  gsize piece;
} Case;

static void
play_lines (Transcript *transcript, const char *name, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *rest = lines[i];
      const char *word;

      if (*rest == '\0' || *rest == '#')
        continue;
      g_free (transcript->where);
      transcript->where = g_strdup_printf ("%s:%u", name, i + 1);
      word = transcript_take_word (&rest);
      transcript_do (transcript, word, rest);
    }
}

static void
check_end (Transcript *transcript)
{
  SmtpEvent *left = g_queue_peek_head (&transcript->events);
  gsize length;

  if (left != NULL)
    transcript_fail (transcript, "an event of kind %d is left", left->kind);
  smtp_client_peek_output (transcript->client, &length);
  if (length > 0)
    transcript_fail (transcript, "%" G_GSIZE_FORMAT " octets are left", length);
}

static void
play (gconstpointer data)
{
  const Case *c = data;
  g_autofree char *name = g_path_get_basename (c->path);
  g_autofree char *text = NULL;
  Transcript transcript = { .config = { .security = MAIL_SECURITY_NONE }, .piece = c->piece };

  g_assert_true (g_file_get_contents (c->path, &text, NULL, NULL));
  transcript.shown = g_ptr_array_new_with_free_func ((GDestroyNotify) smtp_event_free);
  transcript.secrets = g_ptr_array_new_with_free_func (g_free);
  g_queue_init (&transcript.events);

  play_lines (&transcript, name, text);
  check_end (&transcript);

  smtp_client_free (transcript.client);
  g_free (transcript.where);
  mail_envelope_free (transcript.envelope);
  mail_outcome_free (transcript.outcome);
  g_ptr_array_unref (transcript.shown);
  g_ptr_array_unref (transcript.secrets);
}

static void
case_free (Case *c)
{
  g_free (c->path);
  g_free (c);
}

static void
add_case (const char *directory, const char *file)
{
  g_autofree char *name = g_strndup (file, strlen (file) - strlen (".smtp"));

  for (gsize i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      Case *c = g_new0 (Case, 1);
      g_autofree char *path = g_strdup_printf ("/smtp/client/%s/%" G_GSIZE_FORMAT, name, pieces[i]);

      c->path = g_build_filename (directory, file, NULL);
      c->piece = pieces[i];
      g_test_add_data_func_full (path, c, play, (GDestroyNotify) case_free);
    }
}

int
main (int argc, char **argv)
{
  g_autofree char *path = NULL;
  g_autoptr (GDir) directory = NULL;
  const char *file;

  g_test_init (&argc, &argv, NULL);
  path = g_test_build_filename (G_TEST_DIST, "data", "transcripts", NULL);
  directory = g_dir_open (path, 0, NULL);
  g_assert_nonnull (directory);
  while ((file = g_dir_read_name (directory)) != NULL)
    if (g_str_has_suffix (file, ".smtp"))
      add_case (path, file);
  return g_test_run ();
}
