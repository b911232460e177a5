/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A message from elsewhere becomes a draft: what a person would have typed and attached, checked as
 * if it had been. */

#pragma once

#include "message-draft.h"

G_BEGIN_DECLS

/* A larger message is not taken: it is in memory while it is read. */
#define MESSAGE_MAX_IMPORT (64 * 1024 * 1024)

/**
 * MessageImportFile: something attached
 * @name: base name, UTF-8, clean; never empty
 */
typedef struct
{
  char *name;
  char *content_type;
  GBytes *content;
} MessageImportFile;

/**
 * MessageImport:
 * @draft: without its attachments, account and originator
 * @files: (element-type MessageImportFile): to be stored and attached, in their order
 * @from: (nullable): address of the message's originator, for choosing an account
 */
typedef struct
{
  MessageDraft *draft;
  GPtrArray *files;
  char *from;
} MessageImport;

/**
 * message_import:
 * @octets: a message, however malformed
 * @error: MESSAGE_ERROR_TOO_LARGE, or MESSAGE_ERROR_DRAFT when it has no header a message has
 *
 * Pure: may be called on any thread, and takes its time for a large message. Fields a program
 * writes are left out, HTML becomes text; of text a megabyte is taken, of files 500.
 */
MessageImport *message_import (GBytes *octets, GError **error);
void message_import_free (MessageImport *import);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MessageImport, message_import_free)

G_END_DECLS
