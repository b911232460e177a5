/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the files of a job share. */

#pragma once

#include "submission-job-private.h"
#include "submission-plan-private.h"

G_BEGIN_DECLS

struct _SubmissionJob
{
  GObject parent_instance;

  SubmissionMeans means;
  SubmissionRoute route;
  StoreLetter *letter;
  SubmissionPlan *plan;

  SubmissionLink *link;
  NetSession *session; /* of @link, and while there is none yet */
  NetSession *marking; /* asked for the mark that is being made */
  GCancellable *cancellable;
  MailContent *content;
  MailEnvelope *window; /* of the running transaction */
  guint n_window;
  MailConversation *conversation; /* of what is over */
  SubmissionVerdict verdict;
  guint soft_refusals;
  GTask *storing; /* (nullable): waits for the timer */
  guint store_timer;

  gboolean reused;
  gboolean no_chunks;
  gboolean sent_again;
  gboolean confirming;
  gboolean program_ends;
};

/* submission-job.c */

/**
 * submission_job_go_on: there is a connection; the next step is taken
 */
void submission_job_go_on (GTask *task);

/* submission-job-connection.c */

/**
 * submission_job_open_connection: submission_job_go_on() follows, or the attempt ends
 */
void submission_job_open_connection (GTask *task);

/**
 * submission_job_reuse_connection: goes on over the one there is
 */
void submission_job_reuse_connection (GTask *task);

/**
 * submission_job_drop_link: the connection is given up, what was said over it is kept
 */
void submission_job_drop_link (SubmissionJob *job);

/* submission-job-end.c */

/**
 * submission_job_keep_words:
 * @said: (transfer full): over one connection; an attempt is one conversation, however many it
 * takes
 */
void submission_job_keep_words (SubmissionJob *job, MailConversation *said);

/**
 * submission_job_conclude:
 * @task: (transfer full): returns when the result is durable
 */
void submission_job_conclude (GTask *task);

/**
 * submission_job_conclude_failure:
 * @failure: (transfer full): why the attempt ends
 */
void submission_job_conclude_failure (GTask *task, MailFailure *failure);

/**
 * submission_job_store_now: a result that waits to be stored is tried at once, and not again after
 *   the program has said that it ends
 */
void submission_job_store_now (SubmissionJob *job);

G_END_DECLS
