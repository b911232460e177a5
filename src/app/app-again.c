/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Letters that begin as something that was there before: a message file; a letter that went, once
 * more to its people or as a letter like it. What was written here has its draft; what another
 * program handed in ready-made is read again, and whom it went to is known from its envelope. */

#include "app-application-private.h"

#include <glib/gi18n.h>

#include "message-error.h"
#include "store-outbox.h"
#include "ui-import.h"

/**
 * Again: one request
 * @same_people: those it went to get it again
 */
typedef struct
{
  AppApplication *application;
  StoreLetter *letter;
  gint64 id;
  gboolean same_people;
} Again;

static void
again_free (Again *again)
{
  g_application_release (G_APPLICATION (again->application));
  g_object_unref (again->application);
  g_clear_pointer (&again->letter, store_letter_unref);
  g_free (again);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Again, again_free)

/* --- a message file ------------------------------------------------------------------------- */

static void
say_why (AppApplication *self, const GError *error)
{
  const char *why = _ ("The file cannot be read.");

  if (g_error_matches (error, MESSAGE_ERROR, MESSAGE_ERROR_DRAFT))
    why = _ ("There is no message in this file.");
  else if (g_error_matches (error, MESSAGE_ERROR, MESSAGE_ERROR_TOO_LARGE))
    why = _ ("It is larger than 64 MB. It can still be attached to a letter.");
  else if (g_error_matches (error, MESSAGE_ERROR, MESSAGE_ERROR_HOSTILE))
    why = _ ("It is built as no mail program builds a message, perhaps to do harm. It can still be "
             "attached to a letter.");
  else if (error->domain == STORE_ERROR)
    why = _ ("What is attached to it could not be kept on this computer.");
  g_debug ("%s", error->message);
  app_open_say (self, _ ("This message cannot be opened"), why);
}

static void
open_composer (AppApplication *self, const MessageDraft *draft, const char *lacking)
{
  UiComposer *composer = app_open_composer (self, draft, NULL);

  if (lacking != NULL)
    ui_composer_say_lacking (composer, lacking);
}

static void
on_file (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppApplication) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *lacking = NULL;
  g_autoptr (MessageDraft) draft = ui_import_finish (result, &lacking, &error);

  if (draft != NULL)
    open_composer (self, draft, lacking);
  else
    say_why (self, error);
  g_application_release (G_APPLICATION (self));
}

void
app_open_message (AppApplication *self, GFile *file)
{
  g_application_hold (G_APPLICATION (self));
  ui_import_file_async (self->context, file, on_file, g_object_ref (self));
}

/* --- a letter ------------------------------------------------------------------------------- */

/* A letter like it is to others, and no part of the thread the first was in: nobody among them has
 * what it answers (RFC 5322 section 3.6.4). */
static void
forget_people (MessageDraft *draft)
{
  g_ptr_array_set_size (draft->to, 0);
  g_ptr_array_set_size (draft->cc, 0);
  g_ptr_array_set_size (draft->bcc, 0);
  g_clear_pointer (&draft->in_reply_to, g_free);
  g_clear_pointer (&draft->references, g_free);
}

static void
open_draft (Again *again, MessageDraft *draft, const char *lacking)
{
  if (!again->same_people)
    forget_people (draft);
  draft->send_at_us = 0;
  draft->corrects = 0;
  open_composer (again->application, draft, lacking);
}

static gboolean
names (GPtrArray *mailboxes, const MailPath *path)
{
  for (guint i = 0; i < mailboxes->len; i++)
    {
      const MessageMailbox *mailbox = g_ptr_array_index (mailboxes, i);

      if (mailbox->path != NULL && mail_path_equal (mailbox->path, path))
        return TRUE;
    }
  return FALSE;
}

/* Whom the header does not name got it by Bcc. */
static void
add_unnamed (MessageDraft *draft, const MailOutcome *outcome)
{
  for (guint i = 0; i < outcome->results->len; i++)
    {
      MailPath *path = mail_outcome_get (outcome, i)->path;

      if (!names (draft->to, path) && !names (draft->cc, path) && !names (draft->bcc, path))
        g_ptr_array_add (draft->bcc, message_mailbox_new (NULL, path));
    }
}

static void
on_imported (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Again) again = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *lacking = NULL;
  g_autoptr (MessageDraft) draft = ui_import_finish (result, &lacking, &error);

  if (draft == NULL)
    {
      say_why (again->application, error);
      return;
    }
  g_free (draft->account_id);
  draft->account_id = g_strdup (again->letter->account_id);
  add_unnamed (draft, again->letter->outcome);
  open_draft (again, draft, lacking);
}

static void
say_sorry (Again *again)
{
  app_open_say (again->application, _ ("This letter cannot be opened"),
                _ ("It is not there any more, or what was stored of it cannot be read."));
}

static void
on_content (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Again *again = user_data;
  g_autoptr (MailContent) content =
      store_outbox_get_content_finish (STORE_DATABASE (source), result, NULL);

  if (content != NULL)
    {
      ui_import_content_async (again->application->context, content, on_imported, again);
      return;
    }
  say_sorry (again);
  again_free (again);
}

static void
on_letter (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Again *again = user_data;

  again->letter = store_outbox_get_finish (STORE_DATABASE (source), result, NULL);
  if (again->letter != NULL)
    {
      store_outbox_get_content_async (STORE_DATABASE (source), again->id, NULL, on_content, again);
      return;
    }
  say_sorry (again);
  again_free (again);
}

static void
on_draft (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Again *again = user_data;
  g_autoptr (GBytes) octets = store_outbox_get_draft_finish (STORE_DATABASE (source), result, NULL);
  g_autoptr (MessageDraft) draft = octets != NULL ? message_draft_from_bytes (octets, NULL) : NULL;

  if (draft == NULL)
    {
      store_outbox_get_async (STORE_DATABASE (source), again->id, NULL, on_letter, again);
      return;
    }
  open_draft (again, draft, NULL);
  again_free (again);
}

void
app_open_again (AppApplication *self, gint64 letter, gboolean same_people)
{
  Again *again = g_new0 (Again, 1);

  g_application_hold (G_APPLICATION (self));
  again->application = g_object_ref (self);
  again->id = letter;
  again->same_people = same_people;
  store_outbox_get_draft_async (self->context->database, letter, NULL, on_draft, again);
}
