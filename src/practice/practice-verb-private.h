/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The commands of RFC 5321 section 4.1 and what is answered. What
 * practice-dialogue.c, practice-verb.c and practice-transaction.c share. */

#pragma once

#include "mail-path.h"
#include "practice-content-private.h"
#include "practice-dialogue-private.h"
#include "practice-login-private.h"
#include "practice-people-private.h"

G_BEGIN_DECLS

/**
 * PracticeDialogue:
 * @client: (nullable): what it called itself; NULL: it has not said hello
 * @extended: it said EHLO
 * @reverse_path: (nullable): of the transaction; NULL: there is none
 * @declared: SIZE that MAIL declared
 * @content: (nullable): while it comes in
 * @delayed: (nullable): a reply that is given later
 * @errors: commands nobody understands; too many end the session
 * @id: (nullable): of the last letter
 */
struct PracticeDialogue
{
  const PracticeManner *manner;
  PracticeDefer defer;
  gpointer user_data;

  GString *output;
  char *delayed;
  guint delay_ms;
  PracticeWant want;
  guint errors;

  char *client;
  gboolean extended;
  gboolean encrypted;
  gboolean logged_in;
  PracticeLoginStep login;

  char *reverse_path;
  guint64 declared;
  gboolean smtputf8;
  GPtrArray *forward_paths;
  PracticeFate fate;
  PracticeContent *content;
  char *id;
};

void practice_verb_greet (PracticeDialogue *dialogue);

/**
 * practice_verb_reset: ends the transaction
 */
void practice_verb_reset (PracticeDialogue *dialogue);

/**
 * practice_verb_reply:
 * @enhanced: (nullable): left out where the personality knows none
 */
void
practice_verb_reply (PracticeDialogue *dialogue, int code, const char *enhanced, const char *text);

/**
 * practice_verb_take_line:
 * @line: a command, or the response to a challenge, without its line end
 */
void practice_verb_take_line (PracticeDialogue *dialogue, const char *line);

/**
 * practice_verb_owes_tls:
 *
 * Returns: whether nothing may be sent before STARTTLS
 */
gboolean practice_verb_owes_tls (const PracticeDialogue *dialogue);

void practice_transaction_mail (PracticeDialogue *dialogue, const char *arguments);
void practice_transaction_rcpt (PracticeDialogue *dialogue, const char *arguments);
void practice_transaction_data (PracticeDialogue *dialogue, const char *arguments);

G_END_DECLS
