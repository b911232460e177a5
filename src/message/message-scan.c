/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The last look at finished octets. A bare CR or LF that one server takes for a line end and the
 * next does not is how a second letter is smuggled in (RFC 5321 section 2.3.8). */

#include "message-scan-private.h"

#include <string.h>

#include "message-error.h"
#include "message-render.h"

static gboolean
refuse (GError **error, const char *what, gsize place)
{
  g_set_error (error, MESSAGE_ERROR, MESSAGE_ERROR_CONTENT, "%s at octet %" G_GSIZE_FORMAT, what,
               place);
  return FALSE;
}

gboolean
message_scan_octets (const guint8 *octets, gsize length, gboolean eight_bit, GError **error)
{
  gsize line = 0;

  for (gsize i = 0; i < length; i++)
    {
      guint8 c = octets[i];
      if (c == '\r' && (i + 1 == length || octets[i + 1] != '\n'))
        return refuse (error, "a bare CR", i);
      if (c == '\n' && (i == 0 || octets[i - 1] != '\r'))
        return refuse (error, "a bare LF", i);
      if (c == '\0')
        return refuse (error, "a NUL", i);
      if (c > 127 && !eight_bit)
        return refuse (error, "an octet over 127", i);
      if (c == '\n')
        line = i + 1;
      else if (c != '\r' && i - line >= MESSAGE_MAX_LINE)
        return refuse (error, "a line over 998 octets", i);
    }

  if (length == 0 || octets[length - 1] != '\n')
    return refuse (error, "no line end", length);
  return TRUE;
}

gboolean
message_scan (GBytes *octets, GError **error)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (octets, &length);
  return message_scan_octets (data, length, FALSE, error);
}
