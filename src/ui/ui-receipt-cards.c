/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Explanations that say the same stand once, with everyone they concern. */

#include "ui-receipt-cards-private.h"

#include <glib/gi18n.h>

#include "ui-context.h"
#include "ui-explanation-private.h"
#include "ui-later-card-private.h"
#include "ui-later-private.h"
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
  card->state =
      letter->state == MAIL_LETTER_DONE ? MAIL_RECIPIENT_REFUSED : MAIL_RECIPIENT_DEFERRED;
  g_ptr_array_add (cards, card);
}

/* That nothing is tried any more goes before what a server said to make it wait. */
static gboolean
waits_for_a_person (const StoreLetter *letter)
{
  const MailFailure *failure = letter->outcome->failure;

  return failure != NULL &&
         (failure->kind == MAIL_FAILURE_CANCELLED || failure->kind == MAIL_FAILURE_PATIENCE ||
          failure->kind == MAIL_FAILURE_RESTORED);
}

static GPtrArray *
gather_cards (const StoreLetter *letter)
{
  GPtrArray *cards = g_ptr_array_new_with_free_func (card_free);
  gboolean stopped = letter->shown == MAIL_SHOWN_PAUSED && waits_for_a_person (letter);

  for (guint i = 0; i < letter->outcome->results->len; i++)
    {
      const MailResult *result = mail_outcome_get (letter->outcome, i);

      if (result->reply != NULL && (result->state == MAIL_RECIPIENT_REFUSED ||
                                    (result->state == MAIL_RECIPIENT_DEFERRED && !stopped)))
        gather (cards, letter, result);
    }
  if (letter->outcome->failure != NULL && letter->shown != MAIL_SHOWN_UNKNOWN &&
      letter->shown != MAIL_SHOWN_ACCEPTED && (cards->len == 0 || stopped))
    gather_failure (cards, letter);
  return cards;
}

char *
ui_receipt_cards_dup_correct_label (const StoreLetter *letter)
{
  guint n = mail_outcome_count (letter->outcome, MAIL_RECIPIENT_REFUSED);

  return g_strdup_printf (ngettext ("Correct and Send to the %u That Failed",
                                    "Correct and Send to the %u That Failed", n),
                          n);
}

/* Some have the letter: whatever is to be put right in it, those who failed get another one, and
 * one button for that is enough. */
static gboolean
is_correction (const Card *card, const UiReceiptCase *which)
{
  if (card->state != MAIL_RECIPIENT_REFUSED || !ui_receipt_actions_allow (which, "correct-failed"))
    return FALSE;
  switch (card->explanation->action)
    {
    case EXPLAIN_ACTION_CORRECT_ADDRESS:
    case EXPLAIN_ACTION_EDIT:
    case EXPLAIN_ACTION_TRY_LATER:
    case EXPLAIN_ACTION_TRY_NOW:
    case EXPLAIN_ACTION_NONE:
      return TRUE;
    case EXPLAIN_ACTION_NEW_CODE:
    case EXPLAIN_ACTION_ENTER_CODE:
    case EXPLAIN_ACTION_USE_LOGIN_ADDRESS:
    case EXPLAIN_ACTION_MAKE_SMALLER:
    case EXPLAIN_ACTION_CHECK_SERVER:
    case EXPLAIN_ACTION_SHOW_CERTIFICATE:
    case EXPLAIN_ACTION_UNLOCK_KEYRING:
    case EXPLAIN_ACTION_CHECK_SENT:
    case EXPLAIN_ACTION_SHOW_CONVERSATION:
      return FALSE;
    }
  g_return_val_if_reached (FALSE);
}

/* What the catalogue advises, where it leads anywhere; a letter that only waits can always be tried
 * now. Of what is offered already, nothing is offered twice; what was done is not advised again. */
static UiReceiptCards
choose_button (UiExplanationButton *button, const Card *card, const UiReceiptCase *which,
               UiReceiptCards offered)
{
  const char *action = ui_receipt_actions_name (card->explanation->action);

  if (card->state == MAIL_RECIPIENT_REFUSED && ui_receipt_is_corrected (which->letter))
    return 0;
  if (is_correction (card, which))
    {
      if (!(offered & UI_RECEIPT_CARDS_CORRECT))
        *button = (UiExplanationButton){ NULL, "receipt.correct-failed" };
      return UI_RECEIPT_CARDS_CORRECT;
    }
  if (action != NULL && ui_receipt_actions_allow (which, action))
    {
      *button = (UiExplanationButton){ card->explanation->action_label, action };
      return g_str_equal (action, "receipt.try-now") ? UI_RECEIPT_CARDS_TRY : 0;
    }
  if (ui_receipt_actions_allow (which, "try-now"))
    {
      if (!(offered & UI_RECEIPT_CARDS_TRY))
        *button = (UiExplanationButton){ _ ("Try Now"), "receipt.try-now" };
      return UI_RECEIPT_CARDS_TRY;
    }
  if (ui_receipt_actions_allow (which, "edit"))
    *button = (UiExplanationButton){ _ ("Edit and Send Again"), "receipt.edit" };
  return 0;
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

/* The label of a button that says more than its action. */
static char *
dup_own_label (const UiExplanationButton *button, const Card *card, const UiReceiptCase *which)
{
  if (g_strcmp0 (button->action, "receipt.correct-failed") == 0)
    return ui_receipt_cards_dup_correct_label (which->letter);
  if (button->label == card->explanation->action_label)
    return dup_login_label (card->explanation, which);
  return NULL;
}

static gboolean
is_waiting (const StoreLetter *letter)
{
  return letter->shown == MAIL_SHOWN_WAITING || letter->shown == MAIL_SHOWN_PAUSED;
}

static void
offer (UiExplanationWords *words, const UiReceiptCase *which, const char *label, const char *action)
{
  guint n = 0;

  while (n < UI_EXPLANATION_MAX_BUTTONS && words->buttons[n].label != NULL)
    if (g_str_equal (words->buttons[n++].action, action))
      return;
  if (n < UI_EXPLANATION_MAX_BUTTONS && ui_receipt_actions_allow (which, action))
    words->buttons[n] = (UiExplanationButton){ label, action };
}

/* What else can be done with a letter that waits stands beside the button that helps: alone under
 * the card nobody sees what it belongs to. */
static UiReceiptCards
offer_rest (UiExplanationWords *words, const UiReceiptCase *which)
{
  offer (words, which, _ ("Try Now"), "receipt.try-now");
  offer (words, which, _ ("Edit"), "receipt.edit");
  /* Translators: no more tries by itself; the letter is kept */
  offer (words, which, C_ ("sending", "Stop"), "receipt.stop");
  return UI_RECEIPT_CARDS_TRY | UI_RECEIPT_CARDS_REST;
}

static UiReceiptCards
add_card (GtkBox *box, const Card *card, const UiReceiptCase *which, UiReceiptCards offered,
          gboolean alone)
{
  GtkWidget *widget = ui_explanation_new ();
  const StoreLetter *letter = which->letter;
  gboolean lasting = card->state == MAIL_RECIPIENT_REFUSED;
  UiExplanationWords words = {
    .icon = lasting ? "envoi-refused-symbolic" : ui_words_state_icon (letter->shown),
    .style_class = lasting ? "s-err" : ui_words_state_class (letter->shown),
    .title = card->explanation->title,
    .about = letter->outcome->results->len > 1 ? card->about->str : NULL,
    .detail = card->explanation->detail,
    .said = card->said,
    .digits = card->said != NULL ? card->explanation->class_text : NULL,
  };
  UiReceiptCards offers = choose_button (&words.buttons[0], card, which, offered);
  g_autofree char *label = dup_own_label (&words.buttons[0], card, which);

  if (label != NULL)
    words.buttons[0].label = label;
  if (alone && is_waiting (letter))
    offers |= offer_rest (&words, which);
  ui_explanation_set (UI_EXPLANATION (widget), &words);
  gtk_box_append (box, widget);
  return offers | UI_RECEIPT_CARDS_ANY;
}

UiReceiptCards
ui_receipt_cards_fill (GtkBox *box, const UiReceiptCase *which)
{
  const StoreLetter *letter = which->letter;
  g_autoptr (GPtrArray) cards = NULL;
  UiReceiptCards offered = 0;
  gboolean alone;

  if (ui_receipt_is_running (letter))
    return 0;
  cards = gather_cards (letter);
  if (letter->shown == MAIL_SHOWN_UNKNOWN)
    {
      gtk_box_append (box, ui_receipt_unknown_new (which));
      offered = UI_RECEIPT_CARDS_ANY;
    }
  if (ui_later_get_kind (letter) == UI_LATER_LATE)
    {
      gtk_box_append (box, ui_later_card_new (which));
      offered = UI_RECEIPT_CARDS_ANY;
    }
  alone = cards->len == 1 && offered == 0;
  for (guint i = 0; i < MIN (cards->len, MAX_CARDS); i++)
    offered |= add_card (box, g_ptr_array_index (cards, i), which, offered, alone);
  return offered;
}
