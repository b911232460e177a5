/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is chosen is told in a sentence with the time as it will be: an hour that does not exist in
 * the night of a clock change has become another. Whether the time is past is looked at again when
 * it is taken, for a dialog may stay open long. */

#include "ui-later-dialog-private.h"

#include <glib/gi18n.h>

#include "ui-later-private.h"

#define MINUTE_STEP 5

struct _UiLaterDialog
{
  AdwWindow parent_instance;

  gboolean setting;

  GtkWidget *confirm;
  GtkListBox *choices;
  GtkCalendar *calendar;
  GtkSpinButton *hour;
  GtkSpinButton *minute;
  GtkLabel *sentence;
};

G_DEFINE_FINAL_TYPE (UiLaterDialog, ui_later_dialog, ADW_TYPE_WINDOW)

static guint chosen_signal;

static gint64
get_time (UiLaterDialog *self)
{
  g_autoptr (GDateTime) day = gtk_calendar_get_date (self->calendar);
  g_autoptr (GDateTime) time = g_date_time_new_local (
      g_date_time_get_year (day), g_date_time_get_month (day), g_date_time_get_day_of_month (day),
      gtk_spin_button_get_value_as_int (self->hour),
      gtk_spin_button_get_value_as_int (self->minute), 0);

  return g_date_time_to_unix (time) * G_USEC_PER_SEC;
}

static void
show_sentence (UiLaterDialog *self)
{
  gint64 time_us = get_time (self);
  gboolean past = time_us <= g_get_real_time ();
  g_autofree char *day = ui_later_dup_day (time_us);
  g_autofree char *clock = ui_later_dup_clock (time_us);
  g_autofree char *text =
      past ? g_strdup_printf (_ ("%s at %s has passed; choose a time to come."), day, clock)
           : g_strdup_printf (_ ("Will be sent on %s at %s."), day, clock);

  gtk_label_set_text (self->sentence, text);
  if (past)
    gtk_widget_add_css_class (GTK_WIDGET (self->sentence), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->sentence), "error");
  gtk_widget_set_sensitive (self->confirm, !past);
}

static void
on_changed (UiLaterDialog *self)
{
  if (!self->setting)
    show_sentence (self);
}

static void
choose (UiLaterDialog *self, gint64 time_us)
{
  if (time_us <= g_get_real_time ())
    {
      show_sentence (self);
      return;
    }
  g_signal_emit (self, chosen_signal, 0, time_us);
  gtk_window_close (GTK_WINDOW (self));
}

/* What was typed into a field that still has the focus counts. */
static void
on_confirm (UiLaterDialog *self)
{
  gtk_spin_button_update (self->hour);
  gtk_spin_button_update (self->minute);
  choose (self, get_time (self));
}

static void
on_row_activated (UiLaterDialog *self, GtkListBoxRow *row)
{
  const gint64 *time_us = g_object_get_data (G_OBJECT (row), "time");

  choose (self, *time_us);
}

/* 8:05, not 8:5 */
static gboolean
on_output (GtkSpinButton *spin)
{
  g_autofree char *text = g_strdup_printf ("%02d", gtk_spin_button_get_value_as_int (spin));

  if (g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (spin)), text) != 0)
    gtk_editable_set_text (GTK_EDITABLE (spin), text);
  return TRUE;
}

static void
set_time (UiLaterDialog *self, gint64 time_us)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (time_us / G_USEC_PER_SEC);

  self->setting = TRUE;
  gtk_calendar_select_day (self->calendar, time);
  gtk_spin_button_set_value (self->hour, g_date_time_get_hour (time));
  gtk_spin_button_set_value (self->minute, g_date_time_get_minute (time));
  self->setting = FALSE;
  show_sentence (self);
}

static void
add_choice (UiLaterDialog *self, const UiLaterChoice *choice)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *day = ui_later_dup_day (choice->time_us);
  g_autofree char *clock = ui_later_dup_clock (choice->time_us);
  GtkWidget *time = gtk_label_new (clock);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), choice->title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), day);
  gtk_widget_add_css_class (time, "numeric");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), time);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "time",
                          g_memdup2 (&choice->time_us, sizeof choice->time_us), g_free);
  gtk_list_box_append (self->choices, row);
}

static void
fill_choices (UiLaterDialog *self)
{
  UiLaterChoice choices[UI_LATER_MAX_CHOICES];
  guint n = ui_later_choices (g_get_real_time (), choices);

  for (guint i = 0; i < n; i++)
    add_choice (self, &choices[i]);
}

static void
ui_later_dialog_class_init (UiLaterDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  chosen_signal = g_signal_new ("chosen", UI_TYPE_LATER_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/envoi_mail/Envoi/ui-later-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, UiLaterDialog, confirm);
  gtk_widget_class_bind_template_child (widget_class, UiLaterDialog, choices);
  gtk_widget_class_bind_template_child (widget_class, UiLaterDialog, calendar);
  gtk_widget_class_bind_template_child (widget_class, UiLaterDialog, hour);
  gtk_widget_class_bind_template_child (widget_class, UiLaterDialog, minute);
  gtk_widget_class_bind_template_child (widget_class, UiLaterDialog, sentence);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_confirm);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_output);
}

/* GTK 4.8 has no activates-default for it. */
static void
confirm_on_enter (UiLaterDialog *self, GtkSpinButton *spin)
{
  GtkEditable *text = gtk_editable_get_delegate (GTK_EDITABLE (spin));

  g_signal_connect_swapped (text, "activate", G_CALLBACK (on_confirm), self);
}

static void
ui_later_dialog_init (UiLaterDialog *self)
{
  self->setting = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_spin_button_set_range (self->hour, 0, 23);
  gtk_spin_button_set_increments (self->hour, 1, 6);
  gtk_spin_button_set_range (self->minute, 0, 59);
  gtk_spin_button_set_increments (self->minute, MINUTE_STEP, 15);
  confirm_on_enter (self, self->hour);
  confirm_on_enter (self, self->minute);
}

UiLaterDialog *
ui_later_dialog_new (GtkWindow *parent, gint64 time_us)
{
  UiLaterDialog *self =
      g_object_new (UI_TYPE_LATER_DIALOG, "transient-for", parent, "modal", TRUE, NULL);
  gint64 now_us = g_get_real_time ();
  gboolean has_time = time_us > now_us;

  if (time_us != 0)
    {
      gtk_window_set_title (GTK_WINDOW (self), _ ("Change Time"));
      gtk_button_set_label (GTK_BUTTON (self->confirm), _ ("_Change"));
    }
  fill_choices (self);
  set_time (self, has_time ? time_us : ui_later_default (now_us));
  gtk_window_set_focus (GTK_WINDOW (self),
                        GTK_WIDGET (gtk_list_box_get_row_at_index (self->choices, 0)));
  return self;
}
