/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui-letter-item-private.h"

struct _UiLetterItem
{
  GObject parent_instance;

  gint64 id;
  StoreLetter *letter;
  guint64 sent;
  guint64 total;
  gboolean heading;
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (UiLetterItem, ui_letter_item, G_TYPE_OBJECT)

UiLetterItem *
ui_letter_item_new (gint64 id)
{
  UiLetterItem *item = g_object_new (UI_TYPE_LETTER_ITEM, NULL);

  item->id = id;
  return item;
}

gint64
ui_letter_item_get_id (UiLetterItem *item)
{
  return item->id;
}

const StoreLetter *
ui_letter_item_get_letter (UiLetterItem *item)
{
  return item->letter;
}

gboolean
ui_letter_item_get_heading (UiLetterItem *item)
{
  return item->heading;
}

void
ui_letter_item_get_progress (UiLetterItem *item, guint64 *sent, guint64 *total)
{
  *sent = item->sent;
  *total = item->total;
}

void
ui_letter_item_set_progress (UiLetterItem *item, guint64 sent, guint64 total)
{
  item->sent = sent;
  item->total = total;
  g_signal_emit (item, changed_signal, 0);
}

void
ui_letter_item_update (UiLetterItem *item, StoreLetter *letter, gboolean heading)
{
  StoreLetter *old = item->letter;

  item->letter = store_letter_ref (letter);
  item->heading = heading;
  if (letter->state != MAIL_LETTER_SENDING && letter->state != MAIL_LETTER_CONFIRMING)
    item->sent = item->total = 0;
  g_clear_pointer (&old, store_letter_unref);
  g_signal_emit (item, changed_signal, 0);
}

static void
ui_letter_item_finalize (GObject *object)
{
  UiLetterItem *item = UI_LETTER_ITEM (object);

  g_clear_pointer (&item->letter, store_letter_unref);
  G_OBJECT_CLASS (ui_letter_item_parent_class)->finalize (object);
}

static void
ui_letter_item_class_init (UiLetterItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ui_letter_item_finalize;
  changed_signal = g_signal_new ("changed", UI_TYPE_LETTER_ITEM, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
}

static void
ui_letter_item_init (UiLetterItem *item)
{
}
