/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A conversation for elsewhere: the bare lines, or a report with what each of them means; with
 * addresses or without. */

#include "ui-conversation-private.h"

#include <glib/gi18n.h>

#include "ui-letter-command-private.h"
#include "ui-talk-text-private.h"

static void
copy (UiConversation *view, const char *text)
{
  g_autoptr (GVariant) masked =
      g_action_group_get_action_state (view->actions, "leave-out-addresses");
  g_autofree char *shown =
      g_variant_get_boolean (masked) ? ui_talk_text_mask (text) : g_strdup (text);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (view)), shown);
  ui_toast (GTK_WIDGET (view), _ ("Conversation copied – no secret is in it"));
}

static void
on_copy_lines (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  UiConversation *view = user_data;
  g_autofree char *text = NULL;

  if (view->conversations == NULL)
    return;
  text = ui_talk_text_new (view->conversations);
  copy (view, text);
}

/* The wire has no words: whoever looks that deep knows the RFCs. */
static void
on_copy_report (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  UiConversation *view = user_data;
  UiDepth depth =
      ui_conversation_get_depth (view) == UI_DEPTH_STORY ? UI_DEPTH_STORY : UI_DEPTH_TEXTBOOK;
  g_autofree char *text = NULL;

  if (view->conversations == NULL)
    return;
  text = ui_talk_text_new_markdown (view->conversations, depth);
  copy (view, text);
}

void
ui_conversation_add_copying (UiConversation *view)
{
  static const GActionEntry entries[] = {
    { .name = "copy-lines", .activate = on_copy_lines },
    { .name = "copy-report", .activate = on_copy_report },
    { .name = "leave-out-addresses", .state = "false" },
  };
  GSimpleActionGroup *group = g_simple_action_group_new ();

  g_action_map_add_action_entries (G_ACTION_MAP (group), entries, G_N_ELEMENTS (entries), view);
  view->actions = G_ACTION_GROUP (group);
  gtk_widget_insert_action_group (GTK_WIDGET (view), "conversation", view->actions);
}
