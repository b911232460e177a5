/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "practice-people-private.h"

static const PracticePerson people[] = {
  { "friend", 250, "2.1.5", "Recipient OK", PRACTICE_FATE_KEPT, FALSE, 0 },
  { "nobody", 550, "5.1.1", "No such mailbox here", PRACTICE_FATE_KEPT, FALSE, 0 },
  { "full", 452, "4.2.2", "The recipient's mailbox is full", PRACTICE_FATE_KEPT, FALSE, 0 },
  { "later", 451, "4.7.1", "Greylisted, please come back in a moment", PRACTICE_FATE_KEPT, TRUE,
    0 },
  { "strict", 553, "5.7.1", "The sender must be the account that logged in", PRACTICE_FATE_KEPT,
    FALSE, 0 },
  { "tiny", 250, "2.1.5", "Recipient OK, small letters only", PRACTICE_FATE_TOO_LARGE, FALSE, 0 },
  { "spam", 250, "2.1.5", "Recipient OK", PRACTICE_FATE_SPAM, FALSE, 0 },
  { "slow", 250, "2.1.5", "Recipient OK, after some thought", PRACTICE_FATE_KEPT, FALSE, 2000 },
  { "hangup", 250, "2.1.5", "Recipient OK", PRACTICE_FATE_HANGUP, FALSE, 0 },
  { "silent", 250, "2.1.5", "Recipient OK", PRACTICE_FATE_SILENT, FALSE, 0 },
};

const PracticePerson *
practice_people_find (const char *local_part)
{
  for (gsize i = 0; i < G_N_ELEMENTS (people); i++)
    {
      if (g_ascii_strcasecmp (people[i].name, local_part) == 0)
        return &people[i];
    }
  return &people[0];
}
