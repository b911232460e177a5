/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A TLS server by GnuTLS itself, in a thread of its own: it can tell whether a session was resumed,
 * and can be made to agree to what GIO's would not. */

#pragma once

#include "net-fixture.h"

#include <gnutls/gnutls.h>

#define TLS_SERVER_MAX_CONNECTIONS 3

/**
 * TlsServer:
 * @starttls: plain SMTP first
 * @priority: (nullable): what it agrees to, in the words of GnuTLS; NULL: the default
 * @above: (nullable) (array zero-terminated=1) (transfer none): certificates sent after its own, as
 *   they stand, whatever sense that makes
 * @n_connections: how many it serves
 * @resumed: for each of them
 * @handshakes: those that came to an end
 */
typedef struct
{
  gboolean starttls;
  const char *priority;
  GTlsCertificate *const *above;
  guint n_connections;
  gboolean resumed[TLS_SERVER_MAX_CONNECTIONS];
  guint handshakes;

  guint16 port;
  GSocket *listener;
  gnutls_certificate_credentials_t credentials;
  gnutls_datum_t ticket_key;
  GThread *thread;
} TlsServer;

void tls_server_start (TlsServer *server, GTlsCertificate *certificate);

/**
 * tls_server_stop: waits until all its connections have ended; results may be read then
 */
void tls_server_stop (TlsServer *server);

/**
 * tls_server_use: makes it the fixture's endpoint
 */
void tls_server_use (const TlsServer *server, Fixture *fixture);

/**
 * tls_server_meet: one connection, with a goodbye if it comes about
 *
 * Returns: whether it did; the fixture has the failure otherwise
 */
gboolean tls_server_meet (Fixture *fixture);
