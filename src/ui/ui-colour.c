/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui-colour.h"

#include <glib/gi18n.h>

static const struct
{
  const char *style_class;
  const char *name;
} colours[] = {
  { "colour-purple", N_ ("Purple") },  { "colour-blue", N_ ("Blue") },
  { "colour-brown", N_ ("Brown") },    { "colour-teal", N_ ("Teal") },
  { "colour-pink", N_ ("Pink") },      { "colour-grey", N_ ("Grey") },
  { "colour-navy", N_ ("Dark blue") }, { "colour-plum", N_ ("Plum") },
};

G_STATIC_ASSERT (G_N_ELEMENTS (colours) == ACCOUNT_N_COLOURS);

const char *
ui_colour_class (guint index)
{
  return colours[index % ACCOUNT_N_COLOURS].style_class;
}

const char *
ui_colour_name (guint index)
{
  return _ (colours[index % ACCOUNT_N_COLOURS].name);
}
