/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What every driver is told: PROGRAM PORT plain|tls|starttls LETTERS DIRECTORY [RECIPIENTS]. Letter
 * N lies in DIRECTORY/N.eml with CRLF line ends and goes to person-N, or all of RECIPIENTS to
 * person-0 and the next ones. Encrypted means logged in too. */

#pragma once

#include <stdlib.h>

#include <glib.h>

#define LETTERS_HOST "127.0.0.1"
#define LETTERS_FROM "alice@example.test"
#define LETTERS_SECRET "geheim-geheim"

typedef struct
{
  guint16 port;
  const char *security;
  guint n_letters;
  const char *directory;
  guint n_recipients;
  const char *ca_file;
} Letters;

static inline void
letters_parse (Letters *letters, int argc, char **argv)
{
  if (argc < 5)
    g_error ("usage: %s PORT plain|tls|starttls LETTERS DIRECTORY [RECIPIENTS]", argv[0]);
  letters->port = (guint16) atoi (argv[1]);
  letters->security = argv[2];
  letters->n_letters = (guint) atoi (argv[3]);
  letters->directory = argv[4];
  letters->n_recipients = argc > 5 ? (guint) atoi (argv[5]) : 1;
  letters->ca_file = g_getenv ("BENCH_CA");
}

static inline char *
letters_dup_path (const Letters *letters, guint i)
{
  return g_strdup_printf ("%s/%u.eml", letters->directory, i);
}

static inline char *
letters_dup_recipient (guint i)
{
  return g_strdup_printf ("person-%u@example.test", i);
}

static inline gboolean
letters_are (const Letters *letters, const char *security)
{
  return g_str_equal (letters->security, security);
}
