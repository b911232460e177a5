/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What became of letters, told to a person or to a program. */

#pragma once

#include "cli-explanation.h"
#include "cli-parts.h"
#include "mail-conversation.h"

G_BEGIN_DECLS

/**
 * CliManner: how to tell
 * @CLI_CONVERSATION: with the lines that crossed the wire; always so in JSON
 */
typedef enum
{
  CLI_PLAIN = 0,
  CLI_JSON = 1 << 0,
  CLI_CONVERSATION = 1 << 1,
} CliManner;

/**
 * cli_report_letter:
 *
 * Returns: an exit status: that of the letter's state, or of what kept it from being told
 */
int cli_report_letter (CliParts *parts, const StoreLetter *letter, CliManner manner);

/**
 * cli_report_letters:
 * @letters: (element-type StoreLetter): one line each, or a JSON array without conversations
 */
void cli_report_letters (CliParts *parts, GPtrArray *letters, CliManner manner);

/**
 * cli_report_conversation: its lines with their times, in milliseconds
 */
void cli_report_conversation (const MailConversation *conversation);

/**
 * cli_report_explanation: title, detail and what would help
 */
void cli_report_explanation (const Explanation *explanation);

/**
 * cli_report_dup_state:
 *
 * Returns: (transfer full): the state as a sentence, "Accepted by smtp.163.com."
 */
char *cli_report_dup_state (const StoreLetter *letter);

G_END_DECLS
