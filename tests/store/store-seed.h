/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Many accepted letters in Chinese and English, the same for the same number: words as frequent as
 * words are, 2,000 people, five years. A few a transaction, since each letter's own would take a
 * sync each; what search finds is indexed as ever. */

#pragma once

#include "store-database.h"

G_BEGIN_DECLS

/* in every letter; in every thousandth; in none */
#define STORE_SEED_ALL "greetings"
#define STORE_SEED_ALL_CHINESE "此致"
#define STORE_SEED_FEW "thousandth"
#define STORE_SEED_NONE "quixotry"

/**
 * store_seed_fill: waits until @n_letters were added
 */
void store_seed_fill (StoreDatabase *database, guint n_letters);

G_END_DECLS
