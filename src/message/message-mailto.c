/* SPDX-License-Identifier: GPL-3.0-or-later */

/* mailto: URIs, RFC 6068. Percent-encoding is undone exactly once, after the URI was cut at "?",
 * "&" and "=" (section 2), so that an encoded "&" never begins a field. "+" is itself, not a blank.
 * Section 7 leaves to a program which fields it takes; ours are those a person sees in the window
 * before Send. What decodes to a line break ends no header here: it becomes a blank, but in the
 * body, where "%0D%0A" is a line end (section 5). */

#include "message-mailto.h"

#include <string.h>

#include "mail-text.h"
#include "message-error.h"
#include "message-gmime-private.h"

/* Returns: the octets behind percent-encoding; a "%" that begins none stays */
static GString *
unescape (const char *text, gsize length)
{
  GString *octets = g_string_sized_new (length);

  for (gsize i = 0; i < length; i++)
    {
      int high = i + 2 < length ? g_ascii_xdigit_value (text[i + 1]) : -1;
      int low = i + 2 < length ? g_ascii_xdigit_value (text[i + 2]) : -1;

      if (text[i] != '%' || high < 0 || low < 0)
        {
          g_string_append_c (octets, text[i]);
          continue;
        }
      g_string_append_c (octets, (char) (high << 4 | low));
      i += 2;
    }
  return octets;
}

/* Every line break and every other control becomes one blank. */
static char *
flatten (const char *text)
{
  GString *flat = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      gboolean breaks = g_unichar_iscntrl (c) || c == 0x2028 || c == 0x2029 || c == 0xfffd;

      if (!breaks)
        g_string_append_unichar (flat, c);
      else if (flat->len > 0 && flat->str[flat->len - 1] != ' ')
        g_string_append_c (flat, ' ');
    }
  return g_strstrip (g_string_free (flat, FALSE));
}

/* Section 6.2 has encoded words (RFC 2047) in a subject. */
static char *
header_text (GString *octets)
{
  g_autofree char *decoded = NULL;
  g_autofree char *text = NULL;

  if (memchr (octets->str, '\0', octets->len) != NULL)
    return g_strdup ("");
  if (strstr (octets->str, "=?") == NULL)
    text = mail_text_decode (octets->str, octets->len);
  else
    {
      message_gmime_start ();
      decoded = g_mime_utils_header_decode_text (NULL, octets->str);
      text = mail_text_decode (decoded, strlen (decoded));
    }
  return flatten (text);
}

/* Line ends become LF; controls but TAB go. */
static char *
body_text (const GString *octets)
{
  GString *body = g_string_sized_new (octets->len);
  GString *lf = g_string_new_len (octets->str, (gssize) octets->len);
  g_autofree char *text = NULL;

  g_string_replace (lf, "\r\n", "\n", 0);
  g_string_replace (lf, "\r", "\n", 0);
  g_auto (GStrv) lines = g_strsplit (lf->str, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autofree char *line = mail_text_decode (lines[i], strlen (lines[i]));

      g_string_append_printf (body, "%s%s", i > 0 ? "\n" : "", line);
    }
  g_string_free (lf, TRUE);
  return g_string_free (body, FALSE);
}

static void
add_mailboxes (GPtrArray *list, GString *octets)
{
  g_autofree char *text = header_text (octets);
  g_autoptr (GPtrArray) mailboxes = message_mailbox_parse_list (text);

  for (guint i = 0; i < mailboxes->len; i++)
    g_ptr_array_add (list, message_mailbox_copy (mailboxes->pdata[i]));
}

static gboolean
is_msg_id (const char *text)
{
  return g_regex_match_simple ("^<[^<>@\\s]+@[^<>@\\s]+>$", text, G_REGEX_DEFAULT,
                               G_REGEX_MATCH_DEFAULT);
}

static void
take_field (MessageDraft *draft, const char *name, GString *value)
{
  if (g_ascii_strcasecmp (name, "to") == 0)
    add_mailboxes (draft->to, value);
  else if (g_ascii_strcasecmp (name, "cc") == 0)
    add_mailboxes (draft->cc, value);
  else if (g_ascii_strcasecmp (name, "bcc") == 0)
    add_mailboxes (draft->bcc, value);
  else if (g_ascii_strcasecmp (name, "reply-to") == 0)
    add_mailboxes (draft->reply_to, value);
  else if (g_ascii_strcasecmp (name, "subject") == 0)
    {
      g_free (draft->subject);
      draft->subject = header_text (value);
    }
  else if (g_ascii_strcasecmp (name, "body") == 0)
    {
      g_free (draft->text);
      draft->text = body_text (value);
    }
  else if (g_ascii_strcasecmp (name, "in-reply-to") == 0)
    {
      g_autofree char *id = header_text (value);

      if (is_msg_id (id))
        {
          g_free (draft->in_reply_to);
          draft->in_reply_to = g_steal_pointer (&id);
        }
    }
}

static void
take_pair (MessageDraft *draft, const char *pair)
{
  const char *equals = strchr (pair, '=');

  if (equals == NULL)
    return;
  GString *name = unescape (pair, (gsize) (equals - pair));
  GString *value = unescape (equals + 1, strlen (equals + 1));
  take_field (draft, name->str, value);
  g_string_free (name, TRUE);
  g_string_free (value, TRUE);
}

MessageDraft *
message_mailto_parse (const char *uri, GError **error)
{
  const char *rest = uri + strlen ("mailto:");

  if (g_ascii_strncasecmp (uri, "mailto:", strlen ("mailto:")) != 0)
    {
      g_set_error_literal (error, MESSAGE_ERROR, MESSAGE_ERROR_DRAFT, "not a mailto: URI");
      return NULL;
    }
  if (strlen (uri) > MESSAGE_MAX_MAILTO)
    {
      g_set_error (error, MESSAGE_ERROR, MESSAGE_ERROR_TOO_LARGE,
                   "a mailto: URI of more than %d octets", MESSAGE_MAX_MAILTO);
      return NULL;
    }
  g_autoptr (MessageDraft) draft = message_draft_new ();
  gsize to_length = strcspn (rest, "?#");
  gsize end = strcspn (rest, "#");
  GString *to = unescape (rest, to_length);
  add_mailboxes (draft->to, to);
  g_string_free (to, TRUE);
  if (to_length < end)
    {
      g_autofree char *query = g_strndup (rest + to_length + 1, end - to_length - 1);
      g_auto (GStrv) pairs = g_strsplit (query, "&", -1);

      for (guint i = 0; pairs[i] != NULL; i++)
        take_pair (draft, pairs[i]);
    }
  return g_steal_pointer (&draft);
}
