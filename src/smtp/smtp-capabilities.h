/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What an EHLO reply offers (RFC 5321 section 4.1.1.1). The first line is the server's name and
 * never an extension. */

#pragma once

#include "mail-reply.h"

G_BEGIN_DECLS

/**
 * SmtpExtensions: extensions of use to a submitting client
 */
typedef enum
{
  SMTP_EXTENSION_STARTTLS = 1 << 0,
  SMTP_EXTENSION_PIPELINING = 1 << 1,
  SMTP_EXTENSION_SIZE = 1 << 2,
  SMTP_EXTENSION_8BITMIME = 1 << 3,
  SMTP_EXTENSION_SMTPUTF8 = 1 << 4,
  SMTP_EXTENSION_CHUNKING = 1 << 5,
  SMTP_EXTENSION_DSN = 1 << 6,
  SMTP_EXTENSION_ENHANCEDSTATUSCODES = 1 << 7,
  SMTP_EXTENSION_AUTH = 1 << 8,
  SMTP_EXTENSION_REQUIRETLS = 1 << 9,
  SMTP_EXTENSION_LIMITS = 1 << 10,
} SmtpExtensions;

/**
 * SmtpCapabilities:
 * @extensions: what is offered
 * @size: the largest message in octets (RFC 1870); 0: not said
 * @mail_max: mail transactions a session may have (RFC 9422); 0: not said, as for the next two
 * @rcpt_max: recipients a transaction may have
 * @rcpt_domain_max: domains the recipients of a transaction may have
 * @mechanisms: (array zero-terminated=1): SASL mechanisms in upper case, each once; the union of
 *   all AUTH lines, the old "AUTH=" form among them
 */
typedef struct
{
  SmtpExtensions extensions;
  guint64 size;
  guint mail_max;
  guint rcpt_max;
  guint rcpt_domain_max;
  char **mechanisms;
} SmtpCapabilities;

/**
 * smtp_capabilities_parse:
 * @text: lines of an EHLO reply, parted by LF
 *
 * Returns: (transfer full): what it offers; at most 64 mechanisms are kept
 */
SmtpCapabilities *smtp_capabilities_parse (const char *text);
SmtpCapabilities *smtp_capabilities_new (void);
void smtp_capabilities_free (SmtpCapabilities *capabilities);

/**
 * smtp_capabilities_is_mechanism:
 *
 * Returns: whether @name has the form of a SASL mechanism's name (RFC 4422 section 3.1)
 */
gboolean smtp_capabilities_is_mechanism (const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SmtpCapabilities, smtp_capabilities_free)

G_END_DECLS
