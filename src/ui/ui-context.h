/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What every window needs, handed down from the application. Windows ask each
 * other for things through the application's actions, so that none has to know
 * another:
 *
 *   app.compose            a new letter
 *   app.compose-practice   a new letter from the practice account, written out
 *   app.compose-to(s)      a new letter to an address or a mailto: URI
 *   app.open-draft(s)      the draft with this id, in its window if it has one
 *   app.mend-draft(ss)     the same, with what explain advised
 *   app.correct-draft(sa{ss})   the same, with the addresses that were refused, and why
 *   app.open-letter(x)     the letter's receipt, in the main window
 *   app.see-letter(x)      a person sees the letter's receipt
 *   app.edit-as-new(x)     a new draft with what the letter said, to nobody yet
 *   app.resend(x)          a new draft that is the letter once more, to the same people
 *   app.choose-message, app.open-message(s)   a message file (a URI) as a new draft
 *   app.show-place(s)      main window: drafts, outbox, sent, practice
 *   app.add-account, app.edit-account(s), app.preferences, app.shortcuts,
 * app.about, app.quit */

#pragma once

#include <gio/gio.h>

#include "account-registry.h"
#include "practice-server.h"
#include "store-database.h"
#include "submission-queue.h"

G_BEGIN_DECLS

/**
 * UiContext:
 * @settings: window state and preferences
 */
typedef struct
{
  StoreDatabase *database;
  AccountRegistry *registry;
  SubmissionQueue *queue;
  PracticeServer *practice;
  GSettings *settings;
} UiContext;

/**
 * ui_context_new:
 *
 * Returns: (transfer full): a context that holds a reference on each part
 */
UiContext *ui_context_new (StoreDatabase *database, AccountRegistry *registry,
                           SubmissionQueue *queue, PracticeServer *practice, GSettings *settings);
UiContext *ui_context_ref (UiContext *context);
void ui_context_unref (UiContext *context);

/**
 * ui_init:
 *
 * Makes templates, styles and icons known: once, before the first widget of this room is made.
 */
void ui_init (void);

/**
 * ui_context_get_language:
 *
 * Returns: (transfer none): the language of the session for explain, e.g.
 * "zh_CN"
 */
const char *ui_context_get_language (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (UiContext, ui_context_unref)

G_END_DECLS
