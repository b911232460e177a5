/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a server wrote is only ever plain text. */

#include "ui-talk-answer-private.h"

#include <string.h>

#include "explain-line.h"
#include "ui-context.h"
#include "ui-wrap-box-private.h"

struct _UiTalkAnswer
{
  GtkWidget parent_instance;

  const char *code_class;

  GtkWidget *sentence;
  GtkWidget *lines;
  GtkWidget *code;
  GtkWidget *code_icon;
  GtkWidget *code_label;
  GtkWidget *tags;
};

G_DEFINE_FINAL_TYPE (UiTalkAnswer, ui_talk_answer, GTK_TYPE_WIDGET)

static void
set_text (GtkWidget *label, const char *text)
{
  gtk_label_set_text (GTK_LABEL (label), text != NULL ? text : "");
  gtk_widget_set_visible (label, text != NULL && *text != '\0');
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
clear_tags (UiTalkAnswer *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->tags)) != NULL)
    ui_wrap_box_remove (UI_WRAP_BOX (self->tags), child);
}

/* The extensions of EHLO; the first line is the server's name. */
static void
show_tags (UiTalkAnswer *self, UiTurn *turn)
{
  clear_tags (self);
  gtk_widget_set_visible (self->tags, ui_turn_is_hello (turn));
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
      ui_wrap_box_append (UI_WRAP_BOX (self->tags), tag);
    }
}

static void
show_code (UiTalkAnswer *self, guint code)
{
  g_autofree char *text = g_strdup_printf ("%u %s", code, ui_talk_words_class (code));

  if (self->code_class != NULL)
    gtk_widget_remove_css_class (self->code, self->code_class);
  self->code_class = ui_talk_words_class_style (code);
  gtk_widget_add_css_class (self->code, self->code_class);
  gtk_image_set_from_icon_name (GTK_IMAGE (self->code_icon), ui_talk_words_class_icon (code));
  gtk_label_set_text (GTK_LABEL (self->code_label), text);
  gtk_widget_set_visible (self->code, code != 0);
  if (code >= 500)
    gtk_widget_add_css_class (GTK_WIDGET (self), "no");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "no");
}

void
ui_talk_answer_set (UiTalkAnswer *self, UiTurn *turn, UiDepth depth)
{
  guint n = ui_turn_get_n_answered (turn);
  g_autofree char *sentence =
      n > 0 ? ui_talk_words_sentence (ui_turn_get_answered (turn, 0), depth) : NULL;
  g_autofree char *lines = NULL;

  if (n > 0 && ui_turn_is_hello (turn))
    lines = g_strdup (ui_turn_get_answered (turn, 0)->text);
  else if (n > 0)
    lines = join_answered (turn);
  set_text (self->sentence, sentence);
  set_text (self->lines, lines);
  show_tags (self, turn);
  show_code (self, ui_turn_get_code (turn));
  gtk_widget_set_visible (GTK_WIDGET (self), n > 0);
}

static GtkWidget *
make_label (const char *style_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (style_class != NULL)
    gtk_widget_add_css_class (label, style_class);
  return label;
}

static void
make_code (UiTalkAnswer *self)
{
  self->code = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  self->code_icon = gtk_image_new ();
  self->code_label = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->code, "code");
  gtk_widget_add_css_class (self->code_label, "numeric");
  gtk_widget_set_valign (self->code, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (self->code), self->code_icon);
  gtk_box_append (GTK_BOX (self->code), self->code_label);
}

static void
ui_talk_answer_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (ui_talk_answer_parent_class)->dispose (object);
}

static void
ui_talk_answer_class_init (UiTalkAnswerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ui_talk_answer_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
}

static void
ui_talk_answer_init (UiTalkAnswer *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));
  GtkWidget *top = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 3);
  gtk_widget_add_css_class (GTK_WIDGET (self), "bub");
  gtk_widget_add_css_class (GTK_WIDGET (self), "srv");
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_START);
  self->sentence = make_label (NULL);
  self->lines = make_label ("mono");
  self->tags = ui_wrap_box_new (4);
  gtk_widget_set_hexpand (self->sentence, TRUE);
  make_code (self);
  gtk_box_append (GTK_BOX (top), self->sentence);
  gtk_box_append (GTK_BOX (top), self->code);
  gtk_widget_set_parent (top, GTK_WIDGET (self));
  gtk_widget_set_parent (self->lines, GTK_WIDGET (self));
  gtk_widget_set_parent (self->tags, GTK_WIDGET (self));
}

GtkWidget *
ui_talk_answer_new (void)
{
  return g_object_new (UI_TYPE_TALK_ANSWER, NULL);
}
