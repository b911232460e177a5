/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "mail-nick-private.h"

int
mail_nick_find (const char *const *nicks, gsize n_nicks, const char *nick)
{
  for (gsize i = 0; i < n_nicks; i++)
    if (g_strcmp0 (nicks[i], nick) == 0)
      return (int) i;
  return -1;
}
