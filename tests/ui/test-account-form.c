/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the account dialog thinks of a code while it is typed. */

#include <glib.h>

#include "ui-account-dialog-private.h"

typedef struct
{
  const char *address;
  const char *code;
  gboolean complete;
  gboolean right;
} Case;

static const Case cases[] = {
  /* nothing typed is nothing wrong */
  { "li@qq.com", NULL, TRUE, TRUE },
  { "li@qq.com", "", TRUE, TRUE },
  { "li@qq.com", "abcdefghijklmnop", TRUE, TRUE },
  /* on the way to 16 letters, and stopped there */
  { "li@qq.com", "abcdef", FALSE, TRUE },
  { "li@qq.com", "abcdef", TRUE, FALSE },
  { "li@qq.com", "abcdefghijklmnopq", FALSE, FALSE },
  { "li@qq.com", "Geheim!2003", FALSE, FALSE },
  { "li@gmail.com", "abcdefghijklmnop", TRUE, TRUE },
  { "li@gmail.com", "correct horse", FALSE, FALSE },
  /* a length that is not known is no reason */
  { "li@163.com", "ABCDEF", TRUE, TRUE },
  { "li@163.com", "密码密码", FALSE, FALSE },
  { "li@icloud.com", "abcd-efgh-ijkl-mnop", TRUE, TRUE },
  /* a password may be anything */
  { "li@gmx.net", "Geheim!2003", TRUE, TRUE },
  { "li@university.example", "Geheim!2003", TRUE, TRUE },
};

static void
test_codes (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const AccountProvider *provider = account_provider_for_address (cases[i].address);

      g_test_message ("%s %s", cases[i].address, cases[i].code != NULL ? cases[i].code : "");
      g_assert_cmpint (ui_account_form_check_code (provider, cases[i].code, cases[i].complete), ==,
                       cases[i].right);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/account-form/codes", test_codes);
  return g_test_run ();
}
