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
doubt (StoreConnection *connection, GError **error)
{
  gint64 n = 0;

  if (!store_read_number (connection, &n, error,
                          "SELECT COUNT (*) FROM letter WHERE state != 'done'", ""))
    return FALSE;
  return n == 0 || (store_outbox_doubt (connection, error) &&
                    store_damage_write (connection, NULL, TRUE, error));
}

gboolean
store_check_origin (StoreConnection *connection, gpointer unused, GError **error)
{
  gint64 born_ns = get_born (connection);
  gint64 known_ns = 0;

  if (!store_read_number (connection, &known_ns, error, "SELECT born_ns FROM upkeep", ""))
    return FALSE;
  if (born_ns == 0 || born_ns == known_ns)
    return TRUE;

  return (known_ns == 0 || doubt (connection, error)) &&
         store_execute (connection, error, "UPDATE upkeep SET born_ns = ?", "l", born_ns);
}
