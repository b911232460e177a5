/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "practice-login-private.h"

#include <string.h>

/* A decoded response; wiped when it goes. */
typedef struct
{
  guchar *octets;
  gsize length;
} Response;

static void
response_clear (Response *response)
{
  if (response->octets != NULL)
    explicit_bzero (response->octets, response->length);
  g_clear_pointer (&response->octets, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Response, response_clear)

/* "=" stands for no octets at all (RFC 4954 section 4). g_base64_decode() takes anything, so the
 * alphabet is looked at first. */
static gboolean
decode (const char *text, Response *response)
{
  static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  gsize length = strlen (text);
  gsize letters = strspn (text, alphabet);

  if (strcmp (text, "=") == 0)
    text = "";
  else if (length % 4 != 0 || length - letters > 2 ||
           strspn (text + letters, "=") != length - letters)
    return FALSE;

  response->octets = g_base64_decode (text, &response->length);
  return TRUE;
}

static gboolean
is_wrong (const guchar *octets, gsize length)
{
  return length == strlen ("wrong") && memcmp (octets, "wrong", length) == 0;
}

/* authzid NUL authcid NUL passwd */
static PracticeLoginResult
judge_plain (const Response *response)
{
  const guchar *end = response->octets + response->length;
  const guchar *first =
      response->length > 0 ? memchr (response->octets, '\0', response->length) : NULL;
  const guchar *second = first != NULL ? memchr (first + 1, '\0', end - (first + 1)) : NULL;

  if (second == NULL)
    return PRACTICE_LOGIN_MALFORMED;
  return is_wrong (second + 1, end - (second + 1)) ? PRACTICE_LOGIN_WRONG : PRACTICE_LOGIN_GOOD;
}

PracticeLoginResult
practice_login_respond (const char *line, PracticeLoginStep *step)
{
  g_auto (Response) response = { NULL, 0 };
  PracticeLoginStep now = *step;

  *step = PRACTICE_LOGIN_NONE;
  if (strcmp (line, "*") == 0)
    return PRACTICE_LOGIN_CANCELLED;
  if (!decode (line, &response))
    return PRACTICE_LOGIN_MALFORMED;

  switch (now)
    {
    case PRACTICE_LOGIN_NAME:
      *step = PRACTICE_LOGIN_PASSWORD;
      return PRACTICE_LOGIN_ASK;
    case PRACTICE_LOGIN_PASSWORD:
      return is_wrong (response.octets, response.length) ? PRACTICE_LOGIN_WRONG
                                                         : PRACTICE_LOGIN_GOOD;
    case PRACTICE_LOGIN_PLAIN:
      return judge_plain (&response);
    case PRACTICE_LOGIN_NONE:
      break;
    }
  g_return_val_if_reached (PRACTICE_LOGIN_MALFORMED);
}

PracticeLoginResult
practice_login_begin (const char *arguments, PracticeLoginStep *step)
{
  gsize length = strcspn (arguments, " ");
  const char *initial = arguments[length] == ' ' ? arguments + length + 1 : NULL;

  if (length == 5 && g_ascii_strncasecmp (arguments, "PLAIN", 5) == 0)
    *step = PRACTICE_LOGIN_PLAIN;
  else if (length == 5 && g_ascii_strncasecmp (arguments, "LOGIN", 5) == 0)
    *step = PRACTICE_LOGIN_NAME;
  else
    return PRACTICE_LOGIN_UNKNOWN;

  return initial != NULL ? practice_login_respond (initial, step) : PRACTICE_LOGIN_ASK;
}

const char *
practice_login_get_challenge (PracticeLoginStep step)
{
  switch (step)
    {
    case PRACTICE_LOGIN_NAME:
      return "VXNlcm5hbWU6";
    case PRACTICE_LOGIN_PASSWORD:
      return "UGFzc3dvcmQ6";
    case PRACTICE_LOGIN_NONE:
    case PRACTICE_LOGIN_PLAIN:
      return "";
    }
  g_return_val_if_reached ("");
}
