/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Days are counted on the calendar of the place the computer is in: tomorrow at eight is not so and
 * so many hours from now where the clock is changed in the night. */

#include "ui-later-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "ui-later.h"

#define MORNING 8
#define EVENING 18

static GDateTime *
to_local (gint64 time_us)
{
  return g_date_time_new_from_unix_local (time_us / G_USEC_PER_SEC);
}

UiLaterKind
ui_later_get_kind (const StoreLetter *letter)
{
  if (letter->state != MAIL_LETTER_HELD || letter->send_at_us == 0)
    return UI_LATER_NONE;
  return letter->paused ? UI_LATER_LATE : UI_LATER_HELD;
}

/* GLib tells neither whether the locale counts to 12 or to 24; its own form of a time does. */
static gboolean
has_24_hours (void)
{
  g_autoptr (GDateTime) afternoon = g_date_time_new_utc (2001, 1, 1, 15, 0, 0);
  g_autofree char *text = g_date_time_format (afternoon, "%X");

  return text == NULL || strstr (text, "15") != NULL;
}

static char *
dup_clock (GDateTime *time)
{
  return g_date_time_format (time, has_24_hours () ? "%H:%M" : "%-I:%M %p");
}

char *
ui_later_dup_clock (gint64 time_us)
{
  g_autoptr (GDateTime) time = to_local (time_us);

  return dup_clock (time);
}

char *
ui_later_dup_day (gint64 time_us)
{
  g_autoptr (GDateTime) time = to_local (time_us);

  /* Translators: weekday and date, see strftime(). xgettext:no-c-format */
  return g_date_time_format (time, _ ("%A, %-e %B %Y"));
}

/* days since a day long ago */
static gint
count_days (GDateTime *time)
{
  GDate date;

  g_date_clear (&date, 1);
  g_date_set_dmy (&date, (GDateDay) g_date_time_get_day_of_month (time),
                  (GDateMonth) g_date_time_get_month (time),
                  (GDateYear) g_date_time_get_year (time));
  return (gint) g_date_get_julian (&date);
}

static char *
dup_date (GDateTime *time, GDateTime *now)
{
  int days = count_days (time) - count_days (now);

  if (days > 1 && days < 7)
    return g_date_time_format (time, "%A");
  if (g_date_time_get_year (time) == g_date_time_get_year (now))
    /* Translators: a day of this year, see strftime(). xgettext:no-c-format */
    return g_date_time_format (time, _ ("%-e %B"));
  /* Translators: a day of another year, see strftime(). xgettext:no-c-format */
  return g_date_time_format (time, _ ("%-e %B %Y"));
}

char *
ui_later_dup_when (gint64 time_us, gint64 now_us)
{
  g_autoptr (GDateTime) time = to_local (time_us);
  g_autoptr (GDateTime) now = to_local (now_us);
  g_autofree char *clock = dup_clock (time);
  g_autofree char *date = NULL;

  switch (count_days (time) - count_days (now))
    {
    case -1:
      return g_strdup_printf (_ ("yesterday %s"), clock);
    case 0:
      return g_strdup_printf (_ ("today %s"), clock);
    case 1:
      return g_strdup_printf (_ ("tomorrow %s"), clock);
    default:
      date = dup_date (time, now);
      return g_strdup_printf (C_ ("day and time", "%s %s"), date, clock);
    }
}

static gint64
at (GDateTime *now, int days, int hour)
{
  g_autoptr (GDateTime) day = g_date_time_add_days (now, days);
  g_autoptr (GDateTime) time =
      g_date_time_new_local (g_date_time_get_year (day), g_date_time_get_month (day),
                             g_date_time_get_day_of_month (day), hour, 0, 0);

  return g_date_time_to_unix (time) * G_USEC_PER_SEC;
}

gint64
ui_later_default (gint64 now_us)
{
  g_autoptr (GDateTime) now = to_local (now_us);

  return at (now, 1, MORNING);
}

/* Today only while it is an hour away. */
guint
ui_later_choices (gint64 now_us, UiLaterChoice choices[UI_LATER_MAX_CHOICES])
{
  g_autoptr (GDateTime) now = to_local (now_us);
  int hour = g_date_time_get_hour (now);
  int to_monday = 8 - g_date_time_get_day_of_week (now);
  guint n = 0;

  if (hour < EVENING - 1)
    choices[n++] =
        (UiLaterChoice){ _ ("Later Today"), at (now, 0, hour < MORNING - 1 ? MORNING : EVENING) };
  choices[n++] = (UiLaterChoice){ _ ("Tomorrow"), at (now, 1, MORNING) };
  if (to_monday > 1)
    choices[n++] = (UiLaterChoice){ _ ("Next Monday"), at (now, to_monday, MORNING) };
  return n;
}
