/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Letters and what a person may do with them. What makes a letter due sends it too, in one attempt
 * in the foreground. */

#include <glib/gi18n.h>
#include <inttypes.h>

#include "cli-command.h"
#include "cli-deliver.h"
#include "cli-status.h"
#include "cli-wait.h"

#define WORDS "envoi-cli outbox"

typedef struct
{
  gboolean json;
  gboolean all;
  gboolean conversation;
  int timeout_s;
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
    { "all", 0, 0, G_OPTION_ARG_NONE, &o->all, N_ ("finished letters too"), NULL },
    { "conversation", 0, 0, G_OPTION_ARG_NONE, &o->conversation,
      N_ ("show every line that crossed the wire"), NULL },
    { "timeout", 0, 0, G_OPTION_ARG_INT, &o->timeout_s, N_ ("longest wait for each answer"),
      N_ ("SECONDS") },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &o->rest, NULL, NULL },
    { NULL },
  };
  gsize n = 0;

  if (!cli_command_parse (words, n_rest > 0 ? "ID" : NULL, entries, argc, argv, status))
    return FALSE;
  n = o->rest != NULL ? g_strv_length (o->rest) : 0;
  if (n != n_rest || o->timeout_s < 0)
    {
      *status = n_rest > 0 ? cli_fail (EX_USAGE, _ ("“%s” takes the number of one letter."), words)
                           : cli_fail (EX_USAGE, _ ("“%s” takes options only."), words);
      return FALSE;
    }
  return TRUE;
}

static CliManner
get_manner (const Options *o)
{
  return (o->json ? CLI_JSON : 0) | (o->conversation ? CLI_CONVERSATION : 0);
}

static gboolean
parse_id (const Options *o, gint64 *id, int *status)
{
  if (g_ascii_string_to_signed (o->rest[0], 10, 1, G_MAXINT64, id, NULL))
    return TRUE;
  *status = cli_fail (EX_USAGE, _ ("“%s” is not the number of a letter."), o->rest[0]);
  return FALSE;
}

/* How a command begins that looks at the outbox.
 * @id: (nullable): where the command takes the number of a letter */
static gboolean
begin (CliParts *parts, Options *options, int argc, char **argv, gint64 *id, int *status)
{
  if (!parse (options, argc, argv, id != NULL ? 1 : 0, status) ||
      (id != NULL && !parse_id (options, id, status)))
    return FALSE;
  *status = cli_parts_open_accounts (parts);
  if (*status == EX_OK)
    *status = cli_parts_open_store (parts);
  return *status == EX_OK;
}

static int
list (int argc, char **argv)
{
  g_auto (CliParts) parts = CLI_PARTS_INIT;
  g_auto (Options) options = { FALSE };
  g_auto (CliWait) wait = CLI_WAIT_INIT;
  g_autoptr (GPtrArray) letters = NULL;
  g_autoptr (GError) error = NULL;
  int status = EX_OK;

  if (!begin (&parts, &options, argc, argv, NULL, &status))
    return status;
  store_outbox_list_async (parts.database, options.all ? STORE_ALL : STORE_UNFINISHED, NULL, NULL,
                           0, 0, NULL, cli_wait_done, &wait);
  letters = store_outbox_list_finish (parts.database, cli_wait (&wait), &error);
  if (letters == NULL)
    return cli_fail_with (error);
  cli_report_letters (&parts, letters, get_manner (&options));
  return EX_OK;
}

static int
show (int argc, char **argv)
{
  g_auto (CliParts) parts = CLI_PARTS_INIT;
  g_auto (Options) options = { FALSE };
  g_autoptr (StoreLetter) letter = NULL;
  gint64 id = 0;
  int status = EX_OK;

  if (!begin (&parts, &options, argc, argv, &id, &status))
    return status;
  letter = cli_deliver_get (&parts, id, &status);
  if (letter == NULL)
    return status;
  cli_report_letter (&parts, letter, get_manner (&options) | CLI_CONVERSATION);
  return EX_OK;
}

/* One of the things a person may do; the state decides whether it may be done. */
static int
command (CliParts *parts, gint64 id, StoreCommand what, char **draft_id)
{
  g_auto (CliWait) wait = CLI_WAIT_INIT;
  g_autoptr (GError) error = NULL;

  store_outbox_command_async (parts->database, id, what, NULL, cli_wait_done, &wait);
  if (store_outbox_command_finish (parts->database, cli_wait (&wait), draft_id, &error))
    return EX_OK;
  if (g_error_matches (error, STORE_ERROR, STORE_ERROR_NOT_FOUND))
    return cli_fail (EX_DATAERR, _ ("There is no letter %" PRId64 "."), id);
  if (g_error_matches (error, STORE_ERROR, STORE_ERROR_STATE))
    return cli_fail (EX_UNAVAILABLE,
                     _ ("Letter %" PRId64 " is in no state for this; “envoi-cli outbox "
                        "show %" PRId64 "” tells where it is."),
                     id, id);
  return cli_fail_with (error);
}

static int
deliver (CliParts *parts, gint64 id, CliManner manner)
{
  int status = EX_OK;
  g_autoptr (StoreLetter) letter = cli_deliver_attempt (parts, id);

  if (letter == NULL)
    letter = cli_deliver_get (parts, id, &status);
  return letter != NULL ? cli_report_letter (parts, letter, manner) : status;
}

static int
command_and_deliver (int argc, char **argv, StoreCommand what)
{
  g_auto (CliParts) parts = CLI_PARTS_INIT;
  g_auto (Options) options = { FALSE };
  g_autoptr (StoreLetter) letter = NULL;
  gint64 id = 0;
  int status = EX_OK;

  if (!begin (&parts, &options, argc, argv, &id, &status))
    return status;
  letter = cli_deliver_get (&parts, id, &status);
  if (letter != NULL)
    status = cli_parts_open_queue (&parts, g_str_equal (letter->account_id, ACCOUNT_PRACTICE_ID),
                                   options.timeout_s);
  if (status == EX_OK)
    status = command (&parts, id, what, NULL);
  return status == EX_OK ? deliver (&parts, id, get_manner (&options)) : status;
}

static int
retry (int argc, char **argv)
{
  return command_and_deliver (argc, argv, STORE_COMMAND_RETRY);
}

static int
release (int argc, char **argv)
{
  return command_and_deliver (argc, argv, STORE_COMMAND_RELEASE);
}

static int
again (int argc, char **argv)
{
  return command_and_deliver (argc, argv, STORE_COMMAND_AGAIN);
}

static int
cancel (int argc, char **argv)
{
  g_auto (CliParts) parts = CLI_PARTS_INIT;
  g_auto (Options) options = { FALSE };
  g_autofree char *draft_id = NULL;
  gint64 id = 0;
  int status = EX_OK;

  if (!begin (&parts, &options, argc, argv, &id, &status))
    return status;
  status = command (&parts, id, STORE_COMMAND_CANCEL, &draft_id);
  if (status == EX_OK && options.json)
    g_print ("{\n  \"id\" : %" G_GINT64_FORMAT ",\n  \"state\" : \"cancelled\"\n}\n", id);
  else if (status == EX_OK)
    g_print (draft_id != NULL ? _ ("Letter %" PRId64 " is a draft again.\n")
                              : _ ("Letter %" PRId64 " will not be sent.\n"),
             id);
  return status;
}

static int
accept (int argc, char **argv)
{
  g_auto (CliParts) parts = CLI_PARTS_INIT;
  g_auto (Options) options = { FALSE };
  g_autoptr (StoreLetter) letter = NULL;
  gint64 id = 0;
  int status = EX_OK;

  if (!begin (&parts, &options, argc, argv, &id, &status))
    return status;
  status = command (&parts, id, STORE_COMMAND_ACCEPT, NULL);
  if (status == EX_OK)
    letter = cli_deliver_get (&parts, id, &status);
  return letter != NULL ? cli_report_letter (&parts, letter, get_manner (&options)) : status;
}

static int
run (int argc, char **argv)
{
  g_auto (CliParts) parts = CLI_PARTS_INIT;
  g_auto (Options) options = { FALSE };
  g_auto (CliWait) wait = CLI_WAIT_INIT;
  g_autoptr (GCancellable) cancellable = cli_wait_cancellable_new ();
  g_autoptr (GPtrArray) letters = NULL;
  g_autoptr (GError) error = NULL;
  int status = EX_OK;

  if (!parse (&options, argc, argv, 0, &status))
    return status;
  status = cli_parts_open_queue (&parts, TRUE, options.timeout_s);
  if (status != EX_OK)
    return status;
  submission_queue_run_async (parts.queue, cancellable, cli_wait_done, &wait);
  letters = submission_queue_run_finish (parts.queue, cli_wait (&wait), &error);
  if (letters == NULL)
    return cli_fail_with (error);
  cli_report_letters (&parts, letters, get_manner (&options));
  for (guint i = 0; i < letters->len; i++)
    status = cli_status_worse (status, cli_status_for_letter (g_ptr_array_index (letters, i)));
  return status;
}

static const CliCommand commands[] = {
  { "list", N_ ("letters that are not finished; --all: every one"), list },
  { "show", N_ ("one letter with its conversation"), show },
  { "retry", N_ ("send a letter that waits or is paused now"), retry },
  { "release", N_ ("send a letter that is held now"), release },
  { "cancel", N_ ("do not send a letter; it becomes a draft again"), cancel },
  { "accept", N_ ("a letter nobody knows about was accepted"), accept },
  { "again", N_ ("send a letter nobody knows about once more"), again },
  { "run", N_ ("send every letter that is due"), run },
};

int
cli_outbox_run (int argc, char **argv)
{
  static char name[] = "list";

  /* "outbox" and "outbox --json" are the list */
  if (argc == 1 || (argv[1][0] == '-' && !g_str_equal (argv[1], "--help")))
    {
      argv[0] = name;
      return list (argc, argv);
    }
  return cli_command_run (commands, G_N_ELEMENTS (commands), WORDS, argc, argv);
}
