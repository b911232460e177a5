/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui-seed.h"

#include "message-draft.h"
#include "message-render.h"
#include "store-outbox.h"
#include "support-await.h"

static MessageDraft *
make_draft (UiTest *test, const char *to, const char *subject)
{
  MessageDraft *draft = message_draft_new ();
  g_autoptr (MailPath) path = mail_path_parse ("li@example.org", NULL);

  draft->account_id = g_strdup (test->account_id);
  draft->from = message_mailbox_new ("Li Lei", path);
  g_ptr_array_unref (draft->to);
  draft->to = message_mailbox_parse_list (to);
  g_free (draft->subject);
  draft->subject = g_strdup (subject);
  return draft;
}

gint64
ui_seed_add (UiTest *test, const char *to, const char *subject, guint held_s)
{
  g_autoptr (MessageDraft) draft = make_draft (test, to, subject);
  g_autoptr (GError) error = NULL;
  g_autoptr (MessageLetter) letter = message_render (draft, NULL, NULL, &error);
  g_autoptr (GBytes) octets = message_draft_to_bytes (draft);
  g_autoptr (GAsyncResult) result = NULL;
  gint64 id;

  g_assert_no_error (error);
  const StoreNewLetter new = {
    .account_id = test->account_id,
    .draft = octets,
    .content = letter->content,
    .envelope = letter->envelope,
    .message_id = letter->message_id,
    .subject = letter->subject,
    .from = letter->from,
    .recipients = letter->recipients,
    .text = draft->text,
    .held_until_us = held_s > 0 ? g_get_real_time () + held_s * G_USEC_PER_SEC : 0,
  };
  store_outbox_add_async (test->context->database, &new, NULL, support_await_done, &result);
  id = store_outbox_add_finish (test->context->database, support_await (&result), &error);
  g_assert_no_error (error);
  return id;
}

static StoreLetter *
claim (UiTest *test, gint64 id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  StoreLetter *letter;

  store_outbox_claim_async (test->context->database, test->account_id, id, g_get_real_time (), NULL,
                            support_await_done, &result);
  letter = store_outbox_claim_finish (test->context->database, support_await (&result), &error);
  g_assert_no_error (error);
  g_assert_nonnull (letter);
  return letter;
}

void
ui_seed_begin (UiTest *test, gint64 id)
{
  g_autoptr (StoreLetter) letter = claim (test, id);
}

static void
set_result (MailOutcome *outcome, guint index, char state)
{
  g_autoptr (MailReply) yes = mail_reply_new (250, "Mail OK");
  g_autoptr (MailReply) no = mail_reply_new (550, "5.1.1 User not found");
  g_autoptr (MailReply) later = mail_reply_new (451, "4.7.1 Try again later");

  switch (state)
    {
    case 'a':
      mail_outcome_set (outcome, index, MAIL_RECIPIENT_ACCEPTED, yes);
      break;
    case 'r':
      mail_outcome_set (outcome, index, MAIL_RECIPIENT_REFUSED, no);
      break;
    case 'd':
      mail_outcome_set (outcome, index, MAIL_RECIPIENT_DEFERRED, later);
      break;
    case 'u':
      mail_outcome_set (outcome, index, MAIL_RECIPIENT_UNKNOWN, NULL);
      break;
    default:
      break;
    }
}

static void
mark_confirming (UiTest *test, gint64 id, const MailOutcome *outcome)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  store_outbox_mark_confirming_async (test->context->database, id, outcome, support_await_done,
                                      &result);
  store_outbox_mark_confirming_finish (test->context->database, support_await (&result), &error);
  g_assert_no_error (error);
}

void
ui_seed_confirm (UiTest *test, gint64 id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (StoreLetter) letter = NULL;

  store_outbox_get_async (test->context->database, id, NULL, support_await_done, &result);
  letter = store_outbox_get_finish (test->context->database, support_await (&result), NULL);
  mark_confirming (test, id, letter->outcome);
}

void
ui_seed_end (UiTest *test, gint64 id, const char *states)
{
  g_autoptr (StoreLetter) letter = claim (test, id);
  g_autoptr (MailOutcome) outcome = mail_outcome_copy (letter->outcome);
  g_autoptr (MailConversation) conversation = ui_seed_conversation ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gboolean later = strpbrk (states, "dp") != NULL;

  mark_confirming (test, id, outcome);
  for (guint i = 0; states[i] != '\0'; i++)
    set_result (outcome, i, states[i]);
  if (strchr (states, 'a') != NULL)
    outcome->reply = mail_reply_new (250, "2.0.0 kept");
  const StoreResult attempt = {
    .outcome = outcome,
    .conversation = conversation,
    .server = "smtp.example.org",
    .next_us = later ? g_get_real_time () + 5 * G_TIME_SPAN_MINUTE : 0,
  };
  store_outbox_finish_attempt_async (test->context->database, id, &attempt, support_await_done,
                                     &result);
  store_outbox_finish_attempt_finish (test->context->database, support_await (&result), &error);
  g_assert_no_error (error);
}

MailConversation *
ui_seed_conversation (void)
{
  static const MailLine LINES[] = {
    { 0, MAIL_WHO_NOTE, MAIL_STAGE_CONNECT, 0, "Connecting" },
    { 10000, MAIL_WHO_NOTE, MAIL_STAGE_ENCRYPT, 0, "TLS 1.3" },
    { 50000, MAIL_WHO_SERVER, MAIL_STAGE_GREETING, MAIL_LINE_ENCRYPTED, "220 smtp.example.org" },
    { 51000, MAIL_WHO_CLIENT, MAIL_STAGE_GREETING, MAIL_LINE_ENCRYPTED, "EHLO [127.0.0.1]" },
    { 90000, MAIL_WHO_SERVER, MAIL_STAGE_GREETING, MAIL_LINE_ENCRYPTED, "250-smtp.example.org" },
    { 90000, MAIL_WHO_SERVER, MAIL_STAGE_GREETING, MAIL_LINE_ENCRYPTED, "250-PIPELINING" },
    { 90000, MAIL_WHO_SERVER, MAIL_STAGE_GREETING, MAIL_LINE_ENCRYPTED, "250 8BITMIME" },
    { 91000, MAIL_WHO_CLIENT, MAIL_STAGE_ENVELOPE, MAIL_LINE_ENCRYPTED, "MAIL FROM:<li@x.org>" },
    { 91000, MAIL_WHO_CLIENT, MAIL_STAGE_ENVELOPE, MAIL_LINE_ENCRYPTED, "RCPT TO:<a@x.org>" },
    { 91000, MAIL_WHO_CLIENT, MAIL_STAGE_ENVELOPE, MAIL_LINE_ENCRYPTED, "RCPT TO:<b@x.org>" },
    { 120000, MAIL_WHO_SERVER, MAIL_STAGE_ENVELOPE, MAIL_LINE_ENCRYPTED, "250 OK" },
    { 130000, MAIL_WHO_SERVER, MAIL_STAGE_ENVELOPE, MAIL_LINE_ENCRYPTED, "250 OK" },
    { 175000, MAIL_WHO_SERVER, MAIL_STAGE_ENVELOPE, MAIL_LINE_ENCRYPTED, "550 5.1.1 No user <b>" },
  };
  MailConversation *conversation = mail_conversation_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (LINES); i++)
    mail_conversation_append (conversation, LINES[i].at_us, LINES[i].who, LINES[i].stage,
                              LINES[i].flags, LINES[i].text);
  return conversation;
}
