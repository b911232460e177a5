/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "smtp-output-private.h"

#include <string.h>

#include "smtp-secret-private.h"

#define FIRST_SIZE 4096

void
smtp_output_clear (SmtpOutput *output)
{
  if (output->secret)
    smtp_secret_wipe (output->data, output->size);
  g_clear_pointer (&output->data, g_free);
  output->start = output->end = output->size = 0;
  output->secret = FALSE;
}

gsize
smtp_output_get_length (const SmtpOutput *output)
{
  return output->end - output->start;
}

guint64
smtp_output_get_place (const SmtpOutput *output)
{
  return output->advanced + smtp_output_get_length (output);
}

/* Not realloc(): that would leave a copy of a secret behind. */
static void
grow (SmtpOutput *output, gsize needed)
{
  gsize size = MAX (output->size, FIRST_SIZE);
  gsize length = smtp_output_get_length (output);
  guint8 *data;

  while (size < needed)
    size *= 2;
  data = g_malloc (size);
  if (length > 0)
    memcpy (data, output->data + output->start, length);
  if (output->secret)
    smtp_secret_wipe (output->data, output->size);
  g_free (output->data);
  output->data = data;
  output->size = size;
  output->start = 0;
  output->end = length;
}

guint8 *
smtp_output_reserve (SmtpOutput *output, gsize length)
{
  if (output->size - output->end < length)
    grow (output, smtp_output_get_length (output) + length);
  return output->data + output->end;
}

void
smtp_output_commit (SmtpOutput *output, gsize length)
{
  output->end += length;
}

void
smtp_output_append (SmtpOutput *output, const char *octets, gsize length, gboolean secret)
{
  if (length == 0)
    return;
  memcpy (smtp_output_reserve (output, length), octets, length);
  smtp_output_commit (output, length);
  output->secret |= secret;
}

const guint8 *
smtp_output_peek (const SmtpOutput *output, gsize *length)
{
  *length = smtp_output_get_length (output);
  /* there is nothing yet to point into */
  return output->data != NULL ? output->data + output->start : NULL;
}

void
smtp_output_advance (SmtpOutput *output, gsize length)
{
  g_return_if_fail (length <= smtp_output_get_length (output));

  output->start += length;
  output->advanced += length;
  if (output->start < output->end)
    return;
  if (output->secret)
    smtp_secret_wipe (output->data, output->size);
  output->start = output->end = 0;
  output->secret = FALSE;
}
