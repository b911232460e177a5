/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A chunk (BDAT, RFC 3030) needs no transparency and no go-ahead, and servers that offer it without
 * being able to take it exist. So a server has to earn it: a letter by DATA comes first, chunks
 * follow when their envelope was answered, and only after some of them a small letter may go in one
 * group with its envelope. One failure, and that server gets DATA for good. */

#include "submission-link-private.h"

#include <string.h>

#include "account-provider.h"

/* What one connection carries before it is renewed, RFC 5321 section 4.5.3.1.8 for the last. */
#define MAX_LETTERS 100
#define MAX_RECIPIENTS 1000
#define MAX_RECIPIENTS_A_LETTER 100

/* letters after which a server has the trust in the first place, and all of it */
#define CHUNKS_TRIED 1
#define CHUNKS_TRUSTED 4

/* Nothing can be told from what was written into a dead connection, so a group that commits at once
 * is for one that was heard a moment ago. */
#define FRESH_US (15 * G_TIME_SPAN_SECOND)

struct SubmissionLink
{
  NetSession *session;
  char *host;
  guint16 port;
  int chunks;
  guint n_letters;
  guint n_recipients;
  gint64 heard_us; /* by the clock that goes on while the machine sleeps */
};

SubmissionLink *
submission_link_new (NetSession *session, const MailEndpoint *endpoint, int chunks)
{
  SubmissionLink *link = g_new0 (SubmissionLink, 1);

  link->session = g_object_ref (session);
  link->host = g_strdup (endpoint->host);
  link->port = endpoint->port;
  link->chunks = chunks;
  link->heard_us = g_get_real_time ();
  return link;
}

static void
on_quit (GObject *source, GAsyncResult *result, gpointer user_data)
{
  net_session_quit_finish (NET_SESSION (source), result);
}

void
submission_link_free (SubmissionLink *link)
{
  if (link == NULL)
    return;
  net_session_quit_async (link->session, on_quit, NULL);
  g_object_unref (link->session);
  g_free (link->host);
  g_free (link);
}

NetSession *
submission_link_get_session (SubmissionLink *link)
{
  return link->session;
}

static guint
lesser (guint a, guint b)
{
  return b > 0 ? MIN (a, b) : a;
}

guint
submission_link_get_room (SubmissionLink *link, guint *max_domains)
{
  NetOffer offer = net_session_get_offer (link->session);
  const AccountProvider *provider = account_provider_for_host (link->host);
  guint room = MAX_RECIPIENTS_A_LETTER;

  *max_domains = offer.rcpt_domain_max;
  if (link->n_letters >= lesser (MAX_LETTERS, offer.mail_max) ||
      link->n_recipients >= MAX_RECIPIENTS)
    return 0;
  room = lesser (room, offer.rcpt_max);
  room = lesser (room, provider != NULL ? provider->max_recipients : 0);
  return MIN (room, MAX_RECIPIENTS - link->n_recipients);
}

/* Without a CRLF at the end DATA adds one, a chunk does not. */
static gboolean
ends_a_line (const MailContent *content)
{
  gsize length;
  const char *octets = g_bytes_get_data (content->octets, &length);

  for (guint i = 0; i < content->holes->len; i++)
    {
      const MailHole *hole = &g_array_index (content->holes, MailHole, i);

      if (hole->place == length)
        return hole->encoding == MAIL_ENCODING_BASE64;
    }
  return length >= 2 && memcmp (octets + length - 2, "\r\n", 2) == 0;
}

/* A server that loses count would take lines for commands: none may look like one that adds a
 * recipient or begins a letter. */
static gboolean
has_command_line (const MailContent *content)
{
  gsize length;
  const char *p = g_bytes_get_data (content->octets, &length);
  const char *end = p + length;

  while (p < end)
    {
      const char *lf = memchr (p, '\n', end - p);

      if (end - p >= 5 &&
          (g_ascii_strncasecmp (p, "MAIL ", 5) == 0 || g_ascii_strncasecmp (p, "RCPT ", 5) == 0))
        return TRUE;
      p = lf != NULL ? lf + 1 : end;
    }
  return FALSE;
}

static gboolean
may_go_at_once (const SubmissionLink *link, const MailContent *content)
{
  gint64 idle_us = g_get_real_time () - link->heard_us;

  return link->chunks >= CHUNKS_TRUSTED && content->holes->len == 0 && idle_us >= 0 &&
         idle_us < FRESH_US && !has_command_line (content);
}

void
submission_link_prepare (SubmissionLink *link, const MailContent *content, gboolean chunks)
{
  NetFlight flight = NET_FLIGHT_DATA;

  if (chunks && link->chunks >= CHUNKS_TRIED && ends_a_line (content))
    flight = may_go_at_once (link, content) ? NET_FLIGHT_CHUNK_AT_ONCE : NET_FLIGHT_CHUNK;
  net_session_set_flight (link->session, flight);
}

/* BDAT was not understood, or came when the server did not expect it (RFC 5321 section 4.2.2). */
static gboolean
is_command_refused (const MailOutcome *outcome)
{
  guint code = outcome->reply != NULL ? mail_reply_get_code (outcome->reply) : 0;

  return code >= 500 && code <= 504;
}

static gboolean
is_broken (const MailFailure *failure)
{
  return failure != NULL &&
         (failure->kind == MAIL_FAILURE_CLOSED || failure->kind == MAIL_FAILURE_TIMEOUT ||
          failure->kind == MAIL_FAILURE_PROTOCOL);
}

gboolean
submission_link_is_chunk_failure (const MailOutcome *outcome)
{
  return outcome->chunked && (is_command_refused (outcome) || is_broken (outcome->failure)) &&
         mail_outcome_count (outcome, MAIL_RECIPIENT_ACCEPTED) == 0 &&
         mail_outcome_count (outcome, MAIL_RECIPIENT_UNKNOWN) == 0;
}

static int
learn (const SubmissionLink *link, const MailOutcome *outcome)
{
  if (outcome->chunked && (is_command_refused (outcome) || is_broken (outcome->failure)))
    return STORE_CHUNKS_FAILED;
  if (link->chunks == STORE_CHUNKS_FAILED || !net_session_get_offer (link->session).chunks ||
      mail_outcome_count (outcome, MAIL_RECIPIENT_ACCEPTED) == 0)
    return link->chunks;
  if (!outcome->chunked)
    return MAX (link->chunks, CHUNKS_TRIED);
  return MIN (link->chunks + 1, CHUNKS_TRUSTED);
}

/* A fact that could not be kept costs a letter by DATA, no more. */
static void
on_kept (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!store_servers_set_chunks_finish (STORE_DATABASE (source), result, &error))
    g_debug ("what was learnt of a server cannot be kept: %s", error->message);
}

void
submission_link_note (SubmissionLink *link, StoreDatabase *database, const MailOutcome *outcome)
{
  int chunks = learn (link, outcome);

  link->n_letters++;
  link->n_recipients += outcome->results->len;
  link->heard_us = g_get_real_time ();
  if (chunks == link->chunks)
    return;
  link->chunks = chunks;
  store_servers_set_chunks_async (database, link->host, link->port, chunks, on_kept, NULL);
}
