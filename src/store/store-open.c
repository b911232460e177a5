/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Opening a store, in a thread. What cannot be written can still be read. A database that is
 * damaged is put right by whoever has it alone; with another process at work on it nothing is
 * moved. */

#include "store-open-private.h"

#include "store-ballast-private.h"
#include "store-check-private.h"
#include "store-log-private.h"
#include "store-salvage-private.h"
#include "store-schema-private.h"
#include "store-tables-private.h"

void
store_opened_free (StoreOpened *opened)
{
  g_free (opened->path);
  store_guard_unref (opened->guard);
  store_connection_close (opened->writer);
  store_connection_close (opened->reader);
  g_free (opened);
}

static gboolean
open_connections (StoreOpened *opened, StoreGuard *guard, GError **error)
{
  g_autoptr (StoreConnection) writer = store_connection_open_writer (opened->path, guard, error);
  if (writer == NULL || !store_connection_write (writer, store_check_origin, NULL, NULL, error))
    return FALSE;

  store_tables_keep (writer);
  /* where there is room, so that there is some when it is needed */
  store_ballast_take (opened->path);
  opened->reader = store_connection_open_reader (opened->path, guard, error);
  if (opened->reader == NULL)
    return FALSE;

  opened->writer = g_steal_pointer (&writer);
  opened->guard = store_guard_ref (guard);
  return TRUE;
}

static gboolean
salvage (StoreOpened *opened, StoreGuard *guard, GError **error)
{
  return store_salvage (opened->path, guard, error) && open_connections (opened, guard, error);
}

/* What was noticed about the log is noticed again until it is written down. */
static gboolean
open_found (StoreOpened *opened, StoreGuard *guard, GError **error)
{
  if (store_guard_get_found (guard) != STORE_MARK_OPEN || !store_log_is_short (opened->path, guard))
    return open_connections (opened, guard, error);

  store_guard_keep (guard, TRUE);
  if (!open_connections (opened, guard, error) ||
      !store_connection_write (opened->writer, store_log_doubt, NULL, NULL, error))
    return FALSE;

  store_guard_keep (guard, FALSE);
  return TRUE;
}

static gboolean
open_alone (StoreOpened *opened, StoreGuard *guard, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  opened->unclean = store_guard_get_found (guard) != STORE_MARK_CLOSED;
  if (!store_salvage_resume (opened->path, guard, error))
    return FALSE;
  if (store_guard_get_found (guard) == STORE_MARK_DAMAGED)
    return salvage (opened, guard, error);
  if (open_found (opened, guard, &local_error))
    return TRUE;
  if (g_error_matches (local_error, STORE_ERROR, STORE_ERROR_DAMAGED))
    return salvage (opened, guard, error);

  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

/* An older database cannot be read as it is, and here it cannot be changed. */
static gboolean
open_read_only (StoreOpened *opened)
{
  g_autoptr (StoreConnection) writer = store_connection_open_read_only (opened->path, NULL);
  g_autoptr (StoreConnection) reader = store_connection_open_read_only (opened->path, NULL);

  if (writer == NULL || reader == NULL || !store_schema_is_current (writer))
    return FALSE;

  opened->writer = g_steal_pointer (&writer);
  opened->reader = g_steal_pointer (&reader);
  opened->read_only = TRUE;
  return TRUE;
}

static gboolean
open_writable (StoreOpened *opened, GError **error)
{
  if (!store_connection_make_directories (opened->path, error))
    return FALSE;

  g_autoptr (StoreGuard) guard = store_guard_take (opened->path, error);
  if (guard == NULL)
    return FALSE;
  if (!store_guard_is_alone (guard))
    return open_connections (opened, guard, error);

  gboolean done = open_alone (opened, guard, error);
  store_guard_share (guard);
  return done;
}

gboolean
store_open (StoreOpened *opened, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  if (open_writable (opened, &local_error))
    return TRUE;
  if (g_error_matches (local_error, STORE_ERROR, STORE_ERROR_READ_ONLY) && open_read_only (opened))
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}
