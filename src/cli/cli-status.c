/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli-status.h"

#include <stdarg.h>
#include <string.h>

#include "account-registry.h"
#include "mail-error.h"
#include "mail-text.h"
#include "message-error.h"

static int
status_for_waiting (const StoreLetter *letter)
{
  const MailFailure *failure = letter->outcome->failure;

  if (failure != NULL && failure->kind == MAIL_FAILURE_RESOLVE)
    return EX_NOHOST;
  if (failure != NULL && failure->kind == MAIL_FAILURE_PROTOCOL)
    return EX_PROTOCOL;
  return EX_TEMPFAIL;
}

int
cli_status_for_letter (const StoreLetter *letter)
{
  switch (letter->shown)
    {
    case MAIL_SHOWN_ACCEPTED:
      return EX_OK;
    case MAIL_SHOWN_PARTLY_ACCEPTED:
    case MAIL_SHOWN_REFUSED:
      return EX_UNAVAILABLE;
    case MAIL_SHOWN_HELD:
    case MAIL_SHOWN_QUEUED:
    case MAIL_SHOWN_SENDING:
    case MAIL_SHOWN_CONFIRMING:
    case MAIL_SHOWN_WAITING:
      return status_for_waiting (letter);
    case MAIL_SHOWN_PAUSED:
      return EX_NOPERM;
    case MAIL_SHOWN_UNKNOWN:
      return CLI_EX_UNKNOWN;
    }
  g_return_val_if_reached (EX_SOFTWARE);
}

int
cli_status_for_failure (const MailFailure *failure)
{
  switch (failure->kind)
    {
    case MAIL_FAILURE_RESOLVE:
      return EX_NOHOST;
    case MAIL_FAILURE_PROTOCOL:
      return EX_PROTOCOL;
    case MAIL_FAILURE_NO_SECRET:
      return EX_CONFIG;
    case MAIL_FAILURE_TLS:
    case MAIL_FAILURE_CERTIFICATE:
    case MAIL_FAILURE_NO_TLS:
    case MAIL_FAILURE_WRONG_SECURITY:
    case MAIL_FAILURE_NO_MECHANISM:
    case MAIL_FAILURE_LOGIN:
      return EX_NOPERM;
    case MAIL_FAILURE_REPLY:
      return mail_reply_get_class (failure->reply) == MAIL_REPLY_TRANSIENT ? EX_TEMPFAIL
                                                                           : EX_UNAVAILABLE;
    case MAIL_FAILURE_CANCELLED:
    case MAIL_FAILURE_CONNECT:
    case MAIL_FAILURE_PROXY_UNREACHABLE:
    case MAIL_FAILURE_PROXY_LOGIN:
    case MAIL_FAILURE_PROXY_REFUSED:
    case MAIL_FAILURE_TIMEOUT:
    case MAIL_FAILURE_CLOSED:
    case MAIL_FAILURE_TOO_LARGE:
    case MAIL_FAILURE_NEEDS_SMTPUTF8:
    case MAIL_FAILURE_NEEDS_REQUIRETLS:
    case MAIL_FAILURE_CONTENT:
    case MAIL_FAILURE_STORAGE:
    case MAIL_FAILURE_RESTORED:
    case MAIL_FAILURE_OFFLINE:
    case MAIL_FAILURE_PATIENCE:
      return EX_TEMPFAIL;
    }
  g_return_val_if_reached (EX_SOFTWARE);
}

int
cli_status_worse (int a, int b)
{
  /* the worst first */
  static const int order[] = {
    CLI_EX_UNKNOWN, EX_NOPERM, EX_UNAVAILABLE, EX_PROTOCOL, EX_NOHOST, EX_TEMPFAIL, EX_OK,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (order); i++)
    if (order[i] == a || order[i] == b)
      return order[i];
  return a;
}

static int
status_for_store (int code)
{
  switch ((StoreError) code)
    {
    case STORE_ERROR_NOT_REGULAR:
    case STORE_ERROR_UNREADABLE:
    case STORE_ERROR_CHANGED:
      return EX_NOINPUT;
    case STORE_ERROR_NOT_FOUND:
      return EX_DATAERR;
    case STORE_ERROR_STATE:
      return EX_UNAVAILABLE;
    case STORE_ERROR_FULL:
    case STORE_ERROR_READ_ONLY:
    case STORE_ERROR_NO_LOCKS:
    case STORE_ERROR_IO:
    case STORE_ERROR_CORRUPT:
    case STORE_ERROR_DAMAGED:
    case STORE_ERROR_NEWER:
      return EX_CANTCREAT;
    }
  g_return_val_if_reached (EX_CANTCREAT);
}

static int
status_for_account (int code)
{
  switch ((AccountError) code)
    {
    case ACCOUNT_ERROR_FILE:
      return EX_CANTCREAT;
    case ACCOUNT_ERROR_NOT_FOUND:
    case ACCOUNT_ERROR_INVALID:
      return EX_CONFIG;
    }
  g_return_val_if_reached (EX_CONFIG);
}

int
cli_status_for_error (const GError *error)
{
  if (error->domain == STORE_ERROR)
    return status_for_store (error->code);
  if (error->domain == ACCOUNT_ERROR)
    return status_for_account (error->code);
  if (error->domain == MESSAGE_ERROR || error->domain == MAIL_ERROR)
    return EX_DATAERR;
  if (error->domain == G_OPTION_ERROR)
    return EX_USAGE;
  if (error->domain == G_IO_ERROR || error->domain == G_FILE_ERROR)
    return EX_NOINPUT;
  return EX_SOFTWARE;
}

int
cli_fail (int status, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_autofree char *sentence = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  /* what it quotes may hold commands for a terminal */
  g_autofree char *safe = mail_text_decode (sentence, strlen (sentence));
  g_printerr ("envoi-cli: %s\n", safe);
  return status;
}

int
cli_fail_with (const GError *error)
{
  return cli_fail (cli_status_for_error (error), "%s", error->message);
}
