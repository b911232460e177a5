/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What happened, why, what the server said, and one button that helps. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * UiExplanationWords: borrowed for the call
 * @about: (nullable): whom it concerns
 * @said: (nullable): the server's words
 * @digits: (nullable): what the code means, small
 * @button: (nullable): label; it activates @action with @target
 * @second: (nullable): label of a second, quieter way; only where nobody can know which is right
 */
typedef struct
{
  const char *icon;
  const char *style_class;
  const char *title;
  const char *about;
  const char *detail;
  const char *said;
  const char *digits;
  const char *button;
  const char *action;
  const char *second;
  const char *second_action;
} UiExplanationWords;

#define UI_TYPE_EXPLANATION (ui_explanation_get_type ())
G_DECLARE_FINAL_TYPE (UiExplanation, ui_explanation, UI, EXPLANATION, GtkWidget)

GtkWidget *ui_explanation_new (void);
void ui_explanation_set (UiExplanation *self, const UiExplanationWords *words);

G_END_DECLS
