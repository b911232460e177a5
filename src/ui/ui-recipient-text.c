/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where one recipient ends while it is written. The whole list is read by
 * message_mailbox_parse_list(), which takes more than this. */

#include "ui-recipient-parts-private.h"

gboolean
ui_recipient_text_is_separator (gunichar character)
{
  switch (character)
    {
    case ',':
    case ';':
    case '\n':
    case '\r':
    case '\t':
    case 0xFF0C: /* ， */
    case 0xFF1B: /* ； */
    case 0x3001: /* 、 */
      return TRUE;
    default:
      return FALSE;
    }
}

gsize
ui_recipient_text_find_end (const char *text)
{
  gboolean quoted = FALSE;
  gboolean bracketed = FALSE;
  gsize end = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c == '"')
        quoted = !quoted;
      else if (c == '<' || c == '>')
        bracketed = c == '<';
      else if (!quoted && !bracketed && ui_recipient_text_is_separator (c))
        end = (gsize) (g_utf8_next_char (p) - text);
    }
  return end;
}
