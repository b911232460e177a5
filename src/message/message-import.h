/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A message from elsewhere becomes a draft: what a person would have typed and attached, checked as
 * if it had been. */

#pragma once

#include "message-draft.h"

G_BEGIN_DECLS

/* A larger message is not taken: it is in memory while it is read. */
#define MESSAGE_MAX_IMPORT (64 * 1024 * 1024)

/* So much of any text fits into a letter at rest (MESSAGE_MAX_OCTETS), coded and with its header.
 */
#define MESSAGE_MAX_TEXT (2 * 1024 * 1024 / 3)

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
 * @n_texts_attached: how many of @files are texts that are too long for a letter
 * @n_parts_left_out: how many parts are neither in the text nor among @files
 * @n_addresses_left_out: how many were in a field that had too many of them
 */
typedef struct
{
  MessageDraft *draft;
  GPtrArray *files;
  char *from;
  guint n_texts_attached;
  guint n_parts_left_out;
  guint n_addresses_left_out;
} MessageImport;

/**
 * message_import:
 * @octets: a message, however malformed
 * @error: MESSAGE_ERROR_TOO_LARGE, MESSAGE_ERROR_HOSTILE, or MESSAGE_ERROR_DRAFT when it has no
 * header a message has
 *
 * Pure: may be called on any thread, and takes its time for a large message. Fields a program
 * writes are left out, HTML becomes text. A text of more than MESSAGE_MAX_TEXT octets is among the
 * files, whole. There are bounds to how many parts and addresses are taken, and what is beyond them
 * is counted.
 */
MessageImport *message_import (GBytes *octets, GError **error);
void message_import_free (MessageImport *import);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MessageImport, message_import_free)

G_END_DECLS
