/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The letters the soak knows of, and what must hold of each at any moment: docs/reliability.md. */

#pragma once

#include "queue-fixture.h"
#include "soak-world.h"

G_BEGIN_DECLS

/**
 * SoakLetter: what was done with it from our side
 * @again: how often a person had it sent again
 * @by_hand: a person said that it arrived
 * @drafted: taken back, so that nobody may have it
 * @deleted: at its end
 */
typedef struct
{
  guint number;
  gint64 id;
  guint n_people;
  guint again;
  gboolean by_hand;
  gboolean drafted;
  gboolean deleted;
} SoakLetter;

/**
 * SoakCopies: who had it at one moment
 */
typedef struct
{
  gint64 id;
  guint8 copies[SOAK_MAX_PEOPLE];
} SoakCopies;

typedef struct
{
  StoreDatabase *database;
  SoakLedger *ledger;
  SoakLetter *letters; /* by number; all at once, so that they do not grow */
  guint n_letters;
  GHashTable *by_id; /* ids in the outbox → SoakLetter, borrowed */
} SoakStore;

void soak_store_init (SoakStore *store, SoakLedger *ledger);
void soak_store_clear (SoakStore *store);

/**
 * soak_store_add: @id is the letter of the next number
 */
SoakLetter *soak_store_add (SoakStore *store, gint64 id);
SoakLetter *soak_store_lookup (SoakStore *store, gint64 id);

/**
 * soak_store_get_copies: as the ledger has them now
 */
SoakCopies soak_store_get_copies (SoakStore *store, gint64 id);

/**
 * soak_store_check: one letter, of which @before was true before it was read now
 */
void soak_store_check (SoakStore *store, const SoakCopies *before);

/**
 * soak_store_check_all: every letter; none is missing, none is more than it should be
 *
 * Returns: (transfer full): how many there are, by what is shown of them
 */
GArray *soak_store_check_all (SoakStore *store);

/**
 * soak_store_command: what a person does
 *
 * Returns: FALSE where it was too late
 */
gboolean soak_store_command (SoakStore *store, gint64 id, StoreCommand command);

/**
 * soak_store_list:
 *
 * Returns: (transfer container) (element-type StoreLetter):
 */
GPtrArray *soak_store_list (SoakStore *store, StoreFilter filter, gint64 before, guint limit);

/**
 * soak_store_count_drafts:
 */
guint soak_store_count_drafts (SoakStore *store);

G_END_DECLS
