/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Building a page takes a good part of a frame's time, so before the first frame only those are
 * built that it shows or that it counts. */

#include "ui-window-private.h"

#include <glib/gi18n.h>

const UiPlaceWords UI_PLACES[UI_N_PLACES] = {
  [UI_PLACE_DRAFTS] = { "drafts", "document-edit-symbolic", N_ ("Drafts") },
  [UI_PLACE_OUTBOX] = { "outbox", "envoi-outbox-symbolic", N_ ("Outbox") },
  [UI_PLACE_SENT] = { "sent", "envoi-sent-symbolic", N_ ("Sent") },
  [UI_PLACE_PRACTICE] = { "practice", "envoi-practice-symbolic", N_ ("Practice") },
};

static GtkWidget *
make_page (UiWindow *window, UiPlace place)
{
  switch (place)
    {
    case UI_PLACE_DRAFTS:
      window->drafts = UI_DRAFT_LIST (ui_draft_list_new (window->context));
      return GTK_WIDGET (window->drafts);
    case UI_PLACE_OUTBOX:
      window->outbox = UI_LETTERS_PAGE (ui_letters_page_new (window->context, STORE_OUTBOX));
      return GTK_WIDGET (window->outbox);
    case UI_PLACE_SENT:
      window->sent = UI_LETTERS_PAGE (ui_letters_page_new (window->context, STORE_SENT));
      return GTK_WIDGET (window->sent);
    case UI_PLACE_PRACTICE:
      window->practice = UI_PRACTICE_PAGE (ui_practice_page_new (window->context));
      return GTK_WIDGET (window->practice);
    }
  g_return_val_if_reached (NULL);
}

gboolean
ui_window_places_ensure (UiWindow *window, UiPlace place)
{
  GtkWidget *page = gtk_stack_get_child_by_name (window->pages, UI_PLACES[place].name);

  if (page != NULL)
    return FALSE;
  page = make_page (window, place);
  g_object_set (page, "sidebar-folded", adw_leaflet_get_folded (window->leaflet), NULL);
  gtk_stack_add_named (window->pages, page, UI_PLACES[place].name);
  return TRUE;
}

static gboolean
on_build (gpointer user_data)
{
  UiWindow *window = user_data;

  for (int i = 0; i < UI_N_PLACES; i++)
    if (ui_window_places_ensure (window, (UiPlace) i))
      return G_SOURCE_CONTINUE;
  window->building = 0;
  return G_SOURCE_REMOVE;
}

/* The tick of the second frame comes after the first was drawn. */
static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  UiWindow *window = UI_WINDOW (widget);
  guint *n_ticks = user_data;

  if ((*n_ticks)++ == 0)
    return G_SOURCE_CONTINUE;
  if (window->building == 0)
    window->building = g_idle_add_full (G_PRIORITY_LOW, on_build, window, NULL);
  return G_SOURCE_REMOVE;
}

void
ui_window_places_build_later (UiWindow *window)
{
  gtk_widget_add_tick_callback (GTK_WIDGET (window), on_tick, g_new0 (guint, 1), g_free);
}
