/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Drafts are few, so the whole list is read anew on a change; rows whose draft is the same keep
 * their item. */

#include "ui-draft-list-private.h"

#include <glib/gi18n.h>

#include "store-drafts.h"
#include "ui-draft-delete-private.h"
#include "ui-focus-private.h"
#include "ui-letter-row-private.h"
#include "ui-words.h"

#define UI_TYPE_DRAFT_ITEM (ui_draft_item_get_type ())
G_DECLARE_FINAL_TYPE (UiDraftItem, ui_draft_item, UI, DRAFT_ITEM, GObject)

struct _UiDraftItem
{
  GObject parent_instance;

  StoreDraft *draft;
};

struct _UiDraftList
{
  GtkWidget parent_instance;

  UiContext *context;
  GListStore *drafts;
  GCancellable *cancellable;
  char *target; /* draft the menu is about */
  gboolean reading;
  gboolean stale;
  gboolean sidebar_folded;

  GtkStack *stack;
  GtkListView *view;
  GtkPopover *menu;
};

enum
{
  PROP_SIDEBAR_FOLDED = 1,
  PROP_COUNT,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void refresh (UiDraftList *list);

G_DEFINE_FINAL_TYPE (UiDraftItem, ui_draft_item, G_TYPE_OBJECT)
G_DEFINE_FINAL_TYPE (UiDraftList, ui_draft_list, GTK_TYPE_WIDGET)

static void
ui_draft_item_finalize (GObject *object)
{
  store_draft_unref (UI_DRAFT_ITEM (object)->draft);
  G_OBJECT_CLASS (ui_draft_item_parent_class)->finalize (object);
}

static void
ui_draft_item_class_init (UiDraftItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ui_draft_item_finalize;
}

static void
ui_draft_item_init (UiDraftItem *item)
{
}

static gboolean
is_same (UiDraftItem *item, const StoreDraft *draft)
{
  return g_str_equal (item->draft->id, draft->id) && item->draft->modified_us == draft->modified_us;
}

/* The same object for what did not change, so that focus and scrolling stay where they were. */
static UiDraftItem *
dup_item (UiDraftList *list, StoreDraft *draft)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (list->drafts));
  UiDraftItem *item;

  for (guint i = 0; i < n; i++)
    {
      item = g_list_model_get_item (G_LIST_MODEL (list->drafts), i);
      if (is_same (item, draft))
        return item;
      g_object_unref (item);
    }
  item = g_object_new (UI_TYPE_DRAFT_ITEM, NULL);
  item->draft = store_draft_ref (draft);
  return item;
}

static void
take_drafts (UiDraftList *list, GPtrArray *drafts)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < drafts->len; i++)
    g_ptr_array_add (items, dup_item (list, g_ptr_array_index (drafts, i)));
  g_list_store_splice (list->drafts, 0, g_list_model_get_n_items (G_LIST_MODEL (list->drafts)),
                       items->pdata, items->len);
  gtk_stack_set_visible_child_name (list->stack, items->len > 0 ? "list" : "empty");
  g_object_notify_by_pspec (G_OBJECT (list), properties[PROP_COUNT]);
}

static void
on_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UiDraftList) list = user_data;
  g_autoptr (GPtrArray) drafts = store_drafts_list_finish (STORE_DATABASE (source), result, NULL);

  list->reading = FALSE;
  if (drafts == NULL || list->context == NULL)
    return;
  take_drafts (list, drafts);
  if (list->stale)
    refresh (list);
}

static void
refresh (UiDraftList *list)
{
  list->stale = list->reading;
  if (list->reading)
    return;
  list->reading = TRUE;
  store_drafts_list_async (list->context->database, list->cancellable, on_listed,
                           g_object_ref (list));
}

static void
on_changed (StoreDatabase *database, UiDraftList *list)
{
  refresh (list);
}

/* --- the menu of a draft --------------------------------------------------------------------- */

#define LIST_ITEM "ui-list-item"

/* The row with the focus need not be selected: moving over rows only moves. */
static GtkWidget *
get_focused_row (UiDraftList *list)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (list));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkWidget *row = NULL;

  if (focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (list->view)))
    row = gtk_widget_get_first_child (focus);
  return row != NULL && UI_IS_LETTER_ROW (row) ? row : NULL;
}

static const char *
get_id (GtkWidget *row)
{
  GtkListItem *list_item = g_object_get_data (G_OBJECT (row), LIST_ITEM);
  UiDraftItem *item = gtk_list_item_get_item (list_item);

  return item != NULL ? item->draft->id : NULL;
}

/* While the menu is open the focus is in it. */
static const char *
get_target (UiDraftList *list)
{
  GtkWidget *row = get_focused_row (list);

  return row != NULL ? get_id (row) : list->target;
}

static void
show_menu (UiDraftList *list, GtkWidget *row)
{
  graphene_rect_t bounds;

  if (!gtk_widget_compute_bounds (row, GTK_WIDGET (list), &bounds))
    return;
  const GdkRectangle place = {
    .x = bounds.origin.x,
    .y = bounds.origin.y,
    .width = bounds.size.width,
    .height = bounds.size.height,
  };
  g_free (list->target);
  list->target = g_strdup (get_id (row));
  gtk_popover_set_pointing_to (list->menu, &place);
  gtk_popover_popup (list->menu);
}

static void
on_pressed (GtkGestureClick *gesture, int n_press, double x, double y, GtkWidget *row)
{
  GtkWidget *list = gtk_widget_get_ancestor (row, UI_TYPE_DRAFT_LIST);

  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  show_menu (UI_DRAFT_LIST (list), row);
}

static void
on_menu_key (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkWidget *row = get_focused_row (UI_DRAFT_LIST (widget));

  if (row != NULL)
    show_menu (UI_DRAFT_LIST (widget), row);
}

static void
on_open (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const char *id = get_target (UI_DRAFT_LIST (widget));

  if (id != NULL)
    gtk_widget_activate_action (widget, "app.open-draft", "s", id);
}

static void
on_delete (GtkWidget *widget, const char *name, GVariant *parameter)
{
  UiDraftList *list = UI_DRAFT_LIST (widget);
  const char *id = get_target (list);

  if (id != NULL)
    ui_draft_delete (widget, list->context, id);
}

/* --- rows ------------------------------------------------------------------------------------ */

static void
on_setup (GtkListItemFactory *factory, GtkListItem *list_item, gpointer user_data)
{
  GtkWidget *row = ui_letter_row_new ();
  GtkGesture *gesture = gtk_gesture_click_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (gesture), GDK_BUTTON_SECONDARY);
  g_signal_connect (gesture, "pressed", G_CALLBACK (on_pressed), row);
  g_object_set_data (G_OBJECT (row), LIST_ITEM, list_item);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (gesture));
  gtk_list_item_set_child (list_item, row);
}

static void
on_bind (GtkListItemFactory *factory, GtkListItem *list_item, gpointer user_data)
{
  UiDraftItem *item = gtk_list_item_get_item (list_item);
  const StoreDraft *draft = item->draft;
  g_autofree char *time = ui_words_time (draft->modified_us, g_get_real_time ());
  const UiRowWords words = {
    .who = draft->recipients != NULL && *draft->recipients != '\0' ? draft->recipients
                                                                   : _ ("Nobody yet"),
    .subject =
        draft->subject != NULL && *draft->subject != '\0' ? draft->subject : _ ("No subject"),
    .time = time,
    .fraction = -1,
    .has_attachment = draft->n_attachments > 0,
  };

  ui_letter_row_set (UI_LETTER_ROW (gtk_list_item_get_child (list_item)), &words);
}

static void
on_activate (GtkListView *view, guint position, UiDraftList *list)
{
  g_autoptr (UiDraftItem) item = g_list_model_get_item (G_LIST_MODEL (list->drafts), position);

  if (item != NULL)
    gtk_widget_activate_action (GTK_WIDGET (list), "app.open-draft", "s", item->draft->id);
}

static void
ui_draft_list_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  UiDraftList *list = UI_DRAFT_LIST (object);

  if (id == PROP_SIDEBAR_FOLDED)
    g_value_set_boolean (value, list->sidebar_folded);
  else if (id == PROP_COUNT)
    g_value_set_uint (value, g_list_model_get_n_items (G_LIST_MODEL (list->drafts)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
}

static void
ui_draft_list_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  if (id == PROP_SIDEBAR_FOLDED)
    UI_DRAFT_LIST (object)->sidebar_folded = g_value_get_boolean (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
}

static gboolean
ui_draft_list_grab_focus (GtkWidget *widget)
{
  return gtk_widget_child_focus (GTK_WIDGET (UI_DRAFT_LIST (widget)->stack), GTK_DIR_TAB_FORWARD);
}

static void
ui_draft_list_dispose (GObject *object)
{
  UiDraftList *list = UI_DRAFT_LIST (object);
  GtkWidget *child;

  g_cancellable_cancel (list->cancellable);
  g_clear_object (&list->cancellable);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (list))) != NULL)
    gtk_widget_unparent (child);
  g_clear_pointer (&list->context, ui_context_unref);
  G_OBJECT_CLASS (ui_draft_list_parent_class)->dispose (object);
}

static void
ui_draft_list_finalize (GObject *object)
{
  g_object_unref (UI_DRAFT_LIST (object)->drafts);
  g_free (UI_DRAFT_LIST (object)->target);
  G_OBJECT_CLASS (ui_draft_list_parent_class)->finalize (object);
}

static void
add_keys (GtkWidgetClass *widget_class)
{
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "draft.delete", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_KP_Delete, 0, "draft.delete", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "draft.menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, "draft.menu",
                                       NULL);
}

static void
ui_draft_list_class_init (UiDraftListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ui_draft_list_dispose;
  object_class->finalize = ui_draft_list_finalize;
  object_class->get_property = ui_draft_list_get_property;
  object_class->set_property = ui_draft_list_set_property;
  g_type_ensure (UI_TYPE_LIST_STOP);
  widget_class->focus = ui_focus_children;
  widget_class->grab_focus = ui_draft_list_grab_focus;
  properties[PROP_SIDEBAR_FOLDED] = g_param_spec_boolean (
      "sidebar-folded", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_COUNT] = g_param_spec_uint ("count", NULL, NULL, 0, G_MAXUINT, 0,
                                              G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/envoi_mail/Envoi/ui-draft-list.ui");
  gtk_widget_class_bind_template_child (widget_class, UiDraftList, stack);
  gtk_widget_class_bind_template_child (widget_class, UiDraftList, view);
  gtk_widget_class_bind_template_child (widget_class, UiDraftList, menu);
  gtk_widget_class_install_action (widget_class, "draft.open", NULL, on_open);
  gtk_widget_class_install_action (widget_class, "draft.delete", NULL, on_delete);
  gtk_widget_class_install_action (widget_class, "draft.menu", NULL, on_menu_key);
  add_keys (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
}

static void
ui_draft_list_init (UiDraftList *list)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkSelectionModel) model = NULL;
  GtkSingleSelection *selection;

  gtk_widget_init_template (GTK_WIDGET (list));
  list->drafts = g_list_store_new (UI_TYPE_DRAFT_ITEM);
  list->cancellable = g_cancellable_new ();
  selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (list->drafts)));
  gtk_single_selection_set_autoselect (selection, FALSE);
  gtk_single_selection_set_can_unselect (selection, TRUE);
  gtk_single_selection_set_selected (selection, GTK_INVALID_LIST_POSITION);
  model = GTK_SELECTION_MODEL (selection);
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), NULL);
  gtk_list_view_set_factory (list->view, factory);
  gtk_list_view_set_model (list->view, model);
}

GtkWidget *
ui_draft_list_new (UiContext *context)
{
  UiDraftList *list = g_object_new (UI_TYPE_DRAFT_LIST, NULL);

  list->context = ui_context_ref (context);
  g_signal_connect_object (context->database, "changed", G_CALLBACK (on_changed), list, 0);
  refresh (list);
  return GTK_WIDGET (list);
}
