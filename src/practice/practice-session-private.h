/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One connection to the practice server: carries octets between a dialogue and a socket. */

#pragma once

#include "practice-dialogue-private.h"

G_BEGIN_DECLS

typedef struct PracticeSession PracticeSession;

/**
 * PracticeHost: what a session asks of its server
 * @defer: see PracticeDefer
 * @keep: keep @letter, then call practice_session_kept()
 * @closed: the session has ended
 */
typedef struct
{
  PracticeDefer defer;
  void (*keep) (PracticeSession *session, PracticeLetter *letter, gpointer user_data);
  void (*closed) (PracticeSession *session, gpointer user_data);
} PracticeHost;

/**
 * practice_session_new:
 * @certificate: (nullable): for the personalities with TLS
 * @host: (not owned): outlives the session, or is told goodbye by practice_session_close()
 *
 * Returns: (transfer full): a session that runs
 */
PracticeSession *
practice_session_new (GSocketConnection *connection, PracticePersonality personality,
                      GTlsCertificate *certificate, const PracticeHost *host, gpointer user_data);
PracticeSession *practice_session_ref (PracticeSession *session);
void practice_session_unref (PracticeSession *session);

void practice_session_kept (PracticeSession *session, gboolean kept);

/**
 * practice_session_close: at once; the host hears nothing more
 */
void practice_session_close (PracticeSession *session);

G_END_DECLS
