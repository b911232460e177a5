/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MailError:
 * @MAIL_ERROR_ADDRESS: not a mailbox in the sense of RFC 5321 section 4.1.2
 * @MAIL_ERROR_SERIALISED: octets that do not hold the value they should
 *
 * Why a value could not be made. What a server refuses is no error but a MailOutcome.
 */
typedef enum
{
  MAIL_ERROR_ADDRESS,
  MAIL_ERROR_SERIALISED,
} MailError;

#define MAIL_ERROR (mail_error_quark ())
GQuark mail_error_quark (void);

G_END_DECLS
