/* SPDX-License-Identifier: GPL-3.0-or-later */

/* accounts.ini: what is written is read back, and nothing in a file that somebody else wrote can do
 * harm. */

#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "registry-fixture.h"

static void
write_file (RegistryFixture *fixture, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *directory = g_path_get_dirname (fixture->path);

  g_mkdir_with_parents (directory, 0700);
  g_file_set_contents (fixture->path, text, -1, &error);
  g_assert_no_error (error);
}

static char *
read_file (RegistryFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (fixture->path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static void
assert_equal (const AccountProfile *a, const AccountProfile *b)
{
  g_assert_cmpstr (a->id, ==, b->id);
  g_assert_cmpstr (a->address, ==, b->address);
  g_assert_cmpstr (a->name, ==, b->name);
  g_assert_cmpstr (a->provider, ==, b->provider);
  g_assert_cmpstr (a->signature, ==, b->signature);
  g_assert_cmpuint (a->colour, ==, b->colour);
  g_assert_true (a->send_again_unknown == b->send_again_unknown);
  g_assert_cmpstr (a->endpoint->host, ==, b->endpoint->host);
  g_assert_cmpuint (a->endpoint->port, ==, b->endpoint->port);
  g_assert_cmpint (a->endpoint->security, ==, b->endpoint->security);
  g_assert_cmpstr (a->endpoint->user, ==, b->endpoint->user);
  g_assert_cmpstr (a->endpoint->mechanism, ==, b->endpoint->mechanism);
  g_assert_cmpstr (a->endpoint->ehlo_name, ==, b->endpoint->ehlo_name);
  g_assert_cmpstr (a->endpoint->ca_file, ==, b->endpoint->ca_file);
  g_assert_cmpstr (a->endpoint->certificate_sha256, ==, b->endpoint->certificate_sha256);
  g_assert_cmphex (a->endpoint->certificate_flags, ==, b->endpoint->certificate_flags);
  g_assert_cmpuint (a->endpoint->timeout_s, ==, b->endpoint->timeout_s);
  g_assert_true (a->endpoint->ask_partial == b->endpoint->ask_partial);
}

static AccountProfile *
make_full_profile (void)
{
  AccountProfile *profile = registry_make_profile ("王.lei@example.org");

  profile->name = g_strdup ("王雷; \\ \"Lei\" [a]=b");
  profile->provider = g_strdup ("netease-163");
  profile->signature = g_strdup ("-- \n王雷\n\tphone = 1;2\n\n");
  profile->colour = 5;
  profile->send_again_unknown = TRUE;
  profile->endpoint->security = MAIL_SECURITY_STARTTLS;
  profile->endpoint->port = 587;
  profile->endpoint->mechanism = g_strdup ("SCRAM-SHA-256");
  profile->endpoint->ehlo_name = g_strdup ("[127.0.0.1]");
  profile->endpoint->ca_file = g_strdup ("/tmp/ein Ordner/ca.pem");
  profile->endpoint->certificate_sha256 = g_strnfill (64, 'a');
  profile->endpoint->certificate_flags =
      MAIL_CERTIFICATE_UNKNOWN_ISSUER | MAIL_CERTIFICATE_WRONG_HOST;
  profile->endpoint->timeout_s = 30;
  profile->endpoint->ask_partial = TRUE;
  return profile;
}

static void
test_round_trip (RegistryFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AccountProfile) profile = make_full_profile ();
  g_autoptr (AccountRegistry) other = account_registry_new (fixture->file);
  g_autoptr (AccountProfile) here = NULL;
  g_autoptr (AccountProfile) there = NULL;

  registry_load (fixture->registry, &error);
  g_assert_no_error (error);
  registry_save (fixture->registry, profile, &error);
  g_assert_no_error (error);
  here = account_registry_lookup (fixture->registry, profile->id);
  assert_equal (here, profile);

  registry_load (other, &error);
  g_assert_no_error (error);
  there = account_registry_lookup_address (other, "王.LEI@EXAMPLE.org");
  assert_equal (there, profile);
  g_assert_true (there->is_default);
}

static void
test_file_mode (RegistryFixture *fixture, gconstpointer data)
{
  g_autoptr (AccountProfile) profile = registry_make_profile ("wang@example.org");
  g_autofree char *directory = g_path_get_dirname (fixture->path);
  GStatBuf info;

  g_assert_true (registry_save (fixture->registry, profile, NULL));
  g_assert_cmpint (g_stat (fixture->path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  g_assert_cmpint (g_stat (directory, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0700);
}

static void
test_default (RegistryFixture *fixture, gconstpointer data)
{
  g_autoptr (AccountProfile) first = registry_make_profile ("a@example.org");
  g_autoptr (AccountProfile) second = registry_make_profile ("b@example.org");
  g_autoptr (AccountProfile) found = NULL;
  g_autoptr (GPtrArray) list = NULL;

  registry_load (fixture->registry, NULL);
  g_assert_null (account_registry_get_default (fixture->registry));
  registry_save (fixture->registry, first, NULL);
  registry_save (fixture->registry, second, NULL);
  found = account_registry_get_default (fixture->registry);
  g_assert_cmpstr (found->address, ==, "a@example.org");
  g_clear_pointer (&found, account_profile_free);

  second->is_default = TRUE;
  registry_save (fixture->registry, second, NULL);
  found = account_registry_get_default (fixture->registry);
  g_assert_cmpstr (found->address, ==, "b@example.org");
  g_clear_pointer (&found, account_profile_free);

  list = account_registry_list (fixture->registry);
  g_assert_cmpuint (list->len, ==, 2);
  g_assert_false (((AccountProfile *) list->pdata[0])->is_default);
  g_assert_true (((AccountProfile *) list->pdata[1])->is_default);

  g_assert_true (registry_remove (fixture->registry, second->id, NULL));
  found = account_registry_get_default (fixture->registry);
  g_assert_cmpstr (found->address, ==, "a@example.org");
}

static void
test_remove_unknown (RegistryFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (registry_remove (fixture->registry, "nobody", &error));
  g_assert_error (error, ACCOUNT_ERROR, ACCOUNT_ERROR_NOT_FOUND);
}

static void
test_practice (RegistryFixture *fixture, gconstpointer data)
{
  g_autoptr (AccountProfile) practice =
      account_registry_lookup_address (fixture->registry, "practice");
  g_autoptr (AccountProfile) by_id =
      account_registry_lookup (fixture->registry, ACCOUNT_PRACTICE_ID);
  g_autoptr (GPtrArray) list = account_registry_list (fixture->registry);
  g_autoptr (GError) error = NULL;

  g_assert_true (account_profile_is_practice (practice));
  g_assert_true (account_profile_is_practice (by_id));
  g_assert_cmpuint (list->len, ==, 0);
  g_assert_false (registry_save (fixture->registry, practice, &error));
  g_assert_error (error, ACCOUNT_ERROR, ACCOUNT_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (registry_remove (fixture->registry, ACCOUNT_PRACTICE_ID, &error));
  g_assert_error (error, ACCOUNT_ERROR, ACCOUNT_ERROR_NOT_FOUND);
}

static void
test_colours (RegistryFixture *fixture, gconstpointer data)
{
  guint used[ACCOUNT_N_COLOURS] = { 0 };
  g_autoptr (GPtrArray) list = NULL;

  for (int i = 0; i < 2 * ACCOUNT_N_COLOURS; i++)
    {
      g_autofree char *address = g_strdup_printf ("a%d@example.org", i);
      g_autoptr (AccountProfile) profile = registry_make_profile (address);

      g_assert_true (registry_save (fixture->registry, profile, NULL));
    }
  list = account_registry_list (fixture->registry);
  for (guint i = 0; i < list->len; i++)
    used[((AccountProfile *) list->pdata[i])->colour]++;
  for (int i = 0; i < ACCOUNT_N_COLOURS; i++)
    g_assert_cmpuint (used[i], ==, 2);
}

static void
test_colour_is_kept (RegistryFixture *fixture, gconstpointer data)
{
  g_autoptr (AccountProfile) first = registry_make_profile ("a@example.org");
  g_autoptr (AccountProfile) second = registry_make_profile ("b@example.org");
  g_autoptr (AccountProfile) found = NULL;

  registry_save (fixture->registry, first, NULL);
  registry_save (fixture->registry, second, NULL);
  /* still "any", as made */
  registry_save (fixture->registry, second, NULL);
  found = account_registry_lookup (fixture->registry, second->id);
  g_assert_cmpuint (found->colour, ==, 1);
}

static void
test_unknown_keys_stay (RegistryFixture *fixture, gconstpointer data)
{
  g_autoptr (AccountProfile) profile = NULL;
  g_autofree char *text = NULL;

  write_file (fixture, "# mine\n[other]\na=1\n\n[account x1]\naddress=a@example.org\n"
                       "server=smtp.example.org\nport=465\nsecurity=tls\nfuture-key=kept\n");
  registry_load (fixture->registry, NULL);
  profile = account_registry_lookup (fixture->registry, "x1");
  profile->name = g_strdup ("A");
  g_assert_true (registry_save (fixture->registry, profile, NULL));
  text = read_file (fixture);
  g_assert_nonnull (strstr (text, "# mine"));
  g_assert_nonnull (strstr (text, "[other]\na=1"));
  g_assert_nonnull (strstr (text, "future-key=kept"));
  g_assert_nonnull (strstr (text, "name=A"));
}

static void
test_symbolic_link (RegistryFixture *fixture, gconstpointer data)
{
  g_autoptr (AccountProfile) profile = registry_make_profile ("a@example.org");
  g_autofree char *target = g_build_filename (fixture->directory, "dotfiles.ini", NULL);
  g_autofree char *directory = g_path_get_dirname (fixture->path);
  g_autofree char *text = NULL;

  g_mkdir_with_parents (directory, 0700);
  g_file_set_contents (target, "", 0, NULL);
  g_assert_cmpint (symlink (target, fixture->path), ==, 0);
  g_assert_true (registry_save (fixture->registry, profile, NULL));
  g_assert_true (g_file_test (fixture->path, G_FILE_TEST_IS_SYMLINK));
  g_file_get_contents (target, &text, NULL, NULL);
  g_assert_nonnull (strstr (text, "a@example.org"));
}

#define GOOD "address=a@example.org\nserver=smtp.example.org\nport=465\nsecurity=tls\n"

/* Groups that are no usable profile. */
static const char *const bad_groups[] = {
  "[account x]\nserver=smtp.example.org\nport=465\nsecurity=tls\n",
  "[account x]\naddress=not an address\nserver=s\nport=465\nsecurity=tls\n",
  "[account x]\naddress=a@example.org\\nRCPT TO:<b@c>\nserver=s\nport=465\nsecurity=tls\n",
  "[account x]\naddress=a@example.org\nport=465\nsecurity=tls\n",
  "[account x]\naddress=a@example.org\nserver=s\\r\\nx\nport=465\nsecurity=tls\n",
  "[account x]\naddress=a@example.org\nserver=two words\nport=465\nsecurity=tls\n",
  "[account x]\naddress=a@example.org\nserver=s\nport=0\nsecurity=tls\n",
  "[account x]\naddress=a@example.org\nserver=s\nport=65536\nsecurity=tls\n",
  "[account x]\naddress=a@example.org\nserver=s\nport=-1\nsecurity=tls\n",
  "[account x]\naddress=a@example.org\nserver=s\nport=465x\nsecurity=tls\n",
  "[account x]\naddress=a@example.org\nserver=s\nport=465\nsecurity=maybe\n",
  "[account x]\naddress=a@example.org\nserver=s\nport=465\n",
  "[account x]\n" GOOD "ehlo-name=a\\r\\nMAIL FROM:<>\n",
  "[account x]\n" GOOD "user=a\\nb\n",
  "[account x]\n" GOOD "name=A\\nBcc: x@y\n",
  "[account x]\n" GOOD "name=A\u2028Bcc: x@y\n",
  "[account x]\n" GOOD "name=\xff\xfe\n",
  "[account x]\n" GOOD "certificate-sha256=abc\n",
  "[account x]\n" GOOD "certificate-flags=512\n",
  "[account x]\n" GOOD "timeout=99999999\n",
  "[account x]\n" GOOD "user=bad\\escape\n",
  "[account ../../etc]\n" GOOD,
  "[account X]\n" GOOD,
  "[account practice]\n" GOOD,
  "[account ]\n" GOOD,
  "[account  x]\n" GOOD,
  "[accountx]\n" GOOD,
};

static void
test_bad_groups (RegistryFixture *fixture, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bad_groups); i++)
    {
      g_autofree char *text = g_strconcat (bad_groups[i], "[account good]\n" GOOD, NULL);
      g_autofree char *shown = g_strescape (bad_groups[i], NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) list = NULL;

      g_test_message ("%s", shown);
      write_file (fixture, text);
      registry_load (fixture->registry, &error);
      g_assert_no_error (error);
      list = account_registry_list (fixture->registry);
      g_assert_cmpuint (list->len, ==, 1);
      g_assert_cmpstr (((AccountProfile *) list->pdata[0])->id, ==, "good");
      g_assert_true (((AccountProfile *) list->pdata[0])->is_default);
    }
}

/* A file that cannot be understood is not written over. */
static void
test_broken_file (RegistryFixture *fixture, gconstpointer data)
{
  static const char broken[] = "no key file at all\n[";
  g_autoptr (AccountProfile) profile = registry_make_profile ("a@example.org");
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  write_file (fixture, broken);
  registry_load (fixture->registry, &error);
  g_assert_error (error, ACCOUNT_ERROR, ACCOUNT_ERROR_FILE);
  g_clear_error (&error);
  g_assert_false (registry_save (fixture->registry, profile, &error));
  g_assert_error (error, ACCOUNT_ERROR, ACCOUNT_ERROR_FILE);
  text = read_file (fixture);
  g_assert_cmpstr (text, ==, broken);
}

static void
test_not_a_file (RegistryFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_mkdir_with_parents (fixture->path, 0700);
  registry_load (fixture->registry, &error);
  g_assert_error (error, ACCOUNT_ERROR, ACCOUNT_ERROR_FILE);
}

static void
test_invalid_profile (RegistryFixture *fixture, gconstpointer data)
{
  g_autoptr (AccountProfile) profile = registry_make_profile ("a@example.org");
  g_autoptr (GError) error = NULL;

  profile->name = g_strdup ("A\r\nBcc: b@example.org");
  g_assert_false (registry_save (fixture->registry, profile, &error));
  g_assert_error (error, ACCOUNT_ERROR, ACCOUNT_ERROR_INVALID);
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
}

#define ADD(name, function)                                                                        \
  g_test_add ("/account/registry/" name, RegistryFixture, NULL, registry_set_up, function,         \
              registry_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("round-trip", test_round_trip);
  ADD ("file-mode", test_file_mode);
  ADD ("default", test_default);
  ADD ("remove-unknown", test_remove_unknown);
  ADD ("practice", test_practice);
  ADD ("colours", test_colours);
  ADD ("colour-is-kept", test_colour_is_kept);
  ADD ("unknown-keys-stay", test_unknown_keys_stay);
  ADD ("symbolic-link", test_symbolic_link);
  ADD ("bad-groups", test_bad_groups);
  ADD ("broken-file", test_broken_file);
  ADD ("not-a-file", test_not_a_file);
  ADD ("invalid-profile", test_invalid_profile);
  return g_test_run ();
}
