/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A row for each stage in the order in which it happens: with STARTTLS the greeting comes before
 * the encryption. Each run has its own cancellable and its own test; what an older one
 * still reports is passed over. */

#include "ui-account-test-private.h"

#include <glib/gi18n.h>

#include "ui-certificate-private.h"
#include "ui-context.h"
#include "ui-scroll-private.h"
#include "ui-test-row-private.h"

#define N_ROWS 5

struct _UiAccountTest
{
  GtkWidget parent_instance;

  /* owned */
  StoreDatabase *database;
  SubmissionTest *test;
  GCancellable *cancellable;
  char *family;
  char *digest;
  MailCertificateFlags certificate_flags;
  gboolean passed;
  ExplainAction action;

  /* template */
  GtkWidget *box;
  GtkLabel *heading;
  GtkButton *button;
  GtkListBox *rows;
  UiTestRow stages[N_ROWS];
  GtkWidget *explanation;
  GtkLabel *explanation_title;
  GtkLabel *explanation_detail;
  GtkWidget *certificate;
  GtkLabel *certificate_reason;
  GtkLabel *certificate_digest;
  GtkWidget *trust;
  GtkWidget *help;
  GtkLabel *help_label;
};

G_DEFINE_FINAL_TYPE (UiAccountTest, ui_account_test, GTK_TYPE_WIDGET)

enum
{
  FINISHED,
  HELP,
  TRUST,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
rows_name (UiAccountTest *self, MailSecurity security)
{
  static const MailStage tls[N_ROWS] = { MAIL_STAGE_CONNECT, MAIL_STAGE_ENCRYPT,
                                         MAIL_STAGE_GREETING, MAIL_STAGE_LOGIN,
                                         MAIL_STAGE_GOODBYE };
  static const MailStage starttls[N_ROWS] = { MAIL_STAGE_CONNECT, MAIL_STAGE_GREETING,
                                              MAIL_STAGE_ENCRYPT, MAIL_STAGE_LOGIN,
                                              MAIL_STAGE_GOODBYE };
  const MailStage *order = security == MAIL_SECURITY_STARTTLS ? starttls : tls;

  for (guint i = 0; i < N_ROWS; i++)
    {
      ui_test_row_set_stage (&self->stages[i], order[i]);
      ui_test_row_set (&self->stages[i], SUBMISSION_STEP_TODO, NULL, 0);
    }
}

static void
hide_explanation (UiAccountTest *self)
{
  if (gtk_widget_get_parent (self->explanation) != NULL)
    gtk_list_box_remove (self->rows, self->explanation);
}

static guint
find_row (UiAccountTest *self, MailStage stage)
{
  for (guint i = 0; i < N_ROWS; i++)
    if (self->stages[i].stage == stage)
      return i;
  return N_ROWS - 1;
}

static void
show_certificate (UiAccountTest *self, const MailFailure *failure)
{
  gboolean shown = failure->kind == MAIL_FAILURE_CERTIFICATE && failure->certificate_sha256 != NULL;

  gtk_widget_set_visible (self->certificate, shown);
  if (!shown)
    return;
  g_autofree char *grouped = ui_certificate_dup_digest (failure->certificate_sha256);
  g_free (self->digest);
  self->digest = g_strdup (failure->certificate_sha256);
  self->certificate_flags = failure->certificate_flags;
  gtk_label_set_text (self->certificate_reason,
                      ui_certificate_get_reason (failure->certificate_flags));
  gtk_label_set_text (self->certificate_digest, grouped);
}

/* Buttons that lead nowhere from here: there is no letter, and the certificate is shown already. */
static gboolean
action_helps (ExplainAction action)
{
  switch (action)
    {
    case EXPLAIN_ACTION_NEW_CODE:
    case EXPLAIN_ACTION_ENTER_CODE:
    case EXPLAIN_ACTION_CORRECT_ADDRESS:
    case EXPLAIN_ACTION_USE_LOGIN_ADDRESS:
    case EXPLAIN_ACTION_TRY_LATER:
    case EXPLAIN_ACTION_TRY_NOW:
    case EXPLAIN_ACTION_EDIT:
    case EXPLAIN_ACTION_CHECK_SERVER:
    case EXPLAIN_ACTION_UNLOCK_KEYRING:
      return TRUE;
    case EXPLAIN_ACTION_NONE:
    case EXPLAIN_ACTION_MAKE_SMALLER:
    case EXPLAIN_ACTION_SHOW_CERTIFICATE:
    case EXPLAIN_ACTION_CHECK_SENT:
    case EXPLAIN_ACTION_SHOW_CONVERSATION:
      return FALSE;
    }
  return FALSE;
}

/* A test that was held back says until when. */
static void
show_detail (UiAccountTest *self, const char *detail)
{
  gint64 retry_us = submission_test_get_retry_us (self->test);
  g_autoptr (GDateTime) retry = NULL;
  g_autofree char *time = NULL;
  g_autofree char *sentence = NULL;
  g_autofree char *whole = NULL;

  if (retry_us == 0)
    {
      gtk_label_set_text (self->explanation_detail, detail);
      return;
    }
  /* the next whole minute */
  retry = g_date_time_new_from_unix_local (retry_us / G_USEC_PER_SEC + 59);
  time = g_date_time_format (retry, "%H:%M");
  sentence = g_strdup_printf (_ ("You can test again at %s."), time);
  whole = g_strdup_printf ("%s %s", sentence, detail);
  gtk_label_set_text (self->explanation_detail, whole);
}

static void
explain (UiAccountTest *self, const MailFailure *failure)
{
  ExplainQuery query = {
    .family = self->family,
    .language = ui_context_get_language (),
    .stage = failure->stage,
    .stage_known = TRUE,
  };
  g_autoptr (Explanation) explanation = explain_failure (&query, failure);

  self->action = explanation->action;
  gtk_label_set_text (self->explanation_title, explanation->title);
  show_detail (self, explanation->detail);
  const char *label = explanation->action_label != NULL ? explanation->action_label : "";
  gtk_label_set_text (self->help_label, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->help), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->explanation), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  explanation->title, -1);
  gtk_widget_set_visible (self->help, action_helps (explanation->action));
  show_certificate (self, failure);
  hide_explanation (self);
  gtk_list_box_insert (self->rows, self->explanation, (int) find_row (self, failure->stage) + 1);
  ui_scroll_into_sight (self->explanation);
}

static void
show_button (UiAccountTest *self, const char *label, const char *action)
{
  gtk_button_set_label (self->button, label);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->button), action);
}

static void
on_step (SubmissionTest *test, int stage, int step, const char *words, guint ms,
         UiAccountTest *self)
{
  if (test == self->test)
    ui_test_row_set (&self->stages[find_row (self, (MailStage) stage)], (SubmissionStep) step,
                     words, ms);
}

/* The row keeps what the server said; what only the program knows is said by the explanation. */
static void
mark_failed (UiAccountTest *self, const MailFailure *failure)
{
  UiTestRow *row = &self->stages[find_row (self, failure->stage)];
  g_autofree char *words = failure->reply != NULL ? mail_reply_dup_line (failure->reply) : NULL;

  ui_test_row_set (row, SUBMISSION_STEP_FAILED, words, row->ms);
}

static void
on_run (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UiAccountTest) self = user_data;
  SubmissionTest *test = SUBMISSION_TEST (source);
  g_autoptr (MailFailure) failure = submission_test_run_finish (test, result);

  if (test != self->test)
    return;
  g_clear_object (&self->cancellable);
  self->passed = failure == NULL;
  show_button (self, _ ("Try Again"), "account.test");
  if (failure != NULL && failure->kind == MAIL_FAILURE_CANCELLED)
    ui_test_row_set (&self->stages[find_row (self, failure->stage)], SUBMISSION_STEP_SKIPPED,
                     _ ("Stopped"), 0);
  else if (failure != NULL)
    {
      mark_failed (self, failure);
      explain (self, failure);
    }
  g_signal_emit (self, signals[FINISHED], 0);
}

static void
stop (UiAccountTest *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
}

void
ui_account_test_reset (UiAccountTest *self, MailSecurity security)
{
  stop (self);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->test);
  self->passed = FALSE;
  hide_explanation (self);
  rows_name (self, security);
  show_button (self, _ ("Run Test"), "account.test");
}

void
ui_account_test_set_database (UiAccountTest *self, StoreDatabase *database)
{
  g_set_object (&self->database, database);
}

void
ui_account_test_run (UiAccountTest *self, const MailEndpoint *endpoint, const char *family,
                     const char *secret)
{
  ui_account_test_reset (self, endpoint->security);
  g_free (self->family);
  self->family = g_strdup (family);
  self->test = submission_test_new (endpoint);
  submission_test_set_limited (self->test, self->database);
  self->cancellable = g_cancellable_new ();
  g_signal_connect_object (self->test, "step", G_CALLBACK (on_step), self, 0);
  show_button (self, _ ("Stop"), "account.stop");
  submission_test_run_async (self->test, secret, self->cancellable, on_run, g_object_ref (self));
}

gboolean
ui_account_test_is_running (UiAccountTest *self)
{
  return self->cancellable != NULL;
}

gboolean
ui_account_test_has_passed (UiAccountTest *self)
{
  return self->passed;
}

guint64
ui_account_test_get_size_limit (UiAccountTest *self)
{
  return self->test != NULL ? submission_test_get_size_limit (self->test) : 0;
}

static void
on_help (UiAccountTest *self)
{
  g_signal_emit (self, signals[HELP], 0, (int) self->action);
}

static void
on_trust (UiAccountTest *self)
{
  g_autofree char *digest = g_strdup (self->digest);

  g_signal_emit (self, signals[TRUST], 0, digest, (guint) self->certificate_flags);
}

static void
on_stop (GtkWidget *widget, const char *name, GVariant *parameter)
{
  stop (UI_ACCOUNT_TEST (widget));
}

/* "C: EHLO …": nothing secret is in a conversation, so it may be given to anybody. */
static void
on_copy (GtkWidget *widget, const char *name, GVariant *parameter)
{
  static const char marks[] = { 'C', 'S', '#' };
  UiAccountTest *self = UI_ACCOUNT_TEST (widget);
  MailConversation *conversation =
      self->test != NULL ? submission_test_get_conversation (self->test) : NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; conversation != NULL && i < mail_conversation_get_n_lines (conversation); i++)
    {
      const MailLine *line = mail_conversation_get_line (conversation, i);

      g_string_append_printf (text, "%c: %s\n", marks[line->who], line->text);
    }
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text->str);
}

static void
ui_account_test_dispose (GObject *object)
{
  UiAccountTest *self = UI_ACCOUNT_TEST (object);

  stop (self);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->test);
  gtk_widget_dispose_template (GTK_WIDGET (self), UI_TYPE_ACCOUNT_TEST);
  G_OBJECT_CLASS (ui_account_test_parent_class)->dispose (object);
}

static void
ui_account_test_finalize (GObject *object)
{
  UiAccountTest *self = UI_ACCOUNT_TEST (object);

  g_clear_object (&self->database);
  g_free (self->family);
  g_free (self->digest);
  G_OBJECT_CLASS (ui_account_test_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/envoi_mail/Envoi/ui-account-test.ui");
  gtk_widget_class_bind_template_child (widget_class, UiAccountTest, box);
  gtk_widget_class_bind_template_child (widget_class, UiAccountTest, heading);
  gtk_widget_class_bind_template_child (widget_class, UiAccountTest, button);
  gtk_widget_class_bind_template_child (widget_class, UiAccountTest, rows);
  gtk_widget_class_bind_template_child (widget_class, UiAccountTest, explanation);
  gtk_widget_class_bind_template_child (widget_class, UiAccountTest, explanation_title);
  gtk_widget_class_bind_template_child (widget_class, UiAccountTest, explanation_detail);
  gtk_widget_class_bind_template_child (widget_class, UiAccountTest, certificate);
  gtk_widget_class_bind_template_child (widget_class, UiAccountTest, certificate_reason);
  gtk_widget_class_bind_template_child (widget_class, UiAccountTest, certificate_digest);
  gtk_widget_class_bind_template_child (widget_class, UiAccountTest, trust);
  gtk_widget_class_bind_template_child (widget_class, UiAccountTest, help);
  gtk_widget_class_bind_template_child (widget_class, UiAccountTest, help_label);
  gtk_widget_class_bind_template_callback (widget_class, on_help);
  gtk_widget_class_bind_template_callback (widget_class, on_trust);
  gtk_widget_class_install_action (widget_class, "account.stop", NULL, on_stop);
  gtk_widget_class_install_action (widget_class, "account-test.copy", NULL, on_copy);
}

static void
ui_account_test_class_init (UiAccountTestClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  object_class->dispose = ui_account_test_dispose;
  object_class->finalize = ui_account_test_finalize;
  signals[FINISHED] =
      g_signal_new ("finished", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[HELP] = g_signal_new ("help", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                1, G_TYPE_INT);
  signals[TRUST] = g_signal_new ("trust", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                 2, G_TYPE_STRING, G_TYPE_UINT);
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
ui_account_test_init (UiAccountTest *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < N_ROWS; i++)
    {
      ui_test_row_init (&self->stages[i]);
      gtk_list_box_append (self->rows, self->stages[i].row);
    }
  rows_name (self, MAIL_SECURITY_TLS);
}
