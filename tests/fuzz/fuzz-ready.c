/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A ready message from a script, any octets. It is refused, or it is canonical, has no Bcc, one
 * Date and one Message-ID, and read again it is the same; and the reader that holds nothing in
 * memory comes to the same as the one that does. */

#include "fuzz.h"

#include <gio/gio.h>
#include <string.h>

#include "message-render.h"
#include "message-scan-private.h"
#include "message-view.h"

static MessageLetter *
read_octets (GBytes *octets)
{
  g_autoptr (GError) error = NULL;
  MessageLetter *letter = message_letter_from_octets (octets, NULL, NULL, &error);

  g_assert ((letter == NULL) == (error != NULL));
  return letter;
}

static guint
count_fields (const char *header, const char *name)
{
  g_auto (GStrv) lines = g_strsplit (header, "\r\n", -1);
  gsize length = strlen (name);
  guint n = 0;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *rest = lines[i] + length;
      if (g_ascii_strncasecmp (lines[i], name, length) == 0 && rest[strspn (rest, " \t")] == ':')
        n++;
    }
  return n;
}

static void
check_header (const MessageLetter *letter)
{
  GBytes *bytes = letter->content->octets;
  g_autofree char *octets = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  const char *end = strstr (octets, "\r\n\r\n");
  g_autofree char *header = NULL;

  g_assert (end != NULL);
  header = g_strndup (octets, end - octets);
  g_assert (count_fields (header, "Bcc") == 0);
  g_assert (count_fields (header, "Resent-Bcc") == 0);
  g_assert (count_fields (header, "Date") >= 1);
  g_assert (count_fields (header, "Message-ID") >= 1);
}

static void
check_letter (const MessageLetter *letter)
{
  gsize length;
  const guint8 *octets = g_bytes_get_data (letter->content->octets, &length);
  gboolean eight_bit = mail_content_is_eight_bit (letter->content);

  g_assert (letter->content->holes->len == 0);
  g_assert (message_scan_octets (octets, length, eight_bit, NULL));
  g_assert (letter->envelope->forward_paths->len > 0);
  g_assert (letter->message_id != NULL && strpbrk (letter->message_id, "\r\n") == NULL);
  g_assert (letter->subject == NULL || g_utf8_validate (letter->subject, -1, NULL));
  check_header (letter);
}

/* What was taken out is gone; who is then left may be nobody. */
static void
check_again (const MessageLetter *letter)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MessageLetter) again =
      message_letter_from_octets (letter->content->octets, letter->envelope->reverse_path,
                                  letter->envelope->forward_paths, &error);

  if (again == NULL)
    g_error ("refused when read again: %s", error->message);
  g_assert (g_bytes_equal (letter->content->octets, again->content->octets));
}

/* What the reader of a stream makes, but for what is made anew each time. */
static void
check_stream (GBytes *octets, const MessageLetter *letter)
{
  g_autoptr (GInputStream) in = g_memory_input_stream_new_from_bytes (octets);
  g_autoptr (GOutputStream) out = g_memory_output_stream_new_resizable ();
  g_autoptr (GBytes) body = NULL;
  g_autoptr (MessageLetter) streamed = NULL;
  gboolean eight_bit = FALSE;
  gsize head, length;
  const char *data;

  streamed = message_letter_from_stream (in, out, NULL, NULL, &eight_bit, NULL);
  g_assert ((streamed == NULL) == (letter == NULL));
  if (letter == NULL)
    return;
  g_output_stream_close (out, NULL, NULL);
  body = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (out));
  data = g_bytes_get_data (letter->content->octets, &length);
  /* no NUL stands behind the octets of a letter */
  head = (const char *) memmem (data, length, "\r\n\r\n", 4) + 4 - data;
  g_assert (length - head == g_bytes_get_size (body));
  g_assert (length == head ||
            memcmp (data + head, g_bytes_get_data (body, NULL), length - head) == 0);
  g_assert (streamed->envelope->forward_paths->len == letter->envelope->forward_paths->len);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) octets = g_bytes_new (data, size);
  g_autoptr (MessageLetter) letter = NULL;
  MessageView *view = message_view_new (octets);

  fuzz_begin (data, size);
  letter = read_octets (octets);
  message_view_free (view);
  if (letter != NULL)
    {
      check_letter (letter);
      check_again (letter);
    }
  check_stream (octets, letter);
  return 0;
}
