/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The listener, its sessions, and the letters they brought. All in the thread that started it, but
 * for files. */

#include "practice-server.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

#include "practice-certificate-private.h"
#include "practice-session-private.h"
#include "practice-spool-private.h"

/* More clients than this wait in the kernel's queue. */
#define MAX_SESSIONS 50
/* Letters that were told to come later; a program that never comes back must not fill memory. */
#define MAX_DEFERRED 1000

struct _PracticeServer
{
  GObject parent_instance;

  PracticePersonality personality;
  PracticeSpool *spool;
  GTlsCertificate *certificate;
  GSocketService *service;
  guint16 port;
  GHashTable *sessions;
  GHashTable *deferred;
};

G_DEFINE_FINAL_TYPE (PracticeServer, practice_server, G_TYPE_OBJECT)

enum
{
  SIGNAL_RECEIVED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static gboolean
defer (const char *key, gpointer user_data)
{
  PracticeServer *self = user_data;

  if (g_hash_table_remove (self->deferred, key))
    return FALSE;
  if (g_hash_table_size (self->deferred) >= MAX_DEFERRED)
    g_hash_table_remove_all (self->deferred);
  g_hash_table_add (self->deferred, g_strdup (key));
  return TRUE;
}

/* A letter on its way to the spool. */
typedef struct
{
  PracticeServer *server;
  PracticeSession *session;
  PracticeLetter *letter;
} Keeping;

static void
on_kept (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Keeping *keeping = user_data;
  g_autoptr (GError) error = NULL;
  gboolean kept = practice_spool_keep_finish (result, &error);

  if (kept)
    g_signal_emit (keeping->server, signals[SIGNAL_RECEIVED], 0, keeping->letter);
  else
    g_debug ("a letter could not be kept: %s", error->message);
  practice_session_kept (keeping->session, kept);

  practice_letter_unref (keeping->letter);
  practice_session_unref (keeping->session);
  g_object_unref (keeping->server);
  g_free (keeping);
}

static void
keep (PracticeSession *session, PracticeLetter *letter, gpointer user_data)
{
  PracticeServer *self = user_data;
  Keeping *keeping = g_new0 (Keeping, 1);

  keeping->server = g_object_ref (self);
  keeping->session = practice_session_ref (session);
  keeping->letter = practice_letter_ref (letter);
  practice_spool_keep_async (self->spool, letter, on_kept, keeping);
}

static void
closed (PracticeSession *session, gpointer user_data)
{
  PracticeServer *self = user_data;
  g_hash_table_remove (self->sessions, session);
}

static const PracticeHost host = { defer, keep, closed };

static gboolean
on_incoming (GSocketService *service, GSocketConnection *connection, GObject *source,
             gpointer user_data)
{
  PracticeServer *self = user_data;

  if (g_hash_table_size (self->sessions) >= MAX_SESSIONS)
    return TRUE;

  /* replies are small and each is waited for */
  g_socket_set_option (g_socket_connection_get_socket (connection), IPPROTO_TCP, TCP_NODELAY, 1,
                       NULL);
  g_hash_table_add (self->sessions, practice_session_new (connection, self->personality,
                                                          self->certificate, &host, self));
  return TRUE;
}

static void
practice_server_dispose (GObject *object)
{
  PracticeServer *self = PRACTICE_SERVER (object);

  practice_server_stop (self);
  G_OBJECT_CLASS (practice_server_parent_class)->dispose (object);
}

static void
practice_server_finalize (GObject *object)
{
  PracticeServer *self = PRACTICE_SERVER (object);

  g_hash_table_unref (self->sessions);
  g_hash_table_unref (self->deferred);
  practice_spool_unref (self->spool);
  g_clear_object (&self->certificate);
  G_OBJECT_CLASS (practice_server_parent_class)->finalize (object);
}

static void
practice_server_class_init (PracticeServerClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->dispose = practice_server_dispose;
  object_class->finalize = practice_server_finalize;
  signals[SIGNAL_RECEIVED] = g_signal_new ("received", PRACTICE_TYPE_SERVER, G_SIGNAL_RUN_LAST, 0,
                                           NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
practice_server_init (PracticeServer *self)
{
  self->sessions =
      g_hash_table_new_full (NULL, NULL, (GDestroyNotify) practice_session_unref, NULL);
  self->deferred = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

PracticeServer *
practice_server_new (PracticePersonality personality, GFile *spool)
{
  PracticeServer *self = g_object_new (PRACTICE_TYPE_SERVER, NULL);

  self->personality = personality;
  self->spool = practice_spool_new (spool);
  return self;
}

static gboolean
make_certificate (PracticeServer *self, GError **error)
{
  const PracticeManner *manner = practice_personality_get_manner (self->personality);

  if (manner->security == MAIL_SECURITY_NONE || self->certificate != NULL)
    return TRUE;
  self->certificate = practice_certificate_new (error);
  return self->certificate != NULL;
}

gboolean
practice_server_start (PracticeServer *server, guint16 port, GError **error)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new (loopback, port);
  g_autoptr (GSocketAddress) bound = NULL;

  g_return_val_if_fail (PRACTICE_IS_SERVER (server) && server->service == NULL, FALSE);

  if (!make_certificate (server, error))
    return FALSE;

  g_autoptr (GSocketService) service = g_socket_service_new ();
  if (!g_socket_listener_add_address (G_SOCKET_LISTENER (service), wanted, G_SOCKET_TYPE_STREAM,
                                      G_SOCKET_PROTOCOL_TCP, NULL, &bound, error))
    return FALSE;

  server->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  server->service = g_steal_pointer (&service);
  g_signal_connect (server->service, "incoming", G_CALLBACK (on_incoming), server);
  g_socket_service_start (server->service);
  return TRUE;
}

void
practice_server_stop (PracticeServer *server)
{
  g_autoptr (GList) sessions = NULL;

  g_return_if_fail (PRACTICE_IS_SERVER (server));

  if (server->service == NULL)
    return;

  g_signal_handlers_disconnect_by_data (server->service, server);
  g_socket_service_stop (server->service);
  g_socket_listener_close (G_SOCKET_LISTENER (server->service));
  g_clear_object (&server->service);
  server->port = 0;

  sessions = g_hash_table_get_keys (server->sessions);
  for (GList *l = sessions; l != NULL; l = l->next)
    practice_session_close (l->data);
  g_hash_table_remove_all (server->sessions);
}

guint16
practice_server_get_port (PracticeServer *server)
{
  g_return_val_if_fail (PRACTICE_IS_SERVER (server), 0);
  return server->port;
}

MailEndpoint *
practice_server_dup_endpoint (PracticeServer *server)
{
  g_return_val_if_fail (PRACTICE_IS_SERVER (server), NULL);

  const PracticeManner *manner = practice_personality_get_manner (server->personality);
  MailEndpoint *endpoint = mail_endpoint_new ("127.0.0.1", server->port, manner->security);
  if (manner->login)
    endpoint->user = g_strdup ("practice");
  if (server->certificate != NULL)
    endpoint->certificate_sha256 = practice_certificate_dup_digest (server->certificate);
  return endpoint;
}

static void
on_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  GPtrArray *letters = practice_spool_list_finish (result, &error);

  if (letters != NULL)
    g_task_return_pointer (task, letters, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

void
practice_server_list_async (PracticeServer *server, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (PRACTICE_IS_SERVER (server));

  GTask *task = g_task_new (server, cancellable, callback, user_data);
  g_task_set_source_tag (task, practice_server_list_async);
  practice_spool_list_async (server->spool, cancellable, on_listed, task);
}

GPtrArray *
practice_server_list_finish (PracticeServer *server, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, server), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
