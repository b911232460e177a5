/* SPDX-License-Identifier: GPL-3.0-or-later */

/* SASL without a connection: SCRAM against the examples of its RFCs, against libgsasl's server half
 * and against servers that lie; what other mechanisms say; what stays in memory. */

#include "net-sasl-private.h"
#include "net-scram-private.h"

#include <gsasl.h>
#include <string.h>

#define NONCE "abcdefgh"

static const NetBinding no_binding = { .flag = 'n' };

static GBytes *
bytes (const char *text)
{
  return g_bytes_new (text, strlen (text));
}

static void
assert_text (GBytes *octets, const char *text)
{
  g_assert_nonnull (octets);
  g_assert_cmpmem (g_bytes_get_data (octets, NULL), g_bytes_get_size (octets), text, strlen (text));
}

/* --- the messages of SCRAM ------------------------------------------------------------------ */

typedef struct
{
  NetScramHash hash;
  const char *nonce;
  const char *client_first;
  const char *server_first;
  const char *client_final;
  const char *server_final;
} Example;

/* RFC 5802 section 5, RFC 7677 section 3 */
static const Example examples[] = {
  { NET_SCRAM_SHA_1, "fyko+d2lbbFgONRv9qkxdawL", "n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL",
    "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096",
    "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
    "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=" },
  { NET_SCRAM_SHA_256, "rOprNGfwEbeRWgbNEkqO", "n,,n=user,r=rOprNGfwEbeRWgbNEkqO",
    "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
    "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
    "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
    "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=" },
};

static void
test_examples (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (examples); i++)
    {
      const Example *row = &examples[i];
      g_autoptr (NetScram) scram =
          net_scram_new (row->hash, "user", "pencil", &no_binding, row->nonce, NULL);
      g_autoptr (GBytes) client_first = net_scram_begin (scram);
      g_autoptr (GBytes) server_first = bytes (row->server_first);
      g_autoptr (GBytes) client_final = net_scram_step (scram, server_first, NULL);
      g_autoptr (GBytes) server_final = bytes (row->server_final);

      assert_text (client_first, row->client_first);
      assert_text (client_final, row->client_final);
      g_assert_false (net_scram_is_verified (scram));
      g_autoptr (GBytes) last = net_scram_step (scram, server_final, NULL);
      assert_text (last, "");
      g_assert_true (net_scram_is_verified (scram));
    }
}

typedef struct
{
  const char *server_first; /* after "r=abcdefgh" */
  NetSaslError code;
} Lie;

static const Lie lies[] = {
  { ",s=c2FsdA==,i=4096", NET_SASL_ERROR_SERVER }, /* the nonce is ours alone */
  { "xyz,i=4096,s=c2FsdA==", NET_SASL_ERROR_SERVER },
  { "xyz,s=,i=4096", NET_SASL_ERROR_SERVER },
  { "xyz,s=c2FsdA==", NET_SASL_ERROR_SERVER },
  { "xyz", NET_SASL_ERROR_SERVER },
  { "xyz,s=c2FsdA==,i=", NET_SASL_ERROR_ITERATIONS },
  { "xyz,s=c2FsdA==,i=1", NET_SASL_ERROR_ITERATIONS },
  { "xyz,s=c2FsdA==,i=4095", NET_SASL_ERROR_ITERATIONS },
  { "xyz,s=c2FsdA==,i=600001", NET_SASL_ERROR_ITERATIONS },
  { "xyz,s=c2FsdA==,i=2147483648", NET_SASL_ERROR_ITERATIONS },
  { "xyz,s=c2FsdA==,i=4294971392", NET_SASL_ERROR_ITERATIONS }, /* 4096 in 32 bits */
  { "xyz,s=c2FsdA==,i=-4096", NET_SASL_ERROR_ITERATIONS },
  { "xyz,s=c2FsdA==,i=4096x", NET_SASL_ERROR_ITERATIONS },
};

static void
assert_refused (const char *server_first, NetSaslError code)
{
  g_autoptr (NetScram) scram =
      net_scram_new (NET_SCRAM_SHA_256, "user", "pencil", &no_binding, NONCE, NULL);
  g_autoptr (GBytes) message = bytes (server_first);
  g_autoptr (GError) error = NULL;

  g_test_message ("%s", server_first);
  g_assert_null (net_scram_step (scram, message, &error));
  g_assert_error (error, NET_SASL_ERROR, (int) code);
  g_assert_false (net_scram_is_verified (scram));
}

static void
test_lies (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (lies); i++)
    {
      g_autofree char *message = g_strconcat ("r=" NONCE, lies[i].server_first, NULL);
      assert_refused (message, lies[i].code);
    }
  assert_refused ("", NET_SASL_ERROR_SERVER);
  assert_refused ("r=other,s=c2FsdA==,i=4096", NET_SASL_ERROR_SERVER);
  assert_refused ("m=must,r=" NONCE "xyz,s=c2FsdA==,i=4096", NET_SASL_ERROR_SERVER);
}

/* A server that lets us in without knowing the secret. */
static void
test_signature (void)
{
  const char *signatures[] = { "", "v=", "v=cm1GOXBxVjhTN3N1QW9aV2phNGRKUmtGc0tR", "v=AAAA", "x" };

  for (gsize i = 0; i < G_N_ELEMENTS (signatures); i++)
    {
      g_autoptr (NetScram) scram =
          net_scram_new (NET_SCRAM_SHA_1, "user", "pencil", &no_binding, NONCE, NULL);
      g_autoptr (GBytes) first = bytes ("r=" NONCE "xyz,s=c2FsdA==,i=4096");
      g_autoptr (GBytes) answer = net_scram_step (scram, first, NULL);
      g_autoptr (GBytes) final = bytes (signatures[i]);
      g_autoptr (GError) error = NULL;

      g_assert_nonnull (answer);
      g_assert_null (net_scram_step (scram, final, &error));
      g_assert_error (error, NET_SASL_ERROR, NET_SASL_ERROR_SERVER);
      g_clear_error (&error);
      g_assert_null (net_scram_step (scram, final, &error));
      g_assert_error (error, NET_SASL_ERROR, NET_SASL_ERROR_MECHANISM);
      g_assert_false (net_scram_is_verified (scram));
    }
}

static void
test_refusal (void)
{
  g_autoptr (NetScram) scram =
      net_scram_new (NET_SCRAM_SHA_1, "user", "pencil", &no_binding, NONCE, NULL);
  g_autoptr (GBytes) message = bytes ("e=channel-bindings-dont-match,x=1");
  g_autoptr (GBytes) answer = net_scram_step (scram, message, NULL);

  assert_text (answer, "");
  g_assert_cmpstr (net_scram_get_refusal (scram), ==, "channel-bindings-dont-match");
  g_assert_false (net_scram_is_verified (scram));
}

/* RFC 4013 section 3, RFC 5801 section 4 */
static void
test_names (void)
{
  const char *names[][2] = {
    { "user", "n,,n=user,r=" NONCE },
    { "a,b=c", "n,,n=a=2Cb=3Dc,r=" NONCE },
    { "I\u00adX", "n,,n=IX,r=" NONCE },
    { "\u2168", "n,,n=IX,r=" NONCE },
    { "\u5f20\u4e09", "n,,n=\u5f20\u4e09,r=" NONCE },
  };
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (NetScram) scram =
          net_scram_new (NET_SCRAM_SHA_1, names[i][0], "pencil", &no_binding, NONCE, NULL);
      g_autoptr (GBytes) first = net_scram_begin (scram);
      assert_text (first, names[i][1]);
    }
  g_assert_null (net_scram_new (NET_SCRAM_SHA_1, "user", "\a", &no_binding, NULL, &error));
  g_assert_error (error, NET_SASL_ERROR, NET_SASL_ERROR_MECHANISM);
}

/* --- against libgsasl ----------------------------------------------------------------------- */

typedef struct
{
  const char *mechanism;
  NetScramHash hash;
  char flag;
  const char *type;
  Gsasl_property property; /* that the server has, 0: none */
  gboolean same;           /* as ours */
  gboolean taken;
} Talk;

static const Talk talks[] = {
  { "SCRAM-SHA-1", NET_SCRAM_SHA_1, 'n', NULL, 0, FALSE, TRUE },
  { "SCRAM-SHA-256", NET_SCRAM_SHA_256, 'n', NULL, GSASL_CB_TLS_EXPORTER, FALSE, TRUE },
  { "SCRAM-SHA-256", NET_SCRAM_SHA_256, 'y', NULL, 0, FALSE, TRUE },
  { "SCRAM-SHA-256", NET_SCRAM_SHA_256, 'y', NULL, GSASL_CB_TLS_EXPORTER, FALSE, FALSE },
  { "SCRAM-SHA-1", NET_SCRAM_SHA_1, 'y', NULL, GSASL_CB_TLS_UNIQUE, FALSE, FALSE },
  { "SCRAM-SHA-1-PLUS", NET_SCRAM_SHA_1, 'p', "tls-unique", GSASL_CB_TLS_UNIQUE, TRUE, TRUE },
  { "SCRAM-SHA-256-PLUS", NET_SCRAM_SHA_256, 'p', "tls-exporter", GSASL_CB_TLS_EXPORTER, TRUE,
    TRUE },
  { "SCRAM-SHA-256-PLUS", NET_SCRAM_SHA_256, 'p', "tls-exporter", GSASL_CB_TLS_EXPORTER, FALSE,
    FALSE },
  { "SCRAM-SHA-1-PLUS", NET_SCRAM_SHA_1, 'p', "tls-unique", GSASL_CB_TLS_UNIQUE, FALSE, FALSE },
};

#define PASSWORD "p\u00e4ss w\u00f6rt \u5bc6\u7801"

/* Returns: (transfer full) (nullable): what the server says to @message */
static GBytes *
ask (Gsasl_session *server, GBytes *message)
{
  char *out = NULL;
  size_t length = 0;
  gsize size;
  const char *octets = g_bytes_get_data (message, &size);
  int rc = gsasl_step (server, octets, size, &out, &length);
  GBytes *answer = rc == GSASL_OK || rc == GSASL_NEEDS_MORE ? g_bytes_new (out, length) : NULL;

  gsasl_free (out);
  return answer;
}

static gboolean
talk (NetScram *scram, Gsasl_session *server)
{
  g_autoptr (GBytes) first = net_scram_begin (scram);
  g_autoptr (GBytes) server_first = ask (server, first);
  if (server_first == NULL)
    return FALSE;
  g_autoptr (GBytes) final = net_scram_step (scram, server_first, NULL);
  g_assert_nonnull (final);
  g_autoptr (GBytes) server_final = ask (server, final);
  if (server_final == NULL)
    return FALSE;
  g_autoptr (GBytes) last = net_scram_step (scram, server_final, NULL);
  return last != NULL;
}

static void
test_talk (gconstpointer data)
{
  const Talk *row = data;
  g_autoptr (GBytes) octets = bytes ("what only both ends know");
  g_autofree char *same = g_base64_encode (g_bytes_get_data (octets, NULL), 24);
  const NetBinding binding = { row->flag, row->type, octets };
  g_autoptr (NetScram) scram = net_scram_new (row->hash, "zhang", PASSWORD, &binding, NULL, NULL);
  Gsasl *context;
  Gsasl_session *server;

  g_assert_cmpint (gsasl_init (&context), ==, GSASL_OK);
  g_assert_cmpint (gsasl_server_start (context, row->mechanism, &server), ==, GSASL_OK);
  gsasl_property_set (server, GSASL_PASSWORD, PASSWORD);
  gsasl_property_set (server, GSASL_SCRAM_ITER, "4096");
  if (row->property != 0)
    gsasl_property_set (server, row->property, row->same ? same : "b3RoZXI=");
  g_assert_true (talk (scram, server) == row->taken);
  g_assert_true (net_scram_is_verified (scram) == row->taken);
  gsasl_finish (server);
  gsasl_done (context);
}

/* --- choosing, and the simple mechanisms ---------------------------------------------------- */

typedef struct
{
  const char *only; /* NULL: any */
  const char *offered;
  gboolean encrypted;
  gboolean bound;
  const char *chosen; /* in this order */
} Choice;

static const Choice choices[] = {
  { NULL, "CRAM-MD5 LOGIN PLAIN SCRAM-SHA-1 SCRAM-SHA-256 SCRAM-SHA-1-PLUS SCRAM-SHA-256-PLUS",
    TRUE, TRUE,
    "SCRAM-SHA-256-PLUS SCRAM-SHA-1-PLUS SCRAM-SHA-256 SCRAM-SHA-1 PLAIN LOGIN CRAM-MD5" },
  { NULL, "CRAM-MD5 LOGIN PLAIN SCRAM-SHA-1-PLUS SCRAM-SHA-256-PLUS SCRAM-SHA-1 SCRAM-SHA-256",
    FALSE, FALSE, "SCRAM-SHA-256 SCRAM-SHA-1 CRAM-MD5 PLAIN LOGIN" },
  { NULL, "SCRAM-SHA-256 SCRAM-SHA-1-PLUS", TRUE, TRUE, "SCRAM-SHA-1-PLUS SCRAM-SHA-256" },
  { NULL, "XOAUTH2 OAUTHBEARER GSSAPI NTLM PLAIN-CLIENTTOKEN", TRUE, TRUE, "" },
  { "XOAUTH2", "PLAIN XOAUTH2 OAUTHBEARER", TRUE, FALSE, "XOAUTH2" },
  { "OAUTHBEARER", "PLAIN XOAUTH2 OAUTHBEARER", TRUE, FALSE, "OAUTHBEARER" },
  { "SCRAM-SHA-256", "PLAIN SCRAM-SHA-256 SCRAM-SHA-256-PLUS SCRAM-SHA-1-PLUS", TRUE, TRUE,
    "SCRAM-SHA-256-PLUS SCRAM-SHA-256" },
  { "SCRAM-SHA-256-PLUS", "PLAIN SCRAM-SHA-256 SCRAM-SHA-256-PLUS", TRUE, TRUE,
    "SCRAM-SHA-256-PLUS" },
  { "SCRAM-SHA-1", "PLAIN SCRAM-SHA-256 SCRAM-SHA-1", TRUE, TRUE, "SCRAM-SHA-1" },
  { "PLAIN", "LOGIN SCRAM-SHA-1", TRUE, FALSE, "" },
};

static void
test_choice (gconstpointer data)
{
  const Choice *row = data;
  g_autoptr (MailEndpoint) endpoint = mail_endpoint_new ("mail.test", 465, MAIL_SECURITY_TLS);
  g_autoptr (GString) chosen = g_string_new (NULL);
  g_auto (GStrv) offered = g_strsplit (row->offered, " ", -1);
  g_autoptr (GBytes) binding = bytes ("binding");
  const char *next;

  endpoint->user = g_strdup ("zhang");
  endpoint->mechanism = g_strdup (row->only);
  g_autoptr (NetSasl) sasl = net_sasl_new (endpoint, "pencil");
  if (row->bound)
    net_sasl_set_binding (sasl, "tls-exporter", binding);
  while ((next = net_sasl_choose (sasl, (const char *const *) offered, row->encrypted)) != NULL)
    g_string_append_printf (chosen, "%s%s", chosen->len > 0 ? " " : "", next);
  g_assert_cmpstr (chosen->str, ==, row->chosen);
}

static void
on_step (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GBytes **response = user_data;

  *response = net_sasl_step_finish (result, NULL);
  /* an end without a response is one too */
  if (*response == NULL)
    *response = bytes ("(none)");
}

static GBytes *
step (NetSasl *sasl, const char *challenge)
{
  g_autoptr (GBytes) octets = bytes (challenge);
  GBytes *response = NULL;

  net_sasl_step_async (sasl, octets, NULL, on_step, &response);
  while (response == NULL)
    g_main_context_iteration (NULL, TRUE);
  return response;
}

static NetSasl *
begin (MailEndpoint *endpoint, const char *secret, const char *mechanism, GBytes **initial)
{
  NetSasl *sasl = net_sasl_new (endpoint, secret);

  g_assert_true (net_sasl_begin (sasl, mechanism, initial, NULL));
  return sasl;
}

static MailEndpoint *
endpoint_of (const char *user)
{
  MailEndpoint *endpoint = mail_endpoint_new ("mail.test", 587, MAIL_SECURITY_STARTTLS);

  endpoint->user = g_strdup (user);
  return endpoint;
}

/* The example of RFC 2195 section 2. */
static void
test_cram (void)
{
  g_autoptr (MailEndpoint) endpoint = endpoint_of ("tim");
  GBytes *initial = NULL;
  g_autoptr (NetSasl) sasl = begin (endpoint, "tanstaaftanstaaf", "CRAM-MD5", &initial);
  g_autoptr (GBytes) response = step (sasl, "<1896.697170952@postoffice.reston.mci.net>");
  g_autoptr (GBytes) none = step (sasl, "<1>");

  g_assert_null (initial);
  assert_text (response, "tim b913a602c7eda7a495b4e6e7334d3890");
  assert_text (none, "(none)");
}

/* RFC 7628 section 4.1 in form; "," and "=" in a name are escaped. */
static void
test_tokens (void)
{
  g_autoptr (MailEndpoint) endpoint = endpoint_of ("u,s=r@mail.test");
  g_autoptr (GBytes) bearer = NULL;
  g_autoptr (GBytes) second = NULL;
  g_autoptr (NetSasl) sasl = begin (endpoint, "vF9dft4qmT", "OAUTHBEARER", &bearer);
  const char json[] = "{\"status\":\"invalid_token\",\"scope\":\"mail\"}";
  g_autoptr (GBytes) answer = step (sasl, json);

  assert_text (bearer, "n,a=u=2Cs=3Dr@mail.test,\001host=mail.test\001port=587\001"
                       "auth=Bearer vF9dft4qmT\001\001");
  assert_text (answer, "\001");
  g_assert_cmpstr (net_sasl_get_refusal (sasl), ==, json);
  g_assert_true (net_sasl_begin (sasl, "XOAUTH2", &second, NULL));
  assert_text (second, "user=u,s=r@mail.test\001auth=Bearer vF9dft4qmT\001\001");
  g_assert_null (net_sasl_get_refusal (sasl));
  g_autoptr (GBytes) empty = step (sasl, "{\"token\":\"vF9dft4qmT\"}");
  assert_text (empty, "");
  /* a server that says our token back is not quoted */
  g_assert_null (net_sasl_get_refusal (sasl));
}

static void
test_usable (void)
{
  g_autoptr (MailEndpoint) endpoint = endpoint_of ("zhang");

  g_assert_true (net_sasl_is_usable (endpoint, "two words"));
  g_assert_false (net_sasl_is_usable (endpoint, "two\nlines"));
  g_assert_false (net_sasl_is_usable (endpoint, ""));
  g_assert_false (net_sasl_is_usable (endpoint, NULL));
  g_assert_false (net_sasl_is_usable (endpoint, "\xff"));
  endpoint->mechanism = g_strdup ("xoauth2");
  g_assert_true (net_sasl_is_usable (endpoint, "ya29.a0_-~+/="));
  g_assert_false (net_sasl_is_usable (endpoint, "two words"));
  g_assert_false (net_sasl_is_usable (endpoint, "field\001more"));
}

static void
add_rows (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (talks); i++)
    {
      const Talk *row = &talks[i];
      g_autofree char *path =
          g_strdup_printf ("/net/sasl/talk/%s/%c/%s-%s", row->mechanism, row->flag,
                           row->property == 0                       ? "none"
                           : row->property == GSASL_CB_TLS_EXPORTER ? "exporter"
                                                                    : "unique",
                           row->taken ? "taken" : "refused");
      g_test_add_data_func (path, row, test_talk);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (choices); i++)
    {
      g_autofree char *path = g_strdup_printf ("/net/sasl/choice/%" G_GSIZE_FORMAT, i);
      g_test_add_data_func (path, &choices[i], test_choice);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net/sasl/scram/examples", test_examples);
  g_test_add_func ("/net/sasl/scram/lies", test_lies);
  g_test_add_func ("/net/sasl/scram/signature", test_signature);
  g_test_add_func ("/net/sasl/scram/refusal", test_refusal);
  g_test_add_func ("/net/sasl/scram/names", test_names);
  add_rows ();
  g_test_add_func ("/net/sasl/cram-md5", test_cram);
  g_test_add_func ("/net/sasl/tokens", test_tokens);
  g_test_add_func ("/net/sasl/usable", test_usable);
  return g_test_run ();
}
