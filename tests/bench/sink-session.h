/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the sink says: enough SMTP to be believed by every client that is measured. */

#pragma once

#include "sink-wire.h"

G_BEGIN_DECLS

/**
 * SinkOffer: what EHLO announces
 */
typedef struct
{
  gboolean starttls;
  gboolean implicit_tls;
  gboolean auth;
  gboolean chunking;
  gnutls_certificate_credentials_t credentials;
  guint64 delay_us;
} SinkOffer;

/**
 * SinkTally: what came since it was asked for last
 * @flights: (element-type guint): round trips of each letter, up to its final reply
 */
typedef struct
{
  guint connections;
  guint letters;
  guint recipients;
  guint logins;
  guint64 octets;
  GArray *flights;
} SinkTally;

typedef enum
{
  SINK_COMMAND,
  SINK_LOGIN_USER,
  SINK_LOGIN_SECRET,
  SINK_DATA,
  SINK_BDAT,
} SinkMode;

typedef struct
{
  SinkWire wire;
  const SinkOffer *offer;
  SinkTally *tally;

  SinkMode mode;
  gboolean greeted;
  gboolean last_chunk;
  guint64 chunk_left;
  guint recipients;
  guint64 octets;
  guint flights_before; /* of the letters before */
  guint8 tail[8];       /* the last four octets of the content so far */
  gsize tail_length;
} SinkSession;

SinkSession *sink_session_new (int fd, const SinkOffer *offer, SinkTally *tally);
void sink_session_free (SinkSession *session);

/**
 * sink_session_serve: does what can be done without waiting
 */
void sink_session_serve (SinkSession *session);

G_END_DECLS
