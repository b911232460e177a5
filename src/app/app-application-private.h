/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The application's members, for its own files. */

#pragma once

#include "app-application.h"
#include "app-keeper.h"
#include "app-notifier.h"
#include "app-retention.h"
#include "ui-composer.h"
#include "ui-context.h"
#include "ui-window.h"

G_BEGIN_DECLS

/**
 * AppApplication:
 * @context: (nullable): the parts, once they are there
 * @requests: (element-type AppRequest): what was asked for before that
 * @loading: the parts are on their way
 * @compose: --compose was given to this process
 * @again: it is to start again when it has ended
 */
struct _AppApplication
{
  AdwApplication parent_instance;

  GSettings *settings;
  UiContext *context;
  AppKeeper *keeper;
  AppNotifier *notifier;
  AppRetention *retention;
  GQueue requests;
  gboolean loading;
  gboolean compose;
  gboolean again;
};

/**
 * app_application_start_again: closes all windows, ends, and begins anew
 */
void app_application_start_again (AppApplication *self);

/* --- actions --- */

void app_actions_add (AppApplication *self);

/**
 * app_actions_run:
 * @name: an action of ui-context.h, or "show" (the main window), or "attach" (files, as URIs, in a
 *   new letter)
 * @parameter: (nullable): as the action has it; a floating one is taken
 *
 * Now, or as soon as the parts are there.
 */
void app_actions_run (AppApplication *self, const char *name, GVariant *parameter);

/**
 * app_actions_run_waiting: what was asked for while the parts were loading
 */
void app_actions_run_waiting (AppApplication *self);

/* --- open --- */

/**
 * app_open_composer:
 * @draft: (nullable): what it starts with
 * @draft_id: (nullable): under which it is kept
 *
 * Returns: (transfer none): its window, shown; the one that has @draft_id already, if there is one
 */
UiComposer *
app_open_composer (AppApplication *self, const MessageDraft *draft, const char *draft_id);

void app_open_practice_letter (AppApplication *self);

/**
 * app_open_address:
 * @text: an address or a mailto: URI
 */
void app_open_address (AppApplication *self, const char *text);

/* action: what is to be put right in it, EXPLAIN_ACTION_NONE: nothing in particular */
void app_open_draft (AppApplication *self, const char *id, ExplainAction action);

/* refusals: a{ss}, address to reason: those are to be corrected in it */
void app_open_draft_to_correct (AppApplication *self, const char *id, GVariant *refusals);

/**
 * app_open_after_crash: letters that were open when the program died are open again, once. Who
 *   quits has closed them
 */
void app_open_after_crash (AppApplication *self);

/**
 * app_open_again: a letter that went, to be sent anew
 * @same_people: whom it went to is filled in
 */
void app_open_again (AppApplication *self, gint64 letter, gboolean same_people);

/**
 * app_open_message: a message file, as a draft
 */
void app_open_message (AppApplication *self, GFile *file);

/**
 * app_open_files:
 * @uris: files another program or a command line names; attached only when a person agrees
 */
void app_open_files (AppApplication *self, const char *const *uris);

/**
 * app_open_main_window:
 *
 * Returns: (transfer none): the main window, shown
 */
UiWindow *app_open_main_window (AppApplication *self);

/**
 * app_open_say: one sentence that has no other place
 */
void app_open_say (AppApplication *self, const char *heading, const char *body);

G_END_DECLS
