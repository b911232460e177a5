/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The composer's inside, shared by the files that each do one thing for it. */

#pragma once

#include "store-drafts.h"
#include "ui-composer.h"
#include "ui-from-button-private.h"
#include "ui-receipt.h"
#include "ui-recipient-field-private.h"
#include "ui-signature-private.h"
#include "ui-strip.h"
#include "ui-tray-private.h"

G_BEGIN_DECLS

/**
 * ComposerNotice: what the strip may say, one of each at most
 */
typedef enum
{
  COMPOSER_NOTICE_PRACTICE,
  COMPOSER_NOTICE_LATER,
  COMPOSER_NOTICE_MANY_VISIBLE,
  COMPOSER_NOTICE_FROM_NOT_LOGIN,
  COMPOSER_NOTICE_NO_SUBJECT,
  COMPOSER_NOTICE_MISSING_ATTACHMENT,
  COMPOSER_NOTICE_REFUSED,
  COMPOSER_NOTICE_TYPO,
  COMPOSER_NOTICE_FILE,
  COMPOSER_NOTICE_LACKING,
  COMPOSER_NOTICE_DISCARD,
  COMPOSER_NOTICE_NO_RECIPIENT,
  COMPOSER_NOTICE_BAD_ADDRESS,
  COMPOSER_NOTICE_TOO_LARGE,
  COMPOSER_NOTICE_NOT_SAVED,
  COMPOSER_NOTICE_NOT_SENT,
} ComposerNotice;

#define COMPOSER_N_NOTICES (COMPOSER_NOTICE_NOT_SENT + 1)

/**
 * ComposerWords: one notice
 * @text: (nullable): the sentence; NULL: nothing to say
 * @button: (nullable): label of its button
 * @detail: (nullable): what it is about; closing it silences it for this detail
 * @silenced: (nullable): the detail for which it was closed
 */
typedef struct
{
  char *text;
  char *button;
  char *detail;
  char *silenced;
} ComposerWords;

struct _UiComposer
{
  AdwApplicationWindow parent_instance;

  /* owned */
  UiContext *context;
  MessageDraft *origin;  /* holds what no widget shows */
  MessageDraft *on_disk; /* as it was saved; NULL while that is not known */
  GBytes *last_view;     /* how the window was when it was closed */
  GCancellable *copying; /* a long text that is on its way to the disk */
  char *draft_id;
  GtkWidget *receipt;
  ComposerWords notices[COMPOSER_N_NOTICES];

  /* state */
  guint64 size_limit;
  gint64 letter;         /* id after Send, else 0 */
  gint64 dirty_since_us; /* 0: everything is saved */
  gint64 wanted_us;      /* the time that was chosen for the letter; 0: none yet */
  gint64 attempted_us;   /* when saving was begun last */
  gint64 saved_us;       /* when what is on the disk was taken from the widgets */
  gint64 version_us;     /* when an earlier version was kept last */
  guint save_source;
  guint advice_source;
  guint size_source;
  guint copies;
  gboolean loading;
  gboolean saving;
  gboolean kept; /* there is a draft on the disk */
  gboolean touched;
  gboolean is_blank;   /* nothing is lost with it */
  gboolean keeps_next; /* what is on the disk becomes a version with the next save */
  gboolean sending;
  gboolean sent_pressed;
  gboolean wants_later; /* a time is, or was, to be chosen */
  gboolean send_after_copy;
  gboolean discarding;
  gboolean closing;
  gboolean shrinking; /* a server has called the letter too large */
  gboolean is_shown_notice;
  ComposerNotice shown_notice;

  /* template */
  AdwHeaderBar *header;
  AdwWindowTitle *title;
  GtkWidget *discard;
  GtkWidget *attach;
  GtkWidget *menu;
  AdwSplitButton *send;
  GtkStack *stack;
  GtkWidget *page;
  UiFromButton *from;
  UiRecipientField *to;
  UiRecipientField *cc;
  UiRecipientField *bcc;
  UiRecipientField *reply_to;
  GtkWidget *cc_row;
  GtkWidget *bcc_row;
  GtkWidget *reply_to_row;
  GtkWidget *show_cc;
  GtkWidget *show_bcc;
  GtkEntry *subject;
  UiStrip *strip;
  GtkTextView *message;
  UiSignature *signature;
  UiTray *tray;
  GtkWidget *saved_mark;
  GtkLabel *saved;
};

/* ui-composer.c */
void ui_composer_show_rows (UiComposer *self);
void ui_composer_focus_first (UiComposer *self);
void ui_composer_update_title (UiComposer *self);

/* ui-composer-mend.c */

/**
 * ui_composer_show_originator: the From button says from which address the letter goes, also where
 *   that is not the account's
 */
void ui_composer_show_originator (UiComposer *self);

/**
 * ui_composer_use_login: the letter goes from the address the account signs in with
 */
void ui_composer_use_login (UiComposer *self);

/**
 * ui_composer_dup_too_large:
 *
 * Returns: (transfer full): by how much, as far as that is known
 */
char *ui_composer_dup_too_large (UiComposer *self, const MessageDraft *draft);
void ui_composer_say_too_large (UiComposer *self, const MessageDraft *draft);

/* ui-composer-correct.c */

/**
 * ui_composer_recall_refusals: a correction says whom it is to reach, and why they did not get the
 *   first letter, however often it is opened
 */
void ui_composer_recall_refusals (UiComposer *self);

/**
 * ui_composer_list_refusals:
 *
 * Returns: (transfer floating): a{ss}: the addresses that are marked as refused, and why
 */
GVariant *ui_composer_list_refusals (UiComposer *self);

/**
 * ui_composer_mark_refusals: marks them again, where they are still in the letter
 */
void ui_composer_mark_refusals (UiComposer *self, GVariant *refusals);

/**
 * ui_composer_use_known: the one that was refused becomes the one it resembles
 */
void ui_composer_use_known (UiComposer *self);

/* ui-composer-actions.c */
void ui_composer_install_actions (GtkWidgetClass *widget_class);

/**
 * ui_composer_enable_actions: those that change or send the letter
 */
void ui_composer_enable_actions (UiComposer *self, gboolean enabled);
gboolean ui_composer_on_key (GtkEventControllerKey *controller, guint keyval, guint keycode,
                             GdkModifierType state, UiComposer *self);

/**
 * ui_composer_move_focus: where Tab and Shift+Tab go from what has the focus
 */
gboolean ui_composer_move_focus (UiComposer *self, GtkDirectionType direction);

/* ui-composer-draft.c */

/**
 * ui_composer_load: from @draft to the widgets
 * @is_new: a new letter gets the account's signature
 */
void ui_composer_load (UiComposer *self, const MessageDraft *draft, gboolean is_new);

/**
 * ui_composer_dup_draft:
 *
 * Returns: (transfer full): what the widgets hold, text not yet made chips too
 */
MessageDraft *ui_composer_dup_draft (UiComposer *self);

/**
 * ui_composer_dup_body:
 *
 * Returns: (transfer full): what was written, without the signature
 */
char *ui_composer_dup_body (UiComposer *self);
MessageDraft *ui_composer_dup_draft_with (UiComposer *self, const char *body);

/**
 * ui_composer_dup_draft_taking:
 * @body: (transfer full): as ui_composer_dup_draft_with(), without another copy of it
 */
MessageDraft *ui_composer_dup_draft_taking (UiComposer *self, GString *body);

/**
 * ui_composer_is_empty:
 *
 * Returns: whether nobody would miss @draft: a signature alone is nothing anyone wrote
 */
gboolean ui_composer_is_empty (UiComposer *self, const MessageDraft *draft, const char *body);
void ui_composer_commit_fields (UiComposer *self);

/* ui-composer-save.c */

/**
 * ui_composer_touch: something was changed by a person
 */
void ui_composer_touch (UiComposer *self);

/**
 * ui_composer_save: has been handed to the store when this returns
 */
void ui_composer_save (UiComposer *self);

/**
 * ui_composer_save_soon: the same, where it takes no time that could be felt; else a moment later
 */
void ui_composer_save_soon (UiComposer *self);

/**
 * ui_composer_forget_timer: nothing is saved later
 */
void ui_composer_forget_timer (UiComposer *self);

/* ui-composer-close.c */
void ui_composer_discard (UiComposer *self);
gboolean ui_composer_on_close_request (UiComposer *self);

/**
 * ui_composer_finish_closing: nothing of it is unsaved any more
 */
void ui_composer_finish_closing (UiComposer *self);

/* ui-composer-history.c */

/**
 * ui_composer_show_versions: earlier ones, in a window over this one
 */
void ui_composer_show_versions (UiComposer *self);

/* ui-composer-view.c */
GBytes *ui_composer_dup_view (UiComposer *self);

/**
 * ui_composer_mark_open: a crash from now on brings the window back
 */
void ui_composer_mark_open (UiComposer *self);

/* ui-composer-notice.c */
void ui_composer_say (UiComposer *self, ComposerNotice notice, const char *detail,
                      const char *button, const char *text);
void ui_composer_unsay (UiComposer *self, ComposerNotice notice);
gboolean ui_composer_says (UiComposer *self, ComposerNotice notice);

/**
 * ui_composer_answers:
 *
 * Returns: whether what the strip shows is the answer to Send or Discard, and did not come by
 * itself
 */
gboolean ui_composer_answers (UiComposer *self);
void ui_composer_on_notice_activated (UiComposer *self);
void ui_composer_on_notice_dismissed (UiComposer *self);
void ui_composer_clear_notices (UiComposer *self);

/* ui-composer-check.c */

/**
 * ui_composer_check:
 * @draft: what is to be sent or saved
 * @sending: Send was pressed: what stops a letter is said too
 *
 * Returns: whether nothing was found that a person has to see first
 */
gboolean ui_composer_check (UiComposer *self, const MessageDraft *draft, gboolean sending);

/**
 * ui_composer_heed:
 * @findings: (element-type MessageFinding): of message_check()
 *
 * Returns: as ui_composer_check()
 */
gboolean ui_composer_heed (UiComposer *self, GPtrArray *findings, const MessageDraft *draft,
                           gboolean sending);

/**
 * ui_composer_dup_login:
 *
 * Returns: (transfer full) (nullable): the address the account signs in with
 */
char *ui_composer_dup_login (UiComposer *self);
void ui_composer_update_size (UiComposer *self, const MessageDraft *draft);
guint64 ui_composer_estimate_size (const MessageDraft *draft);
void ui_composer_look_up_limit (UiComposer *self);
void ui_composer_correct_address (UiComposer *self);
void ui_composer_move_to_bcc (UiComposer *self);

/* ui-composer-later.c */

/**
 * ui_composer_send_later: asks when, and puts the letter into the outbox until then
 */
void ui_composer_send_later (UiComposer *self);

/**
 * ui_composer_send_on: goes on with what was asked for last, once what stopped it is out of the way
 */
void ui_composer_send_on (UiComposer *self);

/**
 * ui_composer_say_later: the letter was taken back; when it was to go
 */
void ui_composer_say_later (UiComposer *self);

/**
 * ui_composer_send_then: at the time it had before it was taken back
 */
void ui_composer_send_then (UiComposer *self);

/* ui-composer-send.c */
void ui_composer_send (UiComposer *self, gboolean hold);

/**
 * ui_composer_send_at: into the outbox until then
 */
void ui_composer_send_at (UiComposer *self, gint64 time_us);

/**
 * ui_composer_may_send:
 *
 * Returns: whether it is still here to be sent; that its text is too long for any letter is said
 */
gboolean ui_composer_may_send (UiComposer *self);

/**
 * ui_composer_take_back: undoes Send, while that is possible
 */
void ui_composer_take_back (UiComposer *self);

/**
 * ui_composer_follow_letter: looks whether the letter was made a draft again elsewhere
 */
void ui_composer_follow_letter (UiComposer *self);

/* ui-composer-files.c */
void ui_composer_choose_files (UiComposer *self);
void ui_composer_add_file (UiComposer *self, GFile *file);
void ui_composer_set_up_drop (UiComposer *self);
void ui_composer_on_paste (UiComposer *self, GtkTextView *view);

/**
 * ui_composer_paste_text: words only: of copied files their names
 */
void ui_composer_paste_text (UiComposer *self);

G_END_DECLS
