/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who speaks in which lane, over a conversation; over the wire also what its columns are. */

#pragma once

#include <adwaita.h>

#include "account-profile.h"

G_BEGIN_DECLS

#define UI_TYPE_TALK_HEAD (ui_talk_head_get_type ())
G_DECLARE_FINAL_TYPE (UiTalkHead, ui_talk_head, UI, TALK_HEAD, GtkWidget)

/**
 * ui_talk_head_set:
 * @client: who "You" is, an address
 * @server: (nullable): host name
 */
void ui_talk_head_set (UiTalkHead *self, const char *client, const char *server);

/**
 * ui_talk_head_set_account:
 * @profile: (nullable): whose colour stands before "You"
 */
void ui_talk_head_set_account (UiTalkHead *self, const AccountProfile *profile);

/**
 * ui_talk_head_set_time: how long it all took; 0 says nothing
 */
void ui_talk_head_set_time (UiTalkHead *self, gint64 us);

void ui_talk_head_set_wire (UiTalkHead *self, gboolean wire);

G_END_DECLS
