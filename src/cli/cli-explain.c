/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gi18n.h>
#include <string.h>

#include "account-provider.h"
#include "cli-command.h"
#include "cli-json.h"
#include "cli-status.h"

#define WORDS "envoi-cli explain"
#define MIN_CODE 200
#define MAX_CODE 599

typedef struct
{
  char *provider;
  char *family;
  char *text;
  char *stage;
  gboolean json;
  char **rest;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->provider);
  g_free (options->family);
  g_free (options->text);
  g_free (options->stage);
  g_strfreev (options->rest);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse (Options *o, int argc, char **argv, int *status)
{
  const GOptionEntry entries[] = {
    { "provider", 0, 0, G_OPTION_ARG_FILENAME, &o->provider,
      N_ ("whose server said it, such as 163.com or gmail"), N_ ("NAME") },
    { "text", 0, 0, G_OPTION_ARG_FILENAME, &o->text, N_ ("what else it said"), N_ ("TEXT") },
    { "stage", 0, 0, G_OPTION_ARG_FILENAME, &o->stage,
      N_ ("connect, greeting, encrypt, login, envelope, letter or goodbye"), N_ ("STAGE") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &o->json, N_ ("tell it as a JSON object"), NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &o->rest, NULL, NULL },
    { NULL },
  };

  return cli_command_parse (WORDS, "CODE [ENHANCED]", entries, argc, argv, status) &&
         cli_command_check_text (o->text);
}

static MailReply *
make_reply (const Options *o, int *status)
{
  gsize n = o->rest != NULL ? g_strv_length (o->rest) : 0;
  const char *enhanced = n == 2 ? o->rest[1] : NULL;
  MailEnhancedCode parsed;
  guint64 code = 0;
  g_autofree char *text = NULL;

  if (n < 1 || n > 2)
    {
      *status =
          cli_fail (EX_USAGE, _ ("Give a reply code, and an enhanced code where there is one: "
                                 "“envoi-cli explain 550 5.1.1”."));
      return NULL;
    }
  if (!g_ascii_string_to_unsigned (o->rest[0], 10, MIN_CODE, MAX_CODE, &code, NULL))
    {
      *status =
          cli_fail (EX_USAGE, _ ("“%s” is not a reply code; they go from 200 to 599."), o->rest[0]);
      return NULL;
    }
  if (enhanced != NULL && mail_enhanced_code_parse (enhanced, &parsed) != strlen (enhanced))
    {
      *status =
          cli_fail (EX_USAGE, _ ("“%s” is not an enhanced code; they look like 5.1.1."), enhanced);
      return NULL;
    }
  text = g_strjoin (enhanced != NULL && o->text != NULL ? " " : "",
                    enhanced != NULL ? enhanced : "", o->text != NULL ? o->text : "", NULL);
  return mail_reply_new (code, text);
}

/* Returns: (transfer full) (nullable): the family whose words are known, whatever it was called */
static char *
dup_family (const char *name)
{
  g_autofree char *folded = g_ascii_strdown (name, -1);
  const char *family =
      explain_knows_family (folded) ? folded : account_provider_find_family (folded);

  return family != NULL && explain_knows_family (family) ? g_strdup (family) : NULL;
}

static gboolean
make_query (Options *o, ExplainQuery *query, int *status)
{
  query->language = cli_explanation_get_language ();
  if (o->provider != NULL)
    o->family = dup_family (o->provider);
  query->family = o->family;
  if (o->provider != NULL && o->family == NULL)
    {
      *status =
          cli_fail (EX_USAGE, _ ("No words of “%s” are known; leave --provider out."), o->provider);
      return FALSE;
    }
  if (o->stage != NULL && !mail_stage_from_nick (o->stage, &query->stage))
    {
      *status = cli_fail (EX_USAGE, _ ("There is no stage “%s”."), o->stage);
      return FALSE;
    }
  query->stage_known = o->stage != NULL;
  return TRUE;
}

static void
print_explanation (const Explanation *explanation)
{
  g_print ("%s\n%s\n%s\n", explanation->title, explanation->detail, explanation->class_text);
  if (explanation->action != EXPLAIN_ACTION_NONE)
    g_print (_ ("What helps: %s\n"), explanation->action_label);
  if (explanation->source != NULL)
    g_print (_ ("Source: %s\n"), explanation->source);
}

int
cli_explain_run (int argc, char **argv)
{
  g_auto (Options) options = { NULL };
  g_autoptr (MailReply) reply = NULL;
  g_autoptr (Explanation) explanation = NULL;
  ExplainQuery query = { NULL };
  int status = EX_USAGE;

  if (!parse (&options, argc, argv, &status))
    return status;
  reply = make_reply (&options, &status);
  if (reply == NULL || !make_query (&options, &query, &status))
    return status;
  explanation = explain_reply (&query, reply);
  if (options.json)
    cli_json_print (cli_json_explanation (explanation));
  else
    print_explanation (explanation);
  return EX_OK;
}
