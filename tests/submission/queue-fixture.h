/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The agent with a real store, over a real socket, against a scripted server. */

#pragma once

#include "fake-clock.h"
#include "store-outbox.h"
#include "submission-queue.h"
#include "support-await.h"
#include "support-directory.h"
#include "support-server.h"

typedef struct
{
  char *directory;
  StoreDatabase *database;
  AccountRegistry *registry;
  SubmissionQueue *queue;
  FakeClock *clock; /* (nullable): see fixture_use_clock() */
  SupportServer *server;
  char *account_id;
  guint n_settled; /* attempts that came to an end */
} Fixture;

#define GREETING "S: 220 here\nC: EHLO *\nS: 250-here\nS: 250 PIPELINING\n"
#define ENVELOPE "C: MAIL FROM:<li@example.test>*\n"
#define ONE_PERSON "C: RCPT TO:<han@example.test>\n"
#define LETTER "C: DATA\nS: 250 ok\nS: 250 ok\nS: 354 go on\ncontent\n"
#define GOODBYE "C: QUIT\nS: 221 bye\neof\n"

void fixture_set_up (Fixture *fixture, gconstpointer data);
void fixture_tear_down (Fixture *fixture, gconstpointer data);

/* the store and the accounts of @directory, with a queue of their own */
void fixture_open (Fixture *fixture, const char *directory);
void fixture_close (Fixture *fixture);

/* before anything is asked of the queue: time stands still until the test moves it */
void fixture_use_clock (Fixture *fixture);
/* until the queue has nothing to do before the next timer goes off */
void fixture_wait_timer (Fixture *fixture);
/* until nothing more comes of what was done, as far as the store and the main loop know */
void fixture_wait_quiet (Fixture *fixture);
/* until @n more are settled, or @n in all */
void fixture_wait_settled (Fixture *fixture, guint n);
void fixture_wait_settled_in_all (Fixture *fixture, guint n);

/* another account, whose server is at @port of 127.0.0.1; its id, newly allocated */
char *fixture_add_account (Fixture *fixture, guint16 port);

gint64 fixture_enqueue_held (Fixture *fixture, const char *subject, const char *const *people,
                             gint64 held_until_us);
/* to han@example.test, due now */
gint64 fixture_enqueue (Fixture *fixture, const char *subject);
/* to r0@example.test, r1@example.test, … */
gint64 fixture_enqueue_many (Fixture *fixture, guint n);
StoreLetter *fixture_deliver (Fixture *fixture, gint64 id);
StoreLetter *fixture_get (Fixture *fixture, gint64 id);
void fixture_command (Fixture *fixture, gint64 id, StoreCommand what);
GPtrArray *fixture_run (Fixture *fixture);

#define fixture_add(path, func)                                                                    \
  g_test_add (path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)
