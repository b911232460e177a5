/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The server's half of SMTP without I/O: lines in, replies out. The session feeds it and does what
 * it wants. */

#pragma once

#include "practice-personality-private.h"

G_BEGIN_DECLS

/* A line longer than this ends the session; RFC 4954 section 4 asks for 12288 */
#define PRACTICE_MAX_LINE 12288
#define PRACTICE_MAX_RECIPIENTS 1000

/**
 * PracticeWant: what must happen before more is fed
 * @PRACTICE_WANT_MORE: nothing: feed it
 * @PRACTICE_WANT_PAUSE: practice_dialogue_get_delay() must pass, then practice_dialogue_go_on()
 * @PRACTICE_WANT_TLS: write the output, shake hands, then practice_dialogue_encrypted()
 * @PRACTICE_WANT_KEEP: keep practice_dialogue_take_letter(), then practice_dialogue_kept()
 * @PRACTICE_WANT_CLOSE: write the output, then close
 */
typedef enum
{
  PRACTICE_WANT_MORE,
  PRACTICE_WANT_PAUSE,
  PRACTICE_WANT_TLS,
  PRACTICE_WANT_KEEP,
  PRACTICE_WANT_CLOSE,
} PracticeWant;

/**
 * PracticeDefer: whether a letter, told by @key, is seen for the first time and so refused for now
 */
typedef gboolean (*PracticeDefer) (const char *key, gpointer user_data);

typedef struct PracticeDialogue PracticeDialogue;

/**
 * practice_dialogue_new:
 *
 * Returns: (transfer full): a dialogue; the greeting is in its output unless TLS comes first
 */
PracticeDialogue *
practice_dialogue_new (PracticePersonality personality, PracticeDefer defer, gpointer user_data);
void practice_dialogue_free (PracticeDialogue *dialogue);

/**
 * practice_dialogue_feed:
 * @octets: (array length=length): what was read and not taken yet
 *
 * Returns: octets that were taken
 */
gsize practice_dialogue_feed (PracticeDialogue *dialogue, const guint8 *octets, gsize length);

PracticeWant practice_dialogue_get_want (const PracticeDialogue *dialogue);

/**
 * practice_dialogue_take_output:
 *
 * Returns: (transfer full) (nullable): replies to be written now, or NULL
 */
GString *practice_dialogue_take_output (PracticeDialogue *dialogue);

guint practice_dialogue_get_delay (const PracticeDialogue *dialogue);
void practice_dialogue_go_on (PracticeDialogue *dialogue);

/**
 * practice_dialogue_encrypted: TLS began; all that was said before is forgotten (RFC 3207 section
 * 4.2)
 */
void practice_dialogue_encrypted (PracticeDialogue *dialogue);

/**
 * practice_dialogue_take_letter:
 *
 * Returns: (transfer full): the letter to keep
 */
PracticeLetter *practice_dialogue_take_letter (PracticeDialogue *dialogue);

/**
 * practice_dialogue_kept:
 * @kept: whether it could be kept
 */
void practice_dialogue_kept (PracticeDialogue *dialogue, gboolean kept);

/**
 * practice_dialogue_time_out: too long without a command
 */
void practice_dialogue_time_out (PracticeDialogue *dialogue);

G_END_DECLS
