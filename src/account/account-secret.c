/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Secrets as values: where they live in memory and how a pasted one is cleaned. Memory comes from
 * libsecret's locked pool, which is kept out of swap and core dumps and overwritten when freed. */

#include "account-secret-private.h"

#include <string.h>

#include <libsecret/secret.h>

static const char *const nicks[] = {
  [ACCOUNT_SECRET_FOUND] = "found",     [ACCOUNT_SECRET_NO_KEYRING] = "no-keyring",
  [ACCOUNT_SECRET_LOCKED] = "locked",   [ACCOUNT_SECRET_DISMISSED] = "dismissed",
  [ACCOUNT_SECRET_MISSING] = "missing",
};

G_STATIC_ASSERT (G_N_ELEMENTS (nicks) == ACCOUNT_N_SECRET_STATUSES);

const char *
account_secret_status_to_nick (AccountSecretStatus status)
{
  return nicks[status];
}

AccountSecret *
account_secret_new (AccountSecretStatus status, const char *detail)
{
  AccountSecret *secret = g_new0 (AccountSecret, 1);

  secret->status = status;
  secret->detail = g_strdup (detail);
  return secret;
}

void
account_secret_free (AccountSecret *secret)
{
  if (secret == NULL)
    return;
  account_secret_wipe (secret->text);
  g_free (secret->detail);
  g_free (secret);
}

void
account_secret_wipe (char *text)
{
  secret_password_free (text);
}

char *
account_secret_dup_locked (const char *text, gsize length)
{
  /* the only public door to libsecret's pool */
  return secret_value_unref_to_password (secret_value_new (text, length, "text/plain"), NULL);
}

static gboolean
is_blank (gunichar c)
{
  switch (c)
    {
    case 0x00ad: /* soft hyphen */
    case 0x200b: /* zero-width space, non-joiner, joiner */
    case 0x200c:
    case 0x200d:
    case 0x2060: /* word joiner */
    case 0xfeff: /* byte order mark */
      return TRUE;
    default:
      return g_unichar_isspace (c) || g_unichar_iscntrl (c);
    }
}

/* The part of @text without the blanks around it. */
static const char *
strip (const char *text, gsize *length)
{
  const char *end = text + strlen (text);

  while (text < end && is_blank (g_utf8_get_char (text)))
    text = g_utf8_next_char (text);
  while (end > text && is_blank (g_utf8_get_char (g_utf8_prev_char (end))))
    end = g_utf8_prev_char (end);
  *length = end - text;
  return text;
}

/* Whether blanks part groups of letters and digits of one length, as in "abcd efgh ijkl mnop". */
static gboolean
is_grouped (const char *text, gsize length)
{
  gsize groups = 0;
  gsize first = 0;
  gsize run = 0;

  for (gsize i = 0; i <= length; i++)
    {
      if (i < length && g_ascii_isalnum (text[i]))
        run++;
      else if (i == length || text[i] == ' ' || text[i] == '\n' || text[i] == '\t')
        {
          /* several blanks in a row are no grouping */
          if (run == 0 || (groups > 0 && run != first))
            return FALSE;
          first = run;
          run = 0;
          groups++;
        }
      else
        return FALSE;
    }
  return groups > 1;
}

char *
account_secret_dup_clean (const char *text)
{
  gsize length = 0;
  const char *start = strip (text, &length);
  gboolean grouped = is_grouped (start, length);
  char *clean = g_malloc (length + 1);
  char *locked = NULL;
  gsize used = 0;

  for (gsize i = 0; i < length; i++)
    if (!grouped || g_ascii_isalnum (start[i]))
      clean[used++] = start[i];
  clean[used] = '\0';
  locked = account_secret_dup_locked (clean, used);
  explicit_bzero (clean, length + 1);
  g_free (clean);
  return locked;
}
