/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What message_check() finds becomes strips. Advice comes while writing; what stops a letter only
 * when Send was pressed, since a letter that is not finished has no recipient yet. Advice never
 * stops a letter twice. */

#include <glib/gi18n.h>
#include <string.h>

#include "account-provider.h"
#include "message-check.h"
#include "store-logins.h"
#include "ui-composer-private.h"
#include "ui-words.h"

/* header fields of an ordinary letter */
#define HEADER_OCTETS 700
/* header fields of a part with a file */
#define PART_OCTETS 300
#define BASE64_LINE 76

static ComposerNotice
notice_for (MessageFindingKind kind)
{
  switch (kind)
    {
    case MESSAGE_FINDING_NO_RECIPIENT:
      return COMPOSER_NOTICE_NO_RECIPIENT;
    case MESSAGE_FINDING_BAD_ADDRESS:
      return COMPOSER_NOTICE_BAD_ADDRESS;
    case MESSAGE_FINDING_TOO_LARGE:
      return COMPOSER_NOTICE_TOO_LARGE;
    case MESSAGE_FINDING_TYPO:
      return COMPOSER_NOTICE_TYPO;
    case MESSAGE_FINDING_NO_SUBJECT:
      return COMPOSER_NOTICE_NO_SUBJECT;
    case MESSAGE_FINDING_MISSING_ATTACHMENT:
      return COMPOSER_NOTICE_MISSING_ATTACHMENT;
    case MESSAGE_FINDING_MANY_VISIBLE:
      return COMPOSER_NOTICE_MANY_VISIBLE;
    case MESSAGE_FINDING_FROM_NOT_LOGIN:
      return COMPOSER_NOTICE_FROM_NOT_LOGIN;
    }
  g_return_val_if_reached (COMPOSER_NOTICE_NOT_SENT);
}

static char *
dup_button (MessageFindingKind kind, const char *detail)
{
  g_autofree char *suggestion = NULL;

  switch (kind)
    {
    case MESSAGE_FINDING_NO_RECIPIENT:
    case MESSAGE_FINDING_TOO_LARGE:
      return NULL;
    case MESSAGE_FINDING_BAD_ADDRESS:
      suggestion = message_mailbox_suggest (detail);
      return suggestion != NULL ? g_strdup_printf (_ ("Use %s"), suggestion) : NULL;
    case MESSAGE_FINDING_TYPO:
    case MESSAGE_FINDING_FROM_NOT_LOGIN:
      return g_strdup_printf (_ ("Use %s"), detail);
    case MESSAGE_FINDING_NO_SUBJECT:
      return g_strdup (_ ("Send Without"));
    case MESSAGE_FINDING_MISSING_ATTACHMENT:
      return g_strdup (_ ("Attach Files…"));
    case MESSAGE_FINDING_MANY_VISIBLE:
      return g_strdup (_ ("Move to Bcc"));
    }
  g_return_val_if_reached (NULL);
}

static char *
dup_text (MessageFindingKind kind, const char *detail)
{
  switch (kind)
    {
    case MESSAGE_FINDING_NO_RECIPIENT:
      return g_strdup (_ ("Nobody is named who is to get this letter"));
    case MESSAGE_FINDING_BAD_ADDRESS:
      return g_strdup_printf (_ ("“%s” is not a complete address"), detail);
    case MESSAGE_FINDING_TOO_LARGE:
      return NULL;
    case MESSAGE_FINDING_TYPO:
      return g_strdup_printf (_ ("Did you mean %s?"), detail);
    case MESSAGE_FINDING_NO_SUBJECT:
      return g_strdup (_ ("The letter has no subject"));
    case MESSAGE_FINDING_MISSING_ATTACHMENT:
      return g_strdup_printf (_ ("You wrote “%s”, but nothing is attached"), detail);
    case MESSAGE_FINDING_MANY_VISIBLE:
      return g_strdup_printf (ngettext ("Everyone sees %d address",
                                        "Everyone sees all %d addresses",
                                        (gulong) g_ascii_strtoull (detail, NULL, 10)),
                              (int) g_ascii_strtoull (detail, NULL, 10));
    case MESSAGE_FINDING_FROM_NOT_LOGIN:
      return g_strdup (_ ("This service only sends letters from its own address"));
    }
  g_return_val_if_reached (NULL);
}

static void
say_finding (UiComposer *self, const MessageFinding *finding, const MessageDraft *draft)
{
  g_autofree char *button = dup_button (finding->kind, finding->detail);
  g_autofree char *text = finding->kind == MESSAGE_FINDING_TOO_LARGE
                              ? ui_composer_dup_too_large (self, draft)
                              : dup_text (finding->kind, finding->detail);

  ui_composer_say (self, notice_for (finding->kind), finding->detail, button, text);
}

char *
ui_composer_dup_login (UiComposer *self)
{
  const AccountProfile *profile = ui_from_button_get_profile (self->from);
  const AccountProvider *provider =
      profile->provider != NULL ? account_provider_get (profile->provider) : NULL;

  return provider != NULL && provider->from_must_equal_login == ACCOUNT_YES
             ? account_profile_dup_login_address (profile)
             : NULL;
}

static void
focus_finding (UiComposer *self, MessageFindingKind kind)
{
  switch (kind)
    {
    case MESSAGE_FINDING_NO_RECIPIENT:
      gtk_widget_grab_focus (GTK_WIDGET (self->to));
      break;
    case MESSAGE_FINDING_NO_SUBJECT:
      gtk_widget_grab_focus (GTK_WIDGET (self->subject));
      break;
    case MESSAGE_FINDING_BAD_ADDRESS:
    case MESSAGE_FINDING_TOO_LARGE:
    case MESSAGE_FINDING_TYPO:
    case MESSAGE_FINDING_MISSING_ATTACHMENT:
    case MESSAGE_FINDING_MANY_VISIBLE:
    case MESSAGE_FINDING_FROM_NOT_LOGIN:
      break;
    }
}

gboolean
ui_composer_check (UiComposer *self, const MessageDraft *draft, gboolean sending)
{
  g_autofree char *login = ui_composer_dup_login (self);
  g_autoptr (GPtrArray) findings = message_check (draft, login, self->size_limit);

  return ui_composer_heed (self, findings, draft, sending);
}

gboolean
ui_composer_heed (UiComposer *self, GPtrArray *findings, const MessageDraft *draft,
                  gboolean sending)
{
  gboolean found[COMPOSER_N_NOTICES] = { FALSE };
  gboolean go = TRUE;

  for (guint i = 0; i < findings->len; i++)
    {
      const MessageFinding *finding = g_ptr_array_index (findings, i);
      ComposerNotice notice = notice_for (finding->kind);
      gboolean blocking = message_finding_is_blocking (finding->kind);
      gboolean late = blocking || finding->kind == MESSAGE_FINDING_NO_SUBJECT;
      gboolean was_said = ui_composer_says (self, notice);

      if (found[notice] || (late && !sending && !was_said))
        continue;
      found[notice] = TRUE;
      say_finding (self, finding, draft);
      if (!sending || (!blocking && was_said))
        continue;
      if (go)
        focus_finding (self, finding->kind);
      go = FALSE;
    }
  for (MessageFindingKind kind = MESSAGE_FINDING_NO_RECIPIENT;
       kind <= MESSAGE_FINDING_FROM_NOT_LOGIN; kind++)
    if (!found[notice_for (kind)])
      ui_composer_unsay (self, notice_for (kind));
  return go;
}

/* A letter as sent, near enough for a meter; the exact size is known when it is rendered. */
guint64
ui_composer_estimate_size (const MessageDraft *draft)
{
  gsize length = strlen (draft->text);
  guint64 size = HEADER_OCTETS + (g_str_is_ascii (draft->text) ? length : length * 4 / 3);

  for (guint i = 0; i < draft->attachments->len; i++)
    {
      const MessageAttachment *attachment = g_ptr_array_index (draft->attachments, i);
      MailHole hole = {
        .size = attachment->size,
        .encoding = attachment->canonical ? MAIL_ENCODING_IDENTITY : MAIL_ENCODING_BASE64,
        .line_length = BASE64_LINE,
      };

      size += PART_OCTETS + mail_hole_get_encoded_size (&hole);
    }
  return size;
}

void
ui_composer_update_size (UiComposer *self, const MessageDraft *draft)
{
  ui_tray_set_size (self->tray, ui_composer_estimate_size (draft), self->size_limit);
}

static void
on_login (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UiComposer) self = user_data;
  g_autoptr (MessageDraft) draft = NULL;
  StoreLogin login = { 0 };

  /* the provider's published limit stands where nothing is remembered */
  if (!store_logins_get_finish (STORE_DATABASE (source), result, &login, NULL) ||
      login.size_limit == 0 || self->context == NULL)
    return;
  self->size_limit = login.size_limit;
  draft = ui_composer_dup_draft (self);
  ui_composer_update_size (self, draft);
  if (self->shrinking)
    ui_composer_say_too_large (self, draft);
}

void
ui_composer_look_up_limit (UiComposer *self)
{
  const AccountProfile *profile = ui_from_button_get_profile (self->from);
  const AccountProvider *provider =
      profile->provider != NULL ? account_provider_get (profile->provider) : NULL;

  self->size_limit = provider != NULL ? provider->max_message_octets : 0;
  store_logins_get_async (self->context->database, profile->id, NULL, on_login,
                          g_object_ref (self));
}

/* The chip that reads @wrong, or the one a suggestion was made for. */
void
ui_composer_correct_address (UiComposer *self)
{
  UiRecipientField *fields[] = { self->to, self->cc, self->bcc, self->reply_to };
  const char *detail = self->notices[self->shown_notice].detail;
  g_autofree char *subject = g_strdup (detail);
  gboolean done = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (fields) && !done; i++)
    {
      g_autoptr (GPtrArray) mailboxes = ui_recipient_field_dup_mailboxes (fields[i]);

      ui_recipient_field_commit (fields[i]);
      for (guint j = 0; j < mailboxes->len && !done; j++)
        {
          const MessageMailbox *mailbox = g_ptr_array_index (mailboxes, j);
          const char *text =
              mailbox->path != NULL ? mail_path_get_text (mailbox->path) : mailbox->text;
          g_autofree char *suggestion = message_mailbox_suggest (text);

          if (suggestion != NULL &&
              (g_strcmp0 (suggestion, subject) == 0 || g_strcmp0 (text, subject) == 0))
            done = ui_recipient_field_replace (fields[i], text, suggestion);
        }
    }
  ui_composer_unsay (self, self->shown_notice);
}

void
ui_composer_move_to_bcc (UiComposer *self)
{
  UiRecipientField *fields[] = { self->to, self->cc };

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      g_autoptr (GPtrArray) mailboxes = ui_recipient_field_dup_mailboxes (fields[i]);
      g_autoptr (GPtrArray) none = g_ptr_array_new ();

      for (guint j = 0; j < mailboxes->len; j++)
        ui_recipient_field_append (self->bcc, g_ptr_array_index (mailboxes, j));
      ui_recipient_field_set_mailboxes (fields[i], none);
    }
  ui_composer_unsay (self, COMPOSER_NOTICE_MANY_VISIBLE);
  ui_composer_show_rows (self);
}
