/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Lines and content: who takes the next octets, and what the session must do before more. The verbs
 * are in practice-verb.c. */

#include "practice-dialogue-private.h"

#include <string.h>

#include "practice-letter-private.h"
#include "practice-trace-private.h"
#include "practice-verb-private.h"

PracticeDialogue *
practice_dialogue_new (PracticePersonality personality, PracticeDefer defer, gpointer user_data)
{
  PracticeDialogue *dialogue = g_new0 (PracticeDialogue, 1);

  dialogue->manner = practice_personality_get_manner (personality);
  dialogue->defer = defer;
  dialogue->user_data = user_data;
  dialogue->output = g_string_new (NULL);
  dialogue->forward_paths = g_ptr_array_new_with_free_func (g_free);
  if (dialogue->manner->security == MAIL_SECURITY_TLS)
    dialogue->want = PRACTICE_WANT_TLS;
  else
    practice_verb_greet (dialogue);
  return dialogue;
}

void
practice_dialogue_free (PracticeDialogue *dialogue)
{
  if (dialogue == NULL)
    return;

  practice_verb_reset (dialogue);
  g_ptr_array_unref (dialogue->forward_paths);
  g_string_free (dialogue->output, TRUE);
  g_clear_pointer (&dialogue->delayed, g_free);
  g_free (dialogue->client);
  g_free (dialogue->id);
  g_free (dialogue);
}

PracticeWant
practice_dialogue_get_want (const PracticeDialogue *dialogue)
{
  return dialogue->want;
}

GString *
practice_dialogue_take_output (PracticeDialogue *dialogue)
{
  GString *output = dialogue->output;

  if (output->len == 0)
    return NULL;
  dialogue->output = g_string_new (NULL);
  return output;
}

guint
practice_dialogue_get_delay (const PracticeDialogue *dialogue)
{
  return dialogue->delay_ms;
}

void
practice_dialogue_go_on (PracticeDialogue *dialogue)
{
  g_return_if_fail (dialogue->want == PRACTICE_WANT_PAUSE);

  g_string_append (dialogue->output, dialogue->delayed);
  g_clear_pointer (&dialogue->delayed, g_free);
  dialogue->want = PRACTICE_WANT_MORE;
}

void
practice_dialogue_encrypted (PracticeDialogue *dialogue)
{
  g_return_if_fail (dialogue->want == PRACTICE_WANT_TLS);

  dialogue->want = PRACTICE_WANT_MORE;
  dialogue->encrypted = TRUE;
  g_clear_pointer (&dialogue->client, g_free);
  practice_verb_reset (dialogue);
  if (dialogue->manner->security == MAIL_SECURITY_TLS)
    practice_verb_greet (dialogue);
}

void
practice_dialogue_time_out (PracticeDialogue *dialogue)
{
  practice_verb_reply (dialogue, 421, "4.4.2", "Too long without a word, good-bye");
  dialogue->want = PRACTICE_WANT_CLOSE;
}

/* RFC 3848 */
static const char *
get_protocol (const PracticeDialogue *dialogue)
{
  if (!dialogue->extended)
    return "SMTP";
  if (dialogue->encrypted)
    return dialogue->logged_in ? "ESMTPSA" : "ESMTPS";
  return dialogue->logged_in ? "ESMTPA" : "ESMTP";
}

static char **
dup_forward_paths (const PracticeDialogue *dialogue)
{
  g_autoptr (GStrvBuilder) paths = g_strv_builder_new ();

  for (guint i = 0; i < dialogue->forward_paths->len; i++)
    g_strv_builder_add (paths, g_ptr_array_index (dialogue->forward_paths, i));
  return g_strv_builder_end (paths);
}

PracticeLetter *
practice_dialogue_take_letter (PracticeDialogue *dialogue)
{
  gint64 now = g_get_real_time ();
  const GByteArray *content = practice_content_get_octets (dialogue->content);

  g_free (dialogue->id);
  dialogue->id = practice_letter_new_id (now);
  GString *octets = practice_trace_new (dialogue->reverse_path, dialogue->client,
                                        get_protocol (dialogue), dialogue->id, now);
  g_string_append_len (octets, (const char *) content->data, content->len);
  return practice_letter_new (dialogue->id, now, dialogue->reverse_path,
                              dup_forward_paths (dialogue), g_string_free_to_bytes (octets));
}

void
practice_dialogue_kept (PracticeDialogue *dialogue, gboolean kept)
{
  PracticeFate fate = dialogue->fate;

  g_return_if_fail (dialogue->want == PRACTICE_WANT_KEEP);

  practice_verb_reset (dialogue);
  dialogue->want = PRACTICE_WANT_MORE;
  if (!kept)
    practice_verb_reply (dialogue, 452, "4.3.1", "No room to keep the letter");
  else if (fate == PRACTICE_FATE_SILENT)
    dialogue->want = PRACTICE_WANT_CLOSE;
  else
    {
      g_autofree char *text = g_strdup_printf ("Letter kept as %s", dialogue->id);
      practice_verb_reply (dialogue, 250, "2.0.0", text);
    }
}

static void
refuse_letter (PracticeDialogue *dialogue, int code, const char *enhanced, const char *text)
{
  practice_verb_reset (dialogue);
  practice_verb_reply (dialogue, code, enhanced, text);
}

static void
end_content (PracticeDialogue *dialogue)
{
  guint64 size = practice_content_get_size (dialogue->content);

  if (size > PRACTICE_MAX_SIZE)
    refuse_letter (dialogue, 552, "5.3.4", "The letter is larger than 50 MiB");
  else if (!practice_content_is_clean (dialogue->content))
    refuse_letter (dialogue, 550, "5.6.11", "A bare CR or LF in the content");
  else if (dialogue->fate == PRACTICE_FATE_TOO_LARGE && size > PRACTICE_TINY_SIZE)
    refuse_letter (dialogue, 552, "5.2.3", "The letter is too large for this mailbox");
  else if (dialogue->fate == PRACTICE_FATE_SPAM)
    refuse_letter (dialogue, 554, "5.7.1", "The letter looks like advertising");
  else
    dialogue->want = PRACTICE_WANT_KEEP;
}

static gsize
feed_content (PracticeDialogue *dialogue, const guint8 *octets, gsize length)
{
  gboolean ended;
  gsize taken;

  if (dialogue->fate == PRACTICE_FATE_HANGUP)
    {
      dialogue->want = PRACTICE_WANT_CLOSE;
      return length;
    }

  taken = practice_content_feed (dialogue->content, octets, length, &ended);
  if (ended)
    end_content (dialogue);
  return taken;
}

/* Commands end in LF here, with CR or without, so that a person can type them. */
static gsize
feed_line (PracticeDialogue *dialogue, const guint8 *octets, gsize length)
{
  const guint8 *lf = memchr (octets, '\n', MIN (length, PRACTICE_MAX_LINE));

  if (lf == NULL)
    {
      if (length < PRACTICE_MAX_LINE)
        return 0;
      practice_verb_reply (dialogue, 500, "5.5.2", "The line is too long");
      dialogue->want = PRACTICE_WANT_CLOSE;
      return length;
    }

  gsize line_length = lf - octets;
  if (line_length > 0 && octets[line_length - 1] == '\r')
    line_length--;
  char *line = g_strndup ((const char *) octets, line_length);
  if (strlen (line) == line_length)
    practice_verb_take_line (dialogue, line);
  else
    practice_verb_reply (dialogue, 500, "5.5.2", "A NUL in the line");
  /* it may have been a password */
  explicit_bzero (line, line_length);
  g_free (line);
  return lf + 1 - octets;
}

gsize
practice_dialogue_feed (PracticeDialogue *dialogue, const guint8 *octets, gsize length)
{
  gsize taken = 0;

  while (dialogue->want == PRACTICE_WANT_MORE && taken < length)
    {
      gsize n = dialogue->content != NULL ? feed_content (dialogue, octets + taken, length - taken)
                                          : feed_line (dialogue, octets + taken, length - taken);
      if (n == 0)
        break;
      taken += n;
    }

  /* RFC 3207 section 5: what was sent in clear behind STARTTLS must not be taken for what comes
   * under TLS */
  if (dialogue->want == PRACTICE_WANT_TLS && taken < length)
    {
      g_string_truncate (dialogue->output, 0);
      practice_verb_reply (dialogue, 554, "5.5.1", "Nothing may follow STARTTLS");
      dialogue->want = PRACTICE_WANT_CLOSE;
    }
  return taken;
}
