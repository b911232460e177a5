/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A letter in the outbox, and a server with a fault at every place; then the same letter, if it
 * waits, and a server without one. After both the ledger says how often each person got it: never
 * twice, not at all where it is said to be refused, once where it is said to be accepted; and what
 * is unknown is not tried again by itself. */

#include "queue-fixture.h"
#include "support-post.h"

/* The endpoint's limit is in whole seconds. */
#define LIMIT_S 1

static const char *const people[] = { "han@example.test", "mei@example.test", NULL };

typedef struct
{
  Fixture base;
  SupportCertificates *certificates;
  SupportPost *post;
} Sweep;

typedef struct
{
  SupportStage stage;
  SupportFault fault;
  char *subject;
  GPtrArray *ledger; /* of SupportReport */
} Case;

static void
fail (const Case *c, const char *what, MailShownState shown)
{
  g_error ("%s at %s: %s (%s)", support_fault_to_nick (c->fault), support_stage_to_nick (c->stage),
           what, mail_shown_state_to_nick (shown));
}

static char *
add_account (AccountRegistry *registry, guint16 port)
{
  g_autoptr (MailEndpoint) endpoint = mail_endpoint_new ("127.0.0.1", port, MAIL_SECURITY_NONE);
  g_autoptr (AccountProfile) profile = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  endpoint->timeout_s = LIMIT_S;
  profile = account_profile_new ("sweep@example.test", endpoint);
  account_registry_save_async (registry, profile, NULL, support_await_done, &result);
  account_registry_save_finish (registry, support_await (&result), &error);
  g_assert_no_error (error);
  return g_strdup (profile->id);
}

static void
set_up (Sweep *sweep, gconstpointer data)
{
  fixture_set_up (&sweep->base, NULL);
  sweep->certificates = support_certificates_new ();
  sweep->post = support_post_new (sweep->certificates);
  g_free (sweep->base.account_id);
  sweep->base.account_id = add_account (sweep->base.registry, support_post_get_port (sweep->post));
}

static void
tear_down (Sweep *sweep, gconstpointer data)
{
  support_post_free (sweep->post);
  support_certificates_free (sweep->certificates);
  fixture_tear_down (&sweep->base, NULL);
}

/* How often @person got the letter. */
static guint
count (const Case *c, const char *person)
{
  guint n = 0;

  for (guint i = 0; i < c->ledger->len; i++)
    {
      const SupportReport *report = g_ptr_array_index (c->ledger, i);

      for (guint k = 0; k < report->letters->len; k++)
        {
          const SupportLetter *letter = g_ptr_array_index (report->letters, k);
          if (g_ptr_array_find_with_equal_func (letter->recipients, person, g_str_equal, NULL))
            n++;
        }
    }
  return n;
}

static void
check_octets (const Case *c)
{
  g_autofree char *text = g_strdup_printf ("Subject: %s\r\n\r\nhello\r\n", c->subject);

  for (guint i = 0; i < c->ledger->len; i++)
    {
      const SupportReport *report = g_ptr_array_index (c->ledger, i);

      if (report->complaints->len > 0)
        fail (c, g_ptr_array_index (report->complaints, 0), 0);
      for (guint k = 0; k < report->letters->len; k++)
        {
          const SupportLetter *letter = g_ptr_array_index (report->letters, k);
          gsize length;
          const char *octets = g_bytes_get_data (letter->octets, &length);
          g_assert_cmpmem (octets, length, text, strlen (text));
        }
    }
}

static void
check (const Case *c, const StoreLetter *letter)
{
  check_octets (c);
  for (guint i = 0; people[i] != NULL; i++)
    {
      guint n = count (c, people[i]);

      if (n > 1)
        fail (c, "somebody got it twice", letter->shown);
      switch (mail_outcome_get (letter->outcome, i)->state)
        {
        case MAIL_RECIPIENT_ACCEPTED:
          if (n == 0)
            fail (c, "accepted, and the server has nothing", letter->shown);
          break;
        case MAIL_RECIPIENT_UNKNOWN:
          break;
        case MAIL_RECIPIENT_PENDING:
        case MAIL_RECIPIENT_REFUSED:
        case MAIL_RECIPIENT_DEFERRED:
          if (n > 0)
            fail (c, "not sent, and the server has it", letter->shown);
          break;
        }
    }
}

/* One attempt against a server that goes by @plan. */
static StoreLetter *
attempt (Sweep *sweep, Case *c, gint64 id, const SupportPlan *plan)
{
  StoreLetter *letter;

  support_post_begin (sweep->post, plan);
  letter = fixture_deliver (&sweep->base, id);
  g_ptr_array_add (c->ledger, support_post_end (sweep->post));
  check (c, letter);
  return letter;
}

/* What is at its end is left alone by a queue that runs. */
static void
check_left_alone (Sweep *sweep, Case *c, gint64 id, const SupportPlan *plan)
{
  g_autoptr (GPtrArray) letters = NULL;
  g_autoptr (StoreLetter) letter = NULL;

  support_post_begin (sweep->post, plan);
  letters = fixture_run (&sweep->base);
  g_ptr_array_add (c->ledger, support_post_end (sweep->post));
  letter = fixture_get (&sweep->base, id);
  check (c, letter);
  g_assert_cmpuint (letters->len, ==, 0);
}

static void
go_on (Sweep *sweep, Case *c, gint64 id, MailShownState shown, const SupportPlan *plan)
{
  g_autoptr (StoreLetter) letter = NULL;

  switch (shown)
    {
    case MAIL_SHOWN_WAITING:
    case MAIL_SHOWN_PAUSED:
      fixture_command (&sweep->base, id, STORE_COMMAND_RETRY);
      letter = attempt (sweep, c, id, plan);
      if (letter->shown != MAIL_SHOWN_ACCEPTED)
        fail (c, "a server without a fault does not get it", letter->shown);
      break;
    case MAIL_SHOWN_ACCEPTED:
    case MAIL_SHOWN_PARTLY_ACCEPTED:
    case MAIL_SHOWN_REFUSED:
    case MAIL_SHOWN_UNKNOWN:
      check_left_alone (sweep, c, id, plan);
      break;
    case MAIL_SHOWN_HELD:
    case MAIL_SHOWN_QUEUED:
    case MAIL_SHOWN_SENDING:
    case MAIL_SHOWN_CONFIRMING:
      fail (c, "neither at its end nor waiting", shown);
    }
}

static void
sweep_one (Sweep *sweep, gboolean pipelining, SupportStage stage, SupportFault fault)
{
  SupportPlan plan = { .pipelining = pipelining };
  SupportPlan broken = plan;
  Case c = { stage, fault };
  g_autoptr (StoreLetter) letter = NULL;
  gint64 id;

  broken.stage = stage;
  broken.fault = fault;
  c.subject =
      g_strdup_printf ("%s at %s", support_fault_to_nick (fault), support_stage_to_nick (stage));
  c.ledger = g_ptr_array_new_with_free_func ((GDestroyNotify) support_report_free);
  id = fixture_enqueue_held (&sweep->base, c.subject, people, 0);
  letter = attempt (sweep, &c, id, &broken);
  go_on (sweep, &c, id, letter->shown, &plan);
  g_ptr_array_unref (c.ledger);
  g_free (c.subject);
}

/* Without TLS, login and large letters: tests/net sweeps those. Where a whole second passes, two
 * places stand for all. */
static gboolean
is_swept (SupportStage stage, SupportFault fault)
{
  static const SupportStage stages[] = {
    SUPPORT_STAGE_GREETING,  SUPPORT_STAGE_EHLO, SUPPORT_STAGE_MAIL, SUPPORT_STAGE_RCPT,
    SUPPORT_STAGE_RCPT_LAST, SUPPORT_STAGE_DATA, SUPPORT_STAGE_END,  SUPPORT_STAGE_QUIT,
  };

  if (fault == SUPPORT_FAULT_STALL || fault == SUPPORT_FAULT_DRIP)
    return stage == SUPPORT_STAGE_MAIL || stage == SUPPORT_STAGE_END;
  for (gsize i = 0; i < G_N_ELEMENTS (stages); i++)
    if (stages[i] == stage)
      return TRUE;
  return FALSE;
}

static void
test_sweep (Sweep *sweep, gconstpointer data)
{
  gboolean pipelining = GPOINTER_TO_INT (data);
  gint64 start = g_get_monotonic_time ();
  guint n = 0;

  for (SupportStage stage = 0; stage < SUPPORT_N_STAGES; stage++)
    for (SupportFault fault = 0; fault < SUPPORT_N_FAULTS; fault++)
      if (is_swept (stage, fault))
        {
          sweep_one (sweep, pipelining, stage, fault);
          n++;
        }
  g_test_message ("%u letters in %.1f s", n,
                  (double) (g_get_monotonic_time () - start) / G_TIME_SPAN_SECOND);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/submission/sweep/lock-step", Sweep, GINT_TO_POINTER (FALSE), set_up, test_sweep,
              tear_down);
  g_test_add ("/submission/sweep/pipelined", Sweep, GINT_TO_POINTER (TRUE), set_up, test_sweep,
              tear_down);
  return g_test_run ();
}
