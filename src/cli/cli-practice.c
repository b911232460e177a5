/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <signal.h>
#include <stdio.h>

#include "cli-command.h"
#include "cli-parts.h"
#include "cli-status.h"

#define WORDS "envoi-cli practice"

typedef struct
{
  int port;
  char *personality;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->personality);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse (Options *o, PracticePersonality *personality, int argc, char **argv, int *status)
{
  const GOptionEntry entries[] = {
    { "port", 0, 0, G_OPTION_ARG_INT, &o->port, N_ ("port to listen on; any free one without"),
      N_ ("PORT") },
    { "personality", 0, 0, G_OPTION_ARG_FILENAME, &o->personality,
      N_ ("full, lockstep, old, tls or starttls"), N_ ("NAME") },
    { NULL },
  };

  if (!cli_command_parse (WORDS, NULL, entries, argc, argv, status))
    return FALSE;
  *status = EX_USAGE;
  if (o->port < 0 || o->port > G_MAXUINT16)
    {
      cli_fail (EX_USAGE, _ ("%d is not a port; they go from 1 to 65535."), o->port);
      return FALSE;
    }
  if (o->personality != NULL && !practice_personality_from_nick (o->personality, personality))
    {
      cli_fail (EX_USAGE,
                _ ("There is no personality “%s”; there are full, lockstep, old, tls and "
                   "starttls."),
                o->personality);
      return FALSE;
    }
  return TRUE;
}

static gboolean
on_signal (gpointer loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_REMOVE;
}

int
cli_practice_run (int argc, char **argv)
{
  g_auto (Options) options = { 0 };
  g_autoptr (PracticeServer) server = NULL;
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  PracticePersonality personality = PRACTICE_FULL;
  int status = EX_OK;

  if (!parse (&options, &personality, argc, argv, &status))
    return status;
  server = cli_parts_start_practice (personality, options.port);
  if (server == NULL)
    return EX_UNAVAILABLE;
  g_unix_signal_add (SIGINT, on_signal, loop);
  g_unix_signal_add (SIGTERM, on_signal, loop);
  g_print ("%u\n", practice_server_get_port (server));
  fflush (stdout);
  g_main_loop_run (loop);
  practice_server_stop (server);
  return EX_OK;
}
