/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is known about mail providers: a compiled-in catalogue. */

#pragma once

#include "mail-endpoint.h"

G_BEGIN_DECLS

/**
 * AccountTriState: some facts are not known
 */
typedef enum
{
  ACCOUNT_UNKNOWN,
  ACCOUNT_NO,
  ACCOUNT_YES,
} AccountTriState;

/**
 * AccountProvider: one preset; strings are owned by the catalogue and live as long as the program
 * @steps_en: (nullable): the way to the authorization code, steps parted by " → "
 * @web_url: (nullable): page to open for it
 * @mailbox_url: (nullable): page of the mailbox itself, where its Sent folder is
 * @code_length: usual length of an authorization code, 0 when unknown: a hint, never a block
 * @password_works: whether the login password is accepted at all
 * @max_message_octets: 0 when unknown
 */
typedef struct
{
  const char *id;
  const char *family;
  const char *name_en;
  const char *name_zh;
  const char *host;
  guint16 port;
  MailSecurity security;
  const char *credential_note_en;
  const char *credential_note_zh;
  const char *steps_en;
  const char *steps_zh;
  const char *web_url;
  const char *mailbox_url;
  guint code_length;
  gboolean wants_code;
  gboolean password_works;
  AccountTriState from_must_equal_login;
  AccountTriState keeps_sent_copy;
  guint64 max_message_octets;
  guint max_recipients;
} AccountProvider;

/**
 * account_provider_for_address:
 *
 * Returns: (transfer none) (nullable): the preset whose domains hold the domain of @address
 */
const AccountProvider *account_provider_for_address (const char *address);

/**
 * account_provider_for_host:
 *
 * Returns: (transfer none) (nullable): the preset whose server is @host
 */
const AccountProvider *account_provider_for_host (const char *host);

/**
 * account_provider_get:
 *
 * Returns: (transfer none) (nullable): the preset with @id
 */
const AccountProvider *account_provider_get (const char *id);

/**
 * account_provider_find_family:
 * @name: what a person calls a provider: an id, a domain, an address, a server, or the first label
 *   of a domain, "163"
 *
 * Returns: (transfer none) (nullable): its family; NULL where no provider has that name, or those
 *   of several families have it
 */
const char *account_provider_find_family (const char *name);

/**
 * account_provider_dup_endpoint:
 *
 * Returns: (transfer full) (nullable): how to reach it with @address as the user; NULL when the
 *   catalogue does not know its server
 */
MailEndpoint *account_provider_dup_endpoint (const AccountProvider *provider, const char *address);

G_END_DECLS
