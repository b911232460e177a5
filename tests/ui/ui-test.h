/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a window needs, in directories of its own, and ways to find and press things in it. */

#pragma once

#include <adwaita.h>

#include "ui-context.h"

/**
 * UiTest:
 * @context: a store, a registry with the accounts "Li Lei <li@example.org>" (default, signature
 *   "Li Lei") and "work@example.org" (signature "Work"), a queue that is not started
 */
typedef struct
{
  char *directory;
  UiContext *context;
  char *account_id;
  char *work_id;
} UiTest;

/**
 * ui_test_init: GTK with a display, the program's resources, every warning fatal
 */
void ui_test_init (int *argc, char ***argv);

void ui_test_set_up (UiTest *test, gconstpointer data);
void ui_test_tear_down (UiTest *test, gconstpointer data);

#define ui_test_add(path, function)                                                                \
  g_test_add (path, UiTest, NULL, ui_test_set_up, function, ui_test_tear_down)

/**
 * ui_test_until: turns the main loop until @done says so; fails the test after ten seconds
 */
void ui_test_until (gboolean (*done) (gpointer data), gpointer data);

/**
 * ui_test_settle: turns the main loop until nothing is to be done at once
 */
void ui_test_settle (void);

/**
 * ui_test_present: shows @window and waits until it is on the screen
 */
void ui_test_present (GtkWindow *window);

/**
 * ui_test_find:
 *
 * Returns: (transfer none) (nullable): the first descendant of a type
 */
GtkWidget *ui_test_find (GtkWidget *widget, GType type);

/**
 * ui_test_press:
 *
 * Hands a key to the key controllers of @widget, as GTK would.
 *
 * Returns: whether one of them took it
 */
gboolean ui_test_press (GtkWidget *widget, guint keyval, GdkModifierType state);

/**
 * ui_test_type: puts @text in at the cursor, as one keystroke or one paste does
 */
void ui_test_type (GtkEditable *editable, const char *text);
