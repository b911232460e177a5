/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A conversation with a server, line by line, in three depths: story, textbook,
 * wire. */

#pragma once

#include <adwaita.h>

#include "account-profile.h"
#include "mail-conversation.h"
#include "ui-context.h"

G_BEGIN_DECLS

#define UI_TYPE_CONVERSATION (ui_conversation_get_type ())
G_DECLARE_FINAL_TYPE (UiConversation, ui_conversation, UI, CONVERSATION, GtkWidget)

/**
 * UiConversation::unrolled:
 * @skipped: a person did not want to wait
 */

GtkWidget *ui_conversation_new (void);

/**
 * ui_conversation_set:
 * @conversations: (element-type MailConversation): one an attempt, oldest first
 * @client: who "You" is, an address
 * @server: (nullable): host name
 * @family: (nullable): provider family, for explanations
 */
void ui_conversation_set (UiConversation *view, GPtrArray *conversations, const char *client,
                          const char *server, const char *family);

/**
 * ui_conversation_set_account:
 * @profile: (nullable): whose colour stands before "You"
 */
void ui_conversation_set_account (UiConversation *view, const AccountProfile *profile);

/**
 * ui_conversation_set_letter:
 * @database: where the files of @content are
 * @content: (nullable): the letter the conversation is about; its octets are read in a thread
 */
void ui_conversation_set_letter (UiConversation *view, StoreDatabase *database,
                                 const MailContent *content);

/**
 * ui_conversation_grow: the last conversation has new lines
 */
void ui_conversation_grow (UiConversation *view);

/**
 * ui_conversation_unroll: shows it anew, turn after turn, slowly enough to read along; a click or a
 *   key shows the rest at once. Does nothing where animations are off.
 *
 * Returns: whether it does; then UiConversation::unrolled follows
 */
gboolean ui_conversation_unroll (UiConversation *view);

G_END_DECLS
