/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli-input.h"

#include <gio/gunixinputstream.h>
#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli-status.h"

/* What a letter may be at rest; more is no text that anybody wrote. */
#define MAX_TEXT (1024 * 1024)

GInputStream *
cli_input_open (const char *path, int *status)
{
  g_autoptr (GFile) file = NULL;
  g_autoptr (GError) error = NULL;
  GFileInputStream *stream = NULL;

  if (g_str_equal (path, "-"))
    return g_unix_input_stream_new (STDIN_FILENO, FALSE);
  file = g_file_new_for_commandline_arg (path);
  stream = g_file_read (file, NULL, &error);
  if (stream == NULL)
    {
      g_autofree char *name = g_filename_display_name (path);

      *status = cli_fail (EX_NOINPUT, _ ("%s cannot be read: %s"), name, error->message);
    }
  return G_INPUT_STREAM (stream);
}

/* One octet more than allowed is read, to see that there was more. */
static char *
read_all (const char *path, gsize *length, int *status)
{
  g_autoptr (GInputStream) stream = cli_input_open (path, status);
  g_autofree char *buffer = NULL;
  g_autofree char *name = g_filename_display_name (path);
  g_autoptr (GError) error = NULL;

  if (stream == NULL)
    return NULL;
  buffer = g_malloc (MAX_TEXT + 2);
  if (!g_input_stream_read_all (stream, buffer, MAX_TEXT + 1, length, NULL, &error))
    {
      *status = cli_fail (EX_NOINPUT, _ ("%s cannot be read: %s"), name, error->message);
      return NULL;
    }
  if (*length > MAX_TEXT)
    {
      *status = cli_fail (EX_DATAERR, _ ("%s is too long for a text; attach it instead."), name);
      return NULL;
    }
  buffer[*length] = '\0';
  return g_steal_pointer (&buffer);
}

char *
cli_input_dup_lines (const char *text)
{
  g_autoptr (GString) lines = g_string_new (text);

  g_string_replace (lines, "\r\n", "\n", 0);
  g_string_replace (lines, "\r", "\n", 0);
  return g_string_free (g_steal_pointer (&lines), FALSE);
}

char *
cli_input_read_text (const char *path, int *status)
{
  gsize length = 0;
  g_autofree char *octets = read_all (path, &length, status);
  g_autofree char *text = NULL;

  if (octets == NULL)
    return NULL;
  if (strlen (octets) == length)
    text = g_utf8_validate (octets, length, NULL)
               ? g_strdup (octets)
               : g_convert (octets, length, "UTF-8", "GB18030", NULL, NULL, NULL);
  if (text == NULL)
    {
      g_autofree char *name = g_filename_display_name (path);

      *status = cli_fail (EX_DATAERR, _ ("%s is not text in UTF-8 or GB18030."), name);
      return NULL;
    }
  return cli_input_dup_lines (text);
}

/* The time of day, today or else tomorrow. */
static GDateTime *
next_time_of_day (guint hour, guint minute)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GDateTime) today =
      g_date_time_new_local (g_date_time_get_year (now), g_date_time_get_month (now),
                             g_date_time_get_day_of_month (now), hour, minute, 0);

  if (today == NULL || g_date_time_compare (today, now) > 0)
    return g_steal_pointer (&today);
  return g_date_time_add_days (today, 1);
}

/* "tomorrow 8:00", in English and in the terminal's language. */
static gboolean
parse_tomorrow (const char *text, guint *hour, guint *minute)
{
  const char *const words[] = { "tomorrow", _ ("tomorrow") };
  char more = '\0';

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    {
      gsize n = strlen (words[i]);

      if (g_ascii_strncasecmp (text, words[i], n) == 0 &&
          sscanf (text + n, " %2u:%2u%c", hour, minute, &more) == 2)
        return TRUE;
    }
  return FALSE;
}

static GDateTime *
time_of_tomorrow (guint hour, guint minute)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GDateTime) tomorrow = g_date_time_add_days (now, 1);

  return g_date_time_new_local (g_date_time_get_year (tomorrow), g_date_time_get_month (tomorrow),
                                g_date_time_get_day_of_month (tomorrow), hour, minute, 0);
}

GDateTime *
cli_input_parse_time (const char *text)
{
  g_autoptr (GTimeZone) local = g_time_zone_new_local ();
  g_autofree char *with_seconds = NULL;
  guint hour = 0;
  guint minute = 0;
  char more = '\0';
  GDateTime *time = NULL;

  if (sscanf (text, "%2u:%2u%c", &hour, &minute, &more) == 2)
    return next_time_of_day (hour, minute);
  if (parse_tomorrow (text, &hour, &minute))
    return time_of_tomorrow (hour, minute);
  time = g_date_time_new_from_iso8601 (text, local);
  if (time != NULL)
    return time;
  with_seconds = g_strconcat (text, ":00", NULL);
  return g_date_time_new_from_iso8601 (with_seconds, local);
}
