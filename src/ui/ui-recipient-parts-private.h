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
UiRecipientChip *ui_recipient_field_get_first (UiRecipientField *self);
UiRecipientChip *ui_recipient_field_get_last (UiRecipientField *self);
void ui_recipient_field_choose (UiRecipientField *self);

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
