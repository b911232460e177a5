/* SPDX-License-Identifier: GPL-3.0-or-later */

/* mailto: URIs (RFC 6068) from strangers. What comes of one is a draft a person could have typed: a
 * link names people, a subject and words, and no more. */

#include "fuzz.h"

#include "fuzz-outside.h"
#include "message-mailto.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *uri = g_strndup ((const char *) data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (MessageDraft) draft = message_mailto_parse (uri, &error);

  g_assert ((draft == NULL) == (error != NULL));
  if (draft != NULL)
    fuzz_check_outside (draft);
  return 0;
}
