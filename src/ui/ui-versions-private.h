/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Earlier versions of a letter that is written: when, what was different, and what it said. */

#pragma once

#include <adwaita.h>

#include "message-draft.h"
#include "ui-context.h"

G_BEGIN_DECLS

#define UI_TYPE_VERSIONS (ui_versions_get_type ())
G_DECLARE_FINAL_TYPE (UiVersions, ui_versions, UI, VERSIONS, AdwWindow)

/**
 * UiVersions::chosen:
 * @draft: (transfer none): a MessageDraft, what the letter is to be again
 * @saved_us: when it was like this
 */

/**
 * ui_versions_new:
 * @parent: the letter's window
 * @present: (transfer full): the letter as it is now
 */
UiVersions *ui_versions_new (GtkWindow *parent, UiContext *context, const char *draft_id,
                             MessageDraft *present);

G_END_DECLS
