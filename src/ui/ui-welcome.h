/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The first page: a practice letter or an account. Its buttons activate
 * app.compose-practice and app.add-account. */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define UI_TYPE_WELCOME (ui_welcome_get_type ())
G_DECLARE_FINAL_TYPE (UiWelcome, ui_welcome, UI, WELCOME, GtkWidget)

GtkWidget *ui_welcome_new (void);

G_END_DECLS
