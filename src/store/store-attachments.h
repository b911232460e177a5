/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Files under attachments/, named by the SHA-256 of what they hold, shared by all that refer to
 * them. */

#pragma once

#include "mail-content.h"
#include "store-database.h"

G_BEGIN_DECLS

/**
 * StoreAttachment: a file that was copied into the store
 * @canonical: 7bit text with CRLF line ends and no line over 998 octets
 */
typedef struct
{
  char digest[MAIL_DIGEST_LENGTH + 1];
  guint64 size;
  gboolean canonical;
} StoreAttachment;

void store_attachment_free (StoreAttachment *attachment);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreAttachment, store_attachment_free)

/**
 * StoreProgress: called in the caller's context while a large file is copied
 */
typedef void (*StoreProgress) (guint64 done, guint64 total, gpointer user_data);

/**
 * store_attachments_add_async:
 * @file: a local regular file; symbolic links are followed once; never blocks on a FIFO
 * @progress: (nullable): called some times a second
 *
 * Copies (as a reflink where the file system can; else what is read to be hashed is written too)
 * in one reading and constant memory; synced to disk and renamed into place.
 */
void store_attachments_add_async (StoreDatabase *database, GFile *file, StoreProgress progress,
                                  gpointer progress_data, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data);

/**
 * store_attachments_add_finish:
 * @error: STORE_ERROR_NOT_REGULAR, _UNREADABLE, _CHANGED, _FULL, _IO, with a message for people
 * that names the file (untranslated)
 */
StoreAttachment *
store_attachments_add_finish (StoreDatabase *database, GAsyncResult *result, GError **error);

/**
 * store_attachments_add_bytes_async: octets that are in memory already (a pasted picture); ends in
 *   store_attachments_add_finish()
 */
void store_attachments_add_bytes_async (StoreDatabase *database, GBytes *octets,
                                        GCancellable *cancellable, GAsyncReadyCallback callback,
                                        gpointer user_data);

/**
 * store_content_open:
 *
 * Returns: (transfer full): a stream of @content's exact octets (mail_content_get_size() of them):
 *   files are encoded as they are read and compared with their digest while they stream; one that
 * is missing, of another size or altered ends the stream with STORE_ERROR_CORRUPT before its last
 *   octets. Reading blocks on files only: read it with the _async functions of GInputStream, 64 KiB
 *   and more at a time, for each is a trip to another thread
 */
GInputStream *store_content_open (StoreDatabase *database, const MailContent *content);

G_END_DECLS
