/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A turn: our words on one side, the server's on the other, the time between them in the gutter.
 * What a server wrote is only ever plain text. */

#include "ui-talk-row-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "explain-line.h"
#include "explain-reply.h"
#include "ui-context.h"
#include "ui-explanation-private.h"
#include "ui-lanes-private.h"
#include "ui-receipt-actions-private.h"
#include "ui-talk-words-private.h"
#include "ui-words.h"
#include "ui-wrap-box-private.h"

struct _UiTalkRow
{
  GtkWidget parent_instance;

  const char *code_class;

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
  GtkWidget *answered_sentence;
  GtkWidget *answered_lines;
  GtkWidget *code;
  GtkWidget *code_icon;
  GtkWidget *code_label;
  GtkWidget *tags;
  GtkWidget *explanation;
};

G_DEFINE_FINAL_TYPE (UiTalkRow, ui_talk_row, GTK_TYPE_WIDGET)

static void
set_text (GtkWidget *label, const char *text)
{
  gtk_label_set_text (GTK_LABEL (label), text != NULL ? text : "");
  gtk_widget_set_visible (label, text != NULL && *text != '\0');
}

static char *
dup_sentence (const MailLine *line, UiDepth depth)
{
  const char *language = ui_context_get_language ();

  return depth == UI_DEPTH_STORY ? explain_line_story (line, language)
                                 : explain_line_textbook (line, language);
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
      g_autofree char *words = note ? dup_sentence (line, depth) : g_strdup (line->text);

      g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", words);
    }
  return g_string_free (text, FALSE);
}

static char *
join_answered (UiTurn *turn)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < ui_turn_get_n_answered (turn); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", ui_turn_get_answered (turn, i)->text);
  return g_string_free (text, FALSE);
}

static void
show_asked (UiTalkRow *row, UiTurn *turn, UiDepth depth)
{
  gboolean any = ui_turn_get_n_asked (turn) > 0;
  g_autofree char *sentence = any ? dup_sentence (ui_turn_get_asked (turn, 0), depth) : NULL;
  g_autofree char *lines = any ? join_asked (turn, depth) : NULL;

  set_text (row->asked_sentence, sentence);
  if (ui_turn_get_kind (turn) == UI_TURN_CONTENT || g_strcmp0 (lines, sentence) == 0)
    g_clear_pointer (&lines, g_free);
  set_text (row->asked_lines, lines);
  gtk_widget_set_visible (row->asked, any);
}

static void
clear_tags (UiTalkRow *row)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (row->tags)) != NULL)
    ui_wrap_box_remove (UI_WRAP_BOX (row->tags), child);
}

/* The extensions of EHLO; the first line is the server's name. */
static void
show_tags (UiTalkRow *row, UiTurn *turn)
{
  clear_tags (row);
  gtk_widget_set_visible (row->tags, ui_turn_is_hello (turn));
  if (!ui_turn_is_hello (turn))
    return;
  for (guint i = 1; i < ui_turn_get_n_answered (turn); i++)
    {
      const MailLine *line = ui_turn_get_answered (turn, i);
      g_autofree char *tip = explain_line_textbook (line, ui_context_get_language ());
      GtkWidget *tag = gtk_label_new (strlen (line->text) > 4 ? line->text + 4 : "");

      gtk_label_set_ellipsize (GTK_LABEL (tag), PANGO_ELLIPSIZE_END);
      gtk_widget_set_tooltip_text (tag, tip);
      gtk_widget_add_css_class (tag, "cap");
      ui_wrap_box_append (UI_WRAP_BOX (row->tags), tag);
    }
}

static void
show_code (UiTalkRow *row, guint code)
{
  g_autofree char *text = g_strdup_printf ("%u %s", code, ui_talk_words_class (code));

  if (row->code_class != NULL)
    gtk_widget_remove_css_class (row->code, row->code_class);
  row->code_class = ui_talk_words_class_style (code);
  gtk_widget_add_css_class (row->code, row->code_class);
  gtk_image_set_from_icon_name (GTK_IMAGE (row->code_icon), ui_talk_words_class_icon (code));
  gtk_label_set_text (GTK_LABEL (row->code_label), text);
  gtk_widget_set_visible (row->code, code != 0);
  if (code >= 500)
    gtk_widget_add_css_class (row->answered, "no");
  else
    gtk_widget_remove_css_class (row->answered, "no");
}

static void
show_answered (UiTalkRow *row, UiTurn *turn, UiDepth depth)
{
  guint n = ui_turn_get_n_answered (turn);
  g_autofree char *sentence = n > 0 ? dup_sentence (ui_turn_get_answered (turn, 0), depth) : NULL;
  g_autofree char *lines = NULL;

  if (n > 0 && ui_turn_is_hello (turn))
    lines = g_strdup (ui_turn_get_answered (turn, 0)->text);
  else if (n > 0)
    lines = join_answered (turn);
  set_text (row->answered_sentence, sentence);
  set_text (row->answered_lines, lines);
  show_tags (row, turn);
  show_code (row, ui_turn_get_code (turn));
  gtk_widget_set_visible (row->answered, n > 0);
}

static void
show_gutter (UiTalkRow *row, UiTurn *turn)
{
  gint64 us = ui_turn_get_us (turn);
  gboolean encrypted = ui_turn_is_encrypted (turn);
  g_autofree char *time = NULL;

  if (us >= 10 * G_USEC_PER_SEC)
    time = g_strdup_printf (_ ("%.0f s"), us / 1e6);
  else if (us >= 0)
    time = g_strdup_printf (_ ("%d ms"), (int) (us / 1000));
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
name_row (UiTalkRow *row, UiTurn *turn)
{
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (row));
  g_autofree char *name = ui_talk_words_name (turn);

  if (parent != NULL && name != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (parent), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                    -1);
}

void
ui_talk_row_set (UiTalkRow *row, UiTurn *turn, UiDepth depth, const char *family,
                 GActionGroup *actions)
{
  gboolean aside =
      ui_turn_get_kind (turn) == UI_TURN_NOTE && ui_turn_get_stage (turn) > MAIL_STAGE_ENCRYPT;
  g_autofree char *note = aside ? dup_sentence (ui_turn_get_asked (turn, 0), depth) : NULL;

  show_headings (row, turn);
  set_text (row->note, note);
  gtk_widget_set_visible (row->lanes, !aside);
  show_asked (row, turn, depth);
  show_gutter (row, turn);
  show_answered (row, turn, depth);
  show_explanation (row, turn, family, actions);
  name_row (row, turn);
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
make_code (UiTalkRow *row)
{
  row->code = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  row->code_icon = gtk_image_new ();
  row->code_label = gtk_label_new (NULL);
  gtk_widget_add_css_class (row->code, "code");
  gtk_widget_add_css_class (row->code_label, "numeric");
  gtk_widget_set_valign (row->code, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (row->code), row->code_icon);
  gtk_box_append (GTK_BOX (row->code), row->code_label);
}

static void
make_answered (UiTalkRow *row)
{
  GtkWidget *top = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  row->answered = make_bubble ("srv");
  row->answered_sentence = make_label (NULL, 0);
  row->answered_lines = make_label ("mono", 0);
  row->tags = ui_wrap_box_new (4);
  gtk_widget_set_hexpand (row->answered_sentence, TRUE);
  make_code (row);
  gtk_box_append (GTK_BOX (top), row->answered_sentence);
  gtk_box_append (GTK_BOX (top), row->code);
  gtk_box_append (GTK_BOX (row->answered), top);
  gtk_box_append (GTK_BOX (row->answered), row->answered_lines);
  gtk_box_append (GTK_BOX (row->answered), row->tags);
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
  make_answered (row);
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
