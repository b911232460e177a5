/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From the options of `send` to a letter. */

#pragma once

#include "cli-parts.h"
#include "message-render.h"

G_BEGIN_DECLS

/**
 * CliCompose: what was given; all are UTF-8 and may be NULL, file names are in the file system's
 * encoding
 */
typedef struct
{
  char *from;
  char **to;
  char **cc;
  char **bcc;
  char *reply_to;
  char *subject;
  char *body;
  char *body_file;
  char *html_file;
  char **attach;
  char **headers;
} CliCompose;

void cli_compose_clear (CliCompose *compose);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliCompose, cli_compose_clear)

/**
 * cli_compose_draft: makes the draft; its attachments are copied into the store
 *
 * Returns: (transfer full) (nullable): the draft; NULL with @status set after saying what is wrong
 */
MessageDraft *cli_compose_draft (CliParts *parts, const CliCompose *compose,
                                 const AccountProfile *profile, int *status);

G_END_DECLS
