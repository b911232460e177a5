/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One session against one SupportPost, from connecting to the goodbye, and what must hold after
 * every one of them (the invariants of a ledger):
 *
 * - nothing accepted by the server is taken for not sent, so nothing is sent twice;
 * - nothing is taken for accepted that the server has not got, octet for octet;
 * - unknown is said only where content had been asked for;
 * - the judge of the wire has no complaint, and the secret is not in the conversation. */

#pragma once

#include "net-session-private.h"
#include "support-post.h"

G_BEGIN_DECLS

#define SWEEP_USER "wang@example.test"
#define SWEEP_SECRET "geheim-77"

/**
 * SweepKind: a kind of session
 * @mechanism: (nullable): of a login
 * @n_recipients: at most 31
 */
typedef struct
{
  const char *name;
  MailSecurity security;
  const char *mechanism;
  gboolean pipelining;
  NetFlight flight;
  guint n_recipients;
} SweepKind;

/**
 * SweepRun:
 * @limit_ms: that a phase may last; 0: minutes
 * @failure: (nullable): why there was no session
 * @outcome: (nullable): of the letter
 * @second: (nullable): of another letter, where one was asked for
 */
typedef struct
{
  const SweepKind *kind;
  SupportPlan plan;
  guint limit_ms;
  gboolean large;
  gboolean twice;

  MailFailure *failure;
  MailOutcome *outcome;
  MailOutcome *second;
  SupportReport *report;
} SweepRun;

/**
 * sweep_start: makes the server that all runs are against
 */
void sweep_start (void);
void sweep_stop (void);

/**
 * sweep_plan:
 *
 * Returns: how a right server serves @kind
 */
SupportPlan sweep_plan (const SweepKind *kind);

/**
 * sweep_run: runs, and checks what must always hold
 */
void sweep_run (SweepRun *run);
void sweep_run_clear (SweepRun *run);

/**
 * sweep_fail: ends the test, telling which run it was
 */
void sweep_fail (const SweepRun *run, const char *format, ...) G_GNUC_PRINTF (2, 3) G_GNUC_NORETURN;

/**
 * sweep_get_n_runs: since the last call
 */
guint sweep_get_n_runs (void);

G_END_DECLS
