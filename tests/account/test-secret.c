/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How a pasted authorization code is cleaned. */

#include "account-secret.h"

typedef struct
{
  const char *name;
  const char *pasted;
  const char *clean;
} Case;

static const Case cases[] = {
  { "plain", "abcdefghijklmnop", "abcdefghijklmnop" },
  { "blanks-around", "  \tabcdef\r\n", "abcdef" },
  { "zero-width",
    "\xe2\x80\x8b\xef\xbb\xbf"
    "abcdef\xe2\x80\x8d",
    "abcdef" },
  { "no-break-space",
    "\xc2\xa0"
    "abcdef\xe3\x80\x80",
    "abcdef" },
  { "google-groups", "abcd efgh ijkl mnop", "abcdefghijklmnop" },
  { "groups-by-line", "abcd\nefgh", "abcdefgh" },
  { "unequal-groups", "correct horse battery", "correct horse battery" },
  { "double-blank", "abcd  efgh", "abcd  efgh" },
  { "other-signs", "ab-d ef-h", "ab-d ef-h" },
  { "hyphens-stay", "abcd-efgh-ijkl-mnop", "abcd-efgh-ijkl-mnop" },
  { "chinese", " 密码 密码 ", "密码 密码" },
  { "empty", "", "" },
  { "only-blanks", " \n\t ", "" },
};

static void
test_clean (gconstpointer data)
{
  const Case *example = data;
  char *clean = account_secret_dup_clean (example->pasted);

  g_assert_cmpstr (clean, ==, example->clean);
  account_secret_wipe (clean);
}

static void
test_wipe_null (void)
{
  account_secret_wipe (NULL);
  account_secret_free (NULL);
}

static void
test_nicks (void)
{
  for (int i = 0; i < ACCOUNT_N_SECRET_STATUSES; i++)
    g_assert_nonnull (account_secret_status_to_nick (i));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/account/secret/clean/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_clean);
    }
  g_test_add_func ("/account/secret/wipe-null", test_wipe_null);
  g_test_add_func ("/account/secret/nicks", test_nicks);
  return g_test_run ();
}
