/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "mail-failure.h"

#include "mail-nick-private.h"

static const char *const nicks[] = {
  [MAIL_FAILURE_CANCELLED] = "cancelled",
  [MAIL_FAILURE_RESOLVE] = "resolve",
  [MAIL_FAILURE_CONNECT] = "connect",
  [MAIL_FAILURE_PROXY_UNREACHABLE] = "proxy-unreachable",
  [MAIL_FAILURE_PROXY_LOGIN] = "proxy-login",
  [MAIL_FAILURE_PROXY_REFUSED] = "proxy-refused",
  [MAIL_FAILURE_TIMEOUT] = "timeout",
  [MAIL_FAILURE_CLOSED] = "closed",
  [MAIL_FAILURE_PROTOCOL] = "protocol",
  [MAIL_FAILURE_TLS] = "tls",
  [MAIL_FAILURE_CERTIFICATE] = "certificate",
  [MAIL_FAILURE_NO_TLS] = "no-tls",
  [MAIL_FAILURE_WRONG_SECURITY] = "wrong-security",
  [MAIL_FAILURE_NO_MECHANISM] = "no-mechanism",
  [MAIL_FAILURE_LOGIN] = "login",
  [MAIL_FAILURE_NO_SECRET] = "no-secret",
  [MAIL_FAILURE_REPLY] = "reply",
  [MAIL_FAILURE_TOO_LARGE] = "too-large",
  [MAIL_FAILURE_NEEDS_SMTPUTF8] = "needs-smtputf8",
  [MAIL_FAILURE_NEEDS_REQUIRETLS] = "needs-requiretls",
  [MAIL_FAILURE_CONTENT] = "content",
  [MAIL_FAILURE_STORAGE] = "storage",
  [MAIL_FAILURE_RESTORED] = "restored",
  [MAIL_FAILURE_OFFLINE] = "offline",
  [MAIL_FAILURE_PATIENCE] = "patience",
};
G_STATIC_ASSERT (G_N_ELEMENTS (nicks) == MAIL_N_FAILURE_KINDS);

MailFailure *
mail_failure_new (MailFailureKind kind, MailStage stage, MailReply *reply, const char *detail)
{
  MailFailure *failure = g_new0 (MailFailure, 1);

  failure->kind = kind;
  failure->stage = stage;
  failure->reply = reply != NULL ? mail_reply_ref (reply) : NULL;
  failure->detail = g_strdup (detail);
  return failure;
}

MailFailure *
mail_failure_copy (const MailFailure *failure)
{
  MailFailure *copy;

  g_return_val_if_fail (failure != NULL, NULL);

  copy = mail_failure_new (failure->kind, failure->stage, failure->reply, failure->detail);
  copy->certificate_flags = failure->certificate_flags;
  copy->certificate_sha256 = g_strdup (failure->certificate_sha256);
  return copy;
}

void
mail_failure_free (MailFailure *failure)
{
  if (failure == NULL)
    return;
  g_clear_pointer (&failure->reply, mail_reply_unref);
  g_free (failure->certificate_sha256);
  g_free (failure->detail);
  g_free (failure);
}

const char *
mail_failure_kind_to_nick (MailFailureKind kind)
{
  g_return_val_if_fail ((guint) kind < MAIL_N_FAILURE_KINDS, NULL);
  return nicks[kind];
}

gboolean
mail_failure_kind_from_nick (const char *nick, MailFailureKind *kind)
{
  int found = mail_nick_find (nicks, MAIL_N_FAILURE_KINDS, nick);

  if (found < 0)
    return FALSE;
  *kind = (MailFailureKind) found;
  return TRUE;
}
