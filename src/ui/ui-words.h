/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One place for the words, icons and colours of a state, so that a letter is
 * called the same in the list, the receipt and a notification. Never "Sent",
 * never "Delivered". */

#pragma once

#include <glib.h>

#include "store-outbox.h"
#include "submission-queue.h"

G_BEGIN_DECLS

/**
 * ui_words_state_icon:
 *
 * Returns: (transfer none): icon name, a circle of our own
 */
const char *ui_words_state_icon (MailShownState state);

/**
 * ui_words_letter_icon:
 *
 * Returns: (transfer none): its state's, or that of a letter with a time of its own
 */
const char *ui_words_letter_icon (const StoreLetter *letter);

/**
 * ui_words_is_held:
 *
 * Returns: whether it is held for Undo
 */
gboolean ui_words_is_held (const StoreLetter *letter);

/**
 * ui_words_counts_down:
 * @now_us: microseconds since 1970
 *
 * Returns: whether it is held for Undo for a while yet, so that each second counts
 */
gboolean ui_words_counts_down (const StoreLetter *letter, gint64 now_us);

/**
 * ui_words_goes_by_itself:
 *
 * Returns: whether it goes at its time, but for what that would cost
 */
gboolean ui_words_goes_by_itself (const StoreLetter *letter);

/**
 * ui_words_state_class:
 *
 * Returns: (transfer none): style class of the state's colour: s-accent, s-dim,
 * s-warn, s-err, s-ok, s-ask
 */
const char *ui_words_state_class (MailShownState state);

/**
 * ui_words_state_title:
 *
 * Returns: (transfer none): "Partly accepted"
 */
const char *ui_words_state_title (MailShownState state);

/**
 * ui_words_state_line:
 * @costs: what letters wait for now, because of what it would cost to send them
 * @now_us: microseconds since 1970
 *
 * Returns: (transfer full): the line in a list, "Waiting · next try at 12:09"
 */
char *ui_words_state_line (const StoreLetter *letter, SubmissionCosts costs, gint64 now_us);

/**
 * ui_words_time:
 *
 * Returns: (transfer full): "12:04" today, "Mon 12:04" this week, else the date
 */
char *ui_words_time (gint64 time_us, gint64 now_us);

/**
 * ui_words_size:
 *
 * Returns: (transfer full): "3.3 MB"
 */
char *ui_words_size (guint64 octets);

/**
 * ui_words_moment:
 *
 * Returns: (transfer full): to the second, "12:04:31" today, else with its day
 */
char *ui_words_moment (gint64 time_us, gint64 now_us);

/**
 * ui_words_concerns_account:
 *
 * Returns: whether the letter is paused for a reason that stops its account, so that every letter
 *   of it has the same
 */
gboolean ui_words_concerns_account (const StoreLetter *letter);

/**
 * ui_words_accepted:
 *
 * Returns: (transfer full): who accepted the letter: a server that said so, or a person who marked
 * it
 */
char *ui_words_accepted (const StoreLetter *letter);

/**
 * ui_words_server:
 *
 * Returns: (transfer none) (nullable): who answered, where it stands by itself: a host, or
 *   "Practice server"
 */
const char *ui_words_server (const StoreLetter *letter);

/**
 * ui_words_people:
 *
 * Returns: (transfer full): whom it is for, in the room of one line: "Li Lei and 3 others"
 */
char *ui_words_people (const StoreLetter *letter);

/**
 * ui_words_progress:
 *
 * Returns: (transfer full): "Sending · 1.2 of 3.3 MB"
 */
char *ui_words_progress (guint64 sent, guint64 total);

/**
 * ui_words_stage:
 *
 * Returns: (transfer none): "Sign in"
 */
const char *ui_words_stage (MailStage stage);

/**
 * ui_words_family:
 * @server: (nullable): host that answered
 *
 * Returns: (transfer none) (nullable): its provider family, for explanations
 */
const char *ui_words_family (const char *server);

const char *ui_words_recipient_icon (MailRecipientState state);
const char *ui_words_recipient_class (MailRecipientState state);
const char *ui_words_recipient_title (MailRecipientState state);

G_END_DECLS
