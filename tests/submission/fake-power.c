/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fake-power.h"

struct _FakePower
{
  GObject parent_instance;

  gboolean saving;
};

enum
{
  PROP_POWER_SAVER_ENABLED = 1,
};

static gboolean
fake_power_init_now (GInitable *initable, GCancellable *cancellable, GError **error)
{
  return TRUE;
}

static void
fake_power_initable_init (GInitableIface *iface)
{
  iface->init = fake_power_init_now;
}

static void
fake_power_monitor_init (GPowerProfileMonitorInterface *iface)
{
}

G_DEFINE_FINAL_TYPE_WITH_CODE (FakePower, fake_power, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_INITABLE, fake_power_initable_init)
                                   G_IMPLEMENT_INTERFACE (G_TYPE_POWER_PROFILE_MONITOR,
                                                          fake_power_monitor_init))

static void
fake_power_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  g_value_set_boolean (value, FAKE_POWER (object)->saving);
}

static void
fake_power_class_init (FakePowerClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->get_property = fake_power_get_property;
  g_object_class_override_property (object_class, PROP_POWER_SAVER_ENABLED, "power-saver-enabled");
}

static void
fake_power_init (FakePower *self)
{
}

FakePower *
fake_power_new (void)
{
  return g_object_new (FAKE_TYPE_POWER, NULL);
}

void
fake_power_set_saving (FakePower *self, gboolean saving)
{
  self->saving = saving;
  g_object_notify (G_OBJECT (self), "power-saver-enabled");
}
