/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui-wire-private.h"

struct _UiWireLine
{
  GObject parent_instance;

  MailConversation *conversation;
  guint index;
};

struct _UiWire
{
  GObject parent_instance;

  GPtrArray *conversations;
  guint n;
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
  return line->index == 0 ||
         mail_conversation_get_line (line->conversation, line->index - 1)->stage !=
             ui_wire_line_get (line)->stage;
}

static guint
count_lines (UiWire *wire)
{
  guint n = 0;

  for (guint i = 0; i < wire->conversations->len; i++)
    n += mail_conversation_get_n_lines (g_ptr_array_index (wire->conversations, i));
  return n;
}

void
ui_wire_grow (UiWire *wire)
{
  guint before = wire->n;

  wire->n = count_lines (wire);
  if (wire->n > before)
    g_list_model_items_changed (G_LIST_MODEL (wire), before, 0, wire->n - before);
}

static GType
get_item_type (GListModel *list)
{
  return UI_TYPE_WIRE_LINE;
}

static guint
get_n_items (GListModel *list)
{
  return UI_WIRE (list)->n;
}

static gpointer
get_item (GListModel *list, guint position)
{
  UiWire *wire = UI_WIRE (list);

  if (position >= wire->n)
    return NULL;
  for (guint i = 0; i < wire->conversations->len; i++)
    {
      MailConversation *conversation = g_ptr_array_index (wire->conversations, i);
      guint n = mail_conversation_get_n_lines (conversation);

      if (position < n)
        {
          UiWireLine *line = g_object_new (UI_TYPE_WIRE_LINE, NULL);

          line->conversation = mail_conversation_ref (conversation);
          line->index = position;
          return line;
        }
      position -= n;
    }
  return NULL;
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
  mail_conversation_unref (UI_WIRE_LINE (object)->conversation);
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
  g_ptr_array_unref (UI_WIRE (object)->conversations);
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
}

UiWire *
ui_wire_new (GPtrArray *conversations)
{
  UiWire *wire = g_object_new (UI_TYPE_WIRE, NULL);

  wire->conversations = g_ptr_array_ref (conversations);
  wire->n = count_lines (wire);
  return wire;
}
