/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Two nested leaflets, so that a window of middle width keeps two panes: the sidebar folds away
 * from the places, and in a place the list from the receipt. A place is
 * built when it is asked for, or after the first frame; the welcome for those who see it. */

#include "ui-window-private.h"

#include <glib/gi18n.h>

#include "store-drafts.h"
#include "ui-focus-private.h"
#include "ui-import.h"
#include "ui-place-row-private.h"
#include "ui-welcome.h"

G_DEFINE_FINAL_TYPE (UiWindow, ui_window, ADW_TYPE_APPLICATION_WINDOW)

/* Not before is the focus given to a place: behind the welcome it would lead to a button that
 * nobody sees. */
static void
show_main (UiWindow *window)
{
  gboolean first = !window->decided;

  window->decided = TRUE;
  gtk_stack_set_visible_child_name (window->stack, "main");
  if (first)
    gtk_widget_grab_focus (gtk_stack_get_visible_child (window->pages));
}

static void
show_welcome (UiWindow *window)
{
  if (window->welcome_page == NULL)
    {
      window->welcome_page = ui_welcome_new ();
      gtk_widget_set_vexpand (window->welcome_page, TRUE);
      gtk_box_append (window->welcome, window->welcome_page);
    }
  gtk_stack_set_visible_child_name (window->stack, "welcome");
  gtk_widget_grab_focus (window->welcome_page);
}

static void
ui_window_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (ui_window_parent_class)->map (widget);
  ui_window_places_build_later (UI_WINDOW (widget));
}

static UiPlaceRow *
get_row (UiWindow *window, int place)
{
  return UI_PLACE_ROW (gtk_list_box_get_row_at_index (window->places, place));
}

static void
turn_to (UiWindow *window, const char *place)
{
  for (gsize i = 0; i < UI_N_PLACES; i++)
    if (g_strcmp0 (UI_PLACES[i].name, place) == 0)
      {
        ui_window_places_ensure (window, (UiPlace) i);
        gtk_list_box_select_row (window->places, GTK_LIST_BOX_ROW (get_row (window, i)));
        gtk_stack_set_visible_child_name (window->pages, place);
        adw_leaflet_set_visible_child (window->leaflet, GTK_WIDGET (window->pages));
        show_main (window);
      }
}

void
ui_window_show_place (UiWindow *window, const char *place)
{
  g_return_if_fail (UI_IS_WINDOW (window));

  turn_to (window, place);
  gtk_widget_grab_focus (gtk_stack_get_visible_child (window->pages));
}

/* What is in the outbox is shown there; what a server accepted before today, in Sent. */
void
ui_window_show_letter (UiWindow *window, gint64 id)
{
  UiLetterModel *model;
  gboolean sent;

  g_return_if_fail (UI_IS_WINDOW (window));

  ui_window_places_ensure (window, UI_PLACE_SENT);
  model = ui_letters_page_get_model (window->outbox);
  sent = ui_letter_model_is_loaded (model) && ui_letter_model_find (model, id, NULL) == NULL &&
         ui_letter_model_find (ui_letters_page_get_model (window->sent), id, NULL) != NULL;
  ui_window_show_place (window, sent ? "sent" : "outbox");
  ui_letters_page_show (sent ? window->sent : window->outbox, id);
}

static void
on_place (GtkListBox *box, GtkListBoxRow *row, UiWindow *window)
{
  ui_window_show_place (window, ui_place_row_get_name (UI_PLACE_ROW (row)));
}

/* The arrow keys select without activating: side by side, what is selected is shown. */
static void
on_place_selected (GtkListBox *box, GtkListBoxRow *row, UiWindow *window)
{
  if (row == NULL || !window->decided)
    return;
  ui_window_places_ensure (window, (UiPlace) gtk_list_box_row_get_index (row));
  gtk_stack_set_visible_child_name (window->pages, ui_place_row_get_name (UI_PLACE_ROW (row)));
}

static void
on_folded (AdwLeaflet *leaflet, GParamSpec *spec, UiWindow *window)
{
  gboolean folded = adw_leaflet_get_folded (leaflet);

  for (GtkWidget *page = gtk_widget_get_first_child (GTK_WIDGET (window->pages)); page != NULL;
       page = gtk_widget_get_next_sibling (page))
    g_object_set (page, "sidebar-folded", folded, NULL);
}

static void
on_outbox (UiLetterModel *model, UiWindow *window)
{
  guint needs = ui_letter_model_count (model, UI_SECTION_NEEDS_YOU);
  guint on_the_way = ui_letter_model_count (model, UI_SECTION_ON_THE_WAY);

  ui_place_row_count (get_row (window, UI_PLACE_OUTBOX), needs + on_the_way, needs > 0);
}

static void
on_drafts (UiDraftList *drafts, GParamSpec *spec, UiWindow *window)
{
  guint count = 0;

  g_object_get (drafts, "count", &count, NULL);
  ui_place_row_count (get_row (window, UI_PLACE_DRAFTS), count, FALSE);
  if (count > 0 && !window->decided)
    show_main (window);
}

static gboolean
has_account (UiWindow *window)
{
  g_autoptr (GPtrArray) profiles = account_registry_list (window->context->registry);

  return profiles->len > 0;
}

static void
on_any_letter (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UiWindow) window = user_data;
  g_autoptr (GPtrArray) letters = store_outbox_list_finish (STORE_DATABASE (source), result, NULL);

  if (window->context == NULL || window->decided)
    return;
  if ((letters != NULL && letters->len > 0) || has_account (window))
    show_main (window);
  else if (g_strcmp0 (gtk_stack_get_visible_child_name (window->stack), "welcome") != 0)
    show_welcome (window);
}

/* The welcome gives way to the first account, letter or draft. */
static void
decide (UiWindow *window)
{
  if (window->decided)
    return;
  if (has_account (window))
    {
      show_main (window);
      return;
    }
  store_outbox_list_async (window->context->database, STORE_ALL, NULL, NULL, 0, 1, NULL,
                           on_any_letter, g_object_ref (window));
}

static gboolean
page_goes_back (UiWindow *window)
{
  GtkWidget *page = gtk_stack_get_visible_child (window->pages);

  if (UI_IS_LETTERS_PAGE (page))
    return ui_letters_page_back (UI_LETTERS_PAGE (page));
  return UI_IS_PRACTICE_PAGE (page) && ui_practice_page_back (UI_PRACTICE_PAGE (page));
}

static gboolean
go_back (UiWindow *window)
{
  if (page_goes_back (window))
    return TRUE;
  if (!adw_leaflet_get_folded (window->leaflet) ||
      adw_leaflet_get_visible_child (window->leaflet) == window->sidebar)
    return FALSE;
  adw_leaflet_set_visible_child (window->leaflet, window->sidebar);
  gtk_widget_child_focus (GTK_WIDGET (window->places), GTK_DIR_TAB_FORWARD);
  return TRUE;
}

static gboolean
on_back_key (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  return go_back (UI_WINDOW (widget));
}

static void
on_back (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  go_back (user_data);
}

static void
on_search (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  UiWindow *window = user_data;

  if (gtk_stack_get_visible_child (window->pages) != GTK_WIDGET (window->outbox))
    ui_window_show_place (window, "sent");
  ui_letters_page_search (UI_LETTERS_PAGE (gtk_stack_get_visible_child (window->pages)));
}

static gboolean
on_conversation_key (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  UiWindow *window = UI_WINDOW (widget);
  GtkWidget *page = gtk_stack_get_visible_child (window->pages);

  return UI_IS_LETTERS_PAGE (page) && ui_letters_page_show_conversation (UI_LETTERS_PAGE (page));
}

/* sidebar, list, receipt, and round again */
static void
on_next_pane (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  UiWindow *window = user_data;
  GtkWidget *page = gtk_stack_get_visible_child (window->pages);
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (window));
  gboolean in_page = focus != NULL && gtk_widget_is_ancestor (focus, page);

  if (UI_IS_LETTERS_PAGE (page) && ui_letters_page_focus_next (UI_LETTERS_PAGE (page)))
    return;
  if (!in_page && gtk_widget_child_focus (page, GTK_DIR_TAB_FORWARD))
    return;
  gtk_widget_grab_focus (GTK_WIDGET (gtk_list_box_get_selected_row (window->places)));
}

static void
add_places (UiWindow *window)
{
  for (gsize i = 0; i < UI_N_PLACES; i++)
    {
      GtkWidget *row =
          ui_place_row_new (UI_PLACES[i].name, UI_PLACES[i].icon, _ (UI_PLACES[i].title));

      if (i == UI_PLACE_PRACTICE)
        gtk_widget_add_css_class (row, "apart");
      gtk_list_box_append (window->places, row);
    }
}

static void
add_pages (UiWindow *window)
{
  ui_window_places_ensure (window, UI_PLACE_DRAFTS);
  ui_window_places_ensure (window, UI_PLACE_OUTBOX);
  g_signal_connect_object (ui_letters_page_get_model (window->outbox), "loaded",
                           G_CALLBACK (on_outbox), window, 0);
  g_signal_connect_object (window->drafts, "notify::count", G_CALLBACK (on_drafts), window, 0);
}

static void
restore_size (UiWindow *window)
{
  GSettings *settings = window->context->settings;

  gtk_window_set_default_size (GTK_WINDOW (window), g_settings_get_int (settings, "window-width"),
                               g_settings_get_int (settings, "window-height"));
  if (g_settings_get_boolean (settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (window));
}

static void
ui_window_unmap (GtkWidget *widget)
{
  UiWindow *window = UI_WINDOW (widget);
  int width = 0;
  int height = 0;

  if (window->context != NULL)
    {
      gtk_window_get_default_size (GTK_WINDOW (window), &width, &height);
      g_settings_set_int (window->context->settings, "window-width", MAX (width, 360));
      g_settings_set_int (window->context->settings, "window-height", MAX (height, 294));
      g_settings_set_boolean (window->context->settings, "window-maximized",
                              gtk_window_is_maximized (GTK_WINDOW (window)));
    }
  GTK_WIDGET_CLASS (ui_window_parent_class)->unmap (widget);
}

static void
ui_window_dispose (GObject *object)
{
  g_clear_handle_id (&UI_WINDOW (object)->building, g_source_remove);
  g_clear_pointer (&UI_WINDOW (object)->context, ui_context_unref);
  G_OBJECT_CLASS (ui_window_parent_class)->dispose (object);
}

static void
add_keys (GtkWidgetClass *widget_class)
{
  for (gsize i = 0; i < UI_N_PLACES; i++)
    gtk_widget_class_add_binding_action (widget_class, GDK_KEY_1 + i, GDK_ALT_MASK,
                                         "app.show-place", "s", UI_PLACES[i].name);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, on_back_key, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Left, GDK_ALT_MASK, on_back_key, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Back, 0, on_back_key, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_j, GDK_CONTROL_MASK, on_conversation_key,
                                NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F6, 0, "win.next-pane", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_f, GDK_CONTROL_MASK, "win.search",
                                       NULL);
}

static void
ui_window_class_init (UiWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_window_dispose;
  widget_class->map = ui_window_map;
  widget_class->unmap = ui_window_unmap;
  g_type_ensure (UI_TYPE_LIST_STOP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/envoi_mail/Envoi/ui-window.ui");
  gtk_widget_class_bind_template_child (widget_class, UiWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, UiWindow, welcome);
  gtk_widget_class_bind_template_child (widget_class, UiWindow, leaflet);
  gtk_widget_class_bind_template_child (widget_class, UiWindow, sidebar);
  gtk_widget_class_bind_template_child (widget_class, UiWindow, places);
  gtk_widget_class_bind_template_child (widget_class, UiWindow, pages);
  gtk_widget_class_bind_template_callback (widget_class, on_place);
  gtk_widget_class_bind_template_callback (widget_class, on_place_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_folded);
  add_keys (widget_class);
}

static void
ui_window_init (UiWindow *window)
{
  static const GActionEntry ENTRIES[] = {
    { .name = "back", .activate = on_back },
    { .name = "search", .activate = on_search },
    { .name = "next-pane", .activate = on_next_pane },
  };

  gtk_widget_init_template (GTK_WIDGET (window));
  g_action_map_add_action_entries (G_ACTION_MAP (window), ENTRIES, G_N_ELEMENTS (ENTRIES), window);
  add_places (window);
}

UiWindow *
ui_window_new (AdwApplication *application, UiContext *context)
{
  UiWindow *window = g_object_new (UI_TYPE_WINDOW, "application", application, NULL);

  window->context = ui_context_ref (context);
  restore_size (window);
  add_pages (window);
  ui_import_accept_drops (GTK_WIDGET (window));
  gtk_list_box_select_row (window->places, GTK_LIST_BOX_ROW (get_row (window, UI_PLACE_OUTBOX)));
  gtk_stack_set_visible_child_name (window->pages, UI_PLACES[UI_PLACE_OUTBOX].name);
  adw_leaflet_set_visible_child (window->leaflet, GTK_WIDGET (window->pages));
  g_signal_connect_object (context->registry, "changed", G_CALLBACK (decide), window,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (context->database, "changed", G_CALLBACK (decide), window,
                           G_CONNECT_SWAPPED);
  decide (window);
  return window;
}
