/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Drafts, saved while typing. Their octets are the message room's; the store keeps them with what a
 * list shows. */

#pragma once

#include "store-database.h"

G_BEGIN_DECLS

/**
 * StoreDraft: a draft as a list shows it
 * @account_id: (nullable): profile it goes from
 * @modified_us: microseconds since 1970; when saving, 0: now
 * @octets: (nullable): the draft, when it was asked for
 * @view: (nullable): how its window was, in the window's own words; with the octets only
 * @corrects: when saving: the letter of which it is the correction, for those who were refused; 0:
 *   none
 * @is_open: when saving: a window has it, and is to come back after a crash
 * @keeps_earlier: when saving: what it replaces becomes an earlier version (store-versions.h)
 */
typedef struct
{
  char *id;
  char *account_id;
  char *subject;
  char *recipients;
  gint64 modified_us;
  guint n_attachments;
  GBytes *octets;
  GBytes *view;
  gint64 corrects;
  gboolean is_open;
  gboolean keeps_earlier;
} StoreDraft;

/**
 * store_draft_new: a draft with that id and nothing else
 */
StoreDraft *store_draft_new (const char *id);
StoreDraft *store_draft_ref (StoreDraft *draft);
void store_draft_unref (StoreDraft *draft);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreDraft, store_draft_unref)

/**
 * store_drafts_dup_new_id:
 *
 * Returns: (transfer full): an id for a draft that was not saved yet
 */
char *store_drafts_dup_new_id (void);

/**
 * store_drafts_save_async:
 * @draft: (transfer none): copied; saved durably under its id
 * @digests: (nullable) (array zero-terminated=1): files it refers to, so that they are kept
 */
void store_drafts_save_async (StoreDatabase *database, StoreDraft *draft,
                              const char *const *digests, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);
gboolean store_drafts_save_finish (StoreDatabase *database, GAsyncResult *result, GError **error);

void store_drafts_get_async (StoreDatabase *database, const char *id, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data);
StoreDraft *store_drafts_get_finish (StoreDatabase *database, GAsyncResult *result, GError **error);

/**
 * store_drafts_list_async: newest first, without octets
 */
void store_drafts_list_async (StoreDatabase *database, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *store_drafts_list_finish (StoreDatabase *database, GAsyncResult *result, GError **error);

/**
 * store_drafts_delete_async: out of sight at once; gone for good with the first deletion or start
 *   an hour later, its versions with it
 */
void store_drafts_delete_async (StoreDatabase *database, const char *id, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
gboolean store_drafts_delete_finish (StoreDatabase *database, GAsyncResult *result, GError **error);

/**
 * store_drafts_restore_async: brings a deleted draft back as it was; STORE_ERROR_NOT_FOUND when it
 *   is gone for good
 */
void store_drafts_restore_async (StoreDatabase *database, const char *id, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data);
gboolean
store_drafts_restore_finish (StoreDatabase *database, GAsyncResult *result, GError **error);

/**
 * store_drafts_set_window_async:
 * @view: (nullable): how its window is; NULL: as was said last
 * @is_open: whether a window has it; its time is not changed
 *
 * Does nothing for a draft that was never saved.
 */
void store_drafts_set_window_async (StoreDatabase *database, const char *id, GBytes *view,
                                    gboolean is_open, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer user_data);
gboolean
store_drafts_set_window_finish (StoreDatabase *database, GAsyncResult *result, GError **error);

/**
 * store_drafts_take_open_async: once at the start of a program that has windows
 *
 * Finds nothing while another such program has the store open. A draft found once is found again
 * only if it was saved open since: a draft that brings the program down does so once.
 */
void store_drafts_take_open_async (StoreDatabase *database, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data);

/**
 * store_drafts_take_open_finish:
 *
 * Returns: (transfer full): ids of drafts whose windows a crash closed, the last changed last
 */
GStrv store_drafts_take_open_finish (StoreDatabase *database, GAsyncResult *result, GError **error);

G_END_DECLS
