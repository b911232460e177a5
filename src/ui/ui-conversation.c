/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Story and textbook are rows of turns, the wire is rows of lines: two models over the same
 * conversations. New lines are followed only by somebody who is at the end already. */

#include "ui-conversation-private.h"

#include <glib/gi18n.h>

#include "ui-focus-private.h"
#include "ui-receipt.h"
#include "ui-talk-private.h"
#include "ui-talk-row-private.h"
#include "ui-talk-text-private.h"
#include "ui-words.h"

/* this close to the end counts as at the end, in pixels */
#define NEAR_END 48
/* for a turn to be read before the next one comes */
#define UNROLL_MS 400

static guint unrolled_signal;

G_DEFINE_FINAL_TYPE (UiConversation, ui_conversation, GTK_TYPE_WIDGET)

UiDepth
ui_conversation_get_depth (UiConversation *view)
{
  const char *name = ui_switch_get_selected (view->depth);

  if (g_strcmp0 (name, "wire") == 0)
    return UI_DEPTH_WIRE;
  return g_strcmp0 (name, "textbook") == 0 ? UI_DEPTH_TEXTBOOK : UI_DEPTH_STORY;
}

static UiConversation *
get_view (GtkWidget *row)
{
  return UI_CONVERSATION (gtk_widget_get_ancestor (row, UI_TYPE_CONVERSATION));
}

static void
show_turn (UiTurn *turn, GtkListItem *list_item)
{
  UiTalkRow *row = UI_TALK_ROW (gtk_list_item_get_child (list_item));
  UiConversation *view = get_view (GTK_WIDGET (row));
  GtkWidget *receipt;

  if (view == NULL)
    return;
  receipt = gtk_widget_get_ancestor (GTK_WIDGET (view), UI_TYPE_RECEIPT);
  ui_talk_row_set (row, turn, ui_conversation_get_depth (view), view->letter, view->family,
                   receipt != NULL ? ui_receipt_get_actions (UI_RECEIPT (receipt)) : NULL);
}

static void
on_talk_setup (GtkListItemFactory *factory, GtkListItem *list_item, gpointer user_data)
{
  gtk_list_item_set_activatable (list_item, FALSE);
  gtk_list_item_set_child (list_item, ui_talk_row_new ());
}

static void
on_talk_bind (GtkListItemFactory *factory, GtkListItem *list_item, gpointer user_data)
{
  UiTurn *turn = gtk_list_item_get_item (list_item);

  g_signal_connect_object (turn, "changed", G_CALLBACK (show_turn), list_item, 0);
  show_turn (turn, list_item);
}

static void
on_talk_unbind (GtkListItemFactory *factory, GtkListItem *list_item, gpointer user_data)
{
  g_signal_handlers_disconnect_by_func (gtk_list_item_get_item (list_item), show_turn, list_item);
}

static void
on_wire_setup (GtkListItemFactory *factory, GtkListItem *list_item, gpointer user_data)
{
  gtk_list_item_set_activatable (list_item, FALSE);
  gtk_list_item_set_child (list_item, ui_wire_row_new ());
}

static void
on_wire_bind (GtkListItemFactory *factory, GtkListItem *list_item, gpointer user_data)
{
  ui_wire_row_set (UI_WIRE_ROW (gtk_list_item_get_child (list_item)),
                   gtk_list_item_get_item (list_item));
}

static void
show_rows (UiConversation *view)
{
  gboolean wire = ui_conversation_get_depth (view) == UI_DEPTH_WIRE;
  GListModel *list = wire ? G_LIST_MODEL (view->wire) : G_LIST_MODEL (view->shown);
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkSelectionModel) model = NULL;

  g_signal_connect (factory, "setup",
                    wire ? G_CALLBACK (on_wire_setup) : G_CALLBACK (on_talk_setup), NULL);
  g_signal_connect (factory, "bind", wire ? G_CALLBACK (on_wire_bind) : G_CALLBACK (on_talk_bind),
                    NULL);
  if (!wire)
    g_signal_connect (factory, "unbind", G_CALLBACK (on_talk_unbind), NULL);
  if (list != NULL)
    model = GTK_SELECTION_MODEL (gtk_no_selection_new (g_object_ref (list)));
  ui_talk_head_set_wire (view->head, wire);
  gtk_list_view_set_model (view->view, NULL);
  gtk_list_view_set_factory (view->view, factory);
  gtk_list_view_set_model (view->view, model);
}

static void
show_total (UiConversation *view)
{
  ui_talk_head_set_time (view->head, ui_talk_text_count_us (view->conversations));
  gtk_stack_set_visible_child_name (
      view->stack, g_list_model_get_n_items (G_LIST_MODEL (view->wire)) > 0 ? "lines" : "silence");
}

static void
end_unrolling (UiConversation *view)
{
  if (view->unroll == 0)
    return;
  g_clear_handle_id (&view->unroll, g_source_remove);
  gtk_slice_list_model_set_size (view->shown, G_MAXUINT);
}

void
ui_conversation_set (UiConversation *view, GPtrArray *conversations, const char *client,
                     const char *server, const char *family)
{
  g_return_if_fail (UI_IS_CONVERSATION (view));

  g_clear_pointer (&view->conversations, g_ptr_array_unref);
  g_free (view->family);
  view->conversations = g_ptr_array_ref (conversations);
  view->family = g_strdup (family);
  end_unrolling (view);
  g_clear_object (&view->shown);
  g_clear_object (&view->talk);
  g_clear_object (&view->wire);
  view->talk = ui_talk_new (conversations);
  view->shown = gtk_slice_list_model_new (g_object_ref (G_LIST_MODEL (view->talk)), 0, G_MAXUINT);
  view->wire = ui_wire_new (conversations);
  if (view->letter != NULL)
    ui_wire_set_content (view->wire, view->letter->lines);
  view->follow = FALSE;
  ui_talk_head_set (view->head, client, server);
  show_rows (view);
  show_total (view);
}

void
ui_conversation_set_account (UiConversation *view, const AccountProfile *profile)
{
  g_return_if_fail (UI_IS_CONVERSATION (view));
  ui_talk_head_set_account (view->head, profile);
}

static void
on_letter_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UiConversation) view = user_data;
  g_autoptr (UiLetterReading) letter = ui_letter_reading_new_finish (result, NULL);

  if (letter == NULL)
    return;
  view->letter = g_steal_pointer (&letter);
  if (view->wire == NULL)
    return;
  ui_wire_set_content (view->wire, view->letter->lines);
  ui_talk_tell_content (view->talk);
}

static void
forget_letter (UiConversation *view)
{
  g_cancellable_cancel (view->cancellable);
  g_clear_object (&view->cancellable);
  g_clear_pointer (&view->letter, ui_letter_reading_free);
}

void
ui_conversation_set_letter (UiConversation *view, StoreDatabase *database,
                            const MailContent *content)
{
  g_return_if_fail (UI_IS_CONVERSATION (view));

  forget_letter (view);
  if (content == NULL)
    return;
  view->cancellable = g_cancellable_new ();
  ui_letter_reading_new_async (database, content, view->cancellable, on_letter_read,
                               g_object_ref (view));
}

/* Not inside the list's own allocation, which would put the old place back. */
static gboolean
on_follow (gpointer user_data)
{
  UiConversation *view = user_data;
  GtkSelectionModel *model = gtk_list_view_get_model (view->view);
  guint n = model != NULL ? g_list_model_get_n_items (G_LIST_MODEL (model)) : 0;

  view->following = 0;
  if (view->follow && n > 0)
    gtk_widget_activate_action (GTK_WIDGET (view->view), "list.scroll-to-item", "u", n - 1);
  return G_SOURCE_REMOVE;
}

static void
follow (UiConversation *view)
{
  view->follow = TRUE;
  if (view->following == 0)
    view->following = g_idle_add (on_follow, view);
}

static gboolean
is_at_end (GtkAdjustment *at)
{
  return gtk_adjustment_get_value (at) + gtk_adjustment_get_page_size (at) + NEAR_END >=
         gtk_adjustment_get_upper (at);
}

void
ui_conversation_grow (UiConversation *view)
{
  gboolean at_end;

  if (view->talk == NULL)
    return;
  at_end = is_at_end (gtk_scrolled_window_get_vadjustment (view->scroller));
  ui_talk_grow (view->talk);
  ui_wire_grow (view->wire);
  if (at_end)
    follow (view);
  show_total (view);
}

static gboolean
on_unroll (gpointer user_data)
{
  UiConversation *view = user_data;
  guint size = gtk_slice_list_model_get_size (view->shown) + 1;

  gtk_slice_list_model_set_size (view->shown, size);
  follow (view);
  if (size <= g_list_model_get_n_items (G_LIST_MODEL (view->talk)))
    return G_SOURCE_CONTINUE;
  view->unroll = 0;
  gtk_slice_list_model_set_size (view->shown, G_MAXUINT);
  g_signal_emit (view, unrolled_signal, 0, FALSE);
  return G_SOURCE_REMOVE;
}

gboolean
ui_conversation_unroll (UiConversation *view)
{
  gboolean animate = FALSE;

  g_return_val_if_fail (UI_IS_CONVERSATION (view), FALSE);

  g_object_get (gtk_widget_get_settings (GTK_WIDGET (view)), "gtk-enable-animations", &animate,
                NULL);
  if (!animate || view->talk == NULL || ui_conversation_get_depth (view) == UI_DEPTH_WIRE)
    return FALSE;
  end_unrolling (view);
  gtk_slice_list_model_set_size (view->shown, 1);
  view->unroll = g_timeout_add (UNROLL_MS, on_unroll, view);
  return TRUE;
}

static void
skip (UiConversation *view)
{
  if (view->unroll == 0)
    return;
  end_unrolling (view);
  view->follow = FALSE;
  g_signal_emit (view, unrolled_signal, 0, TRUE);
}

static gboolean
on_key (GtkEventControllerKey *controller, guint keyval, guint keycode, GdkModifierType state,
        UiConversation *view)
{
  skip (view);
  return GDK_EVENT_PROPAGATE;
}

static void
on_depth (UiConversation *view)
{
  if (view->talk != NULL)
    show_rows (view);
}

static void
ui_conversation_dispose (GObject *object)
{
  UiConversation *view = UI_CONVERSATION (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (view))) != NULL)
    gtk_widget_unparent (child);
  forget_letter (view);
  g_clear_handle_id (&view->unroll, g_source_remove);
  g_clear_handle_id (&view->following, g_source_remove);
  g_clear_object (&view->shown);
  g_clear_object (&view->talk);
  g_clear_object (&view->wire);
  g_clear_object (&view->actions);
  g_clear_pointer (&view->conversations, g_ptr_array_unref);
  g_clear_pointer (&view->family, g_free);
  G_OBJECT_CLASS (ui_conversation_parent_class)->dispose (object);
}

static void
ui_conversation_class_init (UiConversationClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (UI_TYPE_LIST_STOP);
  g_type_ensure (UI_TYPE_SWITCH);
  g_type_ensure (UI_TYPE_TALK_HEAD);
  G_OBJECT_CLASS (klass)->dispose = ui_conversation_dispose;
  unrolled_signal = g_signal_new ("unrolled", UI_TYPE_CONVERSATION, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/envoi_mail/Envoi/ui-conversation.ui");
  gtk_widget_class_bind_template_child (widget_class, UiConversation, depth);
  gtk_widget_class_bind_template_child (widget_class, UiConversation, head);
  gtk_widget_class_bind_template_child (widget_class, UiConversation, stack);
  gtk_widget_class_bind_template_child (widget_class, UiConversation, scroller);
  gtk_widget_class_bind_template_child (widget_class, UiConversation, view);
}

/* Before the rows: whoever presses anything has seen enough. */
static void
watch_impatience (UiConversation *view)
{
  GtkEventController *key = gtk_event_controller_key_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  gtk_event_controller_set_propagation_phase (key, GTK_PHASE_CAPTURE);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  g_signal_connect (key, "key-pressed", G_CALLBACK (on_key), view);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (skip), view);
  gtk_widget_add_controller (GTK_WIDGET (view), key);
  gtk_widget_add_controller (GTK_WIDGET (view), GTK_EVENT_CONTROLLER (click));
}

static void
ui_conversation_init (UiConversation *view)
{
  gtk_widget_init_template (GTK_WIDGET (view));
  ui_conversation_add_copying (view);
  ui_switch_add (view->depth, "story", _ ("Story"));
  ui_switch_add (view->depth, "textbook", _ ("Textbook"));
  ui_switch_add (view->depth, "wire", _ ("Wire"));
  g_signal_connect_swapped (view->depth, "notify::selected", G_CALLBACK (on_depth), view);
  watch_impatience (view);
}

GtkWidget *
ui_conversation_new (void)
{
  return g_object_new (UI_TYPE_CONVERSATION, NULL);
}
