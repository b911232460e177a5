/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "mail-endpoint.h"

static void
test_copy (void)
{
  g_autoptr (MailEndpoint) endpoint = mail_endpoint_new ("smtp.163.com", 465, MAIL_SECURITY_TLS);
  g_autoptr (MailEndpoint) copy = NULL;

  endpoint->user = g_strdup ("li@163.com");
  endpoint->mechanism = g_strdup ("PLAIN");
  endpoint->ehlo_name = g_strdup ("client.test");
  endpoint->ca_file = g_strdup ("/ca.pem");
  endpoint->certificate_sha256 = g_strdup ("ab");
  endpoint->certificate_flags = MAIL_CERTIFICATE_EXPIRED;
  endpoint->timeout_s = 7;
  endpoint->ask_partial = TRUE;
  copy = mail_endpoint_copy (endpoint);

  g_assert_cmpstr (copy->host, ==, "smtp.163.com");
  g_assert_cmpuint (copy->port, ==, 465);
  g_assert_cmpuint (copy->security, ==, MAIL_SECURITY_TLS);
  g_assert_cmpstr (copy->user, ==, "li@163.com");
  g_assert_cmpstr (copy->mechanism, ==, "PLAIN");
  g_assert_cmpstr (copy->ehlo_name, ==, "client.test");
  g_assert_cmpstr (copy->ca_file, ==, "/ca.pem");
  g_assert_cmpstr (copy->certificate_sha256, ==, "ab");
  g_assert_cmphex (copy->certificate_flags, ==, MAIL_CERTIFICATE_EXPIRED);
  g_assert_cmpuint (copy->timeout_s, ==, 7);
  g_assert_true (copy->ask_partial);
  g_assert_true (copy->user != endpoint->user);
}

static void
test_nicks (void)
{
  MailSecurity security;

  for (guint i = 0; i < MAIL_N_SECURITIES; i++)
    {
      g_assert_true (mail_security_from_nick (mail_security_to_nick ((MailSecurity) i), &security));
      g_assert_cmpuint (security, ==, i);
    }
  g_assert_false (mail_security_from_nick ("ssl", &security));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mail/endpoint/copy", test_copy);
  g_test_add_func ("/mail/endpoint/nicks", test_nicks);
  return g_test_run ();
}
