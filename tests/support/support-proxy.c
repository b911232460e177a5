/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A client is read as many octets as its next piece has; each piece has a function that takes it,
 * answers, and says how long the next one is. The last answer begins the way both ways. */

#include "support-proxy.h"

#include <string.h>

#define SOCKS5 5
#define METHOD_NONE 0
#define METHOD_PASSWORD 2
#define METHOD_REFUSED 255
#define ATYP_NAME 3
#define MAX_HTTP 8192

struct SupportProxy
{
  GSocketService *service;
  guint16 port;
  guint16 target;
  char *user;
  char *password;
  guint refuse;
  gboolean silent;
  GPtrArray *clients;
  guint n_connections;
  GPtrArray *requests;
};

typedef struct Client Client;

/* Returns: octets of the next piece; 0: no more of them */
typedef gsize (*Take) (Client *client);

struct Client
{
  SupportProxy *proxy; /* borrowed; NULL once it is gone */
  GIOStream *stream;
  GIOStream *other;
  GCancellable *cancellable;
  GByteArray *piece;
  gsize had; /* octets of @piece before this read */
  GString *http;
  Take take;
};

static gsize take_socks_login (Client *client);
static gsize take_socks_request (Client *client);

static void
client_free (Client *client)
{
  g_io_stream_close (client->stream, NULL, NULL);
  g_clear_object (&client->stream);
  g_clear_object (&client->other);
  g_clear_object (&client->cancellable);
  g_byte_array_unref (client->piece);
  g_string_free (client->http, TRUE);
  g_free (client);
}

static void
client_drop (Client *client)
{
  if (client->proxy != NULL)
    g_ptr_array_remove_fast (client->proxy->clients, client);
  client_free (client);
}

static void
say (Client *client, gconstpointer octets, gsize length)
{
  g_output_stream_write_all (g_io_stream_get_output_stream (client->stream), octets, length, NULL,
                             NULL, NULL);
}

static void
note (Client *client, char *request)
{
  GPtrArray *requests = client->proxy->requests;

  g_ptr_array_insert (requests, (int) requests->len - 1, request);
}

static void
on_spliced (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_io_stream_splice_finish (result, NULL);
  client_drop (user_data);
}

static void
lead (Client *client)
{
  g_autoptr (GSocketClient) socket = g_socket_client_new ();
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, client->proxy->target);
  g_autoptr (GError) error = NULL;

  g_socket_client_set_enable_proxy (socket, FALSE);
  client->other =
      G_IO_STREAM (g_socket_client_connect (socket, G_SOCKET_CONNECTABLE (address), NULL, &error));
  g_assert_no_error (error);
  g_io_stream_splice_async (client->stream, client->other, G_IO_STREAM_SPLICE_NONE,
                            G_PRIORITY_DEFAULT, client->cancellable, on_spliced, client);
}

/* --- SOCKS 5 --- */

static gsize
take_socks_methods (Client *client)
{
  gboolean login = client->proxy->user != NULL;
  guint8 method = login ? METHOD_PASSWORD : METHOD_NONE;

  if (memchr (client->piece->data, method, client->piece->len) == NULL)
    method = METHOD_REFUSED;
  const guint8 answer[] = { SOCKS5, method };
  say (client, answer, sizeof answer);
  if (method == METHOD_REFUSED)
    return 0;
  client->take = login ? take_socks_login : take_socks_request;
  return login ? 2 : 5;
}

static gsize
take_socks_greeting (Client *client)
{
  client->take = take_socks_methods;
  return client->piece->data[0];
}

static gboolean
is_text (const guint8 *octets, gsize length, const char *text)
{
  return strlen (text) == length && memcmp (octets, text, length) == 0;
}

/* version, length, name, length, password; the piece grows until it is all there */
static gsize
take_socks_login (Client *client)
{
  const guint8 *data = client->piece->data;
  gsize length = client->piece->len;
  gsize user = data[1];

  if (length < 2 + user + 1)
    return 2 + user + 1;
  gsize password = data[2 + user];
  if (length < 3 + user + password)
    return 3 + user + password;
  gboolean known = is_text (data + 2, user, client->proxy->user) &&
                   is_text (data + 3 + user, password, client->proxy->password);
  const guint8 answer[] = { 1, known ? 0 : 1 };
  say (client, answer, sizeof answer);
  client->take = take_socks_request;
  return known ? 5 : 0;
}

static gsize
take_socks_request (Client *client)
{
  const guint8 *data = client->piece->data;
  gsize length = client->piece->len;
  gsize name = data[4];

  if (data[3] != ATYP_NAME)
    {
      note (client, g_strdup ("socks5 address"));
      return 0;
    }
  if (length < 5 + name + 2)
    return 5 + name + 2;
  note (client, g_strdup_printf ("socks5 name %.*s:%u", (int) name, (const char *) data + 5,
                                 data[5 + name] << 8 | data[6 + name]));
  const guint8 answer[] = { SOCKS5, client->proxy->refuse, 0, 1, 127, 0, 0, 1, 0, 0 };
  say (client, answer, sizeof answer);
  if (client->proxy->refuse == 0)
    lead (client);
  return 0;
}

/* --- HTTP --- */

static guint
judge_http (Client *client)
{
  SupportProxy *proxy = client->proxy;
  g_autofree char *pair = NULL, *base64 = NULL, *header = NULL;

  if (proxy->refuse != 0)
    return proxy->refuse;
  if (proxy->user == NULL)
    return 200;
  pair = g_strconcat (proxy->user, ":", proxy->password, NULL);
  base64 = g_base64_encode ((const guint8 *) pair, strlen (pair));
  header = g_strconcat ("Basic ", base64, "\r\n", NULL);
  return strstr (client->http->str, header) != NULL ? 200 : 407;
}

static gsize
take_http (Client *client)
{
  g_string_append_len (client->http, (const char *) client->piece->data, client->piece->len);
  g_assert_cmpuint (client->http->len, <, MAX_HTTP);
  g_byte_array_set_size (client->piece, 0);
  if (!g_str_has_suffix (client->http->str, "\r\n\r\n"))
    return 1;
  g_auto (GStrv) words = g_strsplit (client->http->str, " ", 3);
  guint status = judge_http (client);
  g_autofree char *answer = g_strdup_printf ("HTTP/1.0 %u So it is\r\n\r\n", status);
  note (client, g_strconcat ("http ", words[1], NULL));
  say (client, answer, strlen (answer));
  if (status == 200)
    lead (client);
  return 0;
}

/* --- both --- */

static gsize
take_first (Client *client)
{
  gboolean is_socks = client->piece->data[0] == SOCKS5;

  client->take = is_socks ? take_socks_greeting : take_http;
  return is_socks ? 1 : take_http (client);
}

static void read_piece (Client *client, gsize length);

static void
on_piece (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Client *client = user_data;
  gsize n = 0;
  Take take = client->take;

  g_input_stream_read_all_finish (G_INPUT_STREAM (source), result, &n, NULL);
  if (client->proxy == NULL || client->had + n < client->piece->len)
    {
      client_drop (client);
      return;
    }
  gsize length = take (client);
  if (client->take != take)
    g_byte_array_set_size (client->piece, 0);
  if (length > 0)
    read_piece (client, length);
  else if (client->other == NULL)
    client_drop (client);
}

/* Reads on until the piece is @length octets long. */
static void
read_piece (Client *client, gsize length)
{
  GInputStream *in = g_io_stream_get_input_stream (client->stream);

  client->had = client->piece->len;
  g_byte_array_set_size (client->piece, (guint) length);
  g_input_stream_read_all_async (in, client->piece->data + client->had, length - client->had,
                                 G_PRIORITY_DEFAULT, client->cancellable, on_piece, client);
}

static gboolean
on_incoming (GSocketService *service, GSocketConnection *socket, GObject *source,
             gpointer user_data)
{
  SupportProxy *self = user_data;
  Client *client = g_new0 (Client, 1);

  client->proxy = self;
  client->stream = g_object_ref (G_IO_STREAM (socket));
  client->cancellable = g_cancellable_new ();
  client->piece = g_byte_array_new ();
  client->http = g_string_new (NULL);
  client->take = take_first;
  g_ptr_array_add (self->clients, client);
  self->n_connections++;
  read_piece (client, self->silent ? MAX_HTTP : 1);
  return TRUE;
}

SupportProxy *
support_proxy_new (guint16 port)
{
  SupportProxy *self = g_new0 (SupportProxy, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) effective = NULL;

  self->target = port;
  self->clients = g_ptr_array_new ();
  self->requests = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->requests, NULL);
  self->service = g_socket_service_new ();
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), address, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &effective, &error);
  g_assert_no_error (error);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (effective));
  g_signal_connect (self->service, "incoming", G_CALLBACK (on_incoming), self);
  return self;
}

void
support_proxy_free (SupportProxy *self)
{
  if (self == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->service, self);
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_object_unref (self->service);
  for (guint i = 0; i < self->clients->len; i++)
    {
      Client *client = g_ptr_array_index (self->clients, i);

      client->proxy = NULL;
      g_cancellable_cancel (client->cancellable);
    }
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_ptr_array_unref (self->clients);
  g_ptr_array_unref (self->requests);
  g_free (self->user);
  g_free (self->password);
  g_free (self);
}

void
support_proxy_want_login (SupportProxy *self, const char *user, const char *password)
{
  self->user = g_strdup (user);
  self->password = g_strdup (password);
}

void
support_proxy_refuse (SupportProxy *self, guint code)
{
  self->refuse = code;
}

void
support_proxy_set_silent (SupportProxy *self)
{
  self->silent = TRUE;
}

char *
support_proxy_dup_uri (SupportProxy *self, const char *prefix)
{
  return g_strdup_printf ("%s127.0.0.1:%u", prefix, self->port);
}

guint
support_proxy_get_n_connections (SupportProxy *self)
{
  return self->n_connections;
}

const char *const *
support_proxy_get_requests (SupportProxy *self)
{
  return (const char *const *) self->requests->pdata;
}
