/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui-context.h"
#include "ui-resources.h"

void
ui_init (void)
{
  ui_register_resource ();
}

UiContext *
ui_context_new (StoreDatabase *database, AccountRegistry *registry, SubmissionQueue *queue,
                PracticeServer *practice, GSettings *settings)
{
  UiContext *context = g_atomic_rc_box_new0 (UiContext);

  context->database = g_object_ref (database);
  context->registry = g_object_ref (registry);
  context->queue = g_object_ref (queue);
  context->practice = g_object_ref (practice);
  context->settings = g_object_ref (settings);
  return context;
}

UiContext *
ui_context_ref (UiContext *context)
{
  return g_atomic_rc_box_acquire (context);
}

static void
context_clear (gpointer data)
{
  UiContext *context = data;

  g_clear_object (&context->database);
  g_clear_object (&context->registry);
  g_clear_object (&context->queue);
  g_clear_object (&context->practice);
  g_clear_object (&context->settings);
}

void
ui_context_unref (UiContext *context)
{
  g_atomic_rc_box_release_full (context, context_clear);
}

const char *
ui_context_get_language (void)
{
  return g_get_language_names ()[0];
}
