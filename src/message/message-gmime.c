/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "message-gmime-private.h"

void
message_gmime_start (void)
{
  static gsize started;

  if (g_once_init_enter (&started))
    {
      g_mime_init ();
      g_once_init_leave (&started, 1);
    }
}
