/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store-test.h"

#define MIB (1024 * 1024)

/* AddressSanitizer keeps what was freed in quarantine, so the peak counts it too */
#ifdef __SANITIZE_ADDRESS__
#define ALLOWED_KIB (16 * 1024)
#else
#define ALLOWED_KIB (8 * 1024)
#endif

static GBytes *
read_all (GInputStream *stream, gsize piece, GError **error)
{
  g_autoptr (GByteArray) octets = g_byte_array_new ();
  g_autofree guint8 *buffer = g_malloc (piece);
  gssize n;

  while ((n = g_input_stream_read (stream, buffer, piece, NULL, error)) > 0)
    g_byte_array_append (octets, buffer, n);

  return n < 0 ? NULL : g_byte_array_free_to_bytes (g_steal_pointer (&octets));
}

static char *
make_noise (gsize length)
{
  char *noise = g_malloc (length + 1);
  g_autoptr (GRand) rand = g_rand_new_with_seed (length);

  for (gsize i = 0; i < length; i++)
    noise[i] = g_rand_int (rand);
  return noise;
}

/* an encoder of another make: GLib's, a line at a time */
static void
append_base64 (GString *out, const char *octets, gsize length, gsize line)
{
  for (gsize i = 0; i < length; i += line)
    {
      g_autofree char *encoded =
          g_base64_encode ((const guint8 *) octets + i, MIN (line, length - i));

      g_string_append_printf (out, "%s\r\n", encoded);
    }
}

static void
check_encoding (StoreTest *test, gsize length, guint line_length, gsize piece)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *noise = make_noise (length);
  g_autofree char *path = store_test_write_file (test, "noise", noise, length);
  g_autoptr (StoreAttachment) attachment = store_test_attach (test->database, path, &error);
  g_assert_no_error (error);
  g_autoptr (GBytes) rendered = g_bytes_new_static ("before after", 12);
  g_autoptr (MailContent) content = mail_content_new (rendered);
  MailHole hole = store_test_hole (attachment, MAIL_ENCODING_BASE64, 7);
  g_autoptr (GString) expected = g_string_new ("before ");

  hole.line_length = line_length;
  mail_content_add_hole (content, &hole);
  append_base64 (expected, noise, length, line_length / 4 * 3);
  g_string_append (expected, "after");

  g_autoptr (GInputStream) stream = store_content_open (test->database, content);
  g_autoptr (GBytes) octets = read_all (stream, piece, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (octets, NULL), g_bytes_get_size (octets), expected->str,
                   expected->len);
  g_assert_cmpuint (mail_content_get_size (content), ==, g_bytes_get_size (octets));
}

static void
test_encodes_every_length (StoreTest *test, gconstpointer data)
{
  for (gsize length = 0; length < 200; length++)
    check_encoding (test, length, 76, 4096);
}

static void
test_any_buffer_gives_the_same (StoreTest *test, gconstpointer data)
{
  static const gsize pieces[] = { 1, 2, 3, 77, 78, 79, 100, 1000, 65536, 1 << 20 };

  for (gsize i = 0; i < G_N_ELEMENTS (pieces); i++)
    check_encoding (test, 200001, 76, pieces[i]);
}

static void
test_any_line_length (StoreTest *test, gconstpointer data)
{
  for (guint line_length = 4; line_length <= 996; line_length += 4)
    check_encoding (test, 5000, line_length, 333);
}

/* Structure */

static void
test_without_holes (StoreTest *test, gconstpointer data)
{
  g_autoptr (GBytes) rendered = g_bytes_new_static ("Hello\r\n", 7);
  g_autoptr (MailContent) content = mail_content_new (rendered);
  g_autoptr (GInputStream) stream = store_content_open (test->database, content);
  g_autoptr (GBytes) octets = read_all (stream, 2, NULL);

  g_assert_true (g_bytes_equal (octets, rendered));
}

static void
test_nothing_at_all (StoreTest *test, gconstpointer data)
{
  g_autoptr (GBytes) rendered = g_bytes_new_static ("", 0);
  g_autoptr (MailContent) content = mail_content_new (rendered);
  g_autoptr (GInputStream) stream = store_content_open (test->database, content);
  g_autoptr (GBytes) octets = read_all (stream, 10, NULL);

  g_assert_cmpuint (g_bytes_get_size (octets), ==, 0);
}

static StoreAttachment *
attach (StoreTest *test, const void *octets, gsize length)
{
  g_autofree char *path = store_test_write_file (test, "file", octets, length);
  g_autoptr (GError) error = NULL;
  StoreAttachment *attachment = store_test_attach (test->database, path, &error);

  g_assert_no_error (error);
  return attachment;
}

static void
test_holes_side_by_side (StoreTest *test, gconstpointer data)
{
  g_autoptr (StoreAttachment) text = attach (test, "a\r\nb\r\n", 6);
  g_autoptr (StoreAttachment) word = attach (test, "Hello", 5);
  g_autoptr (StoreAttachment) nothing = attach (test, "", 0);
  g_autoptr (GBytes) rendered = g_bytes_new_static ("12", 2);
  g_autoptr (MailContent) content = mail_content_new (rendered);
  const MailHole holes[] = {
    store_test_hole (word, MAIL_ENCODING_BASE64, 0),
    store_test_hole (nothing, MAIL_ENCODING_BASE64, 0),
    store_test_hole (text, MAIL_ENCODING_IDENTITY, 1),
    store_test_hole (nothing, MAIL_ENCODING_IDENTITY, 2),
    store_test_hole (word, MAIL_ENCODING_IDENTITY, 2),
    store_test_hole (word, MAIL_ENCODING_BASE64, 2),
  };
  static const char expected[] = "SGVsbG8=\r\n1a\r\nb\r\n2HelloSGVsbG8=\r\n";

  for (gsize i = 0; i < G_N_ELEMENTS (holes); i++)
    mail_content_add_hole (content, &holes[i]);
  for (gsize piece = 1; piece < 50; piece++)
    {
      g_autoptr (GInputStream) stream = store_content_open (test->database, content);
      g_autoptr (GBytes) octets = read_all (stream, piece, NULL);

      g_assert_cmpmem (g_bytes_get_data (octets, NULL), g_bytes_get_size (octets), expected,
                       strlen (expected));
    }
  g_assert_cmpuint (mail_content_get_size (content), ==, strlen (expected));
}

static void
test_skip_and_close (StoreTest *test, gconstpointer data)
{
  g_autoptr (StoreAttachment) word = attach (test, "Hello", 5);
  g_autoptr (GBytes) rendered = g_bytes_new_static ("12", 2);
  g_autoptr (MailContent) content = mail_content_new (rendered);
  MailHole hole = store_test_hole (word, MAIL_ENCODING_BASE64, 1);
  char buffer[4];

  mail_content_add_hole (content, &hole);
  g_autoptr (GInputStream) stream = store_content_open (test->database, content);
  g_assert_cmpint (g_input_stream_skip (stream, 3, NULL, NULL), ==, 3);
  g_assert_cmpint (g_input_stream_read (stream, buffer, 4, NULL, NULL), ==, 4);
  g_assert_cmpmem (buffer, 4, "VsbG", 4);
  g_assert_true (g_input_stream_close (stream, NULL, NULL));
}

/* Damage */

static void
cut_file (const char *path)
{
  g_assert_cmpint (truncate (path, 99999), ==, 0);
}

static void
lengthen_file (const char *path)
{
  g_assert_cmpint (truncate (path, 200001), ==, 0);
}

static void
remove_file (const char *path)
{
  g_assert_cmpint (unlink (path), ==, 0);
}

static void
replace_by_fifo (const char *path)
{
  remove_file (path);
  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
}

static void
alter_octet (const char *path, off_t offset)
{
  int fd = open (path, O_WRONLY | O_CLOEXEC);

  g_assert_cmpint (pwrite (fd, "x", 1, offset), ==, 1);
  close (fd);
}

static void
alter_first (const char *path)
{
  alter_octet (path, 0);
}

static void
alter_last (const char *path)
{
  alter_octet (path, 199999);
}

typedef struct
{
  const char *name;
  void (*damage) (const char *path);
  /* seen before anything is given out */
  gboolean at_once;
} Damage;

static const Damage damages[] = {
  { "cut", cut_file, TRUE },
  { "longer", lengthen_file, TRUE },
  { "gone", remove_file, TRUE },
  { "fifo", replace_by_fifo, TRUE },
  { "first-octet", alter_first, FALSE },
  { "last-octet", alter_last, FALSE },
};

static void
check_damaged (StoreTest *test, const MailContent *content, const Damage *damage)
{
  g_autoptr (GInputStream) stream = store_content_open (test->database, content);
  g_autofree char *buffer = g_malloc (MIB);
  g_autoptr (GError) error = NULL;
  gsize n;

  g_assert_false (g_input_stream_read_all (stream, buffer, MIB, &n, NULL, &error));
  g_assert_error (error, STORE_ERROR, STORE_ERROR_CORRUPT);
  g_assert_cmpuint (n, <, mail_content_get_size (content) - 1);
  g_assert_cmpint (n == 0, ==, damage->at_once);
  g_clear_error (&error);

  /* it stays so */
  g_assert_cmpint (g_input_stream_read (stream, buffer, 10, NULL, &error), ==, -1);
  g_assert_error (error, STORE_ERROR, STORE_ERROR_CORRUPT);
}

static void
test_damaged_file (gconstpointer data)
{
  const Damage *damage = data;
  StoreTest test = { 0 };

  store_test_set_up (&test, NULL);
  for (int encoding = MAIL_ENCODING_BASE64; encoding <= MAIL_ENCODING_IDENTITY; encoding++)
    {
      g_autofree char *noise = make_noise (200000);
      g_autoptr (StoreAttachment) attachment = attach (&test, noise, 200000);
      g_autofree char *path = store_test_dup_attached (&test, attachment->digest);
      g_autoptr (GBytes) rendered = g_bytes_new_static ("12", 2);
      g_autoptr (MailContent) content = mail_content_new (rendered);
      MailHole hole = store_test_hole (attachment, encoding, 1);

      mail_content_add_hole (content, &hole);
      damage->damage (path);
      check_damaged (&test, content, damage);
    }
  store_test_tear_down (&test, NULL);
}

static void
test_attaching_again_heals (StoreTest *test, gconstpointer data)
{
  g_autofree char *noise = make_noise (200000);
  g_autoptr (StoreAttachment) attachment = attach (test, noise, 200000);
  g_autofree char *path = store_test_dup_attached (test, attachment->digest);
  g_autoptr (GBytes) rendered = g_bytes_new_static ("", 0);
  g_autoptr (MailContent) content = mail_content_new (rendered);
  MailHole hole = store_test_hole (attachment, MAIL_ENCODING_IDENTITY, 0);
  g_autoptr (GError) error = NULL;

  mail_content_add_hole (content, &hole);
  alter_first (path);
  g_autoptr (StoreAttachment) again = attach (test, noise, 200000);
  g_autoptr (GInputStream) stream = store_content_open (test->database, content);
  g_autoptr (GBytes) octets = read_all (stream, 65536, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (octets, NULL), g_bytes_get_size (octets), noise, 200000);
}

/* Size */

static gsize
get_peak_kib (void)
{
  g_autofree char *status = NULL;
  gsize kib = 0;

  g_assert_true (g_file_get_contents ("/proc/self/status", &status, NULL, NULL));
  g_assert_cmpint (sscanf (strstr (status, "VmHWM:"), "VmHWM: %" G_GSIZE_FORMAT, &kib), ==, 1);
  return kib;
}

typedef struct
{
  guint8 buffer[65536];
  guint64 total;
  gboolean ended;
} Reader;

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Reader *reader = user_data;
  g_autoptr (GError) error = NULL;
  gssize n = g_input_stream_read_finish (G_INPUT_STREAM (source), result, &error);

  g_assert_no_error (error);
  reader->total += n;
  reader->ended = n == 0;
  if (n > 0)
    g_input_stream_read_async (G_INPUT_STREAM (source), reader->buffer, sizeof reader->buffer,
                               G_PRIORITY_DEFAULT, NULL, on_read, reader);
}

static gboolean
has_ended (gpointer data)
{
  return ((Reader *) data)->ended;
}

static void
test_large_file_in_little_memory (StoreTest *test, gconstpointer data)
{
  g_autofree char *path = store_test_write_file (test, "sparse", "", 0);
  g_autoptr (GBytes) rendered = g_bytes_new_static ("12", 2);
  g_autoptr (MailContent) content = mail_content_new (rendered);
  g_autofree Reader *reader = g_new0 (Reader, 1);
  g_autoptr (GError) error = NULL;

  gsize before_kib = get_peak_kib ();
  g_assert_cmpint (truncate (path, 200 * MIB + 1), ==, 0);
  g_autoptr (StoreAttachment) attachment = store_test_attach (test->database, path, &error);
  g_assert_no_error (error);
  MailHole hole = store_test_hole (attachment, MAIL_ENCODING_BASE64, 1);
  mail_content_add_hole (content, &hole);
  g_autoptr (GInputStream) stream = store_content_open (test->database, content);
  g_input_stream_read_async (stream, reader->buffer, sizeof reader->buffer, G_PRIORITY_DEFAULT,
                             NULL, on_read, reader);
  store_test_until (has_ended, reader);

  g_assert_cmpuint (reader->total, ==, mail_content_get_size (content));
  g_assert_cmpuint (get_peak_kib () - before_kib, <, ALLOWED_KIB);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  store_test_add ("/store/content/encodes-every-length", test_encodes_every_length);
  store_test_add ("/store/content/any-buffer-gives-the-same", test_any_buffer_gives_the_same);
  store_test_add ("/store/content/any-line-length", test_any_line_length);
  store_test_add ("/store/content/without-holes", test_without_holes);
  store_test_add ("/store/content/nothing-at-all", test_nothing_at_all);
  store_test_add ("/store/content/holes-side-by-side", test_holes_side_by_side);
  store_test_add ("/store/content/skip-and-close", test_skip_and_close);
  for (gsize i = 0; i < G_N_ELEMENTS (damages); i++)
    {
      g_autofree char *path = g_strconcat ("/store/content/damaged-file/", damages[i].name, NULL);
      g_test_add_data_func (path, &damages[i], test_damaged_file);
    }
  store_test_add ("/store/content/attaching-again-heals", test_attaching_again_heals);
  store_test_add ("/store/content/large-file-in-little-memory", test_large_file_in_little_memory);
  return g_test_run ();
}
