/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Two things are asked. The queue knows at once whether it is busy, but not when it becomes so; it
 * is asked whenever the store has changed and before a window goes. The store knows which letters
 * are held, for what, and which are on the wire; its answer takes a moment, and while it is awaited
 * the program stays.
 *
 * The session is asked to wait for a letter that somebody may still take back, and for one on the
 * wire: ended in its last second it would be left unknown. A letter for tomorrow keeps nobody from
 * logging out; it goes after the next start. */

#include "app-keeper.h"

#include <glib/gi18n.h>

#include "store-outbox.h"
#include "submission-queue.h"
#include "ui-later.h"

#define NOTIFICATION "later"

/**
 * AppKeeper:
 * @asking: the store is being asked; @stale: and something has changed since
 * @urgent: a letter can still be taken back, or is on the wire
 * @n_later: letters to be sent later, the first of them at @first_us
 * @let_go: they do not keep the program
 * @left: the last window was closed
 * @told: (nullable): what the desktop shows about them
 */
struct AppKeeper
{
  /* borrowed: the application owns the keeper */
  GtkApplication *application;
  UiContext *context;

  gboolean closed;
  gboolean holding;
  guint inhibitor;

  gboolean asking;
  gboolean stale;
  gboolean urgent;
  gboolean let_go;
  gboolean left;
  guint n_later;
  gint64 first_us;
  char *told;
};

/* --- the session ---------------------------------------------------------------------------- */

static void
set_inhibited (AppKeeper *keeper, gboolean inhibited)
{
  if (inhibited == (keeper->inhibitor != 0))
    return;
  if (inhibited)
    {
      keeper->inhibitor =
          gtk_application_inhibit (keeper->application, NULL,
                                   GTK_APPLICATION_INHIBIT_LOGOUT | GTK_APPLICATION_INHIBIT_SUSPEND,
                                   _ ("A letter is on its way"));
    }
  else
    {
      gtk_application_uninhibit (keeper->application, keeper->inhibitor);
      keeper->inhibitor = 0;
    }
}

static void
set_holding (AppKeeper *keeper, gboolean holding)
{
  if (holding == keeper->holding)
    return;
  keeper->holding = holding;
  if (holding)
    g_application_hold (G_APPLICATION (keeper->application));
  else
    g_application_release (G_APPLICATION (keeper->application));
}

/* --- saying so ------------------------------------------------------------------------------ */

static char *
dup_body (AppKeeper *keeper)
{
  g_autofree char *when = ui_later_dup_when (keeper->first_us, g_get_real_time ());

  if (keeper->n_later == 1)
    /* Translators: "tomorrow 08:00" */
    return g_strdup_printf (_ ("It will be sent %s. After Quit it goes with the next start."),
                            when);
  return g_strdup_printf (_ ("The first will be sent %s. After Quit they go with the next start."),
                          when);
}

static void
withdraw (AppKeeper *keeper)
{
  if (keeper->told == NULL)
    return;
  g_clear_pointer (&keeper->told, g_free);
  g_application_withdraw_notification (G_APPLICATION (keeper->application), NOTIFICATION);
}

static void
send (AppKeeper *keeper, const char *body)
{
  g_autofree char *title =
      g_strdup_printf (ngettext ("Envoi stays open to send %u letter",
                                 "Envoi stays open to send %u letters", keeper->n_later),
                       keeper->n_later);
  g_autoptr (GNotification) notification = g_notification_new (title);

  g_notification_set_body (notification, body);
  g_notification_set_default_action_and_target (notification, "app.show-place", "s", "outbox");
  g_notification_add_button (notification, _ ("Quit"), "app.let-go");
  g_application_send_notification (G_APPLICATION (keeper->application), NOTIFICATION, notification);
}

/* Only after the last window was closed: one that is still to come will show them. */
static void
tell (AppKeeper *keeper)
{
  g_autofree char *body = NULL;

  if (!keeper->left || keeper->n_later == 0 || keeper->let_go || keeper->closed)
    {
      withdraw (keeper);
      return;
    }
  body = dup_body (keeper);
  if (g_strcmp0 (body, keeper->told) == 0)
    return;
  g_free (keeper->told);
  keeper->told = g_steal_pointer (&body);
  send (keeper, keeper->told);
}

/* --- looking -------------------------------------------------------------------------------- */

static void
update (AppKeeper *keeper)
{
  gboolean busy = submission_queue_is_busy (keeper->context->queue);
  gboolean later = keeper->n_later > 0 && !keeper->let_go;

  if (keeper->closed)
    return;
  set_inhibited (keeper, busy && keeper->urgent);
  tell (keeper);
  set_holding (keeper, keeper->asking || busy || later);
}

/* A letter of an account that was removed goes nowhere. */
static gboolean
has_account (AppKeeper *keeper, const char *id)
{
  g_autoptr (AccountProfile) profile = account_registry_lookup (keeper->context->registry, id);

  return profile != NULL || g_str_equal (id, ACCOUNT_PRACTICE_ID);
}

/* What waits for a network that is not metered may wait for days. */
static gboolean
is_urgent (AppKeeper *keeper, const StoreMoving *moving)
{
  return moving->state == MAIL_LETTER_SENDING || moving->state == MAIL_LETTER_CONFIRMING ||
         submission_queue_get_costs (keeper->context->queue) == 0;
}

static void
count (AppKeeper *keeper, GPtrArray *letters)
{
  keeper->urgent = FALSE;
  keeper->n_later = 0;
  for (guint i = 0; letters != NULL && i < letters->len; i++)
    {
      const StoreMoving *moving = g_ptr_array_index (letters, i);

      if (moving->paused || !has_account (keeper, moving->account_id))
        continue;
      if (moving->state != MAIL_LETTER_HELD || moving->send_at_us == 0)
        keeper->urgent |= is_urgent (keeper, moving);
      else if (keeper->n_later++ == 0)
        keeper->first_us = moving->send_at_us;
    }
}

static void ask (AppKeeper *keeper);

static void
keeper_clear (gpointer data)
{
  AppKeeper *keeper = data;

  ui_context_unref (keeper->context);
  g_free (keeper->told);
}

static void
keeper_unref (AppKeeper *keeper)
{
  g_rc_box_release_full (keeper, keeper_clear);
}

static void
on_moving (GObject *source, GAsyncResult *result, gpointer user_data)
{
  AppKeeper *keeper = user_data;
  g_autoptr (GPtrArray) letters =
      store_outbox_list_moving_finish (STORE_DATABASE (source), result, NULL);

  keeper->asking = FALSE;
  count (keeper, letters);
  if (keeper->stale && !keeper->closed)
    ask (keeper);
  update (keeper);
  keeper_unref (keeper);
}

static void
ask (AppKeeper *keeper)
{
  keeper->stale = keeper->asking;
  if (keeper->asking)
    return;
  keeper->asking = TRUE;
  store_outbox_list_moving_async (keeper->context->database, NULL, on_moving,
                                  g_rc_box_acquire (keeper));
}

void
app_keeper_look (AppKeeper *keeper)
{
  ask (keeper);
  update (keeper);
}

void
app_keeper_let_go (AppKeeper *keeper)
{
  keeper->let_go = TRUE;
  update (keeper);
}

/* Whoever opens a window has changed their mind. */
static void
on_window_added (AppKeeper *keeper)
{
  keeper->let_go = FALSE;
  keeper->left = FALSE;
  tell (keeper);
}

static void
on_window_removed (AppKeeper *keeper)
{
  keeper->left = gtk_application_get_windows (keeper->application) == NULL;
  tell (keeper);
}

AppKeeper *
app_keeper_new (GtkApplication *application, UiContext *context)
{
  AppKeeper *keeper = g_rc_box_new0 (AppKeeper);

  keeper->application = application;
  keeper->context = ui_context_ref (context);
  g_signal_connect_swapped (context->queue, "idle", G_CALLBACK (app_keeper_look), keeper);
  g_signal_connect_swapped (context->queue, "settled", G_CALLBACK (app_keeper_look), keeper);
  g_signal_connect_swapped (context->database, "changed", G_CALLBACK (app_keeper_look), keeper);
  g_signal_connect_swapped (application, "window-added", G_CALLBACK (on_window_added), keeper);
  g_signal_connect_swapped (application, "window-removed", G_CALLBACK (on_window_removed), keeper);
  app_keeper_look (keeper);
  return keeper;
}

void
app_keeper_free (AppKeeper *keeper)
{
  if (keeper == NULL)
    return;
  g_signal_handlers_disconnect_by_data (keeper->context->queue, keeper);
  g_signal_handlers_disconnect_by_data (keeper->context->database, keeper);
  g_signal_handlers_disconnect_by_data (keeper->application, keeper);
  withdraw (keeper);
  set_inhibited (keeper, FALSE);
  set_holding (keeper, FALSE);
  keeper->closed = TRUE;
  keeper_unref (keeper);
}
