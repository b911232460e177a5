/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli-wait.h"

#include <glib-unix.h>
#include <signal.h>

void
cli_wait_done (GObject *source, GAsyncResult *result, gpointer wait)
{
  ((CliWait *) wait)->result = g_object_ref (result);
}

GAsyncResult *
cli_wait (CliWait *wait)
{
  while (wait->result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return wait->result;
}

void
cli_wait_clear (CliWait *wait)
{
  g_clear_object (&wait->result);
}

static gboolean
on_signal (gpointer data)
{
  g_cancellable_cancel (data);
  /* without the handler the next one ends the program */
  return G_SOURCE_REMOVE;
}

GCancellable *
cli_wait_cancellable_new (void)
{
  GCancellable *cancellable = g_cancellable_new ();

  g_unix_signal_add_full (G_PRIORITY_DEFAULT, SIGINT, on_signal, g_object_ref (cancellable),
                          g_object_unref);
  g_unix_signal_add_full (G_PRIORITY_DEFAULT, SIGTERM, on_signal, g_object_ref (cancellable),
                          g_object_unref);
  return cancellable;
}
