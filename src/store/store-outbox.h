/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Letters from the moment they are durable: on their way, and those that were accepted. The order
 * in which things become durable is the promise of this program: a letter is in the outbox before
 * the composer closes, the mark "confirming" before the first octet of the final dot leaves, a
 * result before anybody is told. */

#pragma once

#include "mail-content.h"
#include "mail-conversation.h"
#include "mail-outcome.h"
#include "mail-state.h"
#include "store-database.h"

G_BEGIN_DECLS

/* A letter that was to go at a time somebody chose, and could not, goes by itself this much later
 * at most. */
#define STORE_LATE_US G_TIME_SPAN_DAY

/**
 * StoreNewLetter: what store_outbox_add_async() takes; borrowed for the call
 * @account_id: profile it goes from
 * @draft_id: (nullable): draft to delete in the same transaction
 * @draft: (nullable): the draft's octets, kept for "undo" and "edit as new"
 * @from: for a row in a list
 * @recipients: for a row in a list
 * @recipient_names: (nullable) (array zero-terminated=1): display names to remember, parallel to
 * the forward-paths; an empty string where there is none
 * @held_until_us: end of the time in which it can be taken back, microseconds since 1970; 0: none
 * @send_at_us: time a person chose for it, instead of @held_until_us; 0: it goes at once
 * @corrects: the letter of which this is the correction, for those who were refused; 0: none
 * @attachment_names: (nullable) (array zero-terminated=1): file names, for lists and search
 * @text: (nullable): what the reader reads, for search
 */
typedef struct
{
  const char *account_id;
  const char *draft_id;
  GBytes *draft;
  const MailContent *content;
  const MailEnvelope *envelope;
  const char *message_id;
  const char *subject;
  const char *from;
  const char *recipients;
  const char *const *recipient_names;
  const char *const *attachment_names;
  const char *text;
  gint64 held_until_us;
  gint64 send_at_us;
  gint64 corrects;
} StoreNewLetter;

/* No letter is queued to be tried later than this, or held for Undo longer than that. One that
 * seems to be was stored before somebody set the clock back: it is due. */
#define STORE_LONGEST_WAIT_US 14400000000 /* four hours */
#define STORE_LONGEST_HOLD_US 60000000    /* a minute */

/**
 * StorePatience: how long a letter has been tried for; all 0 before its first attempt and after a
 *   person has acted
 * @tried_us: when the last attempt ended
 * @waited_us: how long it has been tried, counted from attempt to attempt
 * @sent_again: how often it was sent again by itself after its fate was unknown
 */
typedef struct
{
  gint64 tried_us;
  gint64 waited_us;
  guint sent_again;
} StorePatience;

/**
 * StoreLetter: a letter without its octets and conversation
 * @created_us: when it became durable, microseconds since 1970, as are all times here
 * @due_us: when it may be tried (next); for a held letter the end of its hold
 * @send_at_us: the time a person chose for it; 0: none
 * @ended_us: when its last state was reached; 0 while unfinished
 * @size: canonical size in octets
 * @server: (nullable): host that answered last
 * @request: what is asked of the servers on the way
 * @patience: how long it has been tried for
 * @outcome: the stored state and reply of each recipient, the final reply, the last failure
 * @corrected_by: the last letter that corrects this one, of which somebody was refused; 0: none
 * @corrected_to: (nullable): whom that one goes to, for a row
 * @correction_draft_id: (nullable): the draft of a letter that is to correct this one
 * @paused: a person must act
 * @state: stored state
 * @shown: derived (mail_shown_state_derive())
 */
typedef struct
{
  gint64 id;
  char *account_id;
  char *message_id;
  char *subject;
  char *from;
  char *recipients;
  gint64 created_us;
  gint64 due_us;
  gint64 send_at_us;
  gint64 ended_us;
  guint64 size;
  guint attempts;
  guint n_attachments;
  char *server;
  MailPath *reverse_path;
  MailRequest request;
  StorePatience patience;
  MailOutcome *outcome;
  gint64 corrected_by;
  char *corrected_to;
  char *correction_draft_id;
  gboolean paused;
  MailLetterState state;
  MailShownState shown;
} StoreLetter;

StoreLetter *store_letter_ref (StoreLetter *letter);
void store_letter_unref (StoreLetter *letter);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreLetter, store_letter_unref)

/**
 * StoreFilter: which letters
 * @STORE_UNFINISHED: not shown as accepted
 * @STORE_SENT: accepted, for all recipients; or for those who refused it corrected by another
 * @STORE_OUTBOX: the others, and those accepted since midnight
 * @STORE_ALL: every one
 */
typedef enum
{
  STORE_UNFINISHED,
  STORE_SENT,
  STORE_OUTBOX,
  STORE_ALL,
} StoreFilter;

/**
 * store_outbox_add_async:
 *
 * One durable transaction: the letter, its recipients, its references to attachments; the draft
 * goes. When it returns, a power cut loses nothing. STORE_ERROR_NOT_FOUND when the file for one of
 * its holes is not there.
 */
void store_outbox_add_async (StoreDatabase *database, const StoreNewLetter *letter,
                             GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer user_data);

/**
 * store_outbox_add_finish:
 *
 * Returns: the letter's id, above 0, or 0 with @error set and nothing changed
 */
gint64 store_outbox_add_finish (StoreDatabase *database, GAsyncResult *result, GError **error);

/**
 * store_outbox_get_async: one letter
 */
void store_outbox_get_async (StoreDatabase *database, gint64 id, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data);
StoreLetter *
store_outbox_get_finish (StoreDatabase *database, GAsyncResult *result, GError **error);

/**
 * store_outbox_list_async:
 * @account_id: (nullable): only this account's
 * @search: (nullable): words to look for in subject, people, text and file names; Chinese too
 * @before: the id of the last letter of the page before, so that the next ones come; 0: the newest
 * @limit: letters at most; 0: all
 *
 * Newest first, without those that were deleted. Cancelling ends a question that is under way.
 */
void
store_outbox_list_async (StoreDatabase *database, StoreFilter filter, const char *account_id,
                         const char *search, gint64 before, guint limit, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data);

/**
 * store_outbox_list_finish:
 *
 * Returns: (transfer container) (element-type StoreLetter): letters, or NULL with @error set
 */
GPtrArray *store_outbox_list_finish (StoreDatabase *database, GAsyncResult *result, GError **error);

/**
 * store_outbox_list_ids_async: as store_outbox_list_async(), without reading the letters
 */
void store_outbox_list_ids_async (StoreDatabase *database, StoreFilter filter,
                                  const char *account_id, const char *search, gint64 before,
                                  guint limit, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data);

/**
 * store_outbox_list_ids_finish:
 *
 * Returns: (transfer full) (element-type gint64): ids, or NULL with @error set
 */
GArray *
store_outbox_list_ids_finish (StoreDatabase *database, GAsyncResult *result, GError **error);

/**
 * store_outbox_load_async: letters by their ids
 */
void store_outbox_load_async (StoreDatabase *database, const gint64 *ids, guint n_ids,
                              GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data);

/**
 * store_outbox_load_finish:
 *
 * Returns: (transfer container) (element-type StoreLetter): those that are there, in the same
 * order, or NULL with @error set
 */
GPtrArray *store_outbox_load_finish (StoreDatabase *database, GAsyncResult *result, GError **error);

/**
 * store_outbox_recover_async:
 * @max_again: how often a letter of this account may be sent again by itself; 0: never
 *
 * For the holder of @account_id's lock only, right after getting it: letters that a dead process
 * left *sending* become *queued*; of those left *confirming* the recipients the mark was for that
 * were neither refused nor deferred at RCPT become unknown – or deferred, where the letter is to be
 * sent again by itself –, and the letter is *done*, or *queued* for the deferred and those of other
 * transactions.
 */
void store_outbox_recover_async (StoreDatabase *database, const char *account_id, guint max_again,
                                 GCancellable *cancellable, GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean
store_outbox_recover_finish (StoreDatabase *database, GAsyncResult *result, GError **error);

/**
 * store_outbox_claim_async:
 * @id: a letter, or 0 for the account's next one that is due
 *
 * held or queued → sending, compare-and-set, one attempt more. A letter that is not due yet or is
 * paused is not claimed, by its id either: STORE_COMMAND_RELEASE or _RETRY makes it due. For the
 * holder of the account's lock only. The attempt is for the pending and deferred recipients.
 *
 * Letters with a time of their own that is STORE_LATE_US past are paused instead: a person may not
 * want them any more.
 */
void store_outbox_claim_async (StoreDatabase *database, const char *account_id, gint64 id,
                               gint64 now_us, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data);

/**
 * store_outbox_claim_finish:
 *
 * Returns: (transfer full) (nullable): the letter; NULL with @error unset when it or none is due
 */
StoreLetter *
store_outbox_claim_finish (StoreDatabase *database, GAsyncResult *result, GError **error);

/**
 * store_outbox_mark_confirming_async:
 * @outcome: the replies to RCPT so far
 *
 * sending → confirming, durable when it returns. If it fails the final dot must not be sent. The
 * mark is for those in @outcome: where a letter goes in several transactions the others stay
 * pending.
 */
void
store_outbox_mark_confirming_async (StoreDatabase *database, gint64 id, const MailOutcome *outcome,
                                    GAsyncReadyCallback callback, gpointer user_data);
gboolean
store_outbox_mark_confirming_finish (StoreDatabase *database, GAsyncResult *result, GError **error);

/**
 * store_outbox_finish_window_async:
 * @outcome: states and replies of the recipients of one transaction
 *
 * confirming → sending, durable when it returns: what this transaction came to, while the attempt
 * goes on with others.
 */
void
store_outbox_finish_window_async (StoreDatabase *database, gint64 id, const MailOutcome *outcome,
                                  GAsyncReadyCallback callback, gpointer user_data);
gboolean
store_outbox_finish_window_finish (StoreDatabase *database, GAsyncResult *result, GError **error);

/**
 * StoreResult: what an attempt came to; borrowed for the call
 * @outcome: states and replies of the recipients of this attempt
 * @conversation: (nullable): of this attempt, added to the letter
 * @server: (nullable): host that answered
 * @next_us: when to try again, microseconds since 1970; 0: not by itself
 * @paused: a person must act first
 * @patience: with this attempt
 */
typedef struct
{
  const MailOutcome *outcome;
  MailConversation *conversation;
  const char *server;
  gint64 next_us;
  gboolean paused;
  StorePatience patience;
} StoreResult;

/**
 * store_outbox_finish_attempt_async:
 *
 * sending or confirming → done, or queued again while a recipient is pending or deferred; durable
 * when it returns. Only recipients that were pending or deferred are changed. Does not take a
 * cancellable: a result must not be lost.
 */
void store_outbox_finish_attempt_async (StoreDatabase *database, gint64 id,
                                        const StoreResult *store_result,
                                        GAsyncReadyCallback callback, gpointer user_data);
gboolean
store_outbox_finish_attempt_finish (StoreDatabase *database, GAsyncResult *result, GError **error);

/**
 * StoreCommand: what a person may do with a letter
 * @STORE_COMMAND_RELEASE: held → queued, due now; if it had a time of its own its Date becomes now
 * @STORE_COMMAND_RETRY: waiting or paused → due now
 * @STORE_COMMAND_STOP: queued or waiting → paused until a person says so (STORE_COMMAND_RETRY), the
 * failure being MAIL_FAILURE_CANCELLED; what was wrong with the account does not change that
 * @STORE_COMMAND_CANCEL: held, queued or waiting → a draft again (its id comes back); refused too.
 * Where some recipients have it already or may have it, the letter stays and ends for the others,
 * refused without a reply, the failure being MAIL_FAILURE_CANCELLED; no draft then
 * @STORE_COMMAND_ACCEPT: unknown → accepted, because a person says so
 * @STORE_COMMAND_AGAIN: unknown → queued, the same octets
 * @STORE_COMMAND_DELETE: a finished letter goes away
 */
typedef enum
{
  STORE_COMMAND_RELEASE,
  STORE_COMMAND_RETRY,
  STORE_COMMAND_STOP,
  STORE_COMMAND_CANCEL,
  STORE_COMMAND_ACCEPT,
  STORE_COMMAND_AGAIN,
  STORE_COMMAND_DELETE,
} StoreCommand;

void store_outbox_command_async (StoreDatabase *database, gint64 id, StoreCommand command,
                                 GCancellable *cancellable, GAsyncReadyCallback callback,
                                 gpointer user_data);

/**
 * store_outbox_command_finish:
 * @draft_id: (out) (optional) (nullable): the draft made by STORE_COMMAND_CANCEL; NULL when the
 * letter had none
 *
 * Returns: FALSE with STORE_ERROR_STATE when it is too late
 */
gboolean store_outbox_command_finish (StoreDatabase *database, GAsyncResult *result,
                                      char **draft_id, GError **error);

/**
 * store_outbox_reschedule_async:
 * @send_at_us: time a person chose, microseconds since 1970
 * @draft: (nullable): the draft's octets from now on; NULL: those it has
 *
 * For a letter that is held, paused or not: it is held until @send_at_us. If it was written here
 * its Date becomes that time; no other octet of it changes. Fails with STORE_ERROR_STATE when it is
 * too late.
 */
void store_outbox_reschedule_async (StoreDatabase *database, gint64 id, gint64 send_at_us,
                                    GBytes *draft, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer user_data);
gboolean
store_outbox_reschedule_finish (StoreDatabase *database, GAsyncResult *result, GError **error);

/**
 * StoreMoving: a letter that is held, sending or being confirmed
 * @due_us: for a held letter the end of its hold
 */
typedef struct
{
  gint64 id;
  char *account_id;
  MailLetterState state;
  gint64 due_us;
  gint64 send_at_us;
  gboolean paused;
} StoreMoving;

/**
 * store_outbox_list_moving_async: those letters for whose sake a process stays
 */
void store_outbox_list_moving_async (StoreDatabase *database, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data);

/**
 * store_outbox_list_moving_finish:
 *
 * Returns: (transfer container) (element-type StoreMoving): the one due first first
 */
GPtrArray *
store_outbox_list_moving_finish (StoreDatabase *database, GAsyncResult *result, GError **error);

/**
 * store_outbox_resume_account_async: a person changed the account's profile or secret: its paused
 *   letters become due now, but for those a person stopped, and the login that was refused is
 *   forgotten
 */
void store_outbox_resume_account_async (StoreDatabase *database, const char *account_id,
                                        GCancellable *cancellable, GAsyncReadyCallback callback,
                                        gpointer user_data);
gboolean
store_outbox_resume_account_finish (StoreDatabase *database, GAsyncResult *result, GError **error);

/**
 * store_outbox_resume_locked_async: the keyring opened: letters of any account that were paused
 *   because it was locked, dismissed or absent are due
 */
void store_outbox_resume_locked_async (StoreDatabase *database, GCancellable *cancellable,
                                       GAsyncReadyCallback callback, gpointer user_data);
gboolean
store_outbox_resume_locked_finish (StoreDatabase *database, GAsyncResult *result, GError **error);

/**
 * store_outbox_hasten_async:
 * @kinds: bits, 1 << MailFailureKind
 *
 * Letters that wait because their last attempt failed in one of these ways are due at @now_us.
 */
void store_outbox_hasten_async (StoreDatabase *database, const char *account_id, guint64 kinds,
                                gint64 now_us, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
gboolean store_outbox_hasten_finish (StoreDatabase *database, GAsyncResult *result, GError **error);

/**
 * store_outbox_next_due_async:
 *
 * When the account's next letter is due, for a timer. For who has no letter under way: one that is
 * belongs to another process, or is left of a dead one, and is to be looked after now.
 */
void store_outbox_next_due_async (StoreDatabase *database, const char *account_id, gint64 now_us,
                                  GCancellable *cancellable, GAsyncReadyCallback callback,
                                  gpointer user_data);

/**
 * store_outbox_next_due_finish:
 *
 * Returns: microseconds since 1970; -1 when nothing is due by itself or with @error set
 */
gint64 store_outbox_next_due_finish (StoreDatabase *database, GAsyncResult *result, GError **error);

/**
 * store_outbox_get_content_async: envelope-less content of a letter; STORE_ERROR_CORRUPT when it or
 *   its people are not what was written
 */
void store_outbox_get_content_async (StoreDatabase *database, gint64 id, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data);
MailContent *
store_outbox_get_content_finish (StoreDatabase *database, GAsyncResult *result, GError **error);

/**
 * store_outbox_get_conversation_async: everything said about a letter, attempt after attempt
 */
void
store_outbox_get_conversation_async (StoreDatabase *database, gint64 id, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data);

/**
 * store_outbox_get_conversation_finish:
 *
 * Returns: (transfer container) (element-type MailConversation): one an attempt, oldest first
 */
GPtrArray *store_outbox_get_conversation_finish (StoreDatabase *database, GAsyncResult *result,
                                                 GError **error);

/**
 * store_outbox_get_draft_async: the draft's octets a letter was made from
 */
void store_outbox_get_draft_async (StoreDatabase *database, gint64 id, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data);

/**
 * store_outbox_get_draft_finish:
 *
 * Returns: (transfer full): STORE_ERROR_NOT_FOUND when the letter was handed in ready-made
 */
GBytes *
store_outbox_get_draft_finish (StoreDatabase *database, GAsyncResult *result, GError **error);

G_END_DECLS
