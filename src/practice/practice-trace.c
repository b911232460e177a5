/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "practice-trace-private.h"

#include "practice-people-private.h"

/* RFC 5322 section 3.3, English whatever the locale */
static char *
dup_date (gint64 us)
{
  static const char *const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
  static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (us / G_USEC_PER_SEC);

  return g_strdup_printf (
      "%s, %d %s %04d %02d:%02d:%02d +0000", days[g_date_time_get_day_of_week (date) - 1],
      g_date_time_get_day_of_month (date), months[g_date_time_get_month (date) - 1],
      g_date_time_get_year (date), g_date_time_get_hour (date), g_date_time_get_minute (date),
      g_date_time_get_second (date));
}

GString *
practice_trace_new (const char *reverse_path, const char *client, const char *protocol,
                    const char *id, gint64 received_us)
{
  GString *trace = g_string_new (NULL);
  g_autofree char *date = dup_date (received_us);

  g_string_append_printf (trace, "Return-Path: <%s>\r\n", reverse_path);
  g_string_append_printf (trace,
                          "Received: from %s ([127.0.0.1])\r\n"
                          "\tby " PRACTICE_DOMAIN " (Envoi practice server) with %s\r\n"
                          "\tid %s; %s\r\n",
                          client, protocol, id, date);
  return trace;
}
