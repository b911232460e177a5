/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The account dialog's members, for its own files: -dialog makes it, -form is the way between
 * fields and values, -lookup looks for a server, -prove tries it, -notice is its strip, -save makes
 * it last. */

#pragma once

#include "account-provider.h"
#include "account-secret.h"
#include "ui-account-coach-private.h"
#include "ui-account-dialog.h"
#include "ui-account-search-private.h"
#include "ui-account-test-private.h"
#include "ui-authority-row-private.h"
#include "ui-strip.h"

G_BEGIN_DECLS

/**
 * UiAccountNotice: what the strip may say, most serious last
 */
typedef enum
{
  UI_ACCOUNT_NOTICE_NONE,
  UI_ACCOUNT_NOTICE_CODE,
  UI_ACCOUNT_NOTICE_KEPT,
  UI_ACCOUNT_NOTICE_PINNED,
  UI_ACCOUNT_NOTICE_FOREIGN,
  UI_ACCOUNT_NOTICE_NO_PASSWORD,
  UI_ACCOUNT_NOTICE_NO_ENCRYPTION,
  UI_ACCOUNT_NOTICE_NO_CODE,
  UI_ACCOUNT_NOTICE_STILL_KEPT,
  UI_ACCOUNT_NOTICE_KEYRING,
  UI_ACCOUNT_NOTICE_NOT_SAVED,
} UiAccountNotice;

/**
 * UiAccountDialog:
 * @original: (nullable): the account being changed
 * @profile: (nullable): what was saved by this dialog, once it was
 * @certificate_sha256: (nullable): certificate accepted by hand
 * @certificate_flags: what was wrong with it then
 * @server_touched: somebody wrote into the server's fields, so the address no longer fills them
 * @foreign_agreed: a person agreed to the server outside the domain that was found
 * @login_changed: something the test depends on differs from @original
 * @paused: nobody has typed for a moment
 * @filling: the program writes into fields, not a person
 */
struct _UiAccountDialog
{
  AdwWindow parent_instance;

  /* owned */
  UiContext *context;
  AccountProfile *original;
  AccountProfile *profile;
  char *certificate_sha256;
  MailCertificateFlags certificate_flags;
  GCancellable *cancellable;

  /* state */
  const AccountProvider *provider;
  UiAccountNotice notice;
  AccountSecretStatus keyring;
  guint colour;
  guint pause_id;
  gboolean server_touched;
  gboolean foreign_agreed;
  gboolean foreign_dismissed;
  gboolean kept_dismissed;
  gboolean login_changed;
  gboolean code_dismissed;
  gboolean paused;
  gboolean filling;
  gboolean saving;

  /* template */
  AdwLeaflet *leaflet;
  GtkWidget *form_page;
  GtkWidget *form_save;
  GtkEditable *address;
  GtkWidget *provider_box;
  GtkLabel *provider_name;
  GtkEditable *code;
  AdwExpanderRow *coach_row;
  AdwBin *coach_row_slot;
  AdwBin *coach_pane_slot;
  UiAccountCoach *coach;
  AdwExpanderRow *server;
  GtkEditable *host;
  GtkEditable *port;
  AdwComboRow *security;
  GtkEditable *user;
  UiAccountSearch *search;
  UiAuthorityRow *authority;
  GtkSwitch *send_again;
  UiStrip *strip;
  UiAccountTest *test;
  GtkEditable *name;
  GtkBox *colours;
  GtkTextBuffer *signature;
};

/* --- form --- */

/**
 * ui_account_form_dup_address:
 *
 * Returns: (transfer full) (nullable): the address as typed, put right; NULL while it is none
 */
char *ui_account_form_dup_address (UiAccountDialog *dialog);

/**
 * ui_account_form_dup_unknown_address:
 *
 * Returns: (transfer full) (nullable): the address whose server nobody has told us; NULL where it
 *   is known, was written by hand, or the address is not complete
 */
char *ui_account_form_dup_unknown_address (UiAccountDialog *dialog);

/**
 * ui_account_form_dup_endpoint:
 *
 * Returns: (transfer full) (nullable): what the server's fields say; NULL while they are not
 *   complete
 */
MailEndpoint *ui_account_form_dup_endpoint (UiAccountDialog *dialog);

/**
 * ui_account_form_dup_code:
 *
 * Returns: (transfer full) (nullable): the code without what pasting adds, for
 *   account_secret_wipe(); NULL when nothing was typed
 */
char *ui_account_form_dup_code (UiAccountDialog *dialog);

/**
 * ui_account_form_dup_profile:
 *
 * Returns: (transfer full) (nullable): the account as the fields have it
 */
AccountProfile *ui_account_form_dup_profile (UiAccountDialog *dialog);

/**
 * ui_account_form_recognise: after the address changed: provider, server, coach
 */
void ui_account_form_recognise (UiAccountDialog *dialog);

/**
 * ui_account_form_show_provider: what is known of the provider, or what is true of all
 */
void ui_account_form_show_provider (UiAccountDialog *dialog);

/**
 * ui_account_form_show_profile: fields from an account
 */
void ui_account_form_show_profile (UiAccountDialog *dialog, const AccountProfile *profile);

/**
 * ui_account_form_add_colours: a button for each
 */
void ui_account_form_add_colours (UiAccountDialog *dialog);

/**
 * ui_account_form_check_code:
 * @provider: (nullable): what is known of its codes
 * @text: (nullable): the code as typed, cleaned
 * @complete: whether typing has paused, so that too short counts
 *
 * Returns: whether @text looks as a code of @provider may look. A hint, never a block.
 */
gboolean
ui_account_form_check_code (const AccountProvider *provider, const char *text, gboolean complete);

/* --- lookup --- */

/**
 * ui_account_lookup_begin: looks for the server, where it has to be looked for
 */
void ui_account_lookup_begin (UiAccountDialog *dialog);

/**
 * ui_account_lookup_check: forgets what was found for an address that is no longer there
 */
void ui_account_lookup_check (UiAccountDialog *dialog);

/**
 * ui_account_lookup_take: fills the fields with what was found
 */
void ui_account_lookup_take (UiAccountDialog *dialog);

/**
 * ui_account_lookup_agree: a person agrees to ui_account_lookup_dup_foreign()
 */
void ui_account_lookup_agree (UiAccountDialog *dialog);

/**
 * ui_account_lookup_dup_endpoint:
 *
 * Returns: (transfer full) (nullable): the server found for @address that may be used
 */
MailEndpoint *ui_account_lookup_dup_endpoint (UiAccountDialog *dialog, const char *address);

/**
 * ui_account_lookup_dup_foreign:
 *
 * Returns: (transfer full) (nullable): the server a person has to agree to
 */
MailEndpoint *ui_account_lookup_dup_foreign (UiAccountDialog *dialog);

/* --- notice --- */

/**
 * ui_account_notice_show: the strip says what is most serious now
 */
void ui_account_notice_show (UiAccountDialog *dialog);
void ui_account_on_strip_activated (UiAccountDialog *dialog);
void ui_account_on_strip_dismissed (UiAccountDialog *dialog);

/* --- prove --- */

/**
 * ui_account_prove: runs the test; an action of the dialog
 */
void ui_account_prove (GtkWidget *dialog, const char *name, GVariant *parameter);

/**
 * ui_account_prove_certificate:
 * @digest: (nullable): of the certificate a person trusts for this server, NULL for none
 */
void ui_account_prove_certificate (UiAccountDialog *dialog, const char *digest,
                                   MailCertificateFlags flags);

/**
 * ui_account_on_test_trust: a person trusts the certificate the test met
 */
void ui_account_on_test_trust (UiAccountTest *test, const char *digest, guint flags,
                               UiAccountDialog *dialog);

/* --- dialog --- */

/**
 * ui_account_dialog_refresh: what may be pressed, and the strip
 */
void ui_account_dialog_refresh (UiAccountDialog *dialog);

/**
 * ui_account_dialog_login_changed: what the test found held for other fields
 */
void ui_account_dialog_login_changed (UiAccountDialog *dialog);

/* --- mend --- */

/**
 * ui_account_on_test_help: the button of the test's explanation was pressed
 * @action: an ExplainAction
 */
void ui_account_on_test_help (UiAccountTest *test, int action, UiAccountDialog *dialog);

/* --- save --- */

/**
 * ui_account_save: profile, then code, then what the test found; then closes
 */
void ui_account_save (UiAccountDialog *dialog);

/**
 * ui_account_save_keep: the keyring did not take the code: it is kept by this process, and what
 *   follows a saved code follows
 */
void ui_account_save_keep (UiAccountDialog *dialog);

/**
 * ui_account_save_kept: the code this process keeps goes into the keyring
 */
void ui_account_save_kept (UiAccountDialog *dialog);

G_END_DECLS
