/* SPDX-License-Identifier: GPL-3.0-or-later */

/* An invitation for yesterday is better not sent; only its writer knows. */

#include "ui-later-card-private.h"

#include <glib/gi18n.h>

#include "mail-text.h"
#include "ui-explanation-private.h"
#include "ui-later-private.h"
#include "ui-words.h"

static char *
dup_detail (const StoreLetter *letter)
{
  g_autofree char *day = ui_later_dup_day (letter->send_at_us);
  g_autofree char *clock = ui_later_dup_clock (letter->send_at_us);

  return mail_text_close_up (g_strdup_printf (
      _ ("It was to be sent on %s at %s, but Envoi was not running or the computer "
         "was off. That is more than a day ago, so nothing goes without you. "
         "Whenever it goes, it is dated then."),
      day, clock));
}

GtkWidget *
ui_later_card_new (const UiReceiptCase *which)
{
  GtkWidget *widget = ui_explanation_new ();
  g_autofree char *detail = dup_detail (which->letter);
  UiExplanationWords words = {
    .icon = ui_words_state_icon (which->letter->shown),
    .style_class = ui_words_state_class (which->letter->shown),
    .title = _ ("The time for this letter has passed"),
    .detail = detail,
    .buttons = {
      { _ ("Send Now"), "receipt.send-now" },
      { _ ("Change Time…"), "receipt.change-time" },
      ui_receipt_actions_allow (which, "edit")
          ? (UiExplanationButton){ _ ("Edit"), "receipt.edit" }
          : (UiExplanationButton){ _ ("Do Not Send"), "receipt.do-not-send" },
    },
  };

  ui_explanation_set (UI_EXPLANATION (widget), &words);
  return widget;
}
