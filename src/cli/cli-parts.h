/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The parts of the program a command needs: accounts, store, queue, practice server. Where they lie
 * follows the XDG directories, as for the window. */

#pragma once

#include "account-registry.h"
#include "practice-server.h"
#include "submission-queue.h"

G_BEGIN_DECLS

typedef struct
{
  AccountRegistry *registry;
  StoreDatabase *database;
  SubmissionQueue *queue;
  PracticeServer *practice;
} CliParts;

#define CLI_PARTS_INIT                                                                             \
  {                                                                                                \
    NULL                                                                                           \
  }

/* Each opens what is needed before it, says what is wrong, and returns an exit status. */
int cli_parts_open_accounts (CliParts *parts);
int cli_parts_open_store (CliParts *parts);

/**
 * cli_parts_open_queue:
 * @practice: whether the practice account may be sent from: starts its server
 * @timeout_s: for every phase; 0: the profile's
 */
int cli_parts_open_queue (CliParts *parts, gboolean practice, guint timeout_s);

/**
 * cli_parts_start_practice:
 *
 * Returns: (transfer full): the practice server, which listens, or NULL after saying why not
 */
PracticeServer *cli_parts_start_practice (PracticePersonality personality, guint16 port);

/**
 * cli_parts_clear: ends the parts in order: everything begun is on disk afterwards
 */
void cli_parts_clear (CliParts *parts);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliParts, cli_parts_clear)

/**
 * cli_parts_find_account:
 * @address: (nullable): as given by the user; NULL: the default
 *
 * Returns: (transfer full) (nullable): the profile; NULL after saying what to do
 */
AccountProfile *cli_parts_find_account (CliParts *parts, const char *address);

G_END_DECLS
