/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net-fixture.h"

#define PATIENCE_S 10

static void
on_closed (NetSession *session, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->closed++;
}

static void
on_progress (NetSession *session, guint64 sent, guint64 total, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_assert_cmpuint (sent, >, fixture->sent);
  g_assert_cmpuint (sent, <=, total);
  fixture->sent = sent;
}

void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  fixture->certificates = support_certificates_new ();
  fixture->server = support_server_new (fixture->certificates);
  fixture->endpoint = mail_endpoint_new ("127.0.0.1", support_server_get_port (fixture->server),
                                         MAIL_SECURITY_NONE);
  fixture->cancellable = g_cancellable_new ();
}

void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->session);
  g_clear_pointer (&fixture->server, support_server_free);
  g_clear_pointer (&fixture->certificates, support_certificates_free);
  g_clear_pointer (&fixture->endpoint, mail_endpoint_free);
  g_clear_pointer (&fixture->failure, mail_failure_free);
  g_clear_pointer (&fixture->outcome, mail_outcome_free);
  g_clear_object (&fixture->cancellable);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

void
fixture_use (Fixture *fixture, const char *script)
{
  support_server_add_script (fixture->server, script);
  fixture->session = net_session_new (fixture->endpoint);
  g_signal_connect (fixture->session, "closed", G_CALLBACK (on_closed), fixture);
  g_signal_connect (fixture->session, "progress", G_CALLBACK (on_progress), fixture);
}

void
fixture_login (Fixture *fixture, const char *mechanism)
{
  fixture->endpoint->user = g_strdup (USER);
  fixture->endpoint->mechanism = g_strdup (mechanism);
}

void
fixture_prepare_tls (Fixture *fixture, MailSecurity security)
{
  g_free (fixture->endpoint->host);
  fixture->endpoint->host = g_strdup ("localhost");
  fixture->endpoint->security = security;
  fixture->endpoint->ca_file = g_strdup (support_certificates_get_ca_file (fixture->certificates));
  fixture_login (fixture, NULL);
}

void
fixture_use_tls (Fixture *fixture, MailSecurity security, const char *script)
{
  fixture_prepare_tls (fixture, security);
  fixture_use (fixture, script);
}

static gboolean G_GNUC_NORETURN
on_patience (gpointer user_data)
{
  g_error ("nothing happened for %d seconds", PATIENCE_S);
}

void
fixture_iterate_until (const gboolean *flag)
{
  guint timer = g_timeout_add_seconds (PATIENCE_S, on_patience, NULL);

  while (!*flag)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timer);
}

static void
on_connected (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->failure = net_session_connect_finish (NET_SESSION (source), result);
  fixture->connected = TRUE;
}

gboolean
fixture_connect (Fixture *fixture)
{
  net_session_connect_async (fixture->session, SECRET, fixture->cancellable, on_connected, fixture);
  fixture_iterate_until (&fixture->connected);
  g_assert_true (net_session_is_ready (fixture->session) == (fixture->failure == NULL));
  return fixture->failure == NULL;
}

static void
on_submitted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->outcome = net_session_submit_finish (NET_SESSION (source), result);
  g_assert_nonnull (fixture->outcome);
}

static MailEnvelope *
envelope_new (void)
{
  g_autoptr (MailPath) from = mail_path_parse ("wang@example.test", NULL);
  g_autoptr (MailPath) to = mail_path_parse ("li@example.test", NULL);
  MailEnvelope *envelope = mail_envelope_new (from);

  mail_envelope_add (envelope, to);
  return envelope;
}

void
fixture_begin_submit (Fixture *fixture, GInputStream *content, guint64 size)
{
  g_autoptr (MailEnvelope) envelope = envelope_new ();

  g_clear_pointer (&fixture->outcome, mail_outcome_free);
  fixture->sent = 0;
  net_session_submit_async (fixture->session, envelope, content, size, fixture->cancellable,
                            on_submitted, fixture);
}

void
fixture_wait_outcome (Fixture *fixture)
{
  guint timer = g_timeout_add_seconds (PATIENCE_S, on_patience, NULL);

  while (fixture->outcome == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timer);
}

void
fixture_submit (Fixture *fixture, const char *text)
{
  g_autoptr (GInputStream) content = g_memory_input_stream_new_from_data (text, -1, NULL);

  fixture_begin_submit (fixture, content, strlen (text));
  fixture_wait_outcome (fixture);
}

static void
on_quit (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  net_session_quit_finish (NET_SESSION (source), result);
  fixture->quit = TRUE;
}

void
fixture_quit (Fixture *fixture)
{
  net_session_quit_async (fixture->session, on_quit, fixture);
  fixture_iterate_until (&fixture->quit);
  g_assert_false (net_session_is_ready (fixture->session));
}

MailRecipientState
fixture_get_state (Fixture *fixture, guint index)
{
  return mail_outcome_get (fixture->outcome, index)->state;
}

void
fixture_assert_failure (Fixture *fixture, MailFailureKind kind, MailStage stage)
{
  const MailFailure *failure = fixture->failure;

  if (failure == NULL && fixture->outcome != NULL)
    failure = fixture->outcome->failure;
  g_assert_nonnull (failure);
  g_assert_cmpstr (mail_failure_kind_to_nick (failure->kind), ==, mail_failure_kind_to_nick (kind));
  g_assert_cmpstr (mail_stage_to_nick (failure->stage), ==, mail_stage_to_nick (stage));
}

void
fixture_assert_no_secret (Fixture *fixture)
{
  MailConversation *conversation = net_session_get_conversation (fixture->session);
  g_autofree char *base64 = g_base64_encode ((const guint8 *) SECRET, strlen (SECRET));
  const char plain[] = "\0" USER "\0" SECRET;
  g_autofree char *plain64 = g_base64_encode ((const guint8 *) plain, sizeof plain - 1);

  for (guint i = 0; i < mail_conversation_get_n_lines (conversation); i++)
    {
      const char *text = mail_conversation_get_line (conversation, i)->text;
      g_assert_null (strstr (text, SECRET));
      g_assert_null (strstr (text, base64));
      g_assert_null (strstr (text, plain64));
    }
}

gboolean
fixture_has_line (Fixture *fixture, MailWho who, const char *pattern)
{
  MailConversation *conversation = net_session_get_conversation (fixture->session);

  for (guint i = 0; i < mail_conversation_get_n_lines (conversation); i++)
    {
      const MailLine *line = mail_conversation_get_line (conversation, i);
      if (line->who == who && g_pattern_match_simple (pattern, line->text))
        return TRUE;
    }
  return FALSE;
}
