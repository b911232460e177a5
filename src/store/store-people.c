/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The people written to. Each beginning by which a person may be looked for is a row, so completion
 * is one look into an index: the name from each of its words on, in Chinese names from each
 * character on, the address, and its domain. */

#include "store-people.h"

#include <string.h>

#include "store-database-private.h"
#include "store-outbox-private.h"
#include "store-search-private.h"

/* names of mailing lists can be whole sentences */
#define MAX_BEGINNINGS 24

void
store_person_free (StorePerson *person)
{
  g_free (person->name);
  g_free (person->address);
  g_free (person);
}

/* Counting */

static gboolean
add_key (sqlite3_stmt *insert, const char *beginning, const char *address, GError **error)
{
  store_bind (insert, "ss", beginning, address);
  return store_step (insert, error) != STORE_STEP_FAILED;
}

static gboolean
begins_here (gunichar previous, gunichar c)
{
  if (!g_unichar_isalnum (c))
    return FALSE;

  return store_search_is_paired (c) || !g_unichar_isalnum (previous) ||
         store_search_is_paired (previous);
}

static gboolean
add_name_keys (sqlite3_stmt *insert, const char *name, const char *address, GError **error)
{
  gunichar previous = 0;
  guint n = 0;

  for (const char *p = name; *p != '\0' && n < MAX_BEGINNINGS; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (begins_here (previous, c))
        {
          if (!add_key (insert, p, address, error))
            return FALSE;
          n++;
        }
      previous = c;
    }

  return TRUE;
}

/* Domains are compared without case, local-parts to the letter (RFC 5321 section 2.4). */
static char *
dup_address (const MailPath *path)
{
  g_autofree char *domain = g_utf8_strdown (mail_path_get_domain (path), -1);

  return g_strdup_printf ("%s@%s", mail_path_get_local_part (path), domain);
}

static gboolean
add_keys (StoreConnection *connection, const char *address, const char *name, GError **error)
{
  g_autofree char *folded_name = store_search_fold (name);
  g_autofree char *folded_address = store_search_fold (address);
  g_autoptr (sqlite3_stmt) insert = store_query (
      connection, error, "INSERT OR IGNORE INTO person_key (beginning, address) VALUES (?, ?)", "");
  if (insert == NULL)
    return FALSE;

  const char *at = strrchr (folded_address, '@');
  return add_key (insert, folded_address, address, error) &&
         (at == NULL || add_key (insert, at + 1, address, error)) &&
         add_name_keys (insert, folded_name, address, error);
}

/* A name given today goes before one given earlier; no name leaves the earlier one. */
gboolean
store_people_count (StoreConnection *connection, const MailPath *path, const char *name,
                    gint64 now_us, GError **error)
{
  g_autofree char *address = dup_address (path);
  g_autofree char *clean_name = g_strstrip (g_strdup (name == NULL ? "" : name));
  g_autoptr (sqlite3_stmt) row =
      store_query (connection, error,
                   "INSERT INTO person (address, name, uses, used_us) VALUES (?1, ?2, 1, ?3) "
                   "ON CONFLICT (address) DO UPDATE SET uses = uses + 1, used_us = ?3, "
                   "name = iif (?2 = '', name, ?2) RETURNING name, uses",
                   "ssl", address, clean_name, now_us);

  if (store_step (row, error) != STORE_STEP_ROW)
    return FALSE;

  gboolean is_new = sqlite3_column_int64 (row, 1) == 1;
  if (!is_new && *clean_name == '\0')
    return TRUE;

  return (is_new || store_execute (connection, error, "DELETE FROM person_key WHERE address = ?",
                                   "s", address)) &&
         add_keys (connection, address, clean_name, error);
}

/* Completing */

typedef struct
{
  char *text;
  guint limit;

  GPtrArray *people;
} CompleteJob;

static void
complete_job_free (CompleteJob *job)
{
  g_free (job->text);
  g_clear_pointer (&job->people, g_ptr_array_unref);
  g_free (job);
}

static gpointer
load_person (sqlite3_stmt *row)
{
  StorePerson *person = g_new0 (StorePerson, 1);

  person->name = store_column_dup_text (row, 0);
  person->address = store_column_dup_text (row, 1);
  return person;
}

/* How often counts less the longer ago it was: half after a month. Beginnings are compared as
 * octets, and 0xff is in no UTF-8. */
static gboolean
run_complete (StoreConnection *connection, gpointer data, GError **error)
{
  CompleteJob *job = data;
  g_autofree char *from = store_search_fold (job->text);
  g_autofree char *to = g_strconcat (from, "\xff", NULL);
  g_autoptr (sqlite3_stmt) row = store_query (
      connection, error,
      "SELECT name, address FROM person WHERE ?1 != '' AND address IN "
      "(SELECT address FROM person_key WHERE beginning >= ?1 AND beginning < ?2) "
      "ORDER BY uses / (1 + (?3 - used_us) / 2592000e6) DESC, used_us DESC, address LIMIT ?4",
      "ssll", from, to, g_get_real_time (), (gint64) job->limit);

  job->people = store_list_rows (row, load_person, (GDestroyNotify) store_person_free, error);
  return job->people != NULL;
}

void
store_people_complete_async (StoreDatabase *database, const char *text, guint limit,
                             GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer user_data)
{
  CompleteJob *job = g_new0 (CompleteJob, 1);
  GTask *task = store_task_new (database, cancellable, callback, user_data, job,
                                (GDestroyNotify) complete_job_free);

  job->text = g_strstrip (g_strdup (text));
  job->limit = limit;
  store_database_read (task, store_people_complete_async, run_complete);
}

GPtrArray *
store_people_complete_finish (StoreDatabase *database, GAsyncResult *result, GError **error)
{
  CompleteJob *job = store_task_finish (database, result, store_people_complete_async, error);

  return job == NULL ? NULL : g_steal_pointer (&job->people);
}
