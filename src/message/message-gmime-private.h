/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gmime/gmime.h>

G_BEGIN_DECLS

/**
 * message_gmime_start: GMime wants to be started once; may be called any time, from any thread
 */
void message_gmime_start (void);

/**
 * message_gmime_parse:
 * @octets: a message, however malformed; starts GMime where it must
 * @error: return location for MESSAGE_ERROR_HOSTILE, or MESSAGE_ERROR_DRAFT for what has no header
 *
 * Returns: (transfer full): NULL with @error set
 */
GMimeMessage *message_gmime_parse (GBytes *octets, GError **error);

/**
 * message_gmime_dup_line: message_field_dup_line(), cut where nobody would read on
 */
char *message_gmime_dup_line (const char *text);

/**
 * message_gmime_dup_field:
 *
 * Returns: (transfer full): the text of the field @name as one line; empty where it is missing
 */
char *message_gmime_dup_field (GMimeMessage *message, const char *name);

G_END_DECLS
