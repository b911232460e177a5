/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A person in a receipt: who, and the result; it drops below where there is no room beside. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * UiPersonWords: borrowed for the call
 * @name: (nullable): display name
 * @again: (nullable): when it is tried again
 */
typedef struct
{
  const char *name;
  const char *address;
  const char *icon;
  const char *style_class;
  const char *result;
  const char *again;
} UiPersonWords;

#define UI_TYPE_RECEIPT_PERSON (ui_receipt_person_get_type ())
G_DECLARE_FINAL_TYPE (UiReceiptPerson, ui_receipt_person, UI, RECEIPT_PERSON, GtkListBoxRow)

GtkWidget *ui_receipt_person_new (const UiPersonWords *words);

G_END_DECLS
