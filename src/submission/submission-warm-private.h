/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The connection of an account while it carries nothing. */

#pragma once

#include "submission-clock-private.h"
#include "submission-link-private.h"

G_BEGIN_DECLS

typedef struct SubmissionWarm SubmissionWarm;
typedef void (*SubmissionWarmFunc) (gpointer user_data);

/**
 * submission_warm_new:
 * @gone: the connection ended, by the server or because nobody wanted it
 */
SubmissionWarm *
submission_warm_new (SubmissionClock *clock, SubmissionWarmFunc gone, gpointer user_data);
void submission_warm_free (SubmissionWarm *warm);

/**
 * submission_warm_keep:
 * @link: (transfer full) (nullable): ready for a letter; one that has carried enough is let go
 */
void submission_warm_keep (SubmissionWarm *warm, SubmissionLink *link);

/**
 * submission_warm_take:
 *
 * Returns: (transfer full) (nullable): the connection, if it still is one
 */
SubmissionLink *submission_warm_take (SubmissionWarm *warm);
gboolean submission_warm_has_link (const SubmissionWarm *warm);

/**
 * submission_warm_expire: from now on it is kept for half a minute
 */
void submission_warm_expire (SubmissionWarm *warm);
void submission_warm_drop (SubmissionWarm *warm);

G_END_DECLS
