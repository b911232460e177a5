/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The TCP connection. GSocketClient races a host's addresses (RFC 8305) only in its asynchronous
 * form, and does no TLS here: that has its own limit, its own failures, and on STARTTLS its own
 * place. */

#include "net-proxy-private.h"
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

/* A proxy is a stage of its own in the conversation: another computer hears of the letter. The
 * words for the proxy are ours; its address may hold a password, which is not among them. */
static void
on_event (GSocketClient *client, GSocketClientEvent event, GSocketConnectable *connectable,
          GIOStream *connection, gpointer user_data)
{
  NetSession *self = user_data;

  if (event == G_SOCKET_CLIENT_CONNECTING && connection != NULL)
    {
      g_autoptr (GSocketAddress) remote =
          g_socket_connection_get_remote_address (G_SOCKET_CONNECTION (connection), NULL);
      g_autofree char *address = describe_address (G_SOCKET_CONNECTION (connection));

      self->proxy = G_IS_PROXY_ADDRESS (remote) ? NET_PROXY_USED : NET_PROXY_NONE;
      net_note (self, MAIL_STAGE_CONNECT,
                self->proxy == NET_PROXY_NONE ? "Connecting to %s" : "Connecting to the proxy %s",
                address);
    }
  else if (event == G_SOCKET_CLIENT_PROXY_NEGOTIATING)
    {
      self->proxy = NET_PROXY_ASKED;
      net_note (self, MAIL_STAGE_CONNECT, "Asking the proxy for %s port %u", self->endpoint->host,
                self->endpoint->port);
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
note_connected (NetSession *self)
{
  g_autofree char *address = describe_address (self->tcp);

  if (self->proxy == NET_PROXY_NONE)
    net_note (self, MAIL_STAGE_CONNECT, "Connected to %s", address);
  else
    net_note (self, MAIL_STAGE_CONNECT, "Connected through the proxy %s", address);
}

static MailFailureKind
kind_of (NetSession *self, GSocketClient *client, const GError *error)
{
  NetProxies *proxies = NET_PROXIES (g_socket_client_get_proxy_resolver (client));

  if (self->proxy != NET_PROXY_NONE)
    return net_proxy_judge (error, self->proxy == NET_PROXY_ASKED);
  if (error->domain != G_RESOLVER_ERROR)
    return MAIL_FAILURE_CONNECT;
  /* the name that nobody knows is the proxy's own */
  return net_proxies_is_only_way (proxies) ? MAIL_FAILURE_PROXY_UNREACHABLE : MAIL_FAILURE_RESOLVE;
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
      note_connected (self);
      tune (self->tcp);
      self->stream = g_object_ref (G_IO_STREAM (self->tcp));
    }
  else
    net_pump_fail (self, kind_of (self, G_SOCKET_CLIENT (source), error), error->message);
  self->busy &= ~NET_BUSY_CONNECT;
  net_pump (self);
}

/* A proxy is told the name in a line of text, in which nothing else may stand. */
static gboolean
is_host (const char *host)
{
  const char *p = host;

  while (g_ascii_isgraph (*p))
    p++;
  return p != host && *p == '\0';
}

void
net_connect_start (NetSession *self)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (NetProxies) proxies = net_proxies_new ();

  if (!is_host (self->endpoint->host))
    {
      net_pump_fail (self, MAIL_FAILURE_RESOLVE, "this is no name of a host");
      return;
    }
  net_note (self, MAIL_STAGE_CONNECT, "Looking for %s port %u", self->endpoint->host,
            self->endpoint->port);
  g_signal_connect (client, "event", G_CALLBACK (on_event), self);
  g_socket_client_set_enable_proxy (client, net_proxy_is_due (self->endpoint->host));
  g_socket_client_set_proxy_resolver (client, G_PROXY_RESOLVER (proxies));
  self->busy |= NET_BUSY_CONNECT;
  g_socket_client_connect_to_host_async (client, self->endpoint->host, self->endpoint->port,
                                         self->cancellable, on_connected, g_object_ref (self));
}
