/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Letters that are held say every second how long they still wait. */

#include "ui-letter-list-private.h"

#include "ui-focus-private.h"
#include "ui-letter-command-private.h"
#include "ui-letter-rows-private.h"
#include "ui-words.h"

#define MINUTE_S 60

struct _UiLetterList
{
  GtkWidget parent_instance;

  UiContext *context;
  UiLetterModel *model;
  GtkSingleSelection *selection;
  guint timer;
  gboolean alone;
  gboolean silent;

  GtkSearchBar *search_bar;
  GtkSearchEntry *search_entry;
  GtkStack *stack;
  GtkListView *view;
};

enum
{
  PROP_SEARCH_MODE = 1,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];
static guint chosen_signal;

G_DEFINE_FINAL_TYPE (UiLetterList, ui_letter_list, GTK_TYPE_WIDGET)

static void
choose (UiLetterList *list, UiLetterItem *item)
{
  g_signal_emit (list, chosen_signal, 0, item != NULL ? ui_letter_item_get_id (item) : (gint64) 0);
}

static void
on_selected (GtkSingleSelection *selection, GParamSpec *spec, UiLetterList *list)
{
  if (!list->alone && !list->silent)
    choose (list, gtk_single_selection_get_selected_item (selection));
}

static void
on_activate (GtkListView *view, guint position, UiLetterList *list)
{
  g_autoptr (UiLetterItem) item = g_list_model_get_item (G_LIST_MODEL (list->selection), position);

  choose (list, item);
}

/* Has rows say what is so now: those of letters that are held, or of @all on their way. Returns:
 * seconds until that has become another: those that count down every one, and once a minute those
 * that say "tomorrow". */
static guint
tell (UiLetterList *list, gboolean all)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (list->model));
  guint interval = 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (UiLetterItem) item = g_list_model_get_item (G_LIST_MODEL (list->model), i);
      const StoreLetter *letter = ui_letter_item_get_letter (item);

      /* what is not read yet is further down */
      if (letter == NULL || ui_section_of (letter->shown) > UI_SECTION_ON_THE_WAY)
        break;
      if (letter->state != MAIL_LETTER_HELD && !all)
        continue;
      g_signal_emit_by_name (item, "changed");
      if (ui_words_counts_down (letter, g_get_real_time ()))
        interval = 1;
      else if (letter->state == MAIL_LETTER_HELD && interval == 0)
        interval = MINUTE_S;
    }
  return interval;
}

static void follow_time (UiLetterList *list);

static gboolean
on_time (gpointer user_data)
{
  UiLetterList *list = user_data;

  list->timer = 0;
  follow_time (list);
  return G_SOURCE_REMOVE;
}

static void
follow_time (UiLetterList *list)
{
  guint interval = tell (list, FALSE);

  g_clear_handle_id (&list->timer, g_source_remove);
  if (interval > 0)
    list->timer = g_timeout_add_seconds (interval, on_time, list);
}

static void
on_loaded (UiLetterModel *model, UiLetterList *list)
{
  gboolean empty = g_list_model_get_n_items (G_LIST_MODEL (model)) == 0;
  gboolean searching = ui_letter_model_get_search (model) != NULL;

  gtk_stack_set_visible_child_name (list->stack, empty && searching ? "nothing" : "list");
  /* the list had the focus before it had rows */
  if (gtk_widget_is_focus (GTK_WIDGET (list->view)) && !empty)
    gtk_widget_grab_focus (GTK_WIDGET (list->view));
  follow_time (list);
}

static void
on_search_changed (GtkSearchEntry *entry, UiLetterList *list)
{
  ui_letter_model_set_search (list->model, gtk_editable_get_text (GTK_EDITABLE (entry)));
}

static void
on_progress (SubmissionQueue *queue, gint64 id, guint64 sent, guint64 total, UiLetterList *list)
{
  UiLetterItem *item = ui_letter_model_find (list->model, id, NULL);

  if (item != NULL)
    ui_letter_item_set_progress (item, sent, total);
}

static void
on_costs (SubmissionQueue *queue, UiLetterList *list)
{
  tell (list, TRUE);
}

void
ui_letter_list_set (UiLetterList *list, UiContext *context, UiLetterModel *model)
{
  g_autoptr (GtkListItemFactory) factory = ui_letter_rows_new (context->queue);

  list->context = ui_context_ref (context);
  list->model = g_object_ref (model);
  list->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (model)));
  gtk_single_selection_set_autoselect (list->selection, FALSE);
  gtk_single_selection_set_can_unselect (list->selection, TRUE);
  gtk_single_selection_set_selected (list->selection, GTK_INVALID_LIST_POSITION);
  g_signal_connect (list->selection, "notify::selected-item", G_CALLBACK (on_selected), list);
  g_signal_connect_object (model, "loaded", G_CALLBACK (on_loaded), list, 0);
  g_signal_connect_object (context->queue, "progress", G_CALLBACK (on_progress), list, 0);
  g_signal_connect_object (context->queue, "costs-changed", G_CALLBACK (on_costs), list, 0);
  gtk_list_view_set_factory (list->view, factory);
  gtk_list_view_set_model (list->view, GTK_SELECTION_MODEL (list->selection));
}

void
ui_letter_list_set_alone (UiLetterList *list, gboolean alone)
{
  list->alone = alone;
  gtk_list_view_set_single_click_activate (list->view, alone);
}

gboolean
ui_letter_list_select (UiLetterList *list, gint64 id)
{
  guint position = GTK_INVALID_LIST_POSITION;
  UiLetterItem *item = ui_letter_model_find (list->model, id, &position);

  list->silent = TRUE;
  gtk_single_selection_set_selected (list->selection, position);
  list->silent = FALSE;
  if (item != NULL)
    gtk_widget_activate_action (GTK_WIDGET (list->view), "list.scroll-to-item", "u", position);
  return item != NULL;
}

void
ui_letter_list_leave (UiLetterList *list, gint64 id)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (list->model));
  guint position;

  if (ui_letter_model_find (list->model, id, &position) == NULL)
    return;
  if (position + 1 < n)
    gtk_single_selection_set_selected (list->selection, position + 1);
  else if (position > 0)
    gtk_single_selection_set_selected (list->selection, position - 1);
  else
    choose (list, NULL);
}

static void
on_undo (GtkWidget *widget, const char *name, GVariant *id)
{
  ui_letter_command (widget, UI_LETTER_LIST (widget)->context, g_variant_get_int64 (id),
                     STORE_COMMAND_CANCEL, NULL);
}

/* The one that has the keyboard, which need not be the one that is shown. */
static gboolean
on_delete_key (GtkWidget *widget, GVariant *unused, gpointer user_data)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (widget));
  UiLetterItem *item = focus != NULL ? ui_letter_rows_get_item (focus) : NULL;

  if (item != NULL)
    gtk_widget_activate_action (widget, "letters.delete", "x", ui_letter_item_get_id (item));
  return item != NULL;
}

static void
ui_letter_list_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  if (id == PROP_SEARCH_MODE)
    g_value_set_boolean (value,
                         gtk_search_bar_get_search_mode (UI_LETTER_LIST (object)->search_bar));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
}

static void
ui_letter_list_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  if (id == PROP_SEARCH_MODE)
    gtk_search_bar_set_search_mode (UI_LETTER_LIST (object)->search_bar,
                                    g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
}

static void
on_search_mode (UiLetterList *list)
{
  g_object_notify_by_pspec (G_OBJECT (list), properties[PROP_SEARCH_MODE]);
}

static gboolean
ui_letter_list_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (UI_LETTER_LIST (widget)->view));
}

static void
ui_letter_list_dispose (GObject *object)
{
  UiLetterList *list = UI_LETTER_LIST (object);
  GtkWidget *child;

  g_clear_handle_id (&list->timer, g_source_remove);
  if (list->selection != NULL)
    g_signal_handlers_disconnect_by_data (list->selection, list);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (list))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&list->selection);
  g_clear_object (&list->model);
  g_clear_pointer (&list->context, ui_context_unref);
  G_OBJECT_CLASS (ui_letter_list_parent_class)->dispose (object);
}

static void
ui_letter_list_class_init (UiLetterListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ui_letter_list_dispose;
  object_class->get_property = ui_letter_list_get_property;
  object_class->set_property = ui_letter_list_set_property;
  g_type_ensure (UI_TYPE_LIST_STOP);
  widget_class->focus = ui_focus_children;
  widget_class->grab_focus = ui_letter_list_grab_focus;
  properties[PROP_SEARCH_MODE] = g_param_spec_boolean ("search-mode", NULL, NULL, FALSE,
                                                       G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  chosen_signal = g_signal_new ("chosen", UI_TYPE_LETTER_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
  gtk_widget_class_install_action (widget_class, "letters.undo", "x", on_undo);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Delete, 0, on_delete_key, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_KP_Delete, 0, on_delete_key, NULL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/envoi_mail/Envoi/ui-letter-list.ui");
  gtk_widget_class_bind_template_child (widget_class, UiLetterList, search_bar);
  gtk_widget_class_bind_template_child (widget_class, UiLetterList, search_entry);
  gtk_widget_class_bind_template_child (widget_class, UiLetterList, stack);
  gtk_widget_class_bind_template_child (widget_class, UiLetterList, view);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
}

static void
ui_letter_list_init (UiLetterList *list)
{
  gtk_widget_init_template (GTK_WIDGET (list));
  gtk_search_bar_connect_entry (list->search_bar, GTK_EDITABLE (list->search_entry));
  g_signal_connect_swapped (list->search_bar, "notify::search-mode-enabled",
                            G_CALLBACK (on_search_mode), list);
}

GtkWidget *
ui_letter_list_new (void)
{
  return g_object_new (UI_TYPE_LETTER_LIST, NULL);
}
