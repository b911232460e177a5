/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One value out of a damaged database. What a column's CHECK demands, and what a row is read back
 * as, has to hold in the new one; a row is not given up for one wrong value. */

#include <string.h>

#include "mail-failure.h"
#include "mail-path.h"
#include "mail-state.h"
#include "store-salvage-private.h"

/* instead of an address that is none any more; nothing can be sent to it (RFC 2606) */
#define NO_ADDRESS "damaged-address@damaged.invalid"

typedef enum
{
  FIX_LETTER_STATE,
  FIX_RECIPIENT_STATE,
  FIX_FLAG,
  FIX_NUMBER,
  FIX_PATH,
  FIX_FAILURE,
  FIX_STAGE,
} FixKind;

typedef struct
{
  const char *table;
  const char *column;
  FixKind kind;
  gboolean optional; /* NULL is a value of it too */
} Fix;

static const Fix fixes[] = {
  { "letter", "state", FIX_LETTER_STATE },
  { "letter", "paused", FIX_FLAG },
  { "letter", "accepted", FIX_FLAG },
  { "letter", "require_tls", FIX_FLAG },
  { "letter", "reverse_path", FIX_PATH, TRUE },
  { "letter", "failure_kind", FIX_FAILURE, TRUE },
  { "letter", "failure_stage", FIX_STAGE, TRUE },
  { "letter", "size", FIX_NUMBER },
  { "letter", "n_attachments", FIX_NUMBER },
  { "letter", "created_us", FIX_NUMBER },
  { "letter", "due_us", FIX_NUMBER },
  { "recipient", "path", FIX_PATH },
  { "recipient", "state", FIX_RECIPIENT_STATE },
  { "recipient", "confirming", FIX_FLAG },
};

static const char *
fix_text (FixKind kind, const char *text)
{
  g_autoptr (MailPath) path = NULL;
  MailRecipientState recipient;
  MailLetterState letter;
  MailFailureKind failure;
  MailStage stage;

  switch (kind)
    {
    case FIX_LETTER_STATE:
      return mail_letter_state_from_nick (text, &letter)
                 ? text
                 : mail_letter_state_to_nick (MAIL_LETTER_CONFIRMING);
    case FIX_RECIPIENT_STATE:
      return mail_recipient_state_from_nick (text, &recipient)
                 ? text
                 : mail_recipient_state_to_nick (MAIL_RECIPIENT_UNKNOWN);
    case FIX_PATH:
      path = mail_path_parse (text, NULL);
      return path != NULL ? text : NO_ADDRESS;
    case FIX_FAILURE:
      return mail_failure_kind_from_nick (text, &failure) ? text : NULL;
    case FIX_STAGE:
      return mail_stage_from_nick (text, &stage) ? text : mail_stage_to_nick (MAIL_STAGE_CONNECT);
    case FIX_FLAG:
    case FIX_NUMBER:
      break;
    }
  g_return_val_if_reached (NULL);
}

static void
fix_value (sqlite3_stmt *insert, int index, const Fix *fix, sqlite3_value *value)
{
  const char *text = (const char *) sqlite3_value_text (value);

  if (fix->kind == FIX_FLAG)
    sqlite3_bind_int (insert, index, sqlite3_value_int64 (value) != 0);
  else if (fix->kind == FIX_NUMBER)
    sqlite3_bind_int64 (insert, index, MAX (0, sqlite3_value_int64 (value)));
  else if (text == NULL && fix->optional)
    sqlite3_bind_null (insert, index);
  else
    sqlite3_bind_text (insert, index, fix_text (fix->kind, text != NULL ? text : ""), -1,
                       SQLITE_TRANSIENT);
}

/* What is shown must be text. */
static void
bind_text (sqlite3_stmt *insert, int index, sqlite3_value *value)
{
  g_autofree char *text =
      g_utf8_make_valid ((const char *) sqlite3_value_text (value), sqlite3_value_bytes (value));

  sqlite3_bind_text (insert, index, text, -1, SQLITE_TRANSIENT);
}

void
store_salvage_bind (sqlite3_stmt *insert, int index, const char *table, const char *column,
                    sqlite3_value *value)
{
  for (guint i = 0; i < G_N_ELEMENTS (fixes); i++)
    if (strcmp (fixes[i].table, table) == 0 && strcmp (fixes[i].column, column) == 0)
      {
        fix_value (insert, index, &fixes[i], value);
        return;
      }

  if (sqlite3_value_type (value) == SQLITE_TEXT)
    bind_text (insert, index, value);
  else
    sqlite3_bind_value (insert, index, value);
}
