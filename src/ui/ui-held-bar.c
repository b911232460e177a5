/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Counts by the clock, not by ticks: after a sleep it is right at once. The letter goes by itself,
 * whether this bar is looked at or not. */

#include <glib/gi18n.h>

#include "ui-held-bar-private.h"

#define TICK_MS 200

struct _UiHeldBar
{
  GtkWidget parent_instance;

  /* owned */
  char *who;
  gint64 until_us;
  guint tick_source;

  /* template */
  GtkRevealer *revealer;
  GtkLabel *words;
  GtkWidget *undo;
};

G_DEFINE_FINAL_TYPE (UiHeldBar, ui_held_bar, GTK_TYPE_WIDGET)

enum
{
  UNDO,
  RELEASE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static gboolean
on_tick (gpointer data)
{
  UiHeldBar *self = data;
  gint64 left_us = self->until_us - g_get_real_time ();
  int seconds = (int) ((left_us + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC);
  g_autofree char *words = NULL;

  if (left_us <= 0)
    {
      self->tick_source = 0;
      ui_held_bar_stop (self);
      return G_SOURCE_REMOVE;
    }
  /* Translators: "Sending to Li Lei and 2 others in 8 s" */
  words = g_strdup_printf (_ ("Sending to %s in %d s"), self->who, seconds);
  gtk_label_set_text (self->words, words);
  return G_SOURCE_CONTINUE;
}

static void
on_undo (UiHeldBar *self)
{
  g_signal_emit (self, signals[UNDO], 0);
}

static void
on_release (UiHeldBar *self)
{
  g_signal_emit (self, signals[RELEASE], 0);
}

static gboolean
ui_held_bar_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (UI_HELD_BAR (widget)->undo);
}

static void
ui_held_bar_dispose (GObject *object)
{
  UiHeldBar *self = UI_HELD_BAR (object);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (object));

  g_clear_handle_id (&self->tick_source, g_source_remove);
  g_clear_pointer (&child, gtk_widget_unparent);
  g_clear_pointer (&self->who, g_free);
  G_OBJECT_CLASS (ui_held_bar_parent_class)->dispose (object);
}

static void
ui_held_bar_class_init (UiHeldBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_held_bar_dispose;
  widget_class->grab_focus = ui_held_bar_grab_focus;
  signals[UNDO] = g_signal_new ("undo", UI_TYPE_HELD_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);
  signals[RELEASE] = g_signal_new ("release", UI_TYPE_HELD_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/envoi_mail/Envoi/ui-held-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, UiHeldBar, revealer);
  gtk_widget_class_bind_template_child (widget_class, UiHeldBar, words);
  gtk_widget_class_bind_template_child (widget_class, UiHeldBar, undo);
  gtk_widget_class_bind_template_callback (widget_class, on_undo);
  gtk_widget_class_bind_template_callback (widget_class, on_release);
}

static void
ui_held_bar_init (UiHeldBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

void
ui_held_bar_start (UiHeldBar *bar, const char *who, gint64 until_us)
{
  g_return_if_fail (UI_IS_HELD_BAR (bar));
  g_free (bar->who);
  bar->who = g_strdup (who);
  bar->until_us = until_us;
  g_clear_handle_id (&bar->tick_source, g_source_remove);
  if (!on_tick (bar))
    return;
  bar->tick_source = g_timeout_add (TICK_MS, on_tick, bar);
  gtk_widget_set_visible (GTK_WIDGET (bar), TRUE);
  gtk_revealer_set_reveal_child (bar->revealer, TRUE);
}

void
ui_held_bar_stop (UiHeldBar *bar)
{
  g_return_if_fail (UI_IS_HELD_BAR (bar));
  g_clear_handle_id (&bar->tick_source, g_source_remove);
  gtk_revealer_set_reveal_child (bar->revealer, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (bar), FALSE);
}

gboolean
ui_held_bar_is_counting (UiHeldBar *bar)
{
  g_return_val_if_fail (UI_IS_HELD_BAR (bar), FALSE);

  return bar->tick_source != 0;
}
