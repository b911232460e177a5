/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A letter at rest as a stream: rendered octets, and in their holes the files, encoded while they
 * are read. A damaged file can spoil a transaction, but it never reaches the final dot
 * (store-file.c). Whole lines are encoded right into the reader's buffer; only a line that does not
 * fit is kept. */

#include "store-attachments.h"

#include <string.h>

#include "store-base64-private.h"
#include "store-database-private.h"
#include "store-error-private.h"
#include "store-file-private.h"

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
  StoreFile *file;

  /* encoded octets that did not fit */
  guint8 spill[MAX_LINE + 2];
  gsize spill_start;
  gsize spill_end;
};

G_DEFINE_FINAL_TYPE (StoreContent, store_content, G_TYPE_INPUT_STREAM)

static void
close_hole (StoreContent *self)
{
  g_clear_pointer (&self->file, store_file_free);
  self->hole = NULL;
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
        {
          g_set_error (error, STORE_ERROR, STORE_ERROR_CORRUPT, "Attachment %s has no encoding",
                       hole->digest);
          return FALSE;
        }
      if (!store_file_check (self->directory, hole, error))
        return FALSE;
    }

  self->checked = TRUE;
  return TRUE;
}

static gboolean
open_hole (StoreContent *self, const MailHole *hole, GError **error)
{
  self->file = store_file_open (self->directory, hole, error);
  if (self->file != NULL)
    self->hole = hole;
  return self->file != NULL;
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
give_encoded (StoreContent *self, const guint8 *from, gsize left, guint8 *out, gsize room)
{
  gsize line = store_file_get_line (self->hole);
  gsize length = MIN (left, room / (self->hole->line_length + 2) * line);

  if (length > 0)
    {
      store_file_take (self->file, length);
      return store_base64_encode (&self->base64, from, length, line, out);
    }

  length = MIN (left, line);
  store_file_take (self->file, length);
  self->spill_start = 0;
  self->spill_end = store_base64_encode (&self->base64, from, length, line, self->spill);
  return give_spill (self, out, room);
}

static gsize
give_identity (StoreContent *self, const guint8 *from, gsize left, guint8 *out, gsize room)
{
  gsize n = MIN (room, left);

  memcpy (out, from, n);
  store_file_take (self->file, n);
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
  gsize left;
  const guint8 *from = store_file_peek (self->file, &left, error);

  if (from == NULL)
    return FALSE;

  switch (self->hole->encoding)
    {
    case MAIL_ENCODING_BASE64:
      *given = give_encoded (self, from, left, out, room);
      break;
    case MAIL_ENCODING_IDENTITY:
    case MAIL_ENCODING_8BIT:
      *given = give_identity (self, from, left, out, room);
      break;
    }

  if (store_file_is_over (self->file))
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
