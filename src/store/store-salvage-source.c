/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Getting at a damaged database: as it is, or, where its first hundred octets are not to be read,
 * in a copy with others. These say little that is not always the same (the file format's "database
 * header"), so they can be made anew; the tables' definitions follow them. */

#include "store-salvage-private.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store-error-private.h"
#include "store-tables-private.h"

#define COPY "envoi.db.headless"
#define HEAD_SIZE 100

static gboolean
copy_file (const char *from, const char *to, GError **error)
{
  g_autoptr (GFile) source = g_file_new_for_path (from);
  g_autoptr (GFile) target = g_file_new_for_path (to);
  g_autoptr (GError) local_error = NULL;

  if (g_file_copy (source, target, G_FILE_COPY_OVERWRITE, NULL, NULL, NULL, &local_error))
    return TRUE;

  g_set_error (error, STORE_ERROR,
               g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_NO_SPACE) ? STORE_ERROR_FULL
                                                                              : STORE_ERROR_IO,
               "%s", local_error->message);
  return FALSE;
}

static void
put (guint8 *head, guint offset, guint32 number)
{
  guint32 octets = GUINT32_TO_BE (number);

  memcpy (head + offset, &octets, sizeof octets);
}

/* All pages count as used, so that no list of free ones is looked at. */
static void
fill_head (guint8 *head, guint32 n_pages)
{
  memcpy (head, "SQLite format 3", 16);
  head[16] = STORE_PAGE_SIZE >> 8;
  head[18] = head[19] = 2; /* a write-ahead log */
  head[21] = 64;
  head[22] = head[23] = 32;
  put (head, 24, 1);
  put (head, 28, n_pages);
  put (head, 44, 4); /* schema format */
  put (head, 56, 1); /* UTF-8 */
  put (head, 92, 1);
}

/* @page: (nullable): more than the head */
static gboolean
write_head (const char *directory, GBytes *page, GError **error)
{
  g_autofree char *path = g_build_filename (directory, COPY, NULL);
  guint8 first[STORE_PAGE_SIZE] = { 0 };
  gsize size = page == NULL ? HEAD_SIZE : STORE_PAGE_SIZE;
  int fd = open (path, O_RDWR | O_CLOEXEC);
  struct stat info;
  gboolean written = FALSE;

  if (fd >= 0 && fstat (fd, &info) == 0)
    {
      if (page != NULL)
        memcpy (first, g_bytes_get_data (page, NULL), STORE_PAGE_SIZE);
      fill_head (first, (guint32) (info.st_size / STORE_PAGE_SIZE));
      written = pwrite (fd, first, size, 0) == (ssize_t) size;
    }
  if (!written)
    store_set_errno_error (error, errno, "Cannot write %s", path);
  if (fd >= 0)
    close (fd);
  return written;
}

/* A log may hold the whole first page, and is then what is read. */
static gboolean
make_copy (const char *directory, GError **error)
{
  g_autofree char *path = g_build_filename (directory, "envoi.db", NULL);
  g_autofree char *log = g_strconcat (path, "-wal", NULL);
  g_autofree char *copy = g_build_filename (directory, COPY, NULL);
  g_autofree char *copy_log = g_strconcat (copy, "-wal", NULL);

  return copy_file (path, copy, error) &&
         (access (log, F_OK) != 0 || copy_file (log, copy_log, error)) &&
         write_head (directory, NULL, error);
}

/* The log is written into the copy, so that its first page is not what is read again. */
static gboolean
remake_copy (const char *directory, GBytes *page, GError **error)
{
  g_autoptr (StoreConnection) copy =
      store_connection_open_file (directory, COPY, SQLITE_OPEN_READWRITE, NULL);

  if (copy != NULL)
    sqlite3_exec (copy->sqlite, "PRAGMA wal_checkpoint (TRUNCATE)", NULL, NULL, NULL);
  g_clear_pointer (&copy, store_connection_close);
  return write_head (directory, page, error);
}

static gint64
count_tables (StoreConnection *source, const char *condition)
{
  g_autofree char *sql =
      g_strconcat ("SELECT COUNT (*) FROM sqlite_schema WHERE ", condition, NULL);
  gint64 n = -1;

  store_read_number (source, &n, NULL, sql, "");
  return n;
}

static gboolean
has_tables (StoreConnection *source)
{
  static const char *const selects[] = {
    "SELECT * FROM draft LIMIT 0",
    "SELECT * FROM letter LIMIT 0",
    "SELECT * FROM letter_content LIMIT 0",
    "SELECT * FROM recipient LIMIT 0",
  };

  for (guint i = 0; i < G_N_ELEMENTS (selects); i++)
    {
      g_autoptr (sqlite3_stmt) row = store_query (source, NULL, selects[i], "");

      if (row == NULL)
        return FALSE;
    }
  return TRUE;
}

/* SQLite may give up over a definition it cannot read: then as many as can be are enough. The log
 * is left as it is. */
static StoreConnection *
open_source (const char *directory, const char *name)
{
  g_autoptr (StoreConnection) source =
      store_connection_open_file (directory, name, SQLITE_OPEN_READWRITE, NULL);

  if (source == NULL)
    return NULL;

  sqlite3_db_config (source->sqlite, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
  sqlite3_exec (source->sqlite,
                "PRAGMA writable_schema = ON; PRAGMA query_only = ON; PRAGMA trusted_schema = OFF; "
                "PRAGMA cell_size_check = ON;",
                NULL, NULL, NULL);
  return g_steal_pointer (&source);
}

static void
remove_copy (const char *directory)
{
  static const char *const names[] = { COPY, COPY "-wal", COPY "-shm" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (directory, names[i], NULL);

      unlink (path);
    }
}

/* Returns FALSE with @error set when a copy cannot be made. *@source is NULL if even that does not
 * help. */
static gboolean
open_copy (const char *directory, StoreConnection **source, GError **error)
{
  g_autoptr (GBytes) page = store_tables_dup_page (directory);
  g_autoptr (StoreConnection) copy = NULL;

  if (!make_copy (directory, error))
    return FALSE;

  copy = open_source (directory, COPY);
  if (page != NULL && (copy == NULL || !has_tables (copy)))
    {
      g_clear_pointer (&copy, store_connection_close);
      if (!remake_copy (directory, page, error))
        return FALSE;
      copy = open_source (directory, COPY);
    }

  if (copy != NULL && has_tables (copy))
    *source = g_steal_pointer (&copy);
  return TRUE;
}

static gboolean
is_anothers (StoreConnection *source)
{
  return count_tables (source, "TRUE") > 0 &&
         count_tables (source, "name IN ('draft', 'letter')") == 0;
}

gboolean
store_salvage_open_source (const char *directory, StoreConnection **source, GError **error)
{
  g_autoptr (StoreConnection) direct = open_source (directory, "envoi.db");

  *source = NULL;
  remove_copy (directory);
  if (direct != NULL && has_tables (direct))
    {
      *source = g_steal_pointer (&direct);
      return TRUE;
    }
  if (direct != NULL && is_anothers (direct))
    {
      g_set_error_literal (error, STORE_ERROR, STORE_ERROR_DAMAGED,
                           "The database belongs to another program");
      return FALSE;
    }

  gboolean opened = open_copy (directory, source, error);
  if (*source == NULL)
    remove_copy (directory);
  return opened;
}

void
store_salvage_close_source (StoreConnection *source)
{
  g_autofree char *directory = source == NULL ? NULL : g_strdup (source->directory);

  store_connection_close (source);
  if (directory != NULL)
    remove_copy (directory);
}
