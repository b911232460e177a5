/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gstdio.h>
#include <string.h>

#include "peer.h"

static void
remove_all (const char *directory)
{
  g_autoptr (GDir) dir = g_dir_open (directory, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *place = g_build_filename (directory, name, NULL);
      g_unlink (place);
    }
  g_rmdir (directory);
}

static void
send (PracticeServer *server, guint n)
{
  g_autoptr (Peer) peer = peer_new (server);

  peer_greet (peer);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *content = g_strdup_printf ("Subject: %u\r\n\r\n.", i);
      peer_mail (peer, "friend@practice.test");
      peer_say (peer, content, "250 2.0.0");
    }
}

static void
assert_subject (const PracticeLetter *letter, const char *subject)
{
  g_autofree char *line = g_strdup_printf ("\r\nSubject: %s\r\n", subject);
  g_assert_nonnull (g_strstr_len (g_bytes_get_data (letter->octets, NULL),
                                  g_bytes_get_size (letter->octets), line));
}

static void
test_memory (void)
{
  g_autoptr (PracticeServer) server = peer_new_server (PRACTICE_FULL);

  send (server, 203);
  g_autoptr (GPtrArray) letters = peer_list (server);
  g_assert_cmpuint (letters->len, ==, 200);
  assert_subject (g_ptr_array_index (letters, 0), "202");
  assert_subject (g_ptr_array_index (letters, 199), "3");
}

static void
test_files (void)
{
  g_autofree char *parent = g_dir_make_tmp ("envoi-spool-XXXXXX", NULL);
  g_autofree char *directory = g_build_filename (parent, "practice", NULL);
  g_autoptr (GFile) spool = g_file_new_for_path (directory);
  PracticeServer *server = practice_server_new (PRACTICE_FULL, spool);

  g_autoptr (GPtrArray) none = peer_list (server);
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_true (practice_server_start (server, 0, NULL));
  send (server, 3);
  g_object_unref (server);

  /* they are there the next day */
  g_autoptr (PracticeServer) again = practice_server_new (PRACTICE_FULL, spool);
  g_autoptr (GPtrArray) letters = peer_list (again);
  g_assert_cmpuint (letters->len, ==, 3);
  const PracticeLetter *letter = g_ptr_array_index (letters, 0);
  assert_subject (letter, "2");
  g_assert_cmpstr (letter->reverse_path, ==, "me@practice.test");
  g_assert_cmpstr (letter->forward_paths[0], ==, "friend@practice.test");
  g_assert_cmpint (ABS (g_get_real_time () - letter->received_us), <, 60 * G_USEC_PER_SEC);

  g_autofree char *name = g_strconcat (letter->id, ".eml", NULL);
  g_autofree char *place = g_build_filename (directory, name, NULL);
  GStatBuf about;
  g_assert_cmpint (g_stat (place, &about), ==, 0);
  g_assert_cmpuint (about.st_mode & 0777, ==, 0600);
  g_assert_cmpint (g_stat (directory, &about), ==, 0);
  g_assert_cmpuint (about.st_mode & 0777, ==, 0700);

  /* a file that went is passed over */
  g_unlink (place);
  g_autoptr (GPtrArray) fewer = peer_list (again);
  g_assert_cmpuint (fewer->len, ==, 2);

  g_assert_true (practice_server_start (again, 0, NULL));
  send (again, 201);
  g_autoptr (GPtrArray) most = peer_list (again);
  g_assert_cmpuint (most->len, ==, 200);
  assert_subject (g_ptr_array_index (most, 199), "1");
  remove_all (directory);
  g_rmdir (parent);
}

static void
test_no_room (void)
{
  g_autoptr (GFile) spool = g_file_new_for_path ("/dev/null/practice");
  g_autoptr (PracticeServer) server = practice_server_new (PRACTICE_FULL, spool);
  g_assert_true (practice_server_start (server, 0, NULL));
  g_autoptr (Peer) peer = peer_new (server);

  peer_greet (peer);
  peer_mail (peer, "friend@practice.test");
  peer_say (peer, "x\r\n.", "452 4.3.1");
  peer_mail (peer, "silent@practice.test");
  peer_say (peer, "x\r\n.", "452 4.3.1");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/practice/spool/memory", test_memory);
  g_test_add_func ("/practice/spool/files", test_files);
  g_test_add_func ("/practice/spool/no-room", test_no_room);
  return g_test_run ();
}
