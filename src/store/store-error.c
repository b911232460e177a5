/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the system and SQLite report, as the few situations the rest of the program tells apart. */

#include "store-error-private.h"

#include <errno.h>

/* clang-format off */
G_DEFINE_QUARK (store-error-quark, store_error)
/* clang-format on */

static StoreError
code_from_errno (int number)
{
  switch (number)
    {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return STORE_ERROR_FULL;
    case EROFS:
    case EACCES:
    case EPERM:
      return STORE_ERROR_READ_ONLY;
    default:
      return STORE_ERROR_IO;
    }
}

void
store_set_errno_error (GError **error, int number, const char *what, ...)
{
  va_list args;
  va_start (args, what);
  g_autofree char *text = g_strdup_vprintf (what, args);
  va_end (args);

  g_set_error (error, STORE_ERROR, code_from_errno (number), "%s: %s", text, g_strerror (number));
}

/* SQLite knows a full disk, not a quota or a limit: those are failed writes, and only the log's
 * file remembers why. */
static int
get_errno (sqlite3 *sqlite)
{
  sqlite3_file *log = NULL;
  int number = sqlite3_system_errno (sqlite);

  if (number == 0)
    sqlite3_file_control (sqlite, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
  if (log != NULL && log->pMethods != NULL)
    log->pMethods->xFileControl (log, SQLITE_FCNTL_LAST_ERRNO, &number);
  return number;
}

static StoreError
code_from_sqlite (sqlite3 *sqlite)
{
  switch (sqlite3_errcode (sqlite) & 0xff)
    {
    case SQLITE_FULL:
      return STORE_ERROR_FULL;
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return STORE_ERROR_READ_ONLY;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return STORE_ERROR_DAMAGED;
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
      return code_from_errno (get_errno (sqlite));
    default:
      return STORE_ERROR_IO;
    }
}

void
store_set_sqlite_error (GError **error, sqlite3 *sqlite)
{
  g_set_error (error, STORE_ERROR, code_from_sqlite (sqlite), "SQLite: %s (%d)",
               sqlite3_errmsg (sqlite), sqlite3_extended_errcode (sqlite));
}
