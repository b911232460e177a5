/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gi18n.h>

#include "cli-command.h"
#include "cli-json.h"
#include "cli-parts.h"
#include "cli-secret.h"
#include "cli-status.h"
#include "cli-wait.h"

#define WORDS "envoi-cli account"

typedef struct
{
  gboolean json;
  char **rest;
} Options;

static void
options_clear (Options *options)
{
  g_strfreev (options->rest);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse (Options *o, int argc, char **argv, gsize n_rest, int *status)
{
  g_autofree char *words = g_strconcat (WORDS " ", argv[0], NULL);
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &o->json, N_ ("tell it as JSON"), NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &o->rest, NULL, NULL },
    { NULL },
  };

  if (!cli_command_parse (words, n_rest > 0 ? "ADDRESS" : NULL, entries, argc, argv, status))
    return FALSE;
  if (n_rest > 0)
    *status = cli_command_check_address (o->rest);
  else if (o->rest != NULL)
    *status = cli_fail (EX_USAGE, _ ("“%s” takes options only."), words);
  return *status == EX_OK;
}

static void
add_member (JsonObject *object, const char *name, const char *value)
{
  if (value != NULL)
    json_object_set_string_member (object, name, value);
  else
    json_object_set_null_member (object, name);
}

static JsonObject *
make_object (const AccountProfile *profile)
{
  JsonObject *object = json_object_new ();

  add_member (object, "id", profile->id);
  add_member (object, "address", profile->address);
  add_member (object, "name", profile->name);
  add_member (object, "provider", profile->provider);
  add_member (object, "server", profile->endpoint->host);
  json_object_set_int_member (object, "port", profile->endpoint->port);
  add_member (object, "security", mail_security_to_nick (profile->endpoint->security));
  add_member (object, "user", profile->endpoint->user);
  add_member (object, "auth", profile->endpoint->mechanism);
  json_object_set_boolean_member (object, "default", profile->is_default);
  return object;
}

static void
print_profile (const AccountProfile *profile)
{
  g_print ("%s  %s:%u (%s)%s\n", profile->address, profile->endpoint->host, profile->endpoint->port,
           mail_security_to_nick (profile->endpoint->security),
           profile->is_default ? _ ("  default") : "");
}

static void
print_array (GPtrArray *profiles)
{
  JsonArray *array = json_array_new ();
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);

  for (guint i = 0; i < profiles->len; i++)
    json_array_add_object_element (array, make_object (g_ptr_array_index (profiles, i)));
  json_node_take_array (node, array);
  cli_json_print (node);
}

static int
list (int argc, char **argv)
{
  g_auto (Options) options = { FALSE };
  g_auto (CliParts) parts = CLI_PARTS_INIT;
  g_autoptr (GPtrArray) profiles = NULL;
  int status = EX_OK;

  if (!parse (&options, argc, argv, 0, &status))
    return status;
  status = cli_parts_open_accounts (&parts);
  if (status != EX_OK)
    return status;
  profiles = account_registry_list (parts.registry);
  if (options.json)
    print_array (profiles);
  else
    g_ptr_array_foreach (profiles, (GFunc) (void (*) (void)) print_profile, NULL);
  return EX_OK;
}

/* Letters of an account that is gone would wait for ever without a word. */
static void
warn_of_letters (CliParts *parts, const AccountProfile *profile)
{
  g_auto (CliWait) wait = CLI_WAIT_INIT;
  g_autoptr (GPtrArray) letters = NULL;
  guint waiting = 0;

  if (cli_parts_open_store (parts) != EX_OK)
    return;
  store_outbox_list_async (parts->database, STORE_UNFINISHED, profile->id, NULL, 0, 0, NULL,
                           cli_wait_done, &wait);
  letters = store_outbox_list_finish (parts->database, cli_wait (&wait), NULL);
  for (guint i = 0; letters != NULL && i < letters->len; i++)
    waiting += ((StoreLetter *) g_ptr_array_index (letters, i))->ended_us == 0;
  if (waiting > 0)
    cli_fail (EX_OK,
              ngettext ("%u letter of %s still waits; it can be cancelled or sent from another "
                        "account.",
                        "%u letters of %s still wait; they can be cancelled or sent from another "
                        "account.",
                        waiting),
              waiting, profile->address);
}

static void
clear_secret (CliParts *parts, const AccountProfile *profile)
{
  AccountKeyring *keyring = account_registry_get_keyring (parts->registry);
  g_auto (CliWait) wait = CLI_WAIT_INIT;
  g_autoptr (AccountSecret) cleared = NULL;

  if (profile->endpoint->user == NULL)
    return;
  account_keyring_clear_async (keyring, profile->id, NULL, cli_wait_done, &wait);
  cleared = account_keyring_clear_finish (keyring, cli_wait (&wait));
  if (cleared->status != ACCOUNT_SECRET_FOUND && cleared->status != ACCOUNT_SECRET_MISSING)
    cli_fail (EX_OK, _ ("The authorization code of %s may still be in the keyring: %s"),
              profile->address, cleared->detail != NULL ? cleared->detail : "");
}

static int
remove_profile (CliParts *parts, const AccountProfile *profile, gboolean json)
{
  g_auto (CliWait) wait = CLI_WAIT_INIT;
  g_autoptr (GError) error = NULL;

  account_registry_remove_async (parts->registry, profile->id, NULL, cli_wait_done, &wait);
  if (!account_registry_remove_finish (parts->registry, cli_wait (&wait), &error))
    return cli_fail (cli_status_for_error (error), _ ("The account cannot be removed: %s"),
                     error->message);
  clear_secret (parts, profile);
  warn_of_letters (parts, profile);
  if (json)
    {
      JsonNode *node = json_node_new (JSON_NODE_OBJECT);

      json_node_take_object (node, make_object (profile));
      cli_json_print (node);
    }
  return EX_OK;
}

static int
remove_run (int argc, char **argv)
{
  g_auto (Options) options = { FALSE };
  g_auto (CliParts) parts = CLI_PARTS_INIT;
  g_autoptr (AccountProfile) profile = NULL;
  int status = EX_OK;

  if (!parse (&options, argc, argv, 1, &status))
    return status;
  status = cli_parts_open_accounts (&parts);
  if (status != EX_OK)
    return status;
  profile = cli_parts_find_account (&parts, options.rest[0]);
  if (profile == NULL)
    return EX_CONFIG;
  if (account_profile_is_practice (profile))
    return cli_fail (EX_CONFIG, _ ("The practice account belongs to the program and stays."));
  return remove_profile (&parts, profile, options.json);
}

static const CliCommand commands[] = {
  { "add", N_ ("add an account, or change it"), cli_account_add_run },
  { "discover", N_ ("look for the server of an address"), cli_account_discover_run },
  { "list", N_ ("what accounts there are"), list },
  { "remove", N_ ("take an account and its authorization code away"), remove_run },
  { "test", N_ ("try an account without sending anything"), cli_account_test_run },
};

int
cli_account_run (int argc, char **argv)
{
  return cli_command_run (commands, G_N_ELEMENTS (commands), WORDS, argc, argv);
}
