/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Everybody may log in and every letter is taken and forgotten. The content is looked through for
 * its end at the speed of memchr(), so that what is measured is the client. */

#include "sink-session.h"

#include <string.h>

#define MAX_FLIGHTS 4096

SinkSession *
sink_session_new (int fd, const SinkOffer *offer, SinkTally *tally)
{
  SinkSession *session = g_new0 (SinkSession, 1);

  sink_wire_open (&session->wire, fd, offer->delay_us);
  if (offer->implicit_tls)
    sink_wire_start_tls (&session->wire, offer->credentials);
  session->offer = offer;
  session->tally = tally;
  tally->connections++;
  return session;
}

void
sink_session_free (SinkSession *session)
{
  sink_wire_close (&session->wire);
  g_free (session);
}

static void
say (SinkSession *session, const char *text)
{
  sink_wire_say (&session->wire, text);
}

/* --- a letter --------------------------------------------------------------------------------- */

static void
end_letter (SinkSession *session)
{
  SinkTally *tally = session->tally;
  guint flights = session->wire.flights - session->flights_before;

  session->flights_before = session->wire.flights;
  tally->letters++;
  tally->recipients += session->recipients;
  tally->octets += session->octets;
  if (tally->flights->len < MAX_FLIGHTS)
    g_array_append_val (tally->flights, flights);
  session->recipients = 0;
  session->octets = 0;
  session->mode = SINK_COMMAND;
  say (session, "250 2.0.0 Ok: taken\r\n");
}

/* Finds the first CRLF.CRLF. Returns: octets up to and with it, 0 when it is not there */
static gsize
find_end (const guint8 *octets, gsize length)
{
  const guint8 *end = octets + length;
  const guint8 *dot = octets;

  while (dot < end && (dot = memchr (dot, '.', end - dot)) != NULL)
    {
      if (dot >= octets + 2 && dot + 3 <= end && memcmp (dot - 2, "\r\n.\r\n", 5) == 0)
        return dot + 3 - octets;
      dot++;
    }
  return 0;
}

static void
keep_tail (SinkSession *session, const guint8 *octets, gsize length)
{
  guint8 joined[8];
  gsize from_tail = MIN (session->tail_length, 4);
  gsize n;

  if (length >= 4)
    {
      memcpy (session->tail, octets + length - 4, 4);
      session->tail_length = 4;
      return;
    }
  memcpy (joined, session->tail + session->tail_length - from_tail, from_tail);
  memcpy (joined + from_tail, octets, length);
  n = from_tail + length;
  session->tail_length = MIN (n, 4);
  memcpy (session->tail, joined + n - session->tail_length, session->tail_length);
}

/* The end may lie across two pieces. Returns: as find_end(), in @octets */
static gsize
find_end_across (SinkSession *session, const guint8 *octets, gsize length)
{
  guint8 joined[8];
  gsize n = MIN (length, 4);
  gsize found;

  memcpy (joined, session->tail, session->tail_length);
  memcpy (joined + session->tail_length, octets, n);
  found = find_end (joined, session->tail_length + n);
  return found > session->tail_length ? found - session->tail_length : 0;
}

static gsize
take_data (SinkSession *session, const guint8 *octets, gsize length)
{
  gsize end = find_end_across (session, octets, length);

  if (end == 0)
    end = find_end (octets, length);
  if (end > 0)
    {
      session->octets += end;
      end_letter (session);
      return end;
    }
  keep_tail (session, octets, length);
  session->octets += length;
  return length;
}

static gsize
take_chunk (SinkSession *session, gsize length)
{
  gsize n = MIN (length, session->chunk_left);

  session->chunk_left -= n;
  session->octets += n;
  if (session->chunk_left > 0)
    return n;
  if (session->last_chunk)
    end_letter (session);
  else
    {
      session->mode = SINK_COMMAND;
      say (session, "250 2.0.0 Ok: chunk\r\n");
    }
  return n;
}

/* --- commands --------------------------------------------------------------------------------- */

static void
hello (SinkSession *session)
{
  const SinkOffer *offer = session->offer;
  gboolean plain = session->wire.tls == NULL;
  g_autoptr (GString) reply = g_string_new ("250-sink.test\r\n250-PIPELINING\r\n"
                                            "250-SIZE 4294967296\r\n");

  if (plain && offer->starttls)
    g_string_append (reply, "250-STARTTLS\r\n");
  if (offer->auth && !(plain && offer->starttls))
    g_string_append (reply, "250-AUTH PLAIN LOGIN\r\n");
  if (offer->chunking)
    g_string_append (reply, "250-CHUNKING\r\n");
  g_string_append (reply, "250-ENHANCEDSTATUSCODES\r\n250-SMTPUTF8\r\n250 8BITMIME\r\n");
  say (session, reply->str);
}

static void
begin_login (SinkSession *session, const char *rest)
{
  gboolean more = strchr (rest, ' ') != NULL;

  if (g_ascii_strncasecmp (rest, "LOGIN", 5) == 0)
    {
      session->mode = more ? SINK_LOGIN_SECRET : SINK_LOGIN_USER;
      say (session, more ? "334 UGFzc3dvcmQ6\r\n" : "334 VXNlcm5hbWU6\r\n");
      return;
    }
  if (!more)
    {
      session->mode = SINK_LOGIN_SECRET;
      say (session, "334 \r\n");
      return;
    }
  session->tally->logins++;
  say (session, "235 2.7.0 Welcome\r\n");
}

static void
take_login_line (SinkSession *session)
{
  if (session->mode == SINK_LOGIN_USER)
    {
      session->mode = SINK_LOGIN_SECRET;
      say (session, "334 UGFzc3dvcmQ6\r\n");
      return;
    }
  session->mode = SINK_COMMAND;
  session->tally->logins++;
  say (session, "235 2.7.0 Welcome\r\n");
}

static void
begin_data (SinkSession *session)
{
  session->mode = SINK_DATA;
  memcpy (session->tail, "\r\n", 2);
  session->tail_length = 2;
  say (session, "354 End data with <CR><LF>.<CR><LF>\r\n");
}

static void
begin_chunk (SinkSession *session, const char *rest)
{
  session->mode = SINK_BDAT;
  session->chunk_left = g_ascii_strtoull (rest, NULL, 10);
  session->last_chunk = strstr (rest, "LAST") != NULL;
  if (session->chunk_left == 0)
    take_chunk (session, 0);
}

static gboolean
is_verb (const char *line, const char *verb)
{
  return g_ascii_strncasecmp (line, verb, strlen (verb)) == 0;
}

static void
take_command (SinkSession *session, const char *line)
{
  if (is_verb (line, "EHLO") || is_verb (line, "HELO"))
    hello (session);
  else if (is_verb (line, "MAIL"))
    say (session, "250 2.1.0 Ok\r\n");
  else if (is_verb (line, "RCPT"))
    {
      session->recipients++;
      say (session, "250 2.1.5 Ok\r\n");
    }
  else if (is_verb (line, "DATA"))
    begin_data (session);
  else if (is_verb (line, "BDAT "))
    begin_chunk (session, line + 5);
  else if (is_verb (line, "AUTH "))
    begin_login (session, line + 5);
  else if (is_verb (line, "STARTTLS") && session->offer->starttls && session->wire.tls == NULL)
    {
      say (session, "220 2.0.0 Ready\r\n");
      sink_wire_start_tls (&session->wire, session->offer->credentials);
    }
  else if (is_verb (line, "QUIT"))
    {
      say (session, "221 2.0.0 Bye\r\n");
      session->wire.closing = TRUE;
    }
  else if (is_verb (line, "RSET") || is_verb (line, "NOOP"))
    say (session, "250 2.0.0 Ok\r\n");
  else
    say (session, "500 5.5.1 What?\r\n");
}

/* Returns: octets taken; 0 when a line is not complete */
static gsize
take_line (SinkSession *session, const guint8 *octets, gsize length)
{
  const guint8 *lf = memchr (octets, '\n', length);
  g_autofree char *line = NULL;

  if (lf == NULL)
    return 0;
  line = g_strndup ((const char *) octets, lf - octets);
  g_strchomp (line);
  if (session->mode == SINK_COMMAND)
    take_command (session, line);
  else
    take_login_line (session);
  return lf + 1 - octets;
}

static gsize
take (SinkSession *session, const guint8 *octets, gsize length)
{
  switch (session->mode)
    {
    case SINK_COMMAND:
    case SINK_LOGIN_USER:
    case SINK_LOGIN_SECRET:
      return take_line (session, octets, length);
    case SINK_DATA:
      return take_data (session, octets, length);
    case SINK_BDAT:
      return take_chunk (session, length);
    }
  g_return_val_if_reached (0);
}

static void
take_all (SinkSession *session)
{
  GByteArray *plain = session->wire.plain;
  gsize done = 0;
  gsize n = 1;

  while (n > 0 && done < plain->len)
    {
      n = take (session, plain->data + done, plain->len - done);
      done += n;
    }
  /* STARTTLS forgets what it must not keep */
  g_byte_array_remove_range (plain, 0, (guint) MIN (done, plain->len));
}

void
sink_session_serve (SinkSession *session)
{
  SinkWire *wire = &session->wire;
  gboolean more;

  do
    {
      more = sink_wire_receive (wire);
      if (!session->greeted && sink_wire_is_ready (wire))
        {
          session->greeted = TRUE;
          say (session, "220 sink.test ESMTP\r\n");
        }
      take_all (session);
      sink_wire_send (wire);
    }
  while (more && !wire->ended);
}
