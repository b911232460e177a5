/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A row's accessible name is the whole of it, as in the test of an account. */

#include "ui-account-search-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "explain-try.h"
#include "submission-discovery.h"
#include "ui-context.h"
#include "ui-words.h"

struct _UiAccountSearch
{
  AdwBin parent_instance;

  /* owned */
  SubmissionDiscovery *discovery;
  GCancellable *cancellable;
  char *address;
  gboolean running;

  /* children */
  AdwExpanderRow *summary;
  GtkSpinner *spinner;
  GtkWidget *stop;
  GPtrArray *rows; /* of AdwActionRow, as the tries */
};

enum
{
  ENDED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (UiAccountSearch, ui_account_search, ADW_TYPE_BIN)

/* --- words --- */

static char *
dup_title (const MailTry *try)
{
  if (try->record != NULL)
    return g_strdup (try->record);
  return g_strdup_printf (_ ("%s, port %u"), try->endpoint->host, try->endpoint->port);
}

/* --- rows --- */

static AdwActionRow *
row_new (UiAccountSearch *self)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *mark =
      g_object_new (GTK_TYPE_IMAGE, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);

  adw_action_row_add_prefix (ADW_ACTION_ROW (row), mark);
  g_object_set_data (G_OBJECT (row), "mark", mark);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_RELATION_DESCRIBED_BY);
  adw_expander_row_add_row (self->summary, row);
  g_ptr_array_add (self->rows, row);
  return ADW_ACTION_ROW (row);
}

static void
mark_row (AdwActionRow *row, MailTryState state)
{
  GtkWidget *mark = g_object_get_data (G_OBJECT (row), "mark");
  gboolean found = state == MAIL_TRY_FOUND;

  gtk_image_set_from_icon_name (GTK_IMAGE (mark), found ? ui_words_state_icon (MAIL_SHOWN_ACCEPTED)
                                                  : state == MAIL_TRY_RUNNING
                                                      ? "content-loading-symbolic"
                                                      : "list-remove-symbolic");
  gtk_widget_remove_css_class (mark, found ? "test-todo" : "s-ok");
  gtk_widget_add_css_class (mark, found ? "s-ok" : "test-todo");
}

static void
show_try (AdwActionRow *row, const MailTry *try)
{
  g_autofree char *title = dup_title (try);
  ExplainQuery query = { .language = ui_context_get_language () };
  g_autofree char *words = explain_try (&query, try);
  g_autofree char *name = g_strdup_printf ("%s: %s", title, words);
  g_autofree char *title_markup = g_markup_escape_text (title, -1);
  g_autofree char *words_markup = g_markup_escape_text (words, -1);

  mark_row (row, try->state);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title_markup);
  adw_action_row_set_subtitle (row, words_markup);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
on_tried (SubmissionDiscovery *discovery, guint index, UiAccountSearch *self)
{
  AdwActionRow *row =
      index < self->rows->len ? g_ptr_array_index (self->rows, index) : row_new (self);

  show_try (row, g_ptr_array_index (submission_discovery_get_tries (discovery), index));
}

static void
show_summary (UiAccountSearch *self, const char *title, const char *subtitle)
{
  g_autofree char *escaped = g_markup_escape_text (subtitle, -1);
  g_autofree char *name = g_strdup_printf ("%s: %s", title, subtitle);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->summary), title);
  adw_expander_row_set_subtitle (self->summary, escaped);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->summary), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name, -1);
}

static const char *
get_domain (UiAccountSearch *self)
{
  return strrchr (self->address, '@') + 1;
}

static void
show_running (UiAccountSearch *self, gboolean running)
{
  self->running = running;
  gtk_spinner_set_spinning (self->spinner, running);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), running);
  gtk_widget_set_visible (self->stop, running);
}

static void
show_end (UiAccountSearch *self)
{
  const MailTry *best = submission_discovery_get_best (self->discovery, FALSE);

  if (best == NULL)
    best = submission_discovery_get_best (self->discovery, TRUE);
  if (best != NULL)
    show_summary (self, _ ("Server found"), best->endpoint->host);
  else
    show_summary (self, _ ("No server found"),
                  _ ("Whoever runs the mailbox knows its name; write it below."));
}

/* --- the search --- */

static void
on_over (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UiAccountSearch) self = user_data;
  SubmissionDiscovery *discovery = SUBMISSION_DISCOVERY (source);
  gboolean complete = submission_discovery_run_finish (discovery, result);

  if (discovery != self->discovery)
    return;
  show_running (self, FALSE);
  if (!complete)
    {
      show_summary (self, _ ("The search was stopped"), get_domain (self));
      return;
    }
  show_end (self);
  g_signal_emit (self, signals[ENDED], 0);
}

static void
on_stop (UiAccountSearch *self)
{
  g_cancellable_cancel (self->cancellable);
}

static void
forget (UiAccountSearch *self)
{
  if (self->discovery != NULL)
    g_signal_handlers_disconnect_by_data (self->discovery, self);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->discovery);
  g_clear_pointer (&self->address, g_free);
  self->running = FALSE;
}

void
ui_account_search_stop (UiAccountSearch *self)
{
  forget (self);
  for (guint i = 0; i < self->rows->len; i++)
    adw_expander_row_remove (self->summary, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  show_running (self, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

void
ui_account_search_start (UiAccountSearch *self, const char *address)
{
  if (ui_account_search_is_for (self, address))
    return;
  ui_account_search_stop (self);
  self->address = g_strdup (address);
  self->cancellable = g_cancellable_new ();
  self->discovery = submission_discovery_new (address);
  g_signal_connect (self->discovery, "tried", G_CALLBACK (on_tried), self);
  show_running (self, TRUE);
  show_summary (self, _ ("Looking for the server"), get_domain (self));
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  submission_discovery_run_async (self->discovery, self->cancellable, on_over, g_object_ref (self));
}

gboolean
ui_account_search_is_for (UiAccountSearch *self, const char *address)
{
  return g_strcmp0 (self->address, address) == 0;
}

gboolean
ui_account_search_is_running (UiAccountSearch *self)
{
  return self->running;
}

MailEndpoint *
ui_account_search_dup_endpoint (UiAccountSearch *self, gboolean foreign)
{
  const MailTry *best = NULL;

  if (self->discovery == NULL || self->running)
    return NULL;
  best = submission_discovery_get_best (self->discovery, FALSE);
  if (best == NULL && foreign)
    best = submission_discovery_get_best (self->discovery, TRUE);
  return best != NULL ? submission_discovery_dup_endpoint (self->discovery, best) : NULL;
}

/* --- the widget --- */

static void
ui_account_search_dispose (GObject *object)
{
  UiAccountSearch *self = UI_ACCOUNT_SEARCH (object);

  forget (self);
  G_OBJECT_CLASS (ui_account_search_parent_class)->dispose (object);
}

static void
ui_account_search_finalize (GObject *object)
{
  UiAccountSearch *self = UI_ACCOUNT_SEARCH (object);

  g_ptr_array_unref (self->rows);
  G_OBJECT_CLASS (ui_account_search_parent_class)->finalize (object);
}

static void
ui_account_search_class_init (UiAccountSearchClass *class)
{
  G_OBJECT_CLASS (class)->dispose = ui_account_search_dispose;
  G_OBJECT_CLASS (class)->finalize = ui_account_search_finalize;
  signals[ENDED] = g_signal_new ("ended", UI_TYPE_ACCOUNT_SEARCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
}

static void
ui_account_search_init (UiAccountSearch *self)
{
  GtkWidget *list = gtk_list_box_new ();

  self->rows = g_ptr_array_new ();
  self->summary = ADW_EXPANDER_ROW (adw_expander_row_new ());
  self->spinner = GTK_SPINNER (gtk_spinner_new ());
  self->stop = gtk_button_new_with_label (_ ("Stop"));
  gtk_widget_set_valign (self->stop, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (self->stop, "clicked", G_CALLBACK (on_stop), self);
  adw_preferences_row_set_title_selectable (ADW_PREFERENCES_ROW (self->summary), FALSE);
  adw_expander_row_add_action (self->summary, GTK_WIDGET (self->spinner));
  adw_expander_row_add_action (self->summary, self->stop);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_list_box_append (GTK_LIST_BOX (list), GTK_WIDGET (self->summary));
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Search for the server"), -1);
  adw_bin_set_child (ADW_BIN (self), list);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
