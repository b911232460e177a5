/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who lives at practice.test, and what happens to letters for them. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define PRACTICE_DOMAIN "practice.test"

/* What the person tiny takes. */
#define PRACTICE_TINY_SIZE 10240

/**
 * PracticeFate: what becomes of a letter one of whose recipients was accepted
 * @PRACTICE_FATE_KEPT: 250
 * @PRACTICE_FATE_TOO_LARGE: 552 if it is larger than PRACTICE_TINY_SIZE
 * @PRACTICE_FATE_SPAM: 554 after the content
 * @PRACTICE_FATE_SILENT: kept, and the connection closed without an answer
 * @PRACTICE_FATE_HANGUP: the connection closed when the content begins
 *
 * Of several recipients the last in this order decides.
 */
typedef enum
{
  PRACTICE_FATE_KEPT,
  PRACTICE_FATE_TOO_LARGE,
  PRACTICE_FATE_SPAM,
  PRACTICE_FATE_SILENT,
  PRACTICE_FATE_HANGUP,
} PracticeFate;

/**
 * PracticePerson:
 * @code: of the reply to RCPT
 * @first_only: @code is said once; the same letter is accepted the next time
 * @delay_ms: before the reply
 */
typedef struct
{
  const char *name;
  int code;
  const char *enhanced;
  const char *text;
  PracticeFate fate;
  gboolean first_only;
  guint delay_ms;
} PracticePerson;

/**
 * practice_people_find:
 *
 * Returns: (transfer none): the person of that name, or friend
 */
const PracticePerson *practice_people_find (const char *local_part);

G_END_DECLS
