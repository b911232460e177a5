/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The search for the server of an address no provider is known for: one row that says how it goes,
 * and below it, when it is opened, everything that was tried. */

#pragma once

#include <adwaita.h>

#include "mail-endpoint.h"

G_BEGIN_DECLS

#define UI_TYPE_ACCOUNT_SEARCH (ui_account_search_get_type ())
G_DECLARE_FINAL_TYPE (UiAccountSearch, ui_account_search, UI, ACCOUNT_SEARCH, AdwBin)

/**
 * UiAccountSearch::ended: it came to its end, with or without a server
 */

/**
 * ui_account_search_start: looks for the server of @address, unless that was done last
 */
void ui_account_search_start (UiAccountSearch *search, const char *address);

/**
 * ui_account_search_stop: ends and hides it, and forgets what was found
 */
void ui_account_search_stop (UiAccountSearch *search);

/**
 * ui_account_search_is_for:
 *
 * Returns: whether it looks, or has looked, for the server of @address
 */
gboolean ui_account_search_is_for (UiAccountSearch *search, const char *address);

gboolean ui_account_search_is_running (UiAccountSearch *search);

/**
 * ui_account_search_dup_endpoint:
 * @foreign: whether a server outside the address's domain will do
 *
 * Returns: (transfer full) (nullable): the best server found, once the search has ended
 */
MailEndpoint *ui_account_search_dup_endpoint (UiAccountSearch *search, gboolean foreign);

G_END_DECLS
