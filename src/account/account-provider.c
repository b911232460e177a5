/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The catalogue of data/providers.json, read once and never changed afterwards. Its strings are
 * interned, so a preset may be kept for as long as the program runs. */

#include "account-provider.h"

#include <gio/gio.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "account-resources.h"

#define CATALOGUE "/io/github/envoi_mail/Envoi/account/providers.json"

/* Loopback presets are chosen by domain only: another server may listen there. */
#define LOOPBACK "127.0.0.1"

typedef struct
{
  GArray *providers;
  GHashTable *by_domain;
  GHashTable *by_host;
  GArray *by_local_part;
} Catalogue;

static const char *
get_string (JsonObject *object, const char *member)
{
  return g_intern_string (json_object_get_string_member_with_default (object, member, NULL));
}

static AccountTriState
get_tri_state (JsonObject *object, const char *member)
{
  if (!json_object_has_member (object, member))
    return ACCOUNT_UNKNOWN;
  return json_object_get_boolean_member (object, member) ? ACCOUNT_YES : ACCOUNT_NO;
}

static AccountProvider
read_provider (JsonObject *object)
{
  AccountProvider provider = {
    .id = get_string (object, "id"),
    .family = get_string (object, "family"),
    .name_en = get_string (object, "name_en"),
    .name_zh = get_string (object, "name_zh"),
    .host = get_string (object, "host"),
    .port = json_object_get_int_member_with_default (object, "port", 0),
    .credential_note_en = get_string (object, "note_en"),
    .credential_note_zh = get_string (object, "note_zh"),
    .steps_en = get_string (object, "steps_en"),
    .steps_zh = get_string (object, "steps_zh"),
    .web_url = get_string (object, "web_url"),
    .mailbox_url = get_string (object, "mailbox_url"),
    .code_length = json_object_get_int_member_with_default (object, "code_length", 0),
    .wants_code = json_object_get_boolean_member (object, "wants_code"),
    .password_works = json_object_get_boolean_member (object, "password_works"),
    .from_must_equal_login = get_tri_state (object, "from_must_equal_login"),
    .keeps_sent_copy = get_tri_state (object, "keeps_sent_copy"),
    .max_message_octets = json_object_get_int_member_with_default (object, "max_message_octets", 0),
    .max_recipients = json_object_get_int_member_with_default (object, "max_recipients", 0),
  };
  const char *security = json_object_get_string_member_with_default (object, "security", "tls");

  if (!mail_security_from_nick (security, &provider.security))
    g_error ("provider %s: unknown security %s", provider.id, security);
  return provider;
}

static void
index_names (GHashTable *table, JsonObject *object, const char *member, guint number)
{
  JsonArray *names = NULL;

  if (!json_object_has_member (object, member))
    return;
  names = json_object_get_array_member (object, member);
  for (guint i = 0; i < json_array_get_length (names); i++)
    {
      const char *name = g_intern_string (json_array_get_string_element (names, i));

      g_hash_table_insert (table, (char *) name, GUINT_TO_POINTER (number + 1));
    }
}

static void
read_entry (Catalogue *catalogue, JsonObject *object)
{
  guint number = catalogue->providers->len;
  AccountProvider provider = read_provider (object);
  gboolean local_part = g_str_equal (
      json_object_get_string_member_with_default (object, "user", "address"), "local-part");

  g_array_append_val (catalogue->providers, provider);
  g_array_append_val (catalogue->by_local_part, local_part);
  index_names (catalogue->by_domain, object, "domains", number);
  index_names (catalogue->by_host, object, "other_hosts", number);
  if (provider.host != NULL && !g_str_equal (provider.host, LOOPBACK))
    g_hash_table_insert (catalogue->by_host, (char *) provider.host, GUINT_TO_POINTER (number + 1));
}

static gpointer
read_catalogue (gpointer data)
{
  Catalogue *catalogue = g_new0 (Catalogue, 1);
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  JsonArray *entries = NULL;
  gsize length = 0;
  const char *text = NULL;

  account_data_register_resource ();
  bytes = g_resources_lookup_data (CATALOGUE, G_RESOURCE_LOOKUP_FLAGS_NONE, &error);
  g_assert_no_error (error);
  text = g_bytes_get_data (bytes, &length);
  json_parser_load_from_data (parser, text, length, &error);
  g_assert_no_error (error);

  catalogue->providers = g_array_new (FALSE, FALSE, sizeof (AccountProvider));
  catalogue->by_local_part = g_array_new (FALSE, FALSE, sizeof (gboolean));
  catalogue->by_domain = g_hash_table_new (g_str_hash, g_str_equal);
  catalogue->by_host = g_hash_table_new (g_str_hash, g_str_equal);
  entries = json_object_get_array_member (json_node_get_object (json_parser_get_root (parser)),
                                          "providers");
  for (guint i = 0; i < json_array_get_length (entries); i++)
    read_entry (catalogue, json_array_get_object_element (entries, i));
  return catalogue;
}

static const Catalogue *
get_catalogue (void)
{
  static GOnce once = G_ONCE_INIT;

  return g_once (&once, read_catalogue, NULL);
}

static const AccountProvider *
look_up (GHashTable *table, const char *name)
{
  const Catalogue *catalogue = get_catalogue ();
  g_autofree char *folded = g_ascii_strdown (name, -1);
  gsize length = strlen (folded);
  guint number = 0;

  /* the dot of the root is allowed and says nothing */
  if (length > 0 && folded[length - 1] == '.')
    folded[length - 1] = '\0';
  number = GPOINTER_TO_UINT (g_hash_table_lookup (table, folded));
  if (number == 0)
    return NULL;
  return &g_array_index (catalogue->providers, AccountProvider, number - 1);
}

const AccountProvider *
account_provider_for_address (const char *address)
{
  const char *at = strrchr (address, '@');

  return at != NULL ? look_up (get_catalogue ()->by_domain, at + 1) : NULL;
}

const AccountProvider *
account_provider_for_host (const char *host)
{
  return look_up (get_catalogue ()->by_host, host);
}

const AccountProvider *
account_provider_get (const char *id)
{
  GArray *providers = get_catalogue ()->providers;

  for (guint i = 0; i < providers->len; i++)
    {
      const AccountProvider *provider = &g_array_index (providers, AccountProvider, i);

      if (g_str_equal (provider->id, id))
        return provider;
    }
  return NULL;
}

static gboolean
begins_with_label (const char *domain, const char *label)
{
  gsize length = strcspn (domain, ".");

  return strlen (label) == length && g_ascii_strncasecmp (domain, label, length) == 0;
}

/* Returns: (nullable): the one family with a domain that begins with @label */
static const char *
find_family_by_label (const char *label)
{
  const Catalogue *catalogue = get_catalogue ();
  const char *family = NULL;
  GHashTableIter iter;
  gpointer domain, number;

  g_hash_table_iter_init (&iter, catalogue->by_domain);
  while (g_hash_table_iter_next (&iter, &domain, &number))
    {
      guint index = GPOINTER_TO_UINT (number) - 1;
      const char *other = g_array_index (catalogue->providers, AccountProvider, index).family;

      if (!begins_with_label (domain, label))
        continue;
      if (family != NULL && !g_str_equal (family, other))
        return NULL;
      family = other;
    }
  return family;
}

const char *
account_provider_find_family (const char *name)
{
  const char *at = strrchr (name, '@');
  const AccountProvider *provider = account_provider_get (name);

  if (provider == NULL)
    provider = look_up (get_catalogue ()->by_domain, at != NULL ? at + 1 : name);
  if (provider == NULL)
    provider = account_provider_for_host (name);
  return provider != NULL ? provider->family : find_family_by_label (name);
}

MailEndpoint *
account_provider_dup_endpoint (const AccountProvider *provider, const char *address)
{
  const Catalogue *catalogue = get_catalogue ();
  gsize number = provider - &g_array_index (catalogue->providers, AccountProvider, 0);
  const char *at = strrchr (address, '@');
  MailEndpoint *endpoint = NULL;

  if (provider->host == NULL || provider->port == 0)
    return NULL;
  endpoint = mail_endpoint_new (provider->host, provider->port, provider->security);
  if (at != NULL && g_array_index (catalogue->by_local_part, gboolean, number))
    endpoint->user = g_strndup (address, at - address);
  else
    endpoint->user = g_strdup (address);
  return endpoint;
}
