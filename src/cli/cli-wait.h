/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Runs one asynchronous call to its end: give cli_wait_done() and a CliWait as its callback, and
 * finish it with cli_wait(). */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  GAsyncResult *result;
  gboolean unasked; /* nothing was begun, so nothing will come */
} CliWait;

#define CLI_WAIT_INIT                                                                              \
  {                                                                                                \
    NULL                                                                                           \
  }

void cli_wait_done (GObject *source, GAsyncResult *result, gpointer wait);

/**
 * cli_wait:
 *
 * Returns: (transfer none): the result, valid as long as @wait
 */
GAsyncResult *cli_wait (CliWait *wait);

void cli_wait_clear (CliWait *wait);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliWait, cli_wait_clear)

/**
 * cli_wait_cancellable_new:
 *
 * Returns: (transfer full): cancelled by the first SIGINT or SIGTERM; the second ends the program
 */
GCancellable *cli_wait_cancellable_new (void);

G_END_DECLS
