/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli-parts.h"

#include <glib/gi18n.h>
#include <unistd.h>

#include "cli-status.h"
#include "cli-wait.h"
#include "store-damage.h"

#define DIRECTORY "envoi"

int
cli_parts_open_accounts (CliParts *parts)
{
  g_autoptr (GFile) file =
      g_file_new_build_filename (g_get_user_config_dir (), DIRECTORY, "accounts.ini", NULL);
  g_autoptr (GError) error = NULL;
  g_auto (CliWait) wait = CLI_WAIT_INIT;

  if (parts->registry != NULL)
    return EX_OK;
  parts->registry = account_registry_new (file);
  account_registry_load_async (parts->registry, NULL, cli_wait_done, &wait);
  if (!account_registry_load_finish (parts->registry, cli_wait (&wait), &error))
    return cli_fail (EX_CONFIG, _ ("The accounts cannot be read: %s"), error->message);
  return EX_OK;
}

static GFile *
get_data_directory (void)
{
  return g_file_new_build_filename (g_get_user_data_dir (), DIRECTORY, NULL);
}

/* To whoever reads it: a program that is not watched leaves it to be told by another. */
static void
tell_damage (StoreDatabase *database)
{
  g_auto (CliWait) wait = CLI_WAIT_INIT;
  g_autoptr (StoreDamage) damage = NULL;

  store_damage_get_async (database, NULL, cli_wait_done, &wait);
  damage = store_damage_get_finish (database, cli_wait (&wait), NULL);
  if (damage == NULL)
    return;
  if (damage->file == NULL)
    g_printerr (_ ("The letters come from a copy.\n"));
  else if (damage->whole)
    g_printerr (
        _ ("The letters were damaged; all could be read. The damaged file is kept as %s.\n"),
        damage->file);
  else
    g_printerr (_ ("The letters were damaged; some may be missing. The damaged file is kept as "
                   "%s.\n"),
                damage->file);
  if (damage->unfinished > 0)
    g_printerr (ngettext ("%u letter may have gone already and waits: see “envoi-cli outbox”.\n",
                          "%u letters may have gone already and wait: see “envoi-cli outbox”.\n",
                          damage->unfinished),
                damage->unfinished);
  if (isatty (STDERR_FILENO))
    store_damage_set_told_async (database, damage->id, NULL, NULL);
}

int
cli_parts_open_store (CliParts *parts)
{
  g_autoptr (GFile) directory = get_data_directory ();
  g_autoptr (GError) error = NULL;
  g_auto (CliWait) wait = CLI_WAIT_INIT;

  if (parts->database != NULL)
    return EX_OK;
  store_database_open_async (directory, NULL, cli_wait_done, &wait);
  parts->database = store_database_open_finish (cli_wait (&wait), &error);
  if (parts->database == NULL)
    return cli_fail (EX_CANTCREAT, _ ("The letters in %s cannot be opened: %s"),
                     g_file_peek_path (directory), error->message);
  if (store_database_is_read_only (parts->database))
    g_printerr (_ ("The letters in %s can only be read; nothing can be kept or sent.\n"),
                g_file_peek_path (directory));
  else
    tell_damage (parts->database);
  return EX_OK;
}

PracticeServer *
cli_parts_start_practice (PracticePersonality personality, guint16 port)
{
  g_autoptr (GFile) directory = get_data_directory ();
  g_autoptr (GFile) spool = g_file_get_child (directory, "practice");
  g_autoptr (PracticeServer) server = practice_server_new (personality, spool);
  g_autoptr (GError) error = NULL;

  if (!practice_server_start (server, port, &error))
    {
      cli_fail (EX_UNAVAILABLE, _ ("The practice server cannot listen: %s"), error->message);
      return NULL;
    }
  return g_steal_pointer (&server);
}

static gboolean
start_practice (CliParts *parts)
{
  g_autoptr (MailEndpoint) endpoint = NULL;

  parts->practice = cli_parts_start_practice (PRACTICE_FULL, 0);
  if (parts->practice == NULL)
    return FALSE;
  endpoint = practice_server_dup_endpoint (parts->practice);
  submission_queue_set_practice (parts->queue, endpoint);
  return TRUE;
}

int
cli_parts_open_queue (CliParts *parts, gboolean practice, guint timeout_s)
{
  int status = cli_parts_open_accounts (parts);

  if (status == EX_OK)
    status = cli_parts_open_store (parts);
  if (status != EX_OK)
    return status;
  parts->queue = submission_queue_new (parts->database, parts->registry);
  submission_queue_set_timeout (parts->queue, timeout_s);
  return practice && !start_practice (parts) ? EX_UNAVAILABLE : EX_OK;
}

static void
stop_queue (CliParts *parts)
{
  g_auto (CliWait) wait = CLI_WAIT_INIT;

  submission_queue_stop_async (parts->queue, cli_wait_done, &wait);
  submission_queue_stop_finish (parts->queue, cli_wait (&wait));
  g_clear_object (&parts->queue);
}

static void
close_store (CliParts *parts)
{
  g_auto (CliWait) wait = CLI_WAIT_INIT;

  store_database_close_async (parts->database, cli_wait_done, &wait);
  store_database_close_finish (parts->database, cli_wait (&wait));
  g_clear_object (&parts->database);
}

void
cli_parts_clear (CliParts *parts)
{
  if (parts->queue != NULL)
    stop_queue (parts);
  if (parts->practice != NULL)
    practice_server_stop (parts->practice);
  g_clear_object (&parts->practice);
  if (parts->database != NULL)
    close_store (parts);
  g_clear_object (&parts->registry);
}

AccountProfile *
cli_parts_find_account (CliParts *parts, const char *address)
{
  AccountProfile *profile = address != NULL
                                ? account_registry_lookup_address (parts->registry, address)
                                : account_registry_get_default (parts->registry);

  if (profile == NULL && address != NULL)
    cli_fail (EX_CONFIG, _ ("There is no account %s; add it with “envoi-cli account add %s”."),
              address, address);
  else if (profile == NULL)
    cli_fail (EX_CONFIG,
              _ ("There is no account yet; add one with “envoi-cli account add ADDRESS”, "
                 "or practise with “--account practice”."));
  return profile;
}
