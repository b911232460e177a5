/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store-seed.h"

#include <math.h>
#include <string.h>

#include "store-database-private.h"
#include "store-outbox-private.h"
#include "support-await.h"

#define SEED 20260101
#define BATCH 100
#define N_PEOPLE 2000
#define N_ENGLISH 20000
#define N_CHINESE 8000
#define SPAN_US (G_GINT64_CONSTANT (5) * 365 * 24 * 3600 * G_USEC_PER_SEC)
#define CONVERSATION_OCTETS 2000

typedef struct
{
  GRand *random;
  char *english[N_ENGLISH];
  char *chinese[N_CHINESE];
  GBytes *conversation;
  guint first;
  guint n;
  guint n_letters;
} Seed;

/* the rank of a word, the first far more often than the last */
static guint
draw (GRand *random, guint n)
{
  return MIN (n - 1, (guint) pow (n, g_rand_double (random)) - 1);
}

static char *
make_english (GRand *random)
{
  static const char *const begin[] = { "b",  "c",  "d",  "f",  "g",  "h",  "l",  "m",
                                       "n",  "p",  "r",  "s",  "t",  "w",  "st", "pr",
                                       "tr", "th", "ch", "gr", "pl", "sh", "qu", "v" };
  static const char *const end[] = { "a", "e", "i", "o", "u", "an", "er", "in", "on", "ea", "ing" };
  GString *word = g_string_new (NULL);
  int n = g_rand_int_range (random, 1, 5);

  for (int i = 0; i < n; i++)
    g_string_append_printf (word, "%s%s", begin[g_rand_int_range (random, 0, G_N_ELEMENTS (begin))],
                            end[g_rand_int_range (random, 0, G_N_ELEMENTS (end))]);
  return g_string_free (word, FALSE);
}

static char *
make_chinese (GRand *random)
{
  GString *word = g_string_new (NULL);
  int n = g_rand_int_range (random, 1, 4);

  for (int i = 0; i < n; i++)
    g_string_append_unichar (word, 0x4e00 + 5 * draw (random, 3500));
  return g_string_free (word, FALSE);
}

static void
add_sentence (Seed *seed, GString *text)
{
  gboolean chinese = g_rand_boolean (seed->random);
  int n = g_rand_int_range (seed->random, 6, 18);

  for (int i = 0; i < n; i++)
    g_string_append_printf (text, "%s%s",
                            chinese ? seed->chinese[draw (seed->random, N_CHINESE)]
                                    : seed->english[draw (seed->random, N_ENGLISH)],
                            chinese ? "" : " ");
  g_string_append (text, chinese ? "。" : ".\n");
}

static char *
dup_text (Seed *seed, guint number)
{
  GString *text = g_string_new (NULL);
  int n = g_rand_int_range (seed->random, 3, 10);

  for (int i = 0; i < n; i++)
    add_sentence (seed, text);
  if (number % 1000 == 500)
    g_string_append (text, STORE_SEED_FEW " ");
  g_string_append (text, STORE_SEED_ALL_CHINESE "\n" STORE_SEED_ALL "\n");
  return g_string_free (text, FALSE);
}

static gboolean
end_letter (StoreConnection *connection, gint64 id, GBytes *conversation, gint64 now_us,
            GError **error)
{
  return store_execute (connection, error,
                        "UPDATE letter SET state = 'done', accepted = 1, attempts = 1, due_us = 0, "
                        "ended_us = ?, server = 'smtp.163.com', reply_code = 250, "
                        "reply_text = '2.0.0 OK' WHERE id = ?",
                        "ll", now_us, id) &&
         store_execute (connection, error,
                        "UPDATE recipient SET state = 'accepted', reply_code = 250, "
                        "reply_text = '2.1.5 Ok' WHERE letter_id = ?",
                        "l", id) &&
         store_execute (connection, error,
                        "INSERT INTO attempt (letter_id, number, ended_us, conversation) "
                        "VALUES (?, 1, ?, ?)",
                        "llb", id, now_us, conversation);
}

static gboolean
add_letter (StoreConnection *connection, Seed *seed, guint number, GError **error)
{
  g_autoptr (GString) subject = g_string_new (NULL);
  guint person = draw (seed->random, N_PEOPLE);
  g_autofree char *address = g_strdup_printf ("%s%u@example.org", seed->english[person], person);
  g_autofree char *name = g_strconcat ("王", seed->chinese[person], NULL);
  g_autofree char *message_id = g_strdup_printf ("<%u@example.org>", number);
  g_autofree char *text = dup_text (seed, number);
  g_autoptr (MailPath) from = mail_path_parse ("me@example.org", NULL);
  g_autoptr (MailPath) to = mail_path_parse (address, NULL);
  g_autoptr (MailEnvelope) envelope = mail_envelope_new (from);
  g_autofree char *octets = g_strconcat ("Subject: x\r\n\r\n", text, "\r\n", NULL);
  g_autoptr (GBytes) bytes = g_bytes_new (octets, strlen (octets));
  g_autoptr (MailContent) content = mail_content_new (bytes);
  const char *const names[] = { name, NULL };
  gint64 now_us =
      g_get_real_time () - SPAN_US + (gint64) ((double) SPAN_US * (number + 1) / seed->n_letters);

  g_string_append_printf (subject, "%s%s %s", seed->chinese[draw (seed->random, N_CHINESE)],
                          seed->chinese[draw (seed->random, N_CHINESE)],
                          seed->english[draw (seed->random, N_ENGLISH)]);
  mail_envelope_add (envelope, to);
  StoreNewLetter letter = {
    .account_id = "home",
    .content = content,
    .envelope = envelope,
    .message_id = message_id,
    .subject = subject->str,
    .from = "Me <me@example.org>",
    .recipients = name,
    .recipient_names = names,
    .text = text,
  };
  gint64 id = store_outbox_insert (connection, &letter, now_us, error);

  return id != 0 && end_letter (connection, id, seed->conversation, now_us, error);
}

static gboolean
run_fill (StoreConnection *connection, gpointer data, GError **error)
{
  Seed *seed = data;

  for (guint i = 0; i < seed->n; i++)
    if (!add_letter (connection, seed, seed->first + i, error))
      return FALSE;
  return TRUE;
}

static void
clear (Seed *seed)
{
  for (guint i = 0; i < N_ENGLISH; i++)
    g_free (seed->english[i]);
  for (guint i = 0; i < N_CHINESE; i++)
    g_free (seed->chinese[i]);
  g_bytes_unref (seed->conversation);
  g_rand_free (seed->random);
}

void
store_seed_fill (StoreDatabase *database, guint n_letters)
{
  g_autofree Seed *seed = g_new0 (Seed, 1);

  seed->random = g_rand_new_with_seed (SEED);
  seed->n_letters = n_letters;
  seed->conversation =
      g_bytes_new_take (g_strnfill (CONVERSATION_OCTETS, 'c'), CONVERSATION_OCTETS);
  for (guint i = 0; i < N_ENGLISH; i++)
    seed->english[i] = make_english (seed->random);
  for (guint i = 0; i < N_CHINESE; i++)
    seed->chinese[i] = make_chinese (seed->random);
  for (seed->first = 0; seed->first < n_letters; seed->first += BATCH)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;

      seed->n = MIN (BATCH, n_letters - seed->first);
      store_database_write (
          store_task_new (database, NULL, support_await_done, &result, seed, NULL), run_fill,
          run_fill);
      store_task_finish (database, support_await (&result), run_fill, &error);
      g_assert_no_error (error);
    }
  clear (seed);
}
