/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Message files from strangers. What comes of one is a draft a person could have typed, and files
 * with names that are names. */

#include "fuzz.h"

#include <string.h>

#include "fuzz-outside.h"
#include "message-import.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) octets = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (MessageImport) import = message_import (octets, &error);

  g_assert ((import == NULL) == (error != NULL));
  if (import == NULL)
    return 0;
  fuzz_check_outside (import->draft);
  for (guint i = 0; i < import->files->len; i++)
    {
      const MessageImportFile *file = g_ptr_array_index (import->files, i);

      fuzz_check_line (file->name);
      fuzz_check_line (file->content_type);
      g_assert (*file->name != '\0' && strchr (file->name, '/') == NULL);
    }
  return 0;
}
