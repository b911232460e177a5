/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A row a verb. Each handler answers at once, or leaves a want behind. Those that make a
 * transaction are in practice-transaction.c. */

#include "practice-verb-private.h"

#include <string.h>

#define MAX_ERRORS 20
#define MAX_CLIENT 255

typedef void (*Handler) (PracticeDialogue *dialogue, const char *arguments);

void
practice_verb_reply (PracticeDialogue *dialogue, int code, const char *enhanced, const char *text)
{
  if (dialogue->manner->enhanced && enhanced != NULL)
    g_string_append_printf (dialogue->output, "%d %s %s\r\n", code, enhanced, text);
  else
    g_string_append_printf (dialogue->output, "%d %s\r\n", code, text);
}

void
practice_verb_greet (PracticeDialogue *dialogue)
{
  practice_verb_reply (dialogue, 220, NULL,
                       dialogue->manner->ehlo
                           ? PRACTICE_DOMAIN " ESMTP Envoi practice server, nothing leaves here"
                           : PRACTICE_DOMAIN " Simple Mail Transfer Service ready");
}

void
practice_verb_reset (PracticeDialogue *dialogue)
{
  g_clear_pointer (&dialogue->reverse_path, g_free);
  g_ptr_array_set_size (dialogue->forward_paths, 0);
  g_clear_pointer (&dialogue->content, practice_content_free);
  dialogue->fate = PRACTICE_FATE_KEPT;
  dialogue->declared = 0;
  dialogue->smtputf8 = FALSE;
}

/* A domain or address-literal, loosely (RFC 5321 section 4.1.3); it is written into a trace field.
 */
static gboolean
is_client_name (const char *name)
{
  gsize length = strlen (name);

  if (length == 0 || length > MAX_CLIENT)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    {
      if (!g_ascii_isalnum (name[i]) && strchr (".-[]:_", name[i]) == NULL)
        return FALSE;
    }
  return TRUE;
}

static gboolean
take_client (PracticeDialogue *dialogue, const char *arguments)
{
  if (!is_client_name (arguments))
    {
      practice_verb_reply (dialogue, 501, "5.5.4", "Say who you are: a domain or [address]");
      return FALSE;
    }

  practice_verb_reset (dialogue);
  g_free (dialogue->client);
  dialogue->client = g_strdup (arguments);
  return TRUE;
}

static void
handle_helo (PracticeDialogue *dialogue, const char *arguments)
{
  if (!take_client (dialogue, arguments))
    return;

  dialogue->extended = FALSE;
  practice_verb_reply (dialogue, 250, NULL, PRACTICE_DOMAIN);
}

gboolean
practice_verb_owes_tls (const PracticeDialogue *dialogue)
{
  return dialogue->manner->security == MAIL_SECURITY_STARTTLS && !dialogue->encrypted;
}

static void
handle_ehlo (PracticeDialogue *dialogue, const char *arguments)
{
  const PracticeManner *manner = dialogue->manner;
  g_autoptr (GPtrArray) lines = g_ptr_array_new ();

  if (!manner->ehlo)
    {
      practice_verb_reply (dialogue, 502, NULL, "Command not implemented");
      return;
    }
  if (!take_client (dialogue, arguments))
    return;

  dialogue->extended = TRUE;
  g_ptr_array_add (lines, PRACTICE_DOMAIN);
  for (guint i = 0; manner->keywords[i] != NULL; i++)
    g_ptr_array_add (lines, (char *) manner->keywords[i]);
  if (practice_verb_owes_tls (dialogue))
    g_ptr_array_add (lines, "STARTTLS");
  else if (manner->login)
    {
      g_ptr_array_add (lines, "AUTH PLAIN LOGIN");
      if (!manner->enhanced)
        g_ptr_array_add (lines, "AUTH=PLAIN LOGIN");
    }

  for (guint i = 0; i < lines->len; i++)
    g_string_append_printf (dialogue->output, "250%c%s\r\n", i + 1 < lines->len ? '-' : ' ',
                            (const char *) g_ptr_array_index (lines, i));
}

static void
handle_starttls (PracticeDialogue *dialogue, const char *arguments)
{
  if (!practice_verb_owes_tls (dialogue))
    practice_verb_reply (dialogue, 502, "5.5.1", "STARTTLS is not offered here");
  else if (*arguments != '\0')
    practice_verb_reply (dialogue, 501, "5.5.4", "STARTTLS takes no parameter");
  else
    {
      practice_verb_reply (dialogue, 220, "2.0.0", "Ready to start TLS");
      dialogue->want = PRACTICE_WANT_TLS;
    }
}

static void
answer_login (PracticeDialogue *dialogue, PracticeLoginResult result)
{
  switch (result)
    {
    case PRACTICE_LOGIN_ASK:
      practice_verb_reply (dialogue, 334, NULL, practice_login_get_challenge (dialogue->login));
      break;
    case PRACTICE_LOGIN_GOOD:
      dialogue->logged_in = TRUE;
      practice_verb_reply (dialogue, 235, "2.7.0", "Authentication successful");
      break;
    case PRACTICE_LOGIN_WRONG:
      practice_verb_reply (dialogue, 535, "5.7.8", "Authentication credentials invalid");
      break;
    case PRACTICE_LOGIN_CANCELLED:
      practice_verb_reply (dialogue, 501, "5.7.0", "Authentication cancelled");
      break;
    case PRACTICE_LOGIN_MALFORMED:
      practice_verb_reply (dialogue, 501, "5.5.2", "Cannot decode the response");
      break;
    case PRACTICE_LOGIN_UNKNOWN:
      practice_verb_reply (dialogue, 504, "5.5.4", "Unknown authentication mechanism");
      break;
    }
}

static void
handle_auth (PracticeDialogue *dialogue, const char *arguments)
{
  if (!dialogue->manner->login || !dialogue->extended)
    practice_verb_reply (dialogue, 502, "5.5.1", "AUTH is not offered here");
  else if (practice_verb_owes_tls (dialogue))
    practice_verb_reply (dialogue, 530, "5.7.0", "Must issue a STARTTLS command first");
  else if (dialogue->logged_in || dialogue->reverse_path != NULL)
    practice_verb_reply (dialogue, 503, "5.5.1", "Not now: already logged in or sending");
  else
    answer_login (dialogue, practice_login_begin (arguments, &dialogue->login));
}

static void
handle_rset (PracticeDialogue *dialogue, const char *arguments)
{
  practice_verb_reset (dialogue);
  practice_verb_reply (dialogue, 250, "2.0.0", "Forgotten");
}

static void
handle_noop (PracticeDialogue *dialogue, const char *arguments)
{
  practice_verb_reply (dialogue, 250, "2.0.0", "OK");
}

static void
handle_vrfy (PracticeDialogue *dialogue, const char *arguments)
{
  practice_verb_reply (dialogue, 252, "2.5.0", "Send a letter and see");
}

static void
handle_help (PracticeDialogue *dialogue, const char *arguments)
{
  practice_verb_reply (dialogue, 214, "2.0.0",
                       "EHLO HELO STARTTLS AUTH MAIL RCPT DATA RSET NOOP VRFY HELP QUIT");
}

static void
handle_quit (PracticeDialogue *dialogue, const char *arguments)
{
  practice_verb_reply (dialogue, 221, "2.0.0", "Good-bye");
  dialogue->want = PRACTICE_WANT_CLOSE;
}

static const struct
{
  const char *name;
  Handler handle;
} verbs[] = {
  { "HELO", handle_helo },
  { "EHLO", handle_ehlo },
  { "STARTTLS", handle_starttls },
  { "AUTH", handle_auth },
  { "MAIL", practice_transaction_mail },
  { "RCPT", practice_transaction_rcpt },
  { "DATA", practice_transaction_data },
  { "RSET", handle_rset },
  { "NOOP", handle_noop },
  { "VRFY", handle_vrfy },
  { "HELP", handle_help },
  { "QUIT", handle_quit },
};

static Handler
find_handler (const char *line, gsize length)
{
  for (gsize i = 0; i < G_N_ELEMENTS (verbs); i++)
    {
      if (strlen (verbs[i].name) == length &&
          g_ascii_strncasecmp (verbs[i].name, line, length) == 0)
        return verbs[i].handle;
    }
  return NULL;
}

void
practice_verb_take_line (PracticeDialogue *dialogue, const char *line)
{
  gsize length = strcspn (line, " ");
  Handler handle = find_handler (line, length);

  if (dialogue->login != PRACTICE_LOGIN_NONE)
    answer_login (dialogue, practice_login_respond (line, &dialogue->login));
  else if (handle != NULL)
    {
      g_autofree char *arguments = g_strstrip (g_strdup (line + length));
      handle (dialogue, arguments);
      /* after AUTH it may hold a password */
      explicit_bzero (arguments, strlen (arguments));
    }
  else if (++dialogue->errors > MAX_ERRORS)
    {
      practice_verb_reply (dialogue, 421, "4.7.0", "Too many errors, good-bye");
      dialogue->want = PRACTICE_WANT_CLOSE;
    }
  else
    practice_verb_reply (dialogue, 500, "5.5.2", "Unknown command");
}
