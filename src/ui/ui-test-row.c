/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A row's accessible name is the whole of it, "Log in, failed: 535 …", because a tick is seen but
 * not heard. */

#include "ui-test-row-private.h"

#include <glib/gi18n.h>

#include "explain-line.h"
#include "ui-context.h"
#include "ui-words.h"

static const char *
stage_title (MailStage stage)
{
  switch (stage)
    {
    case MAIL_STAGE_CONNECT:
      return _ ("Connect");
    case MAIL_STAGE_GREETING:
      return _ ("Greeting");
    case MAIL_STAGE_ENCRYPT:
      return _ ("Encrypt");
    case MAIL_STAGE_LOGIN:
      return _ ("Log in");
    case MAIL_STAGE_ENVELOPE:
      return _ ("Envelope");
    case MAIL_STAGE_LETTER:
      return _ ("Letter");
    case MAIL_STAGE_GOODBYE:
      return _ ("Goodbye");
    }
  return "";
}

static const char *
step_nick (SubmissionStep step)
{
  switch (step)
    {
    case SUBMISSION_STEP_TODO:
      return "todo";
    case SUBMISSION_STEP_RUNNING:
      return "running";
    case SUBMISSION_STEP_DONE:
      return "done";
    case SUBMISSION_STEP_FAILED:
      return "failed";
    case SUBMISSION_STEP_SKIPPED:
      return "skipped";
    }
  return "todo";
}

/* What a person who does not see the mark is told. */
static const char *
step_words (SubmissionStep step)
{
  switch (step)
    {
    case SUBMISSION_STEP_TODO:
      return _ ("not yet");
    case SUBMISSION_STEP_RUNNING:
      return _ ("running");
    case SUBMISSION_STEP_DONE:
      return _ ("passed");
    case SUBMISSION_STEP_FAILED:
      return _ ("failed");
    case SUBMISSION_STEP_SKIPPED:
      return _ ("skipped");
    }
  return "";
}

static GtkWidget *
mark_image (const char *icon, const char *style_class)
{
  GtkWidget *image = g_object_new (GTK_TYPE_IMAGE, "icon-name", icon, "accessible-role",
                                   GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);

  gtk_widget_add_css_class (image, style_class);
  return image;
}

static GtkStack *
mark_new (void)
{
  GtkStack *mark = GTK_STACK (gtk_stack_new ());

  gtk_stack_add_named (mark, mark_image ("content-loading-symbolic", "test-todo"), "todo");
  gtk_stack_add_named (mark, gtk_spinner_new (), "running");
  gtk_stack_add_named (mark, mark_image (ui_words_state_icon (MAIL_SHOWN_ACCEPTED), "s-ok"),
                       "done");
  gtk_stack_add_named (mark, mark_image (ui_words_state_icon (MAIL_SHOWN_REFUSED), "s-err"),
                       "failed");
  gtk_stack_add_named (mark, mark_image ("list-remove-symbolic", "test-todo"), "skipped");
  gtk_widget_set_valign (GTK_WIDGET (mark), GTK_ALIGN_CENTER);
  return mark;
}

/* What a server says stays as it is; what the program has noted is told as in a conversation. */
static char *
dup_told (MailStage stage, const char *words)
{
  g_autofree char *text = g_strdup (words);
  MailLine line = { .who = MAIL_WHO_NOTE, .stage = stage, .text = text };

  if (words == NULL || (stage != MAIL_STAGE_CONNECT && stage != MAIL_STAGE_ENCRYPT))
    return g_steal_pointer (&text);
  return explain_line_story (&line, ui_context_get_language ());
}

void
ui_test_row_set (UiTestRow *row, SubmissionStep step, const char *words, guint ms)
{
  g_autofree char *told = dup_told (row->stage, words);
  g_autofree char *subtitle = told != NULL ? g_markup_escape_text (told, -1) : g_strdup ("");
  g_autofree char *time = step == SUBMISSION_STEP_DONE || step == SUBMISSION_STEP_FAILED
                              ? g_strdup_printf (C_ ("a short time in milliseconds", "%u ms"), ms)
                              : g_strdup ("");
  g_autofree char *name =
      g_strdup_printf ("%s, %s%s%s", stage_title (row->stage), step_words (step),
                       *subtitle != '\0' ? ": " : "", told != NULL ? told : "");
  GtkWidget *spinner = gtk_stack_get_child_by_name (row->mark, "running");

  gtk_stack_set_visible_child_name (row->mark, step_nick (step));
  gtk_spinner_set_spinning (GTK_SPINNER (spinner), step == SUBMISSION_STEP_RUNNING);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row->row), subtitle);
  gtk_label_set_text (row->time, time);
  row->ms = ms;
  gtk_accessible_update_property (GTK_ACCESSIBLE (row->row), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
}

void
ui_test_row_init (UiTestRow *row)
{
  row->row = adw_action_row_new ();
  row->mark = mark_new ();
  row->time = GTK_LABEL (gtk_label_new (NULL));
  adw_action_row_add_prefix (ADW_ACTION_ROW (row->row), GTK_WIDGET (row->mark));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row->row), GTK_WIDGET (row->time));
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row->row), 3);
  gtk_widget_add_css_class (GTK_WIDGET (row->time), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (row->time), "numeric");
  gtk_widget_add_css_class (GTK_WIDGET (row->time), "soft");
  gtk_widget_add_css_class (row->row, "test-row");
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row->row), FALSE);
  /* the row's name is written by ui_test_row_set(), not taken from the title alone */
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (row->row), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (row->row), GTK_ACCESSIBLE_RELATION_DESCRIBED_BY);
}

void
ui_test_row_set_stage (UiTestRow *row, MailStage stage)
{
  row->stage = stage;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row->row), stage_title (stage));
}
