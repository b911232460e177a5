/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One deadline a phase, which is a whole reply or a step forward of the content, not a read: a
 * server that sends an octet a minute is late all the same (RFC 5321 section 4.5.3.2). */

#include "net-session-private.h"

#define CONNECT_S 30
#define HANDSHAKE_S 30
#define GOODBYE_S 2

/* How long words may still come in after nothing can be written any more. */
#define LAST_WORDS_S 2

/* A server that waits for TLS says nothing, and on this port it most likely does. */
#define TLS_PORT 465
#define TLS_PORT_GREETING_S 10

typedef enum
{
  CLOCK_STOPPED,
  CLOCK_CONNECT,
  CLOCK_HANDSHAKE,
  CLOCK_SMTP,
  CLOCK_LAST_WORDS,
  CLOCK_GOODBYE,
} Clock;

static Clock
get_clock (NetSession *self)
{
  if (self->ending || self->cause != NULL)
    return CLOCK_STOPPED;
  if (self->busy & NET_BUSY_CONNECT)
    return CLOCK_CONNECT;
  if (self->busy & NET_BUSY_HANDSHAKE)
    return CLOCK_HANDSHAKE;
  if (self->broken)
    return CLOCK_LAST_WORDS;
  if (self->quit_task != NULL && self->connect_task == NULL && self->submit_task == NULL)
    return CLOCK_GOODBYE;
  /* the mark is made by us, on our own disk */
  if (self->letter != NULL && net_letter_is_asking (self->letter))
    return CLOCK_STOPPED;
  return CLOCK_SMTP;
}

static gboolean
suspects_tls (NetSession *self)
{
  return !self->heard && self->endpoint->security != MAIL_SECURITY_TLS &&
         self->endpoint->port == TLS_PORT;
}

static guint
get_smtp_seconds (NetSession *self)
{
  guint seconds = smtp_client_get_timeout (self->client);

  if (seconds == 0)
    return 0;
  if (self->endpoint->timeout_s > 0)
    seconds = self->endpoint->timeout_s;
  return suspects_tls (self) ? MIN (seconds, TLS_PORT_GREETING_S) : seconds;
}

static guint
get_seconds (NetSession *self, Clock clock)
{
  guint wanted = self->endpoint->timeout_s;

  switch (clock)
    {
    case CLOCK_STOPPED:
      return 0;
    case CLOCK_CONNECT:
      return wanted > 0 ? wanted : CONNECT_S;
    case CLOCK_HANDSHAKE:
      return wanted > 0 ? wanted : HANDSHAKE_S;
    case CLOCK_SMTP:
      return get_smtp_seconds (self);
    case CLOCK_LAST_WORDS:
      return LAST_WORDS_S;
    case CLOCK_GOODBYE:
      return GOODBYE_S;
    }
  g_return_val_if_reached (0);
}

static gboolean
on_deadline (gpointer user_data)
{
  g_autoptr (NetSession) self = g_object_ref (user_data);
  Clock clock = get_clock (self);

  g_clear_pointer (&self->deadline, g_source_unref);
  if (clock == CLOCK_GOODBYE)
    self->ending = TRUE;
  else if (clock == CLOCK_LAST_WORDS)
    net_pump_fail (self, MAIL_FAILURE_CLOSED, "the connection broke");
  else if (clock == CLOCK_SMTP && suspects_tls (self))
    net_pump_fail (self, MAIL_FAILURE_WRONG_SECURITY, "no greeting on a port that is for TLS");
  else
    net_pump_fail (self, MAIL_FAILURE_TIMEOUT, NULL);
  net_pump (self);
  return G_SOURCE_REMOVE;
}

void
net_deadline_watch (NetSession *self)
{
  Clock clock = get_clock (self);
  guint seconds = get_seconds (self, clock);
  guint64 key =
      (guint64) clock << 32 | (clock == CLOCK_SMTP ? smtp_client_get_phase (self->client) : 0);

  if (seconds > 0 && self->deadline != NULL && key == self->deadline_key)
    return;
  if (self->deadline != NULL)
    g_source_destroy (self->deadline);
  g_clear_pointer (&self->deadline, g_source_unref);
  self->deadline_key = key;
  if (seconds == 0)
    return;
  self->deadline = self->time_limit_ms > 0 ? g_timeout_source_new (self->time_limit_ms)
                                           : g_timeout_source_new_seconds (seconds);
  g_source_set_callback (self->deadline, on_deadline, self, NULL);
  g_source_attach (self->deadline, g_main_context_get_thread_default ());
}
