/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a list of tries says. They stand in the order in which they are wanted, so the first answer
 * is the best one. */

#include "net-discovery-private.h"

#include <string.h>

/* Whether it is a server that may be used without asking anybody. */
static gboolean
is_own_answer (const MailTry *try)
{
  return try->endpoint != NULL && try->state == MAIL_TRY_FOUND && !try->is_foreign;
}

gboolean
net_tries_have_answer (GPtrArray *tries)
{
  for (guint i = 0; i < tries->len; i++)
    if (is_own_answer (g_ptr_array_index (tries, i)))
      return TRUE;
  return FALSE;
}

gboolean
net_tries_are_settled (GPtrArray *tries, guint begin)
{
  for (guint i = begin; i < tries->len; i++)
    {
      const MailTry *try = g_ptr_array_index (tries, i);

      if (try->state == MAIL_TRY_RUNNING)
        return FALSE;
      if (is_own_answer (try))
        return TRUE;
    }
  return TRUE;
}

gboolean
net_tries_have_server (GPtrArray *tries, const MailEndpoint *endpoint)
{
  for (guint i = 0; i < tries->len; i++)
    {
      const MailEndpoint *other = ((MailTry *) g_ptr_array_index (tries, i))->endpoint;

      if (other != NULL && other->port == endpoint->port && other->security == endpoint->security &&
          g_ascii_strcasecmp (other->host, endpoint->host) == 0)
        return TRUE;
    }
  return FALSE;
}

gboolean
net_tries_is_within (const char *host, const char *domain)
{
  gsize host_length = strlen (host), domain_length = strlen (domain);

  if (host_length < domain_length ||
      g_ascii_strcasecmp (host + host_length - domain_length, domain) != 0)
    return FALSE;
  return host_length == domain_length || host[host_length - domain_length - 1] == '.';
}
