/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Exit statuses: those of <sysexits.h>, and one more. They follow the state of a letter, so that a
 * script need not read words. */

#pragma once

#include <sysexits.h>

#include "store-outbox.h"

G_BEGIN_DECLS

/* Nobody knows whether the letter was accepted. */
#define CLI_EX_UNKNOWN 79

/**
 * cli_status_for_letter:
 *
 * Returns: the exit status for the state @letter is in
 */
int cli_status_for_letter (const StoreLetter *letter);

/**
 * cli_status_for_failure:
 *
 * Returns: the exit status for an account that was tried
 */
int cli_status_for_failure (const MailFailure *failure);

/**
 * cli_status_worse:
 *
 * Returns: of two statuses, the one a person should rather know of
 */
int cli_status_worse (int a, int b);

/**
 * cli_status_for_error:
 *
 * Returns: the exit status for an error before anything was queued
 */
int cli_status_for_error (const GError *error);

/**
 * cli_fail: says one sentence on standard error
 *
 * Returns: @status
 */
int cli_fail (int status, const char *format, ...) G_GNUC_PRINTF (2, 3);

/**
 * cli_fail_with:
 *
 * Says what @error says.
 *
 * Returns: the exit status for it
 */
int cli_fail_with (const GError *error);

G_END_DECLS
