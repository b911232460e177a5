/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Addresses as people write them, and as they go into commands. A path that exists reads back as
 * itself from every form it is written in, and none of those forms can end a line or a path
 * early; a list that was read and written reads as the same list. */

#include "fuzz.h"

#include <string.h>

#include "mail-text.h"
#include "message-mailbox.h"

static void
check_line (const char *text)
{
  g_assert (g_utf8_validate (text, -1, NULL));
  g_assert (!mail_text_has_line_break (text));
}

/* The grammar of RFC 5321 section 4.1.2: outside quotes no angle bracket and no space. */
static void
check_wire (const char *wire, gboolean ascii)
{
  gboolean quoted = FALSE;

  check_line (wire);
  g_assert (!ascii || g_str_is_ascii (wire));
  for (const char *p = wire; *p != '\0'; p++)
    {
      g_assert ((guint8) *p >= ' ' && *p != 0x7f);
      if (quoted && *p == '\\')
        p++;
      else if (*p == '"')
        quoted = !quoted;
      else if (!quoted)
        g_assert (strchr (" <>()\\", *p) == NULL);
      g_assert (*p != '\0');
    }
  g_assert (!quoted);
}

static void
check_form (const MailPath *path, const char *form, gboolean ascii)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MailPath) again = NULL;

  check_wire (form, ascii);
  again = mail_path_parse (form, &error);
  g_assert (again != NULL && error == NULL);
  g_assert (mail_path_equal (path, again));
  g_assert (mail_path_hash (path) == mail_path_hash (again));
}

static void
check_path (const MailPath *path)
{
  g_autofree char *plain = mail_path_dup_wire (path, FALSE);
  g_autofree char *utf8 = mail_path_dup_wire (path, TRUE);

  g_assert (strlen (mail_path_get_text (path)) <= MAIL_PATH_MAX);
  g_assert ((plain == NULL) == mail_path_needs_smtputf8 (path));
  check_form (path, mail_path_get_text (path), FALSE);
  check_form (path, utf8, FALSE);
  if (plain == NULL)
    return;
  g_assert (strlen (plain) <= MAIL_PATH_MAX);
  check_form (path, plain, TRUE);
}

static void
check_list (GPtrArray *mailboxes)
{
  for (guint i = 0; i < mailboxes->len; i++)
    {
      const MessageMailbox *mailbox = g_ptr_array_index (mailboxes, i);
      g_autofree char *suggestion = message_mailbox_suggest (mailbox->text);

      if (suggestion != NULL)
        check_line (suggestion);
      check_line (mailbox->text);
      if (mailbox->name != NULL)
        check_line (mailbox->name);
      if (mailbox->path != NULL)
        check_path (mailbox->path);
      for (guint k = 0; k < i; k++)
        {
          const MessageMailbox *other = g_ptr_array_index (mailboxes, k);
          g_assert (mailbox->path == NULL || other->path == NULL ||
                    !mail_path_equal (mailbox->path, other->path));
        }
    }
}

/* Only those that are addresses: what is none may become one beside another. */
static char *
write_list (GPtrArray *mailboxes)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < mailboxes->len; i++)
    {
      const MessageMailbox *mailbox = g_ptr_array_index (mailboxes, i);
      g_autofree char *written = message_mailbox_to_string (mailbox);

      if (mailbox->path != NULL)
        g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", written);
    }
  return g_string_free (text, FALSE);
}

static void
check_round_trip (GPtrArray *mailboxes)
{
  g_autofree char *text = write_list (mailboxes);
  g_autoptr (GPtrArray) again = message_mailbox_parse_list (text);
  guint next = 0;

  for (guint i = 0; i < mailboxes->len; i++)
    {
      const MessageMailbox *mailbox = g_ptr_array_index (mailboxes, i);
      const MessageMailbox *same;

      if (mailbox->path == NULL)
        continue;
      g_assert (next < again->len);
      same = g_ptr_array_index (again, next++);
      if (same->path == NULL)
        g_error ("<%s> was lost from %s", mail_path_get_text (mailbox->path), text);
      if (!mail_path_equal (mailbox->path, same->path))
        g_error ("<%s> was read as <%s> from %s", mail_path_get_text (mailbox->path),
                 mail_path_get_text (same->path), text);
      if (g_strcmp0 (mailbox->name, same->name) != 0)
        g_error ("\"%s\" was read as \"%s\" from %s", mailbox->name, same->name, text);
    }
  g_assert (next == again->len);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autoptr (GError) error = NULL;
  g_autoptr (MailPath) path = mail_path_parse (text, &error);
  g_autoptr (GPtrArray) mailboxes = NULL;

  g_assert ((path == NULL) == (error != NULL));
  if (path != NULL)
    check_path (path);
  /* a list compares each with each */
  if (size > 4096)
    return 0;
  mailboxes = message_mailbox_parse_list (valid);
  check_list (mailboxes);
  check_round_trip (mailboxes);
  return 0;
}
