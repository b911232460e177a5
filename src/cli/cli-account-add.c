/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Adds or changes an account. It stores and never connects. The code goes into the keyring before
 * the profile goes into the file, so that no account is there without its code. */

#include <glib/gi18n.h>
#include <string.h>

#include "account-provider.h"
#include "cli-command.h"
#include "cli-json.h"
#include "cli-parts.h"
#include "cli-secret.h"
#include "cli-status.h"
#include "cli-wait.h"
#include "mail-path.h"

#define WORDS "envoi-cli account add"
#define PORT_TLS 465
#define PORT_STARTTLS 587
#define PORT_NONE 25
#define MAX_TIMEOUT_S 86400

typedef struct
{
  char *name;
  char *server;
  char *user;
  char *security;
  char *auth;
  char *ca_file;
  char *resend_unknown;
  int port;
  int timeout_s;
  gboolean is_default;
  gboolean json;
  char **rest;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->name);
  g_free (options->server);
  g_free (options->user);
  g_free (options->security);
  g_free (options->auth);
  g_free (options->ca_file);
  g_free (options->resend_unknown);
  g_strfreev (options->rest);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static const char *const mechanisms[] = {
  "plain", "login", "cram-md5", "scram-sha-1", "scram-sha-256", "xoauth2", "oauthbearer", NULL,
};

static gboolean
parse (Options *o, int argc, char **argv, int *status)
{
  const GOptionEntry entries[] = {
    { "name", 0, 0, G_OPTION_ARG_FILENAME, &o->name, N_ ("name shown to recipients"), N_ ("NAME") },
    { "server", 0, 0, G_OPTION_ARG_FILENAME, &o->server, N_ ("server to send through"),
      N_ ("HOST") },
    { "port", 0, 0, G_OPTION_ARG_INT, &o->port, N_ ("its port"), N_ ("PORT") },
    { "security", 0, 0, G_OPTION_ARG_FILENAME, &o->security, N_ ("tls, starttls or none"),
      N_ ("KIND") },
    { "user", 0, 0, G_OPTION_ARG_FILENAME, &o->user, N_ ("name to sign in with"), N_ ("USER") },
    { "default", 0, 0, G_OPTION_ARG_NONE, &o->is_default, N_ ("send from it if none is named"),
      NULL },
    { "auth", 0, 0, G_OPTION_ARG_FILENAME, &o->auth,
      N_ ("auto, plain, login, cram-md5, scram-sha-1, scram-sha-256, xoauth2, oauthbearer or none"),
      N_ ("METHOD") },
    { "ca-file", 0, 0, G_OPTION_ARG_FILENAME, &o->ca_file,
      N_ ("certificates to trust beside the system's"), N_ ("PEM") },
    { "timeout", 0, 0, G_OPTION_ARG_INT, &o->timeout_s, N_ ("longest wait for each answer"),
      N_ ("SECONDS") },
    { "resend-unknown", 0, 0, G_OPTION_ARG_FILENAME, &o->resend_unknown,
      N_ ("on or off: send again by itself, up to three times, what may have arrived"),
      N_ ("SWITCH") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &o->json, N_ ("say nothing but the account's address"),
      NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &o->rest, NULL, NULL },
    { NULL },
  };

  return cli_command_parse (WORDS, "ADDRESS", entries, argc, argv, status);
}

static gboolean
has_auth (const Options *o)
{
  return o->auth != NULL && !g_str_equal (o->auth, "auto");
}

static gboolean
is_on (const Options *o)
{
  return g_strcmp0 (o->resend_unknown, "on") == 0;
}

static int
check (const Options *o)
{
  g_autoptr (MailPath) path = NULL;
  MailSecurity security = MAIL_SECURITY_TLS;

  if (cli_command_check_address (o->rest) != EX_OK || !cli_command_check_text (o->name) ||
      !cli_command_check_text (o->server) || !cli_command_check_text (o->user))
    return EX_USAGE;
  path = mail_path_parse (o->rest[0], NULL);
  if (path == NULL)
    return cli_fail (EX_DATAERR, _ ("“%s” is not an address."), o->rest[0]);
  if (o->port < 0 || o->port > G_MAXUINT16)
    return cli_fail (EX_USAGE, _ ("%d is not a port; they go from 1 to 65535."), o->port);
  if (o->timeout_s < 0 || o->timeout_s > MAX_TIMEOUT_S)
    return cli_fail (EX_USAGE, _ ("--timeout takes a number of seconds, a day at most."));
  if (o->security != NULL && !mail_security_from_nick (o->security, &security))
    return cli_fail (EX_USAGE, _ ("--security is tls, starttls or none."));
  if (has_auth (o) && !g_str_equal (o->auth, "none") && !g_strv_contains (mechanisms, o->auth))
    return cli_fail (EX_USAGE, _ ("--auth “%s” is not known; see “%s --help”."), o->auth, WORDS);
  if (o->resend_unknown != NULL && !is_on (o) && !g_str_equal (o->resend_unknown, "off"))
    return cli_fail (EX_USAGE, _ ("--resend-unknown is on or off."));
  if (o->ca_file != NULL && !g_file_test (o->ca_file, G_FILE_TEST_IS_REGULAR))
    return cli_fail (EX_NOINPUT, _ ("%s is no file that could hold certificates."), o->ca_file);
  return EX_OK;
}

static MailSecurity
guess_security (int port)
{
  return port == PORT_STARTTLS || port == PORT_NONE ? MAIL_SECURITY_STARTTLS : MAIL_SECURITY_TLS;
}

static guint16
get_port (MailSecurity security)
{
  switch (security)
    {
    case MAIL_SECURITY_TLS:
      return PORT_TLS;
    case MAIL_SECURITY_STARTTLS:
      return PORT_STARTTLS;
    case MAIL_SECURITY_NONE:
      return PORT_NONE;
    }
  g_return_val_if_reached (PORT_TLS);
}

/* The server that was named, else what the profile has, else the provider's. */
static MailEndpoint *
choose_endpoint (const Options *o, const AccountProfile *old, const AccountProvider *provider)
{
  MailSecurity security = guess_security (o->port);

  if (o->server != NULL)
    {
      MailEndpoint *endpoint = NULL;

      if (o->security != NULL)
        mail_security_from_nick (o->security, &security);
      endpoint =
          mail_endpoint_new (o->server, o->port != 0 ? o->port : get_port (security), security);
      endpoint->user = g_strdup (o->rest[0]);
      return endpoint;
    }
  if (old != NULL)
    return mail_endpoint_copy (old->endpoint);
  return provider != NULL ? account_provider_dup_endpoint (provider, o->rest[0]) : NULL;
}

static void
set_text (char **place, const char *text)
{
  g_free (*place);
  *place = g_strdup (text);
}

static void
set_mechanism (MailEndpoint *endpoint, const char *auth)
{
  g_clear_pointer (&endpoint->mechanism, g_free);
  if (g_str_equal (auth, "none"))
    g_clear_pointer (&endpoint->user, g_free);
  else if (!g_str_equal (auth, "auto"))
    endpoint->mechanism = g_ascii_strup (auth, -1);
}

/* A certificate was accepted for one port. */
static void
set_port (MailEndpoint *endpoint, guint16 port)
{
  if (endpoint->port == port)
    return;
  endpoint->port = port;
  g_clear_pointer (&endpoint->certificate_sha256, g_free);
  endpoint->certificate_flags = 0;
}

static void
apply (MailEndpoint *endpoint, const Options *o)
{
  if (o->server == NULL && o->port != 0)
    set_port (endpoint, (guint16) o->port);
  if (o->server == NULL && o->security != NULL)
    mail_security_from_nick (o->security, &endpoint->security);
  if (o->user != NULL)
    set_text (&endpoint->user, o->user);
  else if (endpoint->user == NULL && o->auth != NULL)
    endpoint->user = g_strdup (o->rest[0]);
  if (o->auth != NULL)
    set_mechanism (endpoint, o->auth);
  if (o->ca_file != NULL)
    {
      g_free (endpoint->ca_file);
      endpoint->ca_file = g_canonicalize_filename (o->ca_file, NULL);
    }
  if (o->timeout_s != 0)
    endpoint->timeout_s = o->timeout_s;
}

static AccountProfile *
make_profile (CliParts *parts, const Options *o, int *status)
{
  const char *address = o->rest[0];
  const AccountProvider *provider = account_provider_for_address (address);
  g_autoptr (AccountProfile) old = account_registry_lookup_address (parts->registry, address);
  g_autoptr (MailEndpoint) endpoint = choose_endpoint (o, old, provider);
  AccountProfile *profile = NULL;

  if (endpoint == NULL)
    {
      *status = cli_fail (EX_USAGE,
                          _ ("The server for %s is not known; give it with --server HOST (and "
                             "--port, --security if they are unusual). “envoi-cli account "
                             "discover” looks for it."),
                          address);
      return NULL;
    }
  apply (endpoint, o);
  profile = old != NULL ? g_steal_pointer (&old) : account_profile_new (address, endpoint);
  mail_endpoint_free (profile->endpoint);
  profile->endpoint = g_steal_pointer (&endpoint);
  if (o->name != NULL)
    set_text (&profile->name, o->name);
  if (o->server == NULL && profile->provider == NULL && provider != NULL)
    set_text (&profile->provider, provider->id);
  profile->is_default |= o->is_default;
  if (o->resend_unknown != NULL)
    profile->send_again_unknown = is_on (o);
  return profile;
}

static int
store_secret (CliParts *parts, const AccountProfile *profile)
{
  AccountKeyring *keyring = account_registry_get_keyring (parts->registry);
  g_autofree char *prompt =
      g_strdup_printf (_ ("Authorization code for %s (not shown): "), profile->address);
  char *code = cli_secret_read (prompt);
  g_auto (CliWait) wait = CLI_WAIT_INIT;
  g_autoptr (AccountSecret) stored = NULL;

  if (code == NULL)
    return cli_fail (EX_DATAERR, _ ("There was no authorization code on standard input."));
  account_keyring_store_async (keyring, profile, code, NULL, cli_wait_done, &wait);
  stored = account_keyring_store_finish (keyring, cli_wait (&wait));
  account_secret_wipe (code);
  if (stored->status != ACCOUNT_SECRET_FOUND)
    {
      cli_secret_explain (profile, stored);
      return EX_CANTCREAT;
    }
  return EX_OK;
}

static void
forget_secret (CliParts *parts, const AccountProfile *profile)
{
  AccountKeyring *keyring = account_registry_get_keyring (parts->registry);
  g_auto (CliWait) wait = CLI_WAIT_INIT;
  g_autoptr (AccountSecret) cleared = NULL;

  account_keyring_clear_async (keyring, profile->id, NULL, cli_wait_done, &wait);
  cleared = account_keyring_clear_finish (keyring, cli_wait (&wait));
}

static int
save (CliParts *parts, const AccountProfile *profile, gboolean is_new)
{
  g_auto (CliWait) wait = CLI_WAIT_INIT;
  g_autoptr (GError) error = NULL;

  account_registry_save_async (parts->registry, profile, NULL, cli_wait_done, &wait);
  if (account_registry_save_finish (parts->registry, cli_wait (&wait), &error))
    return EX_OK;
  if (is_new && profile->endpoint->user != NULL)
    forget_secret (parts, profile);
  if (g_error_matches (error, ACCOUNT_ERROR, ACCOUNT_ERROR_INVALID))
    return cli_fail (EX_DATAERR, _ ("The account cannot be kept: a name holds a line break, or a "
                                    "server or user name a blank."));
  return cli_fail (EX_CANTCREAT, _ ("The account cannot be kept: %s"), error->message);
}

/* What waited for the account may go again. */
static int
resume (CliParts *parts, const AccountProfile *profile)
{
  g_auto (CliWait) wait = CLI_WAIT_INIT;
  g_autoptr (GError) error = NULL;
  int status = cli_parts_open_store (parts);

  if (status != EX_OK)
    return status;
  store_outbox_resume_account_async (parts->database, profile->id, NULL, cli_wait_done, &wait);
  if (!store_outbox_resume_account_finish (parts->database, cli_wait (&wait), &error))
    return cli_fail_with (error);
  return EX_OK;
}

static void
print_kept (const AccountProfile *profile, gboolean json)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  if (!json)
    {
      g_print (_ ("%s is kept; “envoi-cli account test” tries it.\n"), profile->address);
      return;
    }
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "address");
  json_builder_add_string_value (builder, profile->address);
  json_builder_end_object (builder);
  cli_json_print (json_builder_get_root (builder));
}

static int
add (CliParts *parts, const Options *o)
{
  int status = EX_OK;
  g_autoptr (AccountProfile) profile = make_profile (parts, o, &status);
  g_autoptr (AccountProfile) old = NULL;

  if (profile == NULL)
    return status;
  if (account_profile_is_practice (profile))
    return cli_fail (EX_CONFIG,
                     _ ("The practice account belongs to the program and stays as it is."));
  old = account_registry_lookup (parts->registry, profile->id);
  if (profile->endpoint->user != NULL)
    status = store_secret (parts, profile);
  if (status == EX_OK)
    status = save (parts, profile, old == NULL);
  if (status == EX_OK && old != NULL)
    status = resume (parts, profile);
  if (status == EX_OK)
    print_kept (profile, o->json);
  return status;
}

int
cli_account_add_run (int argc, char **argv)
{
  g_auto (Options) options = { NULL };
  g_auto (CliParts) parts = CLI_PARTS_INIT;
  int status = EX_OK;

  if (!parse (&options, argc, argv, &status))
    return status;
  status = check (&options);
  if (status == EX_OK)
    status = cli_parts_open_accounts (&parts);
  return status == EX_OK ? add (&parts, &options) : status;
}
