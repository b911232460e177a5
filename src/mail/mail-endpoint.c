/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "mail-endpoint.h"

#include "mail-nick-private.h"

static const char *const security_nicks[] = {
  [MAIL_SECURITY_TLS] = "tls",
  [MAIL_SECURITY_STARTTLS] = "starttls",
  [MAIL_SECURITY_NONE] = "none",
};
G_STATIC_ASSERT (G_N_ELEMENTS (security_nicks) == MAIL_N_SECURITIES);

const char *
mail_security_to_nick (MailSecurity security)
{
  g_return_val_if_fail ((guint) security < MAIL_N_SECURITIES, NULL);
  return security_nicks[security];
}

gboolean
mail_security_from_nick (const char *nick, MailSecurity *security)
{
  int found = mail_nick_find (security_nicks, MAIL_N_SECURITIES, nick);

  if (found < 0)
    return FALSE;
  *security = (MailSecurity) found;
  return TRUE;
}

MailEndpoint *
mail_endpoint_new (const char *host, guint16 port, MailSecurity security)
{
  MailEndpoint *endpoint;

  g_return_val_if_fail (host != NULL, NULL);

  endpoint = g_new0 (MailEndpoint, 1);
  endpoint->host = g_strdup (host);
  endpoint->port = port;
  endpoint->security = security;
  return endpoint;
}

MailEndpoint *
mail_endpoint_copy (const MailEndpoint *endpoint)
{
  MailEndpoint *copy;

  g_return_val_if_fail (endpoint != NULL, NULL);

  copy = mail_endpoint_new (endpoint->host, endpoint->port, endpoint->security);
  copy->user = g_strdup (endpoint->user);
  copy->mechanism = g_strdup (endpoint->mechanism);
  copy->ehlo_name = g_strdup (endpoint->ehlo_name);
  copy->ca_file = g_strdup (endpoint->ca_file);
  copy->certificate_sha256 = g_strdup (endpoint->certificate_sha256);
  copy->certificate_flags = endpoint->certificate_flags;
  copy->timeout_s = endpoint->timeout_s;
  copy->ask_partial = endpoint->ask_partial;
  return copy;
}

void
mail_endpoint_free (MailEndpoint *endpoint)
{
  if (endpoint == NULL)
    return;
  g_free (endpoint->host);
  g_free (endpoint->user);
  g_free (endpoint->mechanism);
  g_free (endpoint->ehlo_name);
  g_free (endpoint->ca_file);
  g_free (endpoint->certificate_sha256);
  g_free (endpoint);
}
