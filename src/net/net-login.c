/* SPDX-License-Identifier: GPL-3.0-or-later */

/* AUTH (RFC 4954): joins the machine, which knows the commands, to SASL, which knows the answers.
 * A refused secret is never tried with another mechanism: two tries lock accounts twice as fast.
 * Only 504 and 534, which speak about the mechanism, let the next one have its turn. */

#include "net-session-private.h"

/* What the mechanism was told about a refusal is more than the reply says. */
static const char *
describe_refusal (NetSession *self)
{
  return self->sasl != NULL ? net_sasl_get_refusal (self->sasl) : NULL;
}

static void
fail_without_mechanism (NetSession *self, const char *const *offered)
{
  g_autofree char *list = g_strjoinv (" ", (char **) offered);
  const char *told = describe_refusal (self);

  if (self->refusal != NULL)
    net_pump_fail_with (self,
                        mail_failure_new (MAIL_FAILURE_LOGIN, MAIL_STAGE_LOGIN, self->refusal,
                                          told != NULL ? told : "no other mechanism is offered"));
  else
    net_pump_fail (self, MAIL_FAILURE_NO_MECHANISM,
                   *list != '\0' ? list : "the server offers no login");
}

void
net_login_start (NetSession *self)
{
  const SmtpCapabilities *capabilities = smtp_client_get_capabilities (self->client);
  const char *const *offered = (const char *const *) capabilities->mechanisms;
  const char *mechanism = net_sasl_choose (self->sasl, offered, self->encrypted);
  g_autoptr (GBytes) initial = NULL;
  g_autoptr (GError) error = NULL;

  if (mechanism == NULL)
    fail_without_mechanism (self, offered);
  else if (!net_sasl_begin (self->sasl, mechanism, &initial, &error))
    net_pump_fail (self, MAIL_FAILURE_NO_MECHANISM, error->message);
  else
    smtp_client_login (self->client, mechanism, initial);
}

static void
on_response (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (NetSession) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) response = net_sasl_step_finish (result, &error);

  self->busy &= ~NET_BUSY_LOGIN;
  if (self->cause == NULL)
    {
      if (response == NULL)
        net_note (self, MAIL_STAGE_LOGIN, "Login given up: %s", error->message);
      smtp_client_respond (self->client, response);
    }
  net_pump (self);
}

void
net_login_challenged (NetSession *self, GBytes *challenge)
{
  g_autoptr (GBytes) octets = challenge != NULL ? g_bytes_ref (challenge) : g_bytes_new (NULL, 0);

  self->busy |= NET_BUSY_LOGIN;
  net_sasl_step_async (self->sasl, octets, self->cancellable, on_response, g_object_ref (self));
}

void
net_login_accepted (NetSession *self)
{
  g_autoptr (GError) error = NULL;

  if (!net_sasl_verify (self->sasl, &error))
    {
      net_pump_fail (self, MAIL_FAILURE_PROTOCOL, error->message);
      /* for the machine the login is over */
      self->cause->stage = MAIL_STAGE_LOGIN;
    }
  /* the secret has done its work */
  g_clear_pointer (&self->sasl, net_sasl_free);
}

void
net_login_refused (NetSession *self, MailReply *reply)
{
  g_clear_pointer (&self->refusal, mail_reply_unref);
  self->refusal = mail_reply_ref (reply);
}

void
net_login_failed (NetSession *self, MailFailure *failure)
{
  if (failure->kind == MAIL_FAILURE_LOGIN && failure->detail == NULL)
    failure->detail = g_strdup (describe_refusal (self));
}
