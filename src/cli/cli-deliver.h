/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From a rendered letter to its report. */

#pragma once

#include "cli-report.h"
#include "message-draft.h"
#include "message-render.h"

G_BEGIN_DECLS

/**
 * CliDelivery: a letter that is to be queued, and sent if @queue_only is not set
 * @draft: (nullable): what it was rendered from
 * @send_at_us: 0: at once
 */
typedef struct
{
  const AccountProfile *profile;
  const MessageLetter *letter;
  const MessageDraft *draft;
  gint64 send_at_us;
  gboolean queue_only;
  CliManner manner;
} CliDelivery;

/**
 * cli_deliver_enqueue:
 *
 * Returns: an exit status; EX_OK when the letter is durable
 */
int cli_deliver_enqueue (CliParts *parts, const CliDelivery *delivery, gint64 *id);

/**
 * cli_deliver_attempt: one attempt for one letter
 *
 * Returns: (transfer full) (nullable): the letter afterwards; NULL after saying what is wrong
 */
StoreLetter *cli_deliver_attempt (CliParts *parts, gint64 id);

/**
 * cli_deliver_get: the letter as it is now
 */
StoreLetter *cli_deliver_get (CliParts *parts, gint64 id, int *status);

/**
 * cli_deliver: queues, sends, reports
 *
 * Returns: an exit status
 */
int cli_deliver (CliParts *parts, const CliDelivery *delivery);

G_END_DECLS
