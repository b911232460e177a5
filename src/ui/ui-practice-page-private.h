/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the practice server received: the letters as their receiver sees them. */

#pragma once

#include <adwaita.h>

#include "ui-context.h"

G_BEGIN_DECLS

#define UI_TYPE_PRACTICE_PAGE (ui_practice_page_get_type ())
G_DECLARE_FINAL_TYPE (UiPracticePage, ui_practice_page, UI, PRACTICE_PAGE, GtkWidget)

/**
 * UiPracticePage:sidebar-folded: whether the sidebar is hidden behind the page
 */

GtkWidget *ui_practice_page_new (UiContext *context);

/**
 * ui_practice_page_back:
 *
 * Returns: whether a letter was in front of the list
 */
gboolean ui_practice_page_back (UiPracticePage *page);

G_END_DECLS
