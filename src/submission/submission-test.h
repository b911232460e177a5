/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Tries an account without sending anything: connect, TLS, greeting, login, goodbye. */

#pragma once

#include <gio/gio.h>

#include "mail-conversation.h"
#include "mail-endpoint.h"
#include "mail-failure.h"
#include "store-database.h"

G_BEGIN_DECLS

/**
 * SubmissionStep: how far one stage came
 */
typedef enum
{
  SUBMISSION_STEP_TODO,
  SUBMISSION_STEP_RUNNING,
  SUBMISSION_STEP_DONE,
  SUBMISSION_STEP_FAILED,
  SUBMISSION_STEP_SKIPPED,
} SubmissionStep;

#define SUBMISSION_TYPE_TEST (submission_test_get_type ())
G_DECLARE_FINAL_TYPE (SubmissionTest, submission_test, SUBMISSION, TEST, GObject)

/**
 * SubmissionTest::step:
 * @stage: a MailStage: connect, encrypt, greeting, login or goodbye
 * @step: a SubmissionStep
 * @words: (nullable): the server's words, or the TLS version and certificate, one line
 * @ms: how long it took
 */

SubmissionTest *submission_test_new (const MailEndpoint *endpoint);

/**
 * submission_test_set_limited:
 * @database: where refused tests are remembered
 *
 * Providers lock an account after a few wrong codes, so three refused tests of a login within ten
 * minutes are enough, whichever program they were made in: the next one connects nowhere and fails
 * as SUBMISSION_TEST_LIMITED says.
 */
void submission_test_set_limited (SubmissionTest *test, StoreDatabase *database);

/* The detail of the failure of a test that was held back. */
#define SUBMISSION_TEST_LIMITED "too-many-tests"

/**
 * submission_test_get_retry_us:
 *
 * Returns: when a test that was held back may be run, microseconds since 1970; 0 for any other
 */
gint64 submission_test_get_retry_us (SubmissionTest *test);

/**
 * submission_test_run_async:
 * @secret: (nullable): authorization code
 */
void submission_test_run_async (SubmissionTest *test, const char *secret, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);

/**
 * submission_test_run_finish:
 *
 * Returns: (transfer full) (nullable): NULL when a letter could be sent now, or why not
 */
MailFailure *submission_test_run_finish (SubmissionTest *test, GAsyncResult *result);

MailConversation *submission_test_get_conversation (SubmissionTest *test);

/**
 * submission_test_get_size_limit:
 *
 * Returns: SIZE announced in octets, 0 when none
 */
guint64 submission_test_get_size_limit (SubmissionTest *test);

G_END_DECLS
