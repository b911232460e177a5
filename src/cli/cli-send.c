/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gi18n.h>

#include "cli-command.h"
#include "cli-compose.h"
#include "cli-deliver.h"
#include "cli-input.h"
#include "cli-ready.h"
#include "cli-secret.h"
#include "cli-status.h"

#define WORDS "envoi-cli send"

typedef struct
{
  CliCompose compose;
  char *account;
  char *message;
  char *at;
  char *notify;
  char *ret;
  MailRequest request;
  gboolean queue;
  gboolean conversation;
  gboolean json;
  int timeout_s;
} Options;

static void
options_clear (Options *options)
{
  cli_compose_clear (&options->compose);
  g_free (options->account);
  g_free (options->message);
  g_free (options->at);
  g_free (options->notify);
  g_free (options->ret);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse (Options *o, int argc, char **argv, int *status)
{
  CliCompose *c = &o->compose;
  const GOptionEntry entries[] = {
    { "account", 0, 0, G_OPTION_ARG_FILENAME, &o->account,
      N_ ("account to send from, or “practice”"), N_ ("ADDRESS") },
    { "from", 0, 0, G_OPTION_ARG_FILENAME, &c->from, N_ ("sender, if not the account's"),
      N_ ("'NAME <ADDRESS>'") },
    { "to", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &c->to, N_ ("recipient; may be repeated"),
      N_ ("ADDRESS") },
    { "cc", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &c->cc, N_ ("recipient of a copy"), N_ ("ADDRESS") },
    { "bcc", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &c->bcc, N_ ("recipient nobody else sees"),
      N_ ("ADDRESS") },
    { "reply-to", 0, 0, G_OPTION_ARG_FILENAME, &c->reply_to, N_ ("where answers go"),
      N_ ("ADDRESS") },
    { "subject", 0, 0, G_OPTION_ARG_FILENAME, &c->subject, N_ ("subject"), N_ ("TEXT") },
    { "body", 0, 0, G_OPTION_ARG_FILENAME, &c->body, N_ ("the text"), N_ ("TEXT") },
    { "body-file", 0, 0, G_OPTION_ARG_FILENAME, &c->body_file,
      N_ ("file with the text; - is standard input"), N_ ("FILE") },
    { "html-file", 0, 0, G_OPTION_ARG_FILENAME, &c->html_file, N_ ("the text once more in HTML"),
      N_ ("FILE") },
    { "attach", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &c->attach,
      N_ ("file to attach; may be repeated"), N_ ("FILE") },
    { "header", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &c->headers, N_ ("additional header field"),
      N_ ("'NAME: VALUE'") },
    { "message", 0, 0, G_OPTION_ARG_FILENAME, &o->message,
      N_ ("a ready message instead; - is standard input"), N_ ("FILE") },
    { "at", 0, 0, G_OPTION_ARG_FILENAME, &o->at,
      N_ ("keep it until then: 14:30, tomorrow 8:00, 2026-11-30 14:30"), N_ ("TIME") },
    { "notify", 0, 0, G_OPTION_ARG_FILENAME, &o->notify,
      N_ ("when the servers shall report: never, or some of success, failure and delay"),
      N_ ("WORDS") },
    { "ret", 0, 0, G_OPTION_ARG_FILENAME, &o->ret, N_ ("what a report brings back: full or hdrs"),
      N_ ("WORD") },
    { "require-tls", 0, 0, G_OPTION_ARG_NONE, &o->request.require_tls,
      N_ ("send it only where every server on the way promises encryption"), NULL },
    { "queue", 0, 0, G_OPTION_ARG_NONE, &o->queue, N_ ("only keep it in the outbox"), NULL },
    { "conversation", 0, 0, G_OPTION_ARG_NONE, &o->conversation,
      N_ ("show every line that crossed the wire"), NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &o->json, N_ ("tell it as a JSON object"), NULL },
    { "timeout", 0, 0, G_OPTION_ARG_INT, &o->timeout_s, N_ ("longest wait for each answer"),
      N_ ("SECONDS") },
    { NULL },
  };

  return cli_command_parse (WORDS, NULL, entries, argc, argv, status);
}

static gboolean
has_content (const CliCompose *c)
{
  return c->from != NULL || c->to != NULL || c->cc != NULL || c->bcc != NULL ||
         c->reply_to != NULL || c->subject != NULL || c->body != NULL || c->body_file != NULL ||
         c->html_file != NULL || c->attach != NULL || c->headers != NULL;
}

static int
count_standard_inputs (const Options *o)
{
  return (g_strcmp0 (o->message, "-") == 0) + (g_strcmp0 (o->compose.body_file, "-") == 0) +
         (g_strcmp0 (o->compose.html_file, "-") == 0);
}

static gboolean
check_texts (const Options *o)
{
  const CliCompose *c = &o->compose;

  return cli_command_check_text (o->account) && cli_command_check_text (o->at) &&
         cli_command_check_text (o->notify) && cli_command_check_text (o->ret) &&
         cli_command_check_text (c->from) && cli_command_check_texts (c->to) &&
         cli_command_check_texts (c->cc) && cli_command_check_texts (c->bcc) &&
         cli_command_check_text (c->reply_to) && cli_command_check_text (c->subject) &&
         cli_command_check_text (c->body) && cli_command_check_texts (c->headers);
}

static int
read_request (Options *o)
{
  if (o->notify != NULL && !mail_notify_from_text (o->notify, &o->request.notify))
    return cli_fail (EX_USAGE, _ ("--notify takes “never”, or some of “success,failure,delay”."));
  if (o->ret != NULL && !mail_return_from_text (o->ret, &o->request.ret))
    return cli_fail (EX_USAGE, _ ("--ret takes “full” or “hdrs”."));
  return EX_OK;
}

static int
check (const Options *o)
{
  if (!check_texts (o))
    return EX_USAGE;
  if (o->message != NULL && has_content (&o->compose))
    return cli_fail (EX_USAGE, _ ("--message is the whole letter; nothing can be added to it."));
  if (o->compose.body != NULL && o->compose.body_file != NULL)
    return cli_fail (EX_USAGE, _ ("Give --body or --body-file, not both."));
  if (count_standard_inputs (o) > 1)
    return cli_fail (EX_USAGE, _ ("Standard input can be read only once."));
  if (o->timeout_s < 0)
    return cli_fail (EX_USAGE, _ ("--timeout takes a number of seconds."));
  return EX_OK;
}

/* A letter without a secret would only be queued to be paused. With --queue nobody is asked for
 * the keyring's password: somebody may be away. */
static int
check_secret (const AccountProfile *profile, const AccountSecret *secret, gboolean queue)
{
  if (queue && secret->status != ACCOUNT_SECRET_MISSING)
    return EX_OK;
  return cli_secret_explain (profile, secret);
}

static MessageLetter *
read_ready (CliParts *parts, const Options *o, int *status)
{
  g_autoptr (GInputStream) stream = cli_input_open (o->message, status);

  return stream != NULL ? cli_ready_read (parts, stream, NULL, NULL, status) : NULL;
}

static MessageLetter *
render (const MessageDraft *draft, GDateTime *at, int *status)
{
  g_autoptr (GError) error = NULL;
  MessageLetter *letter = message_render (draft, NULL, at, &error);

  if (letter == NULL)
    *status = cli_fail (EX_DATAERR, _ ("The letter cannot be made: %s"), error->message);
  return letter;
}

static int
send (CliParts *parts, const Options *o, const AccountProfile *profile, GDateTime *at)
{
  int status = EX_OK;
  g_autoptr (MessageDraft) draft = NULL;
  g_autoptr (MessageLetter) letter = NULL;
  CliDelivery delivery = {
    .profile = profile,
    .queue_only = o->queue || at != NULL,
    .manner = (o->json ? CLI_JSON : 0) | (o->conversation ? CLI_CONVERSATION : 0),
    .send_at_us = at != NULL ? g_date_time_to_unix (at) * G_USEC_PER_SEC : 0,
  };

  if (o->message == NULL)
    draft = cli_compose_draft (parts, &o->compose, profile, &status);
  if (draft != NULL)
    {
      draft->send_at_us = delivery.send_at_us;
      draft->request = o->request;
    }
  if (o->message != NULL)
    letter = read_ready (parts, o, &status);
  else if (draft != NULL)
    letter = render (draft, at, &status);
  if (letter == NULL)
    return status;
  letter->envelope->request = o->request;
  delivery.draft = draft;
  delivery.letter = letter;
  return cli_deliver (parts, &delivery);
}

/* The keyring is asked while the outbox is opened. */
static int
open_and_send (const Options *o, GDateTime *at)
{
  g_auto (CliWait) asked = CLI_WAIT_INIT;
  g_auto (CliParts) parts = CLI_PARTS_INIT;
  g_autoptr (AccountProfile) profile = NULL;
  g_autoptr (AccountSecret) secret = NULL;
  gboolean queue = o->queue || at != NULL;
  int status = cli_parts_open_accounts (&parts);

  if (status != EX_OK)
    return status;
  profile = cli_parts_find_account (&parts, o->account);
  if (profile == NULL)
    return EX_CONFIG;
  cli_secret_ask (&parts, profile, !queue, &asked);
  status = cli_parts_open_queue (&parts, account_profile_is_practice (profile), o->timeout_s);
  if (status != EX_OK)
    return status;
  secret = cli_secret_take (&parts, &asked);
  status = check_secret (profile, secret, queue);
  g_clear_pointer (&secret, account_secret_free);
  return status == EX_OK ? send (&parts, o, profile, at) : status;
}

int
cli_send_run (int argc, char **argv)
{
  g_auto (Options) options = { { NULL } };
  g_autoptr (GDateTime) at = NULL;
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  int status = EX_OK;

  if (!parse (&options, argc, argv, &status))
    return status;
  status = check (&options);
  if (status == EX_OK)
    status = read_request (&options);
  if (status != EX_OK)
    return status;
  if (options.at != NULL)
    {
      at = cli_input_parse_time (options.at);
      if (at == NULL || g_date_time_compare (at, now) <= 0)
        return cli_fail (
            EX_USAGE,
            _ ("--at “%s” is no time to come; write 14:30, tomorrow 8:00 or 2026-11-30 14:30."),
            options.at);
    }
  return open_and_send (&options, at);
}
