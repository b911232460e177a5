/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The recipient field's inside, shared by the files that each do one thing for it. */

#pragma once

#include "ui-completion-private.h"
#include "ui-recipient-chip-private.h"
#include "ui-recipient-field-private.h"
#include "ui-wrap-box-private.h"

G_BEGIN_DECLS

typedef enum
{
  INSERTED_WORDS,
  INSERTED_SEPARATOR,
  INSERTED_LIST,
} Inserted;

struct _UiRecipientField
{
  GtkWidget parent_instance;

  /* owned */
  char *label;
  GHashTable *paths; /* MailPath of the chips, so that a long list is not compared pairwise */

  /* what the person put in last, and whether the program is writing instead */
  Inserted inserted;
  gboolean setting;

  /* template */
  GtkWidget *scroller;
  UiWrapBox *box;
  GtkEntry *entry;
  UiCompletion *completion;
};

/* ui-recipient-field.c */
void ui_recipient_field_choose (UiRecipientField *self);
void ui_recipient_field_set_text (UiRecipientField *self, const char *text);
void ui_recipient_field_emit_changed (UiRecipientField *self);

/* ui-recipient-chips.c */

/**
 * ui_recipient_chips_next:
 *
 * Returns: (nullable): @sibling, if it is a chip
 */
UiRecipientChip *ui_recipient_chips_next (GtkWidget *sibling);
UiRecipientChip *ui_recipient_chips_get_first (UiRecipientField *self);
UiRecipientChip *ui_recipient_chips_get_last (UiRecipientField *self);
gboolean ui_recipient_chips_hold (UiRecipientField *self, const MessageMailbox *mailbox);

/**
 * ui_recipient_chips_insert:
 *
 * Returns: whether the mailbox was not there yet
 */
gboolean ui_recipient_chips_insert (UiRecipientField *self, const MessageMailbox *mailbox,
                                    GtkWidget *before);

/**
 * ui_recipient_chips_drop: without a word
 */
void ui_recipient_chips_drop (UiRecipientField *self, UiRecipientChip *chip);

/**
 * ui_recipient_chips_remove: as a person does; the focus goes on, and the field has changed
 */
void ui_recipient_chips_remove (UiRecipientField *self, UiRecipientChip *chip);

/* ui-recipient-keys.c */
gboolean
ui_recipient_field_on_chip_key (GtkEventControllerKey *controller, guint keyval, guint keycode,
                                GdkModifierType state, UiRecipientField *self);
gboolean ui_recipient_field_on_key (GtkEventControllerKey *controller, guint keyval, guint keycode,
                                    GdkModifierType state, UiRecipientField *self);

/* ui-recipient-text.c */
gboolean ui_recipient_text_is_separator (gunichar character);

/**
 * ui_recipient_text_find_end:
 *
 * Returns: where the last separator ends that stands outside quotes and angle brackets; 0: there is
 *   none
 */
gsize ui_recipient_text_find_end (const char *text);

G_END_DECLS
