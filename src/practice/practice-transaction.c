/* SPDX-License-Identifier: GPL-3.0-or-later */

/* MAIL, RCPT and DATA: a mail transaction (RFC 5321 section 3.3), and who takes part in it. */

#include "practice-verb-private.h"

#include <string.h>

/* Splits "FROM:<path> parameters": NULL if it is not of that form. @parameters is what follows. */
static char *
dup_path (const char *arguments, const char *word, const char **parameters)
{
  gboolean quoted = FALSE;
  const char *p = arguments + strlen (word);

  if (g_ascii_strncasecmp (arguments, word, strlen (word)) != 0)
    return NULL;
  p += strspn (p, " ");
  if (*p++ != '<')
    return NULL;

  for (const char *c = p; *c != '\0'; c++)
    {
      if (quoted && *c == '\\' && c[1] != '\0')
        c++;
      else if (*c == '"')
        quoted = !quoted;
      else if (*c == '>' && !quoted)
        {
          *parameters = c + 1;
          return g_strndup (p, c - p);
        }
    }
  return NULL;
}

/* One parameter of MAIL (RFC 1870, 6152, 6531, 4954). Returns whether it is known and well formed.
 */
static gboolean
take_parameter (PracticeDialogue *dialogue, const char *parameter)
{
  const PracticeManner *manner = dialogue->manner;

  if (manner->size && g_ascii_strncasecmp (parameter, "SIZE=", 5) == 0)
    return g_ascii_string_to_unsigned (parameter + 5, 10, 0, G_MAXUINT64, &dialogue->declared,
                                       NULL);
  if (manner->smtputf8 && g_ascii_strcasecmp (parameter, "SMTPUTF8") == 0)
    return dialogue->smtputf8 = TRUE;
  if (manner->login && g_ascii_strncasecmp (parameter, "AUTH=", 5) == 0)
    return TRUE;
  return manner->eight_bit && (g_ascii_strcasecmp (parameter, "BODY=8BITMIME") == 0 ||
                               g_ascii_strcasecmp (parameter, "BODY=7BIT") == 0);
}

static gboolean
take_parameters (PracticeDialogue *dialogue, const char *text)
{
  g_auto (GStrv) parameters = g_strsplit (text, " ", -1);

  for (guint i = 0; parameters[i] != NULL; i++)
    {
      if (*parameters[i] != '\0' &&
          (!dialogue->extended || !take_parameter (dialogue, parameters[i])))
        return FALSE;
    }
  return TRUE;
}

/* What is wrong with a path that has been split off; NULL when it is good */
static MailPath *
parse_path (PracticeDialogue *dialogue, const char *text)
{
  g_autoptr (MailPath) path = mail_path_parse (text, NULL);

  if (path == NULL)
    practice_verb_reply (dialogue, 501, "5.1.3", "This is not a mailbox");
  else if (!g_str_is_ascii (text) && !dialogue->smtputf8)
    practice_verb_reply (dialogue, 553, "5.6.7", "An address that is not ASCII needs SMTPUTF8");
  else
    return g_steal_pointer (&path);
  return NULL;
}

static gboolean
may_mail (PracticeDialogue *dialogue)
{
  if (dialogue->client == NULL)
    practice_verb_reply (dialogue, 503, "5.5.1", "Say HELO or EHLO first");
  else if (practice_verb_owes_tls (dialogue))
    practice_verb_reply (dialogue, 530, "5.7.0", "Must issue a STARTTLS command first");
  else if (dialogue->reverse_path != NULL)
    practice_verb_reply (dialogue, 503, "5.5.1", "There is a sender already");
  else
    return TRUE;
  return FALSE;
}

void
practice_transaction_mail (PracticeDialogue *dialogue, const char *arguments)
{
  const char *parameters;

  if (!may_mail (dialogue))
    return;

  g_autofree char *text = dup_path (arguments, "FROM:", &parameters);
  if (text == NULL)
    {
      practice_verb_reply (dialogue, 501, "5.5.4", "Syntax: MAIL FROM:<address>");
      return;
    }
  if (!take_parameters (dialogue, parameters))
    {
      practice_verb_reset (dialogue);
      practice_verb_reply (dialogue, 555, "5.5.4", "Unknown parameter");
      return;
    }
  if (dialogue->declared > PRACTICE_MAX_SIZE)
    {
      practice_verb_reset (dialogue);
      practice_verb_reply (dialogue, 552, "5.3.4", "The letter is larger than 50 MiB");
      return;
    }

  g_autoptr (MailPath) path = *text != '\0' ? parse_path (dialogue, text) : NULL;
  if (*text != '\0' && path == NULL)
    {
      practice_verb_reset (dialogue);
      return;
    }
  dialogue->reverse_path = g_steal_pointer (&text);
  practice_verb_reply (dialogue, 250, "2.1.0", "Sender OK");
}

/* The same letter is told by its sender, its recipient and its size: a server of this kind has not
 * seen the content yet. */
static gboolean
is_deferred (PracticeDialogue *dialogue, const char *path)
{
  g_autofree char *key = g_strdup_printf ("%s\n%s\n%" G_GUINT64_FORMAT, dialogue->reverse_path,
                                          path, dialogue->declared);
  return dialogue->defer (key, dialogue->user_data);
}

static void
reply_later (PracticeDialogue *dialogue, const PracticePerson *person)
{
  GString *now = dialogue->output;

  dialogue->output = g_string_new (NULL);
  practice_verb_reply (dialogue, person->code, person->enhanced, person->text);
  dialogue->delayed = g_string_free (dialogue->output, FALSE);
  dialogue->output = now;
  dialogue->delay_ms = person->delay_ms;
  dialogue->want = PRACTICE_WANT_PAUSE;
}

static void
answer_recipient (PracticeDialogue *dialogue, const MailPath *path)
{
  const PracticePerson *person = practice_people_find (mail_path_get_local_part (path));
  const char *text = mail_path_get_text (path);

  if (person->code != 250 && !(person->first_only && !is_deferred (dialogue, text)))
    {
      practice_verb_reply (dialogue, person->code, person->enhanced, person->text);
      return;
    }
  if (person->fate == PRACTICE_FATE_TOO_LARGE && dialogue->declared > PRACTICE_TINY_SIZE)
    {
      practice_verb_reply (dialogue, 552, "5.2.3", "The letter is too large for this mailbox");
      return;
    }

  g_ptr_array_add (dialogue->forward_paths, g_strdup (text));
  dialogue->fate = MAX (dialogue->fate, person->fate);
  if (person->delay_ms > 0)
    reply_later (dialogue, person);
  else if (person->code == 250)
    practice_verb_reply (dialogue, 250, person->enhanced, person->text);
  else
    practice_verb_reply (dialogue, 250, "2.1.5", "Recipient OK");
}

void
practice_transaction_rcpt (PracticeDialogue *dialogue, const char *arguments)
{
  const char *parameters;

  if (dialogue->reverse_path == NULL)
    {
      practice_verb_reply (dialogue, 503, "5.5.1", "Say MAIL first");
      return;
    }

  g_autofree char *text = dup_path (arguments, "TO:", &parameters);
  if (text == NULL)
    {
      practice_verb_reply (dialogue, 501, "5.5.4", "Syntax: RCPT TO:<address>");
      return;
    }
  if (parameters[strspn (parameters, " ")] != '\0')
    {
      practice_verb_reply (dialogue, 555, "5.5.4", "Unknown parameter");
      return;
    }

  g_autoptr (MailPath) path = parse_path (dialogue, text);
  if (path == NULL)
    return;
  if (g_ascii_strcasecmp (mail_path_get_domain (path), PRACTICE_DOMAIN) != 0)
    practice_verb_reply (dialogue, 550, "5.7.1",
                         "Only " PRACTICE_DOMAIN " lives here, nothing is passed on");
  else if (dialogue->forward_paths->len >= PRACTICE_MAX_RECIPIENTS)
    practice_verb_reply (dialogue, 452, "4.5.3", "Too many recipients");
  else
    answer_recipient (dialogue, path);
}

void
practice_transaction_data (PracticeDialogue *dialogue, const char *arguments)
{
  if (dialogue->reverse_path == NULL)
    practice_verb_reply (dialogue, 503, "5.5.1", "Say MAIL first");
  else if (dialogue->forward_paths->len == 0)
    practice_verb_reply (dialogue, 554, "5.5.1", "No valid recipients");
  else if (*arguments != '\0')
    practice_verb_reply (dialogue, 501, "5.5.4", "DATA takes no parameter");
  else
    {
      dialogue->content = practice_content_new (PRACTICE_MAX_SIZE);
      practice_verb_reply (dialogue, 354, NULL, "Go on, end with a dot on a line of its own");
    }
}
