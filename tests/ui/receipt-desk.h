/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A receipt in a window, and what it asks of the application, which stand-ins for its actions write
 * down. */

#pragma once

#include "ui-receipt-private.h"
#include "ui-test.h"

typedef struct
{
  GtkWidget *window;
  UiReceipt *receipt;
  GString *asked; /* "name target;" of each */
} ReceiptDesk;

void receipt_desk_open (ReceiptDesk *desk, UiTest *test);
void receipt_desk_close (ReceiptDesk *desk);

/**
 * receipt_desk_show: until the draft of the letter is known too
 */
void receipt_desk_show (ReceiptDesk *desk, gint64 id);

/**
 * receipt_desk_open_letter: a letter to @people, each of whom came to one of @ends, see
 * ui_seed_end()
 */
gint64
receipt_desk_open_letter (ReceiptDesk *desk, UiTest *test, const char *people, const char *ends);

/**
 * receipt_desk_do: until the application was asked for something
 */
void receipt_desk_do (ReceiptDesk *desk, const char *action);

StoreLetter *receipt_desk_get_letter (UiTest *test, gint64 id);

/**
 * receipt_desk_find:
 *
 * Returns: (transfer none) (nullable): the first descendant of a type that stands for @action
 */
GtkWidget *receipt_desk_find (GtkWidget *widget, GType type, const char *action);
GtkWidget *receipt_desk_find_button (GtkWidget *widget, const char *action);
