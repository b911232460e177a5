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

  SubmissionMeans means;
  char *account_id;
  SubmissionRouteFunc find_route;
  gpointer route_data;

  StoreLock *lock;
  SubmissionWarm *warm;
  SubmissionJob *job;
  StoreLetter *claimed;
  MailFailure *pause;
  GError *trouble; /* (nullable): why the store cannot be used */
  guint n_troubles;
  GCancellable *cancellable; /* of what is no letter's */

  GQueue wanted;
  gint64 claiming; /* the one being claimed; 0: any */
  gint64 next_us;
  gint64 wait_until_boot_us;
  guint timer;

  gint64 woken_boot_us; /* when a try that a network caused had failed */
  guint n_woken;        /* how many had, in a row */
  guint network_timer;
  gboolean woken; /* the next try is one */
  gboolean waits_for_network;

  gboolean busy;
  gboolean recovered;
  gboolean steady;
  gboolean looking;
  gboolean anyway; /* whatever it costs, until it rests */
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

/**
 * submission_runner_pump: takes the next step, unless one is under way
 */
void submission_runner_pump (SubmissionRunner *runner);

/* submission-runner-time.c */

/**
 * submission_runner_arm: looks at the outbox in @delay_us
 */
void submission_runner_arm (SubmissionRunner *runner, gint64 delay_us);
void submission_runner_arm_for_next (SubmissionRunner *runner);

/**
 * submission_runner_wait: the account is left alone for @us, below 1: it is not
 */
void submission_runner_wait (SubmissionRunner *runner, gint64 us);
gint64 submission_runner_get_wait_us (const SubmissionRunner *runner);

/* submission-runner-letter.c */

/**
 * submission_runner_warm_up:
 *
 * Returns: whether a step was begun
 */
gboolean submission_runner_warm_up (SubmissionRunner *runner);
void submission_runner_deliver (SubmissionRunner *runner);

/* submission-runner-network.c */

/**
 * submission_runner_note_network:
 * @failure: (nullable): why an attempt ended
 */
void submission_runner_note_network (SubmissionRunner *runner, const MailFailure *failure);

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
