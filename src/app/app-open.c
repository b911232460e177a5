/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Windows for what was asked for: a letter, a draft, an address, files. Files another program
 * names are shown before they are attached, and hidden ones are not taken at all: a page or a
 * script could otherwise put a key into a letter that is sent in a hurry. */

#include "app-application-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "mail-path.h"
#include "message-mailto.h"
#include "store-drafts.h"
#include "ui-import.h"

#define MAX_NAMES 8
/* a screen has no room for more; all are in Drafts */
#define MAX_REOPENED 12

void
app_open_say (AppApplication *self, const char *heading, const char *body)
{
  GtkWindow *parent = gtk_application_get_active_window (GTK_APPLICATION (self));
  GtkWidget *dialog = adw_message_dialog_new (parent, heading, body);

  gtk_window_set_application (GTK_WINDOW (dialog), GTK_APPLICATION (self));
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

static gboolean
on_present (gpointer window)
{
  if (gtk_window_get_application (window) != NULL)
    gtk_window_present (window);
  return G_SOURCE_REMOVE;
}

/* Building the window and showing it take a frame's time each, so each has its own turn of the main
 * loop. */
UiWindow *
app_open_main_window (AppApplication *self)
{
  GtkApplication *application = GTK_APPLICATION (self);
  UiWindow *window = NULL;

  for (GList *l = gtk_application_get_windows (application); l != NULL; l = l->next)
    if (UI_IS_WINDOW (l->data))
      window = l->data;
  if (window != NULL)
    {
      gtk_window_present (GTK_WINDOW (window));
      return window;
    }
  window = ui_window_new (ADW_APPLICATION (self), self->context);
  g_idle_add_full (G_PRIORITY_DEFAULT, on_present, g_object_ref (window), g_object_unref);
  return window;
}

static UiComposer *
find_composer (AppApplication *self, const char *draft_id)
{
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL; l = l->next)
    if (UI_IS_COMPOSER (l->data) && g_strcmp0 (ui_composer_get_draft_id (l->data), draft_id) == 0)
      return l->data;
  return NULL;
}

UiComposer *
app_open_composer (AppApplication *self, const MessageDraft *draft, const char *draft_id)
{
  UiComposer *composer = draft_id != NULL ? find_composer (self, draft_id) : NULL;

  if (composer == NULL)
    composer = ui_composer_new (ADW_APPLICATION (self), self->context, draft, draft_id);
  gtk_window_present (GTK_WINDOW (composer));
  return composer;
}

void
app_open_practice_letter (AppApplication *self)
{
  g_autoptr (MessageDraft) draft = message_draft_new ();
  g_autoptr (MailPath) path = mail_path_parse ("friend@practice.test", NULL);

  draft->account_id = g_strdup (ACCOUNT_PRACTICE_ID);
  g_ptr_array_add (draft->to, message_mailbox_new (_ ("A friend"), path));
  g_free (draft->subject);
  draft->subject = g_strdup (_ ("My first letter"));
  g_free (draft->text);
  draft->text = g_strdup (_ ("Hello!\n\nThis letter goes to the practice server inside this "
                             "program. Press Send and see what the two say to each other.\n"));
  app_open_composer (self, draft, NULL);
}

void
app_open_address (AppApplication *self, const char *text)
{
  g_autoptr (MessageDraft) draft = NULL;
  g_autoptr (GError) error = NULL;

  if (g_ascii_strncasecmp (text, "mailto:", strlen ("mailto:")) == 0)
    draft = message_mailto_parse (text, &error);
  else
    {
      g_autoptr (GPtrArray) mailboxes = message_mailbox_parse_list (text);

      draft = message_draft_new ();
      for (guint i = 0; i < mailboxes->len; i++)
        g_ptr_array_add (draft->to, message_mailbox_copy (mailboxes->pdata[i]));
    }
  if (draft != NULL)
    app_open_composer (self, draft, NULL);
  else
    app_open_say (self, _ ("This link cannot be opened"),
                  _ ("It holds more text than a link to an address may."));
}

typedef struct
{
  AppApplication *application;
  ExplainAction action;
  GVariant *refusals; /* (nullable) */
  gboolean after_crash;
} Opening;

static void
opening_free (Opening *opening)
{
  g_object_unref (opening->application);
  g_clear_pointer (&opening->refusals, g_variant_unref);
  g_free (opening);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Opening, opening_free)

static void
mend (UiComposer *composer, const Opening *opening)
{
  if (opening->refusals != NULL)
    ui_composer_correct (composer, opening->refusals);
  else
    ui_composer_mend (composer, opening->action);
}

/* It may have been opened while it was read. */
static UiComposer *
open_stored (AppApplication *self, const StoreDraft *stored, const MessageDraft *draft,
             gboolean after_crash)
{
  UiComposer *composer = find_composer (self, stored->id);

  if (composer == NULL)
    {
      composer = ui_composer_new (ADW_APPLICATION (self), self->context, draft, stored->id);
      ui_composer_restore (composer, stored->view, after_crash);
    }
  gtk_window_present (GTK_WINDOW (composer));
  return composer;
}

static void
on_draft (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Opening) opening = user_data;
  AppApplication *self = opening->application;
  g_autoptr (StoreDraft) stored = store_drafts_get_finish (STORE_DATABASE (source), result, NULL);
  g_autoptr (MessageDraft) draft = NULL;

  if (stored != NULL && stored->octets != NULL)
    draft = message_draft_from_bytes (stored->octets, NULL);
  if (draft != NULL)
    mend (open_stored (self, stored, draft, opening->after_crash), opening);
  else if (stored != NULL)
    app_open_say (self, _ ("This draft cannot be opened"),
                  _ ("It may have been written by a later version of Envoi. It is kept as it is."));
  g_application_release (G_APPLICATION (self));
}

static void
open_draft (Opening *opening, const char *id)
{
  AppApplication *self = opening->application;
  UiComposer *composer = find_composer (self, id);

  if (composer != NULL)
    {
      gtk_window_present (GTK_WINDOW (composer));
      mend (composer, opening);
      opening_free (opening);
      return;
    }
  g_application_hold (G_APPLICATION (self));
  store_drafts_get_async (self->context->database, id, NULL, on_draft, opening);
}

void
app_open_draft (AppApplication *self, const char *id, ExplainAction action)
{
  Opening *opening = g_new0 (Opening, 1);

  opening->application = g_object_ref (self);
  opening->action = action;
  open_draft (opening, id);
}

void
app_open_draft_to_correct (AppApplication *self, const char *id, GVariant *refusals)
{
  Opening *opening = g_new0 (Opening, 1);

  opening->application = g_object_ref (self);
  opening->refusals = g_variant_ref (refusals);
  open_draft (opening, id);
}

static void
on_open_taken (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppApplication) self = user_data;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) ids = store_drafts_take_open_finish (STORE_DATABASE (source), result, &error);

  if (ids == NULL)
    g_debug ("what was open is not known: %s", error->message);
  for (guint i = 0; ids != NULL && ids[i] != NULL && i < MAX_REOPENED; i++)
    {
      Opening *opening = g_new0 (Opening, 1);

      opening->application = g_object_ref (self);
      opening->action = EXPLAIN_ACTION_NONE;
      opening->after_crash = TRUE;
      open_draft (opening, ids[i]);
    }
  g_application_release (G_APPLICATION (self));
}

void
app_open_after_crash (AppApplication *self)
{
  g_application_hold (G_APPLICATION (self));
  store_drafts_take_open_async (self->context->database, NULL, on_open_taken, g_object_ref (self));
}

/* A file in a directory whose name begins with a dot belongs to a program, not to a letter. */
static gboolean
is_hidden (GFile *file)
{
  g_autofree char *path = g_file_get_path (file);

  return path == NULL || strstr (path, "/.") != NULL;
}

/* Not while its dialog still answers. */
static gboolean
on_superfluous (gpointer composer)
{
  gtk_window_close (composer);
  return G_SOURCE_REMOVE;
}

static void
on_attach (AdwMessageDialog *dialog, const char *response, GListModel *files)
{
  GtkWindow *composer = gtk_window_get_transient_for (GTK_WINDOW (dialog));

  if (g_str_equal (response, "attach"))
    ui_composer_add_files (UI_COMPOSER (composer), files);
  else if (g_str_equal (response, "open"))
    {
      g_autoptr (GFile) file = g_list_model_get_item (files, 0);

      app_open_message (APP_APPLICATION (gtk_window_get_application (composer)), file);
      g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, on_superfluous, g_object_ref (composer),
                       g_object_unref);
    }
}

static gboolean
is_one_message (GListModel *files)
{
  g_autoptr (GFile) file = g_list_model_get_item (files, 0);

  return g_list_model_get_n_items (files) == 1 && ui_import_is_message_file (file);
}

static void
unref_files (gpointer data, GClosure *closure)
{
  g_object_unref (data);
}

static void
ask_to_attach (UiComposer *composer, GListModel *files, const char *names)
{
  guint n = g_list_model_get_n_items (files);
  g_autofree char *heading =
      g_strdup_printf (ngettext ("Attach %u file?", "Attach %u files?", n), n);
  g_autofree char *body = g_strdup_printf (
      "%s\n\n%s", ngettext ("Another program asked for it.", "Another program asked for them.", n),
      names);
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (composer), heading, body);

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("Do Not Attach"),
                                    "attach", _ ("Attach"), NULL);
  if (is_one_message (files))
    adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "open", _ ("Open as a Draft"));
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "attach",
                                              ADW_RESPONSE_SUGGESTED);
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_attach), g_object_ref (files),
                         unref_files, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

void
app_open_files (AppApplication *self, const char *const *uris)
{
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);
  g_autoptr (GString) names = g_string_new (NULL);
  UiComposer *composer = app_open_composer (self, NULL, NULL);
  guint n = 0;

  for (guint i = 0; uris[i] != NULL; i++)
    {
      g_autoptr (GFile) file = g_file_new_for_uri (uris[i]);
      g_autofree char *base = g_file_get_basename (file);
      g_autofree char *name = g_filename_display_name (base);

      if (is_hidden (file))
        continue;
      g_list_store_append (files, file);
      if (++n <= MAX_NAMES)
        g_string_append_printf (names, "%s%s", n > 1 ? "\n" : "", name);
    }
  if (n > MAX_NAMES)
    g_string_append (names, "\n…");
  if (n > 0)
    ask_to_attach (composer, G_LIST_MODEL (files), names->str);
  else
    app_open_say (self, _ ("Nothing was attached"),
                  _ ("Hidden files and files that are not on this computer are not attached when "
                     "another program asks for it. They can be attached by hand."));
}
