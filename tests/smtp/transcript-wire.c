/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What crosses the wire: octets are fed to the client, and what it says must be as the file says.
 */

#include <stdio.h>
#include <string.h>

#include "transcript.h"

static void
feed (Transcript *transcript, const guint8 *octets, gsize length)
{
  SmtpClient *client = transcript_get_client (transcript);
  gsize piece = transcript->piece > 0 ? transcript->piece : length;

  for (gsize i = 0; i < length; i += piece)
    smtp_client_feed (client, octets + i, MIN (piece, length - i));
}

static void
do_server_line (Transcript *transcript, char *rest)
{
  g_autofree char *line = g_strconcat (rest, "\r\n", NULL);

  feed (transcript, (const guint8 *) line, strlen (line));
}

static void
do_server_octets (Transcript *transcript, char *rest)
{
  g_autoptr (GByteArray) octets = transcript_unescape (rest);

  feed (transcript, octets->data, octets->len);
}

static void
do_server_repeat (Transcript *transcript, char *rest)
{
  guint n = (guint) g_ascii_strtoull (transcript_take_word (&rest), NULL, 10);

  for (guint i = 0; i < n; i++)
    do_server_octets (transcript, rest);
}

static void
expect_octets (Transcript *transcript, const guint8 *octets, gsize length)
{
  gsize n;
  const guint8 *output = smtp_client_peek_output (transcript_get_client (transcript), &n);

  if (n < length || memcmp (output, octets, length) != 0)
    transcript_fail (transcript, "the client says %.*s", (int) n, (const char *) output);
  smtp_client_advance_output (transcript->client, length);
}

static void
do_client_line (Transcript *transcript, char *rest)
{
  g_autofree char *line = g_strconcat (rest, "\r\n", NULL);

  expect_octets (transcript, (const guint8 *) line, strlen (line));
}

static void
do_client_octets (Transcript *transcript, char *rest)
{
  g_autoptr (GByteArray) octets = transcript_unescape (rest);

  expect_octets (transcript, octets->data, octets->len);
}

/* C-rcpt FIRST LAST: commands for recipients made by `recipients` */
static void
do_client_rcpt (Transcript *transcript, char *rest)
{
  guint first, last;

  g_assert_cmpint (sscanf (rest, "%u %u", &first, &last), ==, 2);
  for (guint i = first; i <= last; i++)
    {
      g_autofree char *line = g_strdup_printf ("RCPT TO:<r%u@example.com>", i);

      do_client_line (transcript, line);
    }
}

/* group N: what waits to be written are N lines */
static void
do_group (Transcript *transcript, char *rest)
{
  gsize length;
  const guint8 *output = smtp_client_peek_output (transcript_get_client (transcript), &length);
  guint n = 0;

  for (gsize i = 0; i < length; i++)
    if (output[i] == '\n')
      n++;
  if (n != g_ascii_strtoull (rest, NULL, 10))
    transcript_fail (transcript, "%u lines wait", n);
}

static void
do_silent (Transcript *transcript, char *rest)
{
  gsize length;
  const guint8 *output = smtp_client_peek_output (transcript_get_client (transcript), &length);

  if (length > 0)
    transcript_fail (transcript, "the client says %.*s", (int) length, (const char *) output);
}

const TranscriptStep transcript_wire[] = {
  { "S:", do_server_line }, { "S!", do_server_octets }, { "S*", do_server_repeat },
  { "C:", do_client_line }, { "C!", do_client_octets }, { "C-rcpt", do_client_rcpt },
  { "group", do_group },    { "silent", do_silent },    { NULL },
};
