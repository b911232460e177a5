/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "store-export.h"
#include "store-test.h"

static gboolean export(StoreTest *test, const MailContent *content, const char *path,
                       GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GAsyncResult) result = NULL;

  store_export_async (test->database, content, file, NULL, support_await_done, &result);
  return store_export_finish (test->database, support_await (&result), error);
}

static MailContent *
make_content (StoreTest *test, gsize size)
{
  static const char octets[] = "Subject: x\r\n\r\n\r\nend\r\n";
  g_autofree char *data = g_malloc (size);
  g_autoptr (GBytes) bytes = g_bytes_new_static (octets, strlen (octets));
  MailContent *content = mail_content_new (bytes);

  for (gsize i = 0; i < size; i++)
    data[i] = i * 7 + i / 251;
  g_autofree char *path = store_test_write_file (test, "attached", data, size);
  g_autoptr (StoreAttachment) attachment = store_test_attach (test->database, path, NULL);
  MailHole hole = store_test_hole (attachment, MAIL_ENCODING_BASE64, strlen ("Subject: x\r\n\r\n"));

  mail_content_add_hole (content, &hole);
  return content;
}

static GBytes *
read_content (StoreTest *test, const MailContent *content)
{
  g_autoptr (GInputStream) stream = store_content_open (test->database, content);
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();

  g_output_stream_splice (memory, stream, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, NULL);
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
}

static void
assert_holds (const char *path, GBytes *expected)
{
  g_autofree char *octets = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (path, &octets, &size, NULL));
  g_assert_cmpmem (octets, size, g_bytes_get_data (expected, NULL), g_bytes_get_size (expected));
}

/* The octets as they go to a server, and what was in the file before is gone. */
static void
test_same_octets (StoreTest *test, gconstpointer data)
{
  static const gsize sizes[] = { 0, 57, 1000000 };
  g_autofree char *path = g_build_filename (test->directory, "会议.eml", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (MailContent) content = make_content (test, sizes[i]);
      g_autoptr (GBytes) expected = read_content (test, content);
      g_autoptr (GError) error = NULL;

      g_assert_cmpuint (g_bytes_get_size (expected), ==, mail_content_get_size (content));
      g_assert_true (export(test, content, path, &error));
      g_assert_no_error (error);
      assert_holds (path, expected);
    }
}

/* A letter whose file was altered is not half there, and costs nobody the file of before. */
static void
test_all_or_nothing (StoreTest *test, gconstpointer data)
{
  g_autoptr (MailContent) content = make_content (test, 1000000);
  const MailHole *hole = &g_array_index (content->holes, MailHole, 0);
  g_autofree char *stored = store_test_dup_attached (test, hole->digest);
  g_autofree char *there = store_test_write_file (test, "there.eml", "before", 6);
  g_autofree char *missing = g_build_filename (test->directory, "missing.eml", NULL);
  g_autoptr (GBytes) before = g_bytes_new_static ("before", 6);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (stored, "altered", -1, NULL));
  g_assert_false (export(test, content, there, &error));
  g_assert_error (error, STORE_ERROR, STORE_ERROR_CORRUPT);
  g_clear_error (&error);
  assert_holds (there, before);
  g_assert_false (export(test, content, missing, &error));
  g_assert_error (error, STORE_ERROR, STORE_ERROR_CORRUPT);
  g_assert_false (g_file_test (missing, G_FILE_TEST_EXISTS));
}

static void
test_no_such_place (StoreTest *test, gconstpointer data)
{
  g_autoptr (MailContent) content = make_content (test, 10);
  g_autofree char *path = g_build_filename (test->directory, "no", "such", "place.eml", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (export(test, content, path, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  store_test_add ("/store/export/same-octets", test_same_octets);
  store_test_add ("/store/export/all-or-nothing", test_all_or_nothing);
  store_test_add ("/store/export/no-such-place", test_no_such_place);

  return g_test_run ();
}
