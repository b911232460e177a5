/* SPDX-License-Identifier: GPL-3.0-or-later */

/* SQLite keeps no checksum of what it has written. A bit that a disk turned round in a letter, or
 * in an address, would be sent; so a digest of both stands beside them and is compared before a
 * letter goes. */

#include "store-seal-private.h"

#include <string.h>

#include "store-digest-private.h"

char *
store_seal_dup_people (const MailEnvelope *envelope)
{
  MailPath *reverse_path = envelope->reverse_path;
  GString *people = g_string_new (reverse_path != NULL ? mail_path_get_text (reverse_path) : "");

  for (guint i = 0; i < envelope->forward_paths->len; i++)
    g_string_append_printf (people, "\n%s",
                            mail_path_get_text (g_ptr_array_index (envelope->forward_paths, i)));
  return g_string_free (people, FALSE);
}

void
store_seal_make (GBytes *octets, GBytes *holes, const char *people,
                 char seal[MAIL_DIGEST_LENGTH + 1])
{
  gsize n_octets, n_holes;
  const guint8 *octet = g_bytes_get_data (octets, &n_octets);
  const guint8 *hole = g_bytes_get_data (holes, &n_holes);
  /* where one ends and the next begins is part of it */
  g_autofree char *lengths =
      g_strdup_printf ("%" G_GSIZE_FORMAT " %" G_GSIZE_FORMAT "\n", n_octets, n_holes);
  g_autoptr (StoreDigest) digest =
      store_digest_new (strlen (lengths) + n_octets + n_holes + strlen (people));

  seal[0] = '\0';
  if (digest == NULL)
    return;

  store_digest_update (digest, (const guint8 *) lengths, strlen (lengths));
  store_digest_update (digest, octet, n_octets);
  store_digest_update (digest, hole, n_holes);
  store_digest_update (digest, (const guint8 *) people, strlen (people));
  store_digest_finish (digest, seal);
}

/* Returns: (transfer full) (nullable): as store_seal_dup_people() has them */
static char *
read_people (StoreConnection *connection, gint64 id, GError **error)
{
  g_autoptr (GString) people = g_string_new (NULL);
  g_autoptr (sqlite3_stmt) row =
      store_query (connection, error,
                   "SELECT reverse_path FROM letter WHERE id = ?1 UNION ALL SELECT * FROM "
                   "(SELECT '\n' || path FROM recipient WHERE letter_id = ?1 ORDER BY position)",
                   "l", id);
  StoreStep step;

  while ((step = store_step (row, error)) == STORE_STEP_ROW)
    g_string_append (people, store_column_text (row, 0));
  return step == STORE_STEP_DONE ? g_string_free (g_steal_pointer (&people), FALSE) : NULL;
}

gboolean
store_seal_renew (StoreConnection *connection, gint64 id, GBytes *octets, GBytes *holes,
                  char seal[MAIL_DIGEST_LENGTH + 1], GError **error)
{
  g_autofree char *people = read_people (connection, id, error);

  if (people == NULL)
    return FALSE;
  store_seal_make (octets, holes, people, seal);
  return TRUE;
}

gboolean
store_seal_check (StoreConnection *connection, gint64 id, GBytes *octets, GBytes *holes,
                  const char *seal, GError **error)
{
  char now[MAIL_DIGEST_LENGTH + 1];

  if (seal == NULL || *seal == '\0')
    return TRUE;
  if (!store_seal_renew (connection, id, octets, holes, now, error))
    return FALSE;
  if (now[0] == '\0' || strcmp (now, seal) == 0)
    return TRUE;

  g_set_error (error, STORE_ERROR, STORE_ERROR_CORRUPT,
               "Letter %" G_GINT64_FORMAT " is not what was written", id);
  return FALSE;
}
