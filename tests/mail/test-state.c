/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "mail-state.h"

#include <string.h>

typedef struct
{
  MailLetterState letter;
  const char *recipients; /* a letter each: p a r d u */
  guint attempts;
  gboolean paused;
  const char *shown;
} DeriveCase;

static const DeriveCase derive_cases[] = {
  { MAIL_LETTER_HELD, "pp", 0, FALSE, "held" },
  { MAIL_LETTER_HELD, "pp", 0, TRUE, "paused" },
  { MAIL_LETTER_QUEUED, "pp", 0, FALSE, "queued" },
  { MAIL_LETTER_QUEUED, "pp", 1, FALSE, "waiting" },
  { MAIL_LETTER_QUEUED, "pp", 0, TRUE, "paused" },
  { MAIL_LETTER_QUEUED, "pp", 3, TRUE, "paused" },
  { MAIL_LETTER_QUEUED, "ad", 1, FALSE, "waiting" },
  { MAIL_LETTER_QUEUED, "ud", 1, TRUE, "unknown" },
  { MAIL_LETTER_SENDING, "pp", 1, FALSE, "sending" },
  { MAIL_LETTER_SENDING, "pu", 2, TRUE, "sending" },
  { MAIL_LETTER_CONFIRMING, "pr", 1, FALSE, "confirming" },
  { MAIL_LETTER_DONE, "aa", 1, FALSE, "accepted" },
  { MAIL_LETTER_DONE, "rr", 1, FALSE, "refused" },
  { MAIL_LETTER_DONE, "ar", 1, FALSE, "partly-accepted" },
  { MAIL_LETTER_DONE, "ad", 1, FALSE, "waiting" },
  { MAIL_LETTER_DONE, "rp", 1, TRUE, "paused" },
  { MAIL_LETTER_DONE, "aru", 1, FALSE, "unknown" },
  { MAIL_LETTER_DONE, "adu", 1, TRUE, "unknown" },
  /* no recipient is no success */
  { MAIL_LETTER_DONE, "", 1, FALSE, "refused" },
};

static void
test_derive (void)
{
  const char *letters = "pardu";

  for (gsize i = 0; i < G_N_ELEMENTS (derive_cases); i++)
    {
      const DeriveCase *c = &derive_cases[i];
      gsize n = strlen (c->recipients);
      MailRecipientState recipients[4];
      MailShownState shown;

      for (gsize r = 0; r < n; r++)
        recipients[r] = (MailRecipientState) (strchr (letters, c->recipients[r]) - letters);
      shown = mail_shown_state_derive (c->letter, recipients, n, c->attempts, c->paused);
      g_test_message ("row %" G_GSIZE_FORMAT, i);
      g_assert_cmpstr (mail_shown_state_to_nick (shown), ==, c->shown);
    }
}

static void
test_nicks (void)
{
  MailLetterState letter;
  MailRecipientState recipient;
  g_autoptr (GHashTable) shown = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < MAIL_N_LETTER_STATES; i++)
    {
      g_assert_true (
          mail_letter_state_from_nick (mail_letter_state_to_nick ((MailLetterState) i), &letter));
      g_assert_cmpuint (letter, ==, i);
    }
  for (guint i = 0; i < MAIL_N_RECIPIENT_STATES; i++)
    {
      const char *nick = mail_recipient_state_to_nick ((MailRecipientState) i);

      g_assert_true (mail_recipient_state_from_nick (nick, &recipient));
      g_assert_cmpuint (recipient, ==, i);
    }
  for (guint i = 0; i < MAIL_N_SHOWN_STATES; i++)
    g_assert_true (
        g_hash_table_add (shown, (gpointer) mail_shown_state_to_nick ((MailShownState) i)));
  g_assert_false (g_hash_table_contains (shown, "delivered"));
  g_assert_false (mail_letter_state_from_nick ("", &letter));
  g_assert_false (mail_recipient_state_from_nick (NULL, &recipient));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mail/state/derive", test_derive);
  g_test_add_func ("/mail/state/nicks", test_nicks);
  return g_test_run ();
}
