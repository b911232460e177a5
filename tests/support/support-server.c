/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The listener and the ledger of what came in. */

#include "support-server-private.h"

#define PATIENCE_S 10

struct SupportServer
{
  GSocketService *service;
  guint16 port;
  guint n_round_trips;
  GPtrArray *scripts;
  GPtrArray *connections;
  GPtrArray *lines;
  GPtrArray *contents;
  GPtrArray *failures;
  SupportMarkFunc mark_func;
  gpointer mark_data;

  /* borrowed */
  SupportCertificates *certificates;
};

static gboolean
on_incoming (GSocketService *service, GSocketConnection *socket, GObject *source,
             gpointer user_data)
{
  SupportServer *self = user_data;
  guint n = self->connections->len;

  if (self->scripts->len == 0)
    {
      support_server_note_failure (self, "nobody was to connect");
      return TRUE;
    }
  const char *script = g_ptr_array_index (self->scripts, MIN (n, self->scripts->len - 1));
  g_ptr_array_add (self->connections, support_connection_new (self, g_object_ref (socket), script));
  return TRUE;
}

SupportServer *
support_server_new (SupportCertificates *certificates)
{
  SupportServer *self = g_new0 (SupportServer, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) effective = NULL;

  self->certificates = certificates;
  self->scripts = g_ptr_array_new_with_free_func (g_free);
  self->connections = g_ptr_array_new ();
  self->lines = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->lines, NULL);
  self->contents = g_ptr_array_new_with_free_func ((GDestroyNotify) support_content_free);
  self->failures = g_ptr_array_new_with_free_func (g_free);
  self->service = g_socket_service_new ();
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), address, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &effective, &error);
  g_assert_no_error (error);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (effective));
  g_signal_connect (self->service, "incoming", G_CALLBACK (on_incoming), self);
  return self;
}

void
support_server_free (SupportServer *self)
{
  if (self == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->service, self);
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_object_unref (self->service);
  for (guint i = 0; i < self->connections->len; i++)
    support_connection_abandon (g_ptr_array_index (self->connections, i));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_ptr_array_unref (self->connections);
  g_ptr_array_unref (self->scripts);
  g_ptr_array_unref (self->lines);
  g_ptr_array_unref (self->contents);
  g_ptr_array_unref (self->failures);
  g_free (self);
}

guint16
support_server_get_port (SupportServer *self)
{
  return self->port;
}

void
support_server_add_script (SupportServer *self, const char *script)
{
  g_ptr_array_add (self->scripts, g_strdup (script));
}

void
support_server_set_mark_func (SupportServer *self, SupportMarkFunc func, gpointer user_data)
{
  self->mark_func = func;
  self->mark_data = user_data;
}

void
support_server_release (SupportServer *self)
{
  for (guint i = 0; i < self->connections->len; i++)
    support_connection_release (g_ptr_array_index (self->connections, i));
}

guint
support_server_get_n_connections (SupportServer *self)
{
  return self->connections->len;
}

guint
support_server_get_n_round_trips (SupportServer *self)
{
  return self->n_round_trips;
}

const char *const *
support_server_get_lines (SupportServer *self)
{
  return (const char *const *) self->lines->pdata;
}

guint
support_server_get_n_contents (SupportServer *self)
{
  return self->contents->len;
}

const SupportContent *
support_server_get_content (SupportServer *self, guint index)
{
  g_assert_cmpuint (index, <, self->contents->len);
  return g_ptr_array_index (self->contents, index);
}

static gboolean
all_played (SupportServer *self)
{
  for (guint i = 0; i < self->connections->len; i++)
    if (!support_connection_is_played (g_ptr_array_index (self->connections, i)))
      return FALSE;
  return TRUE;
}

static gboolean
on_patience (gpointer user_data)
{
  gboolean *over = user_data;

  *over = TRUE;
  return G_SOURCE_REMOVE;
}

void
support_server_assert_played (SupportServer *self)
{
  gboolean over = FALSE;
  guint timer = g_timeout_add_seconds (PATIENCE_S, on_patience, &over);

  while (!over && self->failures->len == 0 && !all_played (self))
    g_main_context_iteration (NULL, TRUE);
  if (!over)
    g_source_remove (timer);
  for (guint i = 0; i < self->failures->len; i++)
    g_error ("server: %s", (const char *) g_ptr_array_index (self->failures, i));
  if (over)
    g_error ("server: a script is not at its end");
}

SupportCertificates *
support_server_get_certificates (SupportServer *self)
{
  g_assert_nonnull (self->certificates);
  return self->certificates;
}

void
support_server_note_line (SupportServer *self, const char *line)
{
  g_ptr_array_insert (self->lines, (int) self->lines->len - 1, g_strdup (line));
}

void
support_server_note_mark (SupportServer *self, const char *mark)
{
  g_assert_nonnull (self->mark_func);
  self->mark_func (self, mark, self->mark_data);
}

void
support_server_note_round_trip (SupportServer *self)
{
  self->n_round_trips++;
}

void
support_server_note_failure (SupportServer *self, const char *failure)
{
  g_ptr_array_add (self->failures, g_strdup (failure));
}

void
support_server_note_content (SupportServer *self, SupportContent *content)
{
  g_ptr_array_add (self->contents, content);
}

void
support_content_free (SupportContent *content)
{
  g_clear_pointer (&content->octets, g_bytes_unref);
  g_free (content->sha256);
  g_free (content);
}
