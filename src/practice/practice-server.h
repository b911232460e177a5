/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A real SMTP server on the loopback addresses of this computer, in this process. It takes
 * letters for practice.test and passes nothing on. Some people there do what servers do:
 *
 *   friend  250              nobody  550 5.1.1      full    452 4.2.2
 *   later   451, then 250    strict  553 5.7.1      tiny    552 5.2.3 above 10 KiB
 *   spam    554 5.7.1 after the content             slow    250, two seconds late
 *   hangup  closes when the content begins, keeps nothing
 *   silent  keeps the letter and closes after the final dot without an answer
 *
 * any other name is accepted like friend; a domain other than practice.test is 550 5.7.1. The
 * password "wrong" is refused with 535. Where one letter goes to several of them, the last of
 * friend, tiny, spam, silent, hangup decides what becomes of it. */

#pragma once

#include <gio/gio.h>

#include "mail-endpoint.h"

G_BEGIN_DECLS

/**
 * PracticeLetter: a letter as it came in
 * @received_us: microseconds since 1970, UTC
 * @reverse_path: what MAIL said
 * @forward_paths: (array zero-terminated=1): what RCPT said and was accepted
 * @octets: content as received, unstuffed, below the trace fields the server adds
 */
typedef struct
{
  char *id;
  gint64 received_us;
  char *reverse_path;
  char **forward_paths;
  GBytes *octets;
} PracticeLetter;

PracticeLetter *practice_letter_ref (PracticeLetter *letter);
void practice_letter_unref (PracticeLetter *letter);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PracticeLetter, practice_letter_unref)

/**
 * PracticePersonality: how the server presents itself
 * @PRACTICE_FULL: EHLO with PIPELINING, SIZE, 8BITMIME, SMTPUTF8, ENHANCEDSTATUSCODES, AUTH PLAIN
 * LOGIN
 * @PRACTICE_LOCKSTEP: like smtp.163.com: no PIPELINING, no SIZE, AUTH in both forms
 * @PRACTICE_OLD: HELO only, no AUTH
 * @PRACTICE_TLS: full, with implicit TLS and a throw-away certificate
 * @PRACTICE_STARTTLS: full, AUTH only after STARTTLS, with a throw-away certificate
 */
typedef enum
{
  PRACTICE_FULL,
  PRACTICE_LOCKSTEP,
  PRACTICE_OLD,
  PRACTICE_TLS,
  PRACTICE_STARTTLS,
} PracticePersonality;

gboolean practice_personality_from_nick (const char *nick, PracticePersonality *personality);

#define PRACTICE_TYPE_SERVER (practice_server_get_type ())
G_DECLARE_FINAL_TYPE (PracticeServer, practice_server, PRACTICE, SERVER, GObject)

/**
 * PracticeServer::received:
 * @letter: (type gpointer): a PracticeLetter
 */

/**
 * practice_server_new:
 * @spool: (nullable): directory in which received letters are kept as files, at most 200; NULL
 *   keeps them in memory
 */
PracticeServer *practice_server_new (PracticePersonality personality, GFile *spool);

/**
 * practice_server_start:
 * @port: 0 for any free port
 *
 * Listens on 127.0.0.1. Does not block beyond binding.
 *
 * Returns: whether it listens
 */
gboolean practice_server_start (PracticeServer *server, guint16 port, GError **error);

/**
 * practice_server_stop: closes the listener and every connection at once
 */
void practice_server_stop (PracticeServer *server);

guint16 practice_server_get_port (PracticeServer *server);

/**
 * practice_server_dup_endpoint:
 *
 * Returns: (transfer full): how to reach it: loopback, its port and security, user "practice" where
 *   it offers AUTH, its own certificate's digest where it has one
 */
MailEndpoint *practice_server_dup_endpoint (PracticeServer *server);

/**
 * practice_server_list_async: the letters received, newest first
 */
void practice_server_list_async (PracticeServer *server, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data);

/**
 * practice_server_list_finish:
 *
 * Returns: (transfer container) (element-type PracticeLetter): letters, or NULL with @error set
 */
GPtrArray *
practice_server_list_finish (PracticeServer *server, GAsyncResult *result, GError **error);

G_END_DECLS
