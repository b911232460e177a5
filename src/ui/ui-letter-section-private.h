/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where a letter stands in the outbox: what needs somebody comes first. */

#pragma once

#include "mail-state.h"

G_BEGIN_DECLS

typedef enum
{
  UI_SECTION_NEEDS_YOU,
  UI_SECTION_ON_THE_WAY,
  UI_SECTION_ACCEPTED,
} UiSection;

#define UI_N_SECTIONS (UI_SECTION_ACCEPTED + 1)

UiSection ui_section_of (MailShownState state);

/**
 * ui_section_get_title:
 *
 * Returns: (transfer none): for the head of the section
 */
const char *ui_section_get_title (UiSection section);

G_END_DECLS
