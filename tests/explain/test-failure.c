/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is said of failures. */

#include <string.h>

#include "explain-reply.h"

static Explanation *
explain (MailFailureKind kind, MailStage stage, MailReply *reply, const char *detail,
         const char *family)
{
  g_autoptr (MailFailure) failure = mail_failure_new (kind, stage, reply, detail);
  ExplainQuery query = { .family = family };

  return explain_failure (&query, failure);
}

static void
test_every_kind (void)
{
  for (int kind = 0; kind < MAIL_N_FAILURE_KINDS; kind++)
    for (int stage = 0; stage < MAIL_N_STAGES; stage++)
      {
        g_autoptr (MailFailure) failure = mail_failure_new (kind, stage, NULL, NULL);
        ExplainQuery query = { .language = "zh_CN" };
        g_autoptr (Explanation) en = explain (kind, stage, NULL, NULL, NULL);
        g_autoptr (Explanation) zh = explain_failure (&query, failure);

        g_assert_cmpstr (en->title, !=, "");
        g_assert_cmpstr (en->detail, !=, "");
        g_assert_cmpstr (zh->title, !=, en->title);
        g_assert_cmpstr (zh->detail, !=, "");
        g_assert_cmpint (en->action, !=, EXPLAIN_ACTION_NONE);
      }
}

static void
test_reply_counts (void)
{
  g_autoptr (MailReply) reply = mail_reply_new (535, "Error: authentication failed");
  g_autoptr (Explanation) a = explain (MAIL_FAILURE_LOGIN, MAIL_STAGE_LOGIN, reply, NULL, "qq");
  g_autoptr (Explanation) b = explain (MAIL_FAILURE_LOGIN, MAIL_STAGE_LOGIN, NULL, NULL, "qq");
  g_autoptr (Explanation) c = explain (MAIL_FAILURE_LOGIN, MAIL_STAGE_LOGIN, NULL, NULL, NULL);

  g_assert_cmpstr (a->title, ==, "The mail service did not accept the authorization code");
  g_assert_true (g_str_has_prefix (a->detail, "Wrong user name or password."));
  g_assert_cmpstr (b->title, ==, "The mail service did not accept the authorization code");
  g_assert_cmpstr (c->title, ==, "The mail service did not accept the user name or password");
}

/* A recipient's refusal is no failure, so in the envelope it was the sender's. */
static void
test_sender_in_envelope (void)
{
  g_autoptr (MailReply) reply = mail_reply_new (550, "no");
  g_autoptr (Explanation) explanation =
      explain (MAIL_FAILURE_REPLY, MAIL_STAGE_ENVELOPE, reply, NULL, NULL);

  g_assert_cmpstr (explanation->title, ==, "The server did not accept the sender's address");
}

static void
test_positive_reply_does_not_count (void)
{
  g_autoptr (MailReply) reply = mail_reply_new (250, "ok");
  g_autoptr (Explanation) explanation =
      explain (MAIL_FAILURE_PROTOCOL, MAIL_STAGE_LETTER, reply, NULL, NULL);

  g_assert_cmpstr (explanation->title, ==, "The server's answer could not be understood");
}

/* Absent, locked, dismissed, without the item: four situations, explained in four ways. */
static void
test_keyring_has_four_ways (void)
{
  static const char *const details[] = { "no-keyring", "locked", "dismissed", "missing" };
  g_autoptr (GHashTable) titles = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) shorts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  ExplainQuery query = { .language = "zh_CN" };

  for (gsize i = 0; i < G_N_ELEMENTS (details); i++)
    {
      g_autoptr (Explanation) explanation =
          explain (MAIL_FAILURE_NO_SECRET, MAIL_STAGE_LOGIN, NULL, details[i], NULL);

      g_autoptr (MailFailure) failure =
          mail_failure_new (MAIL_FAILURE_NO_SECRET, MAIL_STAGE_LOGIN, NULL, details[i]);

      g_assert_true (g_hash_table_add (titles, g_strdup (explanation->title)));
      g_assert_true (g_hash_table_add (shorts, explain_failure_short (&query, failure)));
    }
}

static void
test_keyring (void)
{
  g_autoptr (Explanation) missing =
      explain (MAIL_FAILURE_NO_SECRET, MAIL_STAGE_LOGIN, NULL, "missing", NULL);
  g_autoptr (Explanation) locked =
      explain (MAIL_FAILURE_NO_SECRET, MAIL_STAGE_LOGIN, NULL, "locked", NULL);
  g_autoptr (Explanation) dismissed =
      explain (MAIL_FAILURE_NO_SECRET, MAIL_STAGE_LOGIN, NULL, "dismissed", NULL);
  g_autoptr (Explanation) none =
      explain (MAIL_FAILURE_NO_SECRET, MAIL_STAGE_LOGIN, NULL, "no-keyring", NULL);

  g_assert_cmpint (missing->action, ==, EXPLAIN_ACTION_ENTER_CODE);
  g_assert_cmpint (locked->action, ==, EXPLAIN_ACTION_UNLOCK_KEYRING);
  g_assert_cmpint (dismissed->action, ==, EXPLAIN_ACTION_UNLOCK_KEYRING);
  /* there is nothing to unlock */
  g_assert_cmpint (none->action, ==, EXPLAIN_ACTION_ENTER_CODE);
}

static void
test_certificate (void)
{
  g_autoptr (MailFailure) failure =
      mail_failure_new (MAIL_FAILURE_CERTIFICATE, MAIL_STAGE_ENCRYPT, NULL, NULL);
  ExplainQuery query = { NULL };
  g_autoptr (Explanation) explanation = NULL;

  failure->certificate_flags = MAIL_CERTIFICATE_WRONG_HOST | MAIL_CERTIFICATE_EXPIRED;
  explanation = explain_failure (&query, failure);
  g_assert_cmpstr (explanation->title, ==, "This server could not prove who it is");
  g_assert_nonnull (strstr (explanation->detail, "for another name"));
  g_assert_nonnull (strstr (explanation->detail, "has expired"));
  g_assert_null (strstr (explanation->detail, "withdrawn"));
  g_assert_cmpint (explanation->action, ==, EXPLAIN_ACTION_SHOW_CERTIFICATE);
}

/* Every fault has words of its own, in both languages. */
static void
test_certificate_words (void)
{
  for (int zh = 0; zh < 2; zh++)
    {
      g_autoptr (GHashTable) said = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

      for (guint flag = 1; flag <= MAIL_CERTIFICATE_ALL_FLAGS; flag <<= 1)
        {
          g_autoptr (MailFailure) failure =
              mail_failure_new (MAIL_FAILURE_CERTIFICATE, MAIL_STAGE_ENCRYPT, NULL, NULL);
          ExplainQuery query = { .language = zh ? "zh_CN" : "en" };
          g_autoptr (Explanation) explanation = NULL;

          failure->certificate_flags = (MailCertificateFlags) flag;
          explanation = explain_failure (&query, failure);
          g_assert_true (g_hash_table_add (said, g_strdup (explanation->detail)));
        }
    }
}

static void
test_wrong_security (void)
{
  g_autoptr (Explanation) plain =
      explain (MAIL_FAILURE_WRONG_SECURITY, MAIL_STAGE_ENCRYPT, NULL, "not TLS", NULL);
  g_autoptr (Explanation) tls =
      explain (MAIL_FAILURE_WRONG_SECURITY, MAIL_STAGE_GREETING, NULL, NULL, NULL);

  g_assert_nonnull (strstr (plain->detail, "Choose STARTTLS for this port"));
  g_assert_nonnull (strstr (tls->detail, "Choose TLS for this port"));
  g_assert_cmpint (plain->action, ==, EXPLAIN_ACTION_CHECK_SERVER);
}

/* What the mechanism was told goes before the reply, which is the same for all of them. */
static void
test_told_by_the_mechanism (void)
{
  static const struct
  {
    const char *detail;
    const char *title;
  } rows[] = {
    { "{\"status\":\"401\",\"schemes\":\"bearer\"}",
      "The mail service did not accept the access token" },
    { "{\"status\":\"invalid_token\"}", "The mail service did not accept the access token" },
    { "{}", "The mail service did not accept the access token" },
    { "{\"status\":401}", "The mail service did not accept the access token" },
    { "{\"status\":\"insufficient_scope\",\"scope\":\"mail\"}",
      "The access token does not allow sending" },
    { "channel-bindings-dont-match", "Something between you and the server opens the connection" },
    { "unknown-user", "The mail service did not accept the user name or password" },
    { "[1]", "The mail service did not accept the user name or password" },
    { "{\"status\":", "The mail service did not accept the user name or password" },
    { "this code was refused before and has not changed",
      "The mail service did not accept the user name or password" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (MailReply) reply = mail_reply_new (535, "5.7.8 no");
      g_autoptr (Explanation) explanation =
          explain (MAIL_FAILURE_LOGIN, MAIL_STAGE_LOGIN, reply, rows[i].detail, NULL);

      g_test_message ("%s", rows[i].detail);
      g_assert_cmpstr (explanation->title, ==, rows[i].title);
    }
}

static void
test_unknown (void)
{
  ExplainQuery query = { .language = "zh_CN" };
  g_autoptr (Explanation) explanation = explain_unknown (&query);

  g_assert_cmpint (explanation->action, ==, EXPLAIN_ACTION_CHECK_SENT);
  g_assert_nonnull (strstr (explanation->detail, "多半已经接收"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/explain/failure/every-kind", test_every_kind);
  g_test_add_func ("/explain/failure/reply-counts", test_reply_counts);
  g_test_add_func ("/explain/failure/sender-in-envelope", test_sender_in_envelope);
  g_test_add_func ("/explain/failure/positive-reply-does-not-count",
                   test_positive_reply_does_not_count);
  g_test_add_func ("/explain/failure/keyring", test_keyring);
  g_test_add_func ("/explain/failure/keyring-has-four-ways", test_keyring_has_four_ways);
  g_test_add_func ("/explain/failure/certificate", test_certificate);
  g_test_add_func ("/explain/failure/certificate-words", test_certificate_words);
  g_test_add_func ("/explain/failure/wrong-security", test_wrong_security);
  g_test_add_func ("/explain/failure/told-by-the-mechanism", test_told_by_the_mechanism);
  g_test_add_func ("/explain/failure/unknown", test_unknown);
  return g_test_run ();
}
