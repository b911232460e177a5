/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The system's clocks. GLib's timeouts run on CLOCK_MONOTONIC, which stands still while the machine
 * sleeps: a timer of five minutes, set before eight hours of sleep, would go off five minutes after
 * them. So each timer remembers when it is due on CLOCK_BOOTTIME, and is set anew when the machine
 * wakes.
 *
 * That is learnt from a timerfd that never goes off: with TFD_TIMER_CANCEL_ON_SET the kernel
 * cancels it when the wall clock is set, and on waking, because that moves the wall clock against
 * CLOCK_MONOTONIC too. Where there is none (no descriptor left), timers look at the clock once a
 * minute. */

#include "submission-clock-private.h"

#include <glib-unix.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#define LOOK_US G_TIME_SPAN_MINUTE
#define NEVER_S G_MAXINT32

typedef struct
{
  GPtrArray *timers; /* GSources */
  guint watch;
  int fd; /* -1: none */
} SubmissionClockPrivate;

G_DEFINE_TYPE_WITH_PRIVATE (SubmissionClock, submission_clock, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* --- timers --------------------------------------------------------------------------------- */

typedef struct
{
  GSource source;
  SubmissionClock *clock; /* not ours: it destroys its timers */
  gint64 due_boot_us;
} Timer;

static void
timer_set (GSource *source)
{
  Timer *timer = (Timer *) source;
  SubmissionClockPrivate *priv = submission_clock_get_instance_private (timer->clock);
  gint64 left_us = timer->due_boot_us - submission_clock_get_boot_us (timer->clock);

  if (priv->fd < 0)
    left_us = MIN (left_us, LOOK_US);
  g_source_set_ready_time (source, g_get_monotonic_time () + MAX (left_us, 0));
}

static gboolean
timer_dispatch (GSource *source, GSourceFunc func, gpointer user_data)
{
  Timer *timer = (Timer *) source;
  SubmissionClockPrivate *priv = submission_clock_get_instance_private (timer->clock);

  if (submission_clock_get_boot_us (timer->clock) < timer->due_boot_us)
    {
      timer_set (source);
      return G_SOURCE_CONTINUE;
    }
  g_ptr_array_remove_fast (priv->timers, source);
  func (user_data);
  return G_SOURCE_REMOVE;
}

static GSourceFuncs timer_funcs = { .dispatch = timer_dispatch };

static void
timer_free (gpointer source)
{
  g_source_destroy (source);
  g_source_unref (source);
}

static guint
real_add_timer (SubmissionClock *self, gint64 delay_us, GSourceFunc func, gpointer user_data)
{
  SubmissionClockPrivate *priv = submission_clock_get_instance_private (self);
  GSource *source = g_source_new (&timer_funcs, sizeof (Timer));
  Timer *timer = (Timer *) source;

  timer->clock = self;
  timer->due_boot_us = submission_clock_get_boot_us (self) + MAX (delay_us, 0);
  g_source_set_static_name (source, "submission timer");
  g_source_set_callback (source, func, user_data, NULL);
  timer_set (source);
  g_ptr_array_add (priv->timers, source);
  return g_source_attach (source, NULL);
}

static void
real_remove_timer (SubmissionClock *self, guint id)
{
  SubmissionClockPrivate *priv = submission_clock_get_instance_private (self);

  for (guint i = 0; i < priv->timers->len; i++)
    if (g_source_get_id (g_ptr_array_index (priv->timers, i)) == id)
      {
        g_ptr_array_remove_index_fast (priv->timers, i);
        return;
      }
  g_warn_if_reached ();
}

/* --- clocks --------------------------------------------------------------------------------- */

static gint64
real_get_real_us (SubmissionClock *self)
{
  return g_get_real_time ();
}

static gint64
real_get_boot_us (SubmissionClock *self)
{
  struct timespec now;

  clock_gettime (CLOCK_BOOTTIME, &now);
  return now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static void
arm_watch (int fd)
{
  const struct itimerspec never = { .it_value.tv_sec = NEVER_S };

  timerfd_settime (fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &never, NULL);
}

/* What is read is an error and says nothing; reading is what makes the descriptor quiet again. */
static gboolean
on_watch (int fd, GIOCondition condition, gpointer user_data)
{
  guint64 expirations;

  if (read (fd, &expirations, sizeof expirations) < 0)
    arm_watch (fd);
  submission_clock_changed (user_data);
  return G_SOURCE_CONTINUE;
}

gint64
submission_clock_get_real_us (SubmissionClock *self)
{
  return SUBMISSION_CLOCK_GET_CLASS (self)->get_real_us (self);
}

gint64
submission_clock_get_boot_us (SubmissionClock *self)
{
  return SUBMISSION_CLOCK_GET_CLASS (self)->get_boot_us (self);
}

guint
submission_clock_add_timer (SubmissionClock *self, gint64 delay_us, GSourceFunc func,
                            gpointer user_data)
{
  return SUBMISSION_CLOCK_GET_CLASS (self)->add_timer (self, delay_us, func, user_data);
}

void
submission_clock_clear_timer (SubmissionClock *self, guint *timer)
{
  if (*timer != 0)
    SUBMISSION_CLOCK_GET_CLASS (self)->remove_timer (self, *timer);
  *timer = 0;
}

void
submission_clock_changed (SubmissionClock *self)
{
  SubmissionClockPrivate *priv = submission_clock_get_instance_private (self);

  for (guint i = 0; i < priv->timers->len; i++)
    timer_set (g_ptr_array_index (priv->timers, i));
  g_signal_emit (self, signals[CHANGED], 0);
}

/* --- the object ----------------------------------------------------------------------------- */

SubmissionClock *
submission_clock_new (void)
{
  SubmissionClock *self = g_object_new (SUBMISSION_TYPE_CLOCK, NULL);
  SubmissionClockPrivate *priv = submission_clock_get_instance_private (self);

  priv->fd = timerfd_create (CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK);
  if (priv->fd < 0)
    return self;
  arm_watch (priv->fd);
  priv->watch = g_unix_fd_add (priv->fd, G_IO_IN, on_watch, self);
  return self;
}

static void
submission_clock_finalize (GObject *object)
{
  SubmissionClockPrivate *priv = submission_clock_get_instance_private (SUBMISSION_CLOCK (object));

  g_clear_handle_id (&priv->watch, g_source_remove);
  if (priv->fd >= 0)
    close (priv->fd);
  g_ptr_array_unref (priv->timers);

  G_OBJECT_CLASS (submission_clock_parent_class)->finalize (object);
}

static void
submission_clock_init (SubmissionClock *self)
{
  SubmissionClockPrivate *priv = submission_clock_get_instance_private (self);

  priv->timers = g_ptr_array_new_with_free_func (timer_free);
  priv->fd = -1;
}

static void
submission_clock_class_init (SubmissionClockClass *class)
{
  G_OBJECT_CLASS (class)->finalize = submission_clock_finalize;

  class->get_real_us = real_get_real_us;
  class->get_boot_us = real_get_boot_us;
  class->add_timer = real_add_timer;
  class->remove_timer = real_remove_timer;

  signals[CHANGED] = g_signal_new ("changed", SUBMISSION_TYPE_CLOCK, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}
