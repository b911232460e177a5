/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The one fault of a plan, in its place. After one that breaks the protocol the client may at most
 * say QUIT. */

#include "support-talk-private.h"

#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#define OVERSIZE (1024 * 1024)
#define FLOOD_LIMIT (8 * 1024 * 1024)
#define DRIP_MS 10
#define DRIP_LIMIT 1500

/* Reads to the end what comes after it, which is judged: the client may at most say QUIT, and
 * nothing where it was in the middle of content. */
static void
drain (SupportTalk *self, gboolean may_quit)
{
  SupportStage stage = self->plan->stage;
  /* what was under way when the fault was made is no fault of the client's */
  gboolean in_content = stage == SUPPORT_STAGE_CONTENT;
  gboolean group =
      self->plan->pipelining && stage >= SUPPORT_STAGE_MAIL && stage <= SUPPORT_STAGE_RCPT_LAST;

  while (support_talk_fill (self))
    ;
  if (in_content)
    {
      if (self->in->len >= 5 && memcmp (self->in->data + self->in->len - 5, "\r\n.\r\n", 5) == 0)
        support_talk_complain (self, "a final dot after a fault in mid-content");
      return;
    }
  /* what comes there is not SMTP */
  if (group || stage == SUPPORT_STAGE_HANDSHAKE || self->in->len == 0)
    return;
  if (!may_quit || self->in->len != 6 || memcmp (self->in->data, "QUIT\r\n", 6) != 0)
    support_talk_complain (self, "the client went on: %.*s", (int) MIN (self->in->len, 60),
                           self->in->data);
}

static void
shut (SupportTalk *self, gboolean reset)
{
  struct linger linger = { .l_onoff = 1, .l_linger = 0 };

  if (reset)
    setsockopt (g_socket_get_fd (self->socket), SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
  g_socket_close (self->socket, NULL);
}

/* In mid-content nothing is read any more, so that the client cannot go on either. */
static void
stall (SupportTalk *self)
{
  struct pollfd client_is_done = { self->stop_fd, POLLIN, 0 };

  if (self->plan->stage != SUPPORT_STAGE_CONTENT)
    drain (self, FALSE);
  else if (poll (&client_is_done, 1, SUPPORT_PATIENCE_S * 1000) <= 0)
    support_talk_complain (self, "the client waits for ever");
}

static void
drip (SupportTalk *self)
{
  GSocket *socket = self->socket;

  for (guint i = 0; i < DRIP_LIMIT; i++)
    {
      static const char octets[] = "250-x\r\n";
      GIOCondition condition = G_IO_HUP | G_IO_ERR;

      if (!support_talk_send (self, octets + i % 7, 1))
        return;
      /* woken at once when the client has gone */
      if (g_socket_condition_timed_wait (socket, condition, DRIP_MS * 1000, NULL, NULL))
        return;
    }
  support_talk_complain (self, "the client listens to a drip without end");
}

static void
flood (SupportTalk *self)
{
  g_autoptr (GString) lines = g_string_new (NULL);

  for (guint i = 0; i < 500; i++)
    g_string_append (lines, "250-More and more is said here\r\n");
  while (support_talk_send (self, lines->str, lines->len) && self->sent < FLOOD_LIMIT)
    ;
  if (self->sent >= FLOOD_LIMIT)
    support_talk_complain (self, "the client takes a flood");
}

static const char *
get_wrong_reply (SupportStage stage)
{
  switch (stage)
    {
    case SUPPORT_STAGE_DATA:
    case SUPPORT_STAGE_GREETING:
    case SUPPORT_STAGE_STARTTLS:
    case SUPPORT_STAGE_CONTENT:
    case SUPPORT_STAGE_AUTH:
    case SUPPORT_STAGE_AUTH_STEP:
      return "250 Ok\r\n";
    case SUPPORT_STAGE_EHLO:
    case SUPPORT_STAGE_HANDSHAKE:
    case SUPPORT_STAGE_EHLO_TLS:
    case SUPPORT_STAGE_MAIL:
    case SUPPORT_STAGE_RCPT:
    case SUPPORT_STAGE_RCPT_LAST:
    case SUPPORT_STAGE_END:
    case SUPPORT_STAGE_RSET:
    case SUPPORT_STAGE_QUIT:
      return "354 Go ahead\r\n";
    }
  g_assert_not_reached ();
}

/* @reply in the form the fault gives it; what is there only in the form of octets is sent here. */
static gboolean
send_changed (SupportTalk *self, const char *reply, SupportFault fault)
{
  gsize length = strlen (reply);
  g_autoptr (GString) changed = g_string_new (reply);

  switch (fault)
    {
    case SUPPORT_FAULT_NUL:
      g_string_insert_len (changed, (gssize) length - 2, "\0", 1);
      break;
    case SUPPORT_FAULT_LF_ONLY:
      g_string_replace (changed, "\r\n", "\n", 0);
      break;
    case SUPPORT_FAULT_BARE_CR:
      g_string_insert (changed, (gssize) length - 2, "\rx");
      break;
    case SUPPORT_FAULT_TWICE:
      g_string_append (changed, reply);
      break;
    case SUPPORT_FAULT_HALF_REPLY:
      g_string_truncate (changed, length - 2);
      break;
    case SUPPORT_FAULT_OVERSIZE:
      g_string_truncate (changed, 4);
      for (gsize i = 0; i < OVERSIZE / 16; i++)
        g_string_append (changed, "0123456789abcdef");
      break;
    default:
      break;
    }
  return support_talk_send (self, changed->str, changed->len);
}

SupportSaid
support_talk_end (SupportTalk *self)
{
  self->over = TRUE;
  return SUPPORT_OVER;
}

static SupportSaid
refuse (SupportTalk *self, const char *reply)
{
  support_talk_send (self, reply, strlen (reply));
  /* in the middle of content there is no way on */
  if (self->plan->stage != SUPPORT_STAGE_CONTENT)
    return SUPPORT_REFUSED;
  drain (self, FALSE);
  return support_talk_end (self);
}

SupportSaid
support_talk_make_fault (SupportTalk *self, const char *reply)
{
  SupportFault fault = self->plan->fault;

  self->report->reached = TRUE;
  switch (fault)
    {
    case SUPPORT_FAULT_NONE:
    case SUPPORT_FAULT_NUL:
    case SUPPORT_FAULT_LF_ONLY:
    case SUPPORT_FAULT_TWICE:
      send_changed (self, reply, fault);
      return SUPPORT_SAID;
    case SUPPORT_FAULT_4XX:
      return refuse (self, "451 4.3.0 Not now\r\n");
    case SUPPORT_FAULT_5XX:
      return refuse (self, "554 5.7.1 Not here\r\n");
    case SUPPORT_FAULT_421:
      support_talk_send (self, "421 4.3.2 Going down\r\n", 22);
      drain (self, TRUE);
      break;
    case SUPPORT_FAULT_CLOSE:
    case SUPPORT_FAULT_RESET:
      shut (self, fault == SUPPORT_FAULT_RESET);
      break;
    case SUPPORT_FAULT_HALF_REPLY:
      send_changed (self, reply, fault);
      shut (self, FALSE);
      break;
    case SUPPORT_FAULT_REPLY_CLOSE:
      support_talk_send (self, reply, strlen (reply));
      shut (self, FALSE);
      support_talk_end (self);
      return SUPPORT_SAID;
    case SUPPORT_FAULT_HALF_CLOSE:
      g_socket_shutdown (self->socket, FALSE, TRUE, NULL);
      drain (self, FALSE);
      break;
    case SUPPORT_FAULT_GARBAGE:
      support_talk_send (self, "hello there\r\n", 13);
      drain (self, FALSE);
      break;
    case SUPPORT_FAULT_OVERSIZE:
    case SUPPORT_FAULT_BARE_CR:
      send_changed (self, reply, fault);
      drain (self, FALSE);
      break;
    case SUPPORT_FAULT_WRONG_CLASS:
      reply = get_wrong_reply (self->plan->stage);
      support_talk_send (self, reply, strlen (reply));
      drain (self, FALSE);
      break;
    case SUPPORT_FAULT_STALL:
      stall (self);
      break;
    case SUPPORT_FAULT_DRIP:
      drip (self);
      break;
    case SUPPORT_FAULT_FLOOD:
      flood (self);
      break;
    }
  return support_talk_end (self);
}

SupportSaid
support_talk_say (SupportTalk *self, SupportStage stage, const char *reply)
{
  if (self->plan->stage == stage && self->plan->fault != SUPPORT_FAULT_NONE &&
      !self->report->reached)
    return support_talk_make_fault (self, reply);
  return support_talk_send (self, reply, strlen (reply)) ? SUPPORT_SAID : SUPPORT_OVER;
}
