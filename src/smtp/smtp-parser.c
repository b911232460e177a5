/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The reply parser, RFC 5321 section 4.2. Nothing is guessed and nothing is skipped: garbage
 * before a code is not read over, because the next "250" would then answer the wrong command.
 * Two liberties are taken since servers take them: a line may end in LF alone, and a code may
 * stand without text. NUL is kept until the text is decoded, so it shortens nothing. */

#include "smtp-parser-private.h"

#include <string.h>

#include "mail-text.h"
#include "smtp-secret-private.h"

#define MIN_SECRET 4

struct SmtpParser
{
  GString *line; /* octets of the running line, cut at SMTP_PARSER_MAX_LINE */
  gsize length;  /* octets of the running reply, all of them */
  gboolean after_cr;
  gboolean cut;
  char *shown;   /* the last complete line */
  GString *text; /* of the running reply */
  guint n_lines;
  guint code;
  MailReply *reply;
  const char *violation;
  GPtrArray *secrets;
};

SmtpParser *
smtp_parser_new (void)
{
  SmtpParser *parser = g_new0 (SmtpParser, 1);

  parser->line = g_string_sized_new (128);
  parser->text = g_string_new (NULL);
  parser->secrets = g_ptr_array_new_with_free_func ((GDestroyNotify) smtp_secret_free);
  return parser;
}

void
smtp_parser_free (SmtpParser *parser)
{
  if (parser == NULL)
    return;
  smtp_secret_wipe (parser->line->str, parser->line->allocated_len);
  g_string_free (parser->line, TRUE);
  g_string_free (parser->text, TRUE);
  g_free (parser->shown);
  g_clear_pointer (&parser->reply, mail_reply_unref);
  g_ptr_array_unref (parser->secrets);
  g_free (parser);
}

void
smtp_parser_hide (SmtpParser *parser, const char *secret)
{
  if (strlen (secret) >= MIN_SECRET)
    g_ptr_array_add (parser->secrets, g_strdup (secret));
}

/* Replaces what must not be shown in the octets from @start on, NUL or not. */
static void
hide_secret (GString *line, gsize start, const char *secret)
{
  gsize length = strlen (secret);
  char *found;

  while ((found = memmem (line->str + start, line->len - start, secret, length)) != NULL)
    {
      gssize at = found - line->str;

      g_string_erase (line, at, (gssize) length);
      g_string_insert (line, at, SMTP_HIDDEN);
      start = at + strlen (SMTP_HIDDEN);
    }
}

static void
hide_secrets (SmtpParser *parser, gsize start)
{
  GString *line = parser->line;

  if (parser->cut && parser->secrets->len > 0)
    {
      /* a secret may have lost its end with the line */
      g_string_truncate (line, start);
      g_string_append (line, SMTP_HIDDEN);
    }
  for (guint i = 0; i < parser->secrets->len; i++)
    hide_secret (line, start, g_ptr_array_index (parser->secrets, i));
}

static void
show_line (SmtpParser *parser)
{
  g_free (parser->shown);
  parser->shown = mail_text_decode (parser->line->str, parser->line->len);
}

static SmtpParserResult
violate (SmtpParser *parser, const char *violation)
{
  hide_secrets (parser, 0);
  show_line (parser);
  parser->violation = violation;
  return SMTP_PARSER_VIOLATION;
}

/* 0 when there is none: Reply-code of section 4.2, digits 2 to 5 first */
static guint
read_code (const GString *line)
{
  if (line->len < 3 || line->str[0] < '2' || line->str[0] > '5' ||
      !g_ascii_isdigit (line->str[1]) || !g_ascii_isdigit (line->str[2]))
    return 0;
  if (line->len > 3 && line->str[3] != ' ' && line->str[3] != '-')
    return 0;
  return (line->str[0] - '0') * 100 + (line->str[1] - '0') * 10 + (line->str[2] - '0');
}

static void
begin_line (SmtpParser *parser)
{
  g_string_truncate (parser->line, 0);
  parser->cut = FALSE;
  parser->after_cr = FALSE;
}

static SmtpParserResult
end_reply (SmtpParser *parser)
{
  g_clear_pointer (&parser->reply, mail_reply_unref);
  parser->reply = mail_reply_new (parser->code, parser->text->str);
  g_string_truncate (parser->text, 0);
  parser->length = 0;
  parser->n_lines = 0;
  return SMTP_PARSER_REPLY;
}

static SmtpParserResult
end_line (SmtpParser *parser)
{
  GString *line = parser->line;
  guint code = read_code (line);
  gboolean more = line->len > 3 && line->str[3] == '-';
  gsize start = MIN (line->len, 4);
  g_autofree char *text = NULL;

  if (code == 0)
    return violate (parser, "a line that does not begin with a reply code");
  /* where codes differ the last one counts, but not across classes */
  if (parser->n_lines > 0 && code / 100 != parser->code / 100)
    return violate (parser, "a reply of two classes");
  if (++parser->n_lines > SMTP_PARSER_MAX_LINES)
    return violate (parser, "a reply of too many lines");

  hide_secrets (parser, start);
  text = mail_text_decode (line->str + start, line->len - start);
  g_free (parser->shown);
  parser->shown = g_strdup_printf ("%.*s%s", (int) start, line->str, text);
  if (parser->n_lines > 1)
    g_string_append_c (parser->text, '\n');
  g_string_append (parser->text, text);
  parser->code = code;
  begin_line (parser);
  return more ? SMTP_PARSER_LINE : end_reply (parser);
}

static void
keep (SmtpParser *parser, const guint8 *octets, gsize length)
{
  gsize room = SMTP_PARSER_MAX_LINE - MIN (parser->line->len, SMTP_PARSER_MAX_LINE);

  if (length > room)
    parser->cut = TRUE;
  g_string_append_len (parser->line, (const char *) octets, (gssize) MIN (length, room));
}

/* An octet is looked at only where there is room for it, so that a reply is too long, and what is
 * shown of it the same, in whatever pieces it comes. */
static gsize
get_room (const SmtpParser *parser)
{
  return SMTP_PARSER_MAX_REPLY - parser->length;
}

static SmtpParserResult
end_line_behind_cr (SmtpParser *parser, guint8 octet, gsize *used)
{
  if (octet != '\n')
    return violate (parser, "a bare CR in a reply");
  if (get_room (parser) == 0)
    return violate (parser, "a reply of too many octets");
  (*used)++;
  parser->length++;
  return end_line (parser);
}

SmtpParserResult
smtp_parser_feed (SmtpParser *parser, const guint8 *octets, gsize length, gsize *used)
{
  gsize room = get_room (parser);
  gsize n = 0;

  *used = 0;
  if (parser->violation != NULL)
    {
      *used = length;
      return SMTP_PARSER_VIOLATION;
    }
  if (length > 0 && parser->after_cr)
    return end_line_behind_cr (parser, octets[0], used);
  while (n < MIN (length, room) && octets[n] != '\n' && octets[n] != '\r')
    n++;
  keep (parser, octets, n);
  if (n == room && n < length)
    return violate (parser, "a reply of too many octets");
  *used = n + (n < length ? 1 : 0);
  parser->length += *used;
  if (n == length)
    return SMTP_PARSER_MORE;
  if (octets[n] == '\n')
    return end_line (parser);

  parser->after_cr = TRUE;
  return *used < length ? end_line_behind_cr (parser, octets[*used], used) : SMTP_PARSER_MORE;
}

gboolean
smtp_parser_is_empty (const SmtpParser *parser)
{
  return parser->length == 0;
}

const char *
smtp_parser_get_line (const SmtpParser *parser)
{
  return parser->shown;
}

MailReply *
smtp_parser_steal_reply (SmtpParser *parser)
{
  return g_steal_pointer (&parser->reply);
}

const char *
smtp_parser_get_violation (const SmtpParser *parser)
{
  return parser->violation;
}
