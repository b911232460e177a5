/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fake-clock.h"

typedef struct
{
  guint id;
  gint64 due_boot_us;
  GSourceFunc func;
  gpointer user_data;
} Timer;

struct _FakeClock
{
  SubmissionClock parent_instance;

  gint64 real_us;
  gint64 boot_us;
  guint last_id;
  GArray *timers; /* as they were made */
};

G_DEFINE_FINAL_TYPE (FakeClock, fake_clock, SUBMISSION_TYPE_CLOCK)

static gint64
fake_clock_get_real_us (SubmissionClock *clock)
{
  return FAKE_CLOCK (clock)->real_us;
}

static gint64
fake_clock_get_boot_us (SubmissionClock *clock)
{
  return FAKE_CLOCK (clock)->boot_us;
}

static guint
fake_clock_add_timer (SubmissionClock *clock, gint64 delay_us, GSourceFunc func, gpointer user_data)
{
  FakeClock *self = FAKE_CLOCK (clock);
  Timer timer = { ++self->last_id, self->boot_us + MAX (delay_us, 0), func, user_data };

  g_array_append_val (self->timers, timer);
  return timer.id;
}

static void
fake_clock_remove_timer (SubmissionClock *clock, guint id)
{
  FakeClock *self = FAKE_CLOCK (clock);

  for (guint i = 0; i < self->timers->len; i++)
    if (g_array_index (self->timers, Timer, i).id == id)
      {
        g_array_remove_index (self->timers, i);
        return;
      }
  g_assert_not_reached ();
}

static int
find_next (FakeClock *self)
{
  int next = -1;

  for (guint i = 0; i < self->timers->len; i++)
    if (next < 0 || g_array_index (self->timers, Timer, i).due_boot_us <
                        g_array_index (self->timers, Timer, next).due_boot_us)
      next = (int) i;
  return next;
}

static void
move (FakeClock *self, gint64 by_us)
{
  self->boot_us += by_us;
  self->real_us += by_us;
}

gint64
fake_clock_get_next_us (FakeClock *self)
{
  int next = find_next (self);

  return next < 0 ? -1
                  : MAX (g_array_index (self->timers, Timer, next).due_boot_us - self->boot_us, 0);
}

gboolean
fake_clock_advance_to_next (FakeClock *self)
{
  int next = find_next (self);
  Timer timer;

  if (next < 0)
    return FALSE;
  timer = g_array_index (self->timers, Timer, next);
  g_array_remove_index (self->timers, (guint) next);
  move (self, MAX (timer.due_boot_us - self->boot_us, 0));
  timer.func (timer.user_data);
  return TRUE;
}

void
fake_clock_advance (FakeClock *self, gint64 by_us)
{
  gint64 end_us = self->boot_us + by_us;
  gint64 next_us;

  while ((next_us = fake_clock_get_next_us (self)) >= 0 && self->boot_us + next_us <= end_us)
    fake_clock_advance_to_next (self);
  move (self, end_us - self->boot_us);
}

void
fake_clock_sleep (FakeClock *self, gint64 us)
{
  move (self, us);
  submission_clock_changed (SUBMISSION_CLOCK (self));
  fake_clock_advance (self, 0);
}

void
fake_clock_set_wall (FakeClock *self, gint64 by_us)
{
  self->real_us += by_us;
  submission_clock_changed (SUBMISSION_CLOCK (self));
}

guint
fake_clock_get_n_timers (FakeClock *self)
{
  return self->timers->len;
}

FakeClock *
fake_clock_new (void)
{
  return g_object_new (FAKE_TYPE_CLOCK, NULL);
}

static void
fake_clock_finalize (GObject *object)
{
  g_array_unref (FAKE_CLOCK (object)->timers);

  G_OBJECT_CLASS (fake_clock_parent_class)->finalize (object);
}

static void
fake_clock_init (FakeClock *self)
{
  self->timers = g_array_new (FALSE, FALSE, sizeof (Timer));
  self->real_us = g_get_real_time () + G_TIME_SPAN_HOUR;
  self->boot_us = G_TIME_SPAN_DAY;
}

static void
fake_clock_class_init (FakeClockClass *class)
{
  SubmissionClockClass *clock_class = SUBMISSION_CLOCK_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = fake_clock_finalize;
  clock_class->get_real_us = fake_clock_get_real_us;
  clock_class->get_boot_us = fake_clock_get_boot_us;
  clock_class->add_timer = fake_clock_add_timer;
  clock_class->remove_timer = fake_clock_remove_timer;
}
