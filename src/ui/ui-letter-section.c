/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui-letter-section-private.h"

#include <glib/gi18n.h>

UiSection
ui_section_of (MailShownState state)
{
  switch (state)
    {
    case MAIL_SHOWN_PARTLY_ACCEPTED:
    case MAIL_SHOWN_REFUSED:
    case MAIL_SHOWN_PAUSED:
    case MAIL_SHOWN_UNKNOWN:
      return UI_SECTION_NEEDS_YOU;
    case MAIL_SHOWN_HELD:
    case MAIL_SHOWN_QUEUED:
    case MAIL_SHOWN_SENDING:
    case MAIL_SHOWN_CONFIRMING:
    case MAIL_SHOWN_WAITING:
      return UI_SECTION_ON_THE_WAY;
    case MAIL_SHOWN_ACCEPTED:
      return UI_SECTION_ACCEPTED;
    }
  g_return_val_if_reached (UI_SECTION_ACCEPTED);
}

const char *
ui_section_get_title (UiSection section)
{
  switch (section)
    {
    case UI_SECTION_NEEDS_YOU:
      return _ ("Needs you");
    case UI_SECTION_ON_THE_WAY:
      return _ ("On the way");
    case UI_SECTION_ACCEPTED:
      return _ ("Accepted today");
    }
  g_return_val_if_reached (NULL);
}
