/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Files named on the command line; "-" is standard input. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * cli_input_open:
 *
 * Returns: (transfer full) (nullable): NULL with @status set after saying what is wrong
 */
GInputStream *cli_input_open (const char *path, int *status);

/**
 * cli_input_read_text:
 *
 * Returns: (transfer full) (nullable): UTF-8 with LF line ends, read as UTF-8 or else as GB18030;
 *   NULL with @status set after saying what is wrong
 */
char *cli_input_read_text (const char *path, int *status);

/**
 * cli_input_dup_lines:
 *
 * Returns: (transfer full): @text with LF line ends
 */
char *cli_input_dup_lines (const char *text);

/**
 * cli_input_parse_time:
 * @text: "14:30", "2026-11-30 14:30" or ISO 8601
 *
 * Returns: (transfer full) (nullable): the next such moment, local time unless it says otherwise
 */
GDateTime *cli_input_parse_time (const char *text);

G_END_DECLS
