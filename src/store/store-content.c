/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A letter at rest as a stream: rendered octets, and in their holes the files, encoded while they
 * are read. What is read is hashed, and the last piece of a file is given out only after its digest
 * was compared: a damaged file can spoil a transaction, but it never reaches the final dot.
 * Memory is constant. Whole lines are encoded right into the reader's buffer; only a line that does
 * not fit is kept. */

#include "store-attachments.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store-base64-private.h"
#include "store-database-private.h"
#include "store-digest-private.h"
#include "store-error-private.h"

/* Octets read from a file at a time. A file's last piece waits for its digest, so this is also how
 * much of a damaged one is held back at least, unless it is shorter. */
#define PIECE (256 * 1024)
/* an encoded line of the greatest length and its CRLF */
#define MAX_LINE 998

#define STORE_TYPE_CONTENT (store_content_get_type ())
G_DECLARE_FINAL_TYPE (StoreContent, store_content, STORE, CONTENT, GInputStream)

struct _StoreContent
{
  GInputStream parent_instance;

  char *directory;
  MailContent *content;
  StoreBase64 base64;
  GError *failure;
  gboolean checked;

  /* where the stream is: rendered octets up to the next hole, or in that hole's file */
  gsize place;
  guint next_hole;
  const MailHole *hole;

  /* the open file, what was read of it and is not yet encoded */
  int fd;
  StoreDigest *digest;
  guint64 left;
  guint8 *piece;  /* being encoded, and perhaps still being hashed */
  guint8 *before; /* the one before it, free once the next one is handed over */
  gsize piece_start;
  gsize piece_end;

  /* encoded octets that did not fit */
  guint8 spill[MAX_LINE + 2];
  gsize spill_start;
  gsize spill_end;
};

G_DEFINE_FINAL_TYPE (StoreContent, store_content, G_TYPE_INPUT_STREAM)

static void
close_hole (StoreContent *self)
{
  if (self->fd >= 0)
    close (self->fd);
  self->fd = -1;
  g_clear_pointer (&self->digest, store_digest_free);
  self->hole = NULL;
}

static gboolean
fail_corrupt (const MailHole *hole, const char *why, GError **error)
{
  g_set_error (error, STORE_ERROR, STORE_ERROR_CORRUPT, "Attachment %s: %s", hole->digest, why);
  return FALSE;
}

/* Opening a file */

static int
open_file (StoreContent *self, const MailHole *hole, GError **error)
{
  struct stat info;
  g_autofree char *path = g_build_filename (self->directory, "attachments", hole->digest, NULL);
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

static gboolean
is_sound (const MailHole *hole)
{
  switch (hole->encoding)
    {
    case MAIL_ENCODING_BASE64:
      return hole->line_length > 0 && hole->line_length % 4 == 0 && hole->line_length <= MAX_LINE;
    case MAIL_ENCODING_IDENTITY:
    case MAIL_ENCODING_8BIT:
      return TRUE;
    }

  return FALSE;
}

/* Every file is looked at before the first octet is given out: most damage is found while nothing
 * was said to the server yet. */
static gboolean
check_holes (StoreContent *self, GError **error)
{
  for (guint i = 0; i < self->content->holes->len; i++)
    {
      const MailHole *hole = &g_array_index (self->content->holes, MailHole, i);
      if (!is_sound (hole))
        return fail_corrupt (hole, "it has no encoding", error);

      int fd = open_file (self, hole, error);
      if (fd < 0)
        return FALSE;
      close (fd);
    }

  self->checked = TRUE;
  return TRUE;
}

static gboolean
open_hole (StoreContent *self, const MailHole *hole, GError **error)
{
  self->fd = open_file (self, hole, error);
  if (self->fd < 0)
    return FALSE;

  self->digest = store_digest_new (hole->size);
  if (self->digest == NULL)
    {
      g_set_error_literal (error, STORE_ERROR, STORE_ERROR_IO, "No SHA-256");
      return FALSE;
    }

  posix_fadvise (self->fd, 0, 0, POSIX_FADV_SEQUENTIAL);
  self->hole = hole;
  self->left = hole->size;
  self->piece_start = self->piece_end = 0;
  if (self->piece == NULL)
    {
      self->piece = g_malloc (PIECE);
      self->before = g_malloc (PIECE);
    }
  return TRUE;
}

/* Reading a file */

static gsize
get_line_octets (const MailHole *hole)
{
  return hole->line_length / 4 * 3;
}

static gboolean
check_digest (StoreContent *self, GError **error)
{
  char digest[MAIL_DIGEST_LENGTH + 1];

  store_digest_finish (self->digest, digest);
  return strcmp (digest, self->hole->digest) == 0 ||
         fail_corrupt (self->hole, "it does not hold what it held", error);
}

/* Fills the piece anew; whole lines only, until the end. */
static gboolean
read_piece (StoreContent *self, GError **error)
{
  gsize room = PIECE;
  gsize got = 0;

  if (self->hole->encoding == MAIL_ENCODING_BASE64)
    room -= room % get_line_octets (self->hole);
  room = MIN (room, self->left);

  while (got < room)
    {
      gssize n = read (self->fd, self->before + got, room - got);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        {
          store_set_errno_error (error, errno, "Attachment %s", self->hole->digest);
          return FALSE;
        }
      if (n == 0)
        return fail_corrupt (self->hole, "it was cut", error);
      got += n;
    }

  store_digest_update (self->digest, self->before, got);
  guint8 *piece = g_steal_pointer (&self->before);
  self->before = self->piece;
  self->piece = piece;
  self->left -= got;
  self->piece_start = 0;
  self->piece_end = got;
  return self->left > 0 || check_digest (self, error);
}

/* Giving out: each of these writes some of what comes next and returns how much. */

static gsize
give_spill (StoreContent *self, guint8 *out, gsize room)
{
  gsize n = MIN (room, self->spill_end - self->spill_start);

  memcpy (out, self->spill + self->spill_start, n);
  self->spill_start += n;
  return n;
}

static gsize
give_encoded (StoreContent *self, guint8 *out, gsize room)
{
  gsize line = get_line_octets (self->hole);
  gsize length =
      MIN (self->piece_end - self->piece_start, room / (self->hole->line_length + 2) * line);
  const guint8 *from = self->piece + self->piece_start;

  if (length > 0)
    {
      self->piece_start += length;
      return store_base64_encode (&self->base64, from, length, line, out);
    }

  length = MIN (self->piece_end - self->piece_start, line);
  self->piece_start += length;
  self->spill_start = 0;
  self->spill_end = store_base64_encode (&self->base64, from, length, line, self->spill);
  return give_spill (self, out, room);
}

static gsize
give_identity (StoreContent *self, guint8 *out, gsize room)
{
  gsize n = MIN (room, self->piece_end - self->piece_start);

  memcpy (out, self->piece + self->piece_start, n);
  self->piece_start += n;
  return n;
}

static gsize
give_rendered (StoreContent *self, guint8 *out, gsize room)
{
  gsize size;
  const guint8 *octets = g_bytes_get_data (self->content->octets, &size);
  const GArray *holes = self->content->holes;
  gsize end = size;

  if (self->next_hole < holes->len)
    end = MIN (size, g_array_index (holes, MailHole, self->next_hole).place);

  gsize n = MIN (room, end - self->place);
  if (n > 0)
    memcpy (out, octets + self->place, n);
  self->place += n;
  return n;
}

static gboolean
give_file (StoreContent *self, guint8 *out, gsize room, gsize *given, GError **error)
{
  if (self->piece_start == self->piece_end && !read_piece (self, error))
    return FALSE;

  switch (self->hole->encoding)
    {
    case MAIL_ENCODING_BASE64:
      *given = give_encoded (self, out, room);
      break;
    case MAIL_ENCODING_IDENTITY:
    case MAIL_ENCODING_8BIT:
      *given = give_identity (self, out, room);
      break;
    }

  if (self->piece_start == self->piece_end && self->left == 0)
    close_hole (self);
  return TRUE;
}

/* Returns FALSE with @error set; nothing given and TRUE is the end. */
static gboolean
give (StoreContent *self, guint8 *out, gsize room, gsize *given, GError **error)
{
  for (*given = 0; *given == 0;)
    {
      if (self->spill_start < self->spill_end)
        *given = give_spill (self, out, room);
      else if (self->hole != NULL)
        return give_file (self, out, room, given, error);
      else if ((*given = give_rendered (self, out, room)) == 0)
        {
          if (self->next_hole == self->content->holes->len)
            return TRUE;

          /* an empty file leaves nothing but its digest, which is that of nothing */
          const MailHole *hole = &g_array_index (self->content->holes, MailHole, self->next_hole++);
          if (hole->size > 0 && !open_hole (self, hole, error))
            return FALSE;
        }
    }

  return TRUE;
}

static gssize
store_content_read (GInputStream *stream, void *buffer, gsize count, GCancellable *cancellable,
                    GError **error)
{
  StoreContent *self = STORE_CONTENT (stream);
  gsize done = 0;
  gsize given = 0;

  if (self->failure == NULL && !self->checked)
    check_holes (self, &self->failure);

  while (self->failure == NULL && done < count)
    {
      if (!give (self, (guint8 *) buffer + done, count - done, &given, &self->failure) ||
          given == 0)
        break;
      done += given;
    }

  /* what came before the failure is given first, the failure then and ever after */
  if (done > 0 || self->failure == NULL)
    return done;

  g_propagate_error (error, g_error_copy (self->failure));
  return -1;
}

static gboolean
store_content_close (GInputStream *stream, GCancellable *cancellable, GError **error)
{
  close_hole (STORE_CONTENT (stream));
  return TRUE;
}

static void
store_content_finalize (GObject *object)
{
  StoreContent *self = STORE_CONTENT (object);

  close_hole (self);
  g_free (self->directory);
  g_free (self->piece);
  g_free (self->before);
  mail_content_free (self->content);
  g_clear_error (&self->failure);

  G_OBJECT_CLASS (store_content_parent_class)->finalize (object);
}

static void
store_content_class_init (StoreContentClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GInputStreamClass *stream_class = G_INPUT_STREAM_CLASS (klass);

  object_class->finalize = store_content_finalize;
  stream_class->read_fn = store_content_read;
  stream_class->close_fn = store_content_close;
}

static void
store_content_init (StoreContent *self)
{
  self->fd = -1;
  store_base64_init (&self->base64);
}

GInputStream *
store_content_open (StoreDatabase *database, const MailContent *content)
{
  StoreContent *self;

  /* what is all in memory is better read without a thread */
  if (content->holes->len == 0)
    return g_memory_input_stream_new_from_bytes (content->octets);
  self = g_object_new (STORE_TYPE_CONTENT, NULL);
  self->directory = g_strdup (store_database_peek_path (database));
  self->content = mail_content_copy (content);
  return G_INPUT_STREAM (self);
}
