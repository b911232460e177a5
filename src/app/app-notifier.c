/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Only when no window of the program is active, and for what does not go well: an accepted letter
 * needs nobody, unless a person wants to hear of it. One notification a letter, under its id, so
 * that a later state takes the place of an earlier one, and is withdrawn when it is no news any
 * more. What stops an account is told once, however many letters wait for it; what a person stopped
 * is known. Practice letters are told of like all others: that is what practice is for. */

#include "app-notifier.h"

#include <glib/gi18n.h>

#include "explain-reply.h"
#include "store-outbox.h"
#include "ui-words.h"

struct AppNotifier
{
  /* borrowed: the application owns the notifier */
  GtkApplication *application;

  UiContext *context;
  GHashTable *accounts; /* ids of those told of as stopped */
  gboolean closed;
};

static void
notifier_clear (gpointer data)
{
  AppNotifier *notifier = data;

  g_clear_pointer (&notifier->accounts, g_hash_table_unref);
  g_clear_pointer (&notifier->context, ui_context_unref);
}

void
app_notifier_unref (AppNotifier *notifier)
{
  g_rc_box_release_full (notifier, notifier_clear);
}

void
app_notifier_close (AppNotifier *notifier)
{
  notifier->closed = TRUE;
  g_signal_handlers_disconnect_by_data (notifier->context->queue, notifier);
}

static gboolean
somebody_looks (GtkApplication *application)
{
  for (GList *l = gtk_application_get_windows (application); l != NULL; l = l->next)
    if (gtk_window_is_active (l->data))
      return TRUE;
  return FALSE;
}

static gboolean
is_news (AppNotifier *notifier, const StoreLetter *letter)
{
  const MailFailure *failure = letter->outcome->failure;

  switch (letter->shown)
    {
    case MAIL_SHOWN_PARTLY_ACCEPTED:
    case MAIL_SHOWN_REFUSED:
    case MAIL_SHOWN_UNKNOWN:
      return TRUE;
    case MAIL_SHOWN_PAUSED:
      return failure == NULL || failure->kind != MAIL_FAILURE_CANCELLED;
    case MAIL_SHOWN_ACCEPTED:
      return g_settings_get_boolean (notifier->context->settings, "notify-accepted");
    case MAIL_SHOWN_HELD:
    case MAIL_SHOWN_QUEUED:
    case MAIL_SHOWN_SENDING:
    case MAIL_SHOWN_CONFIRMING:
    case MAIL_SHOWN_WAITING:
      return FALSE;
    }
  return FALSE;
}

static char *
notification_id (gint64 letter)
{
  return g_strdup_printf ("letter-%" G_GINT64_FORMAT, letter);
}

static Explanation *
explain_first (const ExplainQuery *query, const StoreLetter *letter, MailRecipientState state)
{
  for (guint i = 0; i < letter->outcome->results->len; i++)
    {
      const MailResult *recipient = mail_outcome_get (letter->outcome, i);

      if (recipient->state == state && recipient->reply != NULL)
        return explain_reply (query, recipient->reply);
    }
  return NULL;
}

/* Why, in the words of the explain room, where a failure or a reply says it. */
static char *
dup_reason (AppNotifier *notifier, const StoreLetter *letter)
{
  g_autoptr (AccountProfile) profile =
      account_registry_lookup (notifier->context->registry, letter->account_id);
  g_autofree char *family = profile != NULL ? account_profile_dup_family (profile) : NULL;
  ExplainQuery query = { .family = family, .language = ui_context_get_language () };
  g_autoptr (Explanation) explanation = NULL;

  if (letter->shown == MAIL_SHOWN_ACCEPTED)
    return ui_words_accepted (letter);
  if (letter->shown == MAIL_SHOWN_UNKNOWN)
    explanation = explain_unknown (&query);
  else if (letter->outcome->failure != NULL)
    explanation = explain_failure (&query, letter->outcome->failure);
  else
    explanation = explain_first (&query, letter, MAIL_RECIPIENT_REFUSED);
  if (explanation == NULL)
    explanation = explain_first (&query, letter, MAIL_RECIPIENT_DEFERRED);
  return g_strdup (explanation != NULL ? explanation->title : "");
}

static char *
account_notification_id (const char *account_id)
{
  return g_strdup_printf ("account-%s", account_id);
}

static char *
dup_title (const StoreLetter *letter, gboolean details)
{
  const char *subject = *letter->subject != '\0' ? letter->subject : _ ("(no subject)");

  if (!details)
    return g_strdup (ui_words_state_title (letter->shown));
  return g_strdup_printf (C_ ("state: subject of a letter", "%s: %s"),
                          ui_words_state_title (letter->shown), subject);
}

static void
send (AppNotifier *notifier, const StoreLetter *letter, const char *id, const char *title,
      const char *body)
{
  gboolean good = letter->shown == MAIL_SHOWN_ACCEPTED;
  g_autoptr (GNotification) notification = g_notification_new (title);

  g_notification_set_body (notification, body);
  g_notification_set_priority (notification, good ? G_NOTIFICATION_PRIORITY_NORMAL
                                                  : G_NOTIFICATION_PRIORITY_HIGH);
  g_notification_set_default_action_and_target (notification, "app.open-letter", "x", letter->id);
  g_application_send_notification (G_APPLICATION (notifier->application), id, notification);
}

static void
tell_of_account (AppNotifier *notifier, const StoreLetter *letter)
{
  gboolean details = g_settings_get_boolean (notifier->context->settings, "notify-details");
  g_autofree char *id = account_notification_id (letter->account_id);
  g_autofree char *reason = dup_reason (notifier, letter);
  g_autoptr (AccountProfile) profile =
      account_registry_lookup (notifier->context->registry, letter->account_id);
  g_autofree char *title = NULL;

  if (!g_hash_table_add (notifier->accounts, g_strdup (letter->account_id)))
    return;
  title = details && profile != NULL
              ? g_strdup_printf (_ ("Sending from %s is paused"), profile->address)
              : g_strdup (_ ("Sending is paused"));
  send (notifier, letter, id, title, reason);
}

static void
forget_account (AppNotifier *notifier, const char *account_id)
{
  g_autofree char *id = account_notification_id (account_id);

  if (g_hash_table_remove (notifier->accounts, account_id))
    g_application_withdraw_notification (G_APPLICATION (notifier->application), id);
}

static void
tell (AppNotifier *notifier, const StoreLetter *letter)
{
  gboolean details = g_settings_get_boolean (notifier->context->settings, "notify-details");
  g_autofree char *id = notification_id (letter->id);
  g_autofree char *reason = dup_reason (notifier, letter);
  g_autofree char *title = dup_title (letter, details);
  g_autofree char *body = g_strdup_printf ("%s%s%s", details ? letter->recipients : "",
                                           details && *reason != '\0' ? "\n" : "", reason);

  send (notifier, letter, id, title, body);
}

static void
withdraw (AppNotifier *notifier, gint64 letter)
{
  g_autofree char *id = notification_id (letter);

  g_application_withdraw_notification (G_APPLICATION (notifier->application), id);
}

static void
on_letter (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppNotifier) notifier = user_data;
  g_autoptr (StoreLetter) letter = store_outbox_get_finish (STORE_DATABASE (source), result, NULL);

  if (letter == NULL || notifier->closed || somebody_looks (notifier->application))
    return;
  if (is_news (notifier, letter) && ui_words_concerns_account (letter))
    {
      withdraw (notifier, letter->id);
      tell_of_account (notifier, letter);
      return;
    }
  forget_account (notifier, letter->account_id);
  if (is_news (notifier, letter))
    tell (notifier, letter);
  else
    withdraw (notifier, letter->id);
}

static void
on_settled (SubmissionQueue *queue, gint64 letter, AppNotifier *notifier)
{
  store_outbox_get_async (notifier->context->database, letter, NULL, on_letter,
                          g_rc_box_acquire (notifier));
}

AppNotifier *
app_notifier_new (GtkApplication *application, UiContext *context)
{
  AppNotifier *notifier = g_rc_box_new0 (AppNotifier);

  notifier->application = application;
  notifier->context = ui_context_ref (context);
  notifier->accounts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_signal_connect (context->queue, "settled", G_CALLBACK (on_settled), notifier);
  return notifier;
}

void
app_notifier_see (AppNotifier *notifier, gint64 letter)
{
  g_autoptr (GList) accounts = g_hash_table_get_keys (notifier->accounts);

  withdraw (notifier, letter);
  for (GList *l = accounts; l != NULL; l = l->next)
    {
      g_autofree char *id = g_strdup (l->data);

      forget_account (notifier, id);
    }
}
