/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Explanations that say the same stand once, with everyone they concern. */

#include "ui-receipt-cards-private.h"

#include <glib/gi18n.h>

#include "ui-context.h"
#include "ui-explanation-private.h"
#include "ui-receipt-private.h"
#include "ui-words.h"

#define MAX_CARDS 6

/* One card while they are gathered. */
typedef struct
{
  Explanation *explanation;
  GString *about;
  char *said;
  MailRecipientState state;
} Card;

static void
card_free (gpointer data)
{
  Card *card = data;

  explanation_free (card->explanation);
  g_string_free (card->about, TRUE);
  g_free (card->said);
  g_free (card);
}

/* RCPT is answered in the envelope; the reply to the end of the content speaks of the letter. */
ExplainQuery
ui_receipt_cards_query (const StoreLetter *letter, const MailReply *reply)
{
  gboolean final = reply == letter->outcome->reply;

  return (ExplainQuery){ .family = ui_words_family (letter->server),
                         .language = ui_context_get_language (),
                         .stage = final ? MAIL_STAGE_LETTER : MAIL_STAGE_ENVELOPE,
                         .stage_known = TRUE };
}

static void
gather (GPtrArray *cards, const StoreLetter *letter, const MailResult *result)
{
  ExplainQuery query = ui_receipt_cards_query (letter, result->reply);
  Explanation *explanation = explain_reply (&query, result->reply);

  for (guint i = 0; i < cards->len; i++)
    {
      Card *card = g_ptr_array_index (cards, i);

      if (g_strcmp0 (card->explanation->title, explanation->title) != 0)
        continue;
      g_string_append_printf (card->about, ", %s", mail_path_get_text (result->path));
      explanation_free (explanation);
      return;
    }
  Card *card = g_new0 (Card, 1);
  card->explanation = explanation;
  card->about = g_string_new (mail_path_get_text (result->path));
  card->said = mail_reply_dup_line (result->reply);
  card->state = result->state;
  g_ptr_array_add (cards, card);
}

static void
gather_failure (GPtrArray *cards, const StoreLetter *letter)
{
  const MailFailure *failure = letter->outcome->failure;
  ExplainQuery query = { .family = ui_words_family (letter->server),
                         .language = ui_context_get_language (),
                         .stage = failure->stage,
                         .stage_known = TRUE };
  Card *card = g_new0 (Card, 1);

  card->explanation = explain_failure (&query, failure);
  card->about = g_string_new (NULL);
  card->said = failure->reply != NULL ? mail_reply_dup_line (failure->reply) : NULL;
  card->state = MAIL_RECIPIENT_DEFERRED;
  g_ptr_array_add (cards, card);
}

static GPtrArray *
gather_cards (const StoreLetter *letter)
{
  GPtrArray *cards = g_ptr_array_new_with_free_func (card_free);

  for (guint i = 0; i < letter->outcome->results->len; i++)
    {
      const MailResult *result = mail_outcome_get (letter->outcome, i);

      if (result->reply != NULL &&
          (result->state == MAIL_RECIPIENT_REFUSED || result->state == MAIL_RECIPIENT_DEFERRED))
        gather (cards, letter, result);
    }
  if (letter->outcome->failure != NULL && letter->shown != MAIL_SHOWN_UNKNOWN &&
      letter->shown != MAIL_SHOWN_ACCEPTED && cards->len == 0)
    gather_failure (cards, letter);
  return cards;
}

/* What the catalogue advises, where it leads anywhere; a letter that only waits can always be tried
 * now. */
static void
choose_button (UiExplanationButton *button, const Explanation *explanation,
               const UiReceiptCase *which)
{
  const char *action = ui_receipt_actions_name (explanation->action);

  if (action != NULL && ui_receipt_actions_allow (which, action))
    *button = (UiExplanationButton){ explanation->action_label, action };
  else if (ui_receipt_actions_allow (which, "try-now"))
    *button = (UiExplanationButton){ _ ("Try Now"), "receipt.try-now" };
  else if (ui_receipt_actions_allow (which, "edit"))
    *button = (UiExplanationButton){ _ ("Edit and Send Again"), "receipt.edit" };
}

/* Which address it will be is the whole point. */
static char *
dup_login_label (const Explanation *explanation, const UiReceiptCase *which)
{
  g_autofree char *login = NULL;

  if (explanation->action != EXPLAIN_ACTION_USE_LOGIN_ADDRESS || which->profile == NULL)
    return NULL;
  login = account_profile_dup_login_address (which->profile);
  return g_strdup_printf (_ ("Use %s"), login);
}

static void
add_card (GtkBox *box, const Card *card, const UiReceiptCase *which)
{
  GtkWidget *widget = ui_explanation_new ();
  const StoreLetter *letter = which->letter;
  gboolean lasting = card->state == MAIL_RECIPIENT_REFUSED;
  g_autofree char *login_label = dup_login_label (card->explanation, which);
  UiExplanationWords words = {
    .icon = lasting ? "envoi-refused-symbolic" : ui_words_state_icon (letter->shown),
    .style_class = lasting ? "s-err" : ui_words_state_class (letter->shown),
    .title = card->explanation->title,
    .about = letter->outcome->results->len > 1 ? card->about->str : NULL,
    .detail = card->explanation->detail,
    .said = card->said,
    .digits = card->said != NULL ? card->explanation->class_text : NULL,
  };

  choose_button (&words.buttons[0], card->explanation, which);
  if (login_label != NULL && words.buttons[0].label == card->explanation->action_label)
    words.buttons[0].label = login_label;
  ui_explanation_set (UI_EXPLANATION (widget), &words);
  gtk_box_append (box, widget);
}

/* Nobody can know which is right, so there is more than one way; looking comes first, where the
 * mailbox has a page to look at. */
static void
add_unknown_card (GtkBox *box, const UiReceiptCase *which)
{
  GtkWidget *widget = ui_explanation_new ();
  ExplainQuery query = { .family = ui_words_family (which->letter->server),
                         .language = ui_context_get_language () };
  g_autoptr (Explanation) explanation = explain_unknown (&query);
  const char *look = ui_receipt_actions_name (explanation->action);
  UiExplanationWords words = {
    .icon = "envoi-unknown-symbolic",
    .style_class = "s-ask",
    .title = explanation->title,
    .detail = explanation->detail,
  };
  UiExplanationButton *button = words.buttons;

  if (look != NULL && ui_receipt_actions_allow (which, look))
    *button++ = (UiExplanationButton){ explanation->action_label, look };
  *button++ = (UiExplanationButton){ _ ("Mark as Accepted"), "receipt.mark-accepted" };
  *button++ = (UiExplanationButton){ _ ("Send Again"), "receipt.send-again" };
  ui_explanation_set (UI_EXPLANATION (widget), &words);
  gtk_box_append (box, widget);
}

gboolean
ui_receipt_cards_fill (GtkBox *box, const UiReceiptCase *which)
{
  const StoreLetter *letter = which->letter;
  g_autoptr (GPtrArray) cards = NULL;

  if (ui_receipt_is_running (letter))
    return FALSE;
  cards = gather_cards (letter);
  if (letter->shown == MAIL_SHOWN_UNKNOWN)
    add_unknown_card (box, which);
  for (guint i = 0; i < MIN (cards->len, MAX_CARDS); i++)
    add_card (box, g_ptr_array_index (cards, i), which);
  return cards->len > 0 || letter->shown == MAIL_SHOWN_UNKNOWN;
}
