/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Folded, moving over the rows only moves; a row that is activated pushes its receipt in front.
 * Side by side, what is selected is shown. */

#include "ui-letters-page-private.h"

#include <glib/gi18n.h>

#include "ui-focus-private.h"
#include "ui-letter-command-private.h"
#include "ui-letter-delete-private.h"
#include "ui-letter-list-private.h"
#include "ui-outbox-strip-private.h"
#include "ui-receipt.h"

struct _UiLettersPage
{
  GtkWidget parent_instance;

  UiContext *context;
  UiReceipt *receipt;
  UiLetterModel *model;
  gint64 wanted; /* to be selected as soon as it is there */
  gboolean sidebar_folded;

  GtkStack *stack;
  AdwLeaflet *leaflet;
  GtkWidget *list_pane;
  AdwWindowTitle *list_title;
  UiLetterList *list;
  GtkBox *receipt_pane;
  AdwWindowTitle *receipt_title;
  GtkMenuButton *menu_button;
  GtkToggleButton *search_button;
  AdwWindowTitle *empty_title;
  AdwStatusPage *empty;
  GtkButton *empty_button;
};

enum
{
  PROP_SIDEBAR_FOLDED = 1,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (UiLettersPage, ui_letters_page, GTK_TYPE_WIDGET)

static void
show_letter (UiLettersPage *page, gint64 id)
{
  ui_receipt_set_letter (page->receipt, id);
  gtk_widget_set_visible (GTK_WIDGET (page->menu_button), id != 0);
}

static void
on_chosen (UiLetterList *list, gint64 id, UiLettersPage *page)
{
  show_letter (page, id);
  if (id == 0 || !adw_leaflet_get_folded (page->leaflet))
    return;
  adw_leaflet_set_visible_child (page->leaflet, GTK_WIDGET (page->receipt_pane));
  gtk_widget_child_focus (GTK_WIDGET (page->receipt), GTK_DIR_TAB_FORWARD);
}

static void
on_folded (AdwLeaflet *leaflet, GParamSpec *spec, UiLettersPage *page)
{
  gboolean folded = adw_leaflet_get_folded (leaflet);

  ui_letter_list_set_alone (page->list, folded);
  if (page->model != NULL)
    ui_letter_list_select (page->list, ui_receipt_get_letter (page->receipt));
}

static void
on_subject (UiReceipt *receipt, GParamSpec *spec, UiLettersPage *page)
{
  adw_window_title_set_title (page->receipt_title, ui_receipt_get_subject (receipt));
}

static void
on_loaded (UiLetterModel *model, UiLettersPage *page)
{
  gboolean empty = g_list_model_get_n_items (G_LIST_MODEL (model)) == 0;

  if (empty && ui_letter_model_get_search (model) == NULL)
    {
      gtk_stack_set_visible_child_name (page->stack, "empty");
      show_letter (page, 0);
      return;
    }
  gtk_stack_set_visible_child_name (page->stack, "letters");
  if (page->wanted != 0 && ui_letter_list_select (page->list, page->wanted))
    page->wanted = 0;
}

void
ui_letters_page_show (UiLettersPage *page, gint64 id)
{
  page->wanted = ui_letter_list_select (page->list, id) ? 0 : id;
  show_letter (page, id);
  gtk_stack_set_visible_child_name (page->stack, "letters");
  adw_leaflet_set_visible_child (page->leaflet, GTK_WIDGET (page->receipt_pane));
}

gboolean
ui_letters_page_back (UiLettersPage *page)
{
  if (!adw_leaflet_get_folded (page->leaflet) ||
      adw_leaflet_get_visible_child (page->leaflet) != GTK_WIDGET (page->receipt_pane))
    return FALSE;
  adw_leaflet_set_visible_child (page->leaflet, page->list_pane);
  gtk_widget_grab_focus (GTK_WIDGET (page->list));
  return TRUE;
}

void
ui_letters_page_search (UiLettersPage *page)
{
  adw_leaflet_set_visible_child (page->leaflet, page->list_pane);
  gtk_toggle_button_set_active (page->search_button, TRUE);
}

gboolean
ui_letters_page_focus_next (UiLettersPage *page)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (page));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  gboolean inside = focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (page));
  gboolean in_list = inside && gtk_widget_is_ancestor (focus, page->list_pane);

  if (!inside)
    return gtk_widget_child_focus (GTK_WIDGET (page->list), GTK_DIR_TAB_FORWARD) ||
           gtk_widget_child_focus (GTK_WIDGET (page), GTK_DIR_TAB_FORWARD);
  if (in_list && !adw_leaflet_get_folded (page->leaflet))
    return gtk_widget_child_focus (GTK_WIDGET (page->receipt), GTK_DIR_TAB_FORWARD);
  return FALSE;
}

gboolean
ui_letters_page_show_conversation (UiLettersPage *page)
{
  if (ui_receipt_get_letter (page->receipt) == 0 ||
      g_strcmp0 (gtk_stack_get_visible_child_name (page->stack), "letters") != 0)
    return FALSE;
  adw_leaflet_set_visible_child (page->leaflet, GTK_WIDGET (page->receipt_pane));
  ui_receipt_show_conversation (page->receipt);
  gtk_widget_child_focus (GTK_WIDGET (page->receipt), GTK_DIR_TAB_FORWARD);
  return TRUE;
}

UiLetterModel *
ui_letters_page_get_model (UiLettersPage *page)
{
  return page->model;
}

static void
set_words (UiLettersPage *page, StoreFilter filter)
{
  gboolean outbox = filter == STORE_OUTBOX;
  const char *title = outbox ? _ ("Outbox") : _ ("Sent");

  adw_window_title_set_title (page->list_title, title);
  adw_window_title_set_title (page->empty_title, title);
  adw_status_page_set_title (page->empty, outbox ? _ ("Nothing Is Waiting") : _ ("No Letters Yet"));
  adw_status_page_set_description (
      page->empty, outbox
                       ? _ ("Letters on their way appear here. What became of each one is in Sent.")
                       : _ ("Letters that a server accepted are kept here."));
  gtk_button_set_label (page->empty_button, outbox ? _ ("Show Sent") : _ ("Write a Letter"));
  gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (page->empty_button),
                                           outbox ? "app.show-place::sent" : "app.compose");
}

static void
ui_letters_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  if (id == PROP_SIDEBAR_FOLDED)
    g_value_set_boolean (value, UI_LETTERS_PAGE (object)->sidebar_folded);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
}

static void
ui_letters_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  if (id == PROP_SIDEBAR_FOLDED)
    UI_LETTERS_PAGE (object)->sidebar_folded = g_value_get_boolean (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
}

static gboolean
ui_letters_page_grab_focus (GtkWidget *widget)
{
  UiLettersPage *page = UI_LETTERS_PAGE (widget);

  if (g_strcmp0 (gtk_stack_get_visible_child_name (page->stack), "empty") == 0)
    return gtk_widget_grab_focus (GTK_WIDGET (page->empty_button));
  return gtk_widget_grab_focus (GTK_WIDGET (page->list));
}

static void
ui_letters_page_dispose (GObject *object)
{
  UiLettersPage *page = UI_LETTERS_PAGE (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (page))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&page->model);
  g_clear_pointer (&page->context, ui_context_unref);
  G_OBJECT_CLASS (ui_letters_page_parent_class)->dispose (object);
}

/* What is deleted is not shown any more, and what was beside it is. */
static void
on_delete (GtkWidget *widget, const char *name, GVariant *parameter)
{
  UiLettersPage *page = UI_LETTERS_PAGE (widget);
  gint64 id = g_variant_get_int64 (parameter);
  UiLetterItem *item = ui_letter_model_find (page->model, id, NULL);
  const StoreLetter *letter = item != NULL ? ui_letter_item_get_letter (item) : NULL;

  if (letter != NULL && !ui_letter_can_be_deleted (letter))
    {
      ui_toast (widget, _ ("A letter on its way can be stopped, not deleted"));
      return;
    }
  ui_letters_page_back (page);
  if (ui_receipt_get_letter (page->receipt) == id)
    ui_letter_list_leave (page->list, id);
  if (ui_receipt_get_letter (page->receipt) == id)
    show_letter (page, 0);
  ui_letter_delete (widget, page->context, id);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/envoi_mail/Envoi/ui-letters-page.ui");
  gtk_widget_class_bind_template_child (widget_class, UiLettersPage, stack);
  gtk_widget_class_bind_template_child (widget_class, UiLettersPage, leaflet);
  gtk_widget_class_bind_template_child (widget_class, UiLettersPage, list_pane);
  gtk_widget_class_bind_template_child (widget_class, UiLettersPage, list_title);
  gtk_widget_class_bind_template_child (widget_class, UiLettersPage, list);
  gtk_widget_class_bind_template_child (widget_class, UiLettersPage, receipt_pane);
  gtk_widget_class_bind_template_child (widget_class, UiLettersPage, receipt_title);
  gtk_widget_class_bind_template_child (widget_class, UiLettersPage, menu_button);
  gtk_widget_class_bind_template_child (widget_class, UiLettersPage, search_button);
  gtk_widget_class_bind_template_child (widget_class, UiLettersPage, empty_title);
  gtk_widget_class_bind_template_child (widget_class, UiLettersPage, empty);
  gtk_widget_class_bind_template_child (widget_class, UiLettersPage, empty_button);
  gtk_widget_class_bind_template_callback (widget_class, on_folded);
}

static void
ui_letters_page_class_init (UiLettersPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  g_type_ensure (UI_TYPE_LETTER_LIST);
  GTK_WIDGET_CLASS (klass)->focus = ui_focus_children;
  GTK_WIDGET_CLASS (klass)->grab_focus = ui_letters_page_grab_focus;
  object_class->dispose = ui_letters_page_dispose;
  object_class->get_property = ui_letters_page_get_property;
  object_class->set_property = ui_letters_page_set_property;
  properties[PROP_SIDEBAR_FOLDED] = g_param_spec_boolean (
      "sidebar-folded", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "letters.delete", "x", on_delete);
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
ui_letters_page_init (UiLettersPage *page)
{
  gtk_widget_init_template (GTK_WIDGET (page));
}

GtkWidget *
ui_letters_page_new (UiContext *context, StoreFilter filter)
{
  UiLettersPage *page = g_object_new (UI_TYPE_LETTERS_PAGE, NULL);
  GtkWidget *receipt = ui_receipt_new (context);

  page->context = ui_context_ref (context);
  page->receipt = UI_RECEIPT (receipt);
  gtk_widget_set_vexpand (receipt, TRUE);
  gtk_box_append (page->receipt_pane, receipt);
  gtk_widget_insert_action_group (GTK_WIDGET (page->receipt_pane), "receipt",
                                  ui_receipt_get_actions (page->receipt));
  gtk_menu_button_set_menu_model (page->menu_button, ui_receipt_get_menu (page->receipt));
  gtk_widget_hide (GTK_WIDGET (page->menu_button));
  page->model = ui_letter_model_new (context->database, filter);
  ui_letter_list_set (page->list, context, page->model);
  if (filter == STORE_OUTBOX)
    gtk_box_insert_child_after (GTK_BOX (page->list_pane),
                                ui_outbox_strip_new (context, page->model),
                                gtk_widget_get_prev_sibling (GTK_WIDGET (page->list)));
  set_words (page, filter);
  g_signal_connect (page->list, "chosen", G_CALLBACK (on_chosen), page);
  g_signal_connect (page->receipt, "notify::subject", G_CALLBACK (on_subject), page);
  g_signal_connect_object (page->model, "loaded", G_CALLBACK (on_loaded), page, 0);
  return GTK_WIDGET (page);
}
