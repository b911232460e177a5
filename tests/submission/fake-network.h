/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A system that says of the network what the test wants. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define FAKE_TYPE_NETWORK (fake_network_get_type ())
G_DECLARE_FINAL_TYPE (FakeNetwork, fake_network, FAKE, NETWORK, GObject)

FakeNetwork *fake_network_new (gboolean available);

/**
 * fake_network_set: says so, also where it was so before
 */
void fake_network_set (FakeNetwork *network, gboolean available);

/**
 * fake_network_set_metered: says that its octets are counted
 */
void fake_network_set_metered (FakeNetwork *network, gboolean metered);

G_END_DECLS
