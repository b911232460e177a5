/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The ledger goes on while the outbox is read. So what is compared with a letter is who had it
 * before it was read, where a copy too many is looked for, and who has it afterwards, where one may
 * not be missing. */

#include "soak-store.h"

#include "store-drafts.h"

#define PAGE 200

void
soak_store_init (SoakStore *self, SoakLedger *ledger)
{
  self->ledger = ledger;
  self->letters = g_new0 (SoakLetter, SOAK_MAX_LETTERS);
  self->by_id = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, NULL);
}

void
soak_store_clear (SoakStore *self)
{
  g_clear_pointer (&self->by_id, g_hash_table_unref);
  g_clear_pointer (&self->letters, g_free);
}

SoakLetter *
soak_store_add (SoakStore *self, gint64 id)
{
  SoakLetter *letter = self->letters + self->n_letters;

  letter->number = self->n_letters++;
  g_assert_cmpuint (self->n_letters, <, SOAK_MAX_LETTERS);
  letter->id = id;
  letter->n_people = soak_letter_count_people (letter->number);
  g_assert_true (g_hash_table_insert (self->by_id, &letter->id, letter));
  return letter;
}

SoakLetter *
soak_store_lookup (SoakStore *self, gint64 id)
{
  return g_hash_table_lookup (self->by_id, &id);
}

SoakCopies
soak_store_get_copies (SoakStore *self, gint64 id)
{
  SoakLetter *letter = soak_store_lookup (self, id);
  SoakCopies copies = { .id = id };

  for (guint i = 0; letter != NULL && i < letter->n_people; i++)
    copies.copies[i] = __atomic_load_n (&self->ledger->copies[letter->number][i], __ATOMIC_SEQ_CST);
  return copies;
}

/* --- what must hold -------------------------------------------------------------------------- */

/* Everything that was said about it. */
static void
say_conversations (SoakStore *self, gint64 id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) conversations = NULL;

  store_outbox_get_conversation_async (self->database, id, NULL, support_await_done, &result);
  conversations =
      store_outbox_get_conversation_finish (self->database, support_await (&result), NULL);
  for (guint i = 0; conversations != NULL && i < conversations->len; i++)
    for (guint k = 0; k < mail_conversation_get_n_lines (conversations->pdata[i]); k++)
      {
        const MailLine *line = mail_conversation_get_line (conversations->pdata[i], k);

        g_test_message ("%u %s: %s", i + 1, mail_who_to_nick (line->who), line->text);
      }
}

static void
fail (SoakStore *self, const SoakLetter *letter, guint person, const StoreLetter *row,
      const char *what)
{
  say_conversations (self, letter->id);
  g_error ("letter %u, person %u: %s (%s, sent again %u times)", letter->number, person, what,
           mail_shown_state_to_nick (row->shown), letter->again);
}

static gboolean
is_at_rest (const StoreLetter *row)
{
  switch (row->state)
    {
    case MAIL_LETTER_HELD:
    case MAIL_LETTER_QUEUED:
    case MAIL_LETTER_DONE:
      return TRUE;
    case MAIL_LETTER_SENDING:
    case MAIL_LETTER_CONFIRMING:
      return FALSE;
    }
  g_return_val_if_reached (FALSE);
}

static void
check_person (SoakStore *self, const SoakLetter *letter, const StoreLetter *row, guint person,
              const SoakCopies *before, const SoakCopies *after)
{
  if (after->copies[person] > 1 + letter->again)
    fail (self, letter, person, row, "got it twice");
  switch (mail_outcome_get (row->outcome, person)->state)
    {
    case MAIL_RECIPIENT_ACCEPTED:
      if (after->copies[person] == 0 && !letter->by_hand)
        fail (self, letter, person, row, "accepted, and the server has nothing");
      break;
    case MAIL_RECIPIENT_UNKNOWN:
      break;
    case MAIL_RECIPIENT_PENDING:
    case MAIL_RECIPIENT_REFUSED:
    case MAIL_RECIPIENT_DEFERRED:
      if (before->copies[person] > 0 && letter->again == 0 && is_at_rest (row))
        fail (self, letter, person, row, "not sent, and the server has it");
      break;
    }
}

static void
check_row (SoakStore *self, const SoakLetter *letter, const StoreLetter *row,
           const SoakCopies *before)
{
  SoakCopies after = soak_store_get_copies (self, letter->id);

  g_assert_cmpuint (row->outcome->results->len, ==, letter->n_people);
  for (guint i = 0; i < letter->n_people; i++)
    check_person (self, letter, row, i, before, &after);
}

static void
check_ledger (SoakStore *self)
{
  if (self->ledger->complaints > 0)
    g_error ("%d complaints: %s", self->ledger->complaints, self->ledger->complaint);
  g_assert_cmpint (self->ledger->altered, ==, 0);
}

void
soak_store_check (SoakStore *self, const SoakCopies *before)
{
  SoakLetter *letter = soak_store_lookup (self, before->id);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (StoreLetter) row = NULL;

  check_ledger (self);
  if (letter == NULL)
    return;
  store_outbox_get_async (self->database, before->id, NULL, support_await_done, &result);
  row = store_outbox_get_finish (self->database, support_await (&result), &error);
  g_assert_no_error (error);
  check_row (self, letter, row, before);
}

static void
check_gone (SoakStore *self, const SoakLetter *letter)
{
  for (guint i = 0; letter->drafted && letter->again == 0 && i < letter->n_people; i++)
    if (self->ledger->copies[letter->number][i] > 0)
      g_error ("letter %u was taken back, and person %u has it", letter->number, i);
}

/* Nothing is added or taken away meanwhile. @last: of the page before; becomes this one's. */
static guint
check_page (SoakStore *self, gint64 *last, GArray *shown)
{
  g_autofree SoakCopies *before = g_new0 (SoakCopies, PAGE);
  gint64 begin = *last;
  g_autoptr (GPtrArray) rows = soak_store_list (self, STORE_ALL, begin, PAGE);

  /* read once more, so that the ledger can be looked at first */
  for (guint i = 0; i < rows->len; i++)
    before[i] = soak_store_get_copies (self, ((StoreLetter *) rows->pdata[i])->id);
  g_ptr_array_unref (rows);
  rows = soak_store_list (self, STORE_ALL, begin, PAGE);
  for (guint i = 0; i < rows->len; i++)
    {
      const StoreLetter *row = g_ptr_array_index (rows, i);
      SoakLetter *letter = soak_store_lookup (self, row->id);

      g_assert_nonnull (letter);
      g_assert_cmpint (before[i].id, ==, row->id);
      check_row (self, letter, row, before + i);
      g_array_index (shown, guint, row->shown)++;
      *last = row->id;
    }
  return rows->len;
}

GArray *
soak_store_check_all (SoakStore *self)
{
  GArray *shown = g_array_new (FALSE, TRUE, sizeof (guint));
  gint64 last = 0;
  guint n = 0;
  guint page;

  g_array_set_size (shown, MAIL_N_SHOWN_STATES);
  check_ledger (self);
  do
    n += page = check_page (self, &last, shown);
  while (page == PAGE);
  g_assert_cmpuint (n, ==, g_hash_table_size (self->by_id));
  for (guint i = 0; i < self->n_letters; i++)
    check_gone (self, self->letters + i);
  return shown;
}

/* --- the outbox ------------------------------------------------------------------------------ */

GPtrArray *
soak_store_list (SoakStore *self, StoreFilter filter, gint64 before, guint limit)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *rows;

  store_outbox_list_async (self->database, filter, NULL, NULL, before, limit, NULL,
                           support_await_done, &result);
  rows = store_outbox_list_finish (self->database, support_await (&result), &error);
  g_assert_no_error (error);
  return rows;
}

guint
soak_store_count_drafts (SoakStore *self)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) drafts = NULL;

  store_drafts_list_async (self->database, NULL, support_await_done, &result);
  drafts = store_drafts_list_finish (self->database, support_await (&result), &error);
  g_assert_no_error (error);
  return drafts->len;
}

static void
forget (SoakStore *self, SoakLetter *letter)
{
  g_assert_true (g_hash_table_remove (self->by_id, &letter->id));
}

gboolean
soak_store_command (SoakStore *self, gint64 id, StoreCommand command)
{
  SoakLetter *letter = soak_store_lookup (self, id);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *draft_id = NULL;

  /* before it is said: it may go at once */
  letter->again += command == STORE_COMMAND_AGAIN;
  store_outbox_command_async (self->database, id, command, NULL, support_await_done, &result);
  if (!store_outbox_command_finish (self->database, support_await (&result), &draft_id, &error))
    {
      g_assert_error (error, STORE_ERROR, STORE_ERROR_STATE);
      letter->again -= command == STORE_COMMAND_AGAIN;
      return FALSE;
    }
  letter->by_hand |= command == STORE_COMMAND_ACCEPT;
  letter->drafted = draft_id != NULL;
  letter->deleted = command == STORE_COMMAND_DELETE;
  if (letter->drafted || letter->deleted)
    forget (self, letter);
  return TRUE;
}
