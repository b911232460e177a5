/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Secrets against real and misbehaving keyrings. tests/support/with-session.sh says in
 * ENVOI_KEYRING what this process will find. */

#include "account-keyring-private.h"
#include "support-await.h"

#define ACCOUNT "0b5e2a52-seeded"
#define SHORT_MS 400
#define CODE "abcdefghijklmnop"

/* Each process meets one keyring, as the program does. */
static AccountKeyring *
get_keyring (void)
{
  static AccountKeyring *keyring;

  if (keyring == NULL)
    keyring = account_keyring_new ();
  account_keyring_set_limit (keyring, ACCOUNT_KEYRING_LIMIT_MS);
  return keyring;
}

static AccountSecret *
look_up_account (const char *account_id, gboolean allow_prompt, guint limit_ms,
                 GCancellable *cancellable)
{
  g_autoptr (GAsyncResult) result = NULL;
  AccountKeyring *keyring = get_keyring ();

  account_keyring_set_limit (keyring, limit_ms);
  account_keyring_lookup_async (keyring, account_id, allow_prompt, cancellable, support_await_done,
                                &result);
  return account_keyring_lookup_finish (keyring, support_await (&result));
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
  g_autoptr (MailEndpoint) endpoint = mail_endpoint_new ("smtp.163.com", 465, MAIL_SECURITY_TLS);
  g_autoptr (AccountProfile) profile = account_profile_new ("wang@163.com", endpoint);

  g_free (profile->id);
  profile->id = g_strdup (ACCOUNT);
  account_keyring_store_async (get_keyring (), profile, text, NULL, support_await_done, &result);
  return account_keyring_store_finish (get_keyring (), support_await (&result));
}

static AccountSecret *
clear (void)
{
  g_autoptr (GAsyncResult) result = NULL;

  account_keyring_clear_async (get_keyring (), ACCOUNT, NULL, support_await_done, &result);
  return account_keyring_clear_finish (get_keyring (), support_await (&result));
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
assert_store (AccountSecretStatus status)
{
  g_autoptr (AccountSecret) stored = store (CODE);

  assert_status (stored, status);
}

static void
seed (void)
{
  assert_store (ACCOUNT_SECRET_FOUND);
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
  AccountKeyring *keyring = get_keyring ();
  g_autoptr (GAsyncResult) first = NULL;
  g_autoptr (GAsyncResult) second = NULL;
  g_autoptr (AccountSecret) a = NULL;
  g_autoptr (AccountSecret) b = NULL;

  seed ();
  account_keyring_lookup_async (keyring, ACCOUNT, TRUE, NULL, support_await_done, &first);
  account_keyring_lookup_async (keyring, "another", TRUE, NULL, support_await_done, &second);
  a = account_keyring_lookup_finish (keyring, support_await (&first));
  b = account_keyring_lookup_finish (keyring, support_await (&second));
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
  g_autoptr (AccountSecret) cleared = NULL;

  assert_lookup (TRUE, 60000, ACCOUNT_SECRET_NO_KEYRING);
  assert_store (ACCOUNT_SECRET_NO_KEYRING);
  cleared = clear ();
  assert_status (cleared, ACCOUNT_SECRET_NO_KEYRING);
}

/* Unlocked first, then searched: before that, nothing is found. */
static void
test_accepted (void)
{
  g_autoptr (AccountSecret) silent = look_up_account ("kept", FALSE, 5000, NULL);
  g_autoptr (AccountSecret) asked = look_up_account ("kept", TRUE, 5000, NULL);

  assert_status (silent, ACCOUNT_SECRET_LOCKED);
  assert_status (asked, ACCOUNT_SECRET_FOUND);
  g_assert_cmpstr (asked->text, ==, "kept secret");
  g_assert_cmpuint (asked->modified_s, >, 0);
  assert_store (ACCOUNT_SECRET_FOUND);
}

static void
test_dismissed (void)
{
  assert_lookup (TRUE, 5000, ACCOUNT_SECRET_DISMISSED);
  assert_store (ACCOUNT_SECRET_DISMISSED);
}

static void
test_unanswered_prompt (void)
{
  gint64 began = g_get_monotonic_time ();

  assert_lookup (TRUE, SHORT_MS, ACCOUNT_SECRET_LOCKED);
  g_assert_cmpint (g_get_monotonic_time () - began, <, 5 * G_USEC_PER_SEC);
}

/* Libsecret never ends such a call, and trips over it. */
static void
test_wrong_type (void)
{
  g_test_expect_message ("libsecret", G_LOG_LEVEL_WARNING, "*unexpected result type*");
  g_test_expect_message ("GLib-GIO", G_LOG_LEVEL_CRITICAL, "*error != NULL*");
  assert_lookup (TRUE, SHORT_MS, ACCOUNT_SECRET_LOCKED);
  g_test_assert_expected_messages ();
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
  assert_lookup (TRUE, 60000, ACCOUNT_SECRET_NO_KEYRING);
  assert_store (ACCOUNT_SECRET_NO_KEYRING);
}

/* Leads the mock. */
static guint
tell (const char *method)
{
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr (GVariant) reply = g_dbus_connection_call_sync (
      bus, g_getenv ("SECRET_SERVICE_BUS_NAME"), "/mock", "org.freedesktop.Secret.Mock", method,
      NULL, NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL);
  guint number = 0;

  if (reply != NULL && g_variant_is_of_type (reply, G_VARIANT_TYPE ("(u)")))
    g_variant_get (reply, "(u)", &number);
  return number;
}

static void
count (AccountKeyring *keyring, guint *times)
{
  (*times)++;
}

static void
await_open (gboolean wanted)
{
  while (get_keyring ()->is_open != wanted)
    g_main_context_iteration (NULL, TRUE);
}

static guint
watch (guint *times)
{
  account_keyring_watch (get_keyring ());
  return g_signal_connect (get_keyring (), "opened", G_CALLBACK (count), times);
}

/* Two accounts are due in the same moment: one question, whatever the answer. */
static void
test_one_prompt (void)
{
  AccountKeyring *keyring = get_keyring ();
  gboolean accepted = g_str_equal (g_getenv ("ENVOI_KEYRING"), "mock-accept");
  GAsyncResult *results[3] = { NULL };
  guint before = tell ("CountPrompts");

  tell ("Lock");
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    account_keyring_lookup_async (keyring, "kept", TRUE, NULL, support_await_done, &results[i]);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autoptr (GAsyncResult) result = support_await (&results[i]);
      g_autoptr (AccountSecret) secret = account_keyring_lookup_finish (keyring, result);

      assert_status (secret, accepted ? ACCOUNT_SECRET_FOUND : ACCOUNT_SECRET_DISMISSED);
    }
  g_assert_cmpuint (tell ("CountPrompts"), ==, before + 1);
}

/* One who leaves takes the question from nobody; the last one closes it. */
static void
test_leaving_the_prompt (void)
{
  AccountKeyring *keyring = get_keyring ();
  g_autoptr (GCancellable) leave_first = g_cancellable_new ();
  g_autoptr (GCancellable) leave_last = g_cancellable_new ();
  g_autoptr (GAsyncResult) first = NULL;
  g_autoptr (GAsyncResult) second = NULL;
  g_autoptr (AccountSecret) left = NULL;
  g_autoptr (AccountSecret) stayed = NULL;

  account_keyring_set_limit (keyring, 60000);
  account_keyring_lookup_async (keyring, ACCOUNT, TRUE, leave_first, support_await_done, &first);
  account_keyring_lookup_async (keyring, ACCOUNT, TRUE, leave_last, support_await_done, &second);
  g_timeout_add (SHORT_MS, cancel, leave_first);
  left = account_keyring_lookup_finish (keyring, support_await (&first));
  g_assert_null (second);
  g_cancellable_cancel (leave_last);
  stayed = account_keyring_lookup_finish (keyring, support_await (&second));
  assert_status (left, ACCOUNT_SECRET_LOCKED);
  assert_status (stayed, ACCOUNT_SECRET_LOCKED);
}

static void
test_vanished (void)
{
  assert_lookup (TRUE, 60000, ACCOUNT_SECRET_NO_KEYRING);
  /* and there is none any more */
  assert_lookup (TRUE, 60000, ACCOUNT_SECRET_NO_KEYRING);
}

static void
test_two_items (void)
{
  g_autoptr (AccountSecret) secret = look_up_account ("kept", TRUE, 5000, NULL);

  assert_status (secret, ACCOUNT_SECRET_FOUND);
  g_assert_cmpstr (secret->text, ==, "newer secret");
}

static void
test_no_collection (void)
{
  assert_lookup (TRUE, 5000, ACCOUNT_SECRET_MISSING);
  assert_store (ACCOUNT_SECRET_FOUND);
  g_assert_cmpuint (tell ("CountPrompts"), ==, 1);
}

static void
test_no_collection_dismissed (void)
{
  assert_store (ACCOUNT_SECRET_DISMISSED);
}

/* The daemon ends and comes back, as KeePassXC and KWallet do: what was known of it is of no use.
 */
static void
test_restarted (void)
{
  guint opened = 0;
  guint handler = watch (&opened);

  assert_store (ACCOUNT_SECRET_FOUND);
  await_open (TRUE);
  opened = 0;
  tell ("Restart");
  await_open (FALSE);
  await_open (TRUE);
  g_assert_cmpuint (opened, ==, 1);
  assert_lookup (FALSE, 5000, ACCOUNT_SECRET_MISSING);
  assert_store (ACCOUNT_SECRET_FOUND);
  g_signal_handler_disconnect (get_keyring (), handler);
}

/* Unlocked by somebody else, for some other program. */
static void
test_opened (void)
{
  g_autoptr (AccountSecret) found = NULL;
  guint opened = 0;
  guint handler = watch (&opened);

  seed ();
  await_open (TRUE);
  opened = 0;
  tell ("Lock");
  await_open (FALSE);
  assert_lookup (FALSE, 5000, ACCOUNT_SECRET_LOCKED);
  tell ("Unlock");
  await_open (TRUE);
  g_assert_cmpuint (opened, ==, 1);
  found = look_up (FALSE, 5000, NULL);
  assert_status (found, ACCOUNT_SECRET_FOUND);
  g_assert_cmpuint (tell ("CountPrompts"), ==, 0);
  g_signal_handler_disconnect (get_keyring (), handler);
}

/* --- codes for as long as the process runs --- */

static void
test_kept (void)
{
  AccountKeyring *keyring = get_keyring ();
  gint64 before = g_get_real_time () / G_USEC_PER_SEC;
  g_autoptr (AccountSecret) secret = NULL;
  g_autoptr (AccountSecret) cleared = NULL;

  account_keyring_keep (keyring, ACCOUNT, "for now");
  account_keyring_keep (keyring, ACCOUNT, CODE);
  g_assert_true (account_keyring_keeps (keyring, ACCOUNT));
  g_assert_false (account_keyring_keeps (keyring, "another"));
  secret = look_up (FALSE, 5000, NULL);
  assert_status (secret, ACCOUNT_SECRET_FOUND);
  g_assert_cmpstr (secret->text, ==, CODE);
  g_assert_cmpint (secret->modified_s, >=, before);

  cleared = clear ();
  g_assert_false (account_keyring_keeps (keyring, ACCOUNT));
  assert_lookup (TRUE, 5000, ACCOUNT_SECRET_NO_KEYRING);
}

/* One in the keyring is worth more: it is there tomorrow. */
static void
test_kept_until_stored (void)
{
  AccountKeyring *keyring = get_keyring ();
  g_autoptr (AccountSecret) found = NULL;

  account_keyring_keep (keyring, ACCOUNT, "for now");
  assert_store (ACCOUNT_SECRET_FOUND);
  g_assert_false (account_keyring_keeps (keyring, ACCOUNT));
  found = look_up (FALSE, 5000, NULL);
  g_assert_cmpstr (found->text, ==, CODE);
}

/* A question that was closed changes nothing about a code that is kept. */
static void
test_kept_when_dismissed (void)
{
  g_autoptr (AccountSecret) found = NULL;

  account_keyring_keep (get_keyring (), ACCOUNT, "for now");
  assert_store (ACCOUNT_SECRET_DISMISSED);
  found = look_up (TRUE, 5000, NULL);
  g_assert_cmpstr (found->text, ==, "for now");
}

/* --- the store libsecret brings along in a sandbox --- */

static void
test_file_without_portal (void)
{
  assert_lookup (TRUE, 5000, ACCOUNT_SECRET_NO_KEYRING);
  assert_store (ACCOUNT_SECRET_NO_KEYRING);
}

static void
add (const char *keyring, const char *path, GTestFunc function)
{
  const char *present = g_getenv ("ENVOI_KEYRING");

  if (g_strcmp0 (present, keyring) == 0)
    g_test_add_func (path, function);
}

static void
add_mock_tests (void)
{
  add ("mock-open", "/account/keyring/mock/round-trip", test_round_trip);
  add ("mock-open", "/account/keyring/mock/kept-until-stored", test_kept_until_stored);
  add ("mock-open", "/account/keyring/mock/opened", test_opened);
  add ("mock-open", "/account/keyring/mock/restarted", test_restarted);
  add ("mock-accept", "/account/keyring/mock/accepted", test_accepted);
  add ("mock-accept", "/account/keyring/mock/one-prompt-accepted", test_one_prompt);
  add ("mock-dismiss", "/account/keyring/mock/one-prompt-dismissed", test_one_prompt);
  add ("mock-dismiss", "/account/keyring/mock/dismissed", test_dismissed);
  add ("mock-dismiss", "/account/keyring/mock/kept-when-dismissed", test_kept_when_dismissed);
  add ("mock-silent", "/account/keyring/mock/unanswered-prompt", test_unanswered_prompt);
  add ("mock-silent", "/account/keyring/mock/cancelled-prompt", test_cancelled_prompt);
  add ("mock-silent", "/account/keyring/mock/leaving-the-prompt", test_leaving_the_prompt);
  add ("mock-confused", "/account/keyring/mock/wrong-type", test_wrong_type);
  add ("mock-deaf", "/account/keyring/mock/deaf", test_deaf);
  add ("mock-broken", "/account/keyring/mock/broken", test_broken);
  add ("mock-vanish", "/account/keyring/mock/vanished", test_vanished);
  add ("mock-double", "/account/keyring/mock/two-items", test_two_items);
  add ("mock-bare", "/account/keyring/mock/no-collection", test_no_collection);
  add ("mock-bare-dismiss", "/account/keyring/mock/no-collection-dismissed",
       test_no_collection_dismissed);
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
  add ("none", "/account/keyring/kept", test_kept);
  add ("file", "/account/keyring/file/round-trip", test_round_trip);
  add ("file-closed", "/account/keyring/file/without-portal", test_file_without_portal);
  add_mock_tests ();
  return g_test_run ();
}
