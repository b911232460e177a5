/* SPDX-License-Identifier: GPL-3.0-or-later */

/* SCRAM (RFC 5802, RFC 7677), the client's half, message by message. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  NET_SCRAM_SHA_1,
  NET_SCRAM_SHA_256,
} NetScramHash;

/**
 * NetBinding: what is said of the channel the messages go through (RFC 5802 section 6)
 * @flag: 'n': we know nothing of it; 'y': we do, but the server did not offer to compare, which one
 *   that did offer takes for an attack; 'p': compare
 * @type: (nullable): with 'p', its name of RFC 5929 or RFC 9266
 * @data: (nullable): with 'p', what both ends of the channel know
 */
typedef struct
{
  char flag;
  const char *type;
  GBytes *data;
} NetBinding;

typedef struct NetScram NetScram;

/**
 * net_scram_new:
 * @user: as the person wrote it
 * @secret: prepared (RFC 4013), and the result wiped
 * @nonce: (nullable): printable and without commas; for tests, else it is random
 *
 * Returns: (transfer full) (nullable): NULL when SASLprep knows no form of @user or @secret
 */
NetScram *net_scram_new (NetScramHash hash, const char *user, const char *secret,
                         const NetBinding *binding, const char *nonce, GError **error);
void net_scram_free (NetScram *scram);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NetScram, net_scram_free)

/**
 * net_scram_begin:
 *
 * Returns: (transfer full): the client-first-message
 */
GBytes *net_scram_begin (NetScram *scram);

/**
 * net_scram_step:
 * @message: the server-first-message, then the server-final-message
 *
 * The first takes as long as the server's iteration count says: not for the main loop.
 *
 * Returns: (transfer full) (nullable): the answer
 */
GBytes *net_scram_step (NetScram *scram, GBytes *message, GError **error);

/**
 * net_scram_is_verified: whether the server has shown that it knows the secret
 */
gboolean net_scram_is_verified (const NetScram *scram);

/**
 * net_scram_get_refusal:
 *
 * Returns: (nullable): the server-error of its final message, e.g. "channel-bindings-dont-match"
 */
const char *net_scram_get_refusal (const NetScram *scram);

/**
 * net_scram_dup_name:
 *
 * Returns: (transfer full): @name as a saslname (RFC 5801 section 4): "," and "=" are escaped
 */
char *net_scram_dup_name (const char *name);

G_END_DECLS
