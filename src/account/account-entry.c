/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A profile as a group of a key file. The file may have been written by anybody: a group with a
 * value that could do harm (a line break in what becomes a command, an unknown kind of security)
 * is no profile at all; nothing is guessed in the direction of less safety. */

#include "account-entry-private.h"

#include <string.h>

#include "mail-path.h"

#define GROUP_PREFIX "account "
#define MAX_ID 64
#define MAX_VALUE 1024
#define MAX_SIGNATURE 65536
#define MAX_TIMEOUT_S 86400
#define DIGEST_LENGTH 64

static gboolean
is_id (const char *text)
{
  gsize length = strlen (text);

  return length > 0 && length <= MAX_ID &&
         strspn (text, "abcdefghijklmnopqrstuvwxyz0123456789-") == length &&
         !g_str_equal (text, ACCOUNT_PRACTICE_ID);
}

static gboolean
has_control (const char *text, const char *allowed)
{
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);
      gboolean line_break = c == 0x2028 || c == 0x2029;

      if ((g_unichar_iscntrl (c) || line_break) && (c > 127 || strchr (allowed, (int) c) == NULL))
        return TRUE;
    }
  return FALSE;
}

/* A value of one line; *bad is set when there is one that may not be used. */
static char *
read_line (GKeyFile *keys, const char *group, const char *key, gboolean *bad)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *value = g_key_file_get_string (keys, group, key, &error);

  /* a bad escape gives an error and a value */
  if (error != NULL)
    {
      if (!g_error_matches (error, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_KEY_NOT_FOUND))
        *bad = TRUE;
      return NULL;
    }
  if (value[0] == '\0')
    return NULL;
  if (strlen (value) > MAX_VALUE || has_control (value, ""))
    {
      *bad = TRUE;
      return NULL;
    }
  return g_steal_pointer (&value);
}

/* A value without blanks, such as a host. */
static char *
read_word (GKeyFile *keys, const char *group, const char *key, gboolean *bad)
{
  g_autofree char *value = read_line (keys, group, key, bad);

  if (value != NULL && strpbrk (value, " \t") != NULL)
    {
      *bad = TRUE;
      return NULL;
    }
  return g_steal_pointer (&value);
}

static guint
read_number (GKeyFile *keys, const char *group, const char *key, guint limit, gboolean *bad)
{
  g_autofree char *value = read_word (keys, group, key, bad);
  guint64 number = 0;

  if (value != NULL && !g_ascii_string_to_unsigned (value, 10, 0, limit, &number, NULL))
    *bad = TRUE;
  return number;
}

static gboolean
read_flag (GKeyFile *keys, const char *group, const char *key)
{
  return g_key_file_get_boolean (keys, group, key, NULL);
}

static char *
read_digest (GKeyFile *keys, const char *group, const char *key, gboolean *bad)
{
  g_autofree char *value = read_word (keys, group, key, bad);

  if (value != NULL && (strlen (value) != DIGEST_LENGTH ||
                        strspn (value, "0123456789abcdefABCDEF") != DIGEST_LENGTH))
    {
      *bad = TRUE;
      return NULL;
    }
  return g_steal_pointer (&value);
}

static char *
read_signature (GKeyFile *keys, const char *group)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *value = g_key_file_get_string (keys, group, "signature", &error);

  if (error != NULL || value[0] == '\0' || strlen (value) > MAX_SIGNATURE ||
      has_control (value, "\n\t"))
    return NULL;
  return g_steal_pointer (&value);
}

static MailEndpoint *
read_endpoint (GKeyFile *keys, const char *group)
{
  gboolean bad = FALSE;
  g_autofree char *host = read_word (keys, group, "server", &bad);
  g_autofree char *nick = read_word (keys, group, "security", &bad);
  guint port = read_number (keys, group, "port", G_MAXUINT16, &bad);
  MailSecurity security = MAIL_SECURITY_TLS;
  g_autoptr (MailEndpoint) endpoint = NULL;

  if (bad || host == NULL || port == 0 || nick == NULL ||
      !mail_security_from_nick (nick, &security))
    return NULL;
  endpoint = mail_endpoint_new (host, port, security);
  endpoint->user = read_line (keys, group, "user", &bad);
  endpoint->mechanism = read_word (keys, group, "mechanism", &bad);
  endpoint->ehlo_name = read_word (keys, group, "ehlo-name", &bad);
  endpoint->ca_file = read_line (keys, group, "ca-file", &bad);
  endpoint->certificate_sha256 = read_digest (keys, group, "certificate-sha256", &bad);
  endpoint->certificate_flags =
      read_number (keys, group, "certificate-flags", MAIL_CERTIFICATE_ALL_FLAGS, &bad);
  endpoint->timeout_s = read_number (keys, group, "timeout", MAX_TIMEOUT_S, &bad);
  endpoint->ask_partial = read_flag (keys, group, "ask-partial");
  return bad ? NULL : g_steal_pointer (&endpoint);
}

char *
account_entry_dup_group (const char *id)
{
  return g_strconcat (GROUP_PREFIX, id, NULL);
}

AccountProfile *
account_entry_read (GKeyFile *keys, const char *group)
{
  const char *id = group + strlen (GROUP_PREFIX);
  gboolean bad = FALSE;
  g_autofree char *address = NULL;
  g_autoptr (MailPath) path = NULL;
  g_autoptr (MailEndpoint) endpoint = NULL;
  g_autoptr (AccountProfile) profile = NULL;

  if (!g_str_has_prefix (group, GROUP_PREFIX) || !is_id (id))
    return NULL;
  address = read_word (keys, group, "address", &bad);
  path = address != NULL ? mail_path_parse (address, NULL) : NULL;
  endpoint = read_endpoint (keys, group);
  if (path == NULL || endpoint == NULL)
    return NULL;

  profile = account_profile_new (address, endpoint);
  g_free (profile->id);
  profile->id = g_strdup (id);
  profile->name = read_line (keys, group, "name", &bad);
  profile->provider = read_word (keys, group, "provider", &bad);
  profile->signature = read_signature (keys, group);
  profile->colour = read_number (keys, group, "colour", G_MAXUINT16, &bad) % ACCOUNT_N_COLOURS;
  profile->send_again_unknown = read_flag (keys, group, "send-again-unknown");
  return bad ? NULL : g_steal_pointer (&profile);
}

static void
write_text (GKeyFile *keys, const char *group, const char *key, const char *value)
{
  if (value != NULL && value[0] != '\0')
    g_key_file_set_string (keys, group, key, value);
  else
    g_key_file_remove_key (keys, group, key, NULL);
}

static void
write_number (GKeyFile *keys, const char *group, const char *key, guint value)
{
  if (value != 0)
    g_key_file_set_uint64 (keys, group, key, value);
  else
    g_key_file_remove_key (keys, group, key, NULL);
}

static void
write_flag (GKeyFile *keys, const char *group, const char *key, gboolean value)
{
  if (value)
    g_key_file_set_boolean (keys, group, key, TRUE);
  else
    g_key_file_remove_key (keys, group, key, NULL);
}

static void
write_endpoint (GKeyFile *keys, const char *group, const MailEndpoint *endpoint)
{
  write_text (keys, group, "server", endpoint->host);
  g_key_file_set_integer (keys, group, "port", endpoint->port);
  write_text (keys, group, "security", mail_security_to_nick (endpoint->security));
  write_text (keys, group, "user", endpoint->user);
  write_text (keys, group, "mechanism", endpoint->mechanism);
  write_text (keys, group, "ehlo-name", endpoint->ehlo_name);
  write_text (keys, group, "ca-file", endpoint->ca_file);
  write_text (keys, group, "certificate-sha256", endpoint->certificate_sha256);
  write_number (keys, group, "certificate-flags", endpoint->certificate_flags);
  write_number (keys, group, "timeout", endpoint->timeout_s);
  write_flag (keys, group, "ask-partial", endpoint->ask_partial);
}

void
account_entry_write (GKeyFile *keys, const AccountProfile *profile)
{
  g_autofree char *group = account_entry_dup_group (profile->id);

  write_text (keys, group, "address", profile->address);
  write_text (keys, group, "name", profile->name);
  write_text (keys, group, "provider", profile->provider);
  write_endpoint (keys, group, profile->endpoint);
  write_text (keys, group, "signature", profile->signature);
  g_key_file_set_integer (keys, group, "colour", profile->colour);
  write_flag (keys, group, "send-again-unknown", profile->send_again_unknown);
}
