/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The view's inside, shared by the files that each do one thing for it. */

#pragma once

#include "ui-conversation.h"
#include "ui-letter-reading-private.h"
#include "ui-switch-private.h"
#include "ui-talk-head-private.h"
#include "ui-talk-words-private.h"
#include "ui-wire-private.h"

G_BEGIN_DECLS

struct _UiConversation
{
  GtkWidget parent_instance;

  GPtrArray *conversations;
  UiTalk *talk;
  UiWire *wire;
  GtkSliceListModel *shown; /* the turns unrolled so far, else all */
  UiLetterReading *letter;
  GCancellable *cancellable;
  char *family;
  guint unroll;
  guint following;
  gboolean follow;
  GActionGroup *actions;

  UiSwitch *depth;
  UiTalkHead *head;
  GtkStack *stack;
  GtkScrolledWindow *scroller;
  GtkListView *view;
};

UiDepth ui_conversation_get_depth (UiConversation *view);

/**
 * ui_conversation_add_copying: the actions of the menu that takes a conversation elsewhere
 */
void ui_conversation_add_copying (UiConversation *view);

G_END_DECLS
