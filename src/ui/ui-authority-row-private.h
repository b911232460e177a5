/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The row of a certificate authority of one's own, as universities and companies have it: a file in
 * PEM form that is trusted for one account, beside what this computer trusts. */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define UI_TYPE_AUTHORITY_ROW (ui_authority_row_get_type ())
G_DECLARE_FINAL_TYPE (UiAuthorityRow, ui_authority_row, UI, AUTHORITY_ROW, AdwActionRow)

/**
 * UiAuthorityRow::changed: a person chose another file, or none
 */

/**
 * ui_authority_row_get_file:
 *
 * Returns: (transfer none) (nullable): path of the file
 */
const char *ui_authority_row_get_file (UiAuthorityRow *row);

/**
 * ui_authority_row_set_file: what an account has; nothing is said about it
 * @file: (nullable): path
 */
void ui_authority_row_set_file (UiAuthorityRow *row, const char *file);

/**
 * ui_authority_row_choose: as if a person had chosen @file; one that holds no certificate is not
 * taken, and the row says so
 */
void ui_authority_row_choose (UiAuthorityRow *row, const char *file);

G_END_DECLS
