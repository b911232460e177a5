/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One thing that was tried to find the server of a domain: a question to the DNS, or a knock at a
 * server's door. All of them together are the list a person is shown. */

#pragma once

#include "mail-endpoint.h"
#include "mail-failure.h"

G_BEGIN_DECLS

/**
 * MailTryState:
 * @MAIL_TRY_RUNNING: nothing is known yet
 * @MAIL_TRY_FOUND: the record is there; or the server is who it should be, encrypts and takes
 *   logins
 * @MAIL_TRY_MISSING: there is no such record, or no such host
 * @MAIL_TRY_DECLINED: the domain says that it has no such service (RFC 6186 section 3.4)
 * @MAIL_TRY_FAILED: see the failure
 * @MAIL_TRY_SKIPPED: not asked, or given up because it was not needed any more
 */
typedef enum
{
  MAIL_TRY_RUNNING,
  MAIL_TRY_FOUND,
  MAIL_TRY_MISSING,
  MAIL_TRY_DECLINED,
  MAIL_TRY_FAILED,
  MAIL_TRY_SKIPPED,
} MailTryState;

#define MAIL_N_TRY_STATES (MAIL_TRY_SKIPPED + 1)

/**
 * MailTry:
 * @record: (nullable): the name of the SRV record asked for; NULL: a server
 * @endpoint: (nullable): the server, without a user; NULL: a record
 * @is_foreign: the DNS named it, and it is outside the domain: nobody but the DNS, which anybody
 *   on the way can forge, says that it belongs together, so a person has to agree
 * @state: how it went
 * @failure: (nullable): why it is MAIL_TRY_FAILED or a host is MAIL_TRY_MISSING
 * @ms: how long it took
 */
typedef struct
{
  char *record;
  MailEndpoint *endpoint;
  gboolean is_foreign;
  MailTryState state;
  MailFailure *failure;
  guint ms;
} MailTry;

MailTry *mail_try_new_record (const char *record);
MailTry *mail_try_new_server (const char *host, guint16 port, MailSecurity security);
void mail_try_free (MailTry *try);

const char *mail_try_state_to_nick (MailTryState state);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailTry, mail_try_free)

G_END_DECLS
