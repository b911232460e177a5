/* SPDX-License-Identifier: GPL-3.0-or-later */

/* MAIL and RCPT with what the extensions add to them: SIZE (RFC 1870), BODY (RFC 6152), SMTPUTF8
 * (RFC 6531), RET, ENVID and NOTIFY (RFC 3461), REQUIRETLS (RFC 8689). Nothing is written that the
 * server did not offer. What only tells more is left out then; what the letter cannot go without
 * keeps it here, and the server hears nothing of it. */

#include "smtp-transaction-private.h"

#include <string.h>

/* RFC 3461 section 4.4 */
#define MAX_ENVELOPE_ID 100

static void
set_failure (SmtpClient *client, MailFailureKind kind, MailStage stage, const char *detail)
{
  MailOutcome *outcome = client->transaction->outcome;

  outcome->failure = mail_failure_new (kind, stage, NULL, detail);
}

gboolean
smtp_envelope_check (SmtpClient *client)
{
  const SmtpTransaction *transaction = client->transaction;
  const SmtpCapabilities *offered = client->capabilities;
  gboolean tls_kept = client->encrypted && offered->extensions & SMTP_EXTENSION_REQUIRETLS;

  if (client->state != SMTP_STATE_READY)
    set_failure (client, MAIL_FAILURE_CLOSED, client->stage, "the session is over");
  else if (offered->size > 0 && transaction->size > offered->size)
    set_failure (client, MAIL_FAILURE_TOO_LARGE, MAIL_STAGE_ENVELOPE, NULL);
  else if (mail_envelope_needs_smtputf8 (transaction->envelope) &&
           (offered->extensions & SMTP_EXTENSION_SMTPUTF8) == 0)
    set_failure (client, MAIL_FAILURE_NEEDS_SMTPUTF8, MAIL_STAGE_ENVELOPE, NULL);
  else if (transaction->envelope->request.require_tls && !tls_kept)
    set_failure (client, MAIL_FAILURE_NEEDS_REQUIRETLS, MAIL_STAGE_ENVELOPE, NULL);
  return transaction->outcome->failure == NULL;
}

/* RFC 3461 section 4: "+" and two hexadecimal digits for what is not a printable ASCII character,
 * and for "+" and "=" */
static void
append_xtext (GString *text, const char *value)
{
  for (const char *p = value; *p != '\0'; p++)
    if (*p > ' ' && *p < 0x7f && *p != '+' && *p != '=')
      g_string_append_c (text, *p);
    else
      g_string_append_printf (text, "+%02X", (guchar) *p);
}

static gboolean
is_envelope_id (const char *text)
{
  gsize length = strlen (text);

  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isprint (text[i]))
      return FALSE;
  return length > 0 && length <= MAX_ENVELOPE_ID;
}

static void
append_dsn (GString *text, const MailEnvelope *envelope)
{
  if (envelope->request.ret != MAIL_RETURN_UNSAID)
    g_string_append_printf (text, " RET=%s", mail_return_to_text (envelope->request.ret));
  if (envelope->envelope_id != NULL && is_envelope_id (envelope->envelope_id))
    {
      g_string_append (text, " ENVID=");
      append_xtext (text, envelope->envelope_id);
    }
}

static void
queue_mail (SmtpClient *client, gboolean eight_bit, gboolean smtputf8)
{
  const SmtpTransaction *transaction = client->transaction;
  const MailEnvelope *envelope = transaction->envelope;
  SmtpExtensions offered = client->capabilities->extensions;
  g_autofree char *path = NULL;
  GString *text = g_string_new (NULL);

  if (envelope->reverse_path != NULL)
    path = mail_path_dup_wire (envelope->reverse_path, smtputf8);
  g_string_printf (text, "MAIL FROM:<%s>", path != NULL ? path : "");
  if (offered & SMTP_EXTENSION_SIZE)
    g_string_append_printf (text, " SIZE=%" G_GUINT64_FORMAT, transaction->size);
  if (eight_bit && (offered & SMTP_EXTENSION_8BITMIME))
    g_string_append (text, " BODY=8BITMIME");
  if (smtputf8)
    g_string_append (text, " SMTPUTF8");
  if (offered & SMTP_EXTENSION_DSN)
    append_dsn (text, envelope);
  if (envelope->request.require_tls)
    g_string_append (text, " REQUIRETLS");
  smtp_client_queue (client, smtp_command_new (SMTP_VERB_MAIL, g_string_free (text, FALSE)));
}

static void
queue_rcpt (SmtpClient *client, guint index, gboolean smtputf8, const char *notify)
{
  MailPath *path = g_ptr_array_index (client->transaction->envelope->forward_paths, index);
  g_autofree char *wire = mail_path_dup_wire (path, smtputf8);
  SmtpCommand *command = smtp_command_new (
      SMTP_VERB_RCPT,
      g_strdup_printf ("RCPT TO:<%s>%s%s", wire, *notify != '\0' ? " NOTIFY=" : "", notify));

  command->index = index;
  smtp_client_queue (client, command);
}

void
smtp_envelope_queue (SmtpClient *client, gboolean eight_bit)
{
  const MailEnvelope *envelope = client->transaction->envelope;
  gboolean smtputf8 = mail_envelope_needs_smtputf8 (envelope);
  gboolean dsn = client->capabilities->extensions & SMTP_EXTENSION_DSN;
  g_autofree char *notify =
      mail_notify_to_text (dsn ? envelope->request.notify : MAIL_NOTIFY_UNSAID);

  queue_mail (client, eight_bit, smtputf8);
  for (guint i = 0; i < envelope->forward_paths->len; i++)
    queue_rcpt (client, i, smtputf8, notify);
}
