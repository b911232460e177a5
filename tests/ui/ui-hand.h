/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A hand that writes in a composer, and an eye on what became of it. */

#pragma once

#include "ui-composer-private.h"
#include "ui-test.h"

UiComposer *hand_open_composer (UiTest *test, const MessageDraft *draft, const char *draft_id);
void hand_write_text (UiComposer *composer, const char *text);
void hand_write_to (UiComposer *composer, const char *text);
void hand_write_subject (UiComposer *composer, const char *text);
void hand_write_letter (UiComposer *composer);
GPtrArray *hand_list_letters (UiTest *test);
char *hand_dup_text (UiComposer *composer);
gboolean hand_is_sent (gpointer composer);
gboolean hand_has_copied (gpointer composer);

/**
 * hand_is_gone:
 * @place: a weak pointer to a window
 */
gboolean hand_is_gone (gpointer place);

/**
 * hand_throw_away: the window, whatever is in it
 */
void hand_throw_away (UiComposer *composer);
