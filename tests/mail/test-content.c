/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "mail-content.h"

#include "mail-error.h"

static MailHole
make_hole (guint64 place, guint64 size)
{
  MailHole hole = { .place = place, .size = size, .line_length = 76 };

  for (guint i = 0; i < MAIL_DIGEST_LENGTH; i++)
    hole.digest[i] = "0123456789abcdef"[i % 16];
  return hole;
}

static void
check_encoded_size (guint64 size, guint64 encoded)
{
  MailHole hole = make_hole (0, size);

  g_assert_cmpuint (mail_hole_get_encoded_size (&hole), ==, encoded);
  hole.encoding = MAIL_ENCODING_IDENTITY;
  g_assert_cmpuint (mail_hole_get_encoded_size (&hole), ==, size);
}

static void
test_encoded_size (void)
{
  check_encoded_size (0, 0);
  check_encoded_size (1, 4 + 2);
  check_encoded_size (3, 4 + 2);
  check_encoded_size (57, 76 + 2);
  check_encoded_size (58, 76 + 2 + 4 + 2);
  check_encoded_size (114, 2 * 78);
  /* five gigabytes: no 32-bit number on the way */
  check_encoded_size (G_GUINT64_CONSTANT (57) << 30, G_GUINT64_CONSTANT (78) << 30);
}

static MailContent *
make_content (void)
{
  g_autoptr (GBytes) octets = g_bytes_new_static ("Subject: x\r\n\r\nabc\r\n", 19);
  MailContent *content = mail_content_new (octets);
  MailHole first = make_hole (14, 57);
  MailHole second = make_hole (19, 3);

  second.encoding = MAIL_ENCODING_IDENTITY;
  mail_content_add_hole (content, &first);
  mail_content_add_hole (content, &second);
  return content;
}

static void
test_size (void)
{
  g_autoptr (MailContent) content = make_content ();

  g_assert_cmpuint (mail_content_get_size (content), ==, 19 + 78 + 3);
}

static void
test_round_trip (void)
{
  g_autoptr (MailContent) content = make_content ();
  g_autoptr (GBytes) holes = mail_content_holes_to_bytes (content);
  g_autoptr (GError) error = NULL;
  g_autoptr (MailContent) again = mail_content_from_bytes (content->octets, holes, &error);
  const MailHole *hole;

  g_assert_no_error (error);
  g_assert_cmpuint (again->holes->len, ==, 2);
  hole = &g_array_index (again->holes, MailHole, 1);
  g_assert_cmpuint (hole->place, ==, 19);
  g_assert_cmpuint (hole->size, ==, 3);
  g_assert_cmpuint (hole->encoding, ==, MAIL_ENCODING_IDENTITY);
  g_assert_cmpstr (hole->digest, ==, g_array_index (content->holes, MailHole, 1).digest);
  g_assert_cmpuint (mail_content_get_size (again), ==, mail_content_get_size (content));
}

static void
test_copy (void)
{
  g_autoptr (MailContent) content = make_content ();
  g_autoptr (MailContent) copy = mail_content_copy (content);
  MailHole third = make_hole (19, 1);

  mail_content_add_hole (content, &third);
  g_assert_cmpuint (copy->holes->len, ==, 2);
  g_assert_true (copy->octets == content->octets);
}

#define DIGEST "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static const char *const unsound[] = {
  /* another version */
  "(uint32 2, @a(tstyu) [])",
  /* beyond the octets */
  "(uint32 1, [(uint64 20, '" DIGEST "', uint64 1, byte 0, uint32 76)])",
  /* out of order */
  "(uint32 1, [(uint64 9, '" DIGEST "', uint64 1, byte 0, uint32 76),"
  "            (uint64 8, '" DIGEST "', uint64 1, byte 0, uint32 76)])",
  /* a digest is a file name */
  "(uint32 1, [(uint64 1, '../../../etc/passwd', uint64 1, byte 0, uint32 76)])",
  "(uint32 1, [(uint64 1, '', uint64 1, byte 0, uint32 76)])",
  /* larger than any file */
  "(uint32 1, [(uint64 1, '" DIGEST "', uint64 0xffffffffffffffff, byte 0, uint32 76)])",
  /* an encoding nobody knows, lines of no length or the wrong one */
  "(uint32 1, [(uint64 1, '" DIGEST "', uint64 1, byte 3, uint32 76)])",
  "(uint32 1, [(uint64 1, '" DIGEST "', uint64 1, byte 0, uint32 0)])",
  "(uint32 1, [(uint64 1, '" DIGEST "', uint64 1, byte 0, uint32 75)])",
  "(uint32 1, [(uint64 1, '" DIGEST "', uint64 1, byte 0, uint32 1000)])",
};

static void
test_unsound (void)
{
  g_autoptr (MailContent) content = make_content ();

  for (gsize i = 0; i < G_N_ELEMENTS (unsound); i++)
    {
      g_autoptr (GVariant) native = g_variant_ref_sink (g_variant_new_parsed (unsound[i]));
      g_autoptr (GVariant) swapped = g_variant_byteswap (native);
      g_autoptr (GBytes) holes =
          g_variant_get_data_as_bytes (G_BYTE_ORDER == G_LITTLE_ENDIAN ? native : swapped);
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", unsound[i]);
      g_assert_null (mail_content_from_bytes (content->octets, holes, &error));
      g_assert_error (error, MAIL_ERROR, MAIL_ERROR_SERIALISED);
    }
}

static void
test_eight_bit (void)
{
  g_autoptr (MailContent) seven = make_content ();
  g_autoptr (GBytes) holes = NULL;
  g_autoptr (MailContent) again = NULL;
  g_autoptr (GBytes) octets = g_bytes_new_static ("\xC3\xA9\r\n", 4);
  g_autoptr (MailContent) eight = mail_content_new (octets);
  MailHole hole = make_hole (19, 3);

  g_assert_false (mail_content_is_eight_bit (seven));
  g_assert_true (mail_content_is_eight_bit (eight));

  hole.encoding = MAIL_ENCODING_8BIT;
  g_assert_cmpuint (mail_hole_get_encoded_size (&hole), ==, 3);
  mail_content_add_hole (seven, &hole);
  holes = mail_content_holes_to_bytes (seven);
  again = mail_content_from_bytes (seven->octets, holes, NULL);
  g_assert_true (mail_content_is_eight_bit (again));
}

static void
assert_dated (const char *before, const char *after)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_offset (8 * 3600);
  g_autoptr (GDateTime) date = g_date_time_new (zone, 2026, 11, 24, 8, 0, 0);
  g_autoptr (GBytes) octets = g_bytes_new_static (before, strlen (before));
  g_autoptr (MailContent) content = mail_content_new (octets);
  g_autoptr (MailContent) dated = mail_content_set_date (content, date);

  if (after == NULL)
    {
      g_assert_null (dated);
      return;
    }
  g_assert_cmpmem (g_bytes_get_data (dated->octets, NULL), g_bytes_get_size (dated->octets), after,
                   strlen (after));
}

static void
test_date (void)
{
  assert_dated ("From: a@b\r\nDate: Sun, 1 Nov 2026 08:00:00 +0000\r\n\r\nDate: mine\r\n",
                "From: a@b\r\nDate: Tue, 24 Nov 2026 08:00:00 +0800\r\n\r\nDate: mine\r\n");
  assert_dated ("date: x\r\n\r\n", "date: Tue, 24 Nov 2026 08:00:00 +0800\r\n\r\n");
  assert_dated ("From: a@b\r\n\r\nDate: mine\r\n", NULL);
  assert_dated ("X-Date: x\r\nSubject: Date: x\r\n\r\n", NULL);
  assert_dated ("Date: no end", NULL);
  assert_dated ("", NULL);
}

/* A file's place moves with what stands before it. */
static void
test_date_moves_holes (void)
{
  static const char text[] = "Date: x\r\n\r\nbody\r\n";
  g_autoptr (GDateTime) date = g_date_time_new_utc (2026, 11, 1, 8, 0, 0);
  g_autoptr (GBytes) octets = g_bytes_new_static (text, strlen (text));
  g_autoptr (MailContent) content = mail_content_new (octets);
  MailHole hole = make_hole (strlen (text), 3);
  g_autoptr (MailContent) dated = NULL;

  mail_content_add_hole (content, &hole);
  dated = mail_content_set_date (content, date);
  g_assert_cmpuint (dated->holes->len, ==, 1);
  g_assert_cmpuint (g_array_index (dated->holes, MailHole, 0).place, ==,
                    g_bytes_get_size (dated->octets));
  g_assert_cmpuint (mail_content_get_size (dated) - mail_content_get_size (content), ==,
                    strlen ("Sun, 1 Nov 2026 08:00:00 +0000") - strlen ("x"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mail/content/encoded-size", test_encoded_size);
  g_test_add_func ("/mail/content/size", test_size);
  g_test_add_func ("/mail/content/round-trip", test_round_trip);
  g_test_add_func ("/mail/content/copy", test_copy);
  g_test_add_func ("/mail/content/eight-bit", test_eight_bit);
  g_test_add_func ("/mail/content/date", test_date);
  g_test_add_func ("/mail/content/date-moves-holes", test_date_moves_holes);
  g_test_add_func ("/mail/content/unsound", test_unsound);
  return g_test_run ();
}
