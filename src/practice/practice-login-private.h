/* SPDX-License-Identifier: GPL-3.0-or-later */

/* AUTH PLAIN (RFC 4616) and LOGIN, the server's side (RFC 4954). Any password will do but "wrong".
 * Nothing of what a client says here is kept. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * PracticeLoginStep: where an exchange stands
 * @PRACTICE_LOGIN_NAME: LOGIN asked for the name
 * @PRACTICE_LOGIN_PASSWORD: LOGIN asked for the password
 * @PRACTICE_LOGIN_PLAIN: PLAIN waits for its only response
 */
typedef enum
{
  PRACTICE_LOGIN_NONE,
  PRACTICE_LOGIN_NAME,
  PRACTICE_LOGIN_PASSWORD,
  PRACTICE_LOGIN_PLAIN,
} PracticeLoginStep;

/**
 * PracticeLoginResult: what to answer
 * @PRACTICE_LOGIN_ASK: 334, and the next step's challenge
 */
typedef enum
{
  PRACTICE_LOGIN_ASK,
  PRACTICE_LOGIN_GOOD,
  PRACTICE_LOGIN_WRONG,
  PRACTICE_LOGIN_CANCELLED,
  PRACTICE_LOGIN_MALFORMED,
  PRACTICE_LOGIN_UNKNOWN,
} PracticeLoginResult;

/**
 * practice_login_begin:
 * @arguments: what follows AUTH
 * @step: (out): where the exchange stands now
 */
PracticeLoginResult practice_login_begin (const char *arguments, PracticeLoginStep *step);

/**
 * practice_login_respond:
 * @line: the client's response
 * @step: (inout): where the exchange stands
 */
PracticeLoginResult practice_login_respond (const char *line, PracticeLoginStep *step);

/**
 * practice_login_get_challenge:
 *
 * Returns: (transfer none): base64, for a 334
 */
const char *practice_login_get_challenge (PracticeLoginStep step);

G_END_DECLS
