/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What happened, why, what the server said, and one button that helps. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* One button helps; where nobody can know which is right, or more can be done, up to three quieter
 * ones stand beside it. */
#define UI_EXPLANATION_MAX_BUTTONS 4

/**
 * UiExplanationButton:
 * @label: (nullable): NULL: no button
 * @action: name of the action it activates
 */
typedef struct
{
  const char *label;
  const char *action;
} UiExplanationButton;

/**
 * UiExplanationWords: borrowed for the call
 * @about: (nullable): whom it concerns
 * @said: (nullable): the server's words
 * @digits: (nullable): what the code means, small
 * @buttons: the first is the one that helps
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
  UiExplanationButton buttons[UI_EXPLANATION_MAX_BUTTONS];
} UiExplanationWords;

#define UI_TYPE_EXPLANATION (ui_explanation_get_type ())
G_DECLARE_FINAL_TYPE (UiExplanation, ui_explanation, UI, EXPLANATION, GtkWidget)

GtkWidget *ui_explanation_new (void);
void ui_explanation_set (UiExplanation *self, const UiExplanationWords *words);

G_END_DECLS
