/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A thread a server waits for whoever comes, or for a new weather on its pipe; a thread a
 * connection serves it with the whole server of tests/support, with a fault in it or none. While
 * nobody listens the port stays ours: a socket that is bound, and does not listen, answers with
 * RST. */

#include "soak-world.h"

#include <arpa/inet.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support-post-private.h"

/* Of a hundred connections: those with a fault or a cut, and those that refuse somebody. */
static const gint roughness[SOAK_N_WEATHERS] = { 0, 10, 50, 90, 0 };
static const gint refusals[SOAK_N_WEATHERS] = { 0, 10, 20, 20, 0 };

typedef struct
{
  SoakWorld *world;
  guint16 port;
  int held;    /* bound only */
  int fd;      /* listens; -1 */
  int control; /* read end */
  SoakWeather weather;
  SupportPlan base;
  GRand *rand;
} Server;

struct SoakWorld
{
  pid_t process;
  SoakLedger *ledger;
  SupportCertificates *certificates;
  Server servers[SOAK_N_SERVERS];
  int controls[SOAK_N_SERVERS]; /* write ends */
};

typedef struct
{
  Server *server;
  SupportPlan plan;
  int fd;
} Connection;

/* --- the ledger ------------------------------------------------------------------------------ */

static void
on_taken (const SupportLetter *letter, gpointer user_data)
{
  SoakLedger *ledger = user_data;
  guint number = soak_letter_parse (letter->message_id);
  g_autoptr (GBytes) octets = soak_letter_dup_octets (number);

  g_assert_cmpuint (number, <, SOAK_MAX_LETTERS);
  if (!g_bytes_equal (octets, letter->octets))
    __atomic_add_fetch (&ledger->altered, 1, __ATOMIC_SEQ_CST);
  for (guint i = 0; i < letter->recipients->len; i++)
    {
      const char *person = g_ptr_array_index (letter->recipients, i);
      guint64 index = g_ascii_strtoull (person + 1, NULL, 10);

      g_assert_cmpuint (index, <, SOAK_MAX_PEOPLE);
      __atomic_add_fetch (&ledger->copies[number][index], 1, __ATOMIC_SEQ_CST);
    }
  __atomic_add_fetch (&ledger->accepted, 1, __ATOMIC_SEQ_CST);
}

static void
write_down (SoakLedger *ledger, const SupportPlan *plan, const SupportReport *report)
{
  if (report->reached)
    __atomic_add_fetch (&ledger->faults[plan->fault], 1, __ATOMIC_SEQ_CST);
  if (plan->cut != SUPPORT_CUT_NEVER)
    __atomic_add_fetch (&ledger->cuts, 1, __ATOMIC_SEQ_CST);
  /* of a short letter the dot is under way before the middle of it is read */
  if (report->complaints->len == 0 || plan->stage == SUPPORT_STAGE_CONTENT)
    return;
  if (__atomic_fetch_add (&ledger->complaints, 1, __ATOMIC_SEQ_CST) == 0)
    g_snprintf (ledger->complaint, sizeof ledger->complaint, "%s, %s at %s",
                (const char *) report->complaints->pdata[0], support_fault_to_nick (plan->fault),
                support_stage_to_nick (plan->stage));
}

/* --- one connection -------------------------------------------------------------------------- */

/* In mid-content a short letter is complete on the wire, so that a 250 there would be a lie nobody
 * can see through; and a server that reads no more waits for its test. tests/net has both. */
static gboolean
may_be_in_content (SupportFault fault)
{
  switch (fault)
    {
    case SUPPORT_FAULT_421:
    case SUPPORT_FAULT_4XX:
    case SUPPORT_FAULT_5XX:
    case SUPPORT_FAULT_CLOSE:
    case SUPPORT_FAULT_RESET:
    case SUPPORT_FAULT_HALF_CLOSE:
    case SUPPORT_FAULT_GARBAGE:
    case SUPPORT_FAULT_DRIP:
      return TRUE;
    default:
      return FALSE;
    }
}

/* A reply too many cannot be told from the last one where there is no 354 (RFC 3030). A flood takes
 * long to say, so it is rare. */
static gboolean
may_be (const SupportPlan *plan, GRand *rand)
{
  if (plan->stage == SUPPORT_STAGE_CONTENT)
    return may_be_in_content (plan->fault);
  if (plan->fault == SUPPORT_FAULT_TWICE)
    return !plan->chunking;
  if (plan->fault == SUPPORT_FAULT_FLOOD || plan->fault == SUPPORT_FAULT_OVERSIZE)
    return g_rand_int_range (rand, 0, 10) == 0;
  return TRUE;
}

static void
make_plan (Server *server, SupportPlan *plan)
{
  GRand *rand = server->rand;

  *plan = server->base;
  if (g_rand_int_range (rand, 0, 100) < refusals[server->weather])
    plan->refused = g_rand_int (rand) & 0xF;
  if (g_rand_int_range (rand, 0, 100) >= roughness[server->weather])
    return;
  if (g_rand_int_range (rand, 0, 4) == 0)
    {
      plan->cut = g_rand_boolean (rand) ? SUPPORT_CUT_CLIENT : SUPPORT_CUT_SERVER;
      plan->cut_place = (guint64) g_rand_int_range (rand, 0, 4000);
      return;
    }
  do
    {
      plan->stage = (SupportStage) g_rand_int_range (rand, 0, SUPPORT_N_STAGES);
      plan->fault = (SupportFault) g_rand_int_range (rand, 1, SUPPORT_N_FAULTS);
    }
  while (!may_be (plan, rand));
}

static gpointer
serve (gpointer user_data)
{
  g_autofree Connection *self = user_data;
  g_autoptr (SupportReport) report = support_report_new ();
  SoakWorld *world = self->server->world;
  SupportCutter *cutter = NULL;
  guint64 octets[2];

  __atomic_add_fetch (&world->ledger->connections, 1, __ATOMIC_SEQ_CST);
  if (self->plan.cut != SUPPORT_CUT_NEVER)
    cutter = support_cutter_new (self->fd, self->plan.cut, self->plan.cut_place, &self->fd);
  support_talk (&self->plan, world->certificates, self->fd, -1, report);
  if (cutter != NULL)
    support_cutter_end (cutter, octets, octets + 1);
  write_down (world->ledger, &self->plan, report);
  return NULL;
}

/* --- one server ------------------------------------------------------------------------------ */

static int
bind_port (guint16 *port)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons (*port) };
  socklen_t length = sizeof address;
  int one = 1;
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  address.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
  setsockopt (fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  setsockopt (fd, SOL_SOCKET, SO_REUSEPORT, &one, sizeof one);
  g_assert_no_errno (bind (fd, (struct sockaddr *) &address, sizeof address));
  g_assert_no_errno (getsockname (fd, (struct sockaddr *) &address, &length));
  *port = ntohs (address.sin_port);
  return fd;
}

static void
take_weather (Server *self, SoakWeather weather)
{
  self->weather = weather;
  if (weather == SOAK_WEATHER_OUT && self->fd >= 0)
    {
      close (self->fd);
      self->fd = -1;
    }
  if (weather != SOAK_WEATHER_OUT && self->fd < 0)
    {
      self->fd = bind_port (&self->port);
      g_assert_no_errno (listen (self->fd, 16));
    }
}

static void
take_connection (Server *self)
{
  Connection *connection = g_new0 (Connection, 1);

  connection->server = self;
  connection->fd = accept4 (self->fd, NULL, NULL, SOCK_CLOEXEC);
  make_plan (self, &connection->plan);
  g_thread_unref (g_thread_new ("connection", serve, connection));
}

/* Until the other process is no more. */
static gpointer
run_server (gpointer user_data)
{
  Server *self = user_data;

  for (;;)
    {
      struct pollfd polls[2] = { { self->control, POLLIN, 0 }, { self->fd, POLLIN, 0 } };
      guint8 weather;

      poll (polls, self->fd >= 0 ? 2 : 1, -1);
      if (polls[0].revents != 0)
        {
          if (read (self->control, &weather, 1) != 1)
            return NULL;
          take_weather (self, weather);
        }
      else if (polls[1].revents & POLLIN)
        take_connection (self);
    }
}

/* --- the process ----------------------------------------------------------------------------- */

static void
run_servers (SoakWorld *self)
{
  GThread *threads[SOAK_N_SERVERS];

  prctl (PR_SET_PDEATHSIG, SIGKILL);
  for (guint i = 0; i < SOAK_N_SERVERS; i++)
    close (self->controls[i]);
  for (guint i = 0; i < SOAK_N_SERVERS; i++)
    threads[i] = g_thread_new ("server", run_server, self->servers + i);
  for (guint i = 0; i < SOAK_N_SERVERS; i++)
    g_thread_join (threads[i]);
  _exit (0);
}

static void
server_init (Server *self, SoakWorld *world, guint index, guint32 seed)
{
  int ends[2];

  g_assert_no_errno (pipe (ends));
  self->world = world;
  self->control = ends[0];
  world->controls[index] = ends[1];
  self->held = bind_port (&self->port);
  self->fd = -1;
  take_weather (self, SOAK_WEATHER_CALM);
  self->rand = g_rand_new_with_seed (seed + index);
  self->base.taken = on_taken;
  self->base.taken_data = world->ledger;
  self->base.pipelining = index != 0;
  self->base.chunking = index == 2;
  self->base.tls = index == 3;
}

SoakWorld *
soak_world_new (guint32 seed)
{
  SoakWorld *self = g_new0 (SoakWorld, 1);

  self->ledger =
      mmap (NULL, sizeof *self->ledger, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  g_assert_true (self->ledger != MAP_FAILED);
  soak_clock_share (&self->ledger->clock);
  self->certificates = support_certificates_new ();
  support_certificates_get (self->certificates, SUPPORT_CERTIFICATE_GOOD);
  for (guint i = 0; i < SOAK_N_SERVERS; i++)
    server_init (self->servers + i, self, i, seed);
  self->process = fork ();
  g_assert_cmpint (self->process, >=, 0);
  if (self->process == 0)
    run_servers (self);
  for (guint i = 0; i < SOAK_N_SERVERS; i++)
    {
      close (self->servers[i].held);
      close (self->servers[i].fd);
      close (self->servers[i].control);
    }
  return self;
}

void
soak_world_free (SoakWorld *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < SOAK_N_SERVERS; i++)
    {
      close (self->controls[i]);
      g_rand_free (self->servers[i].rand);
    }
  waitpid (self->process, NULL, 0);
  support_certificates_free (self->certificates);
  soak_clock_share (NULL);
  munmap (self->ledger, sizeof *self->ledger);
  g_free (self);
}

pid_t
soak_world_get_process (SoakWorld *self)
{
  return self->process;
}

guint16
soak_world_get_port (SoakWorld *self, guint server)
{
  return self->servers[server].port;
}

const char *
soak_world_get_ca_file (SoakWorld *self, guint server)
{
  return self->servers[server].base.tls ? support_certificates_get_ca_file (self->certificates)
                                        : NULL;
}

void
soak_world_set_weather (SoakWorld *self, guint server, SoakWeather weather)
{
  guint8 octet = (guint8) weather;

  g_assert_cmpint (write (self->controls[server], &octet, 1), ==, 1);
}

SoakLedger *
soak_world_get_ledger (SoakWorld *self)
{
  return self->ledger;
}
