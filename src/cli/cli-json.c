/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli-json.h"

#include <stdio.h>

#define MS (G_USEC_PER_SEC / 1000)

static void
add_string (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  if (value != NULL)
    json_builder_add_string_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

static void
add_integer (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

static void
add_node (JsonBuilder *builder, const char *name, JsonNode *node)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_value (builder, node);
}

/* microseconds since 1970; 0 is null */
static void
add_time (JsonBuilder *builder, const char *name, gint64 time_us)
{
  g_autoptr (GDateTime) time =
      time_us > 0 ? g_date_time_new_from_unix_utc (time_us / G_USEC_PER_SEC) : NULL;
  g_autofree char *text = time != NULL ? g_date_time_format_iso8601 (time) : NULL;

  add_string (builder, name, text);
}

/* When the program tries by itself; null when it will not. */
static void
add_next_attempt (JsonBuilder *builder, const StoreLetter *letter)
{
  gboolean will_try = letter->ended_us == 0 && !letter->paused && letter->due_us > 0;

  add_time (builder, "next_attempt", will_try ? letter->due_us : 0);
}

/* The members code, enhanced and text of whatever object is being built. */
static void
add_reply_members (JsonBuilder *builder, const MailReply *reply)
{
  g_autofree char *enhanced =
      reply != NULL ? mail_enhanced_code_to_string (mail_reply_get_enhanced (reply)) : NULL;

  json_builder_set_member_name (builder, "code");
  if (reply != NULL)
    json_builder_add_int_value (builder, mail_reply_get_code (reply));
  else
    json_builder_add_null_value (builder);
  add_string (builder, "enhanced", enhanced);
  add_string (builder, "text", reply != NULL ? mail_reply_get_text (reply) : NULL);
}

JsonNode *
cli_json_reply (const MailReply *reply)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  if (reply == NULL)
    return json_node_new (JSON_NODE_NULL);
  json_builder_begin_object (builder);
  add_reply_members (builder, reply);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

static void
add_recipients (JsonBuilder *builder, const MailOutcome *outcome)
{
  json_builder_set_member_name (builder, "recipients");
  json_builder_begin_array (builder);
  for (guint i = 0; i < outcome->results->len; i++)
    {
      const MailResult *result = mail_outcome_get (outcome, i);

      json_builder_begin_object (builder);
      add_string (builder, "address", mail_path_get_text (result->path));
      add_string (builder, "state", mail_recipient_state_to_nick (result->state));
      add_reply_members (builder, result->reply);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

JsonNode *
cli_json_explanation (const Explanation *explanation)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  if (explanation == NULL)
    return json_node_new (JSON_NODE_NULL);
  json_builder_begin_object (builder);
  add_string (builder, "title", explanation->title);
  add_string (builder, "detail", explanation->detail);
  json_builder_set_member_name (builder, "action");
  json_builder_begin_object (builder);
  add_string (builder, "id", explain_action_to_nick (explanation->action));
  add_string (builder, "label", explanation->action_label);
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

static void
add_line (JsonBuilder *builder, const MailLine *line)
{
  json_builder_begin_object (builder);
  add_integer (builder, "at_ms", line->at_us / MS);
  add_string (builder, "who", mail_who_to_nick (line->who));
  add_string (builder, "stage", mail_stage_to_nick (line->stage));
  add_string (builder, "text", line->text);
  json_builder_end_object (builder);
}

JsonNode *
cli_json_lines (MailConversation *const *conversations, gsize n_conversations)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (gsize i = 0; i < n_conversations; i++)
    for (guint j = 0; j < mail_conversation_get_n_lines (conversations[i]); j++)
      add_line (builder, mail_conversation_get_line (conversations[i], j));
  json_builder_end_array (builder);
  return json_builder_get_root (builder);
}

JsonNode *
cli_json_letter (AccountRegistry *registry, const StoreLetter *letter, GPtrArray *conversations)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *family = cli_explanation_dup_family (registry, letter);
  g_autoptr (Explanation) explanation = cli_explanation_new (letter, family);

  json_builder_begin_object (builder);
  add_integer (builder, "id", letter->id);
  add_string (builder, "subject", letter->subject);
  add_string (builder, "message_id", letter->message_id);
  add_string (builder, "state", mail_shown_state_to_nick (letter->shown));
  add_integer (builder, "attempts", letter->attempts);
  add_next_attempt (builder, letter);
  add_time (builder, "send_at", letter->send_at_us);
  add_string (builder, "server", letter->server);
  add_recipients (builder, letter->outcome);
  add_node (builder, "reply", cli_json_reply (letter->outcome->reply));
  add_node (builder, "explanation", cli_json_explanation (explanation));
  if (conversations != NULL)
    add_node (
        builder, "conversation",
        cli_json_lines ((MailConversation *const *) conversations->pdata, conversations->len));
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

void
cli_json_print (JsonNode *node)
{
  g_autofree char *text = json_to_string (node, TRUE);

  fputs (text, stdout);
  fputc ('\n', stdout);
  fflush (stdout);
  json_node_unref (node);
}
