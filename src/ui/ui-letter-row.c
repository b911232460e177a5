/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui-letter-row-private.h"

#include "ui-countdown-private.h"

struct _UiLetterRow
{
  GtkWidget parent_instance;

  const char *icon_class;
  const char *line_class;

  GtkLabel *heading;
  GtkImage *icon;
  UiCountdown *countdown;
  GtkLabel *who;
  GtkWidget *clip;
  GtkLabel *time;
  GtkLabel *subject;
  GtkLabel *line;
  GtkProgressBar *progress;
  GtkButton *button;
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
  if (old != NULL)
    gtk_widget_remove_css_class (widget, old);
  if (new != NULL)
    gtk_widget_add_css_class (widget, new);
  return g_intern_string (new);
}

static void
set_progress (UiLetterRow *row, double fraction)
{
  gtk_widget_set_visible (GTK_WIDGET (row->progress), fraction >= 0);
  if (fraction >= 0)
    gtk_progress_bar_set_fraction (row->progress, MIN (fraction, 1));
  if (fraction > 1)
    gtk_widget_add_css_class (GTK_WIDGET (row->progress), "waiting");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (row->progress), "waiting");
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
set_button (UiLetterRow *row, const char *label)
{
  gboolean visible = label != NULL;

  if (visible && g_strcmp0 (gtk_button_get_label (row->button), label) != 0)
    gtk_button_set_label (row->button, label);
  gtk_widget_set_visible (GTK_WIDGET (row->button), visible);
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
  gtk_image_set_from_icon_name (row->icon, words->icon);
  gtk_widget_set_visible (GTK_WIDGET (row->icon), words->icon != NULL && !counts);
  gtk_widget_set_visible (GTK_WIDGET (row->countdown), counts);
  ui_countdown_set (row->countdown, words->hold_start_us, words->hold_end_us);
  gtk_widget_set_visible (row->clip, words->has_attachment);
  row->icon_class = change_class (GTK_WIDGET (row->icon), row->icon_class, words->style_class);
  row->line_class = change_class (GTK_WIDGET (row->line), row->line_class, line_class);
  set_progress (row, words->fraction);
  set_button (row, words->button);
  name_row (row, words);
}

static void
on_clicked (GtkButton *button, UiLetterRow *row)
{
  g_signal_emit (row, button_signal, 0);
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

  g_type_ensure (UI_TYPE_COUNTDOWN);
  G_OBJECT_CLASS (klass)->dispose = ui_letter_row_dispose;
  button_signal = g_signal_new ("button", UI_TYPE_LETTER_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/envoi_mail/Envoi/ui-letter-row.ui");
  gtk_widget_class_bind_template_child (widget_class, UiLetterRow, heading);
  gtk_widget_class_bind_template_child (widget_class, UiLetterRow, icon);
  gtk_widget_class_bind_template_child (widget_class, UiLetterRow, countdown);
  gtk_widget_class_bind_template_child (widget_class, UiLetterRow, who);
  gtk_widget_class_bind_template_child (widget_class, UiLetterRow, clip);
  gtk_widget_class_bind_template_child (widget_class, UiLetterRow, time);
  gtk_widget_class_bind_template_child (widget_class, UiLetterRow, subject);
  gtk_widget_class_bind_template_child (widget_class, UiLetterRow, line);
  gtk_widget_class_bind_template_child (widget_class, UiLetterRow, progress);
  gtk_widget_class_bind_template_child (widget_class, UiLetterRow, button);
  gtk_widget_class_bind_template_callback (widget_class, on_clicked);
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
