/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Runs one asynchronous call to its end: pass `await_done` and a GAsyncResult* that is NULL, then
 * await_result(). */

#pragma once

#include <gio/gio.h>

static inline void
await_done (GObject *source, GAsyncResult *result, gpointer data)
{
  GAsyncResult **place = data;

  *place = g_object_ref (result);
}

static inline GAsyncResult *
await_result (GAsyncResult **place)
{
  while (*place == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *place;
}
