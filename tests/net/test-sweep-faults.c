/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every stage of a session times every fault, for every kind of session. What always holds is
 * checked by sweep-run.c; here it is said what each must come to. Before the end of content
 * nothing was sent; from there on only a complete reply decides. */

#include "sweep-run.h"

#define BIT(state) (1u << (state))
#define PENDING BIT (MAIL_RECIPIENT_PENDING)
#define ACCEPTED BIT (MAIL_RECIPIENT_ACCEPTED)
#define REFUSED BIT (MAIL_RECIPIENT_REFUSED)
#define DEFERRED BIT (MAIL_RECIPIENT_DEFERRED)
#define UNKNOWN BIT (MAIL_RECIPIENT_UNKNOWN)

/* A run whose limit was over before its fault, on a machine that is busy, is made again with twice
 * the time. */
#define FIRST_LIMIT_MS 60
#define FIRST_TLS_LIMIT_MS 240
#define MAX_TRIES 8

static const SweepKind kinds[] = {
  { "lock-step", MAIL_SECURITY_NONE, NULL, FALSE, NET_FLIGHT_DATA, 2 },
  { "pipelined", MAIL_SECURITY_NONE, NULL, TRUE, NET_FLIGHT_DATA, 2 },
  { "chunk", MAIL_SECURITY_NONE, NULL, TRUE, NET_FLIGHT_CHUNK, 2 },
  { "chunk-lock-step", MAIL_SECURITY_NONE, NULL, FALSE, NET_FLIGHT_CHUNK, 2 },
  { "chunk-at-once", MAIL_SECURITY_NONE, NULL, TRUE, NET_FLIGHT_CHUNK_AT_ONCE, 1 },
  { "starttls-plain", MAIL_SECURITY_STARTTLS, "PLAIN", TRUE, NET_FLIGHT_DATA, 2 },
  { "tls-login", MAIL_SECURITY_TLS, "LOGIN", TRUE, NET_FLIGHT_DATA, 2 },
  { "scram", MAIL_SECURITY_NONE, "SCRAM-SHA-256", FALSE, NET_FLIGHT_DATA, 2 },
};

/* Under TLS it is the same machine that talks: what is not about TLS or a login is left out, for a
 * handshake takes longer than all the rest. */
static gboolean
is_about_tls (SupportStage stage)
{
  return stage <= SUPPORT_STAGE_MAIL || stage == SUPPORT_STAGE_CONTENT ||
         stage == SUPPORT_STAGE_END || stage == SUPPORT_STAGE_QUIT;
}

static gboolean
has_stage (const SweepKind *kind, SupportStage stage)
{
  if (kind->security != MAIL_SECURITY_NONE && !is_about_tls (stage))
    return FALSE;
  switch (stage)
    {
    case SUPPORT_STAGE_STARTTLS:
    case SUPPORT_STAGE_EHLO_TLS:
      return kind->security == MAIL_SECURITY_STARTTLS;
    case SUPPORT_STAGE_HANDSHAKE:
      return kind->security != MAIL_SECURITY_NONE;
    case SUPPORT_STAGE_AUTH:
      return kind->mechanism != NULL;
    case SUPPORT_STAGE_AUTH_STEP:
      return kind->mechanism != NULL && !g_str_equal (kind->mechanism, "PLAIN");
    case SUPPORT_STAGE_RCPT_LAST:
      return kind->n_recipients > 1;
    case SUPPORT_STAGE_DATA:
      return kind->flight == NET_FLIGHT_DATA;
    case SUPPORT_STAGE_CONTENT:
      /* what goes at once is small */
      return kind->flight != NET_FLIGHT_CHUNK_AT_ONCE;
    case SUPPORT_STAGE_RSET:
      /* after a chunk for nobody the server has no envelope to forget */
      return kind->flight == NET_FLIGHT_DATA;
    case SUPPORT_STAGE_GREETING:
    case SUPPORT_STAGE_EHLO:
    case SUPPORT_STAGE_MAIL:
    case SUPPORT_STAGE_RCPT:
    case SUPPORT_STAGE_END:
    case SUPPORT_STAGE_QUIT:
      return TRUE;
    }
  g_assert_not_reached ();
}

/* In mid-content no reply is due that could be changed; and one way to be slow under TLS will do.
 */
static gboolean
has_fault (const SweepKind *kind, SupportStage stage, SupportFault fault)
{
  switch (fault)
    {
    case SUPPORT_FAULT_DRIP:
      return kind->security == MAIL_SECURITY_NONE;
    case SUPPORT_FAULT_NUL:
    case SUPPORT_FAULT_LF_ONLY:
    case SUPPORT_FAULT_TWICE:
    case SUPPORT_FAULT_REPLY_CLOSE:
      return stage != SUPPORT_STAGE_CONTENT;
    default:
      return TRUE;
    }
}

/* A fault that a client must take for the right reply. In a handshake there is no reply; and NUL is
 * no base64, so a challenge that means something is spoilt by it. */
static gboolean
is_harmless (const SweepRun *run)
{
  SupportStage stage = run->plan.stage;

  switch (run->plan.fault)
    {
    case SUPPORT_FAULT_NONE:
      return TRUE;
    case SUPPORT_FAULT_LF_ONLY:
      return stage != SUPPORT_STAGE_HANDSHAKE;
    case SUPPORT_FAULT_NUL:
      return stage != SUPPORT_STAGE_HANDSHAKE &&
             !(stage == SUPPORT_STAGE_AUTH && g_str_has_prefix (run->kind->mechanism, "SCRAM"));
    default:
      return FALSE;
    }
}

static guint
get_refused (SupportFault fault)
{
  return fault == SUPPORT_FAULT_5XX ? REFUSED : DEFERRED;
}

static gboolean
is_refusal (SupportFault fault)
{
  return fault == SUPPORT_FAULT_4XX || fault == SUPPORT_FAULT_5XX;
}

/* What recipient @index may come to. */
static guint
expect_envelope (const SweepRun *run, guint index)
{
  SupportStage stage = run->plan.stage;
  SupportFault fault = run->plan.fault;
  gboolean at_once = run->kind->flight == NET_FLIGHT_CHUNK_AT_ONCE;

  if (is_refusal (fault))
    {
      if (stage == SUPPORT_STAGE_RCPT && run->kind->n_recipients > 1)
        return index == 0 ? get_refused (fault) : ACCEPTED;
      if (stage == SUPPORT_STAGE_RCPT_LAST)
        return index == 1 ? get_refused (fault) : ACCEPTED;
      return get_refused (fault);
    }
  /* the chunk is under way with its last octet before any of this is seen, and where all replies
   * are 250 one too many is not noticed */
  if (at_once && fault == SUPPORT_FAULT_TWICE)
    return ACCEPTED | UNKNOWN;
  /* the same where the last of them comes when a chunk is on its way already */
  if (run->kind->flight == NET_FLIGHT_CHUNK && fault == SUPPORT_FAULT_TWICE)
    return PENDING | ACCEPTED | UNKNOWN;
  if (at_once)
    return fault == SUPPORT_FAULT_421 ? PENDING | DEFERRED | UNKNOWN : PENDING | UNKNOWN;
  if (fault == SUPPORT_FAULT_421)
    return PENDING | DEFERRED;
  /* what comes behind the reply may come too late to be seen before the content is written */
  if (fault == SUPPORT_FAULT_REPLY_CLOSE ||
      (fault == SUPPORT_FAULT_TWICE && stage == SUPPORT_STAGE_DATA))
    return PENDING | UNKNOWN;
  return PENDING;
}

static guint
expect_end (SupportFault fault)
{
  switch (fault)
    {
    case SUPPORT_FAULT_421:
    case SUPPORT_FAULT_4XX:
    case SUPPORT_FAULT_5XX:
      return get_refused (fault);
    case SUPPORT_FAULT_TWICE:
    case SUPPORT_FAULT_REPLY_CLOSE:
      return ACCEPTED;
    default:
      return UNKNOWN;
    }
}

static guint
expect (const SweepRun *run, guint index)
{
  SupportStage stage = run->plan.stage;
  SupportFault fault = run->plan.fault;

  if (stage == SUPPORT_STAGE_RSET)
    return REFUSED;
  if (is_harmless (run) || stage == SUPPORT_STAGE_QUIT)
    return ACCEPTED;
  switch (stage)
    {
    case SUPPORT_STAGE_MAIL:
    case SUPPORT_STAGE_RCPT:
    case SUPPORT_STAGE_RCPT_LAST:
    case SUPPORT_STAGE_DATA:
      return expect_envelope (run, index);
    case SUPPORT_STAGE_CONTENT:
      if (is_refusal (fault))
        return get_refused (fault);
      return fault == SUPPORT_FAULT_421 ? PENDING | DEFERRED : PENDING;
    case SUPPORT_STAGE_END:
      return expect_end (fault);
    case SUPPORT_STAGE_EHLO:
      /* the last reply before all of the letter leaves at once: the end behind it may come after
       * the last look */
      if (run->kind->flight == NET_FLIGHT_CHUNK_AT_ONCE && fault == SUPPORT_FAULT_REPLY_CLOSE)
        return PENDING | UNKNOWN;
      return PENDING;
    default:
      return PENDING;
    }
}

/* A session that says nothing of its server's silence, or names it otherwise, explains nothing. */
static void
check_failure (const SweepRun *run, const MailFailure *failure)
{
  SupportFault fault = run->plan.fault;
  gboolean shaking =
      run->plan.stage == SUPPORT_STAGE_HANDSHAKE || run->plan.stage == SUPPORT_STAGE_STARTTLS;

  switch (fault)
    {
    case SUPPORT_FAULT_STALL:
    case SUPPORT_FAULT_DRIP:
      if (failure->kind != MAIL_FAILURE_TIMEOUT && !shaking)
        sweep_fail (run, "not a matter of time");
      break;
    case SUPPORT_FAULT_GARBAGE:
    case SUPPORT_FAULT_OVERSIZE:
    case SUPPORT_FAULT_BARE_CR:
    case SUPPORT_FAULT_WRONG_CLASS:
    case SUPPORT_FAULT_FLOOD:
      if (failure->kind != MAIL_FAILURE_PROTOCOL && !shaking)
        sweep_fail (run, "no violation");
      break;
    case SUPPORT_FAULT_CLOSE:
    case SUPPORT_FAULT_RESET:
    case SUPPORT_FAULT_HALF_CLOSE:
    case SUPPORT_FAULT_HALF_REPLY:
      if (failure->kind != MAIL_FAILURE_CLOSED && failure->kind != MAIL_FAILURE_CONNECT && !shaking)
        sweep_fail (run, "no end of the connection");
      break;
    default:
      break;
    }
}

static gboolean
is_before_session (SupportStage stage)
{
  return stage <= SUPPORT_STAGE_AUTH_STEP;
}

static void
check_results (const SweepRun *run)
{
  if (run->outcome == NULL && !(is_before_session (run->plan.stage) && !is_harmless (run)))
    sweep_fail (run, "there is no session");
  for (guint i = 0; run->outcome != NULL && i < run->outcome->results->len; i++)
    {
      MailRecipientState state = mail_outcome_get (run->outcome, i)->state;

      if (!(expect (run, i) & BIT (state)))
        sweep_fail (run, "recipient %u came to be %s", i, mail_recipient_state_to_nick (state));
    }
  if (run->outcome != NULL && run->outcome->failure != NULL &&
      run->plan.stage != SUPPORT_STAGE_RSET)
    check_failure (run, run->outcome->failure);
  if (run->failure != NULL)
    check_failure (run, run->failure);
}

static void
sweep_one (const SweepKind *kind, SupportStage stage, SupportFault fault)
{
  guint limit_ms = kind->security == MAIL_SECURITY_NONE ? FIRST_LIMIT_MS : FIRST_TLS_LIMIT_MS;

  for (guint tries = 0; tries < MAX_TRIES; tries++)
    {
      SweepRun run = { .kind = kind, .plan = sweep_plan (kind) };
      gboolean waits = fault == SUPPORT_FAULT_STALL || fault == SUPPORT_FAULT_DRIP;
      gboolean reached;

      run.plan.stage = stage;
      run.plan.fault = fault;
      run.plan.refused = stage == SUPPORT_STAGE_RSET ? G_MAXUINT : 0;
      run.limit_ms = waits ? limit_ms << tries : 0;
      run.large = stage == SUPPORT_STAGE_CONTENT && fault != SUPPORT_FAULT_NONE;
      run.twice = stage == SUPPORT_STAGE_RSET;
      sweep_run (&run);
      reached = run.report->reached;
      if (reached || fault == SUPPORT_FAULT_NONE)
        check_results (&run);
      else if (!waits)
        sweep_fail (&run, "the place of the fault was never come to");
      sweep_run_clear (&run);
      if (reached || fault == SUPPORT_FAULT_NONE)
        return;
    }
  g_error ("%s: no run came to its stall", kind->name);
}

static void
test_kind (gconstpointer data)
{
  const SweepKind *kind = data;
  gint64 start = g_get_monotonic_time ();

  for (SupportStage stage = 0; stage < SUPPORT_N_STAGES; stage++)
    for (SupportFault fault = 0; fault < SUPPORT_N_FAULTS; fault++)
      if (has_stage (kind, stage) && has_fault (kind, stage, fault))
        sweep_one (kind, stage, fault);
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
      g_autofree char *path = g_strconcat ("/net/sweep/faults/", kinds[i].name, NULL);
      g_test_add_data_func (path, &kinds[i], test_kind);
    }
  status = g_test_run ();
  sweep_stop ();
  return status;
}
