/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sweep-run.h"

#include <string.h>

#define PATIENCE_S 20

/* More than the kernel takes at once. */
#define LARGE (8 * 1024 * 1024)

#define HEADER "From: wang@example.test\r\nMessage-ID: <%u@example.test>\r\n\r\n"
#define BODY "Hello.\r\n.\r\n..dots\r\n"

static SupportCertificates *certificates;
static SupportPost *post;
static guint n_runs;

static void
say_nothing (const char *domain, GLogLevelFlags level, const char *message, gpointer user_data)
{
}

void
sweep_start (void)
{
  /* some six lines a connection */
  g_log_set_handler ("GLib-GIO", G_LOG_LEVEL_DEBUG, say_nothing, NULL);
  certificates = support_certificates_new ();
  support_certificates_get (certificates, SUPPORT_CERTIFICATE_GOOD);
  post = support_post_new (certificates);
}

void
sweep_stop (void)
{
  g_clear_pointer (&post, support_post_free);
  g_clear_pointer (&certificates, support_certificates_free);
}

guint
sweep_get_n_runs (void)
{
  guint n = n_runs;

  n_runs = 0;
  return n;
}

SupportPlan
sweep_plan (const SweepKind *kind)
{
  return (SupportPlan){
    .tls = kind->security == MAIL_SECURITY_TLS,
    .starttls = kind->security == MAIL_SECURITY_STARTTLS,
    .login = kind->mechanism != NULL,
    .mechanisms = kind->mechanism,
    .user = SWEEP_USER,
    .password = SWEEP_SECRET,
    .pipelining = kind->pipelining,
    .chunking = kind->flight != NET_FLIGHT_DATA,
  };
}

static const char *
describe_state (const SweepRun *run)
{
  if (run->outcome == NULL)
    return run->failure != NULL ? "no session" : "nothing";
  return mail_recipient_state_to_nick (mail_outcome_get (run->outcome, 0)->state);
}

static const char *
describe_failure (const SweepRun *run)
{
  const MailFailure *failure = run->failure != NULL   ? run->failure
                               : run->outcome != NULL ? run->outcome->failure
                                                      : NULL;

  return failure != NULL ? mail_failure_kind_to_nick (failure->kind) : "no failure";
}

void
sweep_fail (const SweepRun *run, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_error ("%s, %s at %s, cut %d at %" G_GUINT64_FORMAT ": %s (%s, %s)", run->kind->name,
           support_fault_to_nick (run->plan.fault), support_stage_to_nick (run->plan.stage),
           run->plan.cut, run->plan.cut_place, text, describe_state (run), describe_failure (run));
}

static MailEndpoint *
endpoint_new (const SweepKind *kind)
{
  MailEndpoint *endpoint =
      mail_endpoint_new ("127.0.0.1", support_post_get_port (post), kind->security);

  endpoint->ca_file = g_strdup (support_certificates_get_ca_file (certificates));
  if (kind->mechanism == NULL)
    return endpoint;
  endpoint->user = g_strdup (SWEEP_USER);
  endpoint->mechanism = g_strdup (kind->mechanism);
  return endpoint;
}

static MailEnvelope *
envelope_new (const SweepKind *kind)
{
  g_autoptr (MailPath) from = mail_path_parse ("wang@example.test", NULL);
  MailEnvelope *envelope = mail_envelope_new (from);

  for (guint i = 0; i < kind->n_recipients; i++)
    {
      g_autofree char *text = g_strdup_printf ("r%u@example.test", i);
      g_autoptr (MailPath) to = mail_path_parse (text, NULL);
      mail_envelope_add (envelope, to);
    }
  return envelope;
}

static GBytes *
content_new (const SweepRun *run)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, HEADER BODY, n_runs);
  while (run->large && text->len < LARGE)
    g_string_append (text, "A line of a letter that is larger than what is under way at once.\r\n");
  return g_string_free_to_bytes (text);
}

static gboolean G_GNUC_NORETURN
on_patience (gpointer user_data)
{
  sweep_fail (user_data, "the session does not end");
}

static void
on_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **place = user_data;

  *place = g_object_ref (result);
}

static GAsyncResult *
wait_for (SweepRun *run, GAsyncResult **result)
{
  guint timer = g_timeout_add_seconds (PATIENCE_S, on_patience, run);

  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timer);
  return *result;
}

static MailOutcome *
submit (SweepRun *run, NetSession *session, GBytes *octets)
{
  g_autoptr (MailEnvelope) envelope = envelope_new (run->kind);
  g_autoptr (GInputStream) content = g_memory_input_stream_new_from_bytes (octets);
  g_autoptr (GAsyncResult) result = NULL;

  net_session_submit_async (session, envelope, content, g_bytes_get_size (octets), NULL, on_result,
                            &result);
  return net_session_submit_finish (session, wait_for (run, &result));
}

static void
quit (SweepRun *run, NetSession *session)
{
  g_autoptr (GAsyncResult) result = NULL;

  net_session_quit_async (session, on_result, &result);
  net_session_quit_finish (session, wait_for (run, &result));
}

static void
converse (SweepRun *run, NetSession *session, GBytes *octets)
{
  g_autoptr (GAsyncResult) result = NULL;

  net_session_connect_async (session, SWEEP_SECRET, NULL, on_result, &result);
  run->failure = net_session_connect_finish (session, wait_for (run, &result));
  if (run->failure != NULL)
    return;
  run->outcome = submit (run, session, octets);
  if (run->twice)
    run->second = submit (run, session, octets);
  quit (run, session);
}

/* What must always hold */

static const SupportLetter *
find_letter (const SweepRun *run, const MailResult *result)
{
  const SupportLetter *found = NULL;

  for (guint i = 0; i < run->report->letters->len; i++)
    {
      const SupportLetter *letter = g_ptr_array_index (run->report->letters, i);

      if (!g_ptr_array_find_with_equal_func (letter->recipients, mail_path_get_text (result->path),
                                             g_str_equal, NULL))
        continue;
      if (found != NULL)
        sweep_fail (run, "the letter was taken twice");
      found = letter;
    }
  return found;
}

static void
check_result (const SweepRun *run, const MailResult *result, GBytes *octets)
{
  const SupportLetter *letter = find_letter (run, result);

  if (letter != NULL && !g_bytes_equal (letter->octets, octets))
    sweep_fail (run, "the letter was taken with other octets");
  switch (result->state)
    {
    case MAIL_RECIPIENT_ACCEPTED:
      if (letter == NULL)
        sweep_fail (run, "said to be accepted, and the server has nothing");
      break;
    case MAIL_RECIPIENT_UNKNOWN:
      if (!run->report->granted && run->kind->flight != NET_FLIGHT_CHUNK_AT_ONCE)
        sweep_fail (run, "said to be unknown, and content was never asked for");
      break;
    case MAIL_RECIPIENT_PENDING:
    case MAIL_RECIPIENT_DEFERRED:
    case MAIL_RECIPIENT_REFUSED:
      if (letter != NULL)
        sweep_fail (run, "said to be not sent, and the server has it");
      break;
    }
}

static void
check_secret (const SweepRun *run, NetSession *session)
{
  MailConversation *conversation = net_session_get_conversation (session);
  const char plain[] = "\0" SWEEP_USER "\0" SWEEP_SECRET;
  g_autofree char *secret64 =
      g_base64_encode ((const guchar *) SWEEP_SECRET, strlen (SWEEP_SECRET));
  g_autofree char *plain64 = g_base64_encode ((const guchar *) plain, sizeof plain - 1);

  for (guint i = 0; i < mail_conversation_get_n_lines (conversation); i++)
    {
      const char *text = mail_conversation_get_line (conversation, i)->text;

      if (strstr (text, SWEEP_SECRET) != NULL || strstr (text, secret64) != NULL ||
          strstr (text, plain64) != NULL)
        sweep_fail (run, "the secret is shown");
    }
}

static void
check (const SweepRun *run, GBytes *octets)
{
  for (guint i = 0; i < run->report->complaints->len; i++)
    sweep_fail (run, "%s", (const char *) g_ptr_array_index (run->report->complaints, i));
  if (run->outcome == NULL && run->report->letters->len > 0)
    sweep_fail (run, "a letter without a session");
  for (guint i = 0; run->outcome != NULL && i < run->outcome->results->len; i++)
    check_result (run, mail_outcome_get (run->outcome, i), octets);
}

void
sweep_run (SweepRun *run)
{
  g_autoptr (MailEndpoint) endpoint = endpoint_new (run->kind);
  g_autoptr (NetSession) session = net_session_new (endpoint);
  g_autoptr (GBytes) octets = content_new (run);

  n_runs++;
  net_session_set_flight (session, run->kind->flight);
  net_session_set_time_limit (session, run->limit_ms);
  support_post_begin (post, &run->plan);
  converse (run, session, octets);
  run->report = support_post_end (post);
  check_secret (run, session);
  check (run, octets);
}

void
sweep_run_clear (SweepRun *run)
{
  g_clear_pointer (&run->failure, mail_failure_free);
  g_clear_pointer (&run->outcome, mail_outcome_free);
  g_clear_pointer (&run->second, mail_outcome_free);
  g_clear_pointer (&run->report, support_report_free);
}
