/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The grammar of RFC 5321 section 4.1.2, widened by RFC 6531 section 3.3 to UTF-8. A path is read
 * strictly and from left to right: the local-part ends at the first "@" outside quotes, and what
 * follows must be a domain or an address-literal to its last octet. No whitespace, control or
 * angle bracket survives outside quotes, and none that ends a line survives anywhere.
 *
 * Domains are compared and measured as A-labels. */

#include "mail-path.h"

#include <string.h>

#include "mail-error.h"
#include "mail-text-private.h"

#define MAX_LABEL 63

struct MailPath
{
  gatomicrefcount references;
  char *text;
  char *local_part;
  const char *domain; /* within text */
  char *ascii_domain; /* A-labels, or the address-literal */
  guint hash;
  gboolean ascii_local_part;
};

/* What stands around an address in running text: “li@163.com”, 《li@163.com》. RFC 6531 would have
 * it in a local-part, but nobody has it there. */
static gboolean
is_bracket (gunichar character)
{
  GUnicodeType type = g_unichar_type (character);

  return type == G_UNICODE_OPEN_PUNCTUATION || type == G_UNICODE_CLOSE_PUNCTUATION ||
         type == G_UNICODE_INITIAL_PUNCTUATION || type == G_UNICODE_FINAL_PUNCTUATION;
}

static gboolean
is_atext (gunichar character)
{
  if (character >= 0x80)
    return !mail_text_is_unsafe (character) && !g_unichar_isspace (character) &&
           !is_bracket (character);
  return g_ascii_isalnum (character) || strchr ("!#$%&'*+-/=?^_`{|}~", character) != NULL;
}

/* Dot-string: atoms parted by single dots. Returns where it ends, NULL if it is none. */
static const char *
skip_dot_string (const char *text)
{
  gboolean in_atom = FALSE;

  for (const char *p = text;; p = g_utf8_next_char (p))
    {
      gunichar character = g_utf8_get_char (p);

      if (character != '\0' && is_atext (character))
        in_atom = TRUE;
      else if (!in_atom)
        return NULL;
      else if (character == '.')
        in_atom = FALSE;
      else
        return p;
    }
}

/* Quoted-string of section 4.1.2: printable ASCII and, by RFC 6531, UTF-8. */
static const char *
skip_quoted_string (const char *text)
{
  for (const char *p = text + 1; *p != '\0'; p = g_utf8_next_char (p))
    {
      if (*p == '"')
        return p + 1;
      /* a quoted-pair quotes ASCII only */
      if (*p == '\\' && (*++p == '\0' || (guchar) *p >= 0x80))
        return NULL;
      if (mail_text_is_unsafe (g_utf8_get_char (p)))
        return NULL;
    }
  return NULL;
}

static gboolean
is_address_literal (const char *domain)
{
  g_autofree char *inner = NULL;
  gsize length = strlen (domain);
  gboolean is_v6;
  const char *address;

  if (length < 3 || domain[length - 1] != ']')
    return FALSE;
  inner = g_strndup (domain + 1, length - 2);
  is_v6 = g_ascii_strncasecmp (inner, "IPv6:", 5) == 0;
  address = is_v6 ? inner + 5 : inner;
  if (strspn (address, is_v6 ? "0123456789abcdefABCDEF:." : "0123456789.") != strlen (address))
    return FALSE;
  return (strchr (address, ':') != NULL) == is_v6 && g_hostname_is_ip_address (address);
}

static gboolean
is_label (const char *label)
{
  gsize length = strlen (label);

  if (length == 0 || length > MAX_LABEL || label[0] == '-' || label[length - 1] == '-')
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (label[i]) && label[i] != '-')
      return FALSE;
  return TRUE;
}

static gboolean
is_ascii_domain (const char *domain)
{
  g_auto (GStrv) labels = g_strsplit (domain, ".", -1);

  for (guint i = 0; labels[i] != NULL; i++)
    if (!is_label (labels[i]))
      return FALSE;
  return labels[0] != NULL;
}

/* The domain as it goes over the wire and is compared, or NULL when it is none. */
static char *
read_domain (const char *domain)
{
  g_autofree char *ascii = NULL;

  if (domain[0] == '[')
    return is_address_literal (domain) ? g_strdup (domain) : NULL;
  for (const char *p = domain; *p != '\0'; p = g_utf8_next_char (p))
    if (mail_text_is_unsafe (g_utf8_get_char (p)) || g_unichar_isspace (g_utf8_get_char (p)) ||
        is_bracket (g_utf8_get_char (p)))
      return NULL;
  ascii = g_str_is_ascii (domain) ? g_strdup (domain) : g_hostname_to_ascii (domain);
  if (ascii == NULL || !is_ascii_domain (ascii))
    return NULL;
  return g_steal_pointer (&ascii);
}

static guint
compute_hash (const MailPath *path)
{
  g_autofree char *folded = g_ascii_strdown (path->ascii_domain, -1);

  return g_str_hash (path->local_part) * 33 + g_str_hash (folded);
}

static MailPath *
path_new (const char *text, const char *at, const char *ascii_domain)
{
  MailPath *path = g_new0 (MailPath, 1);

  g_atomic_ref_count_init (&path->references);
  path->text = g_strdup (text);
  path->local_part = g_strndup (text, at - text);
  path->domain = path->text + (at - text) + 1;
  path->ascii_domain = g_strdup (ascii_domain);
  path->ascii_local_part = g_str_is_ascii (path->local_part);
  path->hash = compute_hash (path);
  return path;
}

static const char *
find_fault (gsize local_part, gsize domain, gsize length)
{
  if (local_part > MAIL_PATH_MAX_LOCAL_PART)
    return "local-part longer than 64 octets";
  if (domain > MAIL_PATH_MAX_DOMAIN)
    return "domain longer than 255 octets";
  if (length > MAIL_PATH_MAX || local_part + 1 + domain > MAIL_PATH_MAX)
    return "path longer than 254 octets";
  return NULL;
}

MailPath *
mail_path_parse (const char *text, GError **error)
{
  g_autofree char *ascii_domain = NULL;
  const char *at = NULL;
  const char *fault = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  if (!g_utf8_validate (text, -1, NULL))
    fault = "not UTF-8";
  else if ((at = *text == '"' ? skip_quoted_string (text) : skip_dot_string (text)) == NULL)
    fault = "not a local-part";
  else if (*at != '@')
    fault = *at == '\0' ? "no domain" : "a character that a local-part may not hold";
  else if ((ascii_domain = read_domain (at + 1)) == NULL)
    fault = "not a domain";
  else
    fault = find_fault (at - text, strlen (ascii_domain), strlen (text));

  if (fault != NULL)
    {
      g_set_error (error, MAIL_ERROR, MAIL_ERROR_ADDRESS, "Not a mailbox: %s", fault);
      return NULL;
    }
  return path_new (text, at, ascii_domain);
}

MailPath *
mail_path_ref (MailPath *path)
{
  g_return_val_if_fail (path != NULL, NULL);
  g_atomic_ref_count_inc (&path->references);
  return path;
}

void
mail_path_unref (MailPath *path)
{
  if (path == NULL || !g_atomic_ref_count_dec (&path->references))
    return;
  g_free (path->text);
  g_free (path->local_part);
  g_free (path->ascii_domain);
  g_free (path);
}

const char *
mail_path_get_text (const MailPath *path)
{
  g_return_val_if_fail (path != NULL, NULL);
  return path->text;
}

const char *
mail_path_get_local_part (const MailPath *path)
{
  g_return_val_if_fail (path != NULL, NULL);
  return path->local_part;
}

const char *
mail_path_get_domain (const MailPath *path)
{
  g_return_val_if_fail (path != NULL, NULL);
  return path->domain;
}

gboolean
mail_path_equal (const MailPath *a, const MailPath *b)
{
  g_return_val_if_fail (a != NULL && b != NULL, FALSE);
  return a->hash == b->hash && strcmp (a->local_part, b->local_part) == 0 &&
         g_ascii_strcasecmp (a->ascii_domain, b->ascii_domain) == 0;
}

guint
mail_path_hash (const MailPath *path)
{
  g_return_val_if_fail (path != NULL, 0);
  return path->hash;
}

gboolean
mail_path_needs_smtputf8 (const MailPath *path)
{
  g_return_val_if_fail (path != NULL, FALSE);
  return !path->ascii_local_part;
}

char *
mail_path_dup_wire (const MailPath *path, gboolean smtputf8)
{
  g_autofree char *domain = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  if (!smtputf8)
    return path->ascii_local_part ? g_strdup_printf ("%s@%s", path->local_part, path->ascii_domain)
                                  : NULL;
  if (g_str_is_ascii (path->domain))
    return g_strdup (path->text);
  /* by way of the A-labels, so that other full stops (U+3002) become "." */
  domain = g_hostname_to_unicode (path->ascii_domain);
  return g_strdup_printf ("%s@%s", path->local_part, domain != NULL ? domain : path->ascii_domain);
}
