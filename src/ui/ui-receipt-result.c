/* SPDX-License-Identifier: GPL-3.0-or-later */

/* People in the order written; a letter to very many shows those it did not reach and a number. The
 * list is built anew only when something in it is different, so that focus and selection are not
 * lost to every commit of the store. */

#include "ui-receipt-result-private.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "account-profile.h"
#include "explain-reply.h"
#include "ui-focus-private.h"
#include "ui-receipt-cards-private.h"
#include "ui-receipt-correction-private.h"
#include "ui-receipt-person-private.h"
#include "ui-receipt-private.h"
#include "ui-words.h"

#define MAX_PEOPLE 60

struct _UiReceiptResult
{
  GtkWidget parent_instance;

  char *shown; /* what the list was built from */

  GtkProgressBar *progress;
  GtkListBox *people;
  GtkBox *cards;
  GtkBox *buttons;
  GtkLabel *note;
};

G_DEFINE_FINAL_TYPE (UiReceiptResult, ui_receipt_result, GTK_TYPE_WIDGET)

static char *
dup_capitalised (const char *text)
{
  char first[7] = { 0 };

  if (*text == '\0')
    return g_strdup (text);
  g_unichar_to_utf8 (g_unichar_toupper (g_utf8_get_char (text)), first);
  return g_strconcat (first, g_utf8_next_char (text), NULL);
}

char *
ui_receipt_result_dup_words (const StoreLetter *letter, const MailResult *result)
{
  gboolean explained =
      result->state == MAIL_RECIPIENT_REFUSED || result->state == MAIL_RECIPIENT_DEFERRED;

  if (explained && result->reply != NULL)
    {
      ExplainQuery query = ui_receipt_cards_query (letter, result->reply);
      g_autofree char *words = explain_reply_short (&query, result->reply);

      return dup_capitalised (words);
    }
  /* no server has refused them */
  if (result->state == MAIL_RECIPIENT_REFUSED && ui_receipt_is_stopped (letter))
    return g_strdup (_ ("Not sent"));
  if (result->state == MAIL_RECIPIENT_ACCEPTED && letter->outcome->reply == NULL)
    return g_strdup (_ ("Marked as accepted"));
  if (result->state == MAIL_RECIPIENT_PENDING && letter->state == MAIL_LETTER_SENDING)
    return g_strdup (_ ("Sending"));
  if (result->state == MAIL_RECIPIENT_PENDING && letter->state == MAIL_LETTER_CONFIRMING)
    return g_strdup (_ ("Waiting for the answer"));
  return g_strdup (ui_words_recipient_title (result->state));
}

static char *
dup_again (const StoreLetter *letter, const MailResult *result)
{
  gint64 now_us = g_get_real_time ();
  g_autofree char *time = NULL;

  if (result->state != MAIL_RECIPIENT_DEFERRED || letter->due_us <= now_us || letter->paused)
    return NULL;
  time = ui_words_time (letter->due_us, now_us);
  return g_strdup_printf (_ ("again at %s"), time);
}

static void
add_person (UiReceiptResult *self, const StoreLetter *letter, const MailResult *result,
            GHashTable *names)
{
  const char *address = mail_path_get_text (result->path);
  const char *name = names != NULL ? g_hash_table_lookup (names, address) : NULL;
  g_autofree char *words = ui_receipt_result_dup_words (letter, result);
  g_autofree char *again = dup_again (letter, result);
  const UiPersonWords person = {
    .name = name != NULL && *name != '\0' ? name : NULL,
    .address = address,
    .icon = ui_words_recipient_icon (result->state),
    .style_class = ui_words_recipient_class (result->state),
    .result = words,
    .again = again,
  };

  gtk_list_box_append (self->people, ui_receipt_person_new (&person));
}

static void
add_rest (UiReceiptResult *self, guint n)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *title =
      g_strdup_printf (ngettext ("and %u other person", "and %u other people", n), n);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_list_box_append (self->people, row);
}

static void
show_people (UiReceiptResult *self, const StoreLetter *letter, GHashTable *names)
{
  guint n = letter->outcome->results->len;
  guint room = MAX_PEOPLE;
  guint left_out = 0;

  for (guint i = 0; i < n; i++)
    {
      const MailResult *result = mail_outcome_get (letter->outcome, i);

      if (n > MAX_PEOPLE && (result->state == MAIL_RECIPIENT_ACCEPTED || room == 0))
        left_out++;
      else
        {
          add_person (self, letter, result, names);
          room--;
        }
    }
  if (left_out > 0)
    add_rest (self, left_out);
}

static void
add_button (UiReceiptResult *self, const char *label, const char *action, gboolean first)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (button), action);
  if (!first)
    gtk_widget_add_css_class (button, "flat");
  gtk_box_append (self->buttons, button);
}

static void
add_button_if (UiReceiptResult *self, const UiReceiptCase *which, const char *label,
               const char *action, gboolean first)
{
  if (ui_receipt_actions_allow (which, action))
    add_button (self, label, action, first);
}

static void
add_correct (UiReceiptResult *self, const UiReceiptCase *which, gboolean first)
{
  g_autofree char *label = ui_receipt_cards_dup_correct_label (which->letter);

  add_button_if (self, which, label, "receipt.correct-failed", first);
}

/* What a card does not offer already. */
static void
show_buttons (UiReceiptResult *self, const UiReceiptCase *which, UiReceiptCards cards)
{
  gboolean has_card = (cards & UI_RECEIPT_CARDS_ANY) != 0;
  gboolean corrects = (cards & UI_RECEIPT_CARDS_CORRECT) != 0;
  const StoreLetter *letter = which->letter;

  switch (letter->shown)
    {
    case MAIL_SHOWN_HELD:
      add_button_if (self, which, _ ("Undo"), "receipt.undo", TRUE);
      add_button_if (self, which, _ ("Change Time…"), "receipt.change-time", TRUE);
      add_button (self, _ ("Send Now"), "receipt.send-now", FALSE);
      add_button_if (self, which, _ ("Edit"), "receipt.edit", FALSE);
      add_button_if (self, which, _ ("Do Not Send"), "receipt.do-not-send", FALSE);
      break;
    case MAIL_SHOWN_SENDING:
      /* Translators: stops a letter that is being sent */
      add_button (self, C_ ("sending", "Cancel"), "receipt.cancel", TRUE);
      break;
    case MAIL_SHOWN_CONFIRMING:
      add_button (self, _ ("Too late – the letter is in the box"), "receipt.cancel", TRUE);
      break;
    case MAIL_SHOWN_QUEUED:
      add_button_if (self, which, _ ("Edit"), "receipt.edit", TRUE);
      add_button_if (self, which, C_ ("sending", "Stop"), "receipt.stop", FALSE);
      break;
    case MAIL_SHOWN_WAITING:
    case MAIL_SHOWN_PAUSED:
      /* its card has them all */
      if (letter->state == MAIL_LETTER_HELD || (cards & UI_RECEIPT_CARDS_REST) != 0)
        break;
      if (!(cards & UI_RECEIPT_CARDS_TRY))
        add_button (self, _ ("Try Now"), "receipt.try-now", !has_card);
      add_button_if (self, which, _ ("Edit"), "receipt.edit", FALSE);
      /* Translators: no more tries by itself; the letter is kept */
      add_button_if (self, which, C_ ("sending", "Stop"), "receipt.stop", FALSE);
      break;
    case MAIL_SHOWN_ACCEPTED:
      if (g_str_equal (letter->account_id, ACCOUNT_PRACTICE_ID))
        {
          add_button (self, _ ("See It Arrive"), "app.show-place::practice", TRUE);
          if (which->has_account)
            add_button (self, _ ("What They Said"), "receipt.show-conversation", FALSE);
          else
            add_button (self, _ ("Add My Mail Account…"), "app.add-account", FALSE);
        }
      break;
    case MAIL_SHOWN_PARTLY_ACCEPTED:
    case MAIL_SHOWN_REFUSED:
    case MAIL_SHOWN_UNKNOWN:
      break;
    }
  if (!corrects)
    add_correct (self, which, !has_card && !ui_receipt_is_corrected (letter));
  gtk_widget_set_visible (GTK_WIDGET (self->buttons),
                          gtk_widget_get_first_child (GTK_WIDGET (self->buttons)) != NULL);
}

static void
clear (UiReceiptResult *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->people))) != NULL)
    gtk_list_box_remove (self->people, child);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->cards))) != NULL)
    gtk_box_remove (self->cards, child);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->buttons))) != NULL)
    gtk_box_remove (self->buttons, child);
  /* GTK 4.8 gives no room to what comes into a box that is hidden and shown afterwards */
  gtk_widget_show (GTK_WIDGET (self->cards));
  gtk_widget_show (GTK_WIDGET (self->buttons));
}

static char *
dup_shown (const UiReceiptCase *which, GHashTable *names)
{
  const StoreLetter *letter = which->letter;
  GString *shown = g_string_new (NULL);

  g_string_printf (shown, "%" G_GINT64_FORMAT " %d %u %" G_GINT64_FORMAT " %d %d %d %d %d ",
                   letter->id, letter->shown, letter->attempts, letter->due_us, names != NULL,
                   which->has_draft, which->profile != NULL, which->has_account,
                   ui_receipt_is_stopped (letter));
  g_string_append_printf (shown, "%" G_GINT64_FORMAT " %s ", letter->corrected_by,
                          letter->correction_draft_id != NULL ? letter->correction_draft_id : "-");
  for (guint i = 0; i < letter->outcome->results->len; i++)
    g_string_append_printf (shown, "%d", mail_outcome_get (letter->outcome, i)->state);
  return g_string_free (shown, FALSE);
}

static void
show_cards (UiReceiptResult *self, const UiReceiptCase *which)
{
  UiReceiptCards cards = ui_receipt_cards_fill (self->cards, which);

  gtk_widget_set_visible (GTK_WIDGET (self->cards), (cards & UI_RECEIPT_CARDS_ANY) != 0);
  show_buttons (self, which, cards);
}

void
ui_receipt_result_set (UiReceiptResult *self, const UiReceiptCase *which, GHashTable *names,
                       const char *note)
{
  g_autofree char *shown = which != NULL ? dup_shown (which, names) : NULL;

  gtk_label_set_text (self->note, note != NULL ? note : "");
  gtk_widget_set_visible (GTK_WIDGET (self->note), note != NULL);
  if (which == NULL || which->letter->state != MAIL_LETTER_SENDING)
    gtk_widget_hide (GTK_WIDGET (self->progress));
  if (shown != NULL && g_strcmp0 (shown, self->shown) == 0)
    return;
  g_free (self->shown);
  self->shown = g_steal_pointer (&shown);
  clear (self);
  if (which == NULL)
    return;
  show_people (self, which->letter, names);
  ui_receipt_correction_add_rows (self->people, which->letter);
  show_cards (self, which);
}

void
ui_receipt_result_set_progress (UiReceiptResult *self, guint64 sent, guint64 total)
{
  gtk_widget_set_visible (GTK_WIDGET (self->progress), total > 0);
  if (total > 0)
    gtk_progress_bar_set_fraction (self->progress, (double) sent / total);
}

static void
ui_receipt_result_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (ui_receipt_result_parent_class)->dispose (object);
}

static void
ui_receipt_result_finalize (GObject *object)
{
  g_free (UI_RECEIPT_RESULT (object)->shown);
  G_OBJECT_CLASS (ui_receipt_result_parent_class)->finalize (object);
}

static void
ui_receipt_result_class_init (UiReceiptResultClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_receipt_result_dispose;
  G_OBJECT_CLASS (klass)->finalize = ui_receipt_result_finalize;
  g_type_ensure (UI_TYPE_LIST_STOP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/envoi_mail/Envoi/ui-receipt-result.ui");
  gtk_widget_class_bind_template_child (widget_class, UiReceiptResult, progress);
  gtk_widget_class_bind_template_child (widget_class, UiReceiptResult, people);
  gtk_widget_class_bind_template_child (widget_class, UiReceiptResult, cards);
  gtk_widget_class_bind_template_child (widget_class, UiReceiptResult, buttons);
  gtk_widget_class_bind_template_child (widget_class, UiReceiptResult, note);
}

static void
ui_receipt_result_init (UiReceiptResult *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
ui_receipt_result_new (void)
{
  return g_object_new (UI_TYPE_RECEIPT_RESULT, NULL);
}
