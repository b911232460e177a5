/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A backup knows less than its original came to: what it says is to go may have gone. Every way of
 * putting one back makes a new file, and so does moving to another computer; so the database says
 * when its own file was made, to the nanosecond. File systems that do not know are left alone. */

#include <fcntl.h>
#include <sys/stat.h>

#include "store-check-private.h"
#include "store-salvage-private.h"

static gint64
get_born (StoreConnection *connection)
{
  g_autofree char *path = g_build_filename (connection->directory, "envoi.db", NULL);
  struct statx info;

  if (statx (AT_FDCWD, path, 0, STATX_BTIME, &info) != 0 || (info.stx_mask & STATX_BTIME) == 0)
    return 0;
  return info.stx_btime.tv_sec * G_GINT64_CONSTANT (1000000000) + info.stx_btime.tv_nsec;
}

static gboolean
count_unfinished (StoreConnection *connection, int *n, GError **error)
{
  g_autoptr (sqlite3_stmt) row =
      store_query (connection, error, "SELECT COUNT (*) FROM letter WHERE state != 'done'", "");

  if (row == NULL || store_step (row, error) != STORE_STEP_ROW)
    return FALSE;

  *n = sqlite3_column_int (row, 0);
  return TRUE;
}

static gboolean
get_known (StoreConnection *connection, gint64 *born_ns, GError **error)
{
  g_autoptr (sqlite3_stmt) row = store_query (connection, error, "SELECT born_ns FROM upkeep", "");

  if (row == NULL)
    return FALSE;
  *born_ns = 0;
  StoreStep step = store_step (row, error);
  if (step == STORE_STEP_ROW)
    *born_ns = sqlite3_column_int64 (row, 0);
  return step != STORE_STEP_FAILED;
}

static gboolean
write_restored (StoreConnection *connection, GError **error)
{
  return store_execute (
      connection, error,
      "INSERT INTO damage (found_us, file, whole, drafts, letters, unfinished) "
      "SELECT ?, NULL, 1, (SELECT COUNT (*) FROM draft), (SELECT COUNT (*) FROM letter), "
      "(SELECT COUNT (*) FROM letter WHERE state != 'done')",
      "l", g_get_real_time ());
}

static gboolean
doubt (StoreConnection *connection, GError **error)
{
  int n;

  if (!count_unfinished (connection, &n, error))
    return FALSE;
  return n == 0 || (store_outbox_doubt (connection, error) && write_restored (connection, error));
}

gboolean
store_check_origin (StoreConnection *connection, gpointer unused, GError **error)
{
  gint64 born_ns = get_born (connection);
  gint64 known_ns;

  if (!get_known (connection, &known_ns, error))
    return FALSE;
  if (born_ns == 0 || born_ns == known_ns)
    return TRUE;

  return (known_ns == 0 || doubt (connection, error)) &&
         store_execute (connection, error, "UPDATE upkeep SET born_ns = ?", "l", born_ns);
}
