/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The first page. Its picture is drawn at twice its size so that it stays sharp where two pixels
 * make one; the clamp around it decides how large it is seen, and on a low window it gives way to
 * the words. Drawing it takes longer than a frame, so a thread does. */

#include "ui-welcome.h"

#include "ui-focus-private.h"

struct _UiWelcome
{
  GtkWidget parent_instance;

  GtkWidget *scrolled;
  GtkPicture *picture;
  GtkWidget *practice_button;
};

G_DEFINE_FINAL_TYPE (UiWelcome, ui_welcome, GTK_TYPE_WIDGET)

#define PICTURE_WIDTH 960

static void
draw (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new_from_resource_at_scale (
      "/io/github/envoi_mail/Envoi/ui-welcome.svg", PICTURE_WIDTH, -1, TRUE, &error);

  if (pixbuf != NULL)
    g_task_return_pointer (task, gdk_texture_new_for_pixbuf (pixbuf), g_object_unref);
  else
    g_task_return_error (task, error);
}

/* Without a loader for SVG the page does without. */
static void
on_drawn (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UiWelcome) self = user_data;
  g_autoptr (GdkTexture) texture = g_task_propagate_pointer (G_TASK (result), NULL);

  if (texture != NULL && self->scrolled != NULL)
    gtk_picture_set_paintable (self->picture, GDK_PAINTABLE (texture));
}

static void
load_picture (UiWelcome *self)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, on_drawn, g_object_ref (self));

  g_task_set_source_tag (task, load_picture);
  g_task_run_in_thread (task, draw);
}

static gboolean
ui_welcome_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (UI_WELCOME (widget)->practice_button);
}

static void
ui_welcome_dispose (GObject *object)
{
  UiWelcome *self = UI_WELCOME (object);

  g_clear_pointer (&self->scrolled, gtk_widget_unparent);
  G_OBJECT_CLASS (ui_welcome_parent_class)->dispose (object);
}

static void
ui_welcome_class_init (UiWelcomeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_welcome_dispose;
  widget_class->focus = ui_focus_children;
  widget_class->grab_focus = ui_welcome_grab_focus;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/envoi_mail/Envoi/ui-welcome.ui");
  gtk_widget_class_bind_template_child (widget_class, UiWelcome, scrolled);
  gtk_widget_class_bind_template_child (widget_class, UiWelcome, picture);
  gtk_widget_class_bind_template_child (widget_class, UiWelcome, practice_button);
}

static void
ui_welcome_init (UiWelcome *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  load_picture (self);
}

GtkWidget *
ui_welcome_new (void)
{
  return g_object_new (UI_TYPE_WELCOME, NULL);
}
