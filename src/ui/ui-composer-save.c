/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Words survive: what a person writes is saved at the latest a second after it was written, sooner
 * after a pause, when the window loses the focus and before it closes. With the time the disk takes
 * no more than two seconds of it can be lost. A short letter is saved from here; a long one is
 * copied in slices and made octets of in a thread, so that typing never waits for its saving. */

#include <glib/gi18n.h>
#include <string.h>

#include "message-check.h"
#include "ui-composer-private.h"
#include "ui-draft-worth-private.h"
#include "ui-text-copy-private.h"

#define PAUSE_MS 500
#define LONGEST_UNSAVED_MS 1000
#define ADVICE_MS 1000
#define TRY_AGAIN_MS 5000
/* what is done with fewer characters takes some milliseconds */
#define LONG_TEXT (256 * 1024)

/**
 * Writing: a state of the letter on its way to the disk
 * @before: (nullable): what is there now
 * @login: (nullable): for message_check(); only of a long letter
 */
typedef struct
{
  UiComposer *composer;
  MessageDraft *draft;
  MessageDraft *before;
  gint64 rest_us;
  gint64 age_us;
  char *login;
  guint64 size_limit;

  GBytes *octets;
  gboolean keeps_earlier;
  GPtrArray *findings;
} Writing;

static void
writing_free (Writing *writing)
{
  g_object_unref (writing->composer);
  g_clear_pointer (&writing->draft, message_draft_free);
  g_clear_pointer (&writing->before, message_draft_free);
  g_free (writing->login);
  g_clear_pointer (&writing->octets, g_bytes_unref);
  g_clear_pointer (&writing->findings, g_ptr_array_unref);
  g_free (writing);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Writing, writing_free)

static Writing *
writing_new (UiComposer *self, MessageDraft *draft)
{
  Writing *writing = g_new0 (Writing, 1);
  gint64 now_us = g_get_monotonic_time ();

  writing->composer = g_object_ref (self);
  writing->draft = draft;
  writing->before = g_steal_pointer (&self->on_disk);
  /* what was opened may have lain for days */
  writing->rest_us = self->saved_us != 0 ? self->dirty_since_us - self->saved_us : G_MAXINT64;
  writing->age_us = self->version_us != 0 ? now_us - self->version_us : G_MAXINT64;
  return writing;
}

static void
make_octets (Writing *writing)
{
  writing->octets = message_draft_to_bytes (writing->draft);
  writing->keeps_earlier = ui_draft_is_worth_keeping (writing->before, writing->draft,
                                                      writing->rest_us, writing->age_us);
}

static gboolean
is_long (UiComposer *self)
{
  return gtk_text_buffer_get_char_count (gtk_text_view_get_buffer (self->message)) > LONG_TEXT;
}

static void
show_saved (UiComposer *self, gboolean saved)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = g_date_time_format (now, "%H:%M:%S");
  /* Translators: followed by a time of day */
  g_autofree char *words = g_strdup_printf (_ ("Saved %s"), time);

  gtk_widget_set_visible (self->saved_mark, saved);
  gtk_label_set_text (self->saved, saved ? words : "");
}

static void
say_not_saved (UiComposer *self, const GError *error)
{
  const char *text = _ ("This letter could not be saved; please keep the window open");

  if (g_error_matches (error, STORE_ERROR, STORE_ERROR_FULL))
    text = _ ("The disk is full, so this letter could not be saved");
  else if (g_error_matches (error, STORE_ERROR, STORE_ERROR_READ_ONLY))
    text = _ ("The letters cannot be written to, so this one was not saved; please keep the window "
              "open");
  show_saved (self, FALSE);
  ui_composer_say (self, COMPOSER_NOTICE_NOT_SAVED, NULL, _ ("Try Again"), text);
}

/* --- when ------------------------------------------------------------------------------------ */

static gboolean
on_due (gpointer data)
{
  UiComposer *self = data;

  self->save_source = 0;
  ui_composer_save_soon (self);
  return G_SOURCE_REMOVE;
}

static void
save_in (UiComposer *self, gint64 ms)
{
  g_clear_handle_id (&self->save_source, g_source_remove);
  self->save_source = g_timeout_add ((guint) MAX (ms, 0), on_due, self);
}

/* Not more often than once a second: a disk that is slow is not asked the faster for it. */
static void
save_later (UiComposer *self)
{
  gint64 now_us = g_get_monotonic_time ();
  gint64 due_us;

  if (self->dirty_since_us == 0)
    self->dirty_since_us = now_us;
  if (self->saving || self->copying != NULL)
    return;
  due_us = MIN (now_us + PAUSE_MS * 1000, self->dirty_since_us + LONGEST_UNSAVED_MS * 1000);
  due_us = MAX (due_us, self->attempted_us + LONGEST_UNSAVED_MS * 1000);
  save_in (self, (due_us - now_us) / 1000);
}

static gboolean
on_pause (gpointer data)
{
  UiComposer *self = data;

  self->advice_source = 0;
  if (!is_long (self))
    {
      g_autoptr (MessageDraft) draft = ui_composer_dup_draft (self);

      ui_composer_check (self, draft, FALSE);
    }
  return G_SOURCE_REMOVE;
}

/* Of a long letter the meter learns when it is saved. */
static gboolean
on_touched (gpointer data)
{
  UiComposer *self = data;

  self->size_source = 0;
  if (!is_long (self))
    {
      g_autoptr (MessageDraft) draft = ui_composer_dup_draft (self);

      ui_composer_update_size (self, draft);
    }
  return G_SOURCE_REMOVE;
}

/* The meter follows at once, but only once for a whole paste. */
void
ui_composer_touch (UiComposer *self)
{
  if (self->loading || self->discarding || self->context == NULL)
    return;
  self->touched = TRUE;
  if (self->size_source == 0)
    self->size_source = g_idle_add (on_touched, self);
  g_clear_handle_id (&self->advice_source, g_source_remove);
  self->advice_source = g_timeout_add (ADVICE_MS, on_pause, self);
  ui_composer_unsay (self, COMPOSER_NOTICE_DISCARD);
  save_later (self);
}

void
ui_composer_forget_timer (UiComposer *self)
{
  g_clear_handle_id (&self->save_source, g_source_remove);
  g_clear_handle_id (&self->advice_source, g_source_remove);
}

/* --- saving ---------------------------------------------------------------------------------- */

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Writing) writing = user_data;
  g_autoptr (GError) error = NULL;
  UiComposer *self = writing->composer;
  gboolean ok = store_drafts_save_finish (STORE_DATABASE (source), result, &error);

  self->saving = FALSE;
  if (self->context == NULL)
    return;
  if (!ok && self->discarding)
    {
      ui_composer_discard (self);
      return;
    }
  if (!ok)
    {
      self->dirty_since_us = g_get_monotonic_time ();
      self->closing = FALSE;
      self->on_disk = g_steal_pointer (&writing->before);
      gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
      say_not_saved (self, error);
      save_in (self, TRY_AGAIN_MS);
      return;
    }
  if (writing->keeps_earlier || !self->kept)
    self->version_us = self->attempted_us;
  self->kept = TRUE;
  self->saved_us = self->attempted_us;
  self->on_disk = g_steal_pointer (&writing->draft);
  ui_composer_unsay (self, COMPOSER_NOTICE_NOT_SAVED);
  if (self->dirty_since_us != 0 && !self->is_blank && (self->closing || self->discarding))
    ui_composer_save (self);
  else if (self->discarding)
    ui_composer_discard (self);
  else if (self->closing)
    ui_composer_finish_closing (self);
  else if (self->dirty_since_us != 0)
    save_later (self);
  else
    show_saved (self, TRUE);
}

static GStrv
dup_digests (const MessageDraft *draft)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < draft->attachments->len; i++)
    g_strv_builder_add (builder,
                        ((MessageAttachment *) g_ptr_array_index (draft->attachments, i))->digest);
  return g_strv_builder_end (builder);
}

static void
write_draft (UiComposer *self, Writing *writing)
{
  const MessageDraft *draft = writing->draft;
  g_autoptr (StoreDraft) row = store_draft_new (self->draft_id);
  g_auto (GStrv) digests = dup_digests (draft);

  row->account_id = g_strdup (draft->account_id);
  row->subject = g_strdup (draft->subject);
  row->recipients = message_draft_dup_recipients (draft);
  row->modified_us = g_get_real_time ();
  row->n_attachments = draft->attachments->len;
  row->octets = g_bytes_ref (writing->octets);
  row->corrects = draft->corrects;
  row->view = self->closing && self->last_view != NULL ? g_bytes_ref (self->last_view)
                                                       : ui_composer_dup_view (self);
  row->is_open = !self->closing;
  row->keeps_earlier = writing->keeps_earlier || self->keeps_next;
  self->keeps_next = FALSE;
  store_drafts_save_async (self->context->database, row, (const char *const *) digests, NULL,
                           on_saved, writing);
}

static void
begin (UiComposer *self)
{
  self->saving = TRUE;
  self->dirty_since_us = 0;
  self->attempted_us = g_get_monotonic_time ();
}

/* What a thread or the slices were at is left to them; it is said anew and at once. */
static void
overtake (UiComposer *self)
{
  if (self->copying == NULL)
    return;
  g_cancellable_cancel (self->copying);
  g_clear_object (&self->copying);
  self->saving = FALSE;
  if (self->dirty_since_us == 0)
    self->dirty_since_us = g_get_monotonic_time ();
}

void
ui_composer_save (UiComposer *self)
{
  g_autofree char *body = NULL;
  g_autoptr (MessageDraft) draft = NULL;
  Writing *writing;

  g_clear_handle_id (&self->save_source, g_source_remove);
  overtake (self);
  if (self->saving || self->sending || self->letter != 0 || self->dirty_since_us == 0)
    return;
  body = ui_composer_dup_body (self);
  draft = ui_composer_dup_draft_with (self, body);
  if (!self->kept && ui_composer_is_empty (self, draft, body))
    {
      self->dirty_since_us = 0;
      if (self->closing)
        ui_composer_finish_closing (self);
      return;
    }
  writing = writing_new (self, g_steal_pointer (&draft));
  begin (self);
  make_octets (writing);
  write_draft (self, writing);
}

/* --- a long letter --------------------------------------------------------------------------- */

static void
run_make_octets (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Writing *writing = data;

  make_octets (writing);
  writing->findings = message_check (writing->draft, writing->login, writing->size_limit);
  g_task_return_boolean (task, TRUE);
}

static void
on_octets (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Writing) writing = user_data;
  UiComposer *self = writing->composer;

  /* something else was quicker, or the window is gone */
  if (!g_task_propagate_boolean (G_TASK (result), NULL) || self->context == NULL)
    return;
  g_clear_object (&self->copying);
  /* the letter has taken all with it, or it will say that there is something to save */
  if (self->sending || self->letter != 0)
    {
      self->saving = FALSE;
      return;
    }
  ui_composer_update_size (self, writing->draft);
  ui_composer_heed (self, writing->findings, writing->draft, FALSE);
  write_draft (self, g_steal_pointer (&writing));
}

/* The text is the buffer's in this turn, so all else is taken now too. */
static void
on_text (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UiComposer) self = user_data;
  g_autoptr (GTask) task = NULL;
  GString *body = ui_text_copy_finish (GTK_TEXT_BUFFER (source), result, NULL);
  Writing *writing;

  if (body == NULL)
    return;
  if (self->context == NULL || self->sending || self->letter != 0)
    {
      g_string_free (body, TRUE);
      g_clear_object (&self->copying);
      return;
    }
  writing = writing_new (self, ui_composer_dup_draft_taking (self, body));
  writing->login = ui_composer_dup_login (self);
  writing->size_limit = self->size_limit;
  begin (self);
  task = g_task_new (NULL, self->copying, on_octets, writing);
  g_task_set_source_tag (task, on_text);
  g_task_set_task_data (task, writing, NULL);
  g_task_run_in_thread (task, run_make_octets);
}

void
ui_composer_save_soon (UiComposer *self)
{
  if (!is_long (self))
    {
      ui_composer_save (self);
      return;
    }
  g_clear_handle_id (&self->save_source, g_source_remove);
  if (self->copying != NULL || self->saving || self->sending || self->letter != 0 ||
      self->dirty_since_us == 0)
    return;
  self->copying = g_cancellable_new ();
  ui_text_copy_async (gtk_text_view_get_buffer (self->message), self->copying, on_text,
                      g_object_ref (self));
}
