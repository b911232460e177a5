/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A field for recipients: chips, and a place to write the next one. What is written and not yet a
 * chip counts all the same. */

#pragma once

#include <gtk/gtk.h>

#include "message-mailbox.h"
#include "store-database.h"

G_BEGIN_DECLS

#define UI_TYPE_RECIPIENT_FIELD (ui_recipient_field_get_type ())
G_DECLARE_FINAL_TYPE (UiRecipientField, ui_recipient_field, UI, RECIPIENT_FIELD, GtkWidget)

/**
 * UiRecipientField:label: its accessible name, e.g. "To"
 *
 * UiRecipientField::changed: a chip came or went, or the text did
 */

GtkWidget *ui_recipient_field_new (const char *label);

/**
 * ui_recipient_field_set_database: where names are looked up while typing
 */
void ui_recipient_field_set_database (UiRecipientField *field, StoreDatabase *database);

/**
 * ui_recipient_field_set_mailboxes:
 * @mailboxes: (element-type MessageMailbox): in the place of everything in it
 */
void ui_recipient_field_set_mailboxes (UiRecipientField *field, GPtrArray *mailboxes);

/**
 * ui_recipient_field_append:
 *
 * Returns: whether it was added: an equal address is there once
 */
gboolean ui_recipient_field_append (UiRecipientField *field, const MessageMailbox *mailbox);

/**
 * ui_recipient_field_dup_mailboxes:
 *
 * Returns: (transfer full) (element-type MessageMailbox): the chips, then what the text says
 */
GPtrArray *ui_recipient_field_dup_mailboxes (UiRecipientField *field);

/**
 * ui_recipient_field_commit: makes chips of the text
 */
void ui_recipient_field_commit (UiRecipientField *field);

/**
 * ui_recipient_field_replace:
 * @text: text or address of a chip
 * @address: what it is to be instead
 *
 * Returns: whether there was such a chip
 */
gboolean
ui_recipient_field_replace (UiRecipientField *field, const char *text, const char *address);

/**
 * ui_recipient_field_mark_refused:
 * @reason: why a server did not take @address, in a few words
 *
 * Returns: (transfer none) (nullable): its chip
 */
GtkWidget *
ui_recipient_field_mark_refused (UiRecipientField *field, const char *address, const char *reason);

/**
 * ui_recipient_field_has_refused: whether a chip that was marked so is still there
 */
gboolean ui_recipient_field_has_refused (UiRecipientField *field);

/**
 * ui_recipient_field_list_refusals:
 * @refusals: a{ss}: gets the addresses that are marked so, and why
 */
void ui_recipient_field_list_refusals (UiRecipientField *field, GVariantBuilder *refusals);

gboolean ui_recipient_field_is_empty (UiRecipientField *field);

G_END_DECLS
