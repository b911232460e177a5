/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The EHLO reply (RFC 5321 section 4.1.1.1), any octets as its lines. Mechanisms are names a
 * command may hold, each once and not without end; the first line is never an extension. */

#include "fuzz.h"

#include <string.h>

#include "mail-text.h"
#include "smtp-capabilities.h"

static void
check_mechanisms (const SmtpCapabilities *capabilities)
{
  char **mechanisms = capabilities->mechanisms;
  guint n = g_strv_length (mechanisms);

  g_assert (n <= 64);
  g_assert (n == 0 || capabilities->extensions & SMTP_EXTENSION_AUTH);
  for (guint i = 0; i < n; i++)
    {
      g_assert (smtp_capabilities_is_mechanism (mechanisms[i]));
      for (guint k = 0; k < i; k++)
        g_assert (strcmp (mechanisms[i], mechanisms[k]) != 0);
    }
}

static void
check_equal (const SmtpCapabilities *a, const SmtpCapabilities *b)
{
  g_assert (a->extensions == b->extensions);
  g_assert (a->size == b->size);
  g_assert (
      g_strv_equal ((const char *const *) a->mechanisms, (const char *const *) b->mechanisms));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = NULL;
  g_autofree char *upper = NULL;
  g_autofree char *first = NULL;
  g_autoptr (SmtpCapabilities) capabilities = NULL;
  g_autoptr (SmtpCapabilities) shouted = NULL;
  g_autoptr (SmtpCapabilities) nothing = NULL;

  text = mail_text_decode ((const char *) data, size);
  capabilities = smtp_capabilities_parse (text);
  check_mechanisms (capabilities);
  g_assert (capabilities->size == 0 || capabilities->extensions & SMTP_EXTENSION_SIZE);

  /* RFC 5321 section 2.4: keywords know no case */
  upper = g_ascii_strup (text, -1);
  shouted = smtp_capabilities_parse (upper);
  check_equal (capabilities, shouted);

  first = g_strndup (text, strcspn (text, "\n"));
  nothing = smtp_capabilities_parse (first);
  g_assert (nothing->extensions == 0);
  return 0;
}
