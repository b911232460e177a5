/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The account dialog, worked as a person would: what it recognises, what it says, and a test of an
 * account against a practice server. */

#include "support-server.h"
#include "ui-account-dialog-private.h"
#include "support-proxies.h"
#include "support-resolver.h"
#include "support-server.h"
#include "ui-test.h"

static UiAccountDialog *
dialog_for (UiTest *test, const char *address)
{
  UiAccountDialog *dialog = ui_account_dialog_new (NULL, test->context, NULL);

  ui_test_present (GTK_WINDOW (dialog));
  gtk_editable_set_text (dialog->address, address);
  return dialog;
}

static void
test_recognises (UiTest *test, gconstpointer data)
{
  UiAccountDialog *dialog = dialog_for (test, "wang@163.com");
  g_autoptr (MailEndpoint) endpoint = ui_account_form_dup_endpoint (dialog);

  g_assert_nonnull (dialog->provider);
  g_assert_true (gtk_widget_get_visible (dialog->provider_box));
  g_assert_cmpstr (endpoint->host, ==, "smtp.163.com");
  g_assert_cmpuint (endpoint->port, ==, 465);
  g_assert_cmpstr (endpoint->user, ==, "wang@163.com");
  g_assert_cmpstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (dialog->code)), ==,
                   "Authorization code");
  gtk_editable_set_text (dialog->address, "wang＠qq.com");
  g_clear_pointer (&endpoint, mail_endpoint_free);
  endpoint = ui_account_form_dup_endpoint (dialog);
  g_assert_cmpstr (endpoint->host, ==, "smtp.qq.com");
  g_assert_cmpstr (endpoint->user, ==, "wang@qq.com");
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static gboolean
is_expanded (gpointer data)
{
  return adw_expander_row_get_expanded (data);
}

static void
test_unknown_domain_opens_server (UiTest *test, gconstpointer data)
{
  UiAccountDialog *dialog = dialog_for (test, "wang@university.example");

  g_assert_false (adw_expander_row_get_expanded (dialog->server));
  ui_test_until (is_expanded, dialog->server);
  g_assert_cmpstr (gtk_editable_get_text (dialog->host), ==, "smtp.university.example");
  /* what a person wrote is kept */
  gtk_editable_set_text (dialog->host, "mail.university.example");
  gtk_editable_set_text (dialog->address, "li@university.example");
  g_assert_cmpstr (gtk_editable_get_text (dialog->host), ==, "mail.university.example");
  gtk_window_destroy (GTK_WINDOW (dialog));
}

/* --- looking for a server: the tests have certificates for mail.example and localhost --- */

#define SERVER(certificate)                                                                        \
  "tls " certificate "\nS: 220 x\nC: EHLO *\nS: 250-x\nS: 250 AUTH PLAIN\nC: QUIT\nS: 221 Bye\n"   \
  "eof\n"

typedef struct
{
  SupportCertificates *certificates;
  SupportResolver *resolver;
  SupportServer *server;
} Net;

static void
net_begin (Net *net, const char *script)
{
  net->certificates = support_certificates_new ();
  support_certificates_trust (net->certificates);
  net->resolver = support_resolver_new ();
  g_resolver_set_default (G_RESOLVER (net->resolver));
  net->server = support_server_new (net->certificates);
  support_server_add_script (net->server, script);
}

static void
net_add_record (Net *net, const char *record, const char *host)
{
  support_resolver_add_record (net->resolver, record, 0, 0, support_server_get_port (net->server),
                               host);
}

static void
net_end (Net *net)
{
  g_autoptr (SupportResolver) nobody = support_resolver_new ();

  support_server_free (net->server);
  support_certificates_free (net->certificates);
  g_object_unref (net->resolver);
  g_resolver_set_default (G_RESOLVER (nobody));
}

static gboolean
has_looked (gpointer data)
{
  UiAccountDialog *dialog = data;

  return !ui_account_search_is_running (dialog->search);
}

static void
look (UiAccountDialog *dialog)
{
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (dialog->search)));
  gtk_widget_grab_focus (GTK_WIDGET (dialog->code));
  g_assert_true (ui_account_search_is_running (dialog->search));
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (dialog->search)));
  ui_test_until (has_looked, dialog);
}

static void
test_finds_a_server (UiTest *test, gconstpointer data)
{
  Net net;
  UiAccountDialog *dialog = NULL;
  g_autofree char *port = NULL;

  net_begin (&net, SERVER ("wrong-host"));
  port = g_strdup_printf ("%u", support_server_get_port (net.server));
  support_resolver_add_host (net.resolver, "mail.example");
  net_add_record (&net, "_submissions._tcp.mail.example", "mail.example");
  dialog = dialog_for (test, "wang@mail.example");
  look (dialog);
  g_assert_cmpstr (gtk_editable_get_text (dialog->host), ==, "mail.example");
  g_assert_cmpstr (gtk_editable_get_text (dialog->port), ==, port);
  g_assert_cmpint (dialog->notice, ==, UI_ACCOUNT_NOTICE_NONE);
  /* a pause later the guess does not come back */
  dialog->paused = TRUE;
  ui_account_form_recognise (dialog);
  g_assert_cmpstr (gtk_editable_get_text (dialog->host), ==, "mail.example");
  /* another address, another server */
  gtk_editable_set_text (dialog->address, "wang@163.com");
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (dialog->search)));
  g_assert_cmpstr (gtk_editable_get_text (dialog->host), ==, "smtp.163.com");
  gtk_window_destroy (GTK_WINDOW (dialog));
  net_end (&net);
}

static UiAccountDialog *
dialog_with_foreign (UiTest *test, Net *net)
{
  UiAccountDialog *dialog = NULL;

  net_begin (net, SERVER ("good"));
  net_add_record (net, "_submissions._tcp.corp.example", "localhost");
  dialog = dialog_for (test, "wang@corp.example");
  look (dialog);
  g_assert_cmpint (dialog->notice, ==, UI_ACCOUNT_NOTICE_FOREIGN);
  g_assert_cmpstr (gtk_editable_get_text (dialog->host), ==, "smtp.corp.example");
  return dialog;
}

static void
test_foreign_server_is_agreed_to (UiTest *test, gconstpointer data)
{
  Net net;
  UiAccountDialog *dialog = dialog_with_foreign (test, &net);

  g_signal_emit_by_name (dialog->strip, "activated");
  g_assert_cmpstr (gtk_editable_get_text (dialog->host), ==, "localhost");
  g_assert_cmpint (dialog->notice, ==, UI_ACCOUNT_NOTICE_NONE);
  gtk_window_destroy (GTK_WINDOW (dialog));
  net_end (&net);
}

/* A domain of one's own at a provider: its steps, its kind of code, its port. */
static void
test_foreign_server_of_a_provider (UiTest *test, gconstpointer data)
{
  Net net;
  UiAccountDialog *dialog = NULL;

  net_begin (&net, SERVER ("provider"));
  support_resolver_add_host (net.resolver, "smtp.qq.com");
  net_add_record (&net, "_submissions._tcp.corp.example", "smtp.qq.com");
  dialog = dialog_for (test, "wang@corp.example");
  look (dialog);
  g_assert_cmpint (dialog->notice, ==, UI_ACCOUNT_NOTICE_FOREIGN);
  g_assert_null (dialog->provider);
  g_signal_emit_by_name (dialog->strip, "activated");
  g_assert_nonnull (dialog->provider);
  g_assert_cmpstr (gtk_editable_get_text (dialog->host), ==, "smtp.qq.com");
  g_assert_cmpstr (gtk_editable_get_text (dialog->port), ==, "465");
  g_assert_cmpstr (gtk_editable_get_text (dialog->user), ==, "wang@corp.example");
  g_assert_cmpstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (dialog->code)), ==,
                   "Authorization code");
  gtk_editable_set_text (dialog->address, "wang@other.example");
  g_assert_null (dialog->provider);
  gtk_window_destroy (GTK_WINDOW (dialog));
  net_end (&net);
}

static void
test_foreign_server_is_not_wanted (UiTest *test, gconstpointer data)
{
  Net net;
  UiAccountDialog *dialog = dialog_with_foreign (test, &net);

  g_signal_emit_by_name (dialog->strip, "dismissed");
  ui_account_dialog_refresh (dialog);
  g_assert_cmpint (dialog->notice, ==, UI_ACCOUNT_NOTICE_NONE);
  g_assert_cmpstr (gtk_editable_get_text (dialog->host), ==, "smtp.corp.example");
  gtk_window_destroy (GTK_WINDOW (dialog));
  net_end (&net);
}

/* Neither for a known provider, nor for a server that was written by hand. */
static void
test_looks_only_for_the_unknown (UiTest *test, gconstpointer data)
{
  UiAccountDialog *dialog = dialog_for (test, "wang@163.com");

  gtk_widget_grab_focus (GTK_WIDGET (dialog->code));
  g_assert_false (ui_account_search_is_running (dialog->search));
  gtk_editable_set_text (dialog->host, "mail.corp.example");
  gtk_editable_set_text (dialog->address, "wang@corp.example");
  gtk_widget_grab_focus (GTK_WIDGET (dialog->name));
  g_assert_false (ui_account_search_is_running (dialog->search));
  gtk_window_destroy (GTK_WINDOW (dialog));
}

/* Closing the window ends the search. */
static void
test_search_ends_with_its_window (UiTest *test, gconstpointer data)
{
  Net net;
  UiAccountDialog *dialog = NULL;

  net_begin (&net, "hang\n");
  support_resolver_hang (net.resolver, "_submissions._tcp.corp.example");
  dialog = dialog_for (test, "wang@corp.example");
  gtk_widget_grab_focus (GTK_WIDGET (dialog->code));
  g_assert_true (ui_account_search_is_running (dialog->search));
  g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *) &dialog);
  gtk_window_destroy (GTK_WINDOW (dialog));
  while (dialog != NULL)
    g_main_context_iteration (NULL, TRUE);
  net_end (&net);
}

static void
test_no_encryption_warns (UiTest *test, gconstpointer data)
{
  UiAccountDialog *dialog = dialog_for (test, "wang@163.com");

  adw_combo_row_set_selected (dialog->security, MAIL_SECURITY_NONE);
  g_assert_cmpint (dialog->notice, ==, UI_ACCOUNT_NOTICE_NO_ENCRYPTION);
  g_assert_cmpstr (gtk_editable_get_text (dialog->port), ==, "25");
  g_signal_emit_by_name (dialog->strip, "activated");
  g_assert_cmpuint (adw_combo_row_get_selected (dialog->security), ==, MAIL_SECURITY_TLS);
  g_assert_cmpstr (gtk_editable_get_text (dialog->port), ==, "465");
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
test_outlook_says_so_first (UiTest *test, gconstpointer data)
{
  UiAccountDialog *dialog = dialog_for (test, "wang@hotmail.com");

  g_assert_cmpint (dialog->notice, ==, UI_ACCOUNT_NOTICE_NO_PASSWORD);
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static gboolean
has_ended (gpointer data)
{
  UiAccountDialog *dialog = data;

  return !ui_account_test_is_running (dialog->test);
}

static void
point_at (UiAccountDialog *dialog, PracticeServer *server)
{
  g_autofree char *port = g_strdup_printf ("%u", practice_server_get_port (server));

  gtk_editable_set_text (dialog->host, "127.0.0.1");
  gtk_editable_set_text (dialog->port, port);
}

static gboolean
hints_at_code (gpointer data)
{
  return ((UiAccountDialog *) data)->notice == UI_ACCOUNT_NOTICE_CODE;
}

/* Pasted while the focus is elsewhere: what counts is the text. */
static void
test_hint_follows_text (UiTest *test, gconstpointer data)
{
  UiAccountDialog *dialog = dialog_for (test, "wang@qq.com");

  gtk_widget_grab_focus (GTK_WIDGET (dialog->address));
  gtk_editable_set_text (dialog->code, "my-password");
  ui_test_until (hints_at_code, dialog);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (dialog->strip)));
  gtk_editable_set_text (dialog->code, "ABCDEFGHIJKLMNOP");
  g_assert_cmpint (dialog->notice, ==, UI_ACCOUNT_NOTICE_NONE);
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static gboolean
says (GtkWidget *widget, const char *start)
{
  if (GTK_IS_LABEL (widget) && g_str_has_prefix (gtk_label_get_text (GTK_LABEL (widget)), start))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (says (child, start))
      return TRUE;
  return FALSE;
}

/* The practice server's certificate is signed by nobody: the first run ends there, and trusting it
 * begins the second, which passes. */
static void
test_trusts_a_certificate (UiTest *test, gconstpointer data)
{
  UiAccountDialog *dialog = dialog_for (test, "wang@university.example");
  g_autoptr (PracticeServer) server = practice_server_new (PRACTICE_TLS, NULL);
  g_autoptr (MailEndpoint) practice = NULL;

  g_assert_true (practice_server_start (server, 0, NULL));
  practice = practice_server_dup_endpoint (server);
  point_at (dialog, server);
  gtk_editable_set_text (dialog->code, "anything");
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (dialog), "account.test", NULL));
  ui_test_until (has_ended, dialog);
  g_assert_false (ui_account_test_has_passed (dialog->test));
  g_assert_null (dialog->certificate_sha256);

  g_signal_emit_by_name (dialog->test, "trust", practice->certificate_sha256,
                         (guint) MAIL_CERTIFICATE_UNKNOWN_ISSUER);
  ui_test_until (has_ended, dialog);
  g_assert_true (ui_account_test_has_passed (dialog->test));
  /* as in a conversation, in the user's language: not the note itself */
  g_assert_true (says (GTK_WIDGET (dialog->test), "Connected to 127.0.0.1, port "));
  g_assert_cmpstr (dialog->certificate_sha256, ==, practice->certificate_sha256);
  g_assert_cmphex (dialog->certificate_flags, ==, MAIL_CERTIFICATE_UNKNOWN_ISSUER);
  g_assert_cmpint (dialog->notice, ==, UI_ACCOUNT_NOTICE_PINNED);

  /* another server does not inherit the trust, nor the result */
  gtk_editable_set_text (dialog->host, "localhost");
  g_assert_null (dialog->certificate_sha256);
  g_assert_false (ui_account_test_has_passed (dialog->test));
  gtk_window_destroy (GTK_WINDOW (dialog));
  practice_server_stop (server);
}

/* A university's own authority: its server is nobody's until the file is named, and is good then.
 */
static void
test_takes_an_authority (UiTest *test, gconstpointer data)
{
  UiAccountDialog *dialog = dialog_for (test, "wang@university.example");
  g_autoptr (SupportCertificates) certificates = support_certificates_new ();
  g_autoptr (SupportServer) server = support_server_new (certificates);
  const char *file = support_certificates_get_ca_file (certificates);
  g_autofree char *port = g_strdup_printf ("%u", support_server_get_port (server));

  support_server_add_script (server, "tls good\neof\n");
  support_server_add_script (server, "tls good\nS: 220 here\nC: EHLO *\nS: 250-here\n"
                                     "S: 250 AUTH PLAIN\nauth wang@university.example anything\n"
                                     "C: QUIT\nS: 221 Bye\neof\n");
  gtk_editable_set_text (dialog->host, "127.0.0.1");
  adw_combo_row_set_selected (dialog->security, MAIL_SECURITY_TLS);
  gtk_editable_set_text (dialog->port, port);
  gtk_editable_set_text (dialog->code, "anything");
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (dialog), "account.test", NULL));
  ui_test_until (has_ended, dialog);
  g_assert_false (ui_account_test_has_passed (dialog->test));

  /* a file that is none is not taken */
  ui_authority_row_choose (dialog->authority, "/dev/null");
  g_assert_null (ui_authority_row_get_file (dialog->authority));
  ui_authority_row_choose (dialog->authority, file);
  g_autoptr (MailEndpoint) endpoint = ui_account_form_dup_endpoint (dialog);
  g_assert_cmpstr (endpoint->ca_file, ==, file);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (dialog), "account.test", NULL));
  ui_test_until (has_ended, dialog);
  g_assert_true (ui_account_test_has_passed (dialog->test));

  /* what was tried was tried with it */
  ui_authority_row_choose (dialog->authority, NULL);
  g_assert_false (ui_account_test_has_passed (dialog->test));
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static gboolean
is_saved (gpointer data)
{
  g_autoptr (AccountProfile) profile =
      account_registry_lookup_address (data, "wang@university.example");

  return profile != NULL;
}

static gboolean
says_still_kept (gpointer data)
{
  return UI_ACCOUNT_DIALOG (data)->notice == UI_ACCOUNT_NOTICE_STILL_KEPT;
}

static gboolean
says_keyring (gpointer data)
{
  UiAccountDialog *dialog = data;

  return dialog->notice == UI_ACCOUNT_NOTICE_KEYRING;
}

static gboolean
is_closed (gpointer data)
{
  return *(gpointer *) data == NULL;
}

static void
assert_in_no_file (UiTest *test, const char *code)
{
  g_autofree char *file = g_build_filename (test->directory, "accounts.ini", NULL);
  g_autofree char *contents = NULL;

  g_assert_true (g_file_get_contents (file, &contents, NULL, NULL));
  g_assert_null (strstr (contents, code));
}

/* No keyring runs here: the profile is kept, the code is not, and the dialog says so. Then it is
 * kept until the program is closed, which the dialog says when it comes back. */
static void
test_save_without_keyring (UiTest *test, gconstpointer data)
{
  UiAccountDialog *dialog = dialog_for (test, "wang@university.example");
  AccountKeyring *keyring = account_registry_get_keyring (test->context->registry);
  g_autoptr (AccountProfile) profile = NULL;

  gtk_editable_set_text (dialog->code, "never-in-a-file");
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (dialog), "account.save-anyway", NULL));
  ui_test_until (is_saved, test->context->registry);
  ui_test_until (says_keyring, dialog);
  g_assert_cmpint (dialog->keyring, ==, ACCOUNT_SECRET_NO_KEYRING);
  profile = account_registry_lookup_address (test->context->registry, "wang@university.example");
  g_assert_false (account_keyring_keeps (keyring, profile->id));

  g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *) &dialog);
  g_signal_emit_by_name (dialog->strip, "activated");
  g_assert_true (account_keyring_keeps (keyring, profile->id));
  ui_test_until (is_closed, &dialog);
  assert_in_no_file (test, "never-in-a-file");

  dialog = ui_account_dialog_new (NULL, test->context, profile);
  ui_test_present (GTK_WINDOW (dialog));
  g_assert_cmpint (dialog->notice, ==, UI_ACCOUNT_NOTICE_KEPT);
  g_signal_emit_by_name (dialog->strip, "activated");
  ui_test_until (says_still_kept, dialog);
  g_assert_true (account_keyring_keeps (keyring, profile->id));
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
test_narrow (UiTest *test, gconstpointer data)
{
  UiAccountDialog *dialog = ui_account_dialog_new (NULL, test->context, NULL);
  int minimum = 0;

  gtk_window_set_default_size (GTK_WINDOW (dialog), 360, 640);
  ui_test_present (GTK_WINDOW (dialog));
  gtk_widget_measure (GTK_WIDGET (dialog->leaflet), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL,
                      NULL, NULL);
  g_assert_cmpint (minimum, <=, 360);
  gtk_window_destroy (GTK_WINDOW (dialog));
}

/* Nothing that is typed here is to be asked for anywhere. */
static void
leave_no_way_out (void)
{
  g_autoptr (SupportResolver) nobody = support_resolver_new ();

  g_resolver_set_default (G_RESOLVER (nobody));
  support_proxies_install ();
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  leave_no_way_out ();
  ui_test_add ("/ui/account-dialog/recognises", test_recognises);
  ui_test_add ("/ui/account-dialog/unknown-domain-opens-server", test_unknown_domain_opens_server);
  ui_test_add ("/ui/account-dialog/no-encryption-warns", test_no_encryption_warns);
  ui_test_add ("/ui/account-dialog/outlook-says-so-first", test_outlook_says_so_first);
  ui_test_add ("/ui/account-dialog/hint-follows-text", test_hint_follows_text);
  ui_test_add ("/ui/account-dialog/trusts-a-certificate", test_trusts_a_certificate);
  ui_test_add ("/ui/account-dialog/takes-an-authority", test_takes_an_authority);
  ui_test_add ("/ui/account-dialog/save-without-keyring", test_save_without_keyring);
  ui_test_add ("/ui/account-dialog/finds-a-server", test_finds_a_server);
  ui_test_add ("/ui/account-dialog/foreign-server-is-agreed-to", test_foreign_server_is_agreed_to);
  ui_test_add ("/ui/account-dialog/foreign-server-of-a-provider",
               test_foreign_server_of_a_provider);
  ui_test_add ("/ui/account-dialog/foreign-server-is-not-wanted",
               test_foreign_server_is_not_wanted);
  ui_test_add ("/ui/account-dialog/looks-only-for-the-unknown", test_looks_only_for_the_unknown);
  ui_test_add ("/ui/account-dialog/search-ends-with-its-window", test_search_ends_with_its_window);
  ui_test_add ("/ui/account-dialog/narrow", test_narrow);
  return g_test_run ();
}
