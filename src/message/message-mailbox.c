/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The mailbox as a value (RFC 5322 section 3.4). The reading of lists is in message-list.c, the
 * guessing of mistyped domains in message-typo.c. */

#include "message-mailbox.h"

#include <string.h>

#include "message-piece-private.h"

MessageMailbox *
message_mailbox_new (const char *name, MailPath *path)
{
  MessageMailbox *mailbox = g_new0 (MessageMailbox, 1);
  if (name != NULL && *name != '\0')
    mailbox->name = message_piece_bound_name (g_utf8_make_valid (name, -1));
  mailbox->path = mail_path_ref (path);
  mailbox->text = message_mailbox_to_string (mailbox);
  return mailbox;
}

MessageMailbox *
message_mailbox_copy (const MessageMailbox *mailbox)
{
  MessageMailbox *copy = g_new0 (MessageMailbox, 1);
  copy->name = g_strdup (mailbox->name);
  copy->path = mailbox->path != NULL ? mail_path_ref (mailbox->path) : NULL;
  copy->text = g_strdup (mailbox->text);
  return copy;
}

void
message_mailbox_free (MessageMailbox *mailbox)
{
  if (mailbox == NULL)
    return;

  g_clear_pointer (&mailbox->path, mail_path_unref);
  g_free (mailbox->name);
  g_free (mailbox->text);
  g_free (mailbox);
}

/* What message_mailbox_parse_list() would take apart again must stand in quotes, whatever the width
 * of its characters. */
static gboolean
needs_quotes (const char *name)
{
  for (const char *p = name; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = message_piece_narrow_char (g_utf8_get_char (p));

      if (c == 0x201C || c == 0x201D || (c < 0x80 && strchr ("()<>[]:;@\\,.\"\t", (int) c) != NULL))
        return TRUE;
    }
  return name[0] == '\'' || g_ascii_isspace (name[0]) || g_ascii_isspace (name[strlen (name) - 1]);
}

static void
append_quoted (GString *text, const char *name)
{
  g_string_append_c (text, '"');
  for (const char *c = name; *c != '\0'; c++)
    {
      if (*c == '"' || *c == '\\')
        g_string_append_c (text, '\\');
      g_string_append_c (text, *c);
    }
  g_string_append_c (text, '"');
}

char *
message_mailbox_to_string (const MessageMailbox *mailbox)
{
  if (mailbox->path == NULL)
    return g_strdup (mailbox->text);

  const char *address = mail_path_get_text (mailbox->path);
  if (mailbox->name == NULL || *mailbox->name == '\0')
    return g_strdup (address);

  GString *text = g_string_new (NULL);
  if (needs_quotes (mailbox->name))
    append_quoted (text, mailbox->name);
  else
    g_string_append (text, mailbox->name);
  g_string_append_printf (text, " <%s>", address);
  return g_string_free (text, FALSE);
}
