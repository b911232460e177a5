/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A letter's row and its recipients' rows, as a value. What a row holds was checked when it was
 * written; it is read as if anybody could have changed it since. */

#include "store-letter-private.h"

#include "store-correction-private.h"

StoreLetter *
store_letter_ref (StoreLetter *letter)
{
  return g_atomic_rc_box_acquire (letter);
}

static void
letter_clear (gpointer data)
{
  StoreLetter *letter = data;

  g_free (letter->account_id);
  g_free (letter->message_id);
  g_free (letter->subject);
  g_free (letter->from);
  g_free (letter->recipients);
  g_free (letter->server);
  g_clear_pointer (&letter->reverse_path, mail_path_unref);
  g_clear_pointer (&letter->outcome, mail_outcome_free);
  g_free (letter->corrected_to);
  g_free (letter->correction_draft_id);
}

void
store_letter_unref (StoreLetter *letter)
{
  g_atomic_rc_box_release_full (letter, letter_clear);
}

/* What these are is checked before they are written. */
static gboolean
set_corrupt (GError **error, const char *what)
{
  g_set_error (error, STORE_ERROR, STORE_ERROR_DAMAGED, "Not a %s", what);
  return FALSE;
}

static MailReply *
load_reply (sqlite3_stmt *row, int column)
{
  int code = sqlite3_column_int (row, column);

  /* NULL reads as 0 */
  return code < 200 || code > 599 ? NULL
                                  : mail_reply_new (code, store_column_text (row, column + 1));
}

static gboolean
load_path (sqlite3_stmt *row, int column, MailPath **path, GError **error)
{
  if (sqlite3_column_type (row, column) == SQLITE_NULL)
    return TRUE;

  *path = mail_path_parse (store_column_text (row, column), NULL);
  return *path != NULL || set_corrupt (error, "path");
}

static gboolean
load_failure (sqlite3_stmt *row, int column, MailFailure **failure, GError **error)
{
  MailFailureKind kind;
  MailStage stage;

  if (sqlite3_column_type (row, column) == SQLITE_NULL)
    return TRUE;

  if (!mail_failure_kind_from_nick (store_column_text (row, column), &kind) ||
      !mail_stage_from_nick (store_column_text (row, column + 1), &stage))
    return set_corrupt (error, "failure");

  g_autoptr (MailReply) reply = load_reply (row, column + 2);
  *failure = mail_failure_new (kind, stage, reply, NULL);
  (*failure)->certificate_flags = sqlite3_column_int (row, column + 4);
  (*failure)->certificate_sha256 = store_column_dup_text (row, column + 5);
  (*failure)->detail = store_column_dup_text (row, column + 6);
  return TRUE;
}

typedef struct
{
  MailRecipientState state;
  MailReply *reply;
} Result;

static void
result_clear (gpointer data)
{
  Result *result = data;

  g_clear_pointer (&result->reply, mail_reply_unref);
}

static gboolean
load_recipient (sqlite3_stmt *row, MailEnvelope *envelope, GArray *results, GError **error)
{
  g_autoptr (MailPath) path = NULL;
  Result result = { 0 };

  if (!load_path (row, 0, &path, error))
    return FALSE;
  if (!mail_recipient_state_from_nick (store_column_text (row, 1), &result.state))
    return set_corrupt (error, "recipient's state");

  /* two rows for one path cannot have been written here, and would part the two lists */
  if (!mail_envelope_add (envelope, path))
    return set_corrupt (error, "list of recipients");

  result.reply = load_reply (row, 2);
  g_array_append_val (results, result);
  return TRUE;
}

static MailOutcome *
make_outcome (const MailEnvelope *envelope, const GArray *results)
{
  MailOutcome *outcome = mail_outcome_new (envelope);

  for (guint i = 0; i < results->len; i++)
    {
      const Result *result = &g_array_index (results, Result, i);
      mail_outcome_set (outcome, i, result->state, result->reply);
    }

  return outcome;
}

static gboolean
load_recipients (StoreConnection *connection, StoreLetter *letter, GError **error)
{
  g_autoptr (MailEnvelope) envelope = mail_envelope_new (letter->reverse_path);
  g_autoptr (GArray) results = g_array_new (FALSE, FALSE, sizeof (Result));
  g_autoptr (sqlite3_stmt) row =
      store_query (connection, error,
                   "SELECT path, state, reply_code, reply_text FROM recipient "
                   "WHERE letter_id = ? ORDER BY position",
                   "l", letter->id);
  StoreStep step;

  g_array_set_clear_func (results, result_clear);
  while ((step = store_step (row, error)) == STORE_STEP_ROW)
    if (!load_recipient (row, envelope, results, error))
      return FALSE;

  letter->outcome = make_outcome (envelope, results);
  return step == STORE_STEP_DONE;
}

static void
derive_shown (StoreLetter *letter)
{
  guint n = letter->outcome->results->len;
  g_autofree MailRecipientState *states = g_new (MailRecipientState, n);

  for (guint i = 0; i < n; i++)
    states[i] = mail_outcome_get (letter->outcome, i)->state;

  letter->shown =
      mail_shown_state_derive (letter->state, states, n, letter->attempts, letter->paused);
}

/* Words that cannot be read ask for nothing. */
static void
load_request (sqlite3_stmt *row, int column, MailRequest *request)
{
  mail_notify_from_text (store_column_text (row, column), &request->notify);
  mail_return_from_text (store_column_text (row, column + 1), &request->ret);
  request->require_tls = sqlite3_column_int (row, column + 2);
}

static void
load_columns (sqlite3_stmt *row, StoreLetter *letter)
{
  letter->id = sqlite3_column_int64 (row, 0);
  letter->account_id = store_column_dup_text (row, 1);
  letter->message_id = store_column_dup_text (row, 2);
  letter->subject = store_column_dup_text (row, 3);
  letter->from = store_column_dup_text (row, 4);
  letter->recipients = store_column_dup_text (row, 5);
  letter->created_us = sqlite3_column_int64 (row, 6);
  letter->due_us = sqlite3_column_int64 (row, 7);
  letter->ended_us = sqlite3_column_int64 (row, 8);
  letter->size = sqlite3_column_int64 (row, 9);
  letter->attempts = sqlite3_column_int (row, 10);
  letter->n_attachments = sqlite3_column_int (row, 11);
  letter->server = store_column_dup_text (row, 12);
  letter->paused = sqlite3_column_int (row, 14);
  load_request (row, 25, &letter->request);
  letter->send_at_us = sqlite3_column_int64 (row, 28);
  letter->patience = (StorePatience){
    .tried_us = sqlite3_column_int64 (row, 29),
    .waited_us = sqlite3_column_int64 (row, 30),
    .sent_again = sqlite3_column_int (row, 31),
  };
}

StoreLetter *
store_letter_load (StoreConnection *connection, sqlite3_stmt *row, GError **error)
{
  g_autoptr (StoreLetter) letter = g_atomic_rc_box_new0 (StoreLetter);

  load_columns (row, letter);
  if (!load_path (row, 13, &letter->reverse_path, error))
    return NULL;
  if (!mail_letter_state_from_nick (store_column_text (row, 15), &letter->state))
    {
      set_corrupt (error, "letter's state");
      return NULL;
    }

  if (!load_recipients (connection, letter, error) ||
      !load_failure (row, 18, &letter->outcome->failure, error) ||
      !store_correction_load (connection, letter, error))
    return NULL;

  letter->outcome->reply = load_reply (row, 16);
  derive_shown (letter);
  return g_steal_pointer (&letter);
}

static gboolean
step_to_letter (sqlite3_stmt *row, gint64 id, GError **error)
{
  switch (store_step (row, error))
    {
    case STORE_STEP_ROW:
      return TRUE;
    case STORE_STEP_DONE:
      g_set_error (error, STORE_ERROR, STORE_ERROR_NOT_FOUND,
                   "There is no letter %" G_GINT64_FORMAT, id);
      return FALSE;
    case STORE_STEP_FAILED:
      return FALSE;
    }

  g_return_val_if_reached (FALSE);
}

StoreLetter *
store_letter_load_id (StoreConnection *connection, gint64 id, GError **error)
{
  g_autoptr (sqlite3_stmt) row = store_query (
      connection, error, "SELECT " STORE_LETTER_COLUMNS "FROM letter WHERE id = ?", "l", id);

  return step_to_letter (row, id, error) ? store_letter_load (connection, row, error) : NULL;
}

gboolean
store_letter_get_state (StoreConnection *connection, gint64 id, MailLetterState *state,
                        GError **error)
{
  g_autoptr (sqlite3_stmt) row =
      store_query (connection, error, "SELECT state FROM letter WHERE id = ?", "l", id);

  if (!step_to_letter (row, id, error))
    return FALSE;

  return mail_letter_state_from_nick (store_column_text (row, 0), state) ||
         set_corrupt (error, "letter's state");
}
