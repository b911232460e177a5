/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "mail-try.h"

static const char *const nicks[] = {
  [MAIL_TRY_RUNNING] = "running",   [MAIL_TRY_FOUND] = "found",   [MAIL_TRY_MISSING] = "missing",
  [MAIL_TRY_DECLINED] = "declined", [MAIL_TRY_FAILED] = "failed", [MAIL_TRY_SKIPPED] = "skipped",
};
G_STATIC_ASSERT (G_N_ELEMENTS (nicks) == MAIL_N_TRY_STATES);

MailTry *
mail_try_new_record (const char *record)
{
  MailTry *try = g_new0 (MailTry, 1);

  try->record = g_strdup (record);
  return try;
}

MailTry *
mail_try_new_server (const char *host, guint16 port, MailSecurity security)
{
  MailTry *try = g_new0 (MailTry, 1);

  try->endpoint = mail_endpoint_new (host, port, security);
  return try;
}

void
mail_try_free (MailTry *try)
{
  if (try == NULL)
    return;
  g_clear_pointer (&try->endpoint, mail_endpoint_free);
  g_clear_pointer (&try->failure, mail_failure_free);
  g_free (try->record);
  g_free (try);
}

const char *
mail_try_state_to_nick (MailTryState state)
{
  g_return_val_if_fail ((guint) state < MAIL_N_TRY_STATES, NULL);
  return nicks[state];
}
