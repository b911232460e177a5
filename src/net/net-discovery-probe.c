/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A knock at a server's door: a session that ends after the reply to EHLO on the encrypted line.
 * It has no user and no secret, so it cannot log in even if it wanted to. */

#include "net-discovery-private.h"
#include "net-session-private.h"

typedef struct
{
  NetSession *session;
  GSource *timer;
  gboolean late;
} Probe;

static void
probe_free (gpointer data)
{
  Probe *probe = data;

  g_source_destroy (probe->timer);
  g_source_unref (probe->timer);
  g_object_unref (probe->session);
  g_free (probe);
}

static gboolean
on_late (gpointer user_data)
{
  Probe *probe = user_data;

  probe->late = TRUE;
  net_session_quit_async (probe->session, NULL, NULL);
  return G_SOURCE_REMOVE;
}

/* Returns: (transfer full) (nullable): why a server that talks to us is still no answer */
static MailFailure *
judge (NetSession *session)
{
  if (smtp_client_get_capabilities (session->client)->mechanisms[0] != NULL)
    return NULL;
  return mail_failure_new (MAIL_FAILURE_NO_MECHANISM, MAIL_STAGE_LOGIN, NULL,
                           "the server offers no login");
}

static void
on_connected (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Probe *probe = g_task_get_task_data (task);
  MailFailure *failure = net_session_connect_finish (probe->session, result);

  g_source_destroy (probe->timer);
  if (failure == NULL)
    {
      failure = judge (probe->session);
      net_session_quit_async (probe->session, NULL, NULL);
    }
  else if (probe->late && failure->kind == MAIL_FAILURE_CANCELLED)
    failure->kind = MAIL_FAILURE_TIMEOUT;
  g_task_return_pointer (task, failure, (GDestroyNotify) mail_failure_free);
}

void
net_probe_async (const MailEndpoint *endpoint, guint limit_ms, GCancellable *cancellable,
                 GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);
  Probe *probe = g_new0 (Probe, 1);

  g_task_set_source_tag (task, net_probe_async);
  g_task_set_task_data (task, probe, probe_free);
  probe->session = net_session_new (endpoint);
  probe->timer = g_timeout_source_new (limit_ms);
  g_source_set_callback (probe->timer, on_late, probe, NULL);
  g_source_attach (probe->timer, g_main_context_get_thread_default ());
  net_session_connect_async (probe->session, NULL, cancellable, on_connected, task);
}

MailFailure *
net_probe_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}
