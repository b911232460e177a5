/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The connection is cut after every octet that the client sends, and after every octet that the
 * server sends. What always holds is checked by sweep-run.c; here, that it is known to be
 * accepted exactly from the last octet of the final reply on.
 *
 * Inside TLS an octet more of a record changes nothing until the record is complete, so there every
 * seventeenth place is taken, or with -m slow every one. */

#include "sweep-run.h"

#define TLS_STEP 17

static const SweepKind kinds[] = {
  { "lock-step", MAIL_SECURITY_NONE, NULL, FALSE, NET_FLIGHT_DATA, 2 },
  { "pipelined", MAIL_SECURITY_NONE, NULL, TRUE, NET_FLIGHT_DATA, 2 },
  { "login", MAIL_SECURITY_NONE, "CRAM-MD5", TRUE, NET_FLIGHT_DATA, 1 },
  { "chunk", MAIL_SECURITY_NONE, NULL, TRUE, NET_FLIGHT_CHUNK, 2 },
  { "chunk-at-once", MAIL_SECURITY_NONE, NULL, TRUE, NET_FLIGHT_CHUNK_AT_ONCE, 1 },
  { "starttls", MAIL_SECURITY_STARTTLS, "PLAIN", TRUE, NET_FLIGHT_DATA, 2 },
  { "tls", MAIL_SECURITY_TLS, "PLAIN", TRUE, NET_FLIGHT_DATA, 2 },
  { "tls-chunk-at-once", MAIL_SECURITY_TLS, "PLAIN", TRUE, NET_FLIGHT_CHUNK_AT_ONCE, 1 },
};

static SweepRun
cut_at (const SweepKind *kind, SupportCut cut, guint64 place)
{
  SweepRun run = { .kind = kind, .plan = sweep_plan (kind) };

  run.plan.cut = cut;
  run.plan.cut_place = place;
  sweep_run (&run);
  return run;
}

static gboolean
is_accepted (const SweepRun *run)
{
  return run->outcome != NULL &&
         mail_outcome_get (run->outcome, 0)->state == MAIL_RECIPIENT_ACCEPTED;
}

static void
sweep_client (const SweepKind *kind, guint64 total, guint64 step)
{
  for (guint64 place = 0; place < total; place += step)
    {
      SweepRun run = cut_at (kind, SUPPORT_CUT_CLIENT, place);

      /* the other way: it has not said that the letter is taken before it had all of it */
      if (run.report->replied && run.report->letters->len == 0)
        sweep_fail (&run, "the server is no judge");
      sweep_run_clear (&run);
    }
}

static void
sweep_server (const SweepKind *kind, guint64 total, guint64 reply_place, guint64 step)
{
  for (guint64 place = 0; place < total; place += step)
    {
      SweepRun run = cut_at (kind, SUPPORT_CUT_SERVER, place);

      if (kind->security == MAIL_SECURITY_NONE && is_accepted (&run) != (place >= reply_place))
        sweep_fail (&run, "the final reply ends at %" G_GUINT64_FORMAT, reply_place);
      sweep_run_clear (&run);
    }
}

static void
test_kind (gconstpointer data)
{
  const SweepKind *kind = data;
  gint64 start = g_get_monotonic_time ();
  guint64 step = kind->security == MAIL_SECURITY_NONE || g_test_slow () ? 1 : TLS_STEP;
  SweepRun whole = cut_at (kind, SUPPORT_CUT_SERVER, G_MAXUINT64);

  if (!is_accepted (&whole) || !whole.report->replied)
    sweep_fail (&whole, "a whole session does not come to its end");
  sweep_client (kind, whole.report->from_client, step);
  sweep_server (kind, whole.report->from_server, whole.report->reply_place, step);
  sweep_run_clear (&whole);
  g_test_message ("%u runs in %.1f s", sweep_get_n_runs (),
                  (double) (g_get_monotonic_time () - start) / G_TIME_SPAN_SECOND);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  sweep_start ();
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *path = g_strconcat ("/net/sweep/cuts/", kinds[i].name, NULL);
      g_test_add_data_func (path, &kinds[i], test_kind);
    }
  status = g_test_run ();
  sweep_stop ();
  return status;
}
