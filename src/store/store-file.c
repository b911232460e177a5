/* SPDX-License-Identifier: GPL-3.0-or-later */

/* An attached file while it is read. What is read is hashed, and the last piece is given out only
 * after its digest was compared. Memory is constant. */

#include "store-file-private.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store-digest-private.h"
#include "store-error-private.h"

/* Octets read at a time. The last piece waits for the digest, so this is also how much of a damaged
 * file is held back at least, unless it is shorter. */
#define PIECE (256 * 1024)

struct StoreFile
{
  const MailHole *hole;
  int fd;
  StoreDigest *digest;
  guint64 left;
  guint8 *piece;  /* being encoded, and perhaps still being hashed */
  guint8 *before; /* the one before it, free once the next one is handed over */
  gsize start;
  gsize end;
};

static gboolean
fail_corrupt (const MailHole *hole, const char *why, GError **error)
{
  g_set_error (error, STORE_ERROR, STORE_ERROR_CORRUPT, "Attachment %s: %s", hole->digest, why);
  return FALSE;
}

static int
open_fd (const char *directory, const MailHole *hole, GError **error)
{
  struct stat info;
  g_autofree char *path = g_build_filename (directory, "attachments", hole->digest, NULL);
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);

  if (fd < 0)
    {
      fail_corrupt (hole, g_strerror (errno), error);
      return -1;
    }

  if (fstat (fd, &info) == 0 && S_ISREG (info.st_mode) && (guint64) info.st_size == hole->size)
    return fd;

  close (fd);
  fail_corrupt (hole, "it has not the size it had", error);
  return -1;
}

gboolean
store_file_check (const char *directory, const MailHole *hole, GError **error)
{
  int fd = open_fd (directory, hole, error);

  if (fd >= 0)
    close (fd);
  return fd >= 0;
}

StoreFile *
store_file_open (const char *directory, const MailHole *hole, GError **error)
{
  int fd = open_fd (directory, hole, error);
  StoreDigest *digest;
  StoreFile *file;

  if (fd < 0)
    return NULL;
  digest = store_digest_new (hole->size);
  if (digest == NULL)
    {
      g_set_error_literal (error, STORE_ERROR, STORE_ERROR_IO, "No SHA-256");
      close (fd);
      return NULL;
    }

  posix_fadvise (fd, 0, 0, POSIX_FADV_SEQUENTIAL);
  file = g_new0 (StoreFile, 1);
  file->hole = hole;
  file->fd = fd;
  file->digest = digest;
  file->left = hole->size;
  file->piece = g_malloc (MIN (PIECE, hole->size));
  file->before = g_malloc (MIN (PIECE, hole->size));
  return file;
}

void
store_file_free (StoreFile *file)
{
  if (file == NULL)
    return;

  close (file->fd);
  /* it may still look at what was read */
  store_digest_free (file->digest);
  g_free (file->piece);
  g_free (file->before);
  g_free (file);
}

gsize
store_file_get_line (const MailHole *hole)
{
  return hole->line_length / 4 * 3;
}

static gboolean
check_digest (StoreFile *file, GError **error)
{
  char digest[MAIL_DIGEST_LENGTH + 1];

  store_digest_finish (file->digest, digest);
  return strcmp (digest, file->hole->digest) == 0 ||
         fail_corrupt (file->hole, "it does not hold what it held", error);
}

/* Fills the piece anew; whole lines only, until the end. */
static gboolean
read_piece (StoreFile *file, GError **error)
{
  gsize room = PIECE;
  gsize got = 0;

  if (file->hole->encoding == MAIL_ENCODING_BASE64)
    room -= room % store_file_get_line (file->hole);
  room = MIN (room, file->left);

  while (got < room)
    {
      gssize n = read (file->fd, file->before + got, room - got);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        {
          store_set_errno_error (error, errno, "Attachment %s", file->hole->digest);
          return FALSE;
        }
      if (n == 0)
        return fail_corrupt (file->hole, "it was cut", error);
      got += n;
    }

  store_digest_update (file->digest, file->before, got);
  guint8 *piece = g_steal_pointer (&file->before);
  file->before = file->piece;
  file->piece = piece;
  file->left -= got;
  file->start = 0;
  file->end = got;
  return file->left > 0 || check_digest (file, error);
}

const guint8 *
store_file_peek (StoreFile *file, gsize *length, GError **error)
{
  if (file->start == file->end && !read_piece (file, error))
    return NULL;

  *length = file->end - file->start;
  return file->piece + file->start;
}

void
store_file_take (StoreFile *file, gsize n)
{
  file->start += n;
}

gboolean
store_file_is_over (StoreFile *file)
{
  return file->start == file->end && file->left == 0;
}
