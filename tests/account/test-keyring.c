/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Secrets against real and misbehaving keyrings. tests/support/with-session.sh says in
 * ENVOI_KEYRING what this process will find. */

#include <string.h>

#include "account-secret-private.h"
#include "support-await.h"

#define ACCOUNT "0b5e2a52-seeded"
#define SHORT_MS 400
#define CODE "abcdefghijklmnop"

static AccountSecret *
look_up_account (const char *account_id, gboolean allow_prompt, guint limit_ms,
                 GCancellable *cancellable)
{
  g_autoptr (GAsyncResult) result = NULL;
  AccountSecretRequest request = { .account_id = account_id,
                                   .allow_prompt = allow_prompt,
                                   .limit_ms = limit_ms };

  account_keyring_lookup_async (&request, cancellable, support_await_done, &result);
  return account_secret_lookup_finish (support_await (&result));
}

static AccountSecret *
look_up (gboolean allow_prompt, guint limit_ms, GCancellable *cancellable)
{
  return look_up_account (ACCOUNT, allow_prompt, limit_ms, cancellable);
}

static AccountSecret *
store (const char *text)
{
  g_autoptr (GAsyncResult) result = NULL;

  account_secret_store_async (ACCOUNT, "Envoi: wang@163.com", text, NULL, support_await_done,
                              &result);
  return account_secret_store_finish (support_await (&result));
}

static AccountSecret *
clear (void)
{
  g_autoptr (GAsyncResult) result = NULL;

  account_secret_clear_async (ACCOUNT, NULL, support_await_done, &result);
  return account_secret_clear_finish (support_await (&result));
}

static void
assert_status (AccountSecret *secret, AccountSecretStatus status)
{
  if (secret->status != status && secret->detail != NULL)
    g_test_message ("detail: %s", secret->detail);
  g_assert_cmpstr (account_secret_status_to_nick (secret->status), ==,
                   account_secret_status_to_nick (status));
  if (status != ACCOUNT_SECRET_FOUND)
    g_assert_null (secret->text);
}

static void
assert_lookup (gboolean allow_prompt, guint limit_ms, AccountSecretStatus status)
{
  g_autoptr (AccountSecret) secret = look_up (allow_prompt, limit_ms, NULL);

  assert_status (secret, status);
}

static void
seed (void)
{
  g_autoptr (AccountSecret) stored = store (CODE);

  assert_status (stored, ACCOUNT_SECRET_FOUND);
}

static void
test_round_trip (void)
{
  gint64 before = g_get_real_time () / G_USEC_PER_SEC;
  g_autoptr (AccountSecret) stored = NULL;
  g_autoptr (AccountSecret) found = NULL;
  g_autoptr (AccountSecret) changed = NULL;
  g_autoptr (AccountSecret) cleared = NULL;
  g_autoptr (AccountSecret) again = NULL;

  assert_lookup (TRUE, 5000, ACCOUNT_SECRET_MISSING);
  stored = store ("授权码 first");
  assert_status (stored, ACCOUNT_SECRET_FOUND);
  g_assert_cmpint (stored->modified_s, >=, before - 1);

  found = look_up (FALSE, 5000, NULL);
  assert_status (found, ACCOUNT_SECRET_FOUND);
  g_assert_cmpstr (found->text, ==, "授权码 first");
  g_assert_cmpuint (found->modified_s, ==, stored->modified_s);

  changed = store ("second");
  assert_status (changed, ACCOUNT_SECRET_FOUND);
  g_clear_pointer (&found, account_secret_free);
  found = look_up (FALSE, 5000, NULL);
  g_assert_cmpstr (found->text, ==, "second");

  cleared = clear ();
  assert_status (cleared, ACCOUNT_SECRET_FOUND);
  assert_lookup (TRUE, 5000, ACCOUNT_SECRET_MISSING);
  again = clear ();
  assert_status (again, ACCOUNT_SECRET_MISSING);
}

static void
test_two_at_once (void)
{
  g_autoptr (GAsyncResult) first = NULL;
  g_autoptr (GAsyncResult) second = NULL;
  g_autoptr (AccountSecret) a = NULL;
  g_autoptr (AccountSecret) b = NULL;

  seed ();
  account_secret_lookup_async (ACCOUNT, TRUE, NULL, support_await_done, &first);
  account_secret_lookup_async ("another", TRUE, NULL, support_await_done, &second);
  a = account_secret_lookup_finish (support_await (&first));
  b = account_secret_lookup_finish (support_await (&second));
  assert_status (a, ACCOUNT_SECRET_FOUND);
  g_assert_cmpstr (a->text, ==, CODE);
  assert_status (b, ACCOUNT_SECRET_MISSING);
}

static void
test_cancelled (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (AccountSecret) secret = NULL;

  g_cancellable_cancel (cancellable);
  secret = look_up (TRUE, 60000, cancellable);
  g_assert_cmpint (secret->status, !=, ACCOUNT_SECRET_FOUND);
  g_assert_cmpint (secret->status, !=, ACCOUNT_SECRET_MISSING);
}

/* The trap: found by schema it would look as if nothing had been stored. */
static void
test_loaded_locked (void)
{
  assert_lookup (FALSE, 5000, ACCOUNT_SECRET_LOCKED);
}

static void
test_no_service (void)
{
  g_autoptr (AccountSecret) stored = NULL;
  g_autoptr (AccountSecret) cleared = NULL;

  assert_lookup (TRUE, 60000, ACCOUNT_SECRET_NO_KEYRING);
  stored = store (CODE);
  assert_status (stored, ACCOUNT_SECRET_NO_KEYRING);
  cleared = clear ();
  assert_status (cleared, ACCOUNT_SECRET_NO_KEYRING);
}

/* Unlocked first, then searched: before that, nothing is found. */
static void
test_accepted (void)
{
  g_autoptr (AccountSecret) silent = look_up_account ("kept", FALSE, 5000, NULL);
  g_autoptr (AccountSecret) asked = look_up_account ("kept", TRUE, 5000, NULL);
  g_autoptr (AccountSecret) stored = NULL;

  assert_status (silent, ACCOUNT_SECRET_LOCKED);
  assert_status (asked, ACCOUNT_SECRET_FOUND);
  g_assert_cmpstr (asked->text, ==, "kept secret");
  g_assert_cmpuint (asked->modified_s, >, 0);
  stored = store (CODE);
  assert_status (stored, ACCOUNT_SECRET_FOUND);
}

static void
test_dismissed (void)
{
  g_autoptr (AccountSecret) stored = NULL;

  assert_lookup (TRUE, 5000, ACCOUNT_SECRET_DISMISSED);
  stored = store (CODE);
  assert_status (stored, ACCOUNT_SECRET_DISMISSED);
}

static void
test_unanswered_prompt (void)
{
  gint64 began = g_get_monotonic_time ();

  assert_lookup (TRUE, SHORT_MS, ACCOUNT_SECRET_LOCKED);
  g_assert_cmpint (g_get_monotonic_time () - began, <, 5 * G_USEC_PER_SEC);
}

static gboolean
cancel (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  return G_SOURCE_REMOVE;
}

static void
test_cancelled_prompt (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (AccountSecret) secret = NULL;

  g_timeout_add (SHORT_MS, cancel, cancellable);
  secret = look_up (TRUE, 60000, cancellable);
  assert_status (secret, ACCOUNT_SECRET_LOCKED);
}

static void
test_deaf (void)
{
  assert_lookup (TRUE, SHORT_MS, ACCOUNT_SECRET_NO_KEYRING);
}

static void
test_broken (void)
{
  g_autoptr (AccountSecret) stored = NULL;

  assert_lookup (TRUE, 60000, ACCOUNT_SECRET_NO_KEYRING);
  stored = store (CODE);
  assert_status (stored, ACCOUNT_SECRET_NO_KEYRING);
}

static void
add (const char *keyring, const char *path, GTestFunc function)
{
  const char *present = g_getenv ("ENVOI_KEYRING");

  if (g_strcmp0 (present, keyring) == 0)
    g_test_add_func (path, function);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("seed", "/account/keyring/seed", seed);
  add ("unlocked", "/account/keyring/unlocked/round-trip", test_round_trip);
  add ("unlocked", "/account/keyring/unlocked/two-at-once", test_two_at_once);
  add ("unlocked", "/account/keyring/unlocked/cancelled", test_cancelled);
  add ("locked", "/account/keyring/locked/loaded-locked", test_loaded_locked);
  add ("none", "/account/keyring/none", test_no_service);
  add ("mock-open", "/account/keyring/mock/round-trip", test_round_trip);
  add ("mock-accept", "/account/keyring/mock/accepted", test_accepted);
  add ("mock-dismiss", "/account/keyring/mock/dismissed", test_dismissed);
  add ("mock-silent", "/account/keyring/mock/unanswered-prompt", test_unanswered_prompt);
  add ("mock-silent", "/account/keyring/mock/cancelled-prompt", test_cancelled_prompt);
  add ("mock-deaf", "/account/keyring/mock/deaf", test_deaf);
  add ("mock-broken", "/account/keyring/mock/broken", test_broken);
  return g_test_run ();
}
