/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A whole server with one fault in it, for sweeps: it serves one connection as the RFCs have it,
 * but at one place it does something else. It lives in a thread of its own and blocks, so that it
 * reads from top to bottom, and tells afterwards what happened: a ledger of what it accepted,
 * which says what was lost or doubled, and what a judge of the wire had to complain about. Between
 * it and the client the connection can be cut after any number of octets in either direction. */

#pragma once

#include "support-server.h"

G_BEGIN_DECLS

/**
 * SupportStage: where the fault is, named by what the server would do there
 * @SUPPORT_STAGE_AUTH_STEP: the reply to the last response of a SASL exchange
 * @SUPPORT_STAGE_RCPT_LAST: the reply to the last RCPT
 * @SUPPORT_STAGE_CONTENT: it has taken some content
 * @SUPPORT_STAGE_END: it has taken and accepted all of it
 */
typedef enum
{
  SUPPORT_STAGE_GREETING,
  SUPPORT_STAGE_EHLO,
  SUPPORT_STAGE_STARTTLS,
  SUPPORT_STAGE_HANDSHAKE,
  SUPPORT_STAGE_EHLO_TLS,
  SUPPORT_STAGE_AUTH,
  SUPPORT_STAGE_AUTH_STEP,
  SUPPORT_STAGE_MAIL,
  SUPPORT_STAGE_RCPT,
  SUPPORT_STAGE_RCPT_LAST,
  SUPPORT_STAGE_DATA,
  SUPPORT_STAGE_CONTENT,
  SUPPORT_STAGE_END,
  SUPPORT_STAGE_RSET,
  SUPPORT_STAGE_QUIT,
} SupportStage;

#define SUPPORT_N_STAGES (SUPPORT_STAGE_QUIT + 1)

/**
 * SupportFault: what is done there instead of the right reply
 * @SUPPORT_FAULT_HALF_CLOSE: it ends its own direction and reads on
 * @SUPPORT_FAULT_OVERSIZE: a line of 1 MiB
 * @SUPPORT_FAULT_WRONG_CLASS: a reply of a class that does not answer this
 * @SUPPORT_FAULT_TWICE: the right reply, two times in one write
 * @SUPPORT_FAULT_DRIP: an octet every ten milliseconds, without end
 * @SUPPORT_FAULT_FLOOD: lines of a reply, without end
 * @SUPPORT_FAULT_HALF_REPLY: the right reply without its end, then the end of the stream
 * @SUPPORT_FAULT_REPLY_CLOSE: the right reply, then the end of the stream
 */
typedef enum
{
  SUPPORT_FAULT_NONE,
  SUPPORT_FAULT_421,
  SUPPORT_FAULT_4XX,
  SUPPORT_FAULT_5XX,
  SUPPORT_FAULT_CLOSE,
  SUPPORT_FAULT_RESET,
  SUPPORT_FAULT_HALF_CLOSE,
  SUPPORT_FAULT_GARBAGE,
  SUPPORT_FAULT_OVERSIZE,
  SUPPORT_FAULT_NUL,
  SUPPORT_FAULT_LF_ONLY,
  SUPPORT_FAULT_BARE_CR,
  SUPPORT_FAULT_WRONG_CLASS,
  SUPPORT_FAULT_TWICE,
  SUPPORT_FAULT_STALL,
  SUPPORT_FAULT_DRIP,
  SUPPORT_FAULT_FLOOD,
  SUPPORT_FAULT_HALF_REPLY,
  SUPPORT_FAULT_REPLY_CLOSE,
} SupportFault;

#define SUPPORT_N_FAULTS (SUPPORT_FAULT_REPLY_CLOSE + 1)

const char *support_stage_to_nick (SupportStage stage);
const char *support_fault_to_nick (SupportFault fault);

typedef enum
{
  SUPPORT_CUT_NEVER,
  SUPPORT_CUT_CLIENT, /* of what the client sends */
  SUPPORT_CUT_SERVER,
} SupportCut;

typedef struct SupportLetter SupportLetter;

/**
 * SupportTaken: a letter was accepted; the reply to it comes after this has returned
 */
typedef void (*SupportTaken) (const SupportLetter *letter, gpointer user_data);

/**
 * SupportPlan: how one connection is served
 * @tls: TLS from the first octet
 * @starttls: STARTTLS is offered and owed
 * @login: a login is owed
 * @mechanisms: (nullable): of AUTH
 * @user: and @password: whose login is accepted
 * @pipelining: whether it is offered
 * @chunking: likewise
 * @refused: recipients that are refused, a bit each
 * @cut: where the connection is cut, after @cut_place octets
 * @taken: (nullable): told of each letter, in the connection's thread, with @taken_data
 */
typedef struct
{
  gboolean tls;
  gboolean starttls;
  gboolean login;
  const char *mechanisms;
  const char *user;
  const char *password;
  gboolean pipelining;
  gboolean chunking;
  guint refused;
  SupportStage stage;
  SupportFault fault;
  SupportCut cut;
  guint64 cut_place;
  SupportTaken taken;
  gpointer taken_data;
} SupportPlan;

/**
 * SupportLetter: a line of the ledger
 */
struct SupportLetter
{
  char *message_id;
  GPtrArray *recipients;
  GBytes *octets;
};

/**
 * SupportReport:
 * @letters: (element-type SupportLetter): what was accepted
 * @complaints: (element-type utf8): of the judge of the wire
 * @reached: the place of the fault was come to
 * @granted: content was asked for, so that the client may have sent it
 * @replied: the reply to the end of content left, complete, at octet @reply_place
 * @from_client: octets in all, and @from_server: as they were on the wire
 */
typedef struct
{
  GPtrArray *letters;
  GPtrArray *complaints;
  gboolean reached;
  gboolean granted;
  gboolean replied;
  guint64 reply_place;
  guint64 from_client;
  guint64 from_server;
} SupportReport;

void support_report_free (SupportReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SupportReport, support_report_free)

typedef struct SupportPost SupportPost;

/**
 * support_post_new:
 * @certificates: (transfer none): must outlive it
 */
SupportPost *support_post_new (SupportCertificates *certificates);
void support_post_free (SupportPost *post);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SupportPost, support_post_free)

guint16 support_post_get_port (SupportPost *post);

/**
 * support_post_begin: serves the next connection by @plan, which is copied but for its strings
 */
void support_post_begin (SupportPost *post, const SupportPlan *plan);

/**
 * support_post_end: waits, with the main loop running, until that connection is over; where nobody
 * has come, nobody is waited for
 *
 * Returns: (transfer full): what happened
 */
SupportReport *support_post_end (SupportPost *post);

G_END_DECLS
