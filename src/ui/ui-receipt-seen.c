/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A receipt that is looked at: what was told about its letter elsewhere is known then. */

#include "ui-receipt-private.h"

void
ui_receipt_see (UiReceipt *receipt)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (receipt));

  if (receipt->letter != NULL && GTK_IS_WINDOW (root) && gtk_window_is_active (GTK_WINDOW (root)) &&
      gtk_widget_get_mapped (GTK_WIDGET (receipt)))
    gtk_widget_activate_action (GTK_WIDGET (receipt), "app.see-letter", "x", receipt->letter->id);
}

void
ui_receipt_watch_window (UiReceipt *receipt)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (receipt));

  if (receipt->window != NULL)
    g_signal_handlers_disconnect_by_func (receipt->window, ui_receipt_see, receipt);
  g_set_weak_pointer (&receipt->window, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL);
  if (receipt->window != NULL)
    g_signal_connect_object (receipt->window, "notify::is-active", G_CALLBACK (ui_receipt_see),
                             receipt, G_CONNECT_SWAPPED);
}
