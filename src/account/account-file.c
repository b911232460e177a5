/* SPDX-License-Identifier: GPL-3.0-or-later */

/* accounts.ini is shared by every process of the user. It is read, changed and written under
 * flock() on a sibling file (the file itself is replaced by each write, so a lock on it would
 * guard nothing), and replaced durably. Text that is no key file is an error and never
 * overwritten. */

#include "account-file-private.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "account-entry-private.h"
#include "account-registry.h"

#define GENERAL_GROUP "envoi"
#define DEFAULT_KEY "default-account"
#define MAX_OCTETS (4 * 1024 * 1024)

/* Others hold the lock for milliseconds; a process stopped in a debugger must not stop us. */
#define LOCK_TRIES 500
#define LOCK_PAUSE_US 20000

void
account_file_free (AccountFile *file)
{
  if (file == NULL)
    return;
  g_free (file->text);
  g_ptr_array_unref (file->profiles);
  g_free (file);
}

static gboolean
fail (GError **error, int code, const char *what, const char *path)
{
  g_set_error (error, ACCOUNT_ERROR, ACCOUNT_ERROR_FILE, "%s %s: %s", what, path,
               g_strerror (code));
  return FALSE;
}

/* The lock's descriptor, or -1. */
static int
take_lock (const char *path, GError **error)
{
  g_autofree char *lock_path = g_strconcat (path, ".lock", NULL);
  g_autofree char *directory = g_path_get_dirname (path);
  int fd = -1;

  if (g_mkdir_with_parents (directory, 0700) != 0)
    {
      fail (error, errno, "make", directory);
      return -1;
    }
  fd = open (lock_path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0)
    {
      fail (error, errno, "open", lock_path);
      return -1;
    }
  for (int i = 0; i < LOCK_TRIES; i++)
    {
      if (flock (fd, LOCK_EX | LOCK_NB) == 0)
        return fd;
      if (errno != EWOULDBLOCK && errno != EINTR)
        break;
      g_usleep (LOCK_PAUSE_US);
    }
  fail (error, errno, "lock", lock_path);
  close (fd);
  return -1;
}

/* The file's text, "" when there is none. */
static char *
read_text (const char *path, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autofree char *text = NULL;
  gsize length = 0;
  GStatBuf info;

  if (g_stat (path, &info) == 0 && (!S_ISREG (info.st_mode) || info.st_size > MAX_OCTETS))
    {
      fail (error, S_ISREG (info.st_mode) ? EFBIG : EINVAL, "read", path);
      return NULL;
    }
  if (!g_file_get_contents (path, &text, &length, &local))
    {
      if (g_error_matches (local, G_FILE_ERROR, G_FILE_ERROR_NOENT))
        return g_strdup ("");
      g_set_error (error, ACCOUNT_ERROR, ACCOUNT_ERROR_FILE, "%s", local->message);
      return NULL;
    }
  if (strlen (text) != length)
    {
      fail (error, EILSEQ, "read", path);
      return NULL;
    }
  return g_steal_pointer (&text);
}

static GKeyFile *
parse (const char *text, const char *path, GError **error)
{
  g_autoptr (GKeyFile) keys = g_key_file_new ();
  g_autoptr (GError) local = NULL;

  /* an empty text is an error to GKeyFile and none to us */
  if (text[0] != '\0' &&
      !g_key_file_load_from_data (keys, text, -1,
                                  G_KEY_FILE_KEEP_COMMENTS | G_KEY_FILE_KEEP_TRANSLATIONS, &local))
    {
      g_set_error (error, ACCOUNT_ERROR, ACCOUNT_ERROR_FILE, "%s: %s", path, local->message);
      return NULL;
    }
  return g_steal_pointer (&keys);
}

static AccountProfile *
find (GPtrArray *profiles, const char *id)
{
  for (guint i = 0; i < profiles->len; i++)
    {
      AccountProfile *profile = g_ptr_array_index (profiles, i);

      if (g_str_equal (profile->id, id))
        return profile;
    }
  return NULL;
}

/* Exactly one profile is the default: the one the file names, else the first. */
static void
mark_default (GPtrArray *profiles, GKeyFile *keys)
{
  g_autofree char *id = g_key_file_get_string (keys, GENERAL_GROUP, DEFAULT_KEY, NULL);
  AccountProfile *chosen = id != NULL ? find (profiles, id) : NULL;

  if (chosen == NULL && profiles->len > 0)
    chosen = g_ptr_array_index (profiles, 0);
  if (chosen != NULL)
    chosen->is_default = TRUE;
}

static GPtrArray *
collect (GKeyFile *keys)
{
  GPtrArray *profiles = g_ptr_array_new_with_free_func ((GDestroyNotify) account_profile_free);
  g_auto (GStrv) groups = g_key_file_get_groups (keys, NULL);

  for (gsize i = 0; groups[i] != NULL; i++)
    {
      AccountProfile *profile = account_entry_read (keys, groups[i]);

      if (profile != NULL)
        g_ptr_array_add (profiles, profile);
      else if (!g_str_equal (groups[i], GENERAL_GROUP))
        g_debug ("group [%s] is no usable profile and is left alone", groups[i]);
    }
  mark_default (profiles, keys);
  return profiles;
}

static AccountFile *
make_file (GKeyFile *keys, const char *text)
{
  AccountFile *file = g_new0 (AccountFile, 1);

  file->text = g_strdup (text);
  file->profiles = collect (keys);
  return file;
}

AccountFile *
account_file_read (GFile *location, GError **error)
{
  const char *path = g_file_peek_path (location);
  g_autofree char *directory = g_path_get_dirname (path);
  g_autofree char *text = NULL;
  g_autoptr (GKeyFile) keys = NULL;

  /* a directory that exists can be watched */
  if (g_mkdir_with_parents (directory, 0700) != 0)
    g_debug ("%s was not made: %s", directory, g_strerror (errno));
  /* no lock: a file that is only ever replaced is always one whole text */
  text = read_text (path, error);
  if (text == NULL)
    return NULL;
  keys = parse (text, path, error);
  return keys != NULL ? make_file (keys, text) : NULL;
}

/* A link that a person put in the file's place stays a link. */
static char *
dup_real_path (const char *path)
{
  char *real = realpath (path, NULL);
  char *copy = g_strdup (real != NULL ? real : path);

  free (real);
  return copy;
}

static AccountFile *
write_keys (GKeyFile *keys, const char *path, GError **error)
{
  g_autofree char *text = g_key_file_to_data (keys, NULL, NULL);
  g_autofree char *real = dup_real_path (path);
  g_autoptr (GError) local = NULL;

  if (!g_file_set_contents_full (real, text, -1,
                                 G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600,
                                 &local))
    {
      g_set_error (error, ACCOUNT_ERROR, ACCOUNT_ERROR_FILE, "%s", local->message);
      return NULL;
    }
  return make_file (keys, text);
}

typedef gboolean (*Change) (GKeyFile *keys, GPtrArray *profiles, gconstpointer data,
                            GError **error);

static AccountFile *
change (GFile *location, Change apply, gconstpointer data, GCancellable *cancellable,
        GError **error)
{
  const char *path = g_file_peek_path (location);
  g_autofree char *text = NULL;
  g_autoptr (GKeyFile) keys = NULL;
  g_autoptr (GPtrArray) profiles = NULL;
  AccountFile *file = NULL;
  int lock = take_lock (path, error);

  if (lock < 0)
    return NULL;
  text = read_text (path, error);
  keys = text != NULL ? parse (text, path, error) : NULL;
  profiles = keys != NULL ? collect (keys) : NULL;
  if (profiles != NULL && !g_cancellable_set_error_if_cancelled (cancellable, error) &&
      apply (keys, profiles, data, error))
    file = write_keys (keys, path, error);
  close (lock);
  return file;
}

static guint
choose_colour (GPtrArray *profiles)
{
  guint used[ACCOUNT_N_COLOURS] = { 0 };
  guint best = 0;

  for (guint i = 0; i < profiles->len; i++)
    used[((AccountProfile *) g_ptr_array_index (profiles, i))->colour]++;
  for (guint i = 1; i < ACCOUNT_N_COLOURS; i++)
    if (used[i] < used[best])
      best = i;
  return best;
}

static gboolean
apply_save (GKeyFile *keys, GPtrArray *profiles, gconstpointer data, GError **error)
{
  g_autoptr (AccountProfile) profile = account_profile_copy (data);
  g_autoptr (AccountProfile) read_back = NULL;
  g_autofree char *group = account_entry_dup_group (profile->id);
  const AccountProfile *old = find (profiles, profile->id);
  const char *signature = NULL;

  if (profile->colour >= ACCOUNT_N_COLOURS)
    profile->colour = old != NULL ? old->colour : choose_colour (profiles);
  /* an empty signature is none */
  if (profile->signature != NULL && profile->signature[0] != '\0')
    signature = profile->signature;
  account_entry_write (keys, profile);
  read_back = account_entry_read (keys, group);
  if (read_back == NULL || g_strcmp0 (read_back->signature, signature) != 0)
    {
      g_set_error (error, ACCOUNT_ERROR, ACCOUNT_ERROR_INVALID, "profile %s could not be read back",
                   profile->id);
      return FALSE;
    }
  if (profile->is_default || profiles->len == 0)
    g_key_file_set_string (keys, GENERAL_GROUP, DEFAULT_KEY, profile->id);
  return TRUE;
}

AccountFile *
account_file_save (GFile *location, const AccountProfile *profile, GCancellable *cancellable,
                   GError **error)
{
  return change (location, apply_save, profile, cancellable, error);
}

static gboolean
apply_remove (GKeyFile *keys, GPtrArray *profiles, gconstpointer id, GError **error)
{
  g_autofree char *group = account_entry_dup_group (id);
  g_autofree char *chosen = g_key_file_get_string (keys, GENERAL_GROUP, DEFAULT_KEY, NULL);

  if (!g_key_file_remove_group (keys, group, NULL))
    {
      g_set_error (error, ACCOUNT_ERROR, ACCOUNT_ERROR_NOT_FOUND, "there is no profile %s",
                   (const char *) id);
      return FALSE;
    }
  if (g_strcmp0 (chosen, id) == 0)
    g_key_file_remove_key (keys, GENERAL_GROUP, DEFAULT_KEY, NULL);
  return TRUE;
}

AccountFile *
account_file_remove (GFile *location, const char *id, GCancellable *cancellable, GError **error)
{
  return change (location, apply_remove, id, cancellable, error);
}
