/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "store-connection-private.h"

G_BEGIN_DECLS

/**
 * StoreNews: emits "changed" and "damaged" of a database, which it belongs to
 */
typedef struct StoreNews StoreNews;

/**
 * store_news_new: it is told in the context that is the thread's default now
 */
StoreNews *store_news_new (StoreDatabase *database);
void store_news_free (StoreNews *news);

/* On any thread, by somebody who holds the database. */

void store_news_tell_changed (StoreNews *news);
void store_news_tell_damaged (StoreNews *news);

/**
 * store_news_look: tells that something changed if another process has committed; on the writer's
 *   thread
 */
void store_news_look (StoreNews *news, StoreConnection *writer);

G_END_DECLS
