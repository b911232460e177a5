/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Lists make rows by the hundred, most of them off the screen: what few letters have is made for
 * the first that has it. */

#include "ui-letter-row-private.h"

#include <glib/gi18n.h>

#include "ui-countdown-private.h"

struct _UiLetterRow
{
  GtkWidget parent_instance;

  const char *icon_class;
  const char *line_class;

  /* NULL until they are needed */
  GtkWidget *countdown;
  GtkWidget *progress;
  GtkWidget *button;

  GtkLabel *heading;
  GtkBox *box;
  GtkImage *icon;
  GtkBox *lines;
  GtkLabel *who;
  GtkWidget *clip;
  GtkLabel *time;
  GtkLabel *subject;
  GtkLabel *line;
};

static guint button_signal;

G_DEFINE_FINAL_TYPE (UiLetterRow, ui_letter_row, GTK_TYPE_WIDGET)

static void
set_or_hide (GtkLabel *label, const char *text)
{
  gtk_label_set_text (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && *text != '\0');
}

static const char *
change_class (GtkWidget *widget, const char *old, const char *new)
{
  if (g_strcmp0 (old, new) == 0)
    return old;
  if (old != NULL)
    gtk_widget_remove_css_class (widget, old);
  if (new != NULL)
    gtk_widget_add_css_class (widget, new);
  return g_intern_string (new);
}

static GtkWidget *
make_progress (void)
{
  GtkWidget *progress = gtk_progress_bar_new ();

  gtk_widget_add_css_class (progress, "slim");
  gtk_widget_set_margin_top (progress, 2);
  gtk_accessible_update_property (GTK_ACCESSIBLE (progress), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Sent so far"), -1);
  return progress;
}

static void
set_progress (UiLetterRow *row, double fraction)
{
  if (row->progress == NULL && fraction < 0)
    return;
  if (row->progress == NULL)
    {
      row->progress = make_progress ();
      gtk_box_append (row->lines, row->progress);
    }
  gtk_widget_set_visible (row->progress, fraction >= 0);
  if (fraction >= 0)
    gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (row->progress), MIN (fraction, 1));
  if (fraction > 1)
    gtk_widget_add_css_class (row->progress, "waiting");
  else
    gtk_widget_remove_css_class (row->progress, "waiting");
}

static GtkWidget *
make_countdown (void)
{
  GtkWidget *countdown = ui_countdown_new ();

  gtk_widget_set_size_request (countdown, 16, 16);
  gtk_widget_set_valign (countdown, GTK_ALIGN_START);
  gtk_widget_set_margin_top (countdown, 3);
  gtk_widget_add_css_class (countdown, "s-accent");
  return countdown;
}

static void
set_countdown (UiLetterRow *row, gint64 start_us, gint64 end_us)
{
  if (row->countdown == NULL && end_us == 0)
    return;
  if (row->countdown == NULL)
    {
      row->countdown = make_countdown ();
      gtk_box_insert_child_after (row->box, row->countdown, GTK_WIDGET (row->icon));
    }
  gtk_widget_set_visible (row->countdown, end_us != 0);
  ui_countdown_set (UI_COUNTDOWN (row->countdown), start_us, end_us);
}

/* GTK 4.8 names a row of a list view through the widget that holds ours. */
static void
name_row (UiLetterRow *row, const UiRowWords *words)
{
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (row));
  g_autofree char *name = g_strjoin (", ", words->who, words->subject, NULL);
  g_autofree char *more = NULL;

  if (words->line != NULL)
    more = g_strdup_printf ("%s, %s", words->line, words->time != NULL ? words->time : "");
  else
    more = g_strdup (words->time != NULL ? words->time : "");
  if (parent != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (parent), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                    GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, more, -1);
}

static void
on_clicked (GtkButton *button, UiLetterRow *row)
{
  g_signal_emit (row, button_signal, 0);
}

static GtkWidget *
make_button (UiLetterRow *row)
{
  GtkWidget *button = gtk_button_new ();

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "small-btn");
  g_signal_connect (button, "clicked", G_CALLBACK (on_clicked), row);
  return button;
}

static void
set_button (UiLetterRow *row, const char *label)
{
  if (row->button == NULL && label == NULL)
    return;
  if (row->button == NULL)
    {
      row->button = make_button (row);
      gtk_box_append (row->box, row->button);
    }
  if (label != NULL && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (row->button)), label) != 0)
    gtk_button_set_label (GTK_BUTTON (row->button), label);
  gtk_widget_set_visible (row->button, label != NULL);
}

void
ui_letter_row_set (UiLetterRow *row, const UiRowWords *words)
{
  gboolean counts = words->hold_end_us != 0;
  const char *line_class = words->line_class != NULL ? words->line_class : words->style_class;

  set_or_hide (row->heading, words->heading);
  set_or_hide (row->line, words->line);
  set_or_hide (row->time, words->time);
  gtk_label_set_text (row->who, words->who);
  gtk_label_set_text (row->subject, words->subject);
  if (g_strcmp0 (gtk_image_get_icon_name (row->icon), words->icon) != 0)
    gtk_image_set_from_icon_name (row->icon, words->icon);
  gtk_widget_set_visible (GTK_WIDGET (row->icon), words->icon != NULL && !counts);
  set_countdown (row, words->hold_start_us, words->hold_end_us);
  gtk_widget_set_visible (row->clip, words->has_attachment);
  row->icon_class = change_class (GTK_WIDGET (row->icon), row->icon_class, words->style_class);
  row->line_class = change_class (GTK_WIDGET (row->line), row->line_class, line_class);
  set_progress (row, words->fraction);
  set_button (row, words->button);
  name_row (row, words);
}

static void
ui_letter_row_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (ui_letter_row_parent_class)->dispose (object);
}

static void
ui_letter_row_class_init (UiLetterRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_letter_row_dispose;
  button_signal = g_signal_new ("button", UI_TYPE_LETTER_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/envoi_mail/Envoi/ui-letter-row.ui");
  gtk_widget_class_bind_template_child (widget_class, UiLetterRow, heading);
  gtk_widget_class_bind_template_child (widget_class, UiLetterRow, box);
  gtk_widget_class_bind_template_child (widget_class, UiLetterRow, icon);
  gtk_widget_class_bind_template_child (widget_class, UiLetterRow, lines);
  gtk_widget_class_bind_template_child (widget_class, UiLetterRow, who);
  gtk_widget_class_bind_template_child (widget_class, UiLetterRow, clip);
  gtk_widget_class_bind_template_child (widget_class, UiLetterRow, time);
  gtk_widget_class_bind_template_child (widget_class, UiLetterRow, subject);
  gtk_widget_class_bind_template_child (widget_class, UiLetterRow, line);
}

static void
ui_letter_row_init (UiLetterRow *row)
{
  gtk_widget_init_template (GTK_WIDGET (row));
}

GtkWidget *
ui_letter_row_new (void)
{
  return g_object_new (UI_TYPE_LETTER_ROW, NULL);
}
