/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The system's proxy settings as a test wants them, in place of the real ones. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * support_proxies_install: before anything connects; from then on there is no proxy
 */
void support_proxies_install (void);

/**
 * support_proxies_set:
 * @uris: (nullable) (array zero-terminated=1): what the settings answer for every destination;
 *   NULL: no proxy
 */
void support_proxies_set (const char *const *uris);

/**
 * support_proxies_get_n_questions:
 *
 * Returns: how often somebody asked since support_proxies_set()
 */
guint support_proxies_get_n_questions (void);

G_END_DECLS
