/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a server writes above a letter (RFC 5321 section 4.4). */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * practice_trace_new:
 * @reverse_path: without angle brackets; empty for the null reverse-path
 * @client: what the client called itself
 * @protocol: a keyword of RFC 3848, e.g. "ESMTPA"
 *
 * Returns: (transfer full): Return-Path and Received, each ending in CRLF
 */
GString *practice_trace_new (const char *reverse_path, const char *client, const char *protocol,
                             const char *id, gint64 received_us);

G_END_DECLS
