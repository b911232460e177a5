/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every key of the program on one page. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkWindow *ui_shortcuts_new (void);

G_END_DECLS
