/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the files of a discovery share. */

#pragma once

#include "net-discovery-private.h"

G_BEGIN_DECLS

/**
 * NetService: of a domain, the better first
 */
typedef enum
{
  NET_SERVICE_SUBMISSIONS,
  NET_SERVICE_SUBMISSION,
} NetService;

#define NET_N_SERVICES (NET_SERVICE_SUBMISSION + 1)

struct _NetDiscovery
{
  GObject parent_instance;

  /* owned */
  char *domain;
  NetDiscoverySettings settings;
  GPtrArray *tries;
  GList *targets[NET_N_SERVICES];
  GTask *task;
  GCancellable *step; /* of all that is running */
  GSource *timer;
  GSource *cancel_source;

  gboolean declined[NET_N_SERVICES];
  guint running;
  guint step_begin; /* the first try of this step */
  gboolean guessing;
  gboolean cancelled;
  gboolean late;
};

/**
 * NetKnock: one operation
 * @index: of its try
 * @service: what a record is asked for
 */
typedef struct
{
  NetDiscovery *self;
  guint index;
  guint service;
  gint64 start_us;
} NetKnock;

/* net-discovery.c */

/**
 * net_knock_new: an operation begins; net_discovery_end_try() ends it
 */
NetKnock *net_knock_new (NetDiscovery *self, guint index);
void net_knock_free (NetKnock *knock);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NetKnock, net_knock_free)

/**
 * net_discovery_add_try:
 * @try: (transfer full):
 *
 * Returns: its index
 */
guint net_discovery_add_try (NetDiscovery *self, MailTry *try);

/**
 * net_discovery_end_try:
 * @failure: (transfer full) (nullable): why it came to nothing
 */
void net_discovery_end_try (NetKnock *knock, MailTryState state, MailFailure *failure);
void net_discovery_begin_step (NetDiscovery *self);

/**
 * net_discovery_start_timer: cuts the step short after @ms, unless it runs already
 */
void net_discovery_start_timer (NetDiscovery *self, guint ms);

/**
 * net_discovery_begin_targets: knocks at the servers that the records named
 */
void net_discovery_begin_targets (NetDiscovery *self);

/**
 * net_discovery_end: returns the task
 */
void net_discovery_end (NetDiscovery *self);

/* net-discovery-ask.c */

/**
 * net_discovery_ask: asks for the records, unless a proxy leads out; net_discovery_begin_targets()
 * or net_discovery_end() follows
 */
void net_discovery_ask (NetDiscovery *self);

G_END_DECLS
