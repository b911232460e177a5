/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A band with one sentence and one button, where other programs open a dialog.
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * UiStripWeight: most serious last
 */
typedef enum
{
  UI_STRIP_INFO,
  UI_STRIP_WARNING,
  UI_STRIP_ERROR,
} UiStripWeight;

#define UI_TYPE_STRIP (ui_strip_get_type ())
G_DECLARE_FINAL_TYPE (UiStrip, ui_strip, UI, STRIP, GtkWidget)

/**
 * UiStrip::activated: the button was pressed
 *
 * UiStrip::dismissed: it was closed by a person
 */

GtkWidget *ui_strip_new (void);

/**
 * ui_strip_show:
 * @icon_name: (nullable): NULL: by weight
 * @text: one sentence
 * @button: (nullable): label of the button
 *
 * Slides in, or changes its words where it stands.
 */
void ui_strip_show (UiStrip *strip, UiStripWeight weight, const char *icon_name, const char *text,
                    const char *button);

/**
 * ui_strip_set_place:
 * @place: which of the things to say this is, from 1
 * @total: how many there are; "1 of 2" is shown above one
 */
void ui_strip_set_place (UiStrip *strip, guint place, guint total);

void ui_strip_hide (UiStrip *strip);

/**
 * ui_strip_get_text:
 *
 * Returns: (transfer none) (nullable): the sentence shown, NULL when none is
 */
const char *ui_strip_get_text (UiStrip *strip);

G_END_DECLS
