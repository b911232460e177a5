/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How many accounts may be connecting at once: fifty whose servers do not answer must neither open
 * fifty sockets nor keep the one letter that could go waiting behind them. Only connecting is
 * limited, from the first look at the server's name to the end of the login: a letter under way
 * keeps nobody out. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define SUBMISSION_GATE_WIDTH 4

/**
 * SubmissionRank: who goes first; those of one rank in the order they came
 * @SUBMISSION_RANK_PERSON: somebody has just pressed a button; the last of them first, since that
 * is the one looked at
 * @SUBMISSION_RANK_RETRY: a letter that waited
 * @SUBMISSION_RANK_UNREACHED: the same, and its server could not be reached the last time
 */
typedef enum
{
  SUBMISSION_RANK_PERSON,
  SUBMISSION_RANK_RETRY,
  SUBMISSION_RANK_UNREACHED,
} SubmissionRank;

#define SUBMISSION_N_RANKS (SUBMISSION_RANK_UNREACHED + 1)

#define SUBMISSION_TYPE_GATE (submission_gate_get_type ())
G_DECLARE_FINAL_TYPE (SubmissionGate, submission_gate, SUBMISSION, GATE, GObject)

SubmissionGate *submission_gate_new (void);

/**
 * submission_gate_is_full:
 *
 * Returns: whether who comes now has to wait
 */
gboolean submission_gate_is_full (SubmissionGate *gate);

void
submission_gate_enter_async (SubmissionGate *gate, SubmissionRank rank, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data);

/**
 * submission_gate_enter_finish:
 *
 * Returns: whether the caller is inside, and owes submission_gate_leave(); FALSE when it was
 *   cancelled
 */
gboolean submission_gate_enter_finish (SubmissionGate *gate, GAsyncResult *result);
void submission_gate_leave (SubmissionGate *gate);

G_END_DECLS
