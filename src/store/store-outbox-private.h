/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "store-connection-private.h"
#include "store-outbox.h"

G_BEGIN_DECLS

/* A letter that goes by itself, and one that is due at the time ?now – also because it can only
 * have been stored before somebody set the clock back. */
#define STORE_OUTBOX_WAITS "state IN ('held', 'queued') AND paused = 0 AND due_us > 0"
#define STORE_OUTBOX_WAITS_TOO_LONG(now)                                                           \
  "due_us - " now " > CASE WHEN state = 'queued' THEN " G_STRINGIFY (                              \
      STORE_LONGEST_WAIT_US) " "                                                                   \
                             "WHEN send_at_us = 0 THEN " G_STRINGIFY (                             \
                                 STORE_LONGEST_HOLD_US) " END"
#define STORE_OUTBOX_IS_DUE(now) "(due_us <= " now " OR " STORE_OUTBOX_WAITS_TOO_LONG (now) ")"

/* A person has acted. */
#define STORE_OUTBOX_NEW_PATIENCE "tried_us = 0, waited_us = 0, sent_again = 0"

/**
 * store_outbox_insert: what store_outbox_add_async() does, inside a transaction of the caller's
 *
 * Returns: the letter's id, or 0 with @error set
 */
gint64 store_outbox_insert (StoreConnection *connection, const StoreNewLetter *letter,
                            gint64 now_us, GError **error);

/**
 * store_outbox_settle_letter:
 * @due_us: when it may be tried again, 0: not by itself
 *
 * After the recipients' states were written: done when none is pending or deferred, else queued.
 */
gboolean store_outbox_settle_letter (StoreConnection *connection, gint64 id, gint64 due_us,
                                     gboolean paused, GError **error);

/**
 * store_outbox_set_date: the Date of a letter that was written here; one that came ready keeps its
 *   own
 */
gboolean
store_outbox_set_date (StoreConnection *connection, gint64 id, gint64 time_us, GError **error);

/**
 * store_outbox_pause_late: letters of @account_id whose own time is STORE_LATE_US past
 */
gboolean store_outbox_pause_late (StoreConnection *connection, const char *account_id,
                                  gint64 now_us, GError **error);

/**
 * store_outbox_write_failure:
 * @failure: (nullable): NULL: there is none any more
 */
gboolean store_outbox_write_failure (StoreConnection *connection, gint64 id,
                                     const MailFailure *failure, GError **error);

/**
 * store_outbox_delete_letter: the letter and what search learnt from it
 */
gboolean store_outbox_delete_letter (StoreConnection *connection, gint64 id, GError **error);

/**
 * store_people_count: inside the transaction that adds a letter
 * @name: (nullable): display name
 */
gboolean store_people_count (StoreConnection *connection, const MailPath *path, const char *name,
                             gint64 now_us, GError **error);

/**
 * store_attachments_check:
 *
 * Returns: FALSE with STORE_ERROR_NOT_FOUND unless a file with @digest and @size is there
 */
gboolean
store_attachments_check (const char *directory, const char *digest, guint64 size, GError **error);

G_END_DECLS
