/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What was read of a damaged database need not fit together: a letter without its people cannot
 * go, people without a letter are nobody's. Words come before order: where nothing else can be made
 * of a letter, it is a draft again. */

#include <string.h>

#include "store-attachments.h"
#include "store-salvage-private.h"

/* A letter that may yet go is one with people and content; of others the draft is kept, if there is
 * one. */
#define NOBODYS                                                                                    \
  "NOT EXISTS (SELECT 1 FROM recipient WHERE letter_id = letter.id) "                              \
  "AND NOT (state = 'done' AND accepted = 1)"

static gboolean
make_drafts (StoreConnection *target, GError **error)
{
  return store_execute (target, error,
                        "INSERT OR IGNORE INTO draft (id, account_id, subject, recipients, "
                        "modified_us, n_attachments, "
                        "octets) SELECT COALESCE (draft_id, lower (hex (randomblob (16)))), "
                        "account_id, subject, "
                        "letter.recipients, created_us, n_attachments, draft FROM letter "
                        "JOIN letter_content ON letter_content.letter_id = letter.id "
                        "WHERE draft IS NOT NULL AND " NOBODYS,
                        "") &&
         store_execute (target, error,
                        "INSERT OR IGNORE INTO draft (id, account_id, subject, recipients, "
                        "modified_us, n_attachments, "
                        "octets) SELECT lower (hex (randomblob (16))), NULL, '', '', ?, 0, draft "
                        "FROM letter_content WHERE draft IS NOT NULL "
                        "AND NOT EXISTS (SELECT 1 FROM letter WHERE id = letter_id)",
                        "l", g_get_real_time ()) &&
         store_execute (target, error, "DELETE FROM letter WHERE " NOBODYS, "");
}

/* A draft of which only earlier versions are left goes back to the latest. */
static gboolean
use_versions (StoreConnection *target, GError **error)
{
  return store_execute (
      target, error,
      "INSERT INTO draft (id, account_id, subject, recipients, modified_us, "
      "n_attachments, octets) SELECT draft_id, NULL, '', '', saved_us, 0, octets "
      "FROM draft_version WHERE id IN "
      "(SELECT MAX (id) FROM draft_version GROUP BY draft_id) "
      "AND draft_id NOT IN (SELECT id FROM draft) "
      "AND draft_id NOT IN (SELECT draft_id FROM letter WHERE draft_id IS NOT NULL)",
      "");
}

/* Two rows for one person cannot have been written. */
static gboolean
remove_doubles (StoreConnection *target, GError **error)
{
  return store_execute (target, error,
                        "DELETE FROM recipient WHERE EXISTS (SELECT 1 FROM recipient AS other "
                        "WHERE other.letter_id = recipient.letter_id "
                        "AND other.path = recipient.path "
                        "AND other.position < recipient.position)",
                        "");
}

#define PARENTS                                                                                    \
  "SELECT tables.name, keys.\"from\", keys.\"table\", "                                            \
  "COALESCE (keys.\"to\", (SELECT name FROM pragma_table_info (keys.\"table\") WHERE pk = 1)) "    \
  "FROM pragma_table_list AS tables, pragma_foreign_key_list (tables.name) AS keys "               \
  "WHERE tables.schema = 'main' AND tables.type = 'table'"

static gboolean
remove_orphans (StoreConnection *target, GError **error)
{
  g_autoptr (sqlite3_stmt) row = store_query (target, error, PARENTS, "");
  StoreStep step;

  while ((step = store_step (row, error)) == STORE_STEP_ROW)
    {
      g_autofree char *sql =
          g_strdup_printf ("DELETE FROM \"%s\" WHERE \"%s\" NOT IN (SELECT \"%s\" FROM \"%s\")",
                           store_column_text (row, 0), store_column_text (row, 1),
                           store_column_text (row, 3), store_column_text (row, 2));

      if (!store_execute (target, error, sql, ""))
        return FALSE;
    }

  return step == STORE_STEP_DONE;
}

/* Files */

static gboolean
refer_to (StoreConnection *target, const char *insert, sqlite3_stmt *row, const char *digest,
          GError **error)
{
  g_autofree char *path = g_build_filename (target->directory, "attachments", digest, NULL);
  g_autofree char *id = store_column_dup_text (row, 0);

  return !g_file_test (path, G_FILE_TEST_EXISTS) ||
         store_execute (target, error, insert, "ss", id, digest);
}

/* A digest stands as text in whatever names a file. */
static gboolean
refer_from (StoreConnection *target, const char *insert, sqlite3_stmt *row, int column,
            GError **error)
{
  const guint8 *octets = sqlite3_column_blob (row, column);
  int n = sqlite3_column_bytes (row, column);
  int length = 0;

  for (int i = 0; i < n; i++)
    {
      length = g_ascii_isxdigit (octets[i]) ? length + 1 : 0;
      if (length < MAIL_DIGEST_LENGTH)
        continue;

      g_autofree char *digest =
          g_strndup ((const char *) octets + i + 1 - MAIL_DIGEST_LENGTH, MAIL_DIGEST_LENGTH);
      if (!refer_to (target, insert, row, digest, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
find_files (StoreConnection *target, const char *select, const char *insert, GError **error)
{
  g_autoptr (sqlite3_stmt) row = store_query (target, error, select, "");
  StoreStep step;

  while ((step = store_step (row, error)) == STORE_STEP_ROW)
    for (int i = 1; i < sqlite3_column_count (row); i++)
      if (!refer_from (target, insert, row, i, error))
        return FALSE;

  return step == STORE_STEP_DONE;
}

/* Which files are referred to is known twice, so that they can be collected; once is enough. */
static gboolean
find_all_files (StoreConnection *target, GError **error)
{
  return find_files (target, "SELECT id, octets FROM draft",
                     "INSERT OR IGNORE INTO draft_file (draft_id, digest) VALUES (?, ?)", error) &&
         find_files (target, "SELECT letter_id, holes, draft FROM letter_content",
                     "INSERT OR IGNORE INTO letter_file (letter_id, digest) VALUES (?, ?)", error);
}

static gboolean
index_letters (StoreConnection *target, GError **error)
{
  return store_execute (target, error,
                        "INSERT INTO letter_search (rowid, subject, people, text, files) "
                        "SELECT letter_id, indexed_subject, indexed_people, indexed_text, "
                        "indexed_files FROM letter_content",
                        "");
}

/* What is finished has an end for everybody. */
static gboolean
finish_letters (StoreConnection *target, GError **error)
{
  return store_execute (target, error,
                        "UPDATE recipient SET state = 'unknown' WHERE state IN "
                        "('pending', 'deferred') AND letter_id IN "
                        "(SELECT id FROM letter WHERE state = 'done')",
                        "") &&
         store_execute (target, error,
                        "UPDATE letter SET accepted = NOT EXISTS (SELECT 1 FROM recipient "
                        "WHERE letter_id = letter.id AND recipient.state != 'accepted') "
                        "WHERE EXISTS (SELECT 1 FROM recipient WHERE letter_id = letter.id)",
                        "");
}

gboolean
store_salvage_mend (StoreConnection *target, GError **error)
{
  return use_versions (target, error) && make_drafts (target, error) &&
         remove_doubles (target, error) && remove_orphans (target, error) &&
         find_all_files (target, error) && finish_letters (target, error) &&
         index_letters (target, error);
}
