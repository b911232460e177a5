/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The content of one mail transaction on its way from a stream to the machine, and the one moment
 * that matters: nothing of the final CRLF.CRLF leaves before the durable mark was made. A letter
 * up to 64 KiB is read whole and marked first, so that content and dot leave in one write; of a
 * larger one all content is written first, since that may take long and may fail. A chunk (RFC
 * 3030) has no dot: its last octet is what must not leave, so the last block read is held back. */

#include "net-session-private.h"

#define SMALL 65536

/* Of a larger letter an eighth is read at once, so much at most: each time a thread is woken for
 * it, and what is held back of a chunk is no more than that. */
#define BLOCK 524288

/* What fits into the first window of a connection (RFC 6928) together with its envelope; more would
 * wait for an answer after all. */
#define AT_ONCE 13000

struct NetLetter
{
  /* owned */
  GInputStream *stream;
  MailEnvelope *envelope;
  MailOutcome *replies; /* to RCPT, so far */

  guint64 size;
  guint64 taken;  /* from the stream */
  guint64 pushed; /* to the machine */
  guint64 reported;
  gsize filled;
  SmtpFlight flight;
  gboolean begun;
  gboolean at_end;
  gboolean asked;
  gboolean marked;
  gboolean ended;
  gsize block_size;
  guint8 *block; /* room for one octet more, to see that the stream ends */
};

NetLetter *
net_letter_new (const MailEnvelope *envelope, GInputStream *content, guint64 size)
{
  NetLetter *letter = g_new0 (NetLetter, 1);

  letter->stream = g_object_ref (content);
  letter->envelope = mail_envelope_copy (envelope);
  letter->replies = mail_outcome_new (envelope);
  letter->size = size;
  letter->block_size = (gsize) MIN (size, CLAMP (size / 8, SMALL, BLOCK)) + 1;
  letter->block = g_malloc (letter->block_size);
  return letter;
}

void
net_letter_free (NetLetter *letter)
{
  if (letter == NULL)
    return;
  g_input_stream_close_async (letter->stream, G_PRIORITY_DEFAULT, NULL, NULL, NULL);
  g_object_unref (letter->stream);
  mail_envelope_free (letter->envelope);
  mail_outcome_free (letter->replies);
  g_free (letter->block);
  g_free (letter);
}

static MailRecipientState
state_of (MailReply *reply)
{
  switch (mail_reply_get_class (reply))
    {
    case MAIL_REPLY_POSITIVE:
    case MAIL_REPLY_INTERMEDIATE:
      return MAIL_RECIPIENT_PENDING;
    case MAIL_REPLY_TRANSIENT:
      return MAIL_RECIPIENT_DEFERRED;
    case MAIL_REPLY_PERMANENT:
      return MAIL_RECIPIENT_REFUSED;
    }
  g_return_val_if_reached (MAIL_RECIPIENT_PENDING);
}

const MailOutcome *
net_letter_get_replies (const NetLetter *letter)
{
  return letter->replies;
}

void
net_letter_replied (NetLetter *letter, guint index, MailReply *reply)
{
  mail_outcome_set (letter->replies, index, state_of (reply), reply);
}

gboolean
net_letter_is_asking (const NetLetter *letter)
{
  return letter->asked && !letter->marked;
}

gboolean
net_letter_is_marked (const NetLetter *letter)
{
  return letter->marked;
}

void
net_letter_mark (NetLetter *letter)
{
  letter->marked = TRUE;
}

static gboolean
is_small (const NetLetter *letter)
{
  return letter->size <= SMALL;
}

static void
check_size (NetSession *self, const GError *error)
{
  NetLetter *letter = self->letter;

  if (error != NULL)
    net_pump_fail (self, MAIL_FAILURE_CONTENT, error->message);
  else if (letter->taken > letter->size || (letter->at_end && letter->taken < letter->size))
    {
      g_autofree char *detail = g_strdup_printf (
          "%" G_GUINT64_FORMAT " octets were promised, %" G_GUINT64_FORMAT " or more came",
          letter->size, letter->taken);
      net_pump_fail (self, MAIL_FAILURE_CONTENT, detail);
    }
}

static void
take (NetSession *self, gssize n, const GError *error)
{
  NetLetter *letter = self->letter;

  if (n > 0)
    {
      letter->filled += (gsize) n;
      letter->taken += (guint64) n;
    }
  letter->at_end = n == 0;
  check_size (self, error);
}

static void
on_content (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (NetSession) self = user_data;
  g_autoptr (GError) error = NULL;
  gssize n = g_input_stream_read_finish (G_INPUT_STREAM (source), result, &error);

  self->busy &= ~NET_BUSY_CONTENT;
  take (self, n, error);
  net_pump (self);
}

/* What is held back until the mark is made: the end of a chunk. */
static gboolean
is_last_of_chunk (const NetLetter *letter)
{
  return letter->flight != SMTP_FLIGHT_DATA && letter->taken == letter->size;
}

/* A small letter is gathered; of a large one a block is read ahead, and behind what is held back it
 * is seen that the stream ends. */
static gboolean
wants_more (NetSession *self)
{
  const NetLetter *letter = self->letter;

  return !(self->busy & NET_BUSY_CONTENT) && !letter->at_end && self->cause == NULL &&
         (letter->filled == 0 || is_small (letter) || is_last_of_chunk (letter));
}

/* What is in memory needs no thread and no turn of the main loop.
 * Returns: whether it was read at once */
static gboolean
read_at_once (NetSession *self, gsize room)
{
  NetLetter *letter = self->letter;
  g_autoptr (GError) error = NULL;
  gssize n;

  if (!G_IS_POLLABLE_INPUT_STREAM (letter->stream) ||
      !g_pollable_input_stream_can_poll (G_POLLABLE_INPUT_STREAM (letter->stream)))
    return FALSE;
  n = g_pollable_input_stream_read_nonblocking (G_POLLABLE_INPUT_STREAM (letter->stream),
                                                letter->block + letter->filled, room, NULL, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    return FALSE;
  take (self, n, error);
  return TRUE;
}

/* The last octet of the block is for what is more than was promised. */
static gsize
get_room (const NetLetter *letter)
{
  gsize spare = letter->taken < letter->size ? 1 : 0;

  return letter->block_size - letter->filled - spare;
}

static void
read_more (NetSession *self)
{
  NetLetter *letter = self->letter;

  while (wants_more (self))
    {
      gsize room = get_room (letter);

      if (read_at_once (self, room))
        continue;
      self->busy |= NET_BUSY_CONTENT;
      g_input_stream_read_async (letter->stream, letter->block + letter->filled, room,
                                 G_PRIORITY_DEFAULT, self->cancellable, on_content,
                                 g_object_ref (self));
    }
}

static void
push (NetSession *self)
{
  NetLetter *letter = self->letter;

  if (letter->filled == 0)
    return;
  smtp_client_push_content (self->client, letter->block, letter->filled);
  letter->pushed += letter->filled;
  letter->filled = 0;
}

/* Whether everything that may leave before the mark has left. */
static gboolean
is_ready_for_mark (NetSession *self)
{
  NetLetter *letter = self->letter;

  if (!letter->at_end)
    return FALSE;
  if (is_small (letter))
    return TRUE;
  return (letter->filled == 0 || is_last_of_chunk (letter)) &&
         smtp_client_get_pending (self->client) == 0;
}

/* The answer has the pump run once more: it looks at what has come before the end leaves. */
static void
ask (NetSession *self)
{
  NetLetter *letter = self->letter;

  letter->asked = TRUE;
  if (!net_session_emit_confirm (self, letter->replies))
    net_session_confirm (self, TRUE);
}

static SmtpFlight
choose_flight (NetSession *self)
{
  NetLetter *letter = self->letter;
  SmtpFlight flight = SMTP_FLIGHT_DATA;

  switch (self->flight)
    {
    case NET_FLIGHT_DATA:
      break;
    case NET_FLIGHT_CHUNK:
      flight = SMTP_FLIGHT_CHUNK;
      break;
    case NET_FLIGHT_CHUNK_AT_ONCE:
      flight = letter->size <= AT_ONCE ? SMTP_FLIGHT_CHUNK_AT_ONCE : SMTP_FLIGHT_CHUNK;
      break;
    }
  smtp_client_set_flight (self->client, flight);
  return smtp_client_get_flight (self->client, letter->envelope, letter->size,
                                 self->endpoint->ask_partial);
}

/* Envelope and chunk leave in one write, so everything is ready and marked before. */
static gboolean
may_begin (NetSession *self)
{
  NetLetter *letter = self->letter;

  if (!(smtp_client_get_want (self->client) & SMTP_WANT_IDLE))
    return FALSE;
  if (letter->flight != SMTP_FLIGHT_CHUNK_AT_ONCE)
    return TRUE;
  if (letter->asked)
    return letter->marked && self->cause == NULL;
  if (letter->at_end && self->cause == NULL)
    ask (self);
  return FALSE;
}

/* The machine may still wait for the reply to a RSET after the letter before. */
static void
begin (NetSession *self)
{
  NetLetter *letter = self->letter;

  if (letter->begun || !may_begin (self))
    return;
  letter->begun = TRUE;
  smtp_client_submit (self->client, letter->envelope, letter->size, letter->envelope->eight_bit,
                      self->endpoint->ask_partial);
}

static void
push_large (NetSession *self)
{
  NetLetter *letter = self->letter;

  if (is_small (letter) || smtp_client_get_pending (self->client) >= BLOCK)
    return;
  if (!is_last_of_chunk (letter))
    push (self);
  read_more (self);
}

void
net_letter_advance (NetSession *self)
{
  NetLetter *letter = self->letter;

  if (!letter->begun)
    letter->flight = choose_flight (self);
  read_more (self);
  begin (self);
  if (!(smtp_client_get_want (self->client) & SMTP_WANT_CONTENT) || self->cause != NULL)
    return;
  push_large (self);
  if (!letter->asked && is_ready_for_mark (self))
    ask (self);
  else if (letter->marked && !letter->ended && self->cause == NULL)
    {
      letter->ended = TRUE;
      push (self);
      smtp_client_end_content (self->client);
    }
}

void
net_letter_report (NetSession *self)
{
  NetLetter *letter = self->letter;
  guint64 waiting = smtp_client_get_pending (self->client);
  guint64 sent = letter->pushed > waiting ? letter->pushed - waiting : 0;

  if (sent <= letter->reported)
    return;
  letter->reported = sent;
  net_session_emit_progress (self, sent, letter->size);
}
