/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The drafts: a list; each opens in its window. */

#pragma once

#include <adwaita.h>

#include "ui-context.h"

G_BEGIN_DECLS

#define UI_TYPE_DRAFT_LIST (ui_draft_list_get_type ())
G_DECLARE_FINAL_TYPE (UiDraftList, ui_draft_list, UI, DRAFT_LIST, GtkWidget)

/**
 * UiDraftList:sidebar-folded: whether the sidebar is hidden behind the page
 *
 * UiDraftList:count: drafts there are
 */

GtkWidget *ui_draft_list_new (UiContext *context);

G_END_DECLS
