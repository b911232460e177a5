/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the simple mechanisms say, in memory that is wiped. */

#pragma once

#include <glib.h>

#include "mail-endpoint.h"

G_BEGIN_DECLS

/* RFC 4616 section 2 */
GBytes *net_answer_plain (const char *user, const char *secret);

/* RFC 2195 section 2 */
GBytes *net_answer_cram_md5 (const char *user, const char *secret, GBytes *challenge);

/* As its inventor wrote it down */
GBytes *net_answer_xoauth2 (const char *user, const char *token);

/* RFC 7628 section 3.1 */
GBytes *net_answer_oauthbearer (const MailEndpoint *endpoint, const char *token);

/**
 * net_answer_is_token: whether @secret can be an access token
 */
gboolean net_answer_is_token (const char *secret);

G_END_DECLS
