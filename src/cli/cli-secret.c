/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A code never comes from the command line, where every user of the machine could read it. It is
 * read octet by octet into a buffer of our own, because stdio keeps copies. */

#include "cli-secret.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "cli-status.h"

#define MAX_SECRET 4096

/* which signal came while a terminal does not echo; a handler can reach nothing else */
static volatile sig_atomic_t caught;

static void
on_signal (int number)
{
  caught = number;
}

/* Reads to the end of the line or of the input; whether anything came. A line that does not fit
 * is none: the beginning of a code is another code. */
static gboolean
read_line (char *buffer, gsize size)
{
  gsize length = 0;

  while (length + 1 < size)
    {
      ssize_t n = read (STDIN_FILENO, buffer + length, 1);

      if (n < 0 && errno == EINTR && caught == 0)
        continue;
      if (n <= 0 || buffer[length] == '\n')
        break;
      length++;
    }
  if (caught != 0 || length + 1 == size)
    return FALSE;
  buffer[length] = '\0';
  return length > 0 && g_utf8_validate (buffer, -1, NULL);
}

/* A terminal left without echo would be of no use to whoever thought better of it: what ends the
 * program waits until the terminal is as it was. */
static gboolean
read_without_echo (const char *prompt, char *buffer, gsize size)
{
  static const int ends[] = { SIGINT, SIGTERM, SIGHUP };
  struct sigaction noted = { .sa_handler = on_signal };
  struct sigaction old[G_N_ELEMENTS (ends)];
  struct termios before;
  struct termios quiet;
  gboolean found = FALSE;

  if (tcgetattr (STDIN_FILENO, &before) != 0)
    return read_line (buffer, size);
  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    sigaction (ends[i], &noted, &old[i]);
  quiet = before;
  quiet.c_lflag &= ~(tcflag_t) ECHO;
  quiet.c_lflag |= ECHONL;
  g_printerr ("%s", prompt);
  tcsetattr (STDIN_FILENO, TCSAFLUSH, &quiet);
  found = read_line (buffer, size);
  tcsetattr (STDIN_FILENO, TCSAFLUSH, &before);
  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    sigaction (ends[i], &old[i], NULL);
  if (caught != 0)
    {
      explicit_bzero (buffer, size);
      raise (caught);
    }
  return found;
}

char *
cli_secret_read (const char *prompt)
{
  char buffer[MAX_SECRET];
  char *clean = NULL;

  if (read_without_echo (prompt, buffer, sizeof buffer))
    clean = account_secret_dup_clean (buffer);
  explicit_bzero (buffer, sizeof buffer);
  if (clean != NULL && clean[0] == '\0')
    g_clear_pointer (&clean, account_secret_wipe);
  return clean;
}

void
cli_secret_ask (CliParts *parts, const AccountProfile *profile, gboolean allow_prompt,
                CliWait *wait)
{
  if (profile->endpoint->user != NULL && !account_profile_is_practice (profile))
    account_keyring_lookup_async (account_registry_get_keyring (parts->registry), profile->id,
                                  allow_prompt, NULL, cli_wait_done, wait);
  else
    wait->unasked = TRUE;
}

AccountSecret *
cli_secret_take (CliParts *parts, CliWait *wait)
{
  AccountSecret *none = NULL;

  if (!wait->unasked)
    return account_keyring_lookup_finish (account_registry_get_keyring (parts->registry),
                                          cli_wait (wait));
  none = g_new0 (AccountSecret, 1);
  none->status = ACCOUNT_SECRET_FOUND;
  return none;
}

AccountSecret *
cli_secret_lookup (CliParts *parts, const AccountProfile *profile)
{
  g_auto (CliWait) wait = CLI_WAIT_INIT;

  cli_secret_ask (parts, profile, TRUE, &wait);
  return cli_secret_take (parts, &wait);
}

int
cli_secret_explain (const AccountProfile *profile, const AccountSecret *secret)
{
  switch (secret->status)
    {
    case ACCOUNT_SECRET_FOUND:
      return EX_OK;
    case ACCOUNT_SECRET_NO_KEYRING:
      return cli_fail (EX_CONFIG,
                       _ ("There is no keyring that could hold the authorization code: no password "
                          "service answers on this session's bus. Start GNOME Keyring, KWallet or "
                          "KeePassXC; without a desktop, “dbus-run-session” gives it a bus."));
    case ACCOUNT_SECRET_LOCKED:
      return cli_fail (EX_CONFIG, _ ("The keyring is locked; unlock it and try again."));
    case ACCOUNT_SECRET_DISMISSED:
      return cli_fail (EX_CONFIG, _ ("The keyring stayed locked: its question was dismissed."));
    case ACCOUNT_SECRET_MISSING:
      return cli_fail (EX_CONFIG,
                       _ ("There is no authorization code for %s; give it with "
                          "“envoi-cli account add %s”."),
                       profile->address, profile->address);
    }
  g_return_val_if_reached (EX_CONFIG);
}
