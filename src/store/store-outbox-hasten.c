/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Letters that wait for something that has come: the network is there again. Those that a server
 * has told to wait go on waiting. */

#include "store-database-private.h"
#include "store-outbox-private.h"

typedef struct
{
  char *account_id;
  char *kinds; /* ",resolve,connect," */
  gint64 now_us;
} HastenJob;

static void
hasten_job_free (HastenJob *job)
{
  g_free (job->account_id);
  g_free (job->kinds);
  g_free (job);
}

static char *
dup_kinds (guint64 kinds)
{
  GString *text = g_string_new (",");

  for (guint kind = 0; kind < MAIL_N_FAILURE_KINDS; kind++)
    if (kinds & (G_GUINT64_CONSTANT (1) << kind))
      g_string_append_printf (text, "%s,", mail_failure_kind_to_nick (kind));
  return g_string_free (text, FALSE);
}

static gboolean
run_hasten (StoreConnection *connection, gpointer data, GError **error)
{
  HastenJob *job = data;

  return store_execute (connection, error,
                        "UPDATE letter SET due_us = ?2 WHERE account_id = ?1 "
                        "AND state = 'queued' AND paused = 0 AND due_us > ?2 "
                        "AND instr (?3, ',' || failure_kind || ',') > 0",
                        "sls", job->account_id, job->now_us, job->kinds);
}

void
store_outbox_hasten_async (StoreDatabase *database, const char *account_id, guint64 kinds,
                           gint64 now_us, GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data)
{
  HastenJob *job = g_new0 (HastenJob, 1);
  GTask *task = store_task_new (database, cancellable, callback, user_data, job,
                                (GDestroyNotify) hasten_job_free);

  job->account_id = g_strdup (account_id);
  job->kinds = dup_kinds (kinds);
  job->now_us = now_us;
  store_database_write (task, store_outbox_hasten_async, run_hasten);
}

gboolean
store_outbox_hasten_finish (StoreDatabase *database, GAsyncResult *result, GError **error)
{
  return store_task_finish (database, result, store_outbox_hasten_async, error) != NULL;
}
