/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Messages that are ready-made: `send --message` and `sendmail`. */

#pragma once

#include "cli-parts.h"
#include "message-render.h"

G_BEGIN_DECLS

/**
 * cli_ready_read:
 * @message: (transfer none): read to its end
 * @reverse_path: (nullable): NULL: as the message says
 * @forward_paths: (nullable) (element-type MailPath): NULL: as the message says
 *
 * A large message's body goes into the store.
 *
 * Returns: (transfer full) (nullable): the letter; NULL with @status set after saying what is wrong
 */
MessageLetter *cli_ready_read (CliParts *parts, GInputStream *message, MailPath *reverse_path,
                               GPtrArray *forward_paths, int *status);

G_END_DECLS
