/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The one question only a person can answer. Looking comes first: at the mailbox's page where it is
 * known, else with words that say what to look for. Each way on says what it does and what it may
 * cost, since neither can be taken back. */

#include <glib/gi18n.h>

#include "ui-context.h"
#include "ui-explanation-private.h"
#include "ui-receipt-cards-private.h"
#include "ui-words.h"

static char *
dup_whom (const StoreLetter *letter)
{
  g_autoptr (GString) whom = g_string_new (NULL);

  if (letter->outcome->results->len < 2)
    return NULL;
  for (guint i = 0; i < letter->outcome->results->len; i++)
    {
      const MailResult *result = mail_outcome_get (letter->outcome, i);

      if (result->state == MAIL_RECIPIENT_UNKNOWN)
        g_string_append_printf (whom, "%s%s", whom->len > 0 ? ", " : "",
                                mail_path_get_text (result->path));
    }
  return g_string_free (g_steal_pointer (&whom), FALSE);
}

static char *
dup_how_to_look (const UiReceiptCase *which)
{
  const StoreLetter *letter = which->letter;
  const char *address = which->profile != NULL         ? which->profile->address
                        : letter->reverse_path != NULL ? mail_path_get_text (letter->reverse_path)
                                                       : letter->from;

  if (*letter->subject == '\0')
    return g_strdup_printf (_ ("With any mail program or web mail, look for this letter in the "
                               "Sent folder of %s; its Message-ID can be searched for."),
                            address);
  return g_strdup_printf (_ ("With any mail program or web mail, look for “%s” in the Sent folder "
                             "of %s; its Message-ID can be searched for."),
                          letter->subject, address);
}

/* What each way does, and what it may cost. */
static char *
dup_detail (const UiReceiptCase *which, const Explanation *explanation, gboolean can_look)
{
  guint n = mail_outcome_count (which->letter->outcome, MAIL_RECIPIENT_UNKNOWN);
  g_autofree char *how = can_look ? NULL : dup_how_to_look (which);
  const char *again =
      ngettext ("Send Again lets the same letter go once more, with its Message-ID and date: who "
                "has it already may get it twice.",
                "Send Again lets the same letter go once more to these, with its Message-ID and "
                "date: who has it already may get it twice.",
                n);

  return g_strconcat (explanation->detail, how != NULL ? " " : "", how != NULL ? how : "", "\n\n",
                      _ ("Mark as Accepted sends nothing, and files the letter as accepted."), "\n",
                      again, NULL);
}

GtkWidget *
ui_receipt_unknown_new (const UiReceiptCase *which)
{
  GtkWidget *widget = ui_explanation_new ();
  ExplainQuery query = { .family = ui_words_family (which->letter->server),
                         .language = ui_context_get_language () };
  g_autoptr (Explanation) explanation = explain_unknown (&query);
  const char *look = ui_receipt_actions_name (explanation->action);
  gboolean can_look = look != NULL && ui_receipt_actions_allow (which, look);
  g_autofree char *detail = dup_detail (which, explanation, can_look);
  g_autofree char *whom = dup_whom (which->letter);
  const UiExplanationWords words = {
    .icon = "envoi-unknown-symbolic",
    .style_class = "s-ask",
    .title = explanation->title,
    .about = whom,
    .detail = detail,
    .buttons = {
      can_look ? (UiExplanationButton){ explanation->action_label, look }
               : (UiExplanationButton){ _ ("Copy Message-ID"), "receipt.copy-message-id" },
      { _ ("Mark as Accepted"), "receipt.mark-accepted" },
      { _ ("Send Again"), "receipt.send-again" },
    },
  };

  ui_explanation_set (UI_EXPLANATION (widget), &words);
  return widget;
}
