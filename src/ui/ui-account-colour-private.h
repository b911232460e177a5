/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The colour of an account on a dot or a pill; practice has stripes instead. */

#pragma once

#include <gtk/gtk.h>

#include "account-profile.h"

G_BEGIN_DECLS

/**
 * ui_account_colour_apply: gives @widget the class of @profile and takes any other away
 */
void ui_account_colour_apply (GtkWidget *widget, const AccountProfile *profile);

G_END_DECLS
