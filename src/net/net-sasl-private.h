/* SPDX-License-Identifier: GPL-3.0-or-later */

/* SASL (RFC 4422) for one login: which mechanism, and what to answer. Knows no connection. */

#pragma once

#include <gio/gio.h>

#include "mail-endpoint.h"

G_BEGIN_DECLS

/**
 * NetSaslError:
 * @NET_SASL_ERROR_MECHANISM: the mechanism cannot go on with what it was given
 * @NET_SASL_ERROR_SERVER: the server did not prove that it knows the secret (RFC 5802 section 3)
 * @NET_SASL_ERROR_ITERATIONS: an iteration count that is no protection, or an attack
 */
typedef enum
{
  NET_SASL_ERROR_MECHANISM,
  NET_SASL_ERROR_SERVER,
  NET_SASL_ERROR_ITERATIONS,
} NetSaslError;

#define NET_SASL_ERROR (net_sasl_error_quark ())
GQuark net_sasl_error_quark (void);

typedef struct NetSasl NetSasl;

/**
 * net_sasl_is_owed:
 *
 * Returns: whether @endpoint wants a login at all
 */
gboolean net_sasl_is_owed (const MailEndpoint *endpoint);

/**
 * net_sasl_is_usable:
 * @secret: (nullable):
 *
 * Returns: whether the login that @endpoint wants can be tried with @secret at all: UTF-8, no line
 *   breaks, and for XOAUTH2 and OAUTHBEARER nothing that an access token cannot hold
 */
gboolean net_sasl_is_usable (const MailEndpoint *endpoint, const char *secret);

/**
 * net_sasl_new:
 * @endpoint: (transfer none): must outlive the result
 * @secret: copied into memory that is wiped
 */
NetSasl *net_sasl_new (const MailEndpoint *endpoint, const char *secret);
void net_sasl_free (NetSasl *sasl);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NetSasl, net_sasl_free)

/**
 * net_sasl_set_binding:
 * @type: a channel binding's name of RFC 5929 or RFC 9266
 * @data: what both ends of the TLS connection know, and nobody between them
 *
 * Before the first net_sasl_choose(): lets -PLUS mechanisms be chosen.
 */
void net_sasl_set_binding (NetSasl *sasl, const char *type, GBytes *data);

/**
 * net_sasl_choose:
 * @offered: (array zero-terminated=1): mechanisms in upper case
 * @encrypted: on a clear line mechanisms that do not show the secret go before those that do
 *
 * An endpoint that names SCRAM-SHA-256 means its -PLUS form too.
 *
 * Returns: (transfer none) (nullable): the strongest one not chosen yet, or NULL
 */
const char *net_sasl_choose (NetSasl *sasl, const char *const *offered, gboolean encrypted);

/**
 * net_sasl_begin:
 * @mechanism: from net_sasl_choose()
 * @initial: (out) (nullable): the initial response, NULL where the server begins
 */
gboolean net_sasl_begin (NetSasl *sasl, const char *mechanism, GBytes **initial, GError **error);

/**
 * net_sasl_step_async:
 * @sasl: with a mechanism begun
 *
 * SCRAM derives keys for as long as the server likes, so it does that in a thread. @sasl must not
 * be used until the callback.
 */
void net_sasl_step_async (NetSasl *sasl, GBytes *challenge, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data);

/**
 * net_sasl_step_finish:
 *
 * Returns: (transfer full): the response, in memory that is wiped; NULL with @error set
 */
GBytes *net_sasl_step_finish (GAsyncResult *result, GError **error);

/**
 * net_sasl_verify:
 *
 * Returns: whether the mechanism is content with the 235: SCRAM must have seen the server's
 *   signature (in SMTP that is a challenge, RFC 4954 section 4)
 */
gboolean net_sasl_verify (NetSasl *sasl, GError **error);

/**
 * net_sasl_get_refusal:
 *
 * Returns: (transfer none) (nullable): what the mechanism itself was told about a refusal: the JSON
 *   of RFC 7628 section 3.2.2, or a server-error of RFC 5802 section 7; a server's text, UTF-8
 */
const char *net_sasl_get_refusal (NetSasl *sasl);

G_END_DECLS
