/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Five rows that tick: connect, encrypt, greeting, log in, goodbye, with the server's words; an
 * explanation beneath the one that failed. */

#pragma once

#include <adwaita.h>

#include "explain-reply.h"
#include "mail-endpoint.h"
#include "store-database.h"

G_BEGIN_DECLS

#define UI_TYPE_ACCOUNT_TEST (ui_account_test_get_type ())
G_DECLARE_FINAL_TYPE (UiAccountTest, ui_account_test, UI, ACCOUNT_TEST, GtkWidget)

/**
 * UiAccountTest::finished: a run ended; see ui_account_test_has_passed()
 *
 * UiAccountTest::help:
 * @action: an ExplainAction whose button was pressed
 *
 * UiAccountTest::trust:
 * @digest: SHA-256 of the certificate a person wants to accept for this server
 * @flags: MailCertificateFlags, what is wrong with it
 *
 * Its buttons also activate account.test, account.stop and account.save-anyway.
 */

/**
 * ui_account_test_set_database:
 * @database: remembers refused tests, see submission_test_set_limited(); given before the first run
 */
void ui_account_test_set_database (UiAccountTest *test, StoreDatabase *database);

/**
 * ui_account_test_run:
 * @family: (nullable): provider family, for explanations
 * @secret: (nullable): authorization code
 *
 * Begins anew; a run in progress is stopped.
 */
void ui_account_test_run (UiAccountTest *test, const MailEndpoint *endpoint, const char *family,
                          const char *secret);

/**
 * ui_account_test_reset: stops, and forgets what was found: it held for other fields
 */
void ui_account_test_reset (UiAccountTest *test, MailSecurity security);

gboolean ui_account_test_is_running (UiAccountTest *test);
gboolean ui_account_test_has_passed (UiAccountTest *test);

/**
 * ui_account_test_get_size_limit:
 *
 * Returns: what the server announced in the last run, 0 when nothing
 */
guint64 ui_account_test_get_size_limit (UiAccountTest *test);

G_END_DECLS
