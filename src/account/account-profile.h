/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One sending account, as a value. It never holds the secret. */

#pragma once

#include "mail-endpoint.h"

G_BEGIN_DECLS

/* The account that needs no set-up; it is not in the file and cannot be removed. */
#define ACCOUNT_PRACTICE_ID "practice"
#define ACCOUNT_PRACTICE_ADDRESS "you@practice.test"

/* Colours of the palette, and the wish for the one used least, granted when a profile is saved. */
#define ACCOUNT_N_COLOURS 8
#define ACCOUNT_COLOUR_ANY G_MAXUINT

/**
 * AccountProfile:
 * @id: stable, made once, [a-z0-9-]+; names the keyring item and the lock file
 * @address: the mailbox letters come from
 * @name: (nullable): display name
 * @provider: (nullable): id of the preset it was made from, see account-provider.h
 * @endpoint: where and how
 * @signature: (nullable): plain text, put below a letter
 * @colour: palette index below ACCOUNT_N_COLOURS, for the window, or ACCOUNT_COLOUR_ANY
 * @is_default: exactly one profile is, when there is any
 * @send_again_unknown: send again by itself when nobody knows whether a letter arrived; off
 */
typedef struct
{
  char *id;
  char *address;
  char *name;
  char *provider;
  MailEndpoint *endpoint;
  char *signature;
  guint colour;
  gboolean is_default;
  gboolean send_again_unknown;
} AccountProfile;

/**
 * account_profile_new:
 * @address: a mailbox
 * @endpoint: (transfer none): copied
 *
 * Returns: (transfer full): a profile with a new id
 */
AccountProfile *account_profile_new (const char *address, const MailEndpoint *endpoint);
AccountProfile *account_profile_copy (const AccountProfile *profile);
void account_profile_free (AccountProfile *profile);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AccountProfile, account_profile_free)

/**
 * account_profile_dup_family:
 *
 * Returns: (transfer full) (nullable): the provider family whose replies its server gives, for
 *   explain; chosen by the server, not by the address
 */
char *account_profile_dup_family (const AccountProfile *profile);

/**
 * account_profile_dup_login_address:
 *
 * Returns: (transfer full): the address it signs in with: the user where that is an address, else
 *   the profile's
 */
char *account_profile_dup_login_address (const AccountProfile *profile);

gboolean account_profile_is_practice (const AccountProfile *profile);

G_END_DECLS
