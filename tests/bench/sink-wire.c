/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Distance is made in user space, for not every kernel has netem: each piece is kept until it is
 * due. Neither slow start nor loss is imitated. TLS runs over the two buffers and not over the
 * socket, so that its flights are delayed and counted as well. */

#include "sink-wire.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define READ_SIZE (256 * 1024)
#define RECORD_SIZE 16384

typedef struct
{
  GByteArray *octets;
  gint64 due_us;
} SinkPiece;

static void
piece_free (gpointer data)
{
  SinkPiece *piece = data;

  g_byte_array_unref (piece->octets);
  g_free (piece);
}

void
sink_wire_open (SinkWire *wire, int fd, guint64 delay_us)
{
  *wire = (SinkWire){ .fd = fd, .delay_us = delay_us, .flights = 1 };
  g_queue_init (&wire->arriving);
  g_queue_init (&wire->leaving);
  wire->raw = g_byte_array_new ();
  wire->plain = g_byte_array_new ();
  wire->said = g_byte_array_new ();
  wire->out = g_byte_array_new ();
  wire->open_us = g_get_monotonic_time ();
}

void
sink_wire_close (SinkWire *wire)
{
  g_queue_clear_full (&wire->arriving, piece_free);
  g_queue_clear_full (&wire->leaving, piece_free);
  g_byte_array_unref (wire->raw);
  g_byte_array_unref (wire->plain);
  g_byte_array_unref (wire->said);
  g_byte_array_unref (wire->out);
  if (wire->tls != NULL)
    gnutls_deinit (wire->tls);
  close (wire->fd);
}

/* SYN, SYN+ACK and ACK have to travel before a server can speak. */
gboolean
sink_wire_is_ready (const SinkWire *wire)
{
  gboolean connected = g_get_monotonic_time () >= wire->open_us + 3 * (gint64) wire->delay_us;

  return connected && (wire->tls == NULL || wire->shaken);
}

/* --- towards the client ----------------------------------------------------------------------- */

static gssize
push (gnutls_transport_ptr_t data, const void *octets, size_t length)
{
  SinkWire *wire = data;

  g_byte_array_append (wire->said, octets, (guint) length);
  return (gssize) length;
}

void
sink_wire_say (SinkWire *wire, const char *text)
{
  gsize length = strlen (text);

  if (wire->tls == NULL)
    push (wire, text, length);
  else if (gnutls_record_send (wire->tls, text, length) < 0)
    wire->ended = TRUE;
}

/* What was said in one go leaves as one piece: the parts of a TLS flight are made one after the
 * other, and a client's answer to the first is no flight of its own. */
static void
let_leave (SinkWire *wire)
{
  SinkPiece *piece;

  if (wire->said->len == 0)
    return;
  if (wire->delay_us == 0)
    {
      g_byte_array_append (wire->out, wire->said->data, wire->said->len);
      g_byte_array_set_size (wire->said, 0);
      return;
    }
  piece = g_new0 (SinkPiece, 1);
  piece->octets = g_steal_pointer (&wire->said);
  piece->due_us = g_get_monotonic_time () + (gint64) wire->delay_us;
  g_queue_push_tail (&wire->leaving, piece);
  wire->said = g_byte_array_new ();
}

static void
take_due_leaving (SinkWire *wire)
{
  gint64 now_us = g_get_monotonic_time ();
  SinkPiece *piece;

  while ((piece = g_queue_peek_head (&wire->leaving)) != NULL && piece->due_us <= now_us)
    {
      g_byte_array_append (wire->out, piece->octets->data, piece->octets->len);
      piece_free (g_queue_pop_head (&wire->leaving));
    }
}

void
sink_wire_send (SinkWire *wire)
{
  let_leave (wire);
  take_due_leaving (wire);
  while (wire->out->len > 0)
    {
      gssize n = send (wire->fd, wire->out->data, wire->out->len, MSG_NOSIGNAL);

      if (n < 0 && errno == EAGAIN)
        return;
      if (n < 0)
        {
          wire->ended = TRUE;
          return;
        }
      if (!wire->client_wrote && !wire->given)
        wire->flights++;
      wire->given = TRUE;
      g_byte_array_remove_range (wire->out, 0, (guint) n);
    }
  if (wire->closing && g_queue_is_empty (&wire->leaving))
    wire->ended = TRUE;
}

gboolean
sink_wire_wants_to_write (const SinkWire *wire)
{
  return wire->out->len > 0;
}

/* --- from the client -------------------------------------------------------------------------- */

static void
note_flight (SinkWire *wire)
{
  /* the server's first words have been counted with TCP's handshake */
  if (wire->given || !wire->client_wrote)
    wire->flights++;
  wire->given = FALSE;
  wire->client_wrote = TRUE;
}

static gint64
get_arrival (const SinkWire *wire)
{
  gint64 left_us = MAX (g_get_monotonic_time (), wire->open_us + 2 * (gint64) wire->delay_us);

  return left_us + (gint64) wire->delay_us;
}

static void
hold_back (SinkWire *wire, guint from)
{
  SinkPiece *piece = g_new0 (SinkPiece, 1);
  guint length = wire->raw->len - from;

  piece->octets = g_byte_array_append (g_byte_array_new (), wire->raw->data + from, length);
  piece->due_us = get_arrival (wire);
  g_queue_push_tail (&wire->arriving, piece);
  g_byte_array_set_size (wire->raw, from);
}

static void
take_due_arriving (SinkWire *wire)
{
  gint64 now_us = g_get_monotonic_time ();
  SinkPiece *piece;

  while ((piece = g_queue_peek_head (&wire->arriving)) != NULL && piece->due_us <= now_us)
    {
      g_byte_array_append (wire->raw, piece->octets->data, piece->octets->len);
      piece_free (g_queue_pop_head (&wire->arriving));
    }
}

/* Returns: octets read; 0 when there are none now */
static gsize
read_raw (SinkWire *wire)
{
  guint from = wire->raw->len;
  gssize n;

  g_byte_array_set_size (wire->raw, from + READ_SIZE);
  n = recv (wire->fd, wire->raw->data + from, READ_SIZE, 0);
  g_byte_array_set_size (wire->raw, from + (guint) MAX (n, 0));
  if (n == 0 || (n < 0 && errno != EAGAIN))
    wire->ended = TRUE;
  if (n <= 0)
    return 0;
  note_flight (wire);
  if (wire->delay_us > 0)
    hold_back (wire, from);
  return (gsize) n;
}

static gssize
pull (gnutls_transport_ptr_t data, void *octets, size_t length)
{
  SinkWire *wire = data;
  gsize n = MIN (length, wire->raw->len - wire->raw_taken);

  if (n == 0)
    {
      gnutls_transport_set_errno (wire->tls, EAGAIN);
      return -1;
    }
  memcpy (octets, wire->raw->data + wire->raw_taken, n);
  wire->raw_taken += n;
  return (gssize) n;
}

void
sink_wire_start_tls (SinkWire *wire, gnutls_certificate_credentials_t credentials)
{
  gnutls_init (&wire->tls, GNUTLS_SERVER | GNUTLS_NONBLOCK);
  gnutls_set_default_priority (wire->tls);
  gnutls_credentials_set (wire->tls, GNUTLS_CRD_CERTIFICATE, credentials);
  gnutls_transport_set_ptr (wire->tls, wire);
  gnutls_transport_set_pull_function (wire->tls, pull);
  gnutls_transport_set_push_function (wire->tls, push);
  g_byte_array_set_size (wire->plain, 0);
}

static void
shake_hands (SinkWire *wire)
{
  int result = gnutls_handshake (wire->tls);

  if (result == 0)
    wire->shaken = TRUE;
  else if (gnutls_error_is_fatal (result))
    wire->ended = TRUE;
}

static void
decrypt (SinkWire *wire)
{
  guint from;
  gssize n;

  if (!wire->shaken)
    shake_hands (wire);
  for (n = 1; wire->shaken && n > 0;)
    {
      from = wire->plain->len;
      g_byte_array_set_size (wire->plain, from + RECORD_SIZE);
      n = gnutls_record_recv (wire->tls, wire->plain->data + from, RECORD_SIZE);
      g_byte_array_set_size (wire->plain, from + (guint) MAX (n, 0));
      if (n == 0 || (n < 0 && gnutls_error_is_fatal ((int) n)))
        wire->ended = TRUE;
    }
  g_byte_array_remove_range (wire->raw, 0, (guint) wire->raw_taken);
  wire->raw_taken = 0;
}

gboolean
sink_wire_receive (SinkWire *wire)
{
  gsize n = read_raw (wire);

  take_due_arriving (wire);
  if (wire->tls != NULL)
    decrypt (wire);
  else if (wire->plain->len == 0)
    {
      GByteArray *empty = wire->plain;

      wire->plain = wire->raw;
      wire->raw = empty;
    }
  else
    {
      g_byte_array_append (wire->plain, wire->raw->data, wire->raw->len);
      g_byte_array_set_size (wire->raw, 0);
    }
  return n > 0;
}

gint64
sink_wire_get_due (const SinkWire *wire)
{
  const SinkPiece *in = g_queue_peek_head ((GQueue *) &wire->arriving);
  const SinkPiece *out = g_queue_peek_head ((GQueue *) &wire->leaving);
  gint64 due_us = G_MAXINT64;

  if (in != NULL)
    due_us = MIN (due_us, in->due_us);
  if (out != NULL)
    due_us = MIN (due_us, out->due_us);
  /* when it may begin to speak */
  if (wire->delay_us > 0 && !sink_wire_is_ready (wire) && wire->tls == NULL)
    due_us = MIN (due_us, wire->open_us + 3 * (gint64) wire->delay_us);
  return due_us == G_MAXINT64 ? 0 : due_us;
}
