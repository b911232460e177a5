/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One scripted server and one session against it, driven to the end of each operation. */

#pragma once

#include "net-session-private.h"
#include "support-server.h"

#define SECRET "geheim-77"
#define USER "wang@example.test"

/* Pieces of scripts. */
#define GREETING "S: 220 mail.test ESMTP\nC: EHLO [127.0.0.1]\n"
#define LOCKSTEP "S: 250-mail.test\nS: 250 8BITMIME\n"
#define PIPELINED "S: 250-mail.test\nS: 250-SIZE 40000000\nS: 250 PIPELINING\n"
#define ENVELOPE                                                                                   \
  "C: MAIL FROM:<wang@example.test>*\nS: 250 2.1.0 Ok\n"                                           \
  "C: RCPT TO:<li@example.test>*\nS: 250 2.1.5 Ok\nC: DATA\nS: 354 Go ahead\n"
#define ACCEPTED "content\nS: 250 2.0.0 Ok: queued as 4711\n"
#define GOODBYE "C: QUIT\nS: 221 2.0.0 Bye\neof\n"
#define WITH_AUTH(mechanisms) "S: 250-mail.test\nS: 250 AUTH " mechanisms "\n"

typedef struct
{
  SupportCertificates *certificates;
  SupportServer *server;
  MailEndpoint *endpoint;
  NetSession *session;
  GCancellable *cancellable;

  /* results */
  gboolean connected; /* connect has returned */
  MailFailure *failure;
  MailOutcome *outcome;
  gboolean quit;
  guint closed;
  guint confirms;
  guint64 sent;
} Fixture;

void fixture_set_up (Fixture *fixture, gconstpointer data);
void fixture_tear_down (Fixture *fixture, gconstpointer data);

/**
 * fixture_use: makes the session, for the endpoint as it is then, against @script
 */
void fixture_use (Fixture *fixture, const char *script);

/**
 * fixture_login: @mechanism may be NULL
 */
void fixture_login (Fixture *fixture, const char *mechanism);

/**
 * fixture_prepare_tls: a login at localhost, with the tests' authority
 */
void fixture_prepare_tls (Fixture *fixture, MailSecurity security);
void fixture_use_tls (Fixture *fixture, MailSecurity security, const char *script);

/**
 * fixture_connect: connects with SECRET if a login is owed
 *
 * Returns: whether the session is ready; else fixture->failure is set
 */
gboolean fixture_connect (Fixture *fixture);

/**
 * fixture_begin_submit: without waiting for the outcome
 */
void fixture_begin_submit (Fixture *fixture, GInputStream *content, guint64 size);
void fixture_wait_outcome (Fixture *fixture);

/**
 * fixture_submit: @text to one recipient
 */
void fixture_submit (Fixture *fixture, const char *text);
void fixture_quit (Fixture *fixture);

/**
 * fixture_iterate_until: runs the main loop until *@flag, at most ten seconds
 */
void fixture_iterate_until (const gboolean *flag);

MailRecipientState fixture_get_state (Fixture *fixture, guint index);

/**
 * fixture_assert_failure: how the connection failed, and where
 */
void fixture_assert_failure (Fixture *fixture, MailFailureKind kind, MailStage stage);

/**
 * fixture_assert_no_secret: that no line of the conversation holds the secret in any form
 */
void fixture_assert_no_secret (Fixture *fixture);

/**
 * fixture_has_line: whether a line of the conversation matches a glob @pattern
 */
gboolean fixture_has_line (Fixture *fixture, MailWho who, const char *pattern);

#define fixture_add(path, function)                                                                \
  g_test_add (path, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
