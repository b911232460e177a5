/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One session of the server that has a plan: support-talk.c says what a server says,
 * support-talk-fault.c what goes wrong with it, support-talk-line.c reads and writes. */

#pragma once

#include "support-post-private.h"

G_BEGIN_DECLS

typedef struct
{
  const SupportPlan *plan;
  SupportReport *report;
  SupportCertificates *certificates;
  GSocket *socket;
  int stop_fd;
  GIOStream *stream;
  GByteArray *in;
  gboolean encrypted;
  gboolean over;
  guint64 sent; /* in the clear: on the wire */
  guint n_logins;
  gboolean logged_in;

  /* the running transaction */
  gboolean begun;
  guint n_rcpt; /* in this transaction */
  GPtrArray *recipients;
} SupportTalk;

/* --- octets and lines --- */

/**
 * support_talk_complain: the client did what it must not
 */
void support_talk_complain (SupportTalk *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

gboolean support_talk_send (SupportTalk *self, const char *octets, gsize length);

/**
 * support_talk_fill:
 *
 * Returns: whether something came
 */
gboolean support_talk_fill (SupportTalk *self);

gboolean support_talk_has_more (SupportTalk *self);

/**
 * support_talk_take_line:
 *
 * Returns: (transfer full) (nullable): without its CRLF; NULL at the end of the stream
 */
char *support_talk_take_line (SupportTalk *self);

/* --- replies, and the fault --- */

typedef enum
{
  SUPPORT_SAID,    /* the right reply */
  SUPPORT_REFUSED, /* a complete refusal in its place */
  SUPPORT_OVER,    /* nothing more comes of this connection */
} SupportSaid;

/**
 * support_talk_say: @reply, or the fault where it has its place here
 */
SupportSaid support_talk_say (SupportTalk *self, SupportStage stage, const char *reply);

SupportSaid support_talk_make_fault (SupportTalk *self, const char *reply);

/**
 * support_talk_end: the connection is over
 */
SupportSaid support_talk_end (SupportTalk *self);

G_END_DECLS
