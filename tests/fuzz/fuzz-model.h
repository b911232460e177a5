/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What fuzz-client.c holds against the machine: a second reading of the same octets, as plain as it
 * can be, that knows nothing of how the machine comes to its results. It sees every octet that is
 * fed, made, shown and advanced, and ends the process where one of these does not hold:
 *
 * - while TLS is owed, nothing is said but EHLO, STARTTLS and QUIT; under implicit TLS nothing;
 * - a command is one line of at most 512 octets (a SASL response 12288), without controls;
 * - nothing stands behind a command that may not be followed (RFC 2920), nor behind any where
 *   PIPELINING is not offered, until its reply has come;
 * - commands without a reply are as many as replies the machine still waits for;
 * - content is what was pushed, with its dots doubled, and has one end;
 * - what was made is never changed;
 * - as long as something is owed there is a limit to the wait, and only a complete reply or octets
 *   that left begin it anew: a server that drips does not;
 * - accepted takes a complete 25z reply after a complete dot; unknown takes an octet of the dot;
 *   and with the dot gone, everything else takes a reply. */

#pragma once

#include "smtp-client-private.h"

G_BEGIN_DECLS

typedef struct FuzzModel FuzzModel;

FuzzModel *fuzz_model_new (SmtpClient *client, MailSecurity security);
void fuzz_model_free (FuzzModel *model);

/* What the driver does, told after it was done. */
void fuzz_model_fed (FuzzModel *model, const guint8 *octets, gsize length);
void fuzz_model_tls_started (FuzzModel *model);
void fuzz_model_submitted (FuzzModel *model);
void fuzz_model_pushed (FuzzModel *model, const guint8 *octets, gsize length);
void fuzz_model_ended (FuzzModel *model);

/**
 * fuzz_model_before_content: called before a push or an end while content is wanted
 */
void fuzz_model_before_content (FuzzModel *model);

/**
 * fuzz_model_watch: looks at what the machine has made; after every step
 */
void fuzz_model_watch (FuzzModel *model);

/**
 * fuzz_model_done: judges the outcome of a transaction
 */
void fuzz_model_done (FuzzModel *model, const MailOutcome *outcome);

gboolean fuzz_model_is_running (const FuzzModel *model);

/**
 * fuzz_model_get_n_replies:
 *
 * Returns: replies that were complete so far
 */
guint fuzz_model_get_n_replies (const FuzzModel *model);

G_END_DECLS
