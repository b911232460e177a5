/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A file name is written by whoever made the file. GMime passes line breaks in it through to the
 * header, and a right-to-left override makes "exe.txt" out of "txt.exe" in the reader's list. */

#include "message-name-private.h"

#include <string.h>

#include "message-field-private.h"

#define MAX_NAME 255
#define MAX_EXTENSION 16

/* a line's 76 columns less " name=" and the quotes */
#define FIRST_ROOM 68

static gboolean
is_harmful (gunichar c)
{
  return g_unichar_iscntrl (c) || c == '\\' || c == 0x061C || c == 0x200E || c == 0x200F ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

/* At most MAX_NAME octets, cut between characters and before the extension. */
static void
shorten (GString *name)
{
  if (name->len <= MAX_NAME)
    return;

  const char *dot = strrchr (name->str, '.');
  gsize tail = dot != NULL ? name->len - (dot - name->str) : 0;
  if (tail > MAX_EXTENSION)
    tail = 0;

  const char *cut = name->str + MAX_NAME - tail;
  while (((guchar) *cut & 0xC0) == 0x80)
    cut--;
  g_string_erase (name, cut - name->str, name->len - tail - (cut - name->str));
}

char *
message_name_clean (const char *name)
{
  g_autofree char *valid = g_utf8_make_valid (name != NULL ? name : "", -1);
  const char *slash = strrchr (valid, '/');
  g_autoptr (GString) clean = g_string_new (NULL);

  for (const char *p = slash != NULL ? slash + 1 : valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      g_string_append_unichar (clean, is_harmful (c) ? '_' : c);
    }

  shorten (clean);
  char *stripped = g_strstrip (clean->str);
  if (*stripped == '\0' || strcmp (stripped, ".") == 0 || strcmp (stripped, "..") == 0)
    return g_strdup ("attachment");
  return g_strdup (stripped);
}

/* Plain enough for a quoted-string that every reader takes literally. */
static gboolean
is_plain (const char *name)
{
  if (strstr (name, "=?") != NULL || strstr (name, "''") != NULL)
    return FALSE;

  for (const char *c = name; *c != '\0'; c++)
    {
      if (*c < 32 || *c > 126 || *c == '"' || *c == '\\' || *c == '%' || *c == ';')
        return FALSE;
    }
  return TRUE;
}

char *
message_name_to_type_parameter (const char *name)
{
  if (is_plain (name))
    return g_strdup_printf ("name=\"%s\"", name);

  GString *parameter = g_string_new ("name=\"");
  gsize room = FIRST_ROOM;
  while (*name != '\0')
    {
      g_autofree char *word = message_field_next_word (&name, room, FALSE);
      g_string_append (parameter, word);
      g_string_append (parameter, *name != '\0' ? "\n " : "\"");
      room = 75;
    }
  return g_string_free (parameter, FALSE);
}

char *
message_name_to_disposition_parameter (const char *name)
{
  if (is_plain (name))
    return g_strdup_printf ("filename=\"%s\"", name);

  /* attribute-char of RFC 2231 section 7; GLib leaves the unreserved of RFC 3986, of which "~" is
   * allowed too */
  g_autofree char *escaped = g_uri_escape_string (name, NULL, FALSE);
  return g_strdup_printf ("filename*=utf-8''%s", escaped);
}
