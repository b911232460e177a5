/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "practice-letter-private.h"

PracticeLetter *
practice_letter_new (const char *id, gint64 received_us, const char *reverse_path,
                     char **forward_paths, GBytes *octets)
{
  PracticeLetter *letter = g_atomic_rc_box_new0 (PracticeLetter);

  letter->id = g_strdup (id);
  letter->received_us = received_us;
  letter->reverse_path = g_strdup (reverse_path);
  letter->forward_paths = forward_paths;
  letter->octets = octets;
  return letter;
}

PracticeLetter *
practice_letter_ref (PracticeLetter *letter)
{
  return g_atomic_rc_box_acquire (letter);
}

static void
letter_clear (gpointer data)
{
  PracticeLetter *letter = data;

  g_free (letter->id);
  g_free (letter->reverse_path);
  g_strfreev (letter->forward_paths);
  g_bytes_unref (letter->octets);
}

void
practice_letter_unref (PracticeLetter *letter)
{
  if (letter != NULL)
    g_atomic_rc_box_release_full (letter, letter_clear);
}

char *
practice_letter_new_id (gint64 received_us)
{
  return g_strdup_printf ("%016" G_GINT64_MODIFIER "x-%08x", received_us, g_random_int ());
}
