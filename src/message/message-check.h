/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What should be said before a draft is sent. */

#pragma once

#include "message-draft.h"

G_BEGIN_DECLS

/**
 * MessageFindingKind: the first three stop a letter, the others are advice
 */
typedef enum
{
  MESSAGE_FINDING_NO_RECIPIENT,
  MESSAGE_FINDING_BAD_ADDRESS,
  MESSAGE_FINDING_TOO_LARGE,
  MESSAGE_FINDING_TYPO,
  MESSAGE_FINDING_NO_SUBJECT,
  MESSAGE_FINDING_MISSING_ATTACHMENT,
  MESSAGE_FINDING_MANY_VISIBLE,
  MESSAGE_FINDING_FROM_NOT_LOGIN,
} MessageFindingKind;

/**
 * MessageFinding:
 * @detail: (nullable): the address, the word or the suggestion it is about
 */
typedef struct
{
  MessageFindingKind kind;
  char *detail;
} MessageFinding;

void message_finding_free (MessageFinding *finding);

gboolean message_finding_is_blocking (MessageFindingKind kind);

/**
 * message_check:
 * @login: (nullable): address of the account, where its provider wants From to equal it
 * @size_limit: largest message in octets, 0 when unknown
 *
 * Returns: (transfer full) (element-type MessageFinding): most serious first
 */
GPtrArray *message_check (const MessageDraft *draft, const char *login, guint64 size_limit);

G_END_DECLS
