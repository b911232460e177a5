/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One login against a server that says anything (RFC 4422). The first line of the input chooses:
 * the mechanism forced, or none, and "clear" for a line without TLS or "bound" for one with a
 * channel binding; each line behind it is a challenge, in which "%n" stands for the nonce the
 * client has made. Whatever comes, the exchange ends, a mechanism that does not show the secret
 * does not show it, and SCRAM is never content, because nobody here can sign. */

#include "fuzz.h"

#include <gnutls/crypto.h>
#include <string.h>

#include "net-sasl-private.h"

#define USER "wang@example.test"
#define SECRET "geheim-77"

/* one beyond what any of them may take */
#define MAX_CHALLENGES 12

static const char *const offered[] = {
  "SCRAM-SHA-256-PLUS", "SCRAM-SHA-1-PLUS", "SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN", "LOGIN",
  "CRAM-MD5",           "XOAUTH2",          "OAUTHBEARER",   NULL,
};

typedef struct
{
  const char *mechanism;
  char *nonce;   /* SCRAM's, from its first message */
  gboolean told; /* the server knows the secret and may have it repeated */
} Login;

/* Stands before the library's own: the client's nonce is the same for the same input. */
int
gnutls_rnd (gnutls_rnd_level_t level, void *data, size_t length)
{
  memset (data, 'n', length);
  return 0;
}

/* Stands before GLib's own: no other thread, which would be done sooner or later. */
void
g_task_run_in_thread (GTask *task, GTaskThreadFunc run)
{
  run (task, g_task_get_source_object (task), g_task_get_task_data (task),
       g_task_get_cancellable (task));
}

static gboolean
shows_secret (const char *mechanism)
{
  return !g_str_has_prefix (mechanism, "SCRAM-") && !g_str_has_prefix (mechanism, "CRAM-");
}

static void
check_response (Login *login, GBytes *response)
{
  gsize length;
  const char *octets = g_bytes_get_data (response, &length);
  g_autofree char *text = g_strndup (octets != NULL ? octets : "", length);
  const char *nonce = strstr (text, ",r=");

  g_assert (length < 8192);
  if (!shows_secret (login->mechanism) && !login->told && length > 0)
    g_assert (memmem (octets, length, SECRET, strlen (SECRET)) == NULL);
  if (nonce != NULL && login->nonce == NULL)
    login->nonce = g_strndup (nonce + 3, strcspn (nonce + 3, ","));
}

static GBytes *
make_challenge (const Login *login, const char *line)
{
  g_autoptr (GByteArray) octets = fuzz_unescape (line);
  GString *text = g_string_new_len ((const char *) octets->data, octets->len);

  if (login->nonce != NULL && memchr (text->str, '\0', text->len) == NULL)
    g_string_replace (text, "%n", login->nonce, 1);
  return g_string_free_to_bytes (text);
}

typedef struct
{
  GMainLoop *loop;
  GAsyncResult *result;
} Step;

static void
on_step (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Step *done = user_data;

  done->result = g_object_ref (result);
  g_main_loop_quit (done->loop);
}

/* Returns: (nullable): NULL when the mechanism gave up */
static GBytes *
step (NetSasl *sasl, GBytes *challenge)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GError) error = NULL;
  Step done = { .loop = loop };
  GBytes *response;

  net_sasl_step_async (sasl, challenge, NULL, on_step, &done);
  /* no loop of ours: how often it went round would look like another way through the code */
  g_main_loop_run (loop);
  response = net_sasl_step_finish (done.result, &error);
  g_object_unref (done.result);
  g_assert ((response == NULL) == (error != NULL));
  return response;
}

static void
talk (NetSasl *sasl, Login *login, const guint8 *rest, gsize left)
{
  guint n = 0;

  while (left > 0)
    {
      g_autofree char *line = fuzz_take_field (&rest, &left, '\n');
      g_autoptr (GBytes) challenge = make_challenge (login, line);
      g_autoptr (GBytes) response = step (sasl, challenge);

      if (response == NULL)
        break;
      g_assert (++n < MAX_CHALLENGES);
      check_response (login, response);
    }
  if (g_str_has_prefix (login->mechanism, "SCRAM-"))
    g_assert (!net_sasl_verify (sasl, NULL));
}

static void
bind (NetSasl *sasl)
{
  g_autoptr (GBytes) data = g_bytes_new_static ("0123456789abcdef0123456789abcdef", 32);

  net_sasl_set_binding (sasl, "tls-exporter", data);
}

static void
log_in (NetSasl *sasl, Login *login, const guint8 *rest, gsize left)
{
  g_autoptr (GBytes) initial = NULL;

  if (!net_sasl_begin (sasl, login->mechanism, &initial, NULL))
    return;
  if (initial != NULL)
    check_response (login, initial);
  talk (sasl, login, rest, left);
  if (net_sasl_get_refusal (sasl) != NULL)
    g_assert (g_utf8_validate (net_sasl_get_refusal (sasl), -1, NULL));
  g_free (login->nonce);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const guint8 *rest = data;
  gsize left = size;
  g_autofree char *first = fuzz_take_field (&rest, &left, '\n');
  g_auto (GStrv) words = g_strsplit (first, " ", 3);
  const char *mechanism = words[0] != NULL ? words[0] : "";
  const char *line = words[0] != NULL && words[1] != NULL ? words[1] : "";
  g_autoptr (MailEndpoint) endpoint = mail_endpoint_new ("mail.test", 465, MAIL_SECURITY_TLS);
  g_autoptr (NetSasl) sasl = NULL;
  Login login = { .told = memmem (data, size, SECRET, strlen (SECRET)) != NULL };

  endpoint->user = g_strdup (USER);
  endpoint->mechanism = *mechanism != '\0' ? g_strdup (mechanism) : NULL;
  sasl = net_sasl_new (endpoint, SECRET);
  if (strcmp (line, "bound") == 0)
    bind (sasl);
  login.mechanism = net_sasl_choose (sasl, offered, strcmp (line, "clear") != 0);
  if (login.mechanism == NULL)
    return 0;
  g_assert (strcmp (line, "bound") == 0 || !g_str_has_suffix (login.mechanism, "-PLUS"));
  log_in (sasl, &login, rest, left);
  return 0;
}
