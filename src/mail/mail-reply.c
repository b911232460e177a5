/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "mail-reply.h"

#include <string.h>

#include "mail-text.h"

struct MailReply
{
  gatomicrefcount references;
  guint16 code;
  MailEnhancedCode enhanced;
  char *text;
};

/* one to three digits, RFC 3463 section 2 */
static gsize
parse_number (const char *text, guint16 *number)
{
  gsize n = 0;
  guint16 value = 0;

  while (n < 3 && g_ascii_isdigit (text[n]))
    value = value * 10 + (text[n++] - '0');
  if (n == 0 || g_ascii_isdigit (text[n]))
    return 0;
  *number = value;
  return n;
}

gsize
mail_enhanced_code_parse (const char *text, MailEnhancedCode *code)
{
  MailEnhancedCode parsed;
  const char *p = text;
  gsize n;

  g_return_val_if_fail (text != NULL, 0);

  if (*p != '2' && *p != '4' && *p != '5')
    return 0;
  parsed.status = *p++ - '0';
  if (*p++ != '.' || (n = parse_number (p, &parsed.subject)) == 0)
    return 0;
  p += n;
  if (*p++ != '.' || (n = parse_number (p, &parsed.detail)) == 0)
    return 0;
  p += n;
  /* "5.1.1.7" is an address, "4.2.2a" a version */
  if (g_ascii_isalnum (*p) || (*p == '.' && g_ascii_isdigit (p[1])))
    return 0;

  *code = parsed;
  return p - text;
}

char *
mail_enhanced_code_to_string (MailEnhancedCode code)
{
  if (code.status == 0)
    return NULL;
  return g_strdup_printf ("%u.%u.%u", code.status, code.subject, code.detail);
}

MailReply *
mail_reply_new (guint code, const char *text)
{
  MailEnhancedCode enhanced;
  MailReply *reply;

  g_return_val_if_fail (code >= 200 && code <= 599, NULL);

  reply = g_new0 (MailReply, 1);
  g_atomic_ref_count_init (&reply->references);
  reply->code = code;
  reply->text = g_strdup (text != NULL ? text : "");
  if (mail_enhanced_code_parse (reply->text, &enhanced) > 0 && enhanced.status == code / 100)
    reply->enhanced = enhanced;
  return reply;
}

MailReply *
mail_reply_shorten (MailReply *reply)
{
  g_autofree char *text = NULL;

  g_return_val_if_fail (reply != NULL, NULL);

  if (strlen (reply->text) <= MAIL_REPLY_MAX_TEXT)
    return mail_reply_ref (reply);
  text = mail_text_cut (reply->text, MAIL_REPLY_MAX_TEXT);
  return mail_reply_new (reply->code, text);
}

MailReply *
mail_reply_ref (MailReply *reply)
{
  g_return_val_if_fail (reply != NULL, NULL);
  g_atomic_ref_count_inc (&reply->references);
  return reply;
}

void
mail_reply_unref (MailReply *reply)
{
  if (reply == NULL || !g_atomic_ref_count_dec (&reply->references))
    return;
  g_free (reply->text);
  g_free (reply);
}

guint
mail_reply_get_code (const MailReply *reply)
{
  g_return_val_if_fail (reply != NULL, 0);
  return reply->code;
}

MailReplyClass
mail_reply_get_class (const MailReply *reply)
{
  g_return_val_if_fail (reply != NULL, MAIL_REPLY_PERMANENT);
  return (MailReplyClass) (reply->code / 100);
}

MailEnhancedCode
mail_reply_get_enhanced (const MailReply *reply)
{
  g_return_val_if_fail (reply != NULL, ((MailEnhancedCode){ 0 }));
  return reply->enhanced;
}

const char *
mail_reply_get_text (const MailReply *reply)
{
  g_return_val_if_fail (reply != NULL, NULL);
  return reply->text;
}

/* Servers repeat the enhanced status code on every line (RFC 2034 section 4). */
static const char *
skip_repeated_code (const MailReply *reply, const char *line)
{
  MailEnhancedCode code;
  gsize length = mail_enhanced_code_parse (line, &code);

  if (length == 0 || memcmp (&code, &reply->enhanced, sizeof code) != 0)
    return line;
  return line + length;
}

char *
mail_reply_dup_line (const MailReply *reply)
{
  g_auto (GStrv) lines = NULL;
  GString *line;

  g_return_val_if_fail (reply != NULL, NULL);

  line = g_string_new (NULL);
  g_string_printf (line, "%u", reply->code);
  lines = g_strsplit (reply->text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *text = i == 0 ? lines[i] : skip_repeated_code (reply, lines[i]);

      while (g_ascii_isspace (*text))
        text++;
      if (*text != '\0')
        g_string_append_printf (line, " %s", text);
    }
  return g_string_free (line, FALSE);
}

static gboolean
says_too_many (const char *text)
{
  g_autofree char *folded = g_ascii_strdown (text, -1);

  return strstr (folded, "too many recipients") != NULL || strstr (folded, "too many rcpt") != NULL;
}

gboolean
mail_reply_is_too_many_recipients (const MailReply *reply)
{
  MailEnhancedCode enhanced;

  g_return_val_if_fail (reply != NULL, FALSE);

  enhanced = reply->enhanced;
  if (reply->code != 450 && reply->code != 451 && reply->code != 452 && reply->code != 552)
    return FALSE;
  if (enhanced.status != 0)
    return enhanced.subject == 5 && enhanced.detail == 3;
  return reply->code == 452 || says_too_many (reply->text);
}
