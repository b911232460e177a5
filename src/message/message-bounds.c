/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A look at a message before GMime reads it. GMime makes objects of each part and each field, a
 * kilobyte of them for five octets of "--b"; it reads groups of addresses (RFC 5322 section 3.4) by
 * calling itself, to the end of the stack; and for every address that lacks its "@" it looks
 * through the rest of the field. No message anybody wrote comes near these bounds.
 *
 * What is a header is judged generously: after each line that may be a boundary one may begin, and
 * a message in a message has one more. */

#include "message-bounds-private.h"

#include <string.h>

/* lines that may be boundaries: a quarter of a gigabyte */
#define MAX_PARTS 200000
/* 100 megabytes */
#define MAX_FIELDS 200000
/* a group for each; a stack holds forty times as many */
#define MAX_COLONS 1000
/* of addresses in all: seven seconds where each lacks its "@" */
#define MAX_ADDRESS_OCTETS (256 * 1024)

/**
 * Look:
 * @in_header: the next line may belong to a header
 * @in_type: the last field was a Content-Type
 * @holds_message: the header's Content-Type may be a message's
 * @has_digest: somewhere parts are messages without saying so (RFC 2046 section 5.1.5)
 * @in_addresses: the last field holds addresses
 * @n_colons: in that field
 */
typedef struct
{
  gboolean in_header;
  gboolean in_type;
  gboolean holds_message;
  gboolean has_digest;
  gboolean in_addresses;
  guint n_parts;
  guint n_fields;
  guint n_colons;
  gsize n_address_octets;
} Look;

static gboolean
begins_with (const char *line, gsize length, const char *word)
{
  gsize n = strlen (word);

  return length >= n && g_ascii_strncasecmp (line, word, n) == 0;
}

static gboolean
contains (const char *line, gsize length, const char *word)
{
  for (gsize i = 0; i + strlen (word) <= length; i++)
    if (begins_with (line + i, length - i, word))
      return TRUE;
  return FALSE;
}

static void
begin_field (Look *look, const char *line, gsize length)
{
  static const char *const names[] = { "From", "Sender", "Reply-To", "To", "Cc", "Bcc" };

  look->n_fields++;
  look->n_colons = 0;
  look->in_type = begins_with (line, length, "Content-Type");
  look->in_addresses = FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    look->in_addresses |= begins_with (line, length, names[i]);
}

static void
read_header_line (Look *look, const char *line, gsize length)
{
  if (*line != ' ' && *line != '\t')
    begin_field (look, line, length);
  if (look->in_type)
    {
      look->holds_message |= contains (line, length, "message");
      look->has_digest |= contains (line, length, "digest");
    }
  if (look->in_addresses)
    {
      look->n_address_octets += length;
      for (gsize i = 0; i < length; i++)
        look->n_colons += line[i] == ':';
    }
}

static void
read_line (Look *look, const char *line, gsize length)
{
  if (begins_with (line, length, "--"))
    {
      look->n_parts++;
      look->in_header = TRUE;
      look->holds_message = FALSE;
    }
  else if (look->in_header && (length == 0 || (length == 1 && *line == '\r')))
    {
      look->in_header = look->holds_message || look->has_digest;
      look->holds_message = FALSE;
    }
  else if (look->in_header)
    read_header_line (look, line, length);
}

gboolean
message_bounds_hold (const char *octets, gsize size)
{
  const char *end = octets + size;
  Look look = { .in_header = TRUE };

  for (const char *line = octets; line < end;)
    {
      const char *next = memchr (line, '\n', end - line);

      read_line (&look, line, (next != NULL ? next : end) - line);
      if (look.n_parts > MAX_PARTS || look.n_fields > MAX_FIELDS || look.n_colons > MAX_COLONS ||
          look.n_address_octets > MAX_ADDRESS_OCTETS)
        return FALSE;
      line = next != NULL ? next + 1 : end;
    }
  return TRUE;
}
