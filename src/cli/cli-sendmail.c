/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What programs expect of /usr/sbin/sendmail. The message is durable before anything else happens;
 * then it is tried once, and the exit status says no more than that it is kept: whoever called asks
 * the outbox what became of it. */

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "cli-command.h"
#include "cli-deliver.h"
#include "cli-input.h"
#include "cli-ready.h"
#include "cli-status.h"

#define WORDS "envoi-cli sendmail"

/**
 * Options:
 * @from: (nullable): -f or -r
 * @recipients: (element-type MailPath):
 * @from_message: -t: recipients from the message
 * @request: -N and -R (RFC 3461); words that mean nothing ask for nothing
 */
typedef struct
{
  const char *from;
  GPtrArray *recipients;
  gboolean from_message;
  MailRequest request;
} Options;

static void
print_help (void)
{
  g_print (
      _ ("Usage:\n"
         "  envoi-cli sendmail [-t] [-i] [-f ADDRESS] [RECIPIENT…]\n"
         "\n"
         "Takes a message from standard input, as other programs expect of sendmail. The exit\n"
         "status is 0 as soon as the message is kept; “envoi-cli outbox” says what became of it.\n"
         "\n"
         "  -t          recipients from the message's To, Cc and Bcc\n"
         "  -i          a line with a dot alone is no end; this is always so\n"
         "  -f ADDRESS  sender of the envelope; its account is taken, else the default\n"
         "  -N WORDS    when the servers shall report: never, or some of success, failure, delay\n"
         "  -R WORD     what a report brings back: full or hdrs\n"
         "\n"
         "Other options of sendmail are taken and mean nothing here.\n"));
}

/* Letters of options with an argument; the argument may be part of the word. */
static const char with_argument[] = "ABCDFLNOQRVXhopqrf";

static gboolean
add_recipients (Options *options, const char *text, int *status)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) words = g_strsplit_set (text, ", ", -1);

  for (gsize i = 0; words[i] != NULL; i++)
    {
      MailPath *path = words[i][0] != '\0' ? mail_path_parse (words[i], &error) : NULL;

      if (path != NULL)
        g_ptr_array_add (options->recipients, path);
      else if (error != NULL)
        {
          *status = cli_fail (EX_DATAERR, _ ("“%s” is not an address."), words[i]);
          return FALSE;
        }
    }
  return TRUE;
}

/* -bm is the only mode there is: no daemon, no queue listing, no SMTP on standard input. */
static gboolean
check_mode (const char *word, int *status)
{
  if (word[1] != 'b' || word[2] == 'm')
    return TRUE;
  *status = cli_fail (EX_USAGE,
                      _ ("“%s” is not supported; a message is taken from standard input."), word);
  return FALSE;
}

/* Takes the option in argv[*i], and its argument with it. */
static gboolean
take_option (Options *options, char **argv, int *i, int *status)
{
  const char *word = argv[*i];
  char letter = word[1];
  const char *argument = word[2] != '\0' ? word + 2 : NULL;

  if (!check_mode (word, status))
    return FALSE;
  if (letter == 't')
    options->from_message = TRUE;
  if (strchr (with_argument, letter) == NULL)
    return TRUE;
  /* -oi and the like are one word */
  if (argument == NULL && letter != 'o' && letter != 'q')
    argument = argv[*i + 1] != NULL ? argv[++*i] : NULL;
  if (letter == 'f' || letter == 'r')
    options->from = argument;
  if (letter == 'N' && argument != NULL)
    mail_notify_from_text (argument, &options->request.notify);
  if (letter == 'R' && argument != NULL)
    mail_return_from_text (argument, &options->request.ret);
  return TRUE;
}

static gboolean
parse (Options *options, int argc, char **argv, int *status)
{
  gboolean options_end = FALSE;

  for (int i = 1; i < argc; i++)
    {
      gboolean fine = TRUE;

      if (!options_end && g_str_equal (argv[i], "--"))
        options_end = TRUE;
      else if (!options_end && argv[i][0] == '-' && argv[i][1] != '\0')
        fine = take_option (options, argv, &i, status);
      else
        fine = add_recipients (options, argv[i], status);
      if (!fine)
        return FALSE;
    }
  if (!options->from_message && options->recipients->len == 0)
    {
      *status = cli_fail (EX_USAGE, _ ("Nobody is named; give recipients as arguments, or -t."));
      return FALSE;
    }
  return TRUE;
}

/* The account of the sender's address, else the default. */
static AccountProfile *
choose_account (CliParts *parts, const char *from)
{
  AccountProfile *profile =
      from != NULL ? account_registry_lookup_address (parts->registry, from) : NULL;

  return profile != NULL ? profile : cli_parts_find_account (parts, NULL);
}

static MailPath *
parse_from (const char *from, int *status)
{
  g_autofree char *bare = NULL;
  MailPath *path = NULL;

  /* "<>" and "" would be a bounce, which a submission server does not take: the account's */
  if (from == NULL || from[0] == '\0' || g_str_equal (from, "<>"))
    return NULL;
  bare = from[0] == '<' && g_str_has_suffix (from, ">") ? g_strndup (from + 1, strlen (from) - 2)
                                                        : g_strdup (from);
  path = mail_path_parse (bare, NULL);
  if (path == NULL)
    *status = cli_fail (EX_DATAERR, _ ("“%s” is not an address."), from);
  return path;
}

/* Recipients on the command line are added to those of -t, as postfix does. */
static void
add_to_envelope (MailEnvelope *envelope, GPtrArray *recipients)
{
  for (guint i = 0; i < recipients->len; i++)
    mail_envelope_add (envelope, g_ptr_array_index (recipients, i));
}

static int
try_once (CliParts *parts, gint64 id)
{
  g_autoptr (StoreLetter) letter = cli_deliver_attempt (parts, id);
  g_autofree char *state = letter != NULL ? cli_report_dup_state (letter) : NULL;

  if (letter != NULL && letter->shown != MAIL_SHOWN_ACCEPTED)
    cli_fail (EX_OK, _ ("Letter %" PRId64 ": %s"), id, state);
  return EX_OK;
}

static int
take_message (CliParts *parts, const Options *options, const AccountProfile *profile)
{
  int status = EX_OK;
  gint64 id = 0;
  g_autoptr (GInputStream) input = cli_input_open ("-", &status);
  g_autoptr (MailPath) reverse_path = parse_from (options->from, &status);
  g_autoptr (MessageLetter) letter = NULL;
  CliDelivery delivery = { .profile = profile };

  if (status != EX_OK)
    return status;
  letter = cli_ready_read (parts, input, reverse_path,
                           options->from_message ? NULL : options->recipients, &status);
  if (letter == NULL)
    return status;
  if (options->from_message)
    add_to_envelope (letter->envelope, options->recipients);
  letter->envelope->request = options->request;
  delivery.letter = letter;
  status = cli_deliver_enqueue (parts, &delivery, &id);
  return status == EX_OK ? try_once (parts, id) : status;
}

int
cli_sendmail_run (int argc, char **argv)
{
  g_autoptr (GPtrArray) recipients =
      g_ptr_array_new_with_free_func ((GDestroyNotify) mail_path_unref);
  Options options = { .recipients = recipients };
  g_auto (CliParts) parts = CLI_PARTS_INIT;
  g_autoptr (AccountProfile) profile = NULL;
  int status = EX_OK;

  /* no option of sendmail's: whoever asks is a person */
  if (argc == 2 && g_str_equal (argv[1], "--help"))
    {
      print_help ();
      return EX_OK;
    }
  if (!parse (&options, argc, argv, &status))
    return status;
  status = cli_parts_open_accounts (&parts);
  if (status != EX_OK)
    return status;
  profile = choose_account (&parts, options.from);
  if (profile == NULL)
    return EX_CONFIG;
  status = cli_parts_open_queue (&parts, account_profile_is_practice (profile), 0);
  return status == EX_OK ? take_message (&parts, &options, profile) : status;
}
