/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What Evolution does: a draft with an attachment becomes MIME and goes out, all by Camel.
 * DIRECTORY/0.bin is the attachment; without one each letter is a line of text. */

#include <camel/camel.h>

#include "letters.h"

typedef struct
{
  CamelSession parent_instance;
} BenchSession;

typedef struct
{
  CamelSessionClass parent_class;
} BenchSessionClass;

GType bench_session_get_type (void);

G_DEFINE_TYPE (BenchSession, bench_session, CAMEL_TYPE_SESSION)

static gboolean
authenticate (CamelSession *session, CamelService *service, const char *mechanism,
              GCancellable *cancellable, GError **error)
{
  camel_service_set_password (service, LETTERS_SECRET);
  return camel_service_authenticate_sync (service, mechanism, cancellable, error) ==
         CAMEL_AUTHENTICATION_ACCEPTED;
}

/* The authority is one of this run's own. */
static CamelCertTrust
trust (CamelSession *session, CamelService *service, GTlsCertificate *certificate,
       GTlsCertificateFlags errors)
{
  return CAMEL_CERT_TRUST_TEMPORARY;
}

static void
bench_session_class_init (BenchSessionClass *class)
{
  CAMEL_SESSION_CLASS (class)->authenticate_sync = authenticate;
  CAMEL_SESSION_CLASS (class)->trust_prompt = trust;
}

static void
bench_session_init (BenchSession *self)
{
}

static CamelMimePart *
make_text_part (void)
{
  static const char text[] = "A line of text for somebody.\n";
  CamelMimePart *part = camel_mime_part_new ();

  camel_mime_part_set_content (part, text, sizeof text - 1, "text/plain; charset=utf-8");
  return part;
}

static CamelMimePart *
make_attachment (const char *path, GError **error)
{
  g_autoptr (CamelStream) stream = camel_stream_fs_new_with_name (path, O_RDONLY, 0, error);
  g_autoptr (CamelDataWrapper) wrapper = camel_data_wrapper_new ();
  CamelMimePart *part = NULL;

  if (stream == NULL ||
      !camel_data_wrapper_construct_from_stream_sync (wrapper, stream, NULL, error))
    return NULL;
  camel_data_wrapper_set_mime_type (wrapper, "application/octet-stream");
  part = camel_mime_part_new ();
  camel_medium_set_content (CAMEL_MEDIUM (part), wrapper);
  camel_mime_part_set_encoding (part, CAMEL_TRANSFER_ENCODING_BASE64);
  camel_mime_part_set_disposition (part, "attachment");
  camel_mime_part_set_filename (part, "large.bin");
  return part;
}

static CamelMimeMessage *
make_message (const Letters *letters, CamelAddress *from, CamelAddress *to, GError **error)
{
  g_autofree char *path = g_build_filename (letters->directory, "0.bin", NULL);
  g_autoptr (CamelMultipart) multipart = camel_multipart_new ();
  g_autoptr (CamelMimePart) text = make_text_part ();
  g_autoptr (CamelMimePart) attachment = NULL;
  CamelMimeMessage *message = NULL;

  if (g_file_test (path, G_FILE_TEST_EXISTS) &&
      (attachment = make_attachment (path, error)) == NULL)
    return NULL;
  message = camel_mime_message_new ();
  camel_mime_message_set_from (message, CAMEL_INTERNET_ADDRESS (from));
  camel_mime_message_set_recipients (message, CAMEL_RECIPIENT_TYPE_TO, CAMEL_INTERNET_ADDRESS (to));
  camel_mime_message_set_subject (message, "A letter");
  camel_mime_message_set_date (message, CAMEL_MESSAGE_DATE_CURRENT, 0);
  camel_mime_message_set_message_id (message, NULL);
  if (attachment == NULL)
    {
      camel_medium_set_content (CAMEL_MEDIUM (message),
                                camel_medium_get_content (CAMEL_MEDIUM (text)));
      return message;
    }
  camel_data_wrapper_set_mime_type (CAMEL_DATA_WRAPPER (multipart), "multipart/mixed");
  camel_multipart_set_boundary (multipart, NULL);
  camel_multipart_add_part (multipart, text);
  camel_multipart_add_part (multipart, attachment);
  camel_medium_set_content (CAMEL_MEDIUM (message), CAMEL_DATA_WRAPPER (multipart));
  return message;
}

static void
configure (CamelService *service, const Letters *letters)
{
  g_autoptr (CamelSettings) settings = camel_service_ref_settings (service);
  CamelNetworkSettings *network = CAMEL_NETWORK_SETTINGS (settings);
  CamelNetworkSecurityMethod method = CAMEL_NETWORK_SECURITY_METHOD_NONE;

  if (letters_are (letters, "tls"))
    method = CAMEL_NETWORK_SECURITY_METHOD_SSL_ON_ALTERNATE_PORT;
  else if (letters_are (letters, "starttls"))
    method = CAMEL_NETWORK_SECURITY_METHOD_STARTTLS_ON_STANDARD_PORT;
  camel_network_settings_set_host (network, LETTERS_HOST);
  camel_network_settings_set_port (network, letters->port);
  camel_network_settings_set_security_method (network, method);
  if (method == CAMEL_NETWORK_SECURITY_METHOD_NONE)
    return;
  camel_network_settings_set_user (network, LETTERS_FROM);
  camel_network_settings_set_auth_mechanism (network, "PLAIN");
}

static gboolean
submit (CamelService *service, const Letters *letters, guint i, GError **error)
{
  g_autofree char *recipient = letters_dup_recipient (i);
  g_autoptr (CamelInternetAddress) from = camel_internet_address_new ();
  g_autoptr (CamelInternetAddress) to = camel_internet_address_new ();
  g_autoptr (CamelMimeMessage) message = NULL;
  gboolean saved;

  camel_internet_address_add (from, NULL, LETTERS_FROM);
  camel_internet_address_add (to, NULL, recipient);
  message = make_message (letters, CAMEL_ADDRESS (from), CAMEL_ADDRESS (to), error);
  return message != NULL &&
         camel_transport_send_to_sync (CAMEL_TRANSPORT (service), message, CAMEL_ADDRESS (from),
                                       CAMEL_ADDRESS (to), &saved, NULL, error);
}

int
main (int argc, char **argv)
{
  Letters letters;
  g_autofree char *directory = NULL;
  g_autoptr (CamelSession) session = NULL;
  g_autoptr (CamelService) service = NULL;
  g_autoptr (GError) error = NULL;
  gboolean done;

  letters_parse (&letters, argc, argv);
  directory = g_build_filename (g_get_user_data_dir (), "camel", NULL);
  camel_init (directory, FALSE);
  camel_provider_init ();
  session = g_object_new (bench_session_get_type (), "user-data-dir", directory, "user-cache-dir",
                          directory, NULL);
  camel_session_set_online (session, TRUE);
  service = camel_session_add_service (session, "smtp", "smtp", CAMEL_PROVIDER_TRANSPORT, &error);
  if (service == NULL)
    g_error ("%s", error->message);
  configure (service, &letters);
  done = camel_service_connect_sync (service, NULL, &error);
  for (guint i = 0; done && i < letters.n_letters; i++)
    done = submit (service, &letters, i, &error);
  if (!done)
    g_error ("%s", error->message);
  camel_service_disconnect_sync (service, TRUE, NULL, NULL);
  return 0;
}
