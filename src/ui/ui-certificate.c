/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui-certificate-private.h"

#include <glib/gi18n.h>

/* The first reason is enough: people act on one. */
const char *
ui_certificate_get_reason (MailCertificateFlags flags)
{
  if (flags & MAIL_CERTIFICATE_REVOKED)
    return _ ("Its issuer has called the certificate back.");
  if (flags & MAIL_CERTIFICATE_WRONG_HOST)
    return _ ("The certificate belongs to a server with another name.");
  if (flags & MAIL_CERTIFICATE_EXPIRED)
    return _ ("The certificate has expired. If this happens with every server, look at this "
              "computer’s clock.");
  if (flags & MAIL_CERTIFICATE_NOT_YET_VALID)
    return _ ("The certificate is not valid yet. If this happens with every server, look at this "
              "computer’s clock.");
  if (flags & MAIL_CERTIFICATE_INSECURE)
    return _ ("The certificate uses a method that is not safe any more.");
  if (flags & MAIL_CERTIFICATE_WEAK_KEY)
    return _ ("The key in the certificate is too short to be safe.");
  if (flags & MAIL_CERTIFICATE_WRONG_PURPOSE)
    return _ ("The certificate was made for something else than serving.");
  if (flags & MAIL_CERTIFICATE_UNKNOWN_ISSUER)
    return _ ("Nobody this computer trusts has signed the certificate. A server of your own or of "
              "a small organisation may be like that.");
  return _ ("The certificate could not be checked.");
}

/* Groups of four read aloud better than 64 digits. */
char *
ui_certificate_dup_digest (const char *digest)
{
  GString *grouped = g_string_new (NULL);

  for (gsize i = 0; digest[i] != '\0'; i++)
    {
      if (i > 0 && i % 4 == 0)
        g_string_append_c (grouped, ' ');
      g_string_append_c (grouped, digest[i]);
    }
  return g_string_free (grouped, FALSE);
}
