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

static int
get_errno (sqlite3_file *file)
{
  int number = 0;

  if (file != NULL && file->pMethods != NULL)
    file->pMethods->xFileControl (file, SQLITE_FCNTL_LAST_ERRNO, &number);
  return number;
}

/* SQLite knows a full disk, not a quota or a limit: those are failed calls, and often only the file
 * remembers why, which is the database, its log or its journal. The first that says more than that
 * something failed is believed. */
static StoreError
code_from_files (sqlite3 *sqlite)
{
  static const int files[] = { SQLITE_FCNTL_JOURNAL_POINTER, SQLITE_FCNTL_FILE_POINTER };
  StoreError code = code_from_errno (sqlite3_system_errno (sqlite));

  for (guint i = 0; i < G_N_ELEMENTS (files) && code == STORE_ERROR_IO; i++)
    {
      sqlite3_file *file = NULL;

      sqlite3_file_control (sqlite, "main", files[i], &file);
      code = code_from_errno (get_errno (file));
    }
  return code;
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
      return code_from_files (sqlite);
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
