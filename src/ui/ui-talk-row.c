/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A turn: our words on one side, the server's on the other, the time between them in the gutter.
 * What a server wrote is only ever plain text. */

#include "ui-talk-row-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "explain-line.h"
#include "explain-reply.h"
#include "mail-text.h"
#include "ui-context.h"
#include "ui-envelope-card-private.h"
#include "ui-explanation-private.h"
#include "ui-lanes-private.h"
#include "ui-receipt-actions-private.h"
#include "ui-talk-answer-private.h"
#include "ui-talk-words-private.h"
#include "ui-words.h"

struct _UiTalkRow
{
  GtkWidget parent_instance;

  GtkWidget *attempt;
  GtkWidget *heading;
  GtkWidget *note;
  GtkWidget *lanes;
  GtkWidget *asked;
  GtkWidget *asked_sentence;
  GtkWidget *asked_lines;
  GtkWidget *time;
  GtkWidget *lock;
  GtkWidget *answered;
  GtkWidget *explanation;
  GtkWidget *envelope; /* NULL until it is wanted */
};

G_DEFINE_FINAL_TYPE (UiTalkRow, ui_talk_row, GTK_TYPE_WIDGET)

static void
set_text (GtkWidget *label, const char *text)
{
  gtk_label_set_text (GTK_LABEL (label), text != NULL ? text : "");
  gtk_widget_set_visible (label, text != NULL && *text != '\0');
}

/* The lines under the sentence. A note has none of its own, but further notes may belong to it. */
static char *
join_asked (UiTurn *turn, UiDepth depth)
{
  gboolean note = ui_turn_get_kind (turn) == UI_TURN_NOTE;
  GString *text = g_string_new (NULL);

  for (guint i = note ? 1 : 0; i < ui_turn_get_n_asked (turn); i++)
    {
      const MailLine *line = ui_turn_get_asked (turn, i);
      g_autofree char *words = note ? ui_talk_words_sentence (line, depth) : g_strdup (line->text);

      g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", words);
    }
  return g_string_free (text, FALSE);
}

/* "It is for Li Lei" rather than for an address, where the letter has a name for it. */
static void
tell_name (char **sentence, const char *command, const UiLetterReading *letter)
{
  const char *open = strchr (command, '<');
  const char *close = open != NULL ? strchr (open, '>') : NULL;
  g_autofree char *address = close != NULL ? g_strndup (open + 1, close - open - 1) : NULL;
  const MessageMailbox *mailbox =
      address != NULL && letter != NULL ? ui_letter_reading_find (letter, address, NULL) : NULL;
  GString *told;

  if (mailbox == NULL || mailbox->name == NULL || !g_str_has_prefix (command, "RCPT"))
    return;
  told = g_string_new (*sentence);
  g_string_replace (told, address, mailbox->name, 1);
  g_free (*sentence);
  *sentence = mail_text_close_up (g_string_free (told, FALSE));
}

static char *
dup_asked (const MailLine *line, UiDepth depth, const UiLetterReading *letter)
{
  g_autofree char *sum = NULL;
  MailLine summed = *line;
  char *sentence;

  if ((line->flags & MAIL_LINE_CONTENT) != 0 && letter != NULL)
    summed.text = sum = ui_letter_reading_sum (letter);
  sentence = ui_talk_words_sentence (&summed, depth);
  if (depth == UI_DEPTH_STORY)
    tell_name (&sentence, line->text, letter);
  return sentence;
}

/* The lines under a sentence; the letter itself has a sum of it instead, where no story has told
 * it. */
static char *
dup_lines (UiTurn *turn, UiDepth depth, const UiLetterReading *letter)
{
  if (ui_turn_get_kind (turn) != UI_TURN_CONTENT)
    return join_asked (turn, depth);
  return letter != NULL && depth != UI_DEPTH_STORY ? ui_letter_reading_sum (letter) : NULL;
}

/* Only what crossed the wire looks like it. */
static void
show_asked (UiTalkRow *row, UiTurn *turn, UiDepth depth, const UiLetterReading *letter)
{
  gboolean any = ui_turn_get_n_asked (turn) > 0;
  gboolean said = ui_turn_get_kind (turn) == UI_TURN_COMMAND;
  g_autofree char *sentence = any ? dup_asked (ui_turn_get_asked (turn, 0), depth, letter) : NULL;
  g_autofree char *lines = any ? dup_lines (turn, depth, letter) : NULL;

  set_text (row->asked_sentence, sentence);
  set_text (row->asked_lines, g_strcmp0 (lines, sentence) != 0 ? lines : NULL);
  gtk_widget_set_css_classes (row->asked_lines,
                              (const char *[]){ said ? "mono" : "caption", NULL });
  gtk_widget_set_visible (row->asked, any);
}

/* Made when a letter was sent at all. */
static void
show_envelope (UiTalkRow *row, UiTurn *turn, const UiLetterReading *letter)
{
  gboolean any = letter != NULL && ui_turn_get_kind (turn) == UI_TURN_CONTENT;
  g_auto (GStrv) envelope = any ? ui_turn_dup_envelope (turn) : NULL;

  if (any && row->envelope == NULL)
    {
      row->envelope = ui_envelope_card_new ();
      gtk_widget_add_css_class (row->envelope, "in-talk");
      gtk_widget_set_parent (row->envelope, GTK_WIDGET (row));
    }
  if (row->envelope != NULL)
    gtk_widget_set_visible (row->envelope, any);
  if (any)
    ui_envelope_card_set (UI_ENVELOPE_CARD (row->envelope), (const char *const *) envelope, letter);
}

static void
show_gutter (UiTalkRow *row, UiTurn *turn)
{
  gint64 us = ui_turn_get_us (turn);
  gboolean encrypted = ui_turn_is_encrypted (turn);
  g_autofree char *time = NULL;

  if (us >= 10 * G_USEC_PER_SEC)
    time = g_strdup_printf (_ ("%.0f s"), us / 1e6);
  else if (us >= G_USEC_PER_SEC / 1000)
    time = g_strdup_printf (_ ("%d ms"), (int) (us / 1000));
  else if (us >= 0)
    time = g_strdup (_ ("< 1 ms"));
  set_text (row->time, time);
  gtk_image_set_from_icon_name (GTK_IMAGE (row->lock), encrypted ? "channel-secure-symbolic"
                                                                 : "channel-insecure-symbolic");
  gtk_widget_set_tooltip_text (row->lock, encrypted ? _ ("Encrypted") : _ ("Not encrypted"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (row->lock), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  encrypted ? _ ("Encrypted") : _ ("Not encrypted"), -1);
  if (encrypted)
    gtk_widget_remove_css_class (row->lock, "s-warn");
  else
    gtk_widget_add_css_class (row->lock, "s-warn");
}

/* A button that would do nothing for this letter is not there. */
static gboolean
can_do (GActionGroup *actions, const char *detailed)
{
  const char *name = detailed != NULL ? strchr (detailed, '.') : NULL;

  return actions != NULL && name != NULL && g_action_group_get_action_enabled (actions, name + 1);
}

static void
show_explanation (UiTalkRow *row, UiTurn *turn, const char *family, GActionGroup *actions)
{
  guint code = ui_turn_get_code (turn);
  ExplainQuery query = { .family = family,
                         .language = ui_context_get_language (),
                         .stage = ui_turn_get_stage (turn),
                         .stage_known = TRUE };
  g_autofree char *text = NULL;
  g_autoptr (MailReply) reply = NULL;
  g_autoptr (Explanation) explanation = NULL;
  UiExplanationWords words = { 0 };
  const char *action;

  gtk_widget_set_visible (row->explanation, code >= 400 && code < 600);
  if (code < 400 || code >= 600)
    return;
  text = ui_turn_dup_answer_text (turn);
  reply = mail_reply_new (code, text);
  explanation = explain_reply (&query, reply);
  words.icon = code >= 500 ? "envoi-refused-symbolic" : "envoi-waiting-symbolic";
  words.style_class = code >= 500 ? "s-err" : "s-warn";
  words.title = explanation->title;
  words.detail = explanation->detail;
  words.digits = explanation->class_text;
  action = ui_receipt_actions_name (explanation->action);
  if (can_do (actions, action) && explanation->action != EXPLAIN_ACTION_SHOW_CONVERSATION)
    words.buttons[0] = (UiExplanationButton){ explanation->action_label, action };
  ui_explanation_set (UI_EXPLANATION (row->explanation), &words);
}

static char *
dup_heading (UiTurn *turn)
{
  guint n = ui_turn_get_n_asked (turn);

  if (!ui_turn_begins_stage (turn))
    return NULL;
  if (ui_turn_get_kind (turn) == UI_TURN_NOTE && ui_turn_get_stage (turn) == MAIL_STAGE_CONNECT &&
      ui_turn_get_asked (turn, n - 1)->stage == MAIL_STAGE_ENCRYPT)
    return g_strdup (_ ("Connect and encrypt"));
  return g_strdup (ui_words_stage (ui_turn_get_stage (turn)));
}

static void
show_headings (UiTalkRow *row, UiTurn *turn)
{
  g_autofree char *heading = dup_heading (turn);
  g_autofree char *attempt = NULL;

  if (ui_turn_begins_attempt (turn) && ui_turn_get_attempt (turn) > 0)
    attempt = g_strdup_printf (_ ("Try %u"), ui_turn_get_attempt (turn) + 1);
  set_text (row->attempt, attempt);
  ui_stage_heading_set (row->heading, heading);
}

static void
name_row (UiTalkRow *row, UiTurn *turn, const UiLetterReading *letter)
{
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (row));
  g_autofree char *told = ui_turn_get_n_asked (turn) > 0
                              ? dup_asked (ui_turn_get_asked (turn, 0), UI_DEPTH_STORY, letter)
                              : NULL;
  g_autofree char *name = ui_talk_words_name (turn, told);

  if (parent != NULL && name != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (parent), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                    -1);
}

void
ui_talk_row_set (UiTalkRow *row, UiTurn *turn, UiDepth depth, const UiLetterReading *letter,
                 const char *family, GActionGroup *actions)
{
  gboolean aside =
      ui_turn_get_kind (turn) == UI_TURN_NOTE && ui_turn_get_stage (turn) > MAIL_STAGE_ENCRYPT;
  g_autofree char *note =
      aside ? ui_talk_words_sentence (ui_turn_get_asked (turn, 0), depth) : NULL;

  show_headings (row, turn);
  set_text (row->note, note);
  gtk_widget_set_visible (row->lanes, !aside);
  show_asked (row, turn, depth, letter);
  show_gutter (row, turn);
  ui_talk_answer_set (UI_TALK_ANSWER (row->answered), turn, depth);
  show_explanation (row, turn, family, actions);
  show_envelope (row, turn, letter);
  name_row (row, turn, letter);
}

static GtkWidget *
make_label (const char *style_class, float xalign)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), xalign);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (style_class != NULL)
    gtk_widget_add_css_class (label, style_class);
  return label;
}

static GtkWidget *
make_bubble (const char *side)
{
  GtkWidget *bubble = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);

  gtk_widget_add_css_class (bubble, "bub");
  gtk_widget_add_css_class (bubble, side);
  gtk_widget_set_valign (bubble, GTK_ALIGN_START);
  return bubble;
}

static void
make_asked (UiTalkRow *row)
{
  row->asked = make_bubble ("you");
  row->asked_sentence = make_label (NULL, 0);
  row->asked_lines = make_label ("mono", 0);
  gtk_box_append (GTK_BOX (row->asked), row->asked_sentence);
  gtk_box_append (GTK_BOX (row->asked), row->asked_lines);
}

static GtkWidget *
make_gutter (UiTalkRow *row)
{
  GtkWidget *gutter = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);

  gtk_widget_add_css_class (gutter, "gutter");
  row->time = make_label ("caption", .5);
  gtk_widget_add_css_class (row->time, "dim-label");
  gtk_widget_add_css_class (row->time, "numeric");
  row->lock = gtk_image_new ();
  gtk_widget_add_css_class (row->lock, "lock");
  gtk_box_append (GTK_BOX (gutter), row->time);
  gtk_box_append (GTK_BOX (gutter), row->lock);
  return gutter;
}

static void
ui_talk_row_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (ui_talk_row_parent_class)->dispose (object);
}

static void
ui_talk_row_class_init (UiTalkRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ui_talk_row_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
}

static void
ui_talk_row_init (UiTalkRow *row)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (row));
  GtkWidget *gutter = make_gutter (row);

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  row->attempt = make_label ("heading", 0);
  row->heading = ui_stage_heading_new ();
  row->note = make_label ("caption", .5);
  gtk_widget_add_css_class (row->note, "soft");
  make_asked (row);
  row->answered = ui_talk_answer_new ();
  row->lanes = ui_lanes_new (UI_LANES_TALK, row->asked, gutter, row->answered);
  row->explanation = ui_explanation_new ();
  gtk_widget_add_css_class (row->explanation, "in-talk");
  gtk_widget_set_parent (row->attempt, GTK_WIDGET (row));
  gtk_widget_set_parent (row->heading, GTK_WIDGET (row));
  gtk_widget_set_parent (row->note, GTK_WIDGET (row));
  gtk_widget_set_parent (row->lanes, GTK_WIDGET (row));
  gtk_widget_set_parent (row->explanation, GTK_WIDGET (row));
}

GtkWidget *
ui_talk_row_new (void)
{
  return g_object_new (UI_TYPE_TALK_ROW, NULL);
}
