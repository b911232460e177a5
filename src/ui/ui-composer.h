/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A window for one letter: written, sent, and then its receipt. */

#pragma once

#include <adwaita.h>

#include "explain-reply.h"
#include "message-draft.h"
#include "ui-context.h"

G_BEGIN_DECLS

#define UI_TYPE_COMPOSER (ui_composer_get_type ())
G_DECLARE_FINAL_TYPE (UiComposer, ui_composer, UI, COMPOSER, AdwApplicationWindow)

/**
 * ui_composer_new:
 * @draft: (nullable) (transfer none): what it starts with
 * @draft_id: (nullable): id under which the draft is kept; NULL: a new one
 */
UiComposer *ui_composer_new (AdwApplication *application, UiContext *context,
                             const MessageDraft *draft, const char *draft_id);

/**
 * ui_composer_restore: the window of a draft as it was
 * @view: (nullable): what the store has kept of it
 * @after_crash: it is opened by the program itself
 */
void ui_composer_restore (UiComposer *composer, GBytes *view, gboolean after_crash);

/**
 * ui_composer_get_draft_id:
 *
 * Returns: (transfer none): the draft in this window
 */
const char *ui_composer_get_draft_id (UiComposer *composer);

/**
 * ui_composer_mend:
 * @action: what was advised for the letter: it is done, or where it has to be done is shown
 */
void ui_composer_mend (UiComposer *composer, ExplainAction action);

/**
 * ui_composer_correct:
 * @refusals: a{ss}: address to why a server did not take it, in a few words
 *
 * Marks them, leads to the first, and asks whether somebody known was meant.
 */
void ui_composer_correct (UiComposer *composer, GVariant *refusals);

/**
 * ui_composer_say_lacking:
 * @text: what of the message the letter was made of is not in it
 */
void ui_composer_say_lacking (UiComposer *composer, const char *text);

/**
 * ui_composer_add_files:
 * @files: files to copy and attach
 */
void ui_composer_add_files (UiComposer *composer, GListModel *files);

G_END_DECLS
