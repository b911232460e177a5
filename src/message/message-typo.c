/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A mistyped domain of a mail service many people use. Only ever advice: "139.com" and "189.com"
 * are both somebody's, so a domain that is known is never doubted. */

#include "message-mailbox.h"

#include <string.h>

/* The first block is suggested; the second exists too and is only never doubted. */
static const char *const suggested[] = {
  "163.com",    "126.com",        "yeah.net",    "188.com",   "vip.163.com", "qq.com",
  "vip.qq.com", "foxmail.com",    "gmail.com",   "sina.com",  "sina.cn",     "sohu.com",
  "139.com",    "189.cn",         "aliyun.com",  "tom.com",   "21cn.com",    "263.net",
  "wo.cn",      "outlook.com",    "hotmail.com", "live.com",  "live.cn",     "msn.com",
  "yahoo.com",  "icloud.com",     "me.com",      "proton.me", "gmx.de",      "gmx.net",
  "web.de",     "protonmail.com", "yandex.ru",   "mail.ru",   "gmx.com",
};

static const char *const known[] = {
  "mail.com",     "email.com",    "ymail.com",  "gmx.at",       "gmx.ch",        "live.de",
  "live.fr",      "yahoo.de",     "yahoo.fr",   "yahoo.co.uk",  "yahoo.co.jp",   "yahoo.cn",
  "yahoo.com.cn", "outlook.de",   "outlook.fr", "outlook.cn",   "hotmail.de",    "hotmail.fr",
  "sina.com.cn",  "126.net",      "263.com",    "mac.com",      "hotmail.co.uk", "yandex.com",
  "189.com",      "136.com",      "aol.com",    "fastmail.com", "hey.com",       "vip.126.com",
  "vip.sina.com", "vip.sohu.com",
};

/* Endings that are always a slip: there are no such top-level domains, or none like this after a
 * mail service. */
static const char *const endings[][2] = {
  { ".con", ".com" }, { ".cmo", ".com" },  { ".ocm", ".com" },  { ".vom", ".com" },
  { ".xom", ".com" }, { ".comm", ".com" }, { ".coom", ".com" }, { ".cim", ".com" },
  { ".c0m", ".com" }, { ".nte", ".net" },  { ".ent", ".net" },
};

static gboolean
is_listed (const char *domain, const char *const *list, gsize n)
{
  for (gsize i = 0; i < n; i++)
    {
      if (g_ascii_strcasecmp (domain, list[i]) == 0)
        return TRUE;
    }
  return FALSE;
}

/* Whether @b is @a with one letter more. */
static gboolean
is_one_longer (const char *a, const char *b)
{
  gsize same = 0;

  while (a[same] != '\0' && a[same] == b[same])
    same++;
  return strcmp (a + same, b + same + 1) == 0;
}

/* Whether one slip of a finger leads from @typed to @meant: a letter too many, missing, wrong, or
 * two exchanged. */
static gboolean
is_one_slip (const char *typed, const char *meant)
{
  gsize typed_length = strlen (typed);
  gsize meant_length = strlen (meant);
  gsize same = 0;

  if (typed_length == meant_length + 1)
    return is_one_longer (meant, typed);
  if (typed_length + 1 == meant_length)
    return is_one_longer (typed, meant);
  if (typed_length != meant_length)
    return FALSE;

  while (typed[same] != '\0' && typed[same] == meant[same])
    same++;
  if (typed[same] == '\0')
    return FALSE;
  if (strcmp (typed + same + 1, meant + same + 1) == 0)
    return !g_ascii_isdigit (typed[same]) || !g_ascii_isdigit (meant[same]);
  return typed[same] == meant[same + 1] && typed[same + 1] == meant[same] &&
         strcmp (typed + same + 2, meant + same + 2) == 0;
}

static char *
dup_right_domain (const char *domain)
{
  if (is_listed (domain, suggested, G_N_ELEMENTS (suggested)) ||
      is_listed (domain, known, G_N_ELEMENTS (known)))
    return NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      if (g_str_has_suffix (domain, endings[i][0]))
        {
          gsize length = strlen (domain) - strlen (endings[i][0]);
          g_autofree char *stem = g_strndup (domain, length);
          return g_strconcat (stem, endings[i][1], NULL);
        }
    }

  for (gsize i = 0; i < G_N_ELEMENTS (suggested); i++)
    {
      const char *dot = strchr (suggested[i], '.');
      gsize label = dot - suggested[i];
      /* "li@163", "li@qq", "li@163com" */
      if (strchr (domain, '.') == NULL && strlen (domain) == label &&
          strncmp (domain, suggested[i], label) == 0)
        return g_strdup (suggested[i]);
      if (is_one_slip (domain, suggested[i]))
        return g_strdup (suggested[i]);
    }

  return NULL;
}

char *
message_mailbox_suggest (const char *text)
{
  g_autoptr (GPtrArray) entries = message_mailbox_parse_list (text);
  if (entries->len != 1)
    return NULL;

  const MessageMailbox *entry = g_ptr_array_index (entries, 0);
  const char *address = entry->path != NULL ? mail_path_get_text (entry->path) : entry->text;
  const char *at = strrchr (address, '@');
  if (at == NULL || at == address)
    return NULL;

  g_autofree char *domain = g_ascii_strdown (at + 1, -1);
  g_autofree char *right = dup_right_domain (domain);
  if (right == NULL)
    return NULL;

  g_autofree char *local_part = g_strndup (address, at - address);
  g_autofree char *suggestion = g_strconcat (local_part, "@", right, NULL);
  g_autoptr (MailPath) path = mail_path_parse (suggestion, NULL);
  return path != NULL ? g_steal_pointer (&suggestion) : NULL;
}

gboolean
message_mailbox_resembles (const char *typed, const char *meant)
{
  const char *typed_at = strrchr (typed, '@');
  const char *meant_at = strrchr (meant, '@');

  if (typed_at == NULL || meant_at == NULL || g_ascii_strcasecmp (typed_at, meant_at) != 0)
    return FALSE;

  g_autofree char *typed_part = g_strndup (typed, typed_at - typed);
  g_autofree char *meant_part = g_strndup (meant, meant_at - meant);
  g_autofree char *typed_small = g_ascii_strdown (typed_part, -1);
  g_autofree char *meant_small = g_ascii_strdown (meant_part, -1);
  /* of two letters, nearly everything is one slip away */
  return strlen (typed_small) > 2 && strlen (meant_small) > 2 &&
         is_one_slip (typed_small, meant_small);
}
