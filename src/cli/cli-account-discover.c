/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Looks for the server of an address and says what to give to `account add`, which itself never
 * connects. It stores nothing: a server the DNS named outside the address's domain is somebody's
 * decision, and so is every other. */

#include <glib/gi18n.h>
#include <string.h>

#include "account-provider.h"
#include "cli-command.h"
#include "cli-explanation.h"
#include "cli-json.h"
#include "cli-status.h"
#include "cli-wait.h"
#include "explain-try.h"
#include "submission-discovery.h"

#define WORDS "envoi-cli account discover"

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
parse (Options *o, int argc, char **argv, int *status)
{
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &o->json, N_ ("tell it as a JSON object"), NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &o->rest, NULL, NULL },
    { NULL },
  };
  g_autoptr (MailPath) path = NULL;

  if (!cli_command_parse (WORDS, "ADDRESS", entries, argc, argv, status))
    return FALSE;
  *status = cli_command_check_address (o->rest);
  if (*status != EX_OK)
    return FALSE;
  path = mail_path_parse (o->rest[0], NULL);
  if (path == NULL)
    *status = cli_fail (EX_DATAERR, _ ("“%s” is not an address."), o->rest[0]);
  return path != NULL;
}

static void
on_tried (SubmissionDiscovery *discovery, guint index, gpointer data)
{
  const MailTry *try = g_ptr_array_index (submission_discovery_get_tries (discovery), index);
  ExplainQuery query = { .language = cli_explanation_get_language () };
  g_autofree char *words = explain_try (&query, try);

  if (try->state == MAIL_TRY_RUNNING)
    return;
  if (try->record != NULL)
    g_print ("  %s: %s\n", try->record, words);
  else
    g_print ("  %s:%u (%s): %s\n", try->endpoint->host, try->endpoint->port,
             mail_security_to_nick (try->endpoint->security), words);
}

static JsonNode *
make_tries (GPtrArray *tries)
{
  JsonArray *array = json_array_new ();
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);

  for (guint i = 0; i < tries->len; i++)
    {
      const MailTry *try = g_ptr_array_index (tries, i);
      JsonObject *object = json_object_new ();

      if (try->record != NULL)
        json_object_set_string_member (object, "record", try->record);
      else
        {
          json_object_set_string_member (object, "server", try->endpoint->host);
          json_object_set_int_member (object, "port", try->endpoint->port);
          json_object_set_string_member (object, "security",
                                         mail_security_to_nick (try->endpoint->security));
          json_object_set_boolean_member (object, "foreign", try->is_foreign);
        }
      json_object_set_string_member (object, "state", mail_try_state_to_nick (try->state));
      if (try->failure != NULL)
        json_object_set_string_member (object, "failure",
                                       mail_failure_kind_to_nick (try->failure->kind));
      json_object_set_int_member (object, "ms", try->ms);
      json_array_add_object_element (array, object);
    }
  json_node_take_array (node, array);
  return node;
}

static void
print_json (const char *address, const MailEndpoint *endpoint, gboolean foreign, GPtrArray *tries)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "address", address);
  if (endpoint != NULL)
    {
      json_object_set_string_member (object, "server", endpoint->host);
      json_object_set_int_member (object, "port", endpoint->port);
      json_object_set_string_member (object, "security",
                                     mail_security_to_nick (endpoint->security));
    }
  else
    json_object_set_null_member (object, "server");
  json_object_set_boolean_member (object, "foreign", foreign);
  json_object_set_member (object, "tries", make_tries (tries));
  json_node_take_object (node, object);
  cli_json_print (node);
}

static void
print_command (const char *address, const MailEndpoint *endpoint)
{
  g_autofree char *quoted = g_shell_quote (address);

  g_print ("envoi-cli account add %s --server %s --port %u --security %s\n", quoted, endpoint->host,
           endpoint->port, mail_security_to_nick (endpoint->security));
}

static void
print_result (const char *address, const MailEndpoint *endpoint, gboolean foreign)
{
  if (endpoint == NULL)
    {
      g_print (_ ("No server was found. Whoever runs the mailbox knows its name; give it with "
                  "--server HOST.\n"));
      return;
    }
  if (foreign)
    g_print (_ ("%s is outside the domain of the address, and only the DNS says that it is the "
                "right one. If you know that it is:\n"),
             endpoint->host);
  else
    g_print (_ ("Found. This adds the account:\n"));
  print_command (address, endpoint);
}

/* What the catalogue knows needs no looking. */
static gboolean
tell_known (const Options *o)
{
  const AccountProvider *provider = account_provider_for_address (o->rest[0]);
  g_autoptr (MailEndpoint) endpoint =
      provider != NULL ? account_provider_dup_endpoint (provider, o->rest[0]) : NULL;
  g_autoptr (GPtrArray) none = g_ptr_array_new ();

  if (endpoint == NULL)
    return FALSE;
  if (o->json)
    print_json (o->rest[0], endpoint, FALSE, none);
  else
    g_print (_ ("The server is known: %s, port %u (%s). “envoi-cli account add” needs no more than "
                "the address.\n"),
             endpoint->host, endpoint->port, mail_security_to_nick (endpoint->security));
  return TRUE;
}

static int
discover (const Options *o)
{
  g_autoptr (SubmissionDiscovery) discovery = submission_discovery_new (o->rest[0]);
  g_autoptr (GCancellable) cancellable = cli_wait_cancellable_new ();
  g_auto (CliWait) wait = CLI_WAIT_INIT;
  const MailTry *best = NULL;
  const MailEndpoint *endpoint = NULL;
  gboolean foreign = FALSE;

  if (!o->json)
    g_signal_connect (discovery, "tried", G_CALLBACK (on_tried), NULL);
  submission_discovery_run_async (discovery, cancellable, cli_wait_done, &wait);
  if (!submission_discovery_run_finish (discovery, cli_wait (&wait)))
    return cli_fail (EX_TEMPFAIL, _ ("Stopped."));

  best = submission_discovery_get_best (discovery, FALSE);
  if (best == NULL)
    best = submission_discovery_get_best (discovery, TRUE);
  if (best != NULL)
    {
      endpoint = best->endpoint;
      foreign = best->is_foreign;
    }
  if (o->json)
    print_json (o->rest[0], endpoint, foreign, submission_discovery_get_tries (discovery));
  else
    print_result (o->rest[0], endpoint, foreign);
  if (endpoint == NULL)
    return EX_UNAVAILABLE;
  return foreign ? EX_NOPERM : EX_OK;
}

int
cli_account_discover_run (int argc, char **argv)
{
  g_auto (Options) options = { FALSE };
  int status = EX_OK;

  if (!parse (&options, argc, argv, &status))
    return status;
  return tell_known (&options) ? EX_OK : discover (&options);
}
