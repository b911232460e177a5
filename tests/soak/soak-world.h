/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The other side of a soak: the servers of several accounts in a process of their own, so that what
 * the program keeps can be counted, and a ledger that both can read. */

#pragma once

#include "soak-clock.h"
#include "soak-letter.h"
#include "support-post.h"

G_BEGIN_DECLS

/**
 * SoakWeather: what a server is like, for some hours
 * @SOAK_WEATHER_FAIR: it serves everybody
 * @SOAK_WEATHER_OUT: nobody listens
 */
typedef enum
{
  SOAK_WEATHER_FAIR,
  SOAK_WEATHER_CALM,
  SOAK_WEATHER_ROUGH,
  SOAK_WEATHER_STORM,
  SOAK_WEATHER_OUT,
} SoakWeather;

#define SOAK_N_WEATHERS (SOAK_WEATHER_OUT + 1)
#define SOAK_N_SERVERS 4

/**
 * SoakLedger: written by the servers, read by the program's side
 * @copies: how often each person has been given each letter
 * @altered: letters that were not what was written
 * @complaints: of the judge of the wire, the first being @complaint
 * @faults: made, of each kind
 */
typedef struct
{
  SoakClock clock;
  gint connections;
  gint accepted;
  gint altered;
  gint complaints;
  char complaint[256];
  gint faults[SUPPORT_N_FAULTS];
  gint cuts;
  guint8 copies[SOAK_MAX_LETTERS][SOAK_MAX_PEOPLE];
} SoakLedger;

typedef struct SoakWorld SoakWorld;

/**
 * soak_world_new: begins the process, while this one has a single thread
 */
SoakWorld *soak_world_new (guint32 seed);
void soak_world_free (SoakWorld *world);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SoakWorld, soak_world_free)

pid_t soak_world_get_process (SoakWorld *world);
guint16 soak_world_get_port (SoakWorld *world, guint server);

/**
 * soak_world_get_ca_file:
 *
 * Returns: (nullable): who vouches for the server; NULL: it speaks in the clear
 */
const char *soak_world_get_ca_file (SoakWorld *world, guint server);

void soak_world_set_weather (SoakWorld *world, guint server, SoakWeather weather);

/**
 * soak_world_get_ledger:
 *
 * Returns: (transfer none): as it is now
 */
SoakLedger *soak_world_get_ledger (SoakWorld *world);

G_END_DECLS
