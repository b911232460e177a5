/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A ceiling: blocking writes and reads on a socket that know every reply beforehand. Nothing is
 * pipelined behind the dot, for no client may do that. */

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "letters.h"

static void
write_all (int fd, const char *octets, gsize length)
{
  while (length > 0)
    {
      gssize n = write (fd, octets, length);

      if (n <= 0)
        g_error ("the server is gone");
      octets += n;
      length -= (gsize) n;
    }
}

/* Reads until that many lines came that end a reply. */
static void
read_replies (int fd, guint n_replies)
{
  static char buffer[4096];
  static gsize filled;

  while (n_replies > 0)
    {
      char *lf = memchr (buffer, '\n', filled);

      if (lf == NULL)
        {
          gssize n = read (fd, buffer + filled, sizeof buffer - filled);

          if (n <= 0)
            g_error ("the server is gone");
          filled += (gsize) n;
          continue;
        }
      if (buffer[0] > '3')
        g_error ("refused: %.*s", (int) (lf - buffer), buffer);
      n_replies -= buffer[3] == ' ' ? 1 : 0;
      filled -= (gsize) (lf + 1 - buffer);
      memmove (buffer, lf + 1, filled);
    }
}

static int
connect_to (guint16 port)
{
  struct sockaddr_in address = { .sin_family = AF_INET,
                                 .sin_port = htons (port),
                                 .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  int fd = socket (AF_INET, SOCK_STREAM, 0);

  if (connect (fd, (struct sockaddr *) &address, sizeof address) != 0)
    g_error ("no connection");
  setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof (int));
  return fd;
}

static void
submit (int fd, const Letters *letters, guint i)
{
  g_autofree char *path = letters_dup_path (letters, i);
  g_autofree char *group =
      g_strdup_printf ("MAIL FROM:<" LETTERS_FROM ">\r\nRCPT TO:<person-%u@example.test>\r\n"
                       "DATA\r\n",
                       i);
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, NULL);
  g_autofree char *small = NULL;
  gsize length = g_mapped_file_get_length (file);

  write_all (fd, group, strlen (group));
  read_replies (fd, 3);
  if (length > 65536)
    {
      write_all (fd, g_mapped_file_get_contents (file), length);
      write_all (fd, ".\r\n", 3);
    }
  else
    {
      small = g_malloc (length + 3);
      memcpy (small, g_mapped_file_get_contents (file), length);
      memcpy (small + length, ".\r\n", 3);
      write_all (fd, small, length + 3);
    }
  read_replies (fd, 1);
}

int
main (int argc, char **argv)
{
  Letters letters;
  int fd;

  letters_parse (&letters, argc, argv);
  fd = connect_to (letters.port);
  read_replies (fd, 1);
  write_all (fd, "EHLO [127.0.0.1]\r\n", 18);
  read_replies (fd, 1);
  for (guint i = 0; i < letters.n_letters; i++)
    submit (fd, &letters, i);
  write_all (fd, "QUIT\r\n", 6);
  close (fd);
  return 0;
}
