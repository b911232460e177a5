/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Each a line or two, so they are our own and leave no copy of the secret behind: g_strconcat() and
 * no printf, which would as its buffer grows. */

#include "net-answer-private.h"

#include <string.h>

#include "net-scram-private.h"
#include "net-secret-private.h"

static GBytes *
secret_text (char *text)
{
  GBytes *bytes = net_secret_bytes_new (text, strlen (text));

  net_secret_free (text);
  return bytes;
}

/* No identity to act as, then two parts behind a NUL each. */
GBytes *
net_answer_plain (const char *user, const char *secret)
{
  gsize user_length = strlen (user);
  gsize secret_length = strlen (secret);
  gsize length = 1 + user_length + 1 + secret_length;
  char *text = g_malloc0 (length);

  memcpy (text + 1, user, user_length);
  memcpy (text + 1 + user_length + 1, secret, secret_length);
  GBytes *bytes = net_secret_bytes_new (text, length);
  explicit_bzero (text, length);
  g_free (text);
  return bytes;
}

GBytes *
net_answer_cram_md5 (const char *user, const char *secret, GBytes *challenge)
{
  gsize length;
  const guint8 *octets = g_bytes_get_data (challenge, &length);
  char *digest = g_compute_hmac_for_data (G_CHECKSUM_MD5, (const guchar *) secret, strlen (secret),
                                          octets, length);
  GBytes *answer = secret_text (g_strconcat (user, " ", digest, NULL));

  net_secret_free (digest);
  return answer;
}

GBytes *
net_answer_xoauth2 (const char *user, const char *token)
{
  return secret_text (g_strconcat ("user=", user, "\001auth=Bearer ", token, "\001\001", NULL));
}

GBytes *
net_answer_oauthbearer (const MailEndpoint *endpoint, const char *token)
{
  g_autofree char *name = net_scram_dup_name (endpoint->user);
  g_autofree char *port = g_strdup_printf ("%u", endpoint->port);

  return secret_text (g_strconcat ("n,a=", name, ",\001host=", endpoint->host, "\001port=", port,
                                   "\001auth=Bearer ", token, "\001\001", NULL));
}

/* RFC 6750 section 2.1 has fewer characters still; what must not be is one that ends the field. */
gboolean
net_answer_is_token (const char *secret)
{
  for (; *secret != '\0'; secret++)
    if (!g_ascii_isgraph (*secret))
      return FALSE;
  return TRUE;
}
