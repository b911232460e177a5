/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Replies come in the order of their commands (RFC 5321 section 4.1.4, RFC 2920), so a queue of
 * turns without an answer is all the pairing needs, pipelined or not. A turn keeps indices: lines
 * move in memory when a conversation grows. */

#include "ui-talk-private.h"

#include <stdlib.h>

struct _UiTurn
{
  GObject parent_instance;

  MailConversation *conversation;
  GArray *asked;
  GArray *answered;
  UiTurnKind kind;
  MailStage stage;
  guint attempt;
  gboolean begins_stage;
  gboolean begins_attempt;
};

struct _UiTalk
{
  GObject parent_instance;

  GPtrArray *conversations;
  GPtrArray *turns;
  GQueue waiting;
  UiTurn *unfinished; /* its reply goes on */
  guint attempt;
  guint read;
};

static guint changed_signal;

static void talk_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE (UiTurn, ui_turn, G_TYPE_OBJECT)
G_DEFINE_FINAL_TYPE_WITH_CODE (UiTalk, ui_talk, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, talk_iface_init))

UiTurnKind
ui_turn_get_kind (UiTurn *turn)
{
  return turn->kind;
}

MailStage
ui_turn_get_stage (UiTurn *turn)
{
  return turn->stage;
}

guint
ui_turn_get_attempt (UiTurn *turn)
{
  return turn->attempt;
}

gboolean
ui_turn_begins_stage (UiTurn *turn)
{
  return turn->begins_stage;
}

gboolean
ui_turn_begins_attempt (UiTurn *turn)
{
  return turn->begins_attempt;
}

guint
ui_turn_get_n_asked (UiTurn *turn)
{
  return turn->asked->len;
}

const MailLine *
ui_turn_get_asked (UiTurn *turn, guint index)
{
  return mail_conversation_get_line (turn->conversation, g_array_index (turn->asked, guint, index));
}

guint
ui_turn_get_n_answered (UiTurn *turn)
{
  return turn->answered->len;
}

const MailLine *
ui_turn_get_answered (UiTurn *turn, guint index)
{
  return mail_conversation_get_line (turn->conversation,
                                     g_array_index (turn->answered, guint, index));
}

guint
ui_turn_get_code (UiTurn *turn)
{
  const char *text = turn->answered->len > 0 ? ui_turn_get_answered (turn, 0)->text : "";

  if (!g_ascii_isdigit (text[0]) || !g_ascii_isdigit (text[1]) || !g_ascii_isdigit (text[2]))
    return 0;
  return atoi (text);
}

char *
ui_turn_dup_answer_text (UiTurn *turn)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < turn->answered->len; i++)
    {
      const char *line = ui_turn_get_answered (turn, i)->text;

      if (i > 0)
        g_string_append_c (text, '\n');
      g_string_append (text, strlen (line) > 4 ? line + 4 : "");
    }
  return g_string_free (text, FALSE);
}

gint64
ui_turn_get_us (UiTurn *turn)
{
  guint from = turn->kind == UI_TURN_NOTE ? 0 : turn->asked->len - 1;

  if (turn->asked->len == 0 || turn->answered->len == 0)
    return -1;
  return ui_turn_get_answered (turn, 0)->at_us - ui_turn_get_asked (turn, from)->at_us;
}

gboolean
ui_turn_is_encrypted (UiTurn *turn)
{
  const MailLine *line;

  if (turn->answered->len > 0)
    line = ui_turn_get_answered (turn, 0);
  else
    line = ui_turn_get_asked (turn, 0);
  return (line->flags & MAIL_LINE_ENCRYPTED) != 0;
}

GStrv
ui_turn_dup_envelope (UiTurn *turn)
{
  g_autoptr (GStrvBuilder) lines = NULL;

  for (guint i = 0; i < g_array_index (turn->asked, guint, 0); i++)
    {
      const MailLine *line = mail_conversation_get_line (turn->conversation, i);
      gboolean mail = g_ascii_strncasecmp (line->text, "MAIL FROM:", 10) == 0;

      if (line->who != MAIL_WHO_CLIENT || (line->flags & MAIL_LINE_CONTENT) != 0)
        continue;
      if (mail)
        g_clear_pointer (&lines, g_strv_builder_unref);
      if (lines == NULL)
        lines = g_strv_builder_new ();
      if (mail || g_ascii_strncasecmp (line->text, "RCPT TO:", 8) == 0)
        g_strv_builder_add (lines, line->text);
    }
  return lines != NULL ? g_strv_builder_end (lines) : g_new0 (char *, 1);
}

gboolean
ui_turn_is_hello (UiTurn *turn)
{
  return turn->kind == UI_TURN_COMMAND && turn->answered->len > 1 &&
         ui_turn_get_code (turn) == 250 &&
         g_ascii_strncasecmp (ui_turn_get_asked (turn, 0)->text, "EHLO", 4) == 0;
}

static UiTurn *
get_last (UiTalk *talk)
{
  UiTurn *turn;

  if (talk->turns->len == 0)
    return NULL;
  turn = g_ptr_array_index (talk->turns, talk->turns->len - 1);
  return turn->attempt == talk->attempt ? turn : NULL;
}

static UiTurn *
add_turn (UiTalk *talk, UiTurnKind kind, const MailLine *line)
{
  UiTurn *turn = g_object_new (UI_TYPE_TURN, NULL);
  UiTurn *last = get_last (talk);

  turn->conversation =
      mail_conversation_ref (g_ptr_array_index (talk->conversations, talk->attempt));
  turn->kind = kind;
  turn->stage = line->stage;
  /* a note about the connection in the middle of a talk opens no stage again */
  if (kind == UI_TURN_NOTE && last != NULL && last->stage > line->stage)
    turn->stage = last->stage;
  turn->attempt = talk->attempt;
  turn->begins_attempt = last == NULL;
  turn->begins_stage = last == NULL || last->stage != turn->stage;
  g_ptr_array_add (talk->turns, turn);
  return turn;
}

static gboolean
goes_on (const MailLine *line)
{
  return strlen (line->text) > 3 && line->text[3] == '-';
}

static gboolean
may_be_answered (UiTurn *turn)
{
  return turn != NULL && turn->answered->len == 0 && turn->kind == UI_TURN_NOTE &&
         turn->stage <= MAIL_STAGE_ENCRYPT;
}

static void
take_answer (UiTalk *talk, const MailLine *line)
{
  UiTurn *turn = talk->unfinished;

  if (turn == NULL)
    turn = g_queue_pop_head (&talk->waiting);
  if (turn == NULL && may_be_answered (get_last (talk)))
    turn = get_last (talk);
  if (turn == NULL)
    turn = add_turn (talk, UI_TURN_SERVER, line);
  g_array_append_val (turn->answered, talk->read);
  talk->unfinished = goes_on (line) ? turn : NULL;
  g_signal_emit (turn, changed_signal, 0);
}

static void
take_note (UiTalk *talk, const MailLine *line)
{
  UiTurn *turn = get_last (talk);

  if (!may_be_answered (turn) || line->stage > MAIL_STAGE_ENCRYPT)
    turn = add_turn (talk, UI_TURN_NOTE, line);
  g_array_append_val (turn->asked, talk->read);
  g_signal_emit (turn, changed_signal, 0);
}

static void
take_command (UiTalk *talk, const MailLine *line)
{
  gboolean content = (line->flags & MAIL_LINE_CONTENT) != 0;
  UiTurn *turn = add_turn (talk, content ? UI_TURN_CONTENT : UI_TURN_COMMAND, line);

  g_array_append_val (turn->asked, talk->read);
  if (!content)
    g_queue_push_tail (&talk->waiting, turn);
}

static void
read_lines (UiTalk *talk)
{
  MailConversation *conversation = g_ptr_array_index (talk->conversations, talk->attempt);

  for (; talk->read < mail_conversation_get_n_lines (conversation); talk->read++)
    {
      const MailLine *line = mail_conversation_get_line (conversation, talk->read);

      switch (line->who)
        {
        case MAIL_WHO_CLIENT:
          take_command (talk, line);
          break;
        case MAIL_WHO_SERVER:
          take_answer (talk, line);
          break;
        case MAIL_WHO_NOTE:
          take_note (talk, line);
          break;
        }
    }
}

void
ui_talk_grow (UiTalk *talk)
{
  guint before = talk->turns->len;

  if (talk->conversations->len == 0)
    return;
  read_lines (talk);
  if (talk->turns->len > before)
    g_list_model_items_changed (G_LIST_MODEL (talk), before, 0, talk->turns->len - before);
}

void
ui_talk_tell_content (UiTalk *talk)
{
  for (guint i = 0; i < talk->turns->len; i++)
    g_signal_emit (talk->turns->pdata[i], changed_signal, 0);
}

static GType
get_item_type (GListModel *list)
{
  return UI_TYPE_TURN;
}

static guint
get_n_items (GListModel *list)
{
  return UI_TALK (list)->turns->len;
}

static gpointer
get_item (GListModel *list, guint position)
{
  GPtrArray *turns = UI_TALK (list)->turns;

  return position < turns->len ? g_object_ref (turns->pdata[position]) : NULL;
}

static void
talk_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
ui_turn_finalize (GObject *object)
{
  UiTurn *turn = UI_TURN (object);

  g_clear_pointer (&turn->conversation, mail_conversation_unref);
  g_array_unref (turn->asked);
  g_array_unref (turn->answered);
  G_OBJECT_CLASS (ui_turn_parent_class)->finalize (object);
}

static void
ui_turn_class_init (UiTurnClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ui_turn_finalize;
  changed_signal = g_signal_new ("changed", UI_TYPE_TURN, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static void
ui_turn_init (UiTurn *turn)
{
  turn->asked = g_array_new (FALSE, FALSE, sizeof (guint));
  turn->answered = g_array_new (FALSE, FALSE, sizeof (guint));
}

static void
ui_talk_finalize (GObject *object)
{
  UiTalk *talk = UI_TALK (object);

  g_queue_clear (&talk->waiting);
  g_ptr_array_unref (talk->turns);
  g_ptr_array_unref (talk->conversations);
  G_OBJECT_CLASS (ui_talk_parent_class)->finalize (object);
}

static void
ui_talk_class_init (UiTalkClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ui_talk_finalize;
}

static void
ui_talk_init (UiTalk *talk)
{
  g_queue_init (&talk->waiting);
  talk->turns = g_ptr_array_new_with_free_func (g_object_unref);
}

UiTalk *
ui_talk_new (GPtrArray *conversations)
{
  UiTalk *talk = g_object_new (UI_TYPE_TALK, NULL);

  talk->conversations = g_ptr_array_ref (conversations);
  for (guint i = 0; i < conversations->len; i++)
    {
      talk->attempt = i;
      talk->read = 0;
      talk->unfinished = NULL;
      g_queue_clear (&talk->waiting);
      read_lines (talk);
    }
  return talk;
}
