/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "store-attachments.h"

G_BEGIN_DECLS

/* octets handled at a time: large enough that system calls do not count, small enough for a cache
 */
#define STORE_PIECE (256 * 1024)

typedef struct StoreIntake StoreIntake;

/**
 * store_intake_new: a temporary file under attachments/, not there for anybody yet
 * @directory: the store's directory
 */
StoreIntake *store_intake_new (const char *directory, GError **error);

/**
 * store_intake_clone:
 *
 * Returns: whether the file system has given the temporary file all of @source at once (reflink);
 *   then it is read from the descriptor store_intake_get_fd() and noted
 */
gboolean store_intake_clone (StoreIntake *intake, int source);
int store_intake_get_fd (StoreIntake *intake);

/**
 * store_intake_note: hashes and examines the octets that come next
 */
void store_intake_note (StoreIntake *intake, const guint8 *octets, gsize length);

/**
 * store_intake_write: writes the octets that come next
 */
gboolean
store_intake_write (StoreIntake *intake, const guint8 *octets, gsize length, GError **error);

/**
 * store_intake_finish: syncs the file, gives it its name, syncs the directory
 * @attachment: (out caller-allocates): what was taken in
 */
gboolean store_intake_finish (StoreIntake *intake, StoreAttachment *attachment, GError **error);

/**
 * store_intake_free: also takes the temporary file away, unless it was finished
 */
void store_intake_free (StoreIntake *intake);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreIntake, store_intake_free)

G_END_DECLS
