/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The colours of accounts, ACCOUNT_N_COLOURS of them: none that means a state. */

#pragma once

#include "account-profile.h"

G_BEGIN_DECLS

/**
 * ui_colour_class:
 * @index: AccountProfile.colour; wraps around
 *
 * Returns: (transfer none): style class, for a widget with "dot" or "account-pill"
 */
const char *ui_colour_class (guint index);

/**
 * ui_colour_name:
 *
 * Returns: (transfer none): "Purple", for a screen reader
 */
const char *ui_colour_name (guint index);

G_END_DECLS
