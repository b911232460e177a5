/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a person may do with the letter of a receipt: actions of the group "receipt". An action that
 * leads nowhere for this letter is disabled, and no button is shown for it. */

#pragma once

#include <gtk/gtk.h>

#include "account-profile.h"
#include "explain-reply.h"
#include "ui-receipt.h"

G_BEGIN_DECLS

/**
 * UiReceiptCase: what decides which help is possible
 * @profile: (nullable): the letter's account; NULL when it was removed
 * @has_draft: the letter can be written anew: it was not handed in ready-made
 * @has_account: there is an account besides the practice one
 */
typedef struct
{
  const StoreLetter *letter;
  const AccountProfile *profile;
  gboolean has_draft;
  gboolean has_account;
} UiReceiptCase;

/**
 * ui_receipt_actions_name:
 *
 * Returns: (transfer none) (nullable): name of the action that does what the explanation advises,
 *   "receipt.make-smaller"; NULL: there is nothing to do, or only to wait
 */
const char *ui_receipt_actions_name (ExplainAction action);

/**
 * ui_receipt_actions_allow:
 * @name: of an action, with or without "receipt."
 *
 * Returns: whether it leads anywhere
 */
gboolean ui_receipt_actions_allow (const UiReceiptCase *which, const char *name);

/**
 * ui_receipt_actions_new:
 *
 * Returns: (transfer full): the group; it does not hold @receipt
 */
GActionGroup *ui_receipt_actions_new (UiReceipt *receipt);

/**
 * ui_receipt_actions_update:
 * @which: (nullable): the letter as it is now
 */
void ui_receipt_actions_update (GActionGroup *group, const UiReceiptCase *which);

/**
 * ui_receipt_reopen: the letter becomes a draft again; where some have it, a new draft is written
 *   to those who were refused
 * @action: what is to be put right in it; EXPLAIN_ACTION_EDIT: nothing in particular
 */
void ui_receipt_reopen (UiReceipt *receipt, ExplainAction action);

/**
 * ui_receipt_write_second: a new letter to those who were refused, that belongs to the first; the
 *   first goes on for the others
 */
void ui_receipt_write_second (UiReceipt *receipt, ExplainAction action);

/**
 * ui_receipt_make_refusals:
 *
 * Returns: (transfer floating): a{ss}: who was refused @letter, and why in a few words
 */
GVariant *ui_receipt_make_refusals (const StoreLetter *letter);

/**
 * ui_receipt_is_corrected: whether those who were refused got another letter, or one is written
 */
gboolean ui_receipt_is_corrected (const StoreLetter *letter);

/**
 * ui_receipt_dup_report:
 *
 * Returns: (transfer full): what became of the letter, as text without secrets, to be pasted
 */
char *ui_receipt_dup_report (const StoreLetter *letter, GPtrArray *conversations);

/**
 * ui_receipt_emit_reopened:
 *
 * Returns: whether somebody takes the draft
 */
gboolean ui_receipt_emit_reopened (UiReceipt *receipt, const char *draft_id);

G_END_DECLS
