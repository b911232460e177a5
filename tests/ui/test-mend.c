/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A letter or an account that comes with advice: it is put right, or the place is shown where a
 * person does that. */

#include <glib/gstdio.h>

#include "store-logins.h"
#include "support-await.h"
#include "ui-account-dialog-private.h"
#include "ui-composer-private.h"
#include "ui-recipient-chip-private.h"
#include "ui-seed.h"
#include "ui-test.h"

#define MIB (G_GUINT64_CONSTANT (1) << 20)

static MessageDraft *
make_draft (UiTest *test)
{
  MessageDraft *draft = message_draft_new ();
  g_autoptr (MailPath) path = mail_path_parse ("other@example.org", NULL);

  draft->account_id = g_strdup (test->account_id);
  draft->from = message_mailbox_new ("Li Lei", path);
  g_free (draft->subject);
  draft->subject = g_strdup ("Lunch");
  return draft;
}

static void
add_file (MessageDraft *draft, guint64 size)
{
  g_autofree char *digest = g_strnfill (MAIL_DIGEST_LENGTH, 'a');

  g_ptr_array_add (draft->attachments,
                   message_attachment_new ("a.bin", "application/octet-stream", digest, size));
}

static UiComposer *
open_composer (UiTest *test, const MessageDraft *draft)
{
  UiComposer *composer = ui_composer_new (NULL, test->context, draft, NULL);

  ui_test_present (GTK_WINDOW (composer));
  return composer;
}

static void
close_composer (UiComposer *composer)
{
  gtk_window_destroy (GTK_WINDOW (composer));
  ui_test_settle ();
}

static gboolean
shows (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && g_str_equal (gtk_label_get_text (GTK_LABEL (widget)), text))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (shows (child, text))
      return TRUE;
  return FALSE;
}

static void
test_use_login_address (UiTest *test, gconstpointer data)
{
  g_autoptr (MessageDraft) draft = make_draft (test);
  UiComposer *composer = open_composer (test, draft);
  g_autoptr (MessageDraft) mended = NULL;

  g_assert_true (shows (GTK_WIDGET (composer->from), "other@example.org"));
  ui_composer_mend (composer, EXPLAIN_ACTION_USE_LOGIN_ADDRESS);
  g_assert_true (shows (GTK_WIDGET (composer->from), "li@example.org"));
  g_assert_false (shows (GTK_WIDGET (composer->from), "other@example.org"));
  mended = ui_composer_dup_draft (composer);
  g_assert_cmpstr (mail_path_get_text (mended->from->path), ==, "li@example.org");
  g_assert_cmpstr (mended->from->name, ==, "Li Lei");
  /* it will be saved */
  g_assert_cmpint (composer->dirty_since_us, !=, 0);
  close_composer (composer);
}

/* Another account's letters do not go from the address of the first. */
static void
test_originator_belongs_to_its_account (UiTest *test, gconstpointer data)
{
  g_autoptr (MessageDraft) draft = make_draft (test);
  UiComposer *composer = open_composer (test, draft);

  ui_from_button_set_account (composer->from, test->work_id);
  g_assert_true (shows (GTK_WIDGET (composer->from), "work@example.org"));
  close_composer (composer);
}

static gboolean
knows_limit (gpointer composer)
{
  return UI_COMPOSER (composer)->size_limit != 0;
}

static void
test_make_smaller (UiTest *test, gconstpointer data)
{
  const StoreLogin login = { .size_limit = 50 * MIB };
  g_autoptr (MessageDraft) draft = make_draft (test);
  g_autoptr (GAsyncResult) result = NULL;
  UiComposer *composer;
  GtkWidget *focus;

  store_logins_set_async (test->context->database, test->account_id, &login, NULL,
                          support_await_done, &result);
  store_logins_set_finish (test->context->database, support_await (&result), NULL);
  add_file (draft, 60 * MIB);
  composer = open_composer (test, draft);
  ui_composer_mend (composer, EXPLAIN_ACTION_MAKE_SMALLER);
  focus = gtk_window_get_focus (GTK_WINDOW (composer));
  g_assert_true (gtk_widget_is_ancestor (focus, GTK_WIDGET (composer->tray)));
  /* the limit is looked up meanwhile */
  ui_test_until (knows_limit, composer);
  ui_test_settle ();
  /* 60 MiB are 85 MB in base64 with its line ends */
  g_assert_cmpstr (ui_strip_get_text (composer->strip), ==,
                   "Too large by 33.7\u00a0MB: this service takes 52.4\u00a0MB at most");
  close_composer (composer);
}

/* What only a server said stays said after the program's own look. */
static void
test_make_smaller_without_a_limit (UiTest *test, gconstpointer data)
{
  g_autoptr (MessageDraft) draft = make_draft (test);
  g_autoptr (MessageDraft) now = NULL;
  UiComposer *composer = open_composer (test, draft);
  const char *text = "Too large for this service; how much it takes is not known";

  ui_composer_mend (composer, EXPLAIN_ACTION_MAKE_SMALLER);
  g_assert_cmpstr (ui_strip_get_text (composer->strip), ==, text);
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (composer)) == GTK_WIDGET (composer->message));
  now = ui_composer_dup_draft (composer);
  ui_composer_check (composer, now, FALSE);
  g_assert_cmpstr (ui_strip_get_text (composer->strip), ==, text);
  close_composer (composer);
}

static void
test_correct_address (UiTest *test, gconstpointer data)
{
  g_autoptr (MessageDraft) draft = make_draft (test);
  UiComposer *composer = open_composer (test, draft);
  GtkWidget *focus;

  gtk_widget_grab_focus (GTK_WIDGET (composer->message));
  ui_composer_mend (composer, EXPLAIN_ACTION_CORRECT_ADDRESS);
  focus = gtk_window_get_focus (GTK_WINDOW (composer));
  g_assert_true (gtk_widget_is_ancestor (focus, GTK_WIDGET (composer->to)));
  close_composer (composer);
}

static GVariant *
make_refusals (const char *const *pairs)
{
  GVariantBuilder refusals;

  g_variant_builder_init (&refusals, G_VARIANT_TYPE ("a{ss}"));
  for (gsize i = 0; pairs[i] != NULL; i += 2)
    g_variant_builder_add (&refusals, "{ss}", pairs[i], pairs[i + 1]);
  return g_variant_ref_sink (g_variant_builder_end (&refusals));
}

static void
add_person (GPtrArray *mailboxes, const char *address)
{
  g_autoptr (MailPath) path = mail_path_parse (address, NULL);

  g_ptr_array_add (mailboxes, message_mailbox_new (NULL, path));
}

/* The first that failed has the focus, wherever it stands, and says why until it is another. */
static void
test_correct (UiTest *test, gconstpointer data)
{
  static const char *const REFUSED[] = { "nobody@x.org", "No such mailbox", NULL };
  g_autoptr (MessageDraft) draft = make_draft (test);
  g_autoptr (GVariant) refusals = make_refusals (REFUSED);
  UiComposer *composer;
  GtkWidget *focus;

  add_person (draft->cc, "nobody@x.org");
  composer = open_composer (test, draft);
  ui_composer_correct (composer, refusals);
  focus = gtk_window_get_focus (GTK_WINDOW (composer));
  g_assert_true (UI_IS_RECIPIENT_CHIP (focus));
  g_assert_true (gtk_widget_is_ancestor (focus, GTK_WIDGET (composer->cc)));
  g_assert_cmpstr (ui_recipient_chip_get_refusal (UI_RECIPIENT_CHIP (focus)), ==,
                   "No such mailbox");
  g_assert_true (gtk_widget_has_css_class (focus, "invalid"));
  g_assert_cmpstr (ui_strip_get_text (composer->strip), ==, "nobody@x.org: No such mailbox");
  ui_recipient_field_replace (composer->cc, "nobody@x.org", "somebody@x.org");
  g_assert_null (ui_strip_get_text (composer->strip));
  close_composer (composer);
}

static gboolean
asks (gpointer composer)
{
  const char *text = ui_strip_get_text (UI_COMPOSER (composer)->strip);

  return text != NULL && g_str_has_suffix (text, "Did you mean zhang@x.org?");
}

/* Somebody written to before is a slip away. */
static void
test_correct_to_somebody_known (UiTest *test, gconstpointer data)
{
  static const char *const REFUSED[] = { "zhnag@x.org", "No such mailbox", NULL };
  g_autoptr (MessageDraft) draft = make_draft (test);
  g_autoptr (MessageDraft) mended = NULL;
  g_autoptr (GVariant) refusals = make_refusals (REFUSED);
  UiComposer *composer;

  ui_seed_add (test, "zhang@x.org", "s", 0);
  add_person (draft->to, "zhnag@x.org");
  composer = open_composer (test, draft);
  ui_composer_correct (composer, refusals);
  ui_test_until (asks, composer);
  ui_composer_on_notice_activated (composer);
  mended = ui_composer_dup_draft (composer);
  g_assert_cmpuint (mended->to->len, ==, 1);
  g_assert_cmpstr (
      mail_path_get_text (((MessageMailbox *) g_ptr_array_index (mended->to, 0))->path), ==,
      "zhang@x.org");
  g_assert_null (ui_strip_get_text (composer->strip));
  close_composer (composer);
}

static gboolean
says_why (gpointer composer)
{
  return g_strcmp0 (ui_strip_get_text (UI_COMPOSER (composer)->strip),
                    "c@x.org: No such mailbox") == 0;
}

/* Closed and opened again, it knows who did not get the first letter, and why. */
static void
test_correct_later (UiTest *test, gconstpointer data)
{
  gint64 id = ui_seed_add (test, "a@x.org, c@x.org", "s", 0);
  g_autoptr (MessageDraft) draft = make_draft (test);

  ui_seed_end (test, id, "ar");
  add_person (draft->to, "c@x.org");
  draft->corrects = id;
  for (guint i = 0; i < 2; i++)
    {
      UiComposer *composer = open_composer (test, draft);

      ui_test_until (says_why, composer);
      g_assert_true (ui_recipient_field_has_refused (composer->to));
      g_assert_true (gtk_window_get_focus (GTK_WINDOW (composer)) !=
                     ui_test_find (GTK_WIDGET (composer->to), UI_TYPE_RECIPIENT_CHIP));
      g_clear_pointer (&draft, message_draft_free);
      draft = ui_composer_dup_draft (composer);
      close_composer (composer);
    }
}

/* A letter that nobody has got is its draft again: the marks are kept with the draft's window, as
 * long as the addresses stand. */
static void
test_correct_once_more (UiTest *test, gconstpointer data)
{
  static const char *const REFUSED[] = { "c@x.org", "No such mailbox", "d@x.org", "Mailbox full",
                                         NULL };
  g_autoptr (MessageDraft) draft = make_draft (test);
  g_autoptr (GVariant) refusals = make_refusals (REFUSED);
  g_autoptr (GBytes) view = NULL;
  UiComposer *composer;

  add_person (draft->to, "c@x.org");
  add_person (draft->to, "d@x.org");
  composer = open_composer (test, draft);
  ui_composer_correct (composer, refusals);
  g_assert_cmpstr (ui_strip_get_text (composer->strip), ==, "2 addresses were refused");
  for (guint i = 0; i < 2; i++)
    {
      g_clear_pointer (&view, g_bytes_unref);
      view = ui_composer_dup_view (composer);
      g_clear_pointer (&draft, message_draft_free);
      draft = ui_composer_dup_draft (composer);
      close_composer (composer);
      composer = open_composer (test, draft);
      ui_composer_restore (composer, view, FALSE);
      g_assert_true (ui_recipient_field_has_refused (composer->to));
      g_assert_cmpstr (ui_strip_get_text (composer->strip), ==, "2 addresses were refused");
    }
  ui_recipient_field_replace (composer->to, "d@x.org", "e@x.org");
  g_clear_pointer (&view, g_bytes_unref);
  view = ui_composer_dup_view (composer);
  ui_composer_restore (composer, view, FALSE);
  g_assert_true (says_why (composer));
  close_composer (composer);
}

static void
test_account (UiTest *test, gconstpointer data)
{
  g_autoptr (AccountProfile) profile =
      account_registry_lookup (test->context->registry, test->account_id);
  UiAccountDialog *dialog = ui_account_dialog_new (NULL, test->context, profile);
  GtkWidget *focus;

  ui_test_present (GTK_WINDOW (dialog));
  ui_account_dialog_mend (dialog, EXPLAIN_ACTION_NEW_CODE);
  focus = gtk_window_get_focus (GTK_WINDOW (dialog));
  g_assert_true (gtk_widget_is_ancestor (focus, GTK_WIDGET (dialog->code)));
  ui_account_dialog_mend (dialog, EXPLAIN_ACTION_CHECK_SERVER);
  g_assert_true (adw_expander_row_get_expanded (dialog->server));
  focus = gtk_window_get_focus (GTK_WINDOW (dialog));
  g_assert_true (gtk_widget_is_ancestor (focus, GTK_WIDGET (dialog->host)));
  gtk_window_destroy (GTK_WINDOW (dialog));
  ui_test_settle ();
}

/* What opens web pages here leaves a link with the host's name in @pages. */
static void
install_browser (const char *pages)
{
  g_autofree char *command = g_strdup_printf ("ln -s -t %s", pages);
  g_autoptr (GError) error = NULL;
  g_autoptr (GAppInfo) browser = g_app_info_create_from_commandline (
      command, "Browser", G_APP_INFO_CREATE_SUPPORTS_URIS, &error);

  g_assert_no_error (error);
  g_app_info_set_as_default_for_type (browser, "x-scheme-handler/https", &error);
  g_assert_no_error (error);
}

static gboolean
is_link (gpointer path)
{
  return g_file_test (path, G_FILE_TEST_IS_SYMLINK);
}

static gboolean
on_tick (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* Another process makes it, so it is looked for now and then. */
static void
wait_for_page (const char *pages, const char *host)
{
  g_autofree char *path = g_build_filename (pages, host, NULL);
  guint tick = g_timeout_add (20, on_tick, NULL);

  ui_test_until (is_link, path);
  g_source_remove (tick);
}

static void
mend_account (UiTest *test, const char *address, ExplainAction action, gboolean after_test)
{
  UiAccountDialog *dialog = ui_account_dialog_new (NULL, test->context, NULL);
  GtkWidget *focus = NULL;

  ui_test_present (GTK_WINDOW (dialog));
  gtk_editable_set_text (dialog->address, address);
  if (after_test)
    ui_account_on_test_help (NULL, action, dialog);
  else
    ui_account_dialog_mend (dialog, action);
  focus = gtk_window_get_focus (GTK_WINDOW (dialog));
  g_assert_true (gtk_widget_is_ancestor (focus, GTK_WIDGET (dialog->code)));
  gtk_window_destroy (GTK_WINDOW (dialog));
  ui_test_settle ();
}

/* A new code is made on the provider's page; one that is typed again needs no page. */
static void
test_page_for_a_new_code_only (UiTest *test, gconstpointer data)
{
  g_autofree char *pages = g_build_filename (test->directory, "pages", NULL);
  g_autofree char *unwanted = g_build_filename (pages, "mail.163.com", NULL);

  g_assert_no_errno (g_mkdir (pages, 0700));
  install_browser (pages);
  mend_account (test, "wang@163.com", EXPLAIN_ACTION_ENTER_CODE, TRUE);
  mend_account (test, "wang@163.com", EXPLAIN_ACTION_ENTER_CODE, FALSE);
  mend_account (test, "wang@126.com", EXPLAIN_ACTION_NEW_CODE, TRUE);
  wait_for_page (pages, "mail.126.com");
  mend_account (test, "wang@qq.com", EXPLAIN_ACTION_NEW_CODE, FALSE);
  wait_for_page (pages, "mail.qq.com");
  g_assert_false (is_link (unwanted));
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  ui_test_add ("/ui/mend/use-login-address", test_use_login_address);
  ui_test_add ("/ui/mend/originator-belongs-to-its-account",
               test_originator_belongs_to_its_account);
  ui_test_add ("/ui/mend/make-smaller", test_make_smaller);
  ui_test_add ("/ui/mend/make-smaller-without-a-limit", test_make_smaller_without_a_limit);
  ui_test_add ("/ui/mend/correct-address", test_correct_address);
  ui_test_add ("/ui/mend/correct", test_correct);
  ui_test_add ("/ui/mend/correct-to-somebody-known", test_correct_to_somebody_known);
  ui_test_add ("/ui/mend/correct-later", test_correct_later);
  ui_test_add ("/ui/mend/correct-once-more", test_correct_once_more);
  ui_test_add ("/ui/mend/account", test_account);
  ui_test_add ("/ui/mend/page-for-a-new-code-only", test_page_for_a_new_code_only);
  return g_test_run ();
}
