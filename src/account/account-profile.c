/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A sending account as a value. The id is random and never derived from the address, because it
 * names files that outlive a change of address. */

#include "account-profile.h"

#include "account-provider.h"
#include "mail-path.h"

AccountProfile *
account_profile_new (const char *address, const MailEndpoint *endpoint)
{
  AccountProfile *profile = g_new0 (AccountProfile, 1);

  profile->id = g_uuid_string_random ();
  profile->address = g_strdup (address);
  profile->endpoint = mail_endpoint_copy (endpoint);
  profile->colour = ACCOUNT_COLOUR_ANY;
  return profile;
}

AccountProfile *
account_profile_copy (const AccountProfile *profile)
{
  AccountProfile *copy = g_new0 (AccountProfile, 1);

  copy->id = g_strdup (profile->id);
  copy->address = g_strdup (profile->address);
  copy->name = g_strdup (profile->name);
  copy->provider = g_strdup (profile->provider);
  copy->endpoint = mail_endpoint_copy (profile->endpoint);
  copy->signature = g_strdup (profile->signature);
  copy->colour = profile->colour;
  copy->is_default = profile->is_default;
  copy->send_again_unknown = profile->send_again_unknown;
  return copy;
}

void
account_profile_free (AccountProfile *profile)
{
  if (profile == NULL)
    return;
  g_free (profile->id);
  g_free (profile->address);
  g_free (profile->name);
  g_free (profile->provider);
  mail_endpoint_free (profile->endpoint);
  g_free (profile->signature);
  g_free (profile);
}

char *
account_profile_dup_family (const AccountProfile *profile)
{
  const AccountProvider *provider = account_provider_for_host (profile->endpoint->host);

  return provider != NULL ? g_strdup (provider->family) : NULL;
}

char *
account_profile_dup_login_address (const AccountProfile *profile)
{
  const char *user = profile->endpoint->user;
  g_autoptr (MailPath) path = user != NULL ? mail_path_parse (user, NULL) : NULL;

  return g_strdup (path != NULL ? user : profile->address);
}

gboolean
account_profile_is_practice (const AccountProfile *profile)
{
  return g_str_equal (profile->id, ACCOUNT_PRACTICE_ID);
}
