/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What holds for every draft, and for one that came from outside (a link, a message file): it is
 * one a person could have typed, with one line where one line belongs, no sender, no file, no field
 * beyond those that are seen. */

#pragma once

#include "message-draft.h"

G_BEGIN_DECLS

/**
 * fuzz_check_line: text that a person sees on one line
 */
void fuzz_check_line (const char *text);

/**
 * fuzz_check_kept: written and read again it is the same draft
 */
void fuzz_check_kept (const MessageDraft *draft);

/**
 * fuzz_check_outside: a draft that came from outside, kept
 */
void fuzz_check_outside (const MessageDraft *draft);

G_END_DECLS
