/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui-wire-private.h"

#include "message-wire.h"

/* @part: of the letter, for a line that stands for content */
typedef struct
{
  guint conversation;
  guint line;
  guint part;
} Row;

struct _UiWireLine
{
  GObject parent_instance;

  MailConversation *conversation;
  GPtrArray *content;
  guint index;
  guint part;
};

struct _UiWire
{
  GObject parent_instance;

  GPtrArray *conversations;
  GPtrArray *content;
  GArray *rows;
  guint conversation; /* the one being read, and how far */
  guint read;
};

static void wire_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE (UiWireLine, ui_wire_line, G_TYPE_OBJECT)
G_DEFINE_FINAL_TYPE_WITH_CODE (UiWire, ui_wire, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, wire_iface_init))

const MailLine *
ui_wire_line_get (UiWireLine *line)
{
  return mail_conversation_get_line (line->conversation, line->index);
}

gboolean
ui_wire_line_begins_stage (UiWireLine *line)
{
  if (line->part > 0)
    return FALSE;
  return line->index == 0 ||
         mail_conversation_get_line (line->conversation, line->index - 1)->stage !=
             ui_wire_line_get (line)->stage;
}

gboolean
ui_wire_line_goes_on (UiWireLine *line)
{
  return line->part > 0;
}

gboolean
ui_wire_line_is_chunk (UiWireLine *line)
{
  const MailLine *before;

  if (line->index == 0)
    return FALSE;
  before = mail_conversation_get_line (line->conversation, line->index - 1);
  return before->who == MAIL_WHO_CLIENT && g_str_has_prefix (before->text, "BDAT ");
}

static guint
get_part (GPtrArray *content, guint index)
{
  return ((const MessageWireLine *) g_ptr_array_index (content, index))->part;
}

gpointer *
ui_wire_line_get_content (UiWireLine *line, guint *n)
{
  guint from = 0;
  guint end;

  *n = 0;
  if (line->content == NULL || (ui_wire_line_get (line)->flags & MAIL_LINE_CONTENT) == 0)
    return NULL;
  while (from < line->content->len && get_part (line->content, from) < line->part)
    from++;
  for (end = from; end < line->content->len && get_part (line->content, end) == line->part;)
    end++;
  *n = end - from;
  return *n > 0 ? line->content->pdata + from : NULL;
}

/* Parts are numbered without gaps. */
static guint
count_parts (UiWire *wire, const MailLine *line)
{
  if (wire->content == NULL || (line->flags & MAIL_LINE_CONTENT) == 0)
    return 1;
  return get_part (wire->content, wire->content->len - 1) + 1;
}

static void
read_lines (UiWire *wire)
{
  MailConversation *conversation = g_ptr_array_index (wire->conversations, wire->conversation);

  for (; wire->read < mail_conversation_get_n_lines (conversation); wire->read++)
    {
      const MailLine *line = mail_conversation_get_line (conversation, wire->read);
      Row row = { wire->conversation, wire->read, 0 };

      for (; row.part < count_parts (wire, line); row.part++)
        g_array_append_val (wire->rows, row);
    }
}

static void
read_all (UiWire *wire)
{
  g_array_set_size (wire->rows, 0);
  for (guint i = 0; i < wire->conversations->len; i++)
    {
      wire->conversation = i;
      wire->read = 0;
      read_lines (wire);
    }
}

void
ui_wire_grow (UiWire *wire)
{
  guint before = wire->rows->len;

  if (wire->conversations->len == 0)
    return;
  read_lines (wire);
  if (wire->rows->len > before)
    g_list_model_items_changed (G_LIST_MODEL (wire), before, 0, wire->rows->len - before);
}

static gboolean
is_content (UiWire *wire, guint position)
{
  const Row *row = &g_array_index (wire->rows, Row, position);
  MailConversation *conversation = g_ptr_array_index (wire->conversations, row->conversation);

  return (mail_conversation_get_line (conversation, row->line)->flags & MAIL_LINE_CONTENT) != 0;
}

/* Only the rows from the first content to the last change, so that a reader keeps the place. */
void
ui_wire_set_content (UiWire *wire, GPtrArray *lines)
{
  guint before = wire->rows->len;
  guint head = 0;
  guint tail = 0;

  g_clear_pointer (&wire->content, g_ptr_array_unref);
  wire->content = lines->len > 0 ? g_ptr_array_ref (lines) : NULL;
  while (head < before && !is_content (wire, head))
    head++;
  while (head + tail < before && !is_content (wire, before - tail - 1))
    tail++;
  read_all (wire);
  g_list_model_items_changed (G_LIST_MODEL (wire), head, before - head - tail,
                              wire->rows->len - head - tail);
}

static GType
get_item_type (GListModel *list)
{
  return UI_TYPE_WIRE_LINE;
}

static guint
get_n_items (GListModel *list)
{
  return UI_WIRE (list)->rows->len;
}

static gpointer
get_item (GListModel *list, guint position)
{
  UiWire *wire = UI_WIRE (list);
  UiWireLine *line;
  const Row *row;

  if (position >= wire->rows->len)
    return NULL;
  row = &g_array_index (wire->rows, Row, position);
  line = g_object_new (UI_TYPE_WIRE_LINE, NULL);
  line->conversation =
      mail_conversation_ref (g_ptr_array_index (wire->conversations, row->conversation));
  line->content = wire->content != NULL ? g_ptr_array_ref (wire->content) : NULL;
  line->index = row->line;
  line->part = row->part;
  return line;
}

static void
wire_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
ui_wire_line_finalize (GObject *object)
{
  UiWireLine *line = UI_WIRE_LINE (object);

  g_clear_pointer (&line->conversation, mail_conversation_unref);
  g_clear_pointer (&line->content, g_ptr_array_unref);
  G_OBJECT_CLASS (ui_wire_line_parent_class)->finalize (object);
}

static void
ui_wire_line_class_init (UiWireLineClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ui_wire_line_finalize;
}

static void
ui_wire_line_init (UiWireLine *line)
{
}

static void
ui_wire_finalize (GObject *object)
{
  UiWire *wire = UI_WIRE (object);

  g_ptr_array_unref (wire->conversations);
  g_clear_pointer (&wire->content, g_ptr_array_unref);
  g_array_unref (wire->rows);
  G_OBJECT_CLASS (ui_wire_parent_class)->finalize (object);
}

static void
ui_wire_class_init (UiWireClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ui_wire_finalize;
}

static void
ui_wire_init (UiWire *wire)
{
  wire->rows = g_array_new (FALSE, FALSE, sizeof (Row));
}

UiWire *
ui_wire_new (GPtrArray *conversations)
{
  UiWire *wire = g_object_new (UI_TYPE_WIRE, NULL);

  wire->conversations = g_ptr_array_ref (conversations);
  read_all (wire);
  return wire;
}
