/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Nothing is guessed: an address that is none, a file that cannot be read, a text that is no text
 * end the command before anything is queued. */

#include "cli-compose.h"

#include <glib/gi18n.h>
#include <string.h>

#include "cli-input.h"
#include "cli-status.h"
#include "cli-wait.h"
#include "mail-text.h"
#include "store-attachments.h"

void
cli_compose_clear (CliCompose *compose)
{
  g_free (compose->from);
  g_strfreev (compose->to);
  g_strfreev (compose->cc);
  g_strfreev (compose->bcc);
  g_free (compose->reply_to);
  g_free (compose->subject);
  g_free (compose->body);
  g_free (compose->body_file);
  g_free (compose->html_file);
  g_strfreev (compose->attach);
  g_strfreev (compose->headers);
}

static gboolean
add_mailboxes (GPtrArray *list, const char *text, int *status)
{
  g_autoptr (GPtrArray) parsed = message_mailbox_parse_list (text);

  /* a pasted list may be parted by lines; an argument with one was put together by a program from
   * something it did not check */
  if (parsed->len == 0 || mail_text_has_line_break (text))
    {
      *status = cli_fail (EX_DATAERR, _ ("“%s” is not an address."), text);
      return FALSE;
    }
  for (guint i = 0; i < parsed->len; i++)
    {
      const MessageMailbox *mailbox = g_ptr_array_index (parsed, i);
      g_autofree char *suggestion = NULL;

      if (mailbox->path == NULL)
        {
          suggestion = message_mailbox_suggest (mailbox->text);
          *status = suggestion != NULL
                        ? cli_fail (EX_DATAERR, _ ("“%s” is not an address; did you mean %s?"),
                                    mailbox->text, suggestion)
                        : cli_fail (EX_DATAERR, _ ("“%s” is not an address."), mailbox->text);
          return FALSE;
        }
      g_ptr_array_add (list, message_mailbox_copy (mailbox));
    }
  return TRUE;
}

static gboolean
add_all_mailboxes (GPtrArray *list, char **texts, int *status)
{
  for (gsize i = 0; texts != NULL && texts[i] != NULL; i++)
    if (!add_mailboxes (list, texts[i], status))
      return FALSE;
  return TRUE;
}

static gboolean
set_from (MessageDraft *draft, const CliCompose *compose, const AccountProfile *profile,
          int *status)
{
  g_autoptr (GPtrArray) list =
      g_ptr_array_new_with_free_func ((GDestroyNotify) message_mailbox_free);
  g_autoptr (MailPath) path = NULL;

  if (compose->from == NULL)
    {
      path = mail_path_parse (profile->address, NULL);
      draft->from = message_mailbox_new (profile->name, path);
      return TRUE;
    }
  if (!add_mailboxes (list, compose->from, status))
    return FALSE;
  if (list->len != 1)
    {
      *status = cli_fail (EX_USAGE, _ ("--from takes one address."));
      return FALSE;
    }
  draft->from = message_mailbox_copy (g_ptr_array_index (list, 0));
  return TRUE;
}

static gboolean
set_people (MessageDraft *draft, const CliCompose *compose, int *status)
{
  if (!add_all_mailboxes (draft->to, compose->to, status) ||
      !add_all_mailboxes (draft->cc, compose->cc, status) ||
      !add_all_mailboxes (draft->bcc, compose->bcc, status))
    return FALSE;
  if (compose->reply_to != NULL && !add_mailboxes (draft->reply_to, compose->reply_to, status))
    return FALSE;
  if (draft->to->len + draft->cc->len + draft->bcc->len == 0)
    {
      *status = cli_fail (EX_USAGE, _ ("Nobody is named; give at least one address with --to."));
      return FALSE;
    }
  return TRUE;
}

static gboolean
set_texts (MessageDraft *draft, const CliCompose *compose, int *status)
{
  if (compose->subject != NULL)
    {
      g_free (draft->subject);
      draft->subject = g_strdup (compose->subject);
    }
  if (compose->body != NULL || compose->body_file != NULL)
    {
      g_autofree char *text = compose->body != NULL
                                  ? cli_input_dup_lines (compose->body)
                                  : cli_input_read_text (compose->body_file, status);

      if (text == NULL)
        return FALSE;
      g_free (draft->text);
      draft->text = g_steal_pointer (&text);
    }
  if (compose->html_file != NULL)
    draft->html = cli_input_read_text (compose->html_file, status);
  return compose->html_file == NULL || draft->html != NULL;
}

static gboolean
add_header (MessageDraft *draft, const char *field, int *status)
{
  const char *colon = strchr (field, ':');
  g_autofree char *name = NULL;
  g_autofree char *value = NULL;
  g_autoptr (GError) error = NULL;

  if (colon == NULL)
    {
      *status = cli_fail (EX_USAGE, _ ("--header “%s” is not of the form “Name: value”."), field);
      return FALSE;
    }
  name = g_strndup (field, colon - field);
  value = g_strdup (colon + 1);
  if (!message_draft_add_header (draft, name, g_strstrip (value), &error))
    {
      *status = cli_fail (EX_USAGE, _ ("The header “%s” cannot be set: %s"), name, error->message);
      return FALSE;
    }
  return TRUE;
}

static char *
guess_type (const char *name)
{
  g_autofree char *type = g_content_type_guess (name, NULL, 0, NULL);

  return g_content_type_get_mime_type (type);
}

/* The store says it in English, for developers. */
static const char *
say_why (const GError *error, GFile *file)
{
  if (g_error_matches (error, STORE_ERROR, STORE_ERROR_NOT_REGULAR))
    return _ ("it is a folder or a device");
  if (g_error_matches (error, STORE_ERROR, STORE_ERROR_CHANGED))
    return _ ("it changed while it was copied");
  if (g_error_matches (error, STORE_ERROR, STORE_ERROR_FULL))
    return _ ("there is no room for a copy of it");
  return g_file_query_exists (file, NULL) ? _ ("it cannot be read") : _ ("there is no such file");
}

static gboolean
attach (CliParts *parts, MessageDraft *draft, const char *path, int *status)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (path);
  g_autofree char *base = g_file_get_basename (file);
  g_autofree char *name = g_filename_display_name (base);
  g_autofree char *type = guess_type (name);
  g_autoptr (GError) error = NULL;
  g_auto (CliWait) wait = CLI_WAIT_INIT;
  g_autoptr (StoreAttachment) stored = NULL;
  MessageAttachment *attachment = NULL;

  store_attachments_add_async (parts->database, file, NULL, NULL, NULL, cli_wait_done, &wait);
  stored = store_attachments_add_finish (parts->database, cli_wait (&wait), &error);
  if (stored == NULL)
    {
      *status = cli_fail (cli_status_for_error (error), _ ("%s cannot be attached: %s"), path,
                          say_why (error, file));
      return FALSE;
    }
  attachment = message_attachment_new (name, type != NULL ? type : "application/octet-stream",
                                       stored->digest, stored->size);
  attachment->canonical = stored->canonical;
  g_ptr_array_add (draft->attachments, attachment);
  return TRUE;
}

MessageDraft *
cli_compose_draft (CliParts *parts, const CliCompose *compose, const AccountProfile *profile,
                   int *status)
{
  g_autoptr (MessageDraft) draft = message_draft_new ();

  draft->account_id = g_strdup (profile->id);
  if (!set_from (draft, compose, profile, status) || !set_people (draft, compose, status) ||
      !set_texts (draft, compose, status))
    return NULL;
  for (gsize i = 0; compose->headers != NULL && compose->headers[i] != NULL; i++)
    if (!add_header (draft, compose->headers[i], status))
      return NULL;
  for (gsize i = 0; compose->attach != NULL && compose->attach[i] != NULL; i++)
    if (!attach (parts, draft, compose->attach[i], status))
      return NULL;
  return g_steal_pointer (&draft);
}
