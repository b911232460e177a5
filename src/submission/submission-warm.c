/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A letter over an open connection waits for two round trips instead of nine. The server may end an
 * idle connection at any time, with 421 or without a word; that is nobody's failure. */

#include "submission-warm-private.h"

#define KEPT_US (30 * G_TIME_SPAN_SECOND)

struct SubmissionWarm
{
  SubmissionClock *clock;
  SubmissionLink *link;
  guint timer;
  SubmissionWarmFunc gone;
  gpointer gone_data;
};

SubmissionWarm *
submission_warm_new (SubmissionClock *clock, SubmissionWarmFunc gone, gpointer user_data)
{
  SubmissionWarm *warm = g_new0 (SubmissionWarm, 1);

  warm->clock = g_object_ref (clock);
  warm->gone = gone;
  warm->gone_data = user_data;
  return warm;
}

void
submission_warm_free (SubmissionWarm *warm)
{
  submission_warm_drop (warm);
  g_object_unref (warm->clock);
  g_free (warm);
}

SubmissionLink *
submission_warm_take (SubmissionWarm *warm)
{
  submission_clock_clear_timer (warm->clock, &warm->timer);
  if (warm->link != NULL)
    g_signal_handlers_disconnect_by_data (submission_link_get_session (warm->link), warm);
  return g_steal_pointer (&warm->link);
}

void
submission_warm_drop (SubmissionWarm *warm)
{
  submission_link_free (submission_warm_take (warm));
}

static void
on_closed (NetSession *session, SubmissionWarm *warm)
{
  submission_warm_drop (warm);
  warm->gone (warm->gone_data);
}

void
submission_warm_keep (SubmissionWarm *warm, SubmissionLink *link)
{
  guint max_domains;

  submission_warm_drop (warm);
  if (link != NULL && submission_link_get_room (link, &max_domains) == 0)
    g_clear_pointer (&link, submission_link_free);
  warm->link = link;
  if (link != NULL)
    g_signal_connect (submission_link_get_session (link), "closed", G_CALLBACK (on_closed), warm);
}

gboolean
submission_warm_has_link (const SubmissionWarm *warm)
{
  return warm->link != NULL;
}

static gboolean
on_expired (gpointer user_data)
{
  SubmissionWarm *warm = user_data;

  warm->timer = 0;
  submission_warm_drop (warm);
  warm->gone (warm->gone_data);
  return G_SOURCE_REMOVE;
}

void
submission_warm_expire (SubmissionWarm *warm)
{
  if (warm->link != NULL && warm->timer == 0)
    warm->timer = submission_clock_add_timer (warm->clock, KEPT_US, on_expired, warm);
}
