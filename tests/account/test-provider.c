/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The catalogue of providers: found by domain, by server, by id. */

#include <json-glib/json-glib.h>
#include <string.h>

#include "account-profile.h"
#include "account-provider.h"

static JsonArray *
load_catalogue (JsonParser *parser)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (g_getenv ("G_TEST_SRCDIR"), "..", "src", "account",
                                            "data", "providers.json", NULL);

  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);
  return json_object_get_array_member (json_node_get_object (json_parser_get_root (parser)),
                                       "providers");
}

static void
check_domain (const char *domain, const char *id)
{
  g_autofree char *address = g_strconcat ("Some.One@", domain, NULL);
  g_autofree char *loud = g_ascii_strup (address, -1);

  g_assert_nonnull (account_provider_for_address (address));
  g_assert_cmpstr (account_provider_for_address (address)->id, ==, id);
  g_assert_true (account_provider_for_address (loud) == account_provider_for_address (address));
}

static void
check_texts (const AccountProvider *provider)
{
  g_assert_nonnull (provider->family);
  g_assert_nonnull (provider->name_en);
  g_assert_nonnull (provider->name_zh);
  /* each fact in both languages, or in none */
  g_assert_true ((provider->steps_en == NULL) == (provider->steps_zh == NULL));
  g_assert_true ((provider->credential_note_en == NULL) == (provider->credential_note_zh == NULL));
  if (provider->mailbox_url != NULL)
    g_assert_true (g_str_has_prefix (provider->mailbox_url, "https://"));
  if (provider->web_url != NULL)
    g_assert_true (g_str_has_prefix (provider->web_url, "https://"));
}

static void
check_endpoint (const AccountProvider *provider)
{
  g_autoptr (MailEndpoint) endpoint = account_provider_dup_endpoint (provider, "li@example.org");

  if (provider->host == NULL || provider->port == 0)
    {
      g_assert_null (endpoint);
      return;
    }
  g_assert_cmpstr (endpoint->host, ==, provider->host);
  g_assert_cmpuint (endpoint->port, !=, 0);
  g_assert_cmpint (endpoint->security, !=, MAIL_SECURITY_NONE);
  if (endpoint->port == 465)
    g_assert_cmpint (endpoint->security, ==, MAIL_SECURITY_TLS);
  g_assert_true (g_str_has_prefix ("li@example.org", endpoint->user));
}

static void
test_every_one (void)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonArray *entries = load_catalogue (parser);

  g_assert_cmpuint (json_array_get_length (entries), >, 30);
  for (guint i = 0; i < json_array_get_length (entries); i++)
    {
      JsonObject *entry = json_array_get_object_element (entries, i);
      JsonArray *domains = json_object_get_array_member (entry, "domains");
      const char *id = json_object_get_string_member (entry, "id");
      const AccountProvider *provider = account_provider_get (id);

      g_test_message ("%s", id);
      g_assert_nonnull (provider);
      for (guint d = 0; d < json_array_get_length (domains); d++)
        check_domain (json_array_get_string_element (domains, d), id);
      check_texts (provider);
      check_endpoint (provider);
      if (provider->host != NULL && !g_str_equal (provider->host, "127.0.0.1"))
        g_assert_true (account_provider_for_host (provider->host) == provider);
    }
}

static void
test_163 (void)
{
  const AccountProvider *provider = account_provider_for_address ("wang@163.com");
  g_autoptr (MailEndpoint) endpoint = account_provider_dup_endpoint (provider, "wang@163.com");

  g_assert_cmpstr (provider->family, ==, "netease");
  g_assert_true (provider->wants_code);
  g_assert_false (provider->password_works);
  g_assert_cmpint (provider->from_must_equal_login, ==, ACCOUNT_YES);
  g_assert_cmpint (provider->keeps_sent_copy, ==, ACCOUNT_UNKNOWN);
  g_assert_cmpstr (endpoint->host, ==, "smtp.163.com");
  g_assert_cmpuint (endpoint->port, ==, 465);
  g_assert_cmpint (endpoint->security, ==, MAIL_SECURITY_TLS);
  g_assert_cmpstr (endpoint->user, ==, "wang@163.com");
}

/* As people type them. */
static void
test_find_family (void)
{
  static const char *const names[][2] = {
    { "netease-163", "netease" },
    { "163.com", "netease" },
    { "163", "netease" },
    { "126", "netease" },
    { "yeah", "netease" },
    { "smtp.163.com", "netease" },
    { "wang@163.com", "netease" },
    { "VIP.163.com.", "netease" },
    { "qq", "qq" },
    { "QQ.com", "qq" },
    { "foxmail.com", "qq" },
    { "foxmail", "qq" },
    { "gmail.com", "gmail" },
    { "googlemail", "gmail" },
    { "outlook", "microsoft" },
    { "Hotmail", "microsoft" },
    { "hotmail.co.uk", "microsoft" },
    /* mail.ru and mail.com, vip.qq.com and vip.sina.com */
    { "mail", NULL },
    { "vip", NULL },
    { "", NULL },
    { ".", NULL },
    { "@", NULL },
    { "16", NULL },
    { "com", NULL },
    { "163.org", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_test_message ("%s", names[i][0]);
      g_assert_cmpstr (account_provider_find_family (names[i][0]), ==, names[i][1]);
    }
}

static void
test_starttls (void)
{
  const AccountProvider *provider = account_provider_get ("m365");
  g_autoptr (MailEndpoint) endpoint = account_provider_dup_endpoint (provider, "wang@corp.cn");

  g_assert_cmpuint (endpoint->port, ==, 587);
  g_assert_cmpint (endpoint->security, ==, MAIL_SECURITY_STARTTLS);
}

static void
test_outlook_takes_no_password (void)
{
  const AccountProvider *provider = account_provider_for_address ("wang@outlook.com");

  g_assert_false (provider->password_works);
  g_assert_false (provider->wants_code);
}

static void
test_local_part_as_user (void)
{
  const AccountProvider *provider = account_provider_for_address ("li@web.de");
  g_autoptr (MailEndpoint) endpoint = account_provider_dup_endpoint (provider, "li@web.de");

  g_assert_cmpstr (endpoint->user, ==, "li");
}

static void
test_unknown (void)
{
  g_assert_null (account_provider_for_address ("wang@example.org"));
  g_assert_null (account_provider_for_address ("no address"));
  g_assert_null (account_provider_for_address (""));
  g_assert_null (account_provider_for_address ("wang@"));
  g_assert_null (account_provider_for_address ("wang@mail.163.com"));
  g_assert_null (account_provider_for_host (""));
  g_assert_null (account_provider_for_host ("127.0.0.1"));
  g_assert_null (account_provider_get ("nobody"));
}

static void
test_root_dot (void)
{
  g_assert_true (account_provider_for_host ("SMTP.qq.com.") ==
                 account_provider_for_host ("smtp.qq.com"));
}

/* What a reply means follows from the server, whatever the address. */
static void
test_family_by_server (void)
{
  g_autoptr (MailEndpoint) qq = mail_endpoint_new ("smtp.qq.com", 465, MAIL_SECURITY_TLS);
  g_autoptr (MailEndpoint) own = mail_endpoint_new ("mail.corp.cn", 465, MAIL_SECURITY_TLS);
  g_autoptr (AccountProfile) a = account_profile_new ("wang@163.com", qq);
  g_autoptr (AccountProfile) b = account_profile_new ("wang@163.com", own);
  g_autofree char *family_a = account_profile_dup_family (a);
  g_autofree char *family_b = account_profile_dup_family (b);

  g_assert_cmpstr (family_a, ==, "qq");
  g_assert_null (family_b);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/account/provider/find-family", test_find_family);
  g_test_add_func ("/account/provider/every-one", test_every_one);
  g_test_add_func ("/account/provider/163", test_163);
  g_test_add_func ("/account/provider/starttls", test_starttls);
  g_test_add_func ("/account/provider/outlook-takes-no-password", test_outlook_takes_no_password);
  g_test_add_func ("/account/provider/local-part-as-user", test_local_part_as_user);
  g_test_add_func ("/account/provider/unknown", test_unknown);
  g_test_add_func ("/account/provider/root-dot", test_root_dot);
  g_test_add_func ("/account/provider/family-by-server", test_family_by_server);
  return g_test_run ();
}
