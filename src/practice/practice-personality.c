/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Ways in which servers present themselves. */

#include "practice-personality-private.h"

static const char *const modern[] = {
  "PIPELINING", "SIZE 52428800", "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES", NULL,
};
/* smtp.163.com offers 8BITMIME and little else, and its AUTH in two forms */
static const char *const lockstep[] = { "ID", "8BITMIME", NULL };
static const char *const none[] = { NULL };

static const PracticeManner manners[] = {
  [PRACTICE_FULL] = { .nick = "full",
                      .security = MAIL_SECURITY_NONE,
                      .ehlo = TRUE,
                      .enhanced = TRUE,
                      .size = TRUE,
                      .eight_bit = TRUE,
                      .smtputf8 = TRUE,
                      .login = TRUE,
                      .keywords = modern },
  [PRACTICE_LOCKSTEP] = { .nick = "lockstep",
                          .security = MAIL_SECURITY_NONE,
                          .ehlo = TRUE,
                          .eight_bit = TRUE,
                          .login = TRUE,
                          .keywords = lockstep },
  [PRACTICE_OLD] = { .nick = "old", .security = MAIL_SECURITY_NONE, .keywords = none },
  [PRACTICE_TLS] = { .nick = "tls",
                     .security = MAIL_SECURITY_TLS,
                     .ehlo = TRUE,
                     .enhanced = TRUE,
                     .size = TRUE,
                     .eight_bit = TRUE,
                     .smtputf8 = TRUE,
                     .login = TRUE,
                     .keywords = modern },
  [PRACTICE_STARTTLS] = { .nick = "starttls",
                          .security = MAIL_SECURITY_STARTTLS,
                          .ehlo = TRUE,
                          .enhanced = TRUE,
                          .size = TRUE,
                          .eight_bit = TRUE,
                          .smtputf8 = TRUE,
                          .login = TRUE,
                          .keywords = modern },
};

G_STATIC_ASSERT (G_N_ELEMENTS (manners) == PRACTICE_STARTTLS + 1);

const PracticeManner *
practice_personality_get_manner (PracticePersonality personality)
{
  g_return_val_if_fail (personality < G_N_ELEMENTS (manners), &manners[PRACTICE_FULL]);
  return &manners[personality];
}

gboolean
practice_personality_from_nick (const char *nick, PracticePersonality *personality)
{
  for (gsize i = 0; i < G_N_ELEMENTS (manners); i++)
    {
      if (g_strcmp0 (nick, manners[i].nick) == 0)
        {
          *personality = (PracticePersonality) i;
          return TRUE;
        }
    }
  return FALSE;
}
