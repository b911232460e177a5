/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What stops an account stops each of its letters in the same way, so it is said once and put right
 * once. Letters that need a person stand first in the outbox, so only they are looked at. A disk
 * that gives no letter out, or takes none back, goes before: no letter can say it of itself. What
 * letters wait for because a person avoids its costs comes last. */

#include "ui-outbox-strip-private.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "explain-reply.h"
#include "ui-strip.h"
#include "ui-words.h"

/* The list's own, so that a sentence does not make the pane wider. */
#define WIDTH 336

/**
 * Stop: the account the strip speaks of
 * @in_trouble: the store gives out no letter
 * @letter: (nullable): the first that waits for it
 * @silenced: (nullable): the account for which a person closed the strip
 * @timer: until a letter would go, while there are costs
 * @spares: it speaks of costs
 * @spares_silently: and a person closed it, as long as there are these
 */
typedef struct
{
  UiContext *context;
  UiLetterModel *model; /* borrowed: its page has both */
  StoreLetter *letter;
  char *silenced;
  gboolean in_trouble;
  guint timer;
  gboolean spares;
  gboolean spares_silently;
  ExplainAction action;
} Stop;

static void
stop_free (gpointer data)
{
  Stop *stop = data;

  g_clear_handle_id (&stop->timer, g_source_remove);
  ui_context_unref (stop->context);
  g_clear_pointer (&stop->letter, store_letter_unref);
  g_free (stop->silenced);
  g_free (stop);
}

static Stop *
get_stop (UiStrip *strip)
{
  return g_object_get_data (G_OBJECT (strip), "stop");
}

static const StoreLetter *
get_waiting (UiLetterModel *model, guint position)
{
  g_autoptr (UiLetterItem) item = g_list_model_get_item (G_LIST_MODEL (model), position);
  const StoreLetter *letter = item != NULL ? ui_letter_item_get_letter (item) : NULL;

  return letter != NULL && ui_section_of (letter->shown) == UI_SECTION_NEEDS_YOU ? letter : NULL;
}

/* What is put right in the account's own window; all else is in the letter's receipt. */
static gboolean
is_for_account (ExplainAction action)
{
  return action == EXPLAIN_ACTION_NEW_CODE || action == EXPLAIN_ACTION_ENTER_CODE ||
         action == EXPLAIN_ACTION_CHECK_SERVER || action == EXPLAIN_ACTION_SHOW_CERTIFICATE;
}

static void
say (UiStrip *strip, const StoreLetter *letter, guint n)
{
  Stop *stop = get_stop (strip);
  g_autoptr (AccountProfile) profile =
      account_registry_lookup (stop->context->registry, letter->account_id);
  ExplainQuery query = { .family = ui_words_family (letter->server),
                         .language = ui_context_get_language (),
                         .stage = letter->outcome->failure->stage,
                         .stage_known = TRUE };
  g_autoptr (Explanation) explanation = explain_failure (&query, letter->outcome->failure);
  g_autofree char *reason = explain_failure_short (&query, letter->outcome->failure);
  g_autofree char *text = g_strdup_printf (
      /* Translators: how many letters, whose, why in a few words */
      ngettext ("%u letter of %s waits: %s", "%u letters of %s wait: %s", n), n,
      profile != NULL ? profile->address : letter->from, reason);
  gboolean mends = is_for_account (explanation->action) && profile != NULL;

  stop->action = mends ? explanation->action : EXPLAIN_ACTION_NONE;
  ui_strip_show (strip, UI_STRIP_WARNING, NULL, text,
                 mends ? explanation->action_label : _ ("Show the Letter"));
}

/* Returns: when the first letter would go, but for what that costs; G_MAXINT64: none would */
static gint64
find_first_due (UiLetterModel *model)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (model));
  gint64 due_us = G_MAXINT64;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (UiLetterItem) item = g_list_model_get_item (G_LIST_MODEL (model), i);
      const StoreLetter *letter = ui_letter_item_get_letter (item);

      if (letter != NULL && ui_words_goes_by_itself (letter))
        due_us = MIN (due_us, letter->due_us);
    }
  return due_us;
}

static const char *
get_cost_words (SubmissionCosts costs)
{
  if (costs & SUBMISSION_COST_METERED)
    return _ ("Letters wait for a network that is not metered.");
  return _ ("Letters wait until power saver mode ends.");
}

static void on_loaded (UiLetterModel *model, UiStrip *strip);

static gboolean
on_due (gpointer strip)
{
  Stop *stop = get_stop (strip);

  stop->timer = 0;
  on_loaded (stop->model, strip);
  return G_SOURCE_REMOVE;
}

/* A letter that is held for Undo changes nothing when its time is over, so that is looked for. */
static void
look_again (UiStrip *strip, gint64 due_us)
{
  Stop *stop = get_stop (strip);
  gint64 left_s = (due_us - g_get_real_time ()) / G_USEC_PER_SEC + 1;

  if (due_us < G_MAXINT64)
    stop->timer = g_timeout_add_seconds ((guint) MIN (left_s, G_MAXINT / 1000), on_due, strip);
}

/* What the preferences ask for, so it is no warning. */
static void
say_costs (UiStrip *strip)
{
  Stop *stop = get_stop (strip);
  SubmissionCosts costs = submission_queue_get_costs (stop->context->queue);
  gint64 due_us = costs != 0 ? find_first_due (stop->model) : G_MAXINT64;

  stop->spares = due_us <= g_get_real_time ();
  if (costs == 0)
    stop->spares_silently = FALSE;
  if (!stop->spares)
    look_again (strip, due_us);
  if (stop->spares && !stop->spares_silently)
    ui_strip_show (strip, UI_STRIP_INFO, NULL, get_cost_words (costs), _ ("Send Now"));
  else
    ui_strip_hide (strip);
}

static void
on_loaded (UiLetterModel *model, UiStrip *strip)
{
  Stop *stop = get_stop (strip);
  g_autoptr (GHashTable) counts = g_hash_table_new (g_str_hash, g_str_equal);
  const StoreLetter *first = NULL;
  const StoreLetter *letter;

  for (guint i = 0; (letter = get_waiting (model, i)) != NULL; i++)
    {
      guint n = GPOINTER_TO_UINT (g_hash_table_lookup (counts, letter->account_id));

      if (!ui_words_concerns_account (letter))
        continue;
      g_hash_table_insert (counts, letter->account_id, GUINT_TO_POINTER (n + 1));
      if (first == NULL && g_strcmp0 (stop->silenced, letter->account_id) != 0)
        first = letter;
    }
  g_clear_pointer (&stop->letter, store_letter_unref);
  if (stop->silenced != NULL && !g_hash_table_contains (counts, stop->silenced))
    g_clear_pointer (&stop->silenced, g_free);
  stop->spares = FALSE;
  g_clear_handle_id (&stop->timer, g_source_remove);
  if (stop->in_trouble)
    {
      ui_strip_show (strip, UI_STRIP_ERROR, NULL,
                     _ ("Letters wait, because what becomes of them cannot be written down. Look "
                        "whether the disk is full; Envoi tries again by itself."),
                     NULL);
      return;
    }
  if (first == NULL)
    {
      say_costs (strip);
      return;
    }
  stop->letter = store_letter_ref ((StoreLetter *) first);
  say (strip, first, GPOINTER_TO_UINT (g_hash_table_lookup (counts, first->account_id)));
}

/* It may be one account's or all; the disk is the same. */
static void
on_trouble (SubmissionQueue *queue, const char *account_id, gpointer failure, UiStrip *strip)
{
  Stop *stop = get_stop (strip);

  stop->in_trouble = failure != NULL;
  on_loaded (stop->model, strip);
}

static void
on_costs (SubmissionQueue *queue, UiStrip *strip)
{
  on_loaded (get_stop (strip)->model, strip);
}

static void
on_activated (UiStrip *strip)
{
  const Stop *stop = get_stop (strip);

  if (stop->spares)
    submission_queue_send_anyway (stop->context->queue);
  if (stop->letter == NULL)
    return;
  if (stop->action == EXPLAIN_ACTION_NONE)
    gtk_widget_activate_action (GTK_WIDGET (strip), "app.open-letter", "x", stop->letter->id);
  else
    gtk_widget_activate_action (GTK_WIDGET (strip), "app.mend-account", "(ss)",
                                stop->letter->account_id, explain_action_to_nick (stop->action));
}

static void
on_dismissed (UiStrip *strip)
{
  Stop *stop = get_stop (strip);

  stop->spares_silently |= stop->spares;
  if (stop->letter == NULL)
    return;
  g_free (stop->silenced);
  stop->silenced = g_strdup (stop->letter->account_id);
}

GtkWidget *
ui_outbox_strip_new (UiContext *context, UiLetterModel *model)
{
  GtkWidget *strip = ui_strip_new ();
  GtkWidget *clamp = adw_clamp_new ();
  Stop *stop = g_new0 (Stop, 1);

  stop->context = ui_context_ref (context);
  stop->model = model;
  g_object_set_data_full (G_OBJECT (strip), "stop", stop, stop_free);
  gtk_widget_set_margin_start (strip, 6);
  gtk_widget_set_margin_end (strip, 6);
  g_signal_connect (strip, "activated", G_CALLBACK (on_activated), NULL);
  g_signal_connect (strip, "dismissed", G_CALLBACK (on_dismissed), NULL);
  g_signal_connect_object (model, "loaded", G_CALLBACK (on_loaded), strip, 0);
  g_signal_connect_object (context->queue, "costs-changed", G_CALLBACK (on_costs), strip, 0);
  g_signal_connect_object (context->queue, "trouble", G_CALLBACK (on_trouble), strip, 0);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), WIDTH);
  adw_clamp_set_tightening_threshold (ADW_CLAMP (clamp), WIDTH);
  adw_clamp_set_child (ADW_CLAMP (clamp), strip);
  return clamp;
}
