/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The TCP connection. GSocketClient races a host's addresses (RFC 8305) only in its asynchronous
 * form, and does no TLS here: that has its own limit, its own failures, and on STARTTLS its own
 * place. */

#include "net-session-private.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

/* A dead peer is noticed after two minutes even while nothing is said. */
#define KEEPALIVE_IDLE_S 60
#define KEEPALIVE_INTERVAL_S 15
#define KEEPALIVE_COUNT 4

static char *
describe_address (GSocketConnection *connection)
{
  g_autoptr (GSocketAddress) address = g_socket_connection_get_remote_address (connection, NULL);

  if (address == NULL || !G_IS_INET_SOCKET_ADDRESS (address))
    return g_strdup ("the server");
  GInetSocketAddress *inet = G_INET_SOCKET_ADDRESS (address);
  g_autofree char *host = g_inet_address_to_string (g_inet_socket_address_get_address (inet));
  return g_strdup_printf ("%s port %u", host, g_inet_socket_address_get_port (inet));
}

static void
on_event (GSocketClient *client, GSocketClientEvent event, GSocketConnectable *connectable,
          GIOStream *connection, gpointer user_data)
{
  NetSession *self = user_data;

  if (event == G_SOCKET_CLIENT_CONNECTING && connection != NULL)
    {
      g_autofree char *address = describe_address (G_SOCKET_CONNECTION (connection));
      net_note (self, MAIL_STAGE_CONNECT, "Connecting to %s", address);
    }
}

/* No 40 ms anywhere: each group of commands leaves at once (RFC 9293 section 3.7.4 otherwise). */
static void
tune (GSocketConnection *connection)
{
  GSocket *socket = g_socket_connection_get_socket (connection);

  g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, 1, NULL);
  g_socket_set_keepalive (socket, TRUE);
  g_socket_set_option (socket, IPPROTO_TCP, TCP_KEEPIDLE, KEEPALIVE_IDLE_S, NULL);
  g_socket_set_option (socket, IPPROTO_TCP, TCP_KEEPINTVL, KEEPALIVE_INTERVAL_S, NULL);
  g_socket_set_option (socket, IPPROTO_TCP, TCP_KEEPCNT, KEEPALIVE_COUNT, NULL);
}

static void
on_connected (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (NetSession) self = user_data;
  g_autoptr (GError) error = NULL;

  g_signal_handlers_disconnect_by_data (source, self);
  self->tcp = g_socket_client_connect_to_host_finish (G_SOCKET_CLIENT (source), result, &error);
  if (self->tcp != NULL)
    {
      g_autofree char *address = describe_address (self->tcp);
      net_note (self, MAIL_STAGE_CONNECT, "Connected to %s", address);
      tune (self->tcp);
      self->stream = g_object_ref (G_IO_STREAM (self->tcp));
    }
  else
    net_pump_fail (self,
                   error->domain == G_RESOLVER_ERROR ? MAIL_FAILURE_RESOLVE : MAIL_FAILURE_CONNECT,
                   error->message);
  self->busy &= ~NET_BUSY_CONNECT;
  net_pump (self);
}

/* No proxy leads to this computer, and asking which one does takes longer than a letter. */
static gboolean
is_loopback (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  return address != NULL ? g_inet_address_get_is_loopback (address)
                         : g_ascii_strcasecmp (host, "localhost") == 0;
}

void
net_connect_start (NetSession *self)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();

  net_note (self, MAIL_STAGE_CONNECT, "Looking for %s port %u", self->endpoint->host,
            self->endpoint->port);
  g_signal_connect (client, "event", G_CALLBACK (on_event), self);
  g_socket_client_set_enable_proxy (client, !is_loopback (self->endpoint->host));
  self->busy |= NET_BUSY_CONNECT;
  g_socket_client_connect_to_host_async (client, self->endpoint->host, self->endpoint->port,
                                         self->cancellable, on_connected, g_object_ref (self));
}
