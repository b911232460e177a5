/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Runs one asynchronous call to its end: pass support_await_done and the address of a GAsyncResult*
 * that is NULL, then support_await(). */

#pragma once

#include <gio/gio.h>

static inline void
support_await_done (GObject *source, GAsyncResult *result, gpointer place)
{
  *(GAsyncResult **) place = g_object_ref (result);
}

/**
 * support_await:
 *
 * Returns: (transfer none): the result, when it is there
 */
static inline GAsyncResult *
support_await (GAsyncResult **place)
{
  while (*place == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *place;
}
