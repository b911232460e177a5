/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The same by libetpan, in the way its own test program sends. */

#include <libetpan/libetpan.h>

#include "letters.h"

static void
check (int result, const char *what)
{
  if (result != MAILSMTP_NO_ERROR)
    g_error ("libetpan: %s: %s", what, mailsmtp_strerror (result));
}

static void
connect_and_log_in (mailsmtp *smtp, const Letters *letters)
{
  if (letters_are (letters, "tls"))
    check (mailsmtp_ssl_connect (smtp, LETTERS_HOST, letters->port), "connect");
  else
    check (mailsmtp_socket_connect (smtp, LETTERS_HOST, letters->port), "connect");
  check (mailesmtp_ehlo (smtp), "EHLO");
  if (letters_are (letters, "starttls"))
    {
      check (mailsmtp_socket_starttls (smtp), "STARTTLS");
      check (mailesmtp_ehlo (smtp), "EHLO");
    }
  if (!letters_are (letters, "plain"))
    check (mailesmtp_auth_sasl (smtp, "PLAIN", LETTERS_HOST, NULL, NULL, LETTERS_FROM, LETTERS_FROM,
                                LETTERS_SECRET, NULL),
           "AUTH");
}

static void
submit (mailsmtp *smtp, const Letters *letters, guint i)
{
  g_autofree char *path = letters_dup_path (letters, i);
  g_autofree char *recipient = letters_dup_recipient (i);
  g_autofree char *content = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;

  if (!g_file_get_contents (path, &content, &length, &error))
    g_error ("%s", error->message);
  check (mailesmtp_mail_size (smtp, LETTERS_FROM, 1, NULL, length), "MAIL");
  check (mailesmtp_rcpt (smtp, recipient, 0, NULL), "RCPT");
  check (mailsmtp_data (smtp), "DATA");
  check (mailsmtp_data_message (smtp, content, length), "letter");
}

int
main (int argc, char **argv)
{
  Letters letters;
  mailsmtp *smtp = mailsmtp_new (0, NULL);

  letters_parse (&letters, argc, argv);
  connect_and_log_in (smtp, &letters);
  for (guint i = 0; i < letters.n_letters; i++)
    submit (smtp, &letters, i);
  mailsmtp_quit (smtp);
  mailsmtp_free (smtp);
  return 0;
}
