/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The objects of --json. Their members are a contract. */

#pragma once

#include <json-glib/json-glib.h>

#include "cli-explanation.h"
#include "mail-conversation.h"

G_BEGIN_DECLS

/**
 * cli_json_letter:
 * @conversations: (nullable) (element-type MailConversation): NULL leaves the member out
 *
 * Returns: (transfer full): the letter
 */
JsonNode *
cli_json_letter (AccountRegistry *registry, const StoreLetter *letter, GPtrArray *conversations);

/**
 * cli_json_explanation:
 * @explanation: (nullable):
 *
 * Returns: (transfer full): title, detail, action; null when there is none
 */
JsonNode *cli_json_explanation (const Explanation *explanation);

/**
 * cli_json_reply:
 * @reply: (nullable):
 */
JsonNode *cli_json_reply (const MailReply *reply);

JsonNode *cli_json_lines (MailConversation *const *conversations, gsize n_conversations);

/**
 * cli_json_print:
 * @node: (transfer full): written to standard output in UTF-8, whatever the locale
 */
void cli_json_print (JsonNode *node);

G_END_DECLS
