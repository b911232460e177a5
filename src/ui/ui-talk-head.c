/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui-talk-head-private.h"

#include <glib/gi18n.h>

#include "ui-account-colour-private.h"
#include "ui-lanes-private.h"

struct _UiTalkHead
{
  GtkWidget parent_instance;

  GtkWidget *lanes;
  GtkWidget *dot;
  GtkLabel *client;
  GtkLabel *total;
  GtkLabel *server;
  GtkWidget *time_head;
  GtkWidget *note_head;
};

G_DEFINE_FINAL_TYPE (UiTalkHead, ui_talk_head, GTK_TYPE_WIDGET)

void
ui_talk_head_set (UiTalkHead *self, const char *client, const char *server)
{
  gtk_label_set_text (self->client, client);
  gtk_label_set_text (self->server, server != NULL ? server : _ ("The server"));
}

void
ui_talk_head_set_account (UiTalkHead *self, const AccountProfile *profile)
{
  gtk_widget_set_visible (self->dot, profile != NULL);
  if (profile != NULL)
    ui_account_colour_apply (self->dot, profile);
}

void
ui_talk_head_set_time (UiTalkHead *self, gint64 us)
{
  g_autofree char *total = NULL;

  if (us >= G_USEC_PER_SEC)
    /* Translators: seconds a conversation took */
    total = g_strdup_printf (_ ("%.1f s"), us / 1e6);
  else
    total = g_strdup_printf (_ ("%d ms"), (int) (us / 1000));
  gtk_label_set_text (self->total, us > 0 ? total : "");
}

void
ui_talk_head_set_wire (UiTalkHead *self, gboolean wire)
{
  gtk_widget_set_visible (self->time_head, wire);
  gtk_widget_set_visible (self->note_head, wire);
}

static void
ui_talk_head_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (ui_talk_head_parent_class)->dispose (object);
}

static void
ui_talk_head_class_init (UiTalkHeadClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_talk_head_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/envoi_mail/Envoi/ui-talk-head.ui");
  gtk_widget_class_bind_template_child (widget_class, UiTalkHead, lanes);
  gtk_widget_class_bind_template_child (widget_class, UiTalkHead, dot);
  gtk_widget_class_bind_template_child (widget_class, UiTalkHead, client);
  gtk_widget_class_bind_template_child (widget_class, UiTalkHead, total);
  gtk_widget_class_bind_template_child (widget_class, UiTalkHead, server);
}

/* The lanes again, with the columns of the wire to either side. */
static void
ui_talk_head_init (UiTalkHead *self)
{
  GtkWidget *columns;

  gtk_widget_init_template (GTK_WIDGET (self));
  self->time_head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  self->note_head = gtk_label_new (_ ("Reads as"));
  gtk_label_set_xalign (GTK_LABEL (self->note_head), 0);
  gtk_widget_set_valign (self->note_head, GTK_ALIGN_START);
  gtk_widget_add_css_class (self->note_head, "lane-head");
  gtk_widget_add_css_class (self->note_head, "heading");
  gtk_widget_add_css_class (self->note_head, "dim-label");
  g_object_ref (self->lanes);
  gtk_widget_unparent (self->lanes);
  columns = ui_lanes_new (UI_LANES_HEAD, self->time_head, self->lanes, self->note_head);
  gtk_widget_set_parent (columns, GTK_WIDGET (self));
  g_object_unref (self->lanes);
  ui_talk_head_set_wire (self, FALSE);
  ui_talk_head_set_account (self, NULL);
}
