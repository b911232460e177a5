/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A stream of any length that makes its octets as they are read, so that a test of memory holds
 * none itself. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Octets a line, CRLF among them. */
#define SUPPORT_LINE_LENGTH 78

/**
 * support_stream_new:
 *
 * Returns: (transfer full): a stream of @n_lines lines
 */
GInputStream *support_stream_new (guint64 n_lines);

/**
 * support_stream_set_breaks: lets it end with the error "the disk is gone"
 */
void support_stream_set_breaks (GInputStream *stream);

/**
 * support_stream_sha256:
 *
 * Returns: (transfer full): hex digest of what a stream of @n_lines gives
 */
char *support_stream_sha256 (guint64 n_lines);

G_END_DECLS
