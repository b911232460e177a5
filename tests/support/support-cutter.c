/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Hands octets on between a client and the server in both directions, and ends both connections
 * after a number of them in one. */

#include "support-post-private.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

enum
{
  CLIENT,
  SERVER,
};

struct SupportCutter
{
  GThread *thread;
  int fds[2];
  gboolean ended[2]; /* nothing more comes from it */
  guint64 counts[2];
  SupportCut cut;
  guint64 place;
};

static gboolean
write_all (int fd, const guint8 *octets, gssize length)
{
  while (length > 0)
    {
      gssize n = send (fd, octets, (gsize) length, MSG_NOSIGNAL);

      if (n <= 0)
        return FALSE;
      octets += n;
      length -= n;
    }
  return TRUE;
}

/* How much of what comes from @side may still be handed on. */
static guint64
get_room (const SupportCutter *self, int side)
{
  gboolean cut = side == CLIENT ? self->cut == SUPPORT_CUT_CLIENT : self->cut == SUPPORT_CUT_SERVER;

  return cut ? self->place - self->counts[side] : G_MAXUINT64;
}

/* Returns: whether the connection is still whole */
static gboolean
hand_on (SupportCutter *self, int side)
{
  guint8 octets[16384];
  guint64 room = get_room (self, side);
  gssize n = room > 0 ? recv (self->fds[side], octets, MIN (sizeof octets, room), 0) : 0;

  if (room == 0)
    return FALSE;
  if (n <= 0)
    {
      self->ended[side] = TRUE;
      shutdown (self->fds[1 - side], SHUT_WR);
      return n == 0;
    }
  self->counts[side] += (guint64) n;
  write_all (self->fds[1 - side], octets, n);
  return (guint64) n < room;
}

static gpointer
run (gpointer user_data)
{
  SupportCutter *self = user_data;
  gboolean whole = get_room (self, CLIENT) > 0 && get_room (self, SERVER) > 0;

  while (whole && !(self->ended[CLIENT] && self->ended[SERVER]))
    {
      struct pollfd polls[2] = {
        { self->ended[CLIENT] ? -1 : self->fds[CLIENT], POLLIN, 0 },
        { self->ended[SERVER] ? -1 : self->fds[SERVER], POLLIN, 0 },
      };

      if (poll (polls, 2, SUPPORT_PATIENCE_S * 1000) <= 0)
        break;
      for (int side = CLIENT; side <= SERVER && whole; side++)
        if (polls[side].revents != 0)
          whole = hand_on (self, side);
    }
  close (self->fds[CLIENT]);
  close (self->fds[SERVER]);
  return NULL;
}

SupportCutter *
support_cutter_new (int client_fd, SupportCut cut, guint64 place, int *server_fd)
{
  SupportCutter *self = g_new0 (SupportCutter, 1);
  int pair[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), ==, 0);
  self->fds[CLIENT] = client_fd;
  self->fds[SERVER] = pair[0];
  *server_fd = pair[1];
  self->cut = cut;
  self->place = place;
  self->thread = g_thread_new ("cutter", run, self);
  return self;
}

void
support_cutter_end (SupportCutter *self, guint64 *from_client, guint64 *from_server)
{
  g_thread_join (self->thread);
  *from_client = self->counts[CLIENT];
  *from_server = self->counts[SERVER];
  g_free (self);
}
