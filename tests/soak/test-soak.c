/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A day in the life of the outbox (reference X16): four accounts on servers whose weather changes,
 * thousands of letters, people who take back, try again, send again and accept, a machine that
 * sleeps and a clock that is set. Every hour nothing may be lost or doubled, and what the process
 * has of memory, descriptors and sources may not have grown.
 *
 * The day takes no day: see soak-clock.c. SOAK_HOURS and SOAK_SEED make it another one. */

#include <glib/gstdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "soak-figures.h"
#include "soak-store.h"
#include "store-attachments.h"

#define HOURS 24
#define WARM_UP_HOURS 2
#define HOLD_US (10 * G_TIME_SPAN_SECOND)

/* What an hour may have more than the first one after the warm-up: letters under way, open
 * connections. SQLite fills its caches, two connections' of 2,000 KiB, and stays there. */
#define MAX_GROWN_HEAP (1 << 20)
#define MAX_PAGES (6 << 20)
#define MAX_GROWN_RESIDENT (10 << 20)
#define MAX_GROWN_DESCRIPTORS (3 * SOAK_N_SERVERS)
#define MAX_GROWN_SOURCES (6 * SOAK_N_SERVERS)

typedef struct
{
  Fixture base;
  SoakWorld *world;
  SoakStore store;
  GRand *rand;
  char *digest;
  char *accounts[SOAK_N_SERVERS];
  GArray *settled;   /* of SoakCopies: to be checked */
  GPtrArray *paused; /* accounts that stopped */
  gint64 begin_us;
  guint n_settled;
  guint n_drafts;
  guint commands[STORE_COMMAND_DELETE + 1];
  SoakFigures final; /* of the last hour */
} Soak;

/* --- the queue ------------------------------------------------------------------------------- */

static void
on_settled (SubmissionQueue *queue, gint64 id, Soak *soak)
{
  SoakCopies copies = soak_store_get_copies (&soak->store, id);

  g_array_append_val (soak->settled, copies);
  soak->n_settled++;
}

static void
on_paused (SubmissionQueue *queue, const char *account_id, gpointer failure, Soak *soak)
{
  g_ptr_array_add (soak->paused, g_strdup (account_id));
}

static void
start (Soak *soak)
{
  g_signal_connect (soak->base.queue, "settled", G_CALLBACK (on_settled), soak);
  g_signal_connect (soak->base.queue, "paused", G_CALLBACK (on_paused), soak);
  soak->store.database = soak->base.database;
  submission_queue_start (soak->base.queue);
}

static void
restart (Soak *soak)
{
  g_autofree char *directory = g_strdup (soak->base.directory);

  fixture_close (&soak->base);
  fixture_open (&soak->base, directory);
  start (soak);
}

/* --- time ------------------------------------------------------------------------------------ */

static gboolean
on_passed (gpointer passed)
{
  *(gboolean *) passed = TRUE;
  return G_SOURCE_REMOVE;
}

static void
check_settled (Soak *soak)
{
  while (soak->settled->len > 0)
    {
      SoakCopies copies = g_array_index (soak->settled, SoakCopies, 0);

      g_array_remove_index (soak->settled, 0);
      soak_store_check (&soak->store, &copies);
    }
}

/* Life goes on meanwhile. */
static void
pass (Soak *soak, guint ms)
{
  gboolean passed = FALSE;

  g_timeout_add (ms, on_passed, &passed);
  while (!passed)
    g_main_context_iteration (NULL, TRUE);
  check_settled (soak);
}

/* --- what happens ---------------------------------------------------------------------------- */

static void
write_letter (Soak *soak)
{
  guint number = soak->store.n_letters;
  guint server = (guint) g_rand_int_range (soak->rand, 0, SOAK_N_SERVERS);
  g_autoptr (MailContent) content = soak_letter_new_content (number, soak->digest);
  g_autofree char *message_id = soak_letter_dup_message_id (number);
  g_autoptr (MailPath) sender = mail_path_parse ("li@example.test", NULL);
  g_autoptr (MailEnvelope) envelope = mail_envelope_new (sender);
  g_autoptr (GBytes) draft = g_bytes_new (message_id, strlen (message_id));
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  StoreNewLetter letter = {
    .account_id = soak->accounts[server],
    .draft = draft,
    .content = content,
    .envelope = envelope,
    .message_id = message_id,
    .subject = "a letter of many",
    .from = "li@example.test",
    .recipients = "p0@example.test",
    .text = "line of many and some words beside it",
    .held_until_us = g_rand_boolean (soak->rand) ? g_get_real_time () + HOLD_US : 0,
  };

  for (guint i = 0; i < soak_letter_count_people (number); i++)
    {
      g_autofree char *person = soak_letter_dup_person (i);
      g_autoptr (MailPath) path = mail_path_parse (person, NULL);

      mail_envelope_add (envelope, path);
    }
  submission_queue_enqueue_async (soak->base.queue, &letter, NULL, support_await_done, &result);
  gint64 id = submission_queue_enqueue_finish (soak->base.queue, support_await (&result), &error);
  g_assert_no_error (error);
  soak_store_add (&soak->store, id);
}

static void
change_weather (Soak *soak)
{
  static const SoakWeather weathers[] = { SOAK_WEATHER_CALM,  SOAK_WEATHER_CALM,
                                          SOAK_WEATHER_ROUGH, SOAK_WEATHER_ROUGH,
                                          SOAK_WEATHER_STORM, SOAK_WEATHER_OUT };
  guint server = (guint) g_rand_int_range (soak->rand, 0, SOAK_N_SERVERS);
  gint32 which = g_rand_int_range (soak->rand, 0, G_N_ELEMENTS (weathers));

  soak_world_set_weather (soak->world, server, weathers[which]);
}

/* Desktops say so more often than it is true. */
static void
lose_network (Soak *soak)
{
  g_signal_emit_by_name (g_network_monitor_get_default (), "network-changed",
                         g_rand_boolean (soak->rand));
}

static void
command (Soak *soak, gint64 id, StoreCommand what)
{
  SoakLetter *letter = soak_store_lookup (&soak->store, id);

  soak->commands[what] += soak_store_command (&soak->store, id, what);
  soak->n_drafts += letter->drafted;
}

static gboolean
is_one_of (Soak *soak, gint32 n)
{
  return g_rand_int_range (soak->rand, 0, n) == 0;
}

static void
mind_letter (Soak *soak, const StoreLetter *row)
{
  switch (row->shown)
    {
    case MAIL_SHOWN_HELD:
      command (soak, row->id, is_one_of (soak, 2) ? STORE_COMMAND_RELEASE : STORE_COMMAND_CANCEL);
      break;
    case MAIL_SHOWN_QUEUED:
    case MAIL_SHOWN_WAITING:
    case MAIL_SHOWN_PAUSED:
      command (soak, row->id, is_one_of (soak, 5) ? STORE_COMMAND_CANCEL : STORE_COMMAND_RETRY);
      break;
    case MAIL_SHOWN_SENDING:
    case MAIL_SHOWN_CONFIRMING:
      submission_queue_cancel (soak->base.queue, row->id);
      break;
    case MAIL_SHOWN_UNKNOWN:
      command (soak, row->id, is_one_of (soak, 2) ? STORE_COMMAND_AGAIN : STORE_COMMAND_ACCEPT);
      break;
    case MAIL_SHOWN_REFUSED:
      command (soak, row->id, STORE_COMMAND_CANCEL);
      break;
    case MAIL_SHOWN_ACCEPTED:
    case MAIL_SHOWN_PARTLY_ACCEPTED:
      command (soak, row->id, STORE_COMMAND_DELETE);
      break;
    }
}

/* Somebody looks into the outbox. */
static void
mind_letters (Soak *soak, StoreFilter filter)
{
  g_autoptr (GPtrArray) rows = soak_store_list (&soak->store, filter, 0, 0);

  for (guint i = 0; i < 2 && rows->len > 0; i++)
    {
      guint which = (guint) g_rand_int_range (soak->rand, 0, (gint32) rows->len);

      if (soak_store_lookup (&soak->store, ((StoreLetter *) rows->pdata[which])->id) != NULL)
        mind_letter (soak, rows->pdata[which]);
    }
}

static void
mind_accounts (Soak *soak)
{
  for (guint i = 0; i < soak->paused->len; i++)
    submission_queue_wake (soak->base.queue, soak->paused->pdata[i]);
  g_ptr_array_set_size (soak->paused, 0);
}

static void
happen (Soak *soak)
{
  gint32 what = g_rand_int_range (soak->rand, 0, 1000);

  if (what < 600)
    write_letter (soak);
  else if (what < 680)
    change_weather (soak);
  else if (what < 920)
    mind_letters (soak, STORE_UNFINISHED);
  else if (what < 960)
    mind_letters (soak, STORE_SENT);
  else if (what < 980)
    mind_accounts (soak);
  else if (what < 995)
    lose_network (soak);
  else if (what < 998)
    soak_clock_sleep (g_rand_int_range (soak->rand, 1, 60) * G_TIME_SPAN_MINUTE);
  else
    soak_clock_set (g_rand_int_range (soak->rand, -60, 60) * G_TIME_SPAN_MINUTE);
}

static void
live (Soak *soak, gint64 until_us)
{
  while (g_get_monotonic_time () < until_us)
    {
      pass (soak, (guint) g_rand_int_range (soak->rand, 100, 20000));
      happen (soak);
    }
}

/* --- what may not grow ----------------------------------------------------------------------- */

static void
say (const char *when, const SoakFigures *figures)
{
  g_autofree char *text = soak_figures_dup_text (figures);

  g_test_message ("%s: %s, %u leaps", when, text, soak_clock_get_leaps ());
}

static void
check_grown (const SoakFigures *first, const SoakFigures *now)
{
  g_assert_cmpuint (now->descriptors, <=, first->descriptors + MAX_GROWN_DESCRIPTORS);
  g_assert_cmpuint (now->sources, <=, first->sources + MAX_GROWN_SOURCES);
#ifndef __SANITIZE_ADDRESS__
  g_assert_cmpuint (now->heap, <=, first->heap + MAX_GROWN_HEAP);
  g_assert_cmpuint (now->pages, <=, MAX_PAGES);
  g_assert_cmpuint (now->resident, <=, first->resident + MAX_GROWN_RESIDENT);
#endif
}

/* Everything is closed, so that what is left is compared to the one. */
static SoakFigures
rest (Soak *soak)
{
  g_autofree char *directory = g_strdup (soak->base.directory);
  SoakFigures figures;

  fixture_close (&soak->base);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  figures = soak_figures_take ();
  fixture_open (&soak->base, directory);
  start (soak);
  return figures;
}

/* --- the end of the day ---------------------------------------------------------------------- */

static guint
count_going (Soak *soak)
{
  g_autoptr (GPtrArray) rows = soak_store_list (&soak->store, STORE_UNFINISHED, 0, 0);
  guint n = 0;

  for (guint i = 0; i < rows->len; i++)
    {
      const StoreLetter *row = g_ptr_array_index (rows, i);

      n += row->state != MAIL_LETTER_DONE;
      if (row->shown == MAIL_SHOWN_PAUSED)
        command (soak, row->id, STORE_COMMAND_RETRY);
    }
  return n;
}

/* All servers are as they should be, and each letter comes to an end. */
static void
come_to_an_end (Soak *soak)
{
  for (guint i = 0; i < SOAK_N_SERVERS; i++)
    soak_world_set_weather (soak->world, i, SOAK_WEATHER_FAIR);
  for (guint hour = 0; count_going (soak) > 0; hour++)
    {
      g_assert_cmpuint (hour, <, 48);
      mind_accounts (soak);
      pass (soak, 3600 * 1000);
    }
}

/* What is at its end is left alone. */
static void
check_left_alone (Soak *soak)
{
  gint connections = soak_world_get_ledger (soak->world)->connections;

  restart (soak);
  pass (soak, 6 * 3600 * 1000);
  g_assert_cmpint (soak_world_get_ledger (soak->world)->connections, ==, connections);
}

static void
report (Soak *soak, guint hours)
{
  const SoakLedger *ledger = soak_world_get_ledger (soak->world);
  g_autoptr (GArray) shown = soak_store_check_all (&soak->store);
  g_autoptr (GString) states = g_string_new (NULL);
  gint faults = ledger->cuts;

  for (guint i = 0; i < SUPPORT_N_FAULTS; i++)
    faults += ledger->faults[i];
  for (guint i = 0; i < shown->len; i++)
    if (g_array_index (shown, guint, i) > 0)
      g_string_append_printf (states, ", %u %s", g_array_index (shown, guint, i),
                              mail_shown_state_to_nick ((MailShownState) i));
  g_test_message ("%u hours: %u letters, %u attempts, %d connections, %d of them with a fault, "
                  "0 lost, 0 doubled%s, %u drafts again, %u deleted, %u sent again by hand",
                  hours, soak->store.n_letters, soak->n_settled, ledger->connections, faults,
                  states->str, soak->n_drafts, soak->commands[STORE_COMMAND_DELETE],
                  soak->commands[STORE_COMMAND_AGAIN]);
}

/* Only the owner reads what is kept; nothing is outside. */
static void
check_modes (const char *path)
{
  g_autoptr (GDir) directory = g_dir_open (path, 0, NULL);
  const char *name;

  while (directory != NULL && (name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);
      GStatBuf status;

      g_assert_no_errno (g_lstat (child, &status));
      g_assert_cmpuint (status.st_mode & 077, ==, 0);
      check_modes (child);
    }
}

/* --- the day --------------------------------------------------------------------------------- */

static guint
get_setting (const char *name, guint otherwise)
{
  const char *text = g_getenv (name);

  return text != NULL ? (guint) atoi (text) : otherwise;
}

static char *
add_account (Soak *soak, guint server)
{
  const char *ca_file = soak_world_get_ca_file (soak->world, server);
  g_autoptr (MailEndpoint) endpoint =
      mail_endpoint_new ("127.0.0.1", soak_world_get_port (soak->world, server),
                         ca_file != NULL ? MAIL_SECURITY_TLS : MAIL_SECURITY_NONE);
  g_autofree char *address = g_strdup_printf ("li%u@example.test", server);
  g_autoptr (AccountProfile) profile = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  endpoint->ca_file = g_strdup (ca_file);
  profile = account_profile_new (address, endpoint);
  account_registry_save_async (soak->base.registry, profile, NULL, support_await_done, &result);
  account_registry_save_finish (soak->base.registry, support_await (&result), &error);
  g_assert_no_error (error);
  return g_strdup (profile->id);
}

static char *
add_file (Soak *soak)
{
  g_autoptr (GBytes) octets = soak_letter_new_file ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (StoreAttachment) file = NULL;

  store_attachments_add_bytes_async (soak->base.database, octets, NULL, support_await_done,
                                     &result);
  file = store_attachments_add_finish (soak->base.database, support_await (&result), &error);
  g_assert_no_error (error);
  return g_strdup (file->digest);
}

static void
set_up (Soak *soak, gconstpointer data)
{
  guint seed = get_setting ("SOAK_SEED", g_test_rand_int ());
  g_autofree char *directory = support_directory_new ();

  g_test_message ("seed %u", seed);
  soak->rand = g_rand_new_with_seed (seed);
  soak->world = soak_world_new (seed);
  soak_clock_run (soak_world_get_process (soak->world));
  soak->settled = g_array_new (FALSE, FALSE, sizeof (SoakCopies));
  soak->paused = g_ptr_array_new_with_free_func (g_free);
  soak_store_init (&soak->store, soak_world_get_ledger (soak->world));
  fixture_open (&soak->base, directory);
  for (guint i = 0; i < SOAK_N_SERVERS; i++)
    soak->accounts[i] = add_account (soak, i);
  soak->digest = add_file (soak);
  start (soak);
}

static void
tear_down (Soak *soak, gconstpointer data)
{
  char *directory = g_strdup (soak->base.directory);

  fixture_close (&soak->base);
  support_directory_free (directory);
  soak_store_clear (&soak->store);
  g_array_unref (soak->settled);
  g_ptr_array_unref (soak->paused);
  for (guint i = 0; i < SOAK_N_SERVERS; i++)
    g_free (soak->accounts[i]);
  g_free (soak->digest);
  soak_world_free (soak->world);
  g_rand_free (soak->rand);
}

/* What is read or sent at this very moment is not growth: it is gone a minute later. */
static SoakFigures
take_figures (Soak *soak, const SoakFigures *first)
{
  SoakFigures figures = soak_figures_take ();

  for (guint i = 0; i < 10 && first != NULL && figures.heap > first->heap + MAX_GROWN_HEAP; i++)
    {
      pass (soak, 60 * 1000);
      figures = soak_figures_take ();
    }
  return figures;
}

static void
live_hours (Soak *soak, guint from, guint to, const SoakFigures *first)
{
  for (guint hour = from; hour < to; hour++)
    {
      live (soak, soak->begin_us + (hour + 1) * G_TIME_SPAN_HOUR);
      g_autoptr (GArray) shown = soak_store_check_all (&soak->store);
      SoakFigures figures = take_figures (soak, first);
      g_autofree char *when = g_strdup_printf ("hour %u", hour + 1);

      say (when, &figures);
      soak->final = figures;
      if (first != NULL)
        check_grown (first, &figures);
    }
}

static void
test_day (Soak *soak, gconstpointer data)
{
  guint hours = get_setting ("SOAK_HOURS", HOURS);
  SoakFigures first, warm, last;

  soak->begin_us = g_get_monotonic_time ();
  live_hours (soak, 0, WARM_UP_HOURS, NULL);
  first = rest (soak);
  say ("at rest after the warm-up", &first);
  live_hours (soak, WARM_UP_HOURS, WARM_UP_HOURS + 1, NULL);
  warm = soak_figures_take ();
  live_hours (soak, WARM_UP_HOURS + 1, hours, &warm);
  come_to_an_end (soak);
  check_left_alone (soak);
  last = rest (soak);
  say ("at rest at the end", &last);
  g_test_message (
      "from hour %u on it did not grow: %.1f to %.1f MiB in use, SQLite's caches aside, "
      "%u to %u descriptors, %u to %u sources",
      WARM_UP_HOURS + 1, (double) warm.heap / (1 << 20), (double) soak->final.heap / (1 << 20),
      warm.descriptors, soak->final.descriptors, warm.sources, soak->final.sources);
  check_grown (&first, &last);
  g_assert_cmpuint (last.descriptors, ==, first.descriptors);
  g_assert_cmpuint (last.sources, ==, first.sources);
  g_assert_cmpuint (soak_store_count_drafts (&soak->store), ==, soak->n_drafts);
  check_modes (soak->base.directory);
  report (soak, hours);
}

/* GIO tells of each step of each connection. */
static void
say_nothing (const char *domain, GLogLevelFlags level, const char *message, gpointer user_data)
{
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_log_set_handler ("GLib-GIO", G_LOG_LEVEL_DEBUG, say_nothing, NULL);
  g_test_add ("/soak/day", Soak, NULL, set_up, test_day, tear_down);
  return g_test_run ();
}
