/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A letter that came back with advice: the address it goes from is put right here; for the rest the
 * place is shown where a person does it, with what is known. */

#include <glib/gi18n.h>

#include "ui-composer-private.h"
#include "ui-words.h"

void
ui_composer_show_originator (UiComposer *self)
{
  const MessageMailbox *from = self->origin->from;
  const char *address = from != NULL && from->path != NULL ? mail_path_get_text (from->path) : NULL;

  ui_from_button_set_originator (self->from, self->origin->account_id, address);
}

void
ui_composer_use_login (UiComposer *self)
{
  const AccountProfile *profile = ui_from_button_get_profile (self->from);
  g_autofree char *login = account_profile_dup_login_address (profile);
  g_autoptr (MailPath) path = mail_path_parse (login, NULL);
  const MessageMailbox *old = self->origin->from;
  const char *name = old != NULL && old->name != NULL ? old->name : profile->name;

  if (path == NULL)
    return;
  MessageMailbox *from = message_mailbox_new (name, path);
  g_clear_pointer (&self->origin->from, message_mailbox_free);
  self->origin->from = from;
  g_free (self->origin->account_id);
  self->origin->account_id = g_strdup (profile->id);
  ui_composer_show_originator (self);
  ui_composer_unsay (self, COMPOSER_NOTICE_FROM_NOT_LOGIN);
  ui_composer_touch (self);
}

/* How much has to go is more help than how much may stay. */
char *
ui_composer_dup_too_large (UiComposer *self, const MessageDraft *draft)
{
  guint64 size = ui_composer_estimate_size (draft);
  guint64 limit = self->size_limit;
  g_autofree char *limit_words = ui_words_size (limit);
  g_autofree char *over_words = ui_words_size (size > limit ? size - limit : 0);

  if (limit == 0)
    return g_strdup (_ ("Too large for this service; how much it takes is not known"));
  if (size <= limit)
    return g_strdup_printf (_ ("Too large for a server on the way; this service takes %s"),
                            limit_words);
  return g_strdup_printf (_ ("Too large by %s: this service takes %s at most"), over_words,
                          limit_words);
}

/* What a look at the letter finds by itself goes away by itself; what only a server has said stays
 * until a person has read it. */
void
ui_composer_say_too_large (UiComposer *self, const MessageDraft *draft)
{
  gboolean found = self->size_limit != 0 && ui_composer_estimate_size (draft) > self->size_limit;
  ComposerNotice notice = found ? COMPOSER_NOTICE_TOO_LARGE : COMPOSER_NOTICE_FILE;
  g_autofree char *text = ui_composer_dup_too_large (self, draft);

  ui_composer_unsay (self, COMPOSER_NOTICE_FILE);
  ui_composer_say (self, notice, NULL, NULL, text);
}

static void
make_smaller (UiComposer *self)
{
  g_autoptr (MessageDraft) draft = ui_composer_dup_draft (self);

  self->shrinking = TRUE;
  ui_composer_say_too_large (self, draft);
  if (draft->attachments->len > 0)
    gtk_widget_child_focus (GTK_WIDGET (self->tray), GTK_DIR_TAB_FORWARD);
  else
    gtk_widget_grab_focus (GTK_WIDGET (self->message));
}

void
ui_composer_mend (UiComposer *self, ExplainAction action)
{
  switch (action)
    {
    case EXPLAIN_ACTION_USE_LOGIN_ADDRESS:
      ui_composer_use_login (self);
      gtk_widget_grab_focus (GTK_WIDGET (self->from));
      return;
    case EXPLAIN_ACTION_MAKE_SMALLER:
      make_smaller (self);
      return;
    case EXPLAIN_ACTION_CORRECT_ADDRESS:
      gtk_widget_grab_focus (GTK_WIDGET (self->to));
      return;
    case EXPLAIN_ACTION_NONE:
    case EXPLAIN_ACTION_NEW_CODE:
    case EXPLAIN_ACTION_ENTER_CODE:
    case EXPLAIN_ACTION_TRY_LATER:
    case EXPLAIN_ACTION_TRY_NOW:
    case EXPLAIN_ACTION_EDIT:
    case EXPLAIN_ACTION_CHECK_SERVER:
    case EXPLAIN_ACTION_SHOW_CERTIFICATE:
    case EXPLAIN_ACTION_UNLOCK_KEYRING:
    case EXPLAIN_ACTION_CHECK_SENT:
    case EXPLAIN_ACTION_SHOW_CONVERSATION:
      return;
    }
}
