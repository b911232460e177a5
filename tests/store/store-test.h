/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A store in a directory of its own, and each asynchronous function as one that waits. */

#pragma once

#include "store-attachments.h"
#include "store-database.h"
#include "store-drafts.h"
#include "store-lock.h"
#include "store-logins.h"
#include "store-outbox.h"
#include "store-people.h"
#include "support-await.h"
#include "support-directory.h"

typedef struct
{
  char *directory;
  StoreDatabase *database;
} StoreTest;

void store_test_set_up (StoreTest *test, gconstpointer data);
void store_test_tear_down (StoreTest *test, gconstpointer data);

#define store_test_add(path, function)                                                             \
  g_test_add (path, StoreTest, NULL, store_test_set_up, function, store_test_tear_down)

/* Waiting */

/* turns the main loop until @done says so; fails the test after ten seconds */
void store_test_until (gboolean (*done) (gpointer data), gpointer data);

/* Files */

char *store_test_write_file (StoreTest *test, const char *name, const void *octets, gsize length);

/* for what is opened from here on; the environment says it for a whole run */
gboolean store_test_is_on_nfs (void);
void store_test_set_on_nfs (gboolean on_nfs);

/* Opening */

StoreDatabase *store_test_try_open (const char *directory, GError **error);
StoreDatabase *store_test_open (const char *directory);
void store_test_close (StoreDatabase *database);
void store_test_reopen (StoreTest *test);

/* what another program does to the database meanwhile */
void store_test_sql (const char *directory, const char *sql);
char *store_test_sql_text (const char *directory, const char *sql);

/* a new database as it was before the migration whose name begins with @first */
void store_test_make_old (const char *directory, const char *first);

/* Letters: a@example.org, b@example.org, … */

MailOutcome *store_test_outcome (StoreLetter *letter);
gint64
store_test_add_letter (StoreDatabase *database, const StoreNewLetter *letter, GError **error);
/* for those who want to change something of it first */
typedef struct
{
  StoreNewLetter letter;
  MailContent *content;
  MailEnvelope *envelope;
} StoreTestLetter;

StoreTestLetter *store_test_letter_new (guint n_recipients);
void store_test_letter_free (StoreTestLetter *letter);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreTestLetter, store_test_letter_free)

gint64 store_test_queue (StoreDatabase *database, guint n_recipients);
StoreLetter *store_test_get (StoreDatabase *database, gint64 id, GError **error);
StoreLetter *store_test_claim (StoreDatabase *database, gint64 id, gint64 now_us);
StoreLetter *store_test_claim_now (StoreDatabase *database);
gboolean
store_test_mark (StoreDatabase *database, gint64 id, const MailOutcome *outcome, GError **error);
gboolean store_test_finish (StoreDatabase *database, gint64 id, const StoreResult *store_result,
                            GError **error);
/* one attempt with states as in "accepted refused deferred" */
void store_test_attempt (StoreDatabase *database, gint64 id, const char *states, gint64 next_us);
gboolean store_test_command (StoreDatabase *database, gint64 id, StoreCommand command,
                             char **draft_id, GError **error);
GPtrArray *store_test_list (StoreDatabase *database, StoreFilter filter, const char *account_id,
                            const char *search);
void store_test_recover (StoreDatabase *database, const char *account_id);
gint64 store_test_next_due (StoreDatabase *database, const char *account_id);
/* the states of the recipients, "accepted refused" */
char *store_test_states (StoreDatabase *database, gint64 id);
void store_test_assert_states (StoreDatabase *database, gint64 id, const char *expected);
void store_test_assert_shown (StoreDatabase *database, gint64 id, const char *expected);

/* Drafts */

void
store_test_save_draft (StoreDatabase *database, const char *id, GBytes *octets, const char *digest);
StoreDraft *store_test_load_draft (StoreDatabase *database, const char *id, GError **error);

/* Attachments */

/* where the file with @digest lies */
char *store_test_dup_attached (StoreTest *test, const char *digest);
StoreAttachment *store_test_attach (StoreDatabase *database, const char *path, GError **error);
MailHole store_test_hole (const StoreAttachment *attachment, MailEncoding encoding, guint64 place);
