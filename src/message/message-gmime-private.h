/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gmime/gmime.h>

G_BEGIN_DECLS

/**
 * message_gmime_start: GMime wants to be started once; may be called any time, from any thread
 */
void message_gmime_start (void);

G_END_DECLS
