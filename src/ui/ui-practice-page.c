/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The envelope stands above the letter: that Bcc is in the one and not in the other is what people
 * do not believe until they see it. */

#include "ui-practice-page-private.h"

#include <glib/gi18n.h>

#include "message-view.h"
#include "ui-focus-private.h"
#include "ui-letter-row-private.h"
#include "ui-receipt-message-private.h"
#include "ui-receipt-source-private.h"
#include "ui-switch-private.h"
#include "ui-words.h"

#define UI_TYPE_PRACTICE_ITEM (ui_practice_item_get_type ())
G_DECLARE_FINAL_TYPE (UiPracticeItem, ui_practice_item, UI, PRACTICE_ITEM, GObject)

struct _UiPracticeItem
{
  GObject parent_instance;

  PracticeLetter *letter;
  MessageView *view;
};

struct _UiPracticePage
{
  GtkWidget parent_instance;

  UiContext *context;
  GListStore *letters;
  GtkSingleSelection *selection;
  GCancellable *cancellable;
  gboolean sidebar_folded;
  gboolean empty;

  AdwLeaflet *leaflet;
  GtkWidget *list_pane;
  GtkWidget *line;
  GtkStack *stack;
  GtkListView *view;
  GtkWidget *letter_pane;
  AdwWindowTitle *title;
  GtkStack *letter_stack;
  GtkLabel *envelope;
  UiSwitch *switcher;
  GtkStack *views;
  UiReceiptMessage *message;
  UiReceiptSource *source;
};

enum
{
  PROP_SIDEBAR_FOLDED = 1,
  PROP_ALONE,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (UiPracticeItem, ui_practice_item, G_TYPE_OBJECT)
G_DEFINE_FINAL_TYPE (UiPracticePage, ui_practice_page, GTK_TYPE_WIDGET)

static void
ui_practice_item_finalize (GObject *object)
{
  UiPracticeItem *item = UI_PRACTICE_ITEM (object);

  practice_letter_unref (item->letter);
  message_view_free (item->view);
  G_OBJECT_CLASS (ui_practice_item_parent_class)->finalize (object);
}

static void
ui_practice_item_class_init (UiPracticeItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ui_practice_item_finalize;
}

static void
ui_practice_item_init (UiPracticeItem *item)
{
}

/* Off the main loop: two hundred letters are read at the start. */
static void
view_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GPtrArray *letters = data;
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < letters->len && !g_cancellable_is_cancelled (cancellable); i++)
    {
      PracticeLetter *letter = g_ptr_array_index (letters, i);
      UiPracticeItem *item = g_object_new (UI_TYPE_PRACTICE_ITEM, NULL);

      item->letter = practice_letter_ref (letter);
      item->view = message_view_new (letter->octets);
      g_ptr_array_add (items, item);
    }
  g_task_return_pointer (task, g_steal_pointer (&items), (GDestroyNotify) g_ptr_array_unref);
}

static void
set_alone (UiPracticePage *page)
{
  gtk_widget_set_visible (page->letter_pane, !page->empty);
  gtk_widget_set_visible (page->line, !page->empty);
  gtk_widget_set_hexpand (page->list_pane, page->empty);
  g_object_notify_by_pspec (G_OBJECT (page), properties[PROP_ALONE]);
}

static void
take_items (UiPracticePage *page, GPtrArray *items, gboolean all)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (page->letters));

  g_list_store_splice (page->letters, 0, all ? n : 0, items->pdata, items->len);
  page->empty = g_list_model_get_n_items (G_LIST_MODEL (page->letters)) == 0;
  gtk_stack_set_visible_child_name (page->stack, page->empty ? "empty" : "list");
  set_alone (page);
}

static void
on_all_viewed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UiPracticePage) page = user_data;
  g_autoptr (GPtrArray) items = g_task_propagate_pointer (G_TASK (result), NULL);

  if (items != NULL)
    take_items (page, items, TRUE);
}

static void
on_one_viewed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UiPracticePage) page = user_data;
  g_autoptr (GPtrArray) items = g_task_propagate_pointer (G_TASK (result), NULL);
  g_autoptr (UiPracticeItem) newest = g_list_model_get_item (G_LIST_MODEL (page->letters), 0);
  UiPracticeItem *item = items != NULL && items->len > 0 ? g_ptr_array_index (items, 0) : NULL;

  /* it may have been in the list that was read meanwhile */
  if (item != NULL && (newest == NULL || !g_str_equal (newest->letter->id, item->letter->id)))
    take_items (page, items, FALSE);
}

static void
view_letters (UiPracticePage *page, GPtrArray *letters, GAsyncReadyCallback callback)
{
  g_autoptr (GTask) task = g_task_new (NULL, page->cancellable, callback, g_object_ref (page));

  g_task_set_source_tag (task, view_letters);
  g_task_set_task_data (task, g_ptr_array_ref (letters), (GDestroyNotify) g_ptr_array_unref);
  g_task_run_in_thread (task, view_in_thread);
}

static void
on_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UiPracticePage) page = user_data;
  g_autoptr (GPtrArray) letters =
      practice_server_list_finish (PRACTICE_SERVER (source), result, NULL);

  if (letters != NULL && page->context != NULL)
    view_letters (page, letters, on_all_viewed);
}

static void
on_received (PracticeServer *server, gpointer letter, UiPracticePage *page)
{
  g_autoptr (GPtrArray) letters =
      g_ptr_array_new_with_free_func ((GDestroyNotify) practice_letter_unref);

  g_ptr_array_add (letters, practice_letter_ref (letter));
  view_letters (page, letters, on_one_viewed);
}

static void
on_setup (GtkListItemFactory *factory, GtkListItem *list_item, gpointer user_data)
{
  gtk_list_item_set_child (list_item, ui_letter_row_new ());
}

static void
on_bind (GtkListItemFactory *factory, GtkListItem *list_item, gpointer user_data)
{
  UiPracticeItem *item = gtk_list_item_get_item (list_item);
  g_autofree char *time = ui_words_time (item->letter->received_us, g_get_real_time ());
  g_autofree char *people = g_strjoinv (", ", item->letter->forward_paths);
  g_autofree char *line = g_strdup_printf (_ ("For %s"), people);
  const UiRowWords words = {
    .icon = "envoi-letter-symbolic",
    .style_class = "s-dim",
    .who = *item->view->from != '\0' ? item->view->from : _ ("Nobody"),
    .subject = *item->view->subject != '\0' ? item->view->subject : _ ("No subject"),
    .line = line,
    .time = time,
    .fraction = -1,
    .has_attachment = item->view->parts->len > 0,
  };

  ui_letter_row_set (UI_LETTER_ROW (gtk_list_item_get_child (list_item)), &words);
}

static void
show_item (UiPracticePage *page, UiPracticeItem *item)
{
  g_autofree char *people = NULL;
  g_autofree char *envelope = NULL;

  gtk_stack_set_visible_child_name (page->letter_stack, item != NULL ? "letter" : "nothing");
  adw_window_title_set_title (page->title, item != NULL ? item->view->subject : "");
  if (item == NULL)
    return;
  people = g_strjoinv (", ", item->letter->forward_paths);
  /* Translators: the envelope of a practice letter, sender and recipients */
  envelope =
      g_strdup_printf (_ ("On the envelope: from %s to %s"), item->letter->reverse_path, people);
  gtk_label_set_text (page->envelope, envelope);
  ui_receipt_message_set (page->message, item->letter->octets, NULL);
  ui_receipt_source_set (page->source, item->letter->octets, NULL);
}

static void
on_selected (UiPracticePage *page)
{
  if (!adw_leaflet_get_folded (page->leaflet))
    show_item (page, gtk_single_selection_get_selected_item (page->selection));
}

static void
on_activate (GtkListView *view, guint position, UiPracticePage *page)
{
  g_autoptr (UiPracticeItem) item = g_list_model_get_item (G_LIST_MODEL (page->letters), position);

  show_item (page, item);
  adw_leaflet_set_visible_child (page->leaflet, page->letter_pane);
}

static void
on_folded (AdwLeaflet *leaflet, GParamSpec *spec, UiPracticePage *page)
{
  gtk_list_view_set_single_click_activate (page->view, adw_leaflet_get_folded (leaflet));
  g_object_notify_by_pspec (G_OBJECT (page), properties[PROP_ALONE]);
}

static void
on_switch (UiPracticePage *page)
{
  gtk_stack_set_visible_child_name (page->views, ui_switch_get_selected (page->switcher));
}

gboolean
ui_practice_page_back (UiPracticePage *page)
{
  if (!adw_leaflet_get_folded (page->leaflet) ||
      adw_leaflet_get_visible_child (page->leaflet) != page->letter_pane)
    return FALSE;
  adw_leaflet_set_visible_child (page->leaflet, page->list_pane);
  return TRUE;
}

static void
ui_practice_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  UiPracticePage *page = UI_PRACTICE_PAGE (object);

  if (id == PROP_SIDEBAR_FOLDED)
    g_value_set_boolean (value, page->sidebar_folded);
  else if (id == PROP_ALONE)
    g_value_set_boolean (value, page->empty || adw_leaflet_get_folded (page->leaflet));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
}

static void
ui_practice_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  if (id == PROP_SIDEBAR_FOLDED)
    UI_PRACTICE_PAGE (object)->sidebar_folded = g_value_get_boolean (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
}

static gboolean
ui_practice_page_grab_focus (GtkWidget *widget)
{
  UiPracticePage *page = UI_PRACTICE_PAGE (widget);

  return gtk_widget_child_focus (GTK_WIDGET (page->stack), GTK_DIR_TAB_FORWARD);
}

static void
ui_practice_page_dispose (GObject *object)
{
  UiPracticePage *page = UI_PRACTICE_PAGE (object);
  GtkWidget *child;

  g_cancellable_cancel (page->cancellable);
  g_clear_object (&page->cancellable);
  if (page->selection != NULL)
    g_signal_handlers_disconnect_by_data (page->selection, page);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (page))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&page->selection);
  g_clear_pointer (&page->context, ui_context_unref);
  G_OBJECT_CLASS (ui_practice_page_parent_class)->dispose (object);
}

static void
ui_practice_page_finalize (GObject *object)
{
  g_object_unref (UI_PRACTICE_PAGE (object)->letters);
  G_OBJECT_CLASS (ui_practice_page_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/envoi_mail/Envoi/ui-practice-page.ui");
  gtk_widget_class_bind_template_child (widget_class, UiPracticePage, leaflet);
  gtk_widget_class_bind_template_child (widget_class, UiPracticePage, list_pane);
  gtk_widget_class_bind_template_child (widget_class, UiPracticePage, line);
  gtk_widget_class_bind_template_child (widget_class, UiPracticePage, stack);
  gtk_widget_class_bind_template_child (widget_class, UiPracticePage, view);
  gtk_widget_class_bind_template_child (widget_class, UiPracticePage, letter_pane);
  gtk_widget_class_bind_template_child (widget_class, UiPracticePage, title);
  gtk_widget_class_bind_template_child (widget_class, UiPracticePage, letter_stack);
  gtk_widget_class_bind_template_child (widget_class, UiPracticePage, envelope);
  gtk_widget_class_bind_template_child (widget_class, UiPracticePage, switcher);
  gtk_widget_class_bind_template_child (widget_class, UiPracticePage, views);
  gtk_widget_class_bind_template_child (widget_class, UiPracticePage, message);
  gtk_widget_class_bind_template_child (widget_class, UiPracticePage, source);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_folded);
}

static void
ui_practice_page_class_init (UiPracticePageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  g_type_ensure (UI_TYPE_LIST_STOP);
  g_type_ensure (UI_TYPE_SWITCH);
  g_type_ensure (UI_TYPE_RECEIPT_MESSAGE);
  g_type_ensure (UI_TYPE_RECEIPT_SOURCE);
  GTK_WIDGET_CLASS (klass)->focus = ui_focus_children;
  GTK_WIDGET_CLASS (klass)->grab_focus = ui_practice_page_grab_focus;
  object_class->dispose = ui_practice_page_dispose;
  object_class->finalize = ui_practice_page_finalize;
  object_class->get_property = ui_practice_page_get_property;
  object_class->set_property = ui_practice_page_set_property;
  properties[PROP_SIDEBAR_FOLDED] = g_param_spec_boolean (
      "sidebar-folded", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_ALONE] =
      g_param_spec_boolean ("alone", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
ui_practice_page_init (UiPracticePage *page)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  page->letters = g_list_store_new (UI_TYPE_PRACTICE_ITEM);
  page->cancellable = g_cancellable_new ();
  page->empty = TRUE;
  gtk_widget_init_template (GTK_WIDGET (page));
  ui_switch_add (page->switcher, "message", _ ("Message"));
  ui_switch_add (page->switcher, "source", _ ("Source"));
  g_signal_connect_swapped (page->switcher, "notify::selected", G_CALLBACK (on_switch), page);
  page->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (page->letters)));
  gtk_single_selection_set_autoselect (page->selection, FALSE);
  gtk_single_selection_set_can_unselect (page->selection, TRUE);
  gtk_single_selection_set_selected (page->selection, GTK_INVALID_LIST_POSITION);
  g_signal_connect_swapped (page->selection, "notify::selected-item", G_CALLBACK (on_selected),
                            page);
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), NULL);
  gtk_list_view_set_factory (page->view, factory);
  gtk_list_view_set_model (page->view, GTK_SELECTION_MODEL (page->selection));
  gtk_stack_set_visible_child_name (page->stack, "empty");
  set_alone (page);
}

GtkWidget *
ui_practice_page_new (UiContext *context)
{
  UiPracticePage *page = g_object_new (UI_TYPE_PRACTICE_PAGE, NULL);

  page->context = ui_context_ref (context);
  g_signal_connect_object (context->practice, "received", G_CALLBACK (on_received), page, 0);
  practice_server_list_async (context->practice, page->cancellable, on_listed, g_object_ref (page));
  return GTK_WIDGET (page);
}
