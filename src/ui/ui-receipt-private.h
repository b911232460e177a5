/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The receipt's members, for its own files: -receipt follows the letter, -written knows what was
 * written, -story has what was said. */

#pragma once

#include "ui-conversation.h"
#include "ui-receipt-actions-private.h"
#include "ui-receipt-message-private.h"
#include "ui-receipt-result-private.h"
#include "ui-receipt-source-private.h"
#include "ui-receipt-state-private.h"
#include "ui-receipt.h"
#include "ui-switch-private.h"

G_BEGIN_DECLS

/**
 * UiReceipt:
 * @names: (nullable): display names by address, once the draft was read
 * @has_draft: the letter can be written anew
 * @ready_made: it cannot: another program wrote it
 * @live: the last of @conversations still grows
 * @watched: the letter's first attempt was still to come, or to end, when it was first shown
 */
struct _UiReceipt
{
  GtkWidget parent_instance;

  /* owned */
  UiContext *context;
  GActionGroup *actions;
  GMenuModel *menu;
  StoreLetter *letter;
  GHashTable *names;
  GPtrArray *conversations;
  GCancellable *cancellable;
  char *told;

  /* weak */
  GtkWindow *window;

  /* state */
  gint64 id;
  gboolean has_draft;
  gboolean ready_made;
  gboolean reading;
  gboolean stale;
  gboolean has_content;
  gboolean live;
  gboolean watched;
  guint closing;
  guint conversation_attempts;

  /* template */
  GtkStack *stack;
  UiReceiptState *state;
  AdwSqueezer *squeezer;
  UiSwitch *switcher;
  AdwViewStack *views;
  UiReceiptResult *result;
  UiReceiptMessage *message;
  UiConversation *conversation;
  UiReceiptSource *source;
  AdwViewSwitcherBar *bar;
};

/* ui-receipt.c */

/**
 * ui_receipt_refresh: shows the letter as it is known now
 */
void ui_receipt_refresh (UiReceipt *receipt);

/* ui-receipt-seen.c */

/**
 * ui_receipt_see: tells the program that the letter is seen, if it is
 */
void ui_receipt_see (UiReceipt *receipt);

/**
 * ui_receipt_watch_window: the receipt stands in another window now, or in none
 */
void ui_receipt_watch_window (UiReceipt *receipt);

/* ui-receipt-written.c */

/**
 * ui_receipt_read_draft: reads what the letter was made from, for its names
 */
void ui_receipt_read_draft (UiReceipt *receipt);

/**
 * ui_receipt_read_content: reads the octets for the views that show them
 */
void ui_receipt_read_content (UiReceipt *receipt);

/* ui-receipt-story.c */
gboolean ui_receipt_is_running (const StoreLetter *letter);

/**
 * ui_receipt_is_stopped: whether a person ended it, or its tries, before all were reached
 */
gboolean ui_receipt_is_stopped (const StoreLetter *letter);

/**
 * ui_receipt_read_conversation: reads what was said, and tells it if it just happened
 */
void ui_receipt_read_conversation (UiReceipt *receipt);

/**
 * ui_receipt_grow: a line was said about the letter now
 */
void ui_receipt_grow (UiReceipt *receipt);

/**
 * ui_receipt_close_story: the story was told; @skipped: nobody wanted to hear it
 */
void ui_receipt_close_story (UiReceipt *receipt, gboolean skipped);

G_END_DECLS
