/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A letter is two files: its octets in ID.eml, then who and when in ID.letter, without which the
 * first does not count. Names sort by time. All file work is done in GTask's threads, behind a
 * lock, because two connections may end a letter at once. */

#include "practice-spool-private.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#include "practice-letter-private.h"

#define GROUP "letter"
#define SUFFIX ".letter"

struct PracticeSpool
{
  GMutex lock;
  char *directory;
  GPtrArray *letters;
};

PracticeSpool *
practice_spool_new (GFile *directory)
{
  PracticeSpool *spool = g_atomic_rc_box_new0 (PracticeSpool);

  g_mutex_init (&spool->lock);
  spool->directory = directory != NULL ? g_file_get_path (directory) : NULL;
  spool->letters = g_ptr_array_new_with_free_func ((GDestroyNotify) practice_letter_unref);
  return spool;
}

PracticeSpool *
practice_spool_ref (PracticeSpool *spool)
{
  return g_atomic_rc_box_acquire (spool);
}

static void
spool_clear (gpointer data)
{
  PracticeSpool *spool = data;

  g_mutex_clear (&spool->lock);
  g_free (spool->directory);
  g_ptr_array_unref (spool->letters);
}

void
practice_spool_unref (PracticeSpool *spool)
{
  if (spool != NULL)
    g_atomic_rc_box_release_full (spool, spool_clear);
}

static char *
dup_place (const PracticeSpool *spool, const char *id, const char *suffix)
{
  g_autofree char *name = g_strconcat (id, suffix, NULL);
  return g_build_filename (spool->directory, name, NULL);
}

static gboolean
write_letter (const PracticeSpool *spool, const PracticeLetter *letter, GError **error)
{
  g_autofree char *octets_place = dup_place (spool, letter->id, ".eml");
  g_autofree char *place = dup_place (spool, letter->id, SUFFIX);
  g_autoptr (GKeyFile) about = g_key_file_new ();
  gsize length;
  const char *octets = g_bytes_get_data (letter->octets, &length);

  g_key_file_set_int64 (about, GROUP, "received", letter->received_us);
  g_key_file_set_string (about, GROUP, "reverse-path", letter->reverse_path);
  g_key_file_set_string_list (about, GROUP, "forward-paths",
                              (const char *const *) letter->forward_paths,
                              g_strv_length (letter->forward_paths));
  g_autofree char *text = g_key_file_to_data (about, NULL, NULL);

  if (g_mkdir_with_parents (spool->directory, 0700) != 0)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "cannot make %s", spool->directory);
      return FALSE;
    }
  return g_file_set_contents_full (octets_place, octets, length, G_FILE_SET_CONTENTS_CONSISTENT,
                                   0600, error) &&
         g_file_set_contents_full (place, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) b, *(const char *const *) a);
}

/* Newest first. A directory that is not there is an empty one. */
static GPtrArray *
list_ids (const PracticeSpool *spool)
{
  GPtrArray *ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) directory = g_dir_open (spool->directory, 0, NULL);
  const char *name;

  while (directory != NULL && (name = g_dir_read_name (directory)) != NULL)
    {
      if (g_str_has_suffix (name, SUFFIX))
        g_ptr_array_add (ids, g_strndup (name, strlen (name) - strlen (SUFFIX)));
    }
  g_ptr_array_sort (ids, compare_ids);
  return ids;
}

static void
remove_oldest (const PracticeSpool *spool)
{
  g_autoptr (GPtrArray) ids = list_ids (spool);

  for (guint i = PRACTICE_MAX_LETTERS; i < ids->len; i++)
    {
      g_autofree char *place = dup_place (spool, g_ptr_array_index (ids, i), SUFFIX);
      g_autofree char *octets_place = dup_place (spool, g_ptr_array_index (ids, i), ".eml");
      g_unlink (place);
      g_unlink (octets_place);
    }
}

static void
keep_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  PracticeSpool *spool = data;
  PracticeLetter *letter = g_object_get_data (G_OBJECT (task), "letter");
  GError *error = NULL;

  g_mutex_lock (&spool->lock);
  gboolean kept = write_letter (spool, letter, &error);
  if (kept)
    remove_oldest (spool);
  g_mutex_unlock (&spool->lock);

  if (kept)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
practice_spool_keep_async (PracticeSpool *spool, PracticeLetter *letter,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);

  g_task_set_source_tag (task, practice_spool_keep_async);
  g_task_set_task_data (task, practice_spool_ref (spool), (GDestroyNotify) practice_spool_unref);
  if (spool->directory != NULL)
    {
      g_object_set_data_full (G_OBJECT (task), "letter", practice_letter_ref (letter),
                              (GDestroyNotify) practice_letter_unref);
      g_task_run_in_thread (task, keep_in_thread);
      return;
    }

  g_ptr_array_insert (spool->letters, 0, practice_letter_ref (letter));
  if (spool->letters->len > PRACTICE_MAX_LETTERS)
    g_ptr_array_set_size (spool->letters, PRACTICE_MAX_LETTERS);
  g_task_return_boolean (task, TRUE);
}

gboolean
practice_spool_keep_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* The octets are mapped, not read: two hundred letters may be large. NULL if a file is missing. */
static PracticeLetter *
read_letter (const PracticeSpool *spool, const char *id)
{
  g_autofree char *place = dup_place (spool, id, SUFFIX);
  g_autofree char *octets_place = dup_place (spool, id, ".eml");
  g_autoptr (GKeyFile) about = g_key_file_new ();
  g_autoptr (GMappedFile) mapped = g_mapped_file_new (octets_place, FALSE, NULL);

  if (mapped == NULL || !g_key_file_load_from_file (about, place, G_KEY_FILE_NONE, NULL))
    return NULL;

  g_autofree char *reverse_path = g_key_file_get_string (about, GROUP, "reverse-path", NULL);
  char **forward_paths = g_key_file_get_string_list (about, GROUP, "forward-paths", NULL, NULL);
  if (forward_paths == NULL)
    forward_paths = g_new0 (char *, 1);
  return practice_letter_new (id, g_key_file_get_int64 (about, GROUP, "received", NULL),
                              reverse_path != NULL ? reverse_path : "", forward_paths,
                              g_mapped_file_get_bytes (mapped));
}

static GPtrArray *
new_letters (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) practice_letter_unref);
}

static void
list_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  PracticeSpool *spool = data;
  GPtrArray *letters = new_letters ();

  g_mutex_lock (&spool->lock);
  g_autoptr (GPtrArray) ids = list_ids (spool);
  for (guint i = 0; i < ids->len && i < PRACTICE_MAX_LETTERS; i++)
    {
      PracticeLetter *letter = read_letter (spool, g_ptr_array_index (ids, i));
      if (letter != NULL)
        g_ptr_array_add (letters, letter);
    }
  g_mutex_unlock (&spool->lock);
  g_task_return_pointer (task, letters, (GDestroyNotify) g_ptr_array_unref);
}

static gpointer
ref_letter (gconstpointer letter, gpointer data)
{
  return practice_letter_ref ((PracticeLetter *) letter);
}

void
practice_spool_list_async (PracticeSpool *spool, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, practice_spool_list_async);
  g_task_set_task_data (task, practice_spool_ref (spool), (GDestroyNotify) practice_spool_unref);
  if (spool->directory != NULL)
    {
      g_task_run_in_thread (task, list_in_thread);
      return;
    }

  GPtrArray *letters = new_letters ();
  g_ptr_array_extend (letters, spool->letters, ref_letter, NULL);
  g_task_return_pointer (task, letters, (GDestroyNotify) g_ptr_array_unref);
}

GPtrArray *
practice_spool_list_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
