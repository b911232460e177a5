/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Words for a certificate that is not trusted. */

#pragma once

#include "mail-failure.h"

G_BEGIN_DECLS

const char *ui_certificate_get_reason (MailCertificateFlags flags);

/**
 * ui_certificate_dup_digest:
 *
 * Returns: (transfer full): @digest in groups, to be compared by eye or read aloud
 */
char *ui_certificate_dup_digest (const char *digest);

G_END_DECLS
