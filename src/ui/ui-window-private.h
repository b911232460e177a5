/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The main window's members, for its own files: -window is the way between the places, -places
 * builds them. */

#pragma once

#include "ui-draft-list-private.h"
#include "ui-letters-page-private.h"
#include "ui-practice-page-private.h"
#include "ui-window.h"

G_BEGIN_DECLS

typedef enum
{
  UI_PLACE_DRAFTS,
  UI_PLACE_OUTBOX,
  UI_PLACE_SENT,
  UI_PLACE_PRACTICE,
} UiPlace;

#define UI_N_PLACES (UI_PLACE_PRACTICE + 1)

/**
 * UiPlaceWords: a place, as the sidebar shows it
 * @title: not translated yet
 */
typedef struct
{
  const char *name;
  const char *icon;
  const char *title;
} UiPlaceWords;

extern const UiPlaceWords UI_PLACES[UI_N_PLACES];

/**
 * UiWindow:
 * @building: source that builds what the first frame did not show
 * @decided: the main view was shown; there is no way back to the welcome
 *
 * A page is NULL until it is built.
 */
struct _UiWindow
{
  AdwApplicationWindow parent_instance;

  UiContext *context;
  UiLettersPage *outbox;
  UiLettersPage *sent;
  UiDraftList *drafts;
  UiPracticePage *practice;
  GtkWidget *welcome_page;
  guint building;
  gboolean decided;

  GtkStack *stack;
  GtkBox *welcome;
  AdwLeaflet *leaflet;
  GtkWidget *sidebar;
  GtkListBox *places;
  GtkStack *pages;
};

/**
 * ui_window_places_ensure: builds the page of @place unless it is there
 *
 * Returns: whether it had to be built
 */
gboolean ui_window_places_ensure (UiWindow *window, UiPlace place);

/**
 * ui_window_places_build_later: builds what is not there yet after the next frame was drawn, one
 *   page a turn of the main loop
 */
void ui_window_places_build_later (UiWindow *window);

G_END_DECLS
