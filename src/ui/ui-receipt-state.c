/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui-receipt-state-private.h"

#include <glib/gi18n.h>

#include "ui-countdown-private.h"
#include "ui-later-private.h"
#include "ui-words.h"

#define SEPARATOR " · "

struct _UiReceiptState
{
  GtkWidget parent_instance;

  StoreLetter *letter;
  SubmissionCosts costs;
  guint timer;
  guint interval;

  GtkImage *icon;
  UiCountdown *countdown;
  GtkLabel *title;
  GtkLabel *line;
};

G_DEFINE_FINAL_TYPE (UiReceiptState, ui_receipt_state, GTK_TYPE_WIDGET)

static char *
dup_people (const StoreLetter *letter)
{
  guint n = letter->outcome->results->len;

  if (letter->shown == MAIL_SHOWN_PARTLY_ACCEPTED)
    return g_strdup_printf (ngettext ("%u of %u person", "%u of %u people", n),
                            mail_outcome_count (letter->outcome, MAIL_RECIPIENT_ACCEPTED), n);
  return g_strdup_printf (ngettext ("%u person", "%u people", n), n);
}

/* A list's line begins with the state, which stands above as the title here. */
static const char *
without_title (const char *line, MailShownState state)
{
  const char *title = ui_words_state_title (state);
  const char *rest = g_str_has_prefix (line, title) ? line + strlen (title) : line;

  return g_str_has_prefix (rest, SEPARATOR) ? rest + strlen (SEPARATOR) : rest;
}

static char *
dup_running_line (UiReceiptState *self, const char *people, gint64 now_us)
{
  const StoreLetter *letter = self->letter;
  g_autofree char *line = ui_words_state_line (letter, self->costs, now_us);
  const char *rest = without_title (line, letter->shown);

  return *rest != '\0' ? g_strconcat (people, SEPARATOR, rest, NULL) : g_strdup (people);
}

static char *
dup_line (UiReceiptState *self, gint64 now_us)
{
  const StoreLetter *letter = self->letter;
  g_autofree char *people = dup_people (letter);
  g_autofree char *time = NULL;

  if (ui_later_get_kind (letter) == UI_LATER_HELD)
    return g_strdup (people);
  if (letter->ended_us == 0)
    return dup_running_line (self, people, now_us);
  time = ui_words_moment (letter->ended_us, now_us);
  /* the title of what was accepted names the server */
  if (letter->server == NULL || letter->shown == MAIL_SHOWN_ACCEPTED)
    return g_strdup_printf ("%s · %s", people, time);
  return g_strdup_printf ("%s · %s · %s", people, ui_words_server (letter), time);
}

static char *
dup_title (UiReceiptState *self, gint64 now_us)
{
  const StoreLetter *letter = self->letter;

  if (ui_later_get_kind (letter) == UI_LATER_HELD)
    return ui_words_state_line (letter, self->costs, now_us);
  if (letter->shown == MAIL_SHOWN_ACCEPTED)
    return ui_words_accepted (letter);
  return g_strdup (ui_words_state_title (letter->shown));
}

static void
show (UiReceiptState *self)
{
  const StoreLetter *letter = self->letter;
  gint64 now_us = g_get_real_time ();
  gboolean counts = ui_words_counts_down (letter, now_us);
  const char *classes[] = { ui_words_state_class (letter->shown), NULL };
  g_autofree char *title = dup_title (self, now_us);
  g_autofree char *line = dup_line (self, now_us);

  gtk_image_set_from_icon_name (self->icon, ui_words_letter_icon (letter));
  gtk_widget_set_css_classes (GTK_WIDGET (self->icon), classes);
  gtk_widget_set_visible (GTK_WIDGET (self->icon), !counts);
  gtk_widget_set_visible (GTK_WIDGET (self->countdown), counts);
  ui_countdown_set (self->countdown, letter->created_us, counts ? letter->due_us : 0);
  gtk_label_set_text (self->title, title);
  gtk_label_set_text (self->line, line);
}

static void follow_time (UiReceiptState *self);

static gboolean
on_time (gpointer user_data)
{
  UiReceiptState *self = user_data;

  show (self);
  follow_time (self);
  return self->timer != 0 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

/* How many seconds until what is said has become another: "tomorrow" becomes "today". */
static guint
get_interval (const StoreLetter *letter)
{
  if (letter == NULL || letter->state != MAIL_LETTER_HELD)
    return 0;
  return ui_words_counts_down (letter, g_get_real_time ()) ? 1 : 60;
}

static void
follow_time (UiReceiptState *self)
{
  guint interval = get_interval (self->letter);

  if (interval == self->interval)
    return;
  g_clear_handle_id (&self->timer, g_source_remove);
  self->interval = interval;
  if (interval > 0)
    self->timer = g_timeout_add_seconds (interval, on_time, self);
}

void
ui_receipt_state_set (UiReceiptState *self, StoreLetter *letter, SubmissionCosts costs)
{
  if (letter != NULL)
    store_letter_ref (letter);
  g_clear_pointer (&self->letter, store_letter_unref);
  self->letter = letter;
  self->costs = costs;
  follow_time (self);
  if (letter != NULL)
    show (self);
}

const char *
ui_receipt_state_get_title (UiReceiptState *self)
{
  return gtk_label_get_text (self->title);
}

void
ui_receipt_state_set_progress (UiReceiptState *self, guint64 sent, guint64 total)
{
  g_autofree char *line = ui_words_progress (sent, total);

  gtk_label_set_text (self->line, line);
}

static void
ui_receipt_state_dispose (GObject *object)
{
  UiReceiptState *self = UI_RECEIPT_STATE (object);
  GtkWidget *child;

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_pointer (&self->letter, store_letter_unref);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (ui_receipt_state_parent_class)->dispose (object);
}

static void
ui_receipt_state_class_init (UiReceiptStateClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (UI_TYPE_COUNTDOWN);
  G_OBJECT_CLASS (klass)->dispose = ui_receipt_state_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/envoi_mail/Envoi/ui-receipt-state.ui");
  gtk_widget_class_bind_template_child (widget_class, UiReceiptState, icon);
  gtk_widget_class_bind_template_child (widget_class, UiReceiptState, countdown);
  gtk_widget_class_bind_template_child (widget_class, UiReceiptState, title);
  gtk_widget_class_bind_template_child (widget_class, UiReceiptState, line);
}

static void
ui_receipt_state_init (UiReceiptState *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
