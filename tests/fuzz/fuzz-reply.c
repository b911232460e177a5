/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The reply parser (RFC 5321 section 4.2) is given any octets. In whatever pieces they come, they
 * are the same replies; what it shows is safe to show and bounded, and a secret is not in it. */

#include "fuzz.h"

#include <string.h>

#include "smtp-parser-private.h"

#define SECRET "geheim-77"

/* a kept line, each octet of it become a replacement character at worst */
#define MAX_SHOWN (3 * (SMTP_PARSER_MAX_LINE + 64))

static void
check_text (const char *text, gsize limit)
{
  g_assert (text != NULL);
  g_assert (strlen (text) <= limit);
  g_assert (g_utf8_validate (text, -1, NULL));
  g_assert (strstr (text, SECRET) == NULL);
  for (const char *p = text; *p != '\0'; p++)
    g_assert ((guint8) *p >= ' ' || *p == '\t' || *p == '\n');
}

static void
note_reply (GString *log, MailReply *reply)
{
  guint code = mail_reply_get_code (reply);

  g_assert (code >= 200 && code <= 599);
  check_text (mail_reply_get_text (reply), 3 * SMTP_PARSER_MAX_REPLY);
  g_string_append_printf (log, "reply %u %s\n", code, mail_reply_get_text (reply));
}

static void
note (GString *log, SmtpParser *parser, SmtpParserResult result)
{
  g_autoptr (MailReply) reply = NULL;

  switch (result)
    {
    case SMTP_PARSER_MORE:
      return;
    case SMTP_PARSER_LINE:
      break;
    case SMTP_PARSER_REPLY:
      g_assert (smtp_parser_is_empty (parser));
      reply = smtp_parser_steal_reply (parser);
      note_reply (log, reply);
      break;
    case SMTP_PARSER_VIOLATION:
      g_assert (smtp_parser_get_violation (parser) != NULL);
      g_string_append_printf (log, "violation %s\n", smtp_parser_get_violation (parser));
      break;
    }
  check_text (smtp_parser_get_line (parser), MAX_SHOWN);
  g_assert (strchr (smtp_parser_get_line (parser), '\n') == NULL);
  g_string_append_printf (log, "line %s\n", smtp_parser_get_line (parser));
}

/* Returns: whether it can go on */
static gboolean
feed (SmtpParser *parser, GString *log, const guint8 *octets, gsize length)
{
  while (length > 0)
    {
      gsize used = G_MAXSIZE;
      SmtpParserResult result = smtp_parser_feed (parser, octets, length, &used);

      g_assert (used <= length);
      g_assert (used > 0 || result == SMTP_PARSER_VIOLATION);
      note (log, parser, result);
      if (result == SMTP_PARSER_VIOLATION)
        return FALSE;
      octets += used;
      length -= used;
    }
  return TRUE;
}

static char *
parse (const guint8 *octets, gsize length, gboolean whole, gsize piece)
{
  g_autoptr (SmtpParser) parser = smtp_parser_new ();
  FuzzCutter cutter = fuzz_cutter_new (octets, length);
  GString *log = g_string_new (NULL);

  smtp_parser_hide (parser, SECRET);
  for (gsize done = 0; done < length;)
    {
      gsize n = whole       ? length
                : piece > 0 ? MIN (piece, length - done)
                            : fuzz_cutter_next (&cutter, length - done);

      if (!feed (parser, log, octets + done, n))
        break;
      done += n;
    }
  return g_string_free (log, FALSE);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *whole = parse (data, size, TRUE, 0);
  g_autofree char *octets = parse (data, size, FALSE, 1);
  g_autofree char *pieces = parse (data, size, FALSE, 0);

  g_assert (strcmp (octets, pieces) == 0);
  g_assert (strcmp (octets, whole) == 0);
  return 0;
}
