/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Octets that wait to be written. Counts what the driver has handed on, in octets since the
 * beginning: by that number the questions "can this be an answer to that?" and "may the final dot
 * have left?" are decided. Wiped as it empties when a secret has been in it. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  guint8 *data;
  gsize start;
  gsize end;
  gsize size;
  guint64 advanced;
  gboolean secret;
} SmtpOutput;

void smtp_output_clear (SmtpOutput *output);

/**
 * smtp_output_reserve:
 *
 * Returns: (transfer none): room for @length octets, taken with smtp_output_commit()
 */
guint8 *smtp_output_reserve (SmtpOutput *output, gsize length);
void smtp_output_commit (SmtpOutput *output, gsize length);

void smtp_output_append (SmtpOutput *output, const char *octets, gsize length, gboolean secret);
const guint8 *smtp_output_peek (const SmtpOutput *output, gsize *length);
void smtp_output_advance (SmtpOutput *output, gsize length);
gsize smtp_output_get_length (const SmtpOutput *output);

/**
 * smtp_output_get_place:
 *
 * Returns: where the next octet appended will stand, counted from the first one ever
 */
guint64 smtp_output_get_place (const SmtpOutput *output);

G_END_DECLS
