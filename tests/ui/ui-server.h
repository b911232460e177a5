/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A queue that works, at a server that plays a script. */

#pragma once

#include "support-server.h"
#include "ui-test.h"

/* one letter to one recipient, accepted */
#define UI_SERVER_TAKES_ONE                                                                        \
  "S: 220 here\nC: EHLO *\nS: 250 here\nC: MAIL *\nS: 250 ok\nC: RCPT *\nS: 250 ok\n"              \
  "C: DATA\nS: 354 go on\ncontent\nS: 250 kept\nC: QUIT\nS: 221 bye\neof\n"

/**
 * ui_server_use: the default account's letters go to @server, and the queue is started
 */
void ui_server_use (UiTest *test, SupportServer *server);

/**
 * ui_server_leave: the queue is at rest afterwards
 */
void ui_server_leave (UiTest *test);
