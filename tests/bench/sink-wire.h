/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A connection of the sink below SMTP: a socket, TLS where asked for, and the distance. */

#pragma once

#include <glib.h>
#include <gnutls/gnutls.h>

G_BEGIN_DECLS

/**
 * SinkWire:
 * @plain: octets of SMTP that came and were not looked at yet
 * @flights: round trips so far, counted where the client is: one for TCP's handshake, one if the
 *   server spoke first, and one for each time the client wrote after it had been given something
 *
 * What arrives is held back for @delay_us, and so is what leaves. A client's first octets cannot
 * have left before TCP's handshake was over, and nor could the server's: see sink_wire_open().
 */
typedef struct
{
  int fd;
  guint64 delay_us;
  gint64 open_us;
  GQueue arriving; /* of SinkPiece, not yet due */
  GQueue leaving;
  GByteArray *raw; /* due, not yet taken */
  gsize raw_taken; /* by TLS, of these */
  GByteArray *plain;
  GByteArray *said; /* not yet on its way */
  GByteArray *out;  /* due */
  gnutls_session_t tls;
  gboolean shaken;
  gboolean ended; /* the client closed, or nothing more can be said */
  gboolean closing;
  gboolean given; /* the client was given octets since it wrote last */
  gboolean client_wrote;
  guint flights;
} SinkWire;

/**
 * sink_wire_open:
 * @fd: accepted, non-blocking
 * @delay_us: one way
 */
void sink_wire_open (SinkWire *wire, int fd, guint64 delay_us);
void sink_wire_close (SinkWire *wire);

/**
 * sink_wire_start_tls:
 *
 * What is waiting and was not encrypted is forgotten.
 */
void sink_wire_start_tls (SinkWire *wire, gnutls_certificate_credentials_t credentials);

/**
 * sink_wire_is_ready: whether the server may speak
 */
gboolean sink_wire_is_ready (const SinkWire *wire);

/**
 * sink_wire_receive: reads what can be read without waiting, up to some 256 KiB
 *
 * Returns: whether there may be more
 */
gboolean sink_wire_receive (SinkWire *wire);

void sink_wire_say (SinkWire *wire, const char *text);

/**
 * sink_wire_send: writes what is due
 */
void sink_wire_send (SinkWire *wire);

/**
 * sink_wire_get_due:
 *
 * Returns: when something that is held back is due, in monotonic microseconds; 0 when nothing is
 */
gint64 sink_wire_get_due (const SinkWire *wire);

/**
 * sink_wire_wants_to_write: whether the kernel would not take what is due
 */
gboolean sink_wire_wants_to_write (const SinkWire *wire);

G_END_DECLS
