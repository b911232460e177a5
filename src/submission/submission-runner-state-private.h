/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the files of a runner share. */

#pragma once

#include "store-lock.h"
#include "submission-job-private.h"
#include "submission-runner-private.h"
#include "submission-warm-private.h"

G_BEGIN_DECLS

struct _SubmissionRunner
{
  GObject parent_instance;

  StoreDatabase *database;
  SubmissionClock *clock;
  AccountKeyring *keyring;
  char *account_id;
  SubmissionDial dial;
  gpointer dial_data;

  StoreLock *lock;
  SubmissionWarm *warm;
  SubmissionJob *job;
  StoreLetter *claimed;
  MailFailure *pause;

  GQueue wanted;
  gint64 claiming; /* the one being claimed; 0: any */
  gint64 next_us;
  gint64 wait_until_boot_us;
  guint timer;

  gboolean busy;
  gboolean recovered;
  gboolean steady;
  gboolean looking;
  gboolean stale;
  gboolean warming;
  gboolean stopping;
};

/* submission-runner.c */

/**
 * submission_runner_step: begins an asynchronous step; at most one is outstanding
 *
 * Returns: what submission_runner_step_done() is called with when it ends
 */
gpointer submission_runner_step (SubmissionRunner *runner);
void submission_runner_step_done (SubmissionRunner *runner);

/**
 * submission_runner_give_up: the letter @id, which was wanted, cannot be had
 */
void submission_runner_give_up (SubmissionRunner *runner, gint64 id);

/* submission-runner-look.c */

/**
 * submission_runner_take_lock:
 *
 * Returns: whether the account is ours
 */
gboolean submission_runner_take_lock (SubmissionRunner *runner);
void submission_runner_recover (SubmissionRunner *runner);
void submission_runner_claim (SubmissionRunner *runner);
void submission_runner_look_ahead (SubmissionRunner *runner);

G_END_DECLS
