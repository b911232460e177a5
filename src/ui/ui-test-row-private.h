/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One stage of an account's test: a mark, the stage, the server's words, how long it took. */

#pragma once

#include <adwaita.h>

#include "mail-stage.h"
#include "submission-test.h"

G_BEGIN_DECLS

/**
 * UiTestRow:
 * @row: (transfer none): the list's
 * @ms: how long the stage took
 */
typedef struct
{
  MailStage stage;
  GtkWidget *row;
  GtkStack *mark;
  GtkLabel *time;
  guint ms;
} UiTestRow;

/**
 * ui_test_row_init: makes @row->row, to be put into a list
 */
void ui_test_row_init (UiTestRow *row);

void ui_test_row_set_stage (UiTestRow *row, MailStage stage);

/**
 * ui_test_row_set:
 * @words: (nullable): the server's words
 */
void ui_test_row_set (UiTestRow *row, SubmissionStep step, const char *words, guint ms);

G_END_DECLS
