/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "mail-envelope.h"

MailEnvelope *
mail_envelope_new (MailPath *reverse_path)
{
  MailEnvelope *envelope = g_new0 (MailEnvelope, 1);

  envelope->reverse_path = reverse_path != NULL ? mail_path_ref (reverse_path) : NULL;
  envelope->forward_paths = g_ptr_array_new_with_free_func ((GDestroyNotify) mail_path_unref);
  envelope->seen = g_hash_table_new ((GHashFunc) mail_path_hash, (GEqualFunc) mail_path_equal);
  return envelope;
}

MailEnvelope *
mail_envelope_copy (const MailEnvelope *envelope)
{
  MailEnvelope *copy;

  g_return_val_if_fail (envelope != NULL, NULL);

  copy = mail_envelope_new (envelope->reverse_path);
  for (guint i = 0; i < envelope->forward_paths->len; i++)
    mail_envelope_add (copy, g_ptr_array_index (envelope->forward_paths, i));
  copy->eight_bit = envelope->eight_bit;
  copy->request = envelope->request;
  copy->envelope_id = g_strdup (envelope->envelope_id);
  return copy;
}

void
mail_envelope_free (MailEnvelope *envelope)
{
  if (envelope == NULL)
    return;
  g_clear_pointer (&envelope->reverse_path, mail_path_unref);
  g_hash_table_unref (envelope->seen);
  g_ptr_array_unref (envelope->forward_paths);
  g_free (envelope->envelope_id);
  g_free (envelope);
}

gboolean
mail_envelope_add (MailEnvelope *envelope, MailPath *path)
{
  g_return_val_if_fail (envelope != NULL && path != NULL, FALSE);

  /* not by what g_hash_table_add() returns: it has put @path in the other's place by then */
  if (g_hash_table_contains (envelope->seen, path))
    return FALSE;
  g_hash_table_add (envelope->seen, path);
  g_ptr_array_add (envelope->forward_paths, mail_path_ref (path));
  return TRUE;
}

gboolean
mail_envelope_needs_smtputf8 (const MailEnvelope *envelope)
{
  g_return_val_if_fail (envelope != NULL, FALSE);

  if (envelope->reverse_path != NULL && mail_path_needs_smtputf8 (envelope->reverse_path))
    return TRUE;
  for (guint i = 0; i < envelope->forward_paths->len; i++)
    if (mail_path_needs_smtputf8 (g_ptr_array_index (envelope->forward_paths, i)))
      return TRUE;
  return FALSE;
}
