/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A few steps in a row: remember, look up, connect, remember anew. 163 and QQ lock accounts after a
 * few refused logins, so the step that costs nothing comes first: a code the server refused is not
 * offered again while the keyring item has the modified time it had then. */

#include "submission-connect-private.h"

#include <string.h>

#include "submission-policy-private.h"

/* The practice server takes any code but "wrong"; this one is nobody's. */
#define PRACTICE_SECRET "open-sesame"

typedef struct
{
  SubmissionMeans means;
  SubmissionRank rank;
  char *account_id;
  char *family;
  NetSession *session;
  MailEndpoint *endpoint;
  gboolean login;
  gboolean patient;
  AccountSecret *secret; /* while the gate is closed */
  guint64 modified_s;
  StoreLogin known;
  int chunks;
  SubmissionConnection *result;
} Connect;

static void
connect_free (gpointer data)
{
  Connect *op = data;

  submission_means_clear (&op->means);
  g_clear_object (&op->session);
  g_clear_pointer (&op->secret, account_secret_free);
  g_clear_pointer (&op->endpoint, mail_endpoint_free);
  g_clear_pointer (&op->result, submission_connection_free);
  g_free (op->account_id);
  g_free (op->family);
  g_free (op);
}

void
submission_connection_free (SubmissionConnection *connection)
{
  if (connection == NULL)
    return;
  g_clear_pointer (&connection->link, submission_link_free);
  g_clear_pointer (&connection->failure, mail_failure_free);
  g_clear_pointer (&connection->conversation, mail_conversation_unref);
  g_free (connection);
}

static void
end (GTask *task)
{
  Connect *op = g_task_get_task_data (task);

  g_task_return_pointer (task, g_steal_pointer (&op->result),
                         (GDestroyNotify) submission_connection_free);
  g_object_unref (task);
}

static void
end_unconnected (GTask *task, MailFailureKind kind, const char *detail)
{
  Connect *op = g_task_get_task_data (task);

  op->result->failure = mail_failure_new (kind, MAIL_STAGE_LOGIN, NULL, detail);
  end (task);
}

static void
on_remembered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  /* A fact that could not be kept costs one more login at worst; the letter's fate does not hang on
   * it. */
  if (!store_logins_set_finish (STORE_DATABASE (source), result, &error))
    g_debug ("cannot remember a login: %s", error->message);
  end (user_data);
}

static StoreLogin
what_to_remember (const Connect *op)
{
  const MailFailure *failure = op->result->failure;
  StoreLogin login = op->known;

  if (failure == NULL)
    {
      login = (StoreLogin){ .size_limit = net_session_get_offer (op->session).size };
    }
  else if (failure->kind == MAIL_FAILURE_LOGIN)
    {
      if (submission_policy_is_soft_refusal (op->family, failure->reply))
        login.soft_refusals++;
      else
        login.refused_modified_s = op->modified_s;
    }
  return login;
}

static gboolean
login_equal (const StoreLogin *a, const StoreLogin *b)
{
  return a->refused_modified_s == b->refused_modified_s && a->soft_refusals == b->soft_refusals &&
         a->size_limit == b->size_limit;
}

static void
on_connected (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Connect *op = g_task_get_task_data (task);
  StoreLogin login;

  op->result->failure = net_session_connect_finish (op->session, result);
  submission_gate_leave (op->means.gate);
  if (op->result->failure != NULL)
    submission_network_judge (op->means.network, op->endpoint, op->result->failure);
  login = what_to_remember (op);
  op->result->soft_refusals = login.soft_refusals;
  if (op->result->failure == NULL)
    op->result->link = submission_link_new (op->session, op->endpoint, op->chunks);
  else
    op->result->conversation = net_session_take_conversation (op->session);

  if (login_equal (&login, &op->known))
    end (task);
  else
    store_logins_set_async (op->means.database, op->account_id, &login, NULL, on_remembered, task);
}

/* What is known was looked up before, so that nobody who is inside waits for a person. */
static void
on_entered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Connect *op = g_task_get_task_data (task);
  g_autoptr (AccountSecret) secret = g_steal_pointer (&op->secret);
  const char *text = secret != NULL ? secret->text : NULL;

  if (!submission_gate_enter_finish (op->means.gate, result))
    {
      end_unconnected (task, MAIL_FAILURE_CANCELLED, NULL);
      return;
    }
  if (strcmp (op->account_id, ACCOUNT_PRACTICE_ID) == 0)
    text = PRACTICE_SECRET;
  net_session_connect_async (op->session, text, g_task_get_cancellable (task), on_connected, task);
}

static void
enter (GTask *task)
{
  Connect *op = g_task_get_task_data (task);

  submission_gate_enter_async (op->means.gate, op->rank, g_task_get_cancellable (task), on_entered,
                               task);
}

/* A keyring that keeps no time has one that never changes: what it holds is tried again only when a
 * person has given a new code here. */
static guint64
get_time (const AccountSecret *secret)
{
  return MAX (secret->modified_s, 1);
}

static void
on_secret (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Connect *op = g_task_get_task_data (task);
  g_autoptr (AccountSecret) secret = account_keyring_lookup_finish (op->means.keyring, result);

  if (g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    {
      end_unconnected (task, MAIL_FAILURE_CANCELLED, NULL);
    }
  else if (secret->status != ACCOUNT_SECRET_FOUND)
    {
      end_unconnected (task, MAIL_FAILURE_NO_SECRET,
                       account_secret_status_to_nick (secret->status));
    }
  else if (op->known.refused_modified_s == get_time (secret))
    {
      end_unconnected (task, MAIL_FAILURE_LOGIN,
                       "this code was refused before and has not changed");
    }
  else
    {
      op->modified_s = get_time (secret);
      op->secret = g_steal_pointer (&secret);
      enter (task);
    }
}

static void
on_chunks_known (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Connect *op = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (!store_servers_get_chunks_finish (op->means.database, result, &op->chunks, &error))
    g_debug ("nothing is known of the server: %s", error->message);

  if (!op->patient && (op->known.refused_modified_s != 0 || op->known.soft_refusals != 0))
    end_unconnected (task, MAIL_FAILURE_LOGIN, "the last login failed");
  else if (op->login && strcmp (op->account_id, ACCOUNT_PRACTICE_ID) != 0)
    account_keyring_lookup_async (op->means.keyring, op->account_id, op->patient,
                                  g_task_get_cancellable (task), on_secret, task);
  else
    enter (task);
}

static void
on_known (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Connect *op = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (!store_logins_get_finish (op->means.database, result, &op->known, &error))
    g_debug ("nothing is known of the last login: %s", error->message);
  store_servers_get_chunks_async (op->means.database, op->endpoint->host, op->endpoint->port,
                                  g_task_get_cancellable (task), on_chunks_known, task);
}

void
submission_connect_async (const SubmissionCaller *caller, NetSession *session,
                          GCancellable *cancellable, GAsyncReadyCallback callback,
                          gpointer user_data)
{
  const MailEndpoint *endpoint = caller->route->endpoint;
  GTask *task = g_task_new (session, cancellable, callback, user_data);
  Connect *op = g_new0 (Connect, 1);

  g_task_set_source_tag (task, submission_connect_async);
  g_task_set_check_cancellable (task, FALSE);
  op->means = submission_means_copy (caller->means);
  op->rank = caller->rank;
  op->account_id = g_strdup (caller->account_id);
  op->session = g_object_ref (session);
  op->endpoint = mail_endpoint_copy (endpoint);
  op->login = endpoint->user != NULL && (endpoint->mechanism == NULL ||
                                         g_ascii_strcasecmp (endpoint->mechanism, "NONE") != 0);
  op->family = g_strdup (caller->route->family);
  op->patient = caller->patient;
  op->result = g_new0 (SubmissionConnection, 1);
  g_task_set_task_data (task, op, connect_free);

  store_logins_get_async (op->means.database, op->account_id, cancellable, on_known, task);
}

SubmissionConnection *
submission_connect_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}
