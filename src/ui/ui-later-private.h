/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Times to come, in words, and those that are offered. */

#pragma once

#include "store-outbox.h"

G_BEGIN_DECLS

/**
 * UiLaterKind: how a letter with a time of its own stands
 * @UI_LATER_NONE: it has none, or has been tried
 * @UI_LATER_HELD: it waits for its time
 * @UI_LATER_LATE: its time is so long past that a person is asked
 */
typedef enum
{
  UI_LATER_NONE,
  UI_LATER_HELD,
  UI_LATER_LATE,
} UiLaterKind;

UiLaterKind ui_later_get_kind (const StoreLetter *letter);

/**
 * ui_later_dup_day:
 *
 * Returns: (transfer full): "Tuesday, 24 November 2026"
 */
char *ui_later_dup_day (gint64 time_us);

/**
 * ui_later_dup_clock:
 *
 * Returns: (transfer full): the time of day with or without "PM", as the locale has it
 */
char *ui_later_dup_clock (gint64 time_us);

#define UI_LATER_MAX_CHOICES 3

/**
 * UiLaterChoice: a time that is offered
 * @title: (transfer none): "Tomorrow"
 */
typedef struct
{
  const char *title;
  gint64 time_us;
} UiLaterChoice;

/**
 * ui_later_choices:
 *
 * Returns: how many there are now; the times are those of the clock on the wall, whatever is done
 *   to it in between
 */
guint ui_later_choices (gint64 now_us, UiLaterChoice choices[UI_LATER_MAX_CHOICES]);

/**
 * ui_later_default: tomorrow morning
 */
gint64 ui_later_default (gint64 now_us);

G_END_DECLS
