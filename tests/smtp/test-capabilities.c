/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "smtp-capabilities.h"

static char *
join (const SmtpCapabilities *capabilities)
{
  return g_strjoinv (" ", capabilities->mechanisms);
}

static void
check (const char *text, guint extensions, guint64 size, const char *mechanisms)
{
  g_autoptr (SmtpCapabilities) capabilities = smtp_capabilities_parse (text);
  g_autofree char *joined = join (capabilities);

  g_assert_cmpuint (capabilities->extensions, ==, extensions);
  g_assert_cmpuint (capabilities->size, ==, size);
  g_assert_cmpstr (joined, ==, mechanisms);
}

static void
test_parse (void)
{
  check ("", 0, 0, "");
  check ("smtp.test", 0, 0, "");
  check ("smtp.test\nPIPELINING\nSIZE 100\n8BITMIME\nSMTPUTF8\nCHUNKING\nDSN\n"
         "ENHANCEDSTATUSCODES\nSTARTTLS\nAUTH PLAIN LOGIN",
         0x1FF, 100, "PLAIN LOGIN");
  check ("x\npipelining\nsize 7\nauth plain", 0x106, 7, "PLAIN");
  check ("x\nXPIPELINING\nPIPELININGX\nXCLIENT NAME ADDR", 0, 0, "");
}

/* the first line is a name, even if a server's name is STARTTLS */
static void
test_first_line (void)
{
  check ("STARTTLS", 0, 0, "");
  check ("AUTH PLAIN LOGIN\nSIZE", SMTP_EXTENSION_SIZE, 0, "");
}

static void
test_size (void)
{
  check ("x\nSIZE", SMTP_EXTENSION_SIZE, 0, "");
  check ("x\nSIZE 0", SMTP_EXTENSION_SIZE, 0, "");
  check ("x\nSIZE many", SMTP_EXTENSION_SIZE, 0, "");
  check ("x\nSIZE -1", SMTP_EXTENSION_SIZE, 0, "");
  check ("x\nSIZE 99999999999999999999999", SMTP_EXTENSION_SIZE, 0, "");
  check ("x\nSIZE 18446744073709551615", SMTP_EXTENSION_SIZE, G_MAXUINT64, "");
}

static void
check_limits (const char *text, guint mail_max, guint rcpt_max, guint rcpt_domain_max)
{
  g_autoptr (SmtpCapabilities) capabilities = smtp_capabilities_parse (text);

  g_assert_cmpuint (capabilities->mail_max, ==, mail_max);
  g_assert_cmpuint (capabilities->rcpt_max, ==, rcpt_max);
  g_assert_cmpuint (capabilities->rcpt_domain_max, ==, rcpt_domain_max);
}

static void
test_limits (void)
{
  check_limits ("x\nLIMITS MAILMAX=20 RCPTMAX=50 RCPTDOMAINMAX=1", 20, 50, 1);
  check_limits ("x\nlimits rcptmax=7", 0, 7, 0);
  check_limits ("x\nLIMITS RCPTMAX=0 MAILMAX=-1 RCPTDOMAINMAX=9999999999999", 0, 0, 0);
  check_limits ("x\nLIMITS RCPTMAX= MAILMAX XRCPTMAX=3", 0, 0, 0);
  check_limits ("x\nLIMITS", 0, 0, 0);
  check_limits ("x\nRCPTMAX=4", 0, 0, 0);
}

static void
test_mechanisms (void)
{
  check ("x\nAUTH=LOGIN PLAIN", SMTP_EXTENSION_AUTH, 0, "LOGIN PLAIN");
  check ("x\nAUTH LOGIN PLAIN\nAUTH=PLAIN CRAM-MD5", SMTP_EXTENSION_AUTH, 0,
         "LOGIN PLAIN CRAM-MD5");
  check ("x\nAUTH  plain   Login ", SMTP_EXTENSION_AUTH, 0, "PLAIN LOGIN");
  check ("x\nAUTH", SMTP_EXTENSION_AUTH, 0, "");
  check ("x\nAUTH SCRAM-SHA-256-PLUS A/B \xC3\xA9 AVERYLONGMECHANISMNAME", SMTP_EXTENSION_AUTH, 0,
         "SCRAM-SHA-256-PLUS");
}

static void
test_many_mechanisms (void)
{
  GString *text = g_string_new ("x\nAUTH");
  g_autoptr (SmtpCapabilities) capabilities = NULL;

  for (guint i = 0; i < 1000; i++)
    g_string_append_printf (text, " M%u", i);
  capabilities = smtp_capabilities_parse (text->str);
  g_string_free (text, TRUE);
  g_assert_cmpuint (g_strv_length (capabilities->mechanisms), ==, 64);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/smtp/capabilities/parse", test_parse);
  g_test_add_func ("/smtp/capabilities/first-line", test_first_line);
  g_test_add_func ("/smtp/capabilities/size", test_size);
  g_test_add_func ("/smtp/capabilities/limits", test_limits);
  g_test_add_func ("/smtp/capabilities/mechanisms", test_mechanisms);
  g_test_add_func ("/smtp/capabilities/many-mechanisms", test_many_mechanisms);
  return g_test_run ();
}
