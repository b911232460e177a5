/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A system that says of its power what the test wants. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define FAKE_TYPE_POWER (fake_power_get_type ())
G_DECLARE_FINAL_TYPE (FakePower, fake_power, FAKE, POWER, GObject)

FakePower *fake_power_new (void);

/**
 * fake_power_set_saving: says that it is saved
 */
void fake_power_set_saving (FakePower *power, gboolean saving);

G_END_DECLS
