/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A DNS of the test's own: it knows what it was told and nothing else, so no question leaves the
 * process. Make it the default with g_resolver_set_default() before anything is looked up. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define SUPPORT_TYPE_RESOLVER (support_resolver_get_type ())
G_DECLARE_FINAL_TYPE (SupportResolver, support_resolver, SUPPORT, RESOLVER, GResolver)

SupportResolver *support_resolver_new (void);

/**
 * support_resolver_add_host: @host is at 127.0.0.1
 */
void support_resolver_add_host (SupportResolver *resolver, const char *host);

/**
 * support_resolver_add_record: one SRV record more of @name
 */
void support_resolver_add_record (SupportResolver *resolver, const char *name, guint16 priority,
                                  guint16 weight, guint16 port, const char *target);

/**
 * support_resolver_hang: questions for @name get no answer until they are cancelled
 */
void support_resolver_hang (SupportResolver *resolver, const char *name);

/**
 * support_resolver_get_questions:
 *
 * Returns: (transfer none) (array zero-terminated=1): every name asked for, in order
 */
const char *const *support_resolver_get_questions (SupportResolver *resolver);

G_END_DECLS
