/* SPDX-License-Identifier: GPL-3.0-or-later */

/* After a login no copy of the secret is left in this process: every page that can be written is
 * searched for it. The pattern is kept in another form, or the search would find that. */

#include "net-sasl-private.h"

#include <stdio.h>
#include <string.h>

#define SECRET_LENGTH 48
#define VEIL 0x5a

/* The allocator writes over the beginning of what is freed: the end is what gives a copy away. */
#define TAIL_LENGTH 24

typedef struct
{
  const char *mechanism;
  const char *challenges[2];
} Row;

static const Row rows[] = {
  { "PLAIN", { NULL } },
  { "LOGIN", { "Username:", "Password:" } },
  { "CRAM-MD5", { "<1@mail.test>" } },
  { "SCRAM-SHA-1", { "+extended,s=c2FsdHNhbHQ=,i=4096" } },
  { "SCRAM-SHA-256", { "+extended,s=c2FsdHNhbHQ=,i=4096" } },
  { "XOAUTH2", { "{\"status\":\"401\"}" } },
  { "OAUTHBEARER", { "{\"status\":\"invalid_token\"}" } },
};

static guint8 veiled[TAIL_LENGTH];

static void
make_secret (char *secret)
{
  static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

  for (gsize i = 0; i < SECRET_LENGTH; i++)
    secret[i] = letters[g_random_int_range (0, sizeof letters - 1)];
  for (gsize i = 0; i < TAIL_LENGTH; i++)
    veiled[i] = (guint8) secret[SECRET_LENGTH - TAIL_LENGTH + i] ^ VEIL;
  secret[SECRET_LENGTH] = '\0';
}

static guint
count_in (const guint8 *begin, const guint8 *end)
{
  guint n = 0;

  for (const guint8 *at = begin; at + TAIL_LENGTH <= end; at++)
    {
      gsize i = 0;

      while (i < TAIL_LENGTH && (at[i] ^ VEIL) == veiled[i])
        i++;
      n += i == TAIL_LENGTH;
    }
  return n;
}

/* The pages of the heap, the stacks and all else that is ours to write. */
static guint
count_copies (void)
{
  FILE *maps = fopen ("/proc/self/maps", "r");
  char line[512];
  guint n = 0;

  g_assert_nonnull (maps);
  while (fgets (line, sizeof line, maps) != NULL)
    {
      gsize begin, end;
      char mode[5];

      if (sscanf (line, "%zx-%zx %4s", &begin, &end, mode) == 3 && g_str_has_prefix (mode, "rw"))
        n += count_in ((const guint8 *) begin, (const guint8 *) end);
    }
  fclose (maps);
  return n;
}

static void
on_step (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GBytes) response = net_sasl_step_finish (result, NULL);
  gboolean *done = user_data;

  g_assert_nonnull (response);
  *done = TRUE;
}

/* A server's nonce begins with ours. */
static GBytes *
dup_challenge (const char *text, GBytes *initial)
{
  const char *nonce;
  g_autofree char *first = NULL;
  g_autofree char *challenge = NULL;

  if (*text != '+')
    return g_bytes_new (text, strlen (text));
  first = g_strndup (g_bytes_get_data (initial, NULL), g_bytes_get_size (initial));
  nonce = strstr (first, ",r=") + 1;
  challenge = g_strconcat (nonce, text + 1, NULL);
  return g_bytes_new (challenge, strlen (challenge));
}

/* Not inlined, so that its own frame is no place to hide in. */
static void G_GNUC_NO_INLINE
log_in (const Row *row, const char *secret)
{
  g_autoptr (MailEndpoint) endpoint = mail_endpoint_new ("mail.test", 465, MAIL_SECURITY_TLS);
  g_autoptr (NetSasl) sasl = NULL;
  g_autoptr (GBytes) initial = NULL;

  endpoint->user = g_strdup ("zhang");
  sasl = net_sasl_new (endpoint, secret);
  g_assert_true (net_sasl_begin (sasl, row->mechanism, &initial, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (row->challenges) && row->challenges[i] != NULL; i++)
    {
      g_autoptr (GBytes) challenge = dup_challenge (row->challenges[i], initial);
      gboolean done = FALSE;

      net_sasl_step_async (sasl, challenge, NULL, on_step, &done);
      while (!done)
        g_main_context_iteration (NULL, TRUE);
    }
}

static void
test_wiped (gconstpointer data)
{
  static char secret[SECRET_LENGTH + 1];

#ifdef __SANITIZE_ADDRESS__
  g_test_skip ("memory is laid out by the sanitizer, and most of it is not ours to read");
  return;
#endif
  make_secret (secret);
  g_assert_cmpuint (count_copies (), ==, 1);
  log_in (data, secret);
  g_assert_cmpuint (count_copies (), ==, 1);
  explicit_bzero (secret, sizeof secret);
  g_assert_cmpuint (count_copies (), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/net/wiped/", rows[i].mechanism, NULL);
      g_test_add_data_func (path, &rows[i], test_wiped);
    }
  return g_test_run ();
}
