/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Transparency, RFC 5321 section 4.5.2: a line that begins with a dot gets another one. */

#pragma once

#include "smtp-output-private.h"

G_BEGIN_DECLS

/**
 * SmtpData: where the content stands; all zero but @at_line_start at its beginning
 * @at_line_start: the next octet begins a line
 * @after_cr: the last octet was CR, so that the next must be LF
 */
typedef struct
{
  gboolean at_line_start;
  gboolean after_cr;
} SmtpData;

/**
 * smtp_data_encode:
 * @octets: (array length=length): canonical content in pieces of any size
 *
 * Returns: FALSE at a bare CR, a bare LF or NUL; @output then holds nothing of this piece
 */
gboolean smtp_data_encode (SmtpData *data, const guint8 *octets, gsize length, SmtpOutput *output);

/**
 * smtp_data_get_end:
 *
 * Returns: (transfer none) (nullable): what ends the content, with the CRLF it may lack; NULL
 *   after a bare CR
 */
const char *smtp_data_get_end (const SmtpData *data);

G_END_DECLS
