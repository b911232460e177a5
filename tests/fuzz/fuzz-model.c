/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fuzz-model.h"

#include <string.h>

/* RFC 5321 section 4.5.3.1.4, RFC 4954 section 4; what the parameters of MAIL may add to it by
 * RFCs 1870, 3461, 6152, 6531 and 8689 */
#define MAX_COMMAND 512
#define MAX_PARAMETERS 400
#define MAX_RESPONSE 12288

typedef enum
{
  KIND_GREETING,
  KIND_HELLO,
  KIND_STARTTLS,
  KIND_LOGIN,
  KIND_ENVELOPE, /* may be followed */
  KIND_DATA,
  KIND_END,
  KIND_QUIT,
} Kind;

struct FuzzModel
{
  SmtpClient *client; /* borrowed */
  MailSecurity security;
  gboolean encrypted;

  /* every octet the machine has made, and how far they are read here */
  GByteArray *made;
  guint64 read;

  /* commands and replies, in their order; the greeting is a command nobody wrote */
  GArray *kinds;
  GArray *codes;
  GArray *places; /* what had left when each reply began */
  gboolean in_login;

  /* the running reply */
  GString *line;
  guint class;
  guint64 place;
  gboolean broken;

  /* the content of the running transaction */
  gboolean running;
  gboolean has_content;
  gboolean chunk; /* its end is its last octet, of @size */
  guint64 size;
  GByteArray *content;
  guint64 content_place;
  guint64 checked;
  guint64 end_place;
  guint64 end_stop;
  gboolean complete; /* nothing is missing but the driver's word */
  gboolean ended;
  guint mail_index; /* of MAIL among the commands */
  guint end_index;  /* of the end of its content */
};

static void
add_kind (FuzzModel *self, Kind kind)
{
  g_array_append_val (self->kinds, kind);
}

FuzzModel *
fuzz_model_new (SmtpClient *client, MailSecurity security)
{
  FuzzModel *self = g_new0 (FuzzModel, 1);

  self->client = client;
  self->security = security;
  self->made = g_byte_array_new ();
  self->kinds = g_array_new (FALSE, FALSE, sizeof (Kind));
  self->codes = g_array_new (FALSE, FALSE, sizeof (guint));
  self->places = g_array_new (FALSE, FALSE, sizeof (guint64));
  self->line = g_string_new (NULL);
  self->content = g_byte_array_new ();
  if (security != MAIL_SECURITY_TLS)
    add_kind (self, KIND_GREETING);
  return self;
}

void
fuzz_model_free (FuzzModel *self)
{
  g_byte_array_unref (self->made);
  g_array_unref (self->kinds);
  g_array_unref (self->codes);
  g_array_unref (self->places);
  g_string_free (self->line, TRUE);
  g_byte_array_unref (self->content);
  g_free (self);
}

gboolean
fuzz_model_is_running (const FuzzModel *self)
{
  return self->running;
}

guint
fuzz_model_get_n_replies (const FuzzModel *self)
{
  return self->codes->len;
}

static gboolean
is_closed (const FuzzModel *self)
{
  return self->client->state == SMTP_STATE_CLOSED;
}

/* Replies */

/* 0 where the line is none of a reply that goes on. */
static guint
get_code (const FuzzModel *self)
{
  const char *text = self->line->str;
  guint code;

  /* RFC 5321 section 2.3.8: CR is one half of a line end and nothing else */
  if (self->line->len < 3 || strspn (text, "0123456789") != 3 ||
      memchr (text, '\r', self->line->len) != NULL ||
      (self->line->len > 3 && text[3] != ' ' && text[3] != '-'))
    return 0;
  code = (guint) g_ascii_strtoull (text, NULL, 10);
  return code >= 200 && code < 600 && (self->class == 0 || self->class == code / 100) ? code : 0;
}

static void
read_line (FuzzModel *self)
{
  guint code = get_code (self);
  gboolean more = self->line->len > 3 && self->line->str[3] == '-';

  /* only a line that closed it may be bad */
  g_assert (code > 0 || is_closed (self));
  self->broken |= code == 0;
  if (self->broken)
    return;
  self->class = more ? code / 100 : 0;
  if (more)
    return;
  g_array_append_val (self->codes, code);
  g_array_append_val (self->places, self->place);
}

/* Reads on where the machine has closed: the last reply may be the one that decided. */
void
fuzz_model_fed (FuzzModel *self, const guint8 *octets, gsize length)
{
  for (gsize i = 0; i < length && !self->broken; i++)
    {
      if (self->class == 0 && self->line->len == 0)
        self->place = self->client->output.advanced;
      if (octets[i] != '\n')
        {
          g_string_append_c (self->line, (char) octets[i]);
          continue;
        }
      if (self->line->len > 0 && self->line->str[self->line->len - 1] == '\r')
        g_string_truncate (self->line, self->line->len - 1);
      read_line (self);
      g_string_truncate (self->line, 0);
    }
}

/* Commands */

static gboolean
may_be_followed (Kind kind)
{
  return kind == KIND_ENVELOPE;
}

/* What was in flight when this was made must allow it. */
static void
check_turn (const FuzzModel *self)
{
  SmtpExtensions offered = smtp_client_get_capabilities (self->client)->extensions;

  for (guint i = self->codes->len; i < self->kinds->len; i++)
    {
      g_assert (may_be_followed (g_array_index (self->kinds, Kind, i)));
      g_assert (offered & SMTP_EXTENSION_PIPELINING);
    }
}

static Kind
get_kind (const FuzzModel *self, const char *line)
{
  static const struct
  {
    const char *prefix;
    Kind kind;
  } verbs[] = {
    { "EHLO ", KIND_HELLO },
    { "HELO ", KIND_HELLO },
    { "STARTTLS\r\n", KIND_STARTTLS },
    { "AUTH ", KIND_LOGIN },
    { "MAIL FROM:<", KIND_ENVELOPE },
    { "RCPT TO:<", KIND_ENVELOPE },
    { "RSET\r\n", KIND_ENVELOPE },
    { "DATA\r\n", KIND_DATA },
    { ".\r\n", KIND_END },
    { "QUIT\r\n", KIND_QUIT },
  };
  guint last = self->codes->len > 0 ? g_array_index (self->codes, guint, self->codes->len - 1) : 0;

  if (self->in_login && last == 334)
    return KIND_LOGIN;
  for (gsize i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (g_str_has_prefix (line, verbs[i].prefix))
      return verbs[i].kind;
  g_error ("no command: %s", line);
}

static void
check_owed_tls (const FuzzModel *self, Kind kind, const char *line)
{
  if (self->encrypted || self->security == MAIL_SECURITY_NONE)
    return;
  g_assert (self->security == MAIL_SECURITY_STARTTLS);
  g_assert (kind == KIND_HELLO || kind == KIND_STARTTLS || kind == KIND_QUIT);
  g_assert (!g_str_has_prefix (line, "HELO"));
}

/* RFC 3030: the length is told before the content, and the reply comes behind it. */
static void
begin_chunk (FuzzModel *self, const char *line)
{
  char *rest = NULL;

  g_assert (self->running && !self->has_content);
  g_assert (smtp_client_get_capabilities (self->client)->extensions & SMTP_EXTENSION_CHUNKING);
  check_turn (self);
  self->size = g_ascii_strtoull (line + strlen ("BDAT "), &rest, 10);
  g_assert (self->size > 0 && strcmp (rest, " LAST\r\n") == 0);
  self->chunk = TRUE;
  self->has_content = TRUE;
  self->content_place = self->read;
  self->end_place = self->content_place + self->size - 1;
  self->end_stop = self->content_place + self->size;
}

static gsize
get_limit (Kind kind)
{
  switch (kind)
    {
    case KIND_LOGIN:
      return MAX_RESPONSE;
    case KIND_ENVELOPE:
      return MAX_COMMAND + MAX_PARAMETERS;
    case KIND_GREETING:
    case KIND_HELLO:
    case KIND_STARTTLS:
    case KIND_DATA:
    case KIND_END:
    case KIND_QUIT:
      return MAX_COMMAND;
    }
  g_assert_not_reached ();
}

static void
read_command (FuzzModel *self, const char *line)
{
  gsize length = strlen (line);
  Kind kind = get_kind (self, line);

  g_assert (length <= get_limit (kind));
  for (gsize i = 0; i < length - 2; i++)
    g_assert ((guint8) line[i] >= ' ' && line[i] != 0x7f);
  check_owed_tls (self, kind, line);
  check_turn (self);
  self->in_login = kind == KIND_LOGIN;
  /* a dot alone is an end of content only where content was granted */
  if (kind == KIND_END)
    {
      g_assert (self->kinds->len > 0);
      g_assert (g_array_index (self->kinds, Kind, self->kinds->len - 1) == KIND_DATA);
      g_assert (g_array_index (self->codes, guint, self->codes->len - 1) == 354);
    }
  add_kind (self, kind);
}

static void
read_commands (FuzzModel *self, guint64 stop)
{
  while (self->read < stop)
    {
      const char *begin = (const char *) self->made->data + self->read;
      const char *end = memmem (begin, stop - self->read, "\r\n", 2);
      g_autofree char *line = NULL;

      g_assert (end != NULL);
      line = g_strndup (begin, end + 2 - begin);
      g_assert (strlen (line) == (gsize) (end + 2 - begin));
      self->read += (guint64) (end + 2 - begin);
      if (!g_str_has_prefix (line, "BDAT "))
        read_command (self, line);
      else
        {
          begin_chunk (self, line);
          g_assert (self->read == stop);
        }
    }
}

/* Content */

/* RFC 5321 section 4.5.2, an octet at a time; in a chunk every octet is itself. */
static GByteArray *
stuff (const FuzzModel *self)
{
  const GByteArray *content = self->content;
  GByteArray *stuffed = g_byte_array_sized_new (content->len + 8);

  for (guint i = 0; i < content->len; i++)
    {
      if (!self->chunk && content->data[i] == '.' && (i == 0 || content->data[i - 1] == '\n'))
        g_byte_array_append (stuffed, (const guint8 *) ".", 1);
      g_byte_array_append (stuffed, content->data + i, 1);
    }
  return stuffed;
}

static const char *
get_end (const FuzzModel *self)
{
  const GByteArray *content = self->content;

  if (self->chunk)
    return "";
  return content->len == 0 || content->data[content->len - 1] == '\n' ? ".\r\n" : "\r\n.\r\n";
}

void
fuzz_model_before_content (FuzzModel *self)
{
  if (self->has_content || self->client->state != SMTP_STATE_CONTENT)
    return;
  fuzz_model_watch (self);
  g_assert (self->running);
  g_assert (self->codes->len == self->kinds->len);
  g_assert (g_array_index (self->kinds, Kind, self->kinds->len - 1) == KIND_DATA);
  g_assert (g_array_index (self->codes, guint, self->codes->len - 1) == 354);
  self->has_content = TRUE;
  self->content_place = self->made->len;
}

void
fuzz_model_pushed (FuzzModel *self, const guint8 *octets, gsize length)
{
  if (!self->has_content || self->ended)
    return;
  if (!is_closed (self))
    g_byte_array_append (self->content, octets, (guint) length);
  if (self->chunk && !is_closed (self))
    {
      g_assert (self->content->len <= self->size);
      self->complete = self->content->len == self->size;
    }
}

void
fuzz_model_ended (FuzzModel *self)
{
  if (!self->has_content || self->ended || is_closed (self))
    return;
  g_assert (!self->chunk || self->complete);
  if (!self->chunk)
    {
      g_autoptr (GByteArray) stuffed = stuff (self);
      self->end_place = self->content_place + stuffed->len;
      self->end_stop = self->end_place + strlen (get_end (self));
    }
  self->ended = TRUE;
  self->complete = TRUE;
  self->end_index = self->kinds->len;
  check_turn (self);
  add_kind (self, KIND_END);
}

static void
check_content (FuzzModel *self)
{
  g_autoptr (GByteArray) wanted = NULL;
  const guint8 *got = self->made->data + self->content_place;

  /* nothing was made since the last look */
  if (self->made->len == self->checked)
    return;
  self->checked = self->made->len;
  wanted = stuff (self);
  if (self->ended)
    {
      const char *end = get_end (self);
      g_byte_array_append (wanted, (const guint8 *) end, (guint) strlen (end));
    }
  g_assert (self->made->len - self->content_place >= wanted->len);
  g_assert (wanted->len == 0 || memcmp (got, wanted->data, wanted->len) == 0);
  g_assert (self->ended || self->made->len - self->content_place == wanted->len);
  self->read = MAX (self->read, self->content_place + wanted->len);
}

/* The machine's output is looked at from within, for to peek is to act. */
static void
take_made (FuzzModel *self)
{
  const SmtpOutput *output = &self->client->output;
  gsize length = output->end - output->start;
  gsize known = self->made->len - (gsize) output->advanced;

  g_assert (output->advanced <= self->made->len);
  g_assert (known <= length);
  g_assert (known == 0 ||
            memcmp (self->made->data + output->advanced, output->data + output->start, known) == 0);
  if (length > known)
    g_byte_array_append (self->made, output->data + output->start + known,
                         (guint) (length - known));
}

void
fuzz_model_watch (FuzzModel *self)
{
  if (is_closed (self))
    {
      g_assert (self->client->output.end == 0);
      g_assert (smtp_client_get_want (self->client) == SMTP_WANT_CLOSE);
      return;
    }
  take_made (self);
  if (self->security == MAIL_SECURITY_TLS && !self->encrypted)
    g_assert (self->made->len == 0);
  if (self->has_content)
    check_content (self);
  read_commands (self, self->made->len);
  g_assert (g_queue_get_length (&self->client->in_flight) == self->kinds->len - self->codes->len);
  g_assert (smtp_client_get_timeout (self->client) > 0 ||
            (self->kinds->len == self->codes->len &&
             self->client->output.start == self->client->output.end));
}

void
fuzz_model_tls_started (FuzzModel *self)
{
  if (self->encrypted)
    return;
  self->encrypted = TRUE;
  if (self->security == MAIL_SECURITY_TLS)
    add_kind (self, KIND_GREETING);
}

void
fuzz_model_submitted (FuzzModel *self)
{
  g_assert (!self->running);
  self->running = TRUE;
  self->mail_index = self->kinds->len;
  self->has_content = FALSE;
  self->chunk = FALSE;
  self->complete = FALSE;
  self->ended = FALSE;
  g_byte_array_set_size (self->content, 0);
}

/* Returns: 0 when there is none */
static guint
get_final_code (const FuzzModel *self)
{
  return self->ended && self->codes->len > self->end_index
             ? g_array_index (self->codes, guint, self->end_index)
             : 0;
}

/* A chunk has left with its envelope, and 421 answered that. */
static gboolean
is_envelope_closed (const FuzzModel *self)
{
  return self->chunk && self->codes->len > 0 &&
         (!self->ended || self->codes->len <= self->end_index) &&
         g_array_index (self->codes, guint, self->codes->len - 1) == 421;
}

/* Whether the content has left to its last octet. */
static gboolean
is_gone (const FuzzModel *self)
{
  return self->complete && self->client->output.advanced >= self->end_stop;
}

/* Whether all of it had left before the first octet of the final reply came. */
static gboolean
is_answered (const FuzzModel *self)
{
  return get_final_code (self) > 0 &&
         g_array_index (self->places, guint64, self->end_index) >= self->end_stop;
}

/* Whether MAIL was refused, or every RCPT, that the chunk went with. */
static gboolean
is_envelope_refused (const FuzzModel *self)
{
  if (g_array_index (self->codes, guint, self->mail_index) >= 400)
    return TRUE;
  for (guint i = self->mail_index + 1; i < self->end_index; i++)
    if (g_array_index (self->codes, guint, i) < 400)
      return FALSE;
  return TRUE;
}

static void
check_result (const FuzzModel *self, const MailResult *result)
{
  guint final = get_final_code (self);
  guint64 advanced = self->client->output.advanced;
  gboolean gone = is_gone (self);

  switch (result->state)
    {
    case MAIL_RECIPIENT_ACCEPTED:
      g_assert (final / 10 == 25);
      g_assert (gone && is_answered (self));
      break;
    case MAIL_RECIPIENT_UNKNOWN:
      g_assert (self->complete && advanced > self->end_place);
      g_assert (final / 100 != 4 && final / 100 != 5);
      /* a yes to half an end is none, nor is one to a chunk that is for nobody */
      g_assert (final / 10 != 25 || !is_answered (self) ||
                (self->chunk && is_envelope_refused (self)));
      break;
    case MAIL_RECIPIENT_REFUSED:
    case MAIL_RECIPIENT_DEFERRED:
      g_assert (result->reply != NULL);
      g_assert (mail_reply_get_code (result->reply) >= 400);
      break;
    case MAIL_RECIPIENT_PENDING:
      g_assert (!gone || is_envelope_closed (self));
      break;
    }
}

/* A chunk that was taken may have arrived, whatever was said of its envelope. A dot alone is
 * another matter: nobody can receive that. */
static void
check_taken (const FuzzModel *self, const MailOutcome *outcome)
{
  if (!self->chunk || !is_answered (self) || get_final_code (self) / 10 != 25)
    return;
  g_assert (mail_outcome_count (outcome, MAIL_RECIPIENT_ACCEPTED) +
                mail_outcome_count (outcome, MAIL_RECIPIENT_UNKNOWN) >
            0);
}

void
fuzz_model_done (FuzzModel *self, const MailOutcome *outcome)
{
  gboolean gone = self->ended && self->client->output.advanced >= self->end_stop;

  g_assert (self->running);
  self->running = FALSE;
  for (guint i = 0; i < outcome->results->len; i++)
    {
      check_result (self, mail_outcome_get (outcome, i));
      g_assert (outcome->failure != NULL ||
                mail_outcome_get (outcome, i)->state != MAIL_RECIPIENT_PENDING);
    }
  check_taken (self, outcome);
  g_assert (outcome->failure != NULL || get_final_code (self) != 0);
  g_assert (!gone || outcome->failure != NULL || outcome->reply != NULL);
  self->has_content = FALSE;
}
