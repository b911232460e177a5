/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The door to the discovery of net, and what may be done with what it found. */

#include "submission-discovery.h"

#include <string.h>

#include "net-discovery.h"

struct _SubmissionDiscovery
{
  GObject parent_instance;

  char *address;
  NetDiscovery *discovery;
};

enum
{
  TRIED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SubmissionDiscovery, submission_discovery, G_TYPE_OBJECT)

static void
on_tried (NetDiscovery *discovery, guint index, SubmissionDiscovery *self)
{
  g_signal_emit (self, signals[TRIED], 0, index);
}

SubmissionDiscovery *
submission_discovery_new (const char *address)
{
  SubmissionDiscovery *self = g_object_new (SUBMISSION_TYPE_DISCOVERY, NULL);
  const char *at = strrchr (address, '@');

  self->address = g_strdup (address);
  self->discovery = net_discovery_new (at != NULL ? at + 1 : "");
  g_signal_connect (self->discovery, "tried", G_CALLBACK (on_tried), self);
  return self;
}

static void
on_run (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  g_task_return_boolean (task, net_discovery_run_finish (NET_DISCOVERY (source), result));
}

void
submission_discovery_run_async (SubmissionDiscovery *self, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, submission_discovery_run_async);
  net_discovery_run_async (self->discovery, cancellable, on_run, task);
}

gboolean
submission_discovery_run_finish (SubmissionDiscovery *self, GAsyncResult *result)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), NULL);
}

GPtrArray *
submission_discovery_get_tries (SubmissionDiscovery *self)
{
  return net_discovery_get_tries (self->discovery);
}

const MailTry *
submission_discovery_get_best (SubmissionDiscovery *self, gboolean foreign)
{
  GPtrArray *tries = net_discovery_get_tries (self->discovery);

  for (guint i = 0; i < tries->len; i++)
    {
      const MailTry *try = g_ptr_array_index (tries, i);

      if (try->endpoint != NULL && try->state == MAIL_TRY_FOUND && (foreign || !try->is_foreign))
        return try;
    }
  return NULL;
}

MailEndpoint *
submission_discovery_dup_endpoint (SubmissionDiscovery *self, const MailTry *try)
{
  MailEndpoint *endpoint = mail_endpoint_copy (try->endpoint);

  g_free (endpoint->user);
  endpoint->user = g_strdup (self->address);
  return endpoint;
}

static void
submission_discovery_finalize (GObject *object)
{
  SubmissionDiscovery *self = SUBMISSION_DISCOVERY (object);

  g_signal_handlers_disconnect_by_data (self->discovery, self);
  g_object_unref (self->discovery);
  g_free (self->address);
  G_OBJECT_CLASS (submission_discovery_parent_class)->finalize (object);
}

static void
submission_discovery_init (SubmissionDiscovery *self)
{
}

static void
submission_discovery_class_init (SubmissionDiscoveryClass *class)
{
  G_OBJECT_CLASS (class)->finalize = submission_discovery_finalize;
  signals[TRIED] = g_signal_new ("tried", SUBMISSION_TYPE_DISCOVERY, G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}
