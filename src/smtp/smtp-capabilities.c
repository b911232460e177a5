/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The EHLO reply, RFC 5321 section 4.1.1.1, keywords without regard to case. */

#include "smtp-capabilities.h"

#include <string.h>

/* more than any server has; a list without end is not kept */
#define MAX_MECHANISMS 64
/* RFC 4422 section 3.1 */
#define MAX_MECHANISM_LENGTH 20

typedef struct
{
  const char *keyword;
  SmtpExtensions extension;
} Keyword;

static const Keyword keywords[] = {
  { "STARTTLS", SMTP_EXTENSION_STARTTLS },
  { "PIPELINING", SMTP_EXTENSION_PIPELINING },
  { "SIZE", SMTP_EXTENSION_SIZE },
  { "8BITMIME", SMTP_EXTENSION_8BITMIME },
  { "SMTPUTF8", SMTP_EXTENSION_SMTPUTF8 },
  { "CHUNKING", SMTP_EXTENSION_CHUNKING },
  { "DSN", SMTP_EXTENSION_DSN },
  { "ENHANCEDSTATUSCODES", SMTP_EXTENSION_ENHANCEDSTATUSCODES },
  { "AUTH", SMTP_EXTENSION_AUTH },
  { "REQUIRETLS", SMTP_EXTENSION_REQUIRETLS },
  { "LIMITS", SMTP_EXTENSION_LIMITS },
};

SmtpCapabilities *
smtp_capabilities_new (void)
{
  SmtpCapabilities *capabilities = g_new0 (SmtpCapabilities, 1);

  capabilities->mechanisms = g_new0 (char *, 1);
  return capabilities;
}

void
smtp_capabilities_free (SmtpCapabilities *capabilities)
{
  if (capabilities == NULL)
    return;
  g_strfreev (capabilities->mechanisms);
  g_free (capabilities);
}

gboolean
smtp_capabilities_is_mechanism (const char *name)
{
  gsize length = strlen (name);

  return length > 0 && length <= MAX_MECHANISM_LENGTH &&
         strspn (name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") == length;
}

static void
add_mechanisms (GPtrArray *mechanisms, char *const *names)
{
  for (guint i = 0; names[i] != NULL && mechanisms->len < MAX_MECHANISMS; i++)
    {
      g_autofree char *name = g_ascii_strup (names[i], -1);

      if (smtp_capabilities_is_mechanism (name) &&
          !g_ptr_array_find_with_equal_func (mechanisms, name, g_str_equal, NULL))
        g_ptr_array_add (mechanisms, g_steal_pointer (&name));
    }
}

/* the keyword and its parameters; "AUTH=LOGIN" of old drafts counts as "AUTH LOGIN" */
static char **
split_line (const char *line)
{
  g_autofree char *copy = g_strdup (line);

  if (g_ascii_strncasecmp (copy, "AUTH=", 5) == 0)
    copy[4] = ' ';
  g_strdelimit (copy, "\t\r", ' ');
  return g_strsplit (g_strstrip (copy), " ", -1);
}

/* RFC 9422 section 2: NAME=VALUE each; what is not understood counts as not said */
static guint
parse_limit (char *const *words, const char *name)
{
  gsize length = strlen (name);
  guint64 limit = 0;

  for (guint i = 0; words[i] != NULL; i++)
    if (g_ascii_strncasecmp (words[i], name, length) == 0 && words[i][length] == '=')
      g_ascii_string_to_unsigned (words[i] + length + 1, 10, 1, G_MAXUINT, &limit, NULL);
  return (guint) limit;
}

static void
parse_parameters (SmtpCapabilities *capabilities, GPtrArray *mechanisms, SmtpExtensions extension,
                  char *const *parameters)
{
  if (extension == SMTP_EXTENSION_AUTH)
    add_mechanisms (mechanisms, parameters);
  else if (extension == SMTP_EXTENSION_SIZE && parameters[0] != NULL)
    g_ascii_string_to_unsigned (parameters[0], 10, 0, G_MAXUINT64, &capabilities->size, NULL);
  else if (extension == SMTP_EXTENSION_LIMITS)
    {
      capabilities->mail_max = parse_limit (parameters, "MAILMAX");
      capabilities->rcpt_max = parse_limit (parameters, "RCPTMAX");
      capabilities->rcpt_domain_max = parse_limit (parameters, "RCPTDOMAINMAX");
    }
}

static void
parse_line (SmtpCapabilities *capabilities, GPtrArray *mechanisms, const char *line)
{
  g_auto (GStrv) words = split_line (line);

  for (gsize i = 0; words[0] != NULL && i < G_N_ELEMENTS (keywords); i++)
    if (g_ascii_strcasecmp (words[0], keywords[i].keyword) == 0)
      {
        capabilities->extensions |= keywords[i].extension;
        parse_parameters (capabilities, mechanisms, keywords[i].extension, words + 1);
      }
}

SmtpCapabilities *
smtp_capabilities_parse (const char *text)
{
  SmtpCapabilities *capabilities = smtp_capabilities_new ();
  GPtrArray *mechanisms = g_ptr_array_new ();
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  /* the first line is the server's name, whatever it looks like */
  for (guint i = 1; i < g_strv_length (lines); i++)
    parse_line (capabilities, mechanisms, lines[i]);

  g_ptr_array_add (mechanisms, NULL);
  g_strfreev (capabilities->mechanisms);
  capabilities->mechanisms = (char **) g_ptr_array_free (mechanisms, FALSE);
  return capabilities;
}
