/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MessageError:
 * @MESSAGE_ERROR_ADDRESS: an address is not complete or holds what no address may
 * @MESSAGE_ERROR_NO_RECIPIENT: nobody is named
 * @MESSAGE_ERROR_HEADER: a header value or name that could become a second header
 * @MESSAGE_ERROR_CONTENT: octets that may not travel: bare CR or LF, NUL, lines over 998 octets
 * @MESSAGE_ERROR_TOO_LARGE: larger than this program takes at all
 * @MESSAGE_ERROR_HOSTILE: built as nobody builds a message: to read it would take all memory
 * @MESSAGE_ERROR_DRAFT: octets that hold no draft
 */
typedef enum
{
  MESSAGE_ERROR_ADDRESS,
  MESSAGE_ERROR_NO_RECIPIENT,
  MESSAGE_ERROR_HEADER,
  MESSAGE_ERROR_CONTENT,
  MESSAGE_ERROR_TOO_LARGE,
  MESSAGE_ERROR_HOSTILE,
  MESSAGE_ERROR_DRAFT,
} MessageError;

#define MESSAGE_ERROR (message_error_quark ())
GQuark message_error_quark (void);

G_END_DECLS
