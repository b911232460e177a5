/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Tries an account: connect, TLS, greeting, login, goodbye; nothing is sent. */

#include <glib/gi18n.h>

#include "cli-command.h"
#include "cli-json.h"
#include "cli-parts.h"
#include "cli-report.h"
#include "cli-secret.h"
#include "cli-status.h"
#include "cli-wait.h"
#include "submission-test.h"

#define WORDS "envoi-cli account test"

/* Any but "wrong"; a word of the conversation would be hidden wherever it stands. */
#define PRACTICE_SECRET "open-sesame"

typedef struct
{
  gboolean json;
  gboolean conversation;
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
    { "conversation", 0, 0, G_OPTION_ARG_NONE, &o->conversation,
      N_ ("show every line that crossed the wire"), NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &o->rest, NULL, NULL },
    { NULL },
  };

  if (!cli_command_parse (WORDS, "ADDRESS", entries, argc, argv, status))
    return FALSE;
  *status = cli_command_check_address (o->rest);
  return *status == EX_OK;
}

static const char *
get_mark (SubmissionStep step)
{
  switch (step)
    {
    case SUBMISSION_STEP_DONE:
      return _ ("done");
    case SUBMISSION_STEP_FAILED:
      return _ ("failed");
    case SUBMISSION_STEP_SKIPPED:
      return _ ("skipped");
    case SUBMISSION_STEP_TODO:
    case SUBMISSION_STEP_RUNNING:
      return NULL;
    }
  g_return_val_if_reached (NULL);
}

static void
on_step (SubmissionTest *test, int stage, int step, const char *words, guint ms, gpointer data)
{
  const char *mark = get_mark (step);

  if (mark != NULL)
    g_print ("  %-9s %-8s %5u ms  %s\n", mail_stage_to_nick (stage), mark, ms,
             words != NULL ? words : "");
}

static Explanation *
explain (const AccountProfile *profile, const MailFailure *failure)
{
  g_autofree char *family = account_profile_dup_family (profile);
  ExplainQuery query = { .family = family, .language = cli_explanation_get_language () };

  return failure != NULL ? explain_failure (&query, failure) : NULL;
}

static void
print_json (const AccountProfile *profile, SubmissionTest *test, const MailFailure *failure)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();
  MailConversation *conversation = submission_test_get_conversation (test);
  g_autoptr (Explanation) explanation = explain (profile, failure);

  json_object_set_string_member (object, "address", profile->address);
  json_object_set_boolean_member (object, "ok", failure == NULL);
  if (submission_test_get_retry_us (test) != 0)
    json_object_set_int_member (object, "retry_at",
                                submission_test_get_retry_us (test) / G_USEC_PER_SEC);
  json_object_set_string_member (object, "server", profile->endpoint->host);
  json_object_set_int_member (object, "size_limit", submission_test_get_size_limit (test));
  json_object_set_member (object, "reply",
                          cli_json_reply (failure != NULL ? failure->reply : NULL));
  json_object_set_member (object, "explanation", cli_json_explanation (explanation));
  json_object_set_member (object, "conversation",
                          cli_json_lines (&conversation, conversation != NULL ? 1 : 0));
  json_node_take_object (node, object);
  cli_json_print (node);
}

/* A test that was held back says until when. */
static void
print_retry (gint64 retry_us)
{
  /* the next whole minute */
  g_autoptr (GDateTime) retry = g_date_time_new_from_unix_local (retry_us / G_USEC_PER_SEC + 59);
  g_autofree char *time = g_date_time_format (retry, "%H:%M");

  g_print (_ ("You can test again at %s."), time);
  g_print ("\n");
}

static void
print_result (const AccountProfile *profile, const MailFailure *failure, gint64 retry_us)
{
  g_autoptr (Explanation) explanation = explain (profile, failure);

  if (retry_us != 0)
    print_retry (retry_us);
  if (explanation != NULL)
    cli_report_explanation (explanation);
  else
    g_print (_ ("A letter could be sent from %s now.\n"), profile->address);
}

static int
run_test (CliParts *parts, const AccountProfile *profile, const MailEndpoint *endpoint,
          const Options *o)
{
  g_autoptr (AccountSecret) secret = cli_secret_lookup (parts, profile);
  g_autoptr (SubmissionTest) test = submission_test_new (endpoint);
  g_autoptr (GCancellable) cancellable = cli_wait_cancellable_new ();
  g_autoptr (MailFailure) failure = NULL;
  g_auto (CliWait) wait = CLI_WAIT_INIT;
  const char *text = account_profile_is_practice (profile) ? PRACTICE_SECRET : secret->text;

  if (secret->status != ACCOUNT_SECRET_FOUND)
    return cli_secret_explain (profile, secret);
  /* a store that cannot be opened is no reason to test nothing */
  if (!account_profile_is_practice (profile) && cli_parts_open_store (parts) == EX_OK)
    submission_test_set_limited (test, parts->database);
  if (!o->json)
    g_signal_connect (test, "step", G_CALLBACK (on_step), NULL);
  submission_test_run_async (test, text, cancellable, cli_wait_done, &wait);
  failure = submission_test_run_finish (test, cli_wait (&wait));
  if (o->json)
    print_json (profile, test, failure);
  else
    {
      if (o->conversation)
        cli_report_conversation (submission_test_get_conversation (test));
      print_result (profile, failure, submission_test_get_retry_us (test));
    }
  return failure != NULL ? cli_status_for_failure (failure) : EX_OK;
}

int
cli_account_test_run (int argc, char **argv)
{
  g_auto (Options) options = { FALSE };
  g_auto (CliParts) parts = CLI_PARTS_INIT;
  g_autoptr (AccountProfile) profile = NULL;
  g_autoptr (MailEndpoint) practice = NULL;
  int status = EX_OK;

  if (!parse (&options, argc, argv, &status))
    return status;
  status = cli_parts_open_accounts (&parts);
  if (status != EX_OK)
    return status;
  profile = cli_parts_find_account (&parts, options.rest[0]);
  if (profile == NULL)
    return EX_CONFIG;
  if (account_profile_is_practice (profile))
    {
      parts.practice = cli_parts_start_practice (PRACTICE_FULL, 0);
      if (parts.practice == NULL)
        return EX_UNAVAILABLE;
      practice = practice_server_dup_endpoint (parts.practice);
    }
  return run_test (&parts, profile, practice != NULL ? practice : profile->endpoint, &options);
}
