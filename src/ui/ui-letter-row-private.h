/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A row of a list of letters: who, subject, one line, time. Also for drafts and practice letters.
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * UiRowWords: what a row shows; borrowed for the call
 * @heading: (nullable): head of the section it begins
 * @icon: (nullable): state
 * @style_class: (nullable): colour of icon and line
 * @line_class: (nullable): colour of the line, where it is not @style_class
 * @line: (nullable): under the subject
 * @button: (nullable): label of the one button
 * @fraction: of a progress bar; below 0: none, above 1: pulsing full
 * @hold_start_us: start of the countdown; with @hold_end_us 0 there is none
 */
typedef struct
{
  const char *heading;
  const char *icon;
  const char *style_class;
  const char *line_class;
  const char *who;
  const char *subject;
  const char *line;
  const char *time;
  const char *button;
  double fraction;
  gint64 hold_start_us;
  gint64 hold_end_us;
  gboolean has_attachment;
} UiRowWords;

#define UI_TYPE_LETTER_ROW (ui_letter_row_get_type ())
G_DECLARE_FINAL_TYPE (UiLetterRow, ui_letter_row, UI, LETTER_ROW, GtkWidget)

/**
 * UiLetterRow::button: its button was pressed
 */

GtkWidget *ui_letter_row_new (void);

/**
 * ui_letter_row_set: shows @words, and names the list's row for those who hear it
 */
void ui_letter_row_set (UiLetterRow *row, const UiRowWords *words);

G_END_DECLS
