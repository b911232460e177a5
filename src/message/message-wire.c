/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The octets are made by the procedure that sends them, then looked at line by line. Only as much
 * of MIME is followed as tells header from body and one coding from another (RFC 2045, 2046): this
 * is for looking, a reader's parser is in message-view.c. */

#include "message-wire.h"

#include <string.h>

#include "mail-data.h"
#include "mail-text.h"
#include "message-gmime-private.h"
#include "message-reading-private.h"

/* lines shown before the rest is folded: of a header, of text, of base64, of a file */
#define MAX_HEADER 24
#define MAX_TEXT 16
#define MAX_BASE64 3
#define MAX_FILE 1
/* lines with a dot put in are the ones people look for */
#define MAX_STUFFED 4
/* in all */
#define MAX_LINES 600
/* octets of a file that is not base64 */
#define HEAD (16 * 1024)
#define BASE64_HEAD 1024

typedef enum
{
  CODING_NONE,
  CODING_BASE64,
  CODING_QUOTED,
} Coding;

/* @lines: the result
 * @data: where the procedure of transparency stands
 * @field: the field being read, folds and all; @field_line: its first coded line
 * @coded: the shown lines of base64, or one of quoted-printable with its soft breaks, which are
 * read together; @coded_line: the first of them
 * @coded_size: base64 digits in the part so far
 * @shown: lines of this stretch; @max: how many there may be
 * @folded: the lines folded last, while they go on */
typedef struct
{
  GPtrArray *lines;
  GPtrArray *boundaries;
  MailData data;
  GString *field;
  MessageWireLine *field_line;
  GString *coded;
  MessageWireLine *coded_line;
  guint64 coded_size;
  MessageWireLine *folded;
  Coding coding;
  Coding next_coding;
  gboolean in_header;
  guint part;
  guint shown;
  guint max;
  guint stuffed;
} Wire;

static void
line_free (gpointer data)
{
  MessageWireLine *line = data;

  g_free (line->text);
  g_free (line->reads);
  g_free (line);
}

static MessageWireLine *
add_line (Wire *wire)
{
  MessageWireLine *line = g_new0 (MessageWireLine, 1);

  line->part = wire->part;
  g_ptr_array_add (wire->lines, line);
  return line;
}

static gboolean
is_full (Wire *wire)
{
  return wire->lines->len >= MAX_LINES;
}

static void
fold (Wire *wire, guint64 n_lines, guint64 size)
{
  if (size == 0)
    return;
  if (wire->folded == NULL)
    wire->folded = add_line (wire);
  wire->folded->n_folded += n_lines;
  wire->folded->folded_size += size;
}

/* Returns: the line, NULL where it went into the fold. */
static MessageWireLine *
show (Wire *wire, const char *octets, gsize length)
{
  gboolean stuffed = length > 0 && octets[0] == '.';
  gboolean wanted = wire->shown < wire->max;
  MessageWireLine *line;

  if (!wanted && stuffed)
    wanted = wire->stuffed++ < MAX_STUFFED;
  if (!wanted || is_full (wire))
    {
      fold (wire, 1, length + 2);
      return NULL;
    }
  wire->folded = NULL;
  wire->shown++;
  line = add_line (wire);
  line->text = mail_text_decode (octets, length);
  line->stuffed = stuffed;
  return line;
}

static void
begin_stretch (Wire *wire, guint max)
{
  if (!is_full (wire))
    wire->folded = NULL;
  wire->shown = 0;
  wire->stuffed = 0;
  wire->max = max;
}

static void
end_coded (Wire *wire)
{
  if (wire->coded_line != NULL && wire->coding == CODING_BASE64)
    {
      message_reading_set_base64 (wire->coded_line, wire->coded->str);
      if (wire->coded_line->of_octets == 0)
        wire->coded_line->of_octets = wire->coded_size / 4 * 3;
    }
  else if (wire->coded_line != NULL && strchr (wire->coded->str, '=') != NULL)
    message_reading_set_quoted (wire->coded_line, wire->coded->str);
  wire->coded_line = NULL;
  wire->coded_size = 0;
  g_string_truncate (wire->coded, 0);
}

static void
note_boundary (Wire *wire, const char *value)
{
  GMimeContentType *type = g_mime_content_type_parse (NULL, value);
  const char *boundary = g_mime_content_type_get_parameter (type, "boundary");

  if (boundary != NULL && *boundary != '\0')
    g_ptr_array_add (wire->boundaries, g_strconcat ("--", boundary, NULL));
  g_object_unref (type);
}

static void
note_coding (Wire *wire, const char *value)
{
  g_autofree char *coding = g_strstrip (g_strdup (value));

  if (g_ascii_strcasecmp (coding, "base64") == 0)
    wire->next_coding = CODING_BASE64;
  else if (g_ascii_strcasecmp (coding, "quoted-printable") == 0)
    wire->next_coding = CODING_QUOTED;
}

static void
end_field (Wire *wire)
{
  const char *field = wire->field->str;
  gsize name = strcspn (field, ":");

  if (wire->field_line != NULL)
    message_reading_set_field (wire->field_line, field);
  if (field[name] == ':' && g_ascii_strncasecmp (field, "Content-Type", name) == 0)
    note_boundary (wire, field + name + 1);
  else if (field[name] == ':' &&
           g_ascii_strncasecmp (field, "Content-Transfer-Encoding", name) == 0)
    note_coding (wire, field + name + 1);
  wire->field_line = NULL;
  g_string_truncate (wire->field, 0);
}

static void
take_header_line (Wire *wire, const char *octets, gsize length, const char *line)
{
  MessageWireLine *shown;

  if (*line != ' ' && *line != '\t')
    end_field (wire);
  g_string_append (wire->field, line);
  if (length == 0)
    {
      begin_stretch (wire, 1);
      shown = show (wire, octets, length);
      if (wire->part == 0 && shown != NULL)
        shown->reading = MESSAGE_READING_HEADER_END;
      wire->in_header = FALSE;
      wire->coding = wire->next_coding;
      begin_stretch (wire, wire->coding == CODING_BASE64 ? MAX_BASE64 : MAX_TEXT);
      return;
    }
  shown = show (wire, octets, length);
  if (wire->field_line == NULL && message_reading_is_coded (line))
    wire->field_line = shown;
}

static void
take_body_line (Wire *wire, const char *octets, gsize length, const char *line)
{
  MessageWireLine *shown = show (wire, octets, length);
  gsize end = strlen (line);

  if (wire->coding == CODING_BASE64)
    wire->coded_size += end - (g_str_has_suffix (line, "==") ? 2 : g_str_has_suffix (line, "="));
  if (shown == NULL || wire->coding == CODING_NONE)
    return;
  if (wire->coded_line == NULL)
    wire->coded_line = shown;
  g_string_append (wire->coded, line);
  if (wire->coding == CODING_BASE64)
    return;
  if (end > 0 && line[end - 1] == '=')
    g_string_append (wire->coded, "\r\n");
  else
    end_coded (wire);
}

static gboolean
take_boundary (Wire *wire, const char *octets, gsize length, const char *line)
{
  gsize end = 0;

  for (guint i = 0; i < wire->boundaries->len && end == 0; i++)
    if (g_str_has_prefix (line, wire->boundaries->pdata[i]))
      end = strlen (wire->boundaries->pdata[i]);
  if (end == 0 || (line[end] != '\0' && !g_str_equal (line + end, "--")))
    return FALSE;

  end_coded (wire);
  wire->in_header = line[end] == '\0';
  wire->coding = wire->next_coding = CODING_NONE;
  if (wire->in_header && !is_full (wire))
    wire->part++;
  begin_stretch (wire, MAX_HEADER);
  show (wire, octets, length);
  return TRUE;
}

static void
take_line (Wire *wire, const char *octets, gsize length)
{
  /* as it was before a dot was put in */
  gsize dot = length > 0 && octets[0] == '.';
  g_autofree char *line = g_strndup (octets + dot, length - dot);

  if (g_str_has_prefix (line, "--") && take_boundary (wire, octets, length, line))
    return;
  if (wire->in_header)
    take_header_line (wire, octets, length, line);
  else
    take_body_line (wire, octets, length, line);
}

/* Returns: FALSE for octets that cannot be sent */
static gboolean
take_octets (Wire *wire, const guint8 *octets, gsize length)
{
  g_autofree guint8 *encoded = g_malloc (mail_data_get_room (length));
  const char *p = (const char *) encoded;
  gsize left;

  if (!mail_data_encode (&wire->data, octets, length, encoded, &left))
    return FALSE;
  while (left > 0)
    {
      const char *end = memchr (p, '\r', left);
      gsize line = end != NULL ? (gsize) (end - p) : left;
      gsize step = MIN (line + 2, left);

      take_line (wire, p, line);
      p += step;
      left -= step;
    }
  return TRUE;
}

/* The first octets of a file, up to the end of a line where it has more. */
static GBytes *
read_head (const MailHole *hole, MessageWireOpen open, gpointer data, GCancellable *cancellable)
{
  gboolean coded = hole->encoding == MAIL_ENCODING_BASE64;
  gsize most = MIN (mail_hole_get_encoded_size (hole), coded ? BASE64_HEAD : HEAD);
  g_autoptr (GBytes) none = g_bytes_new (NULL, 0);
  g_autoptr (MailContent) alone = mail_content_new (none);
  g_autoptr (GInputStream) stream = NULL;
  g_autofree char *head = g_malloc (most + 1);
  MailHole first = *hole;
  const char *end;
  gsize length = 0;

  first.place = 0;
  mail_content_add_hole (alone, &first);
  stream = open (alone, data);
  if (stream == NULL || !g_input_stream_read_all (stream, head, most, &length, cancellable, NULL))
    length = 0;
  end = g_strrstr_len (head, length, "\r\n");
  length = end != NULL ? (gsize) (end + 2 - head) : 0;
  return g_bytes_new_take (g_steal_pointer (&head), length);
}

static gboolean
take_hole (Wire *wire, const MailHole *hole, GBytes *head)
{
  guint64 size = mail_hole_get_encoded_size (hole);
  gsize length = g_bytes_get_size (head);
  guint64 n_left = 0;

  if (hole->encoding == MAIL_ENCODING_BASE64)
    {
      n_left = (size - length + hole->line_length + 1) / (hole->line_length + 2);
      begin_stretch (wire, MAX_FILE);
    }
  if (!take_octets (wire, g_bytes_get_data (head, NULL), length))
    return FALSE;
  if (wire->coded_line != NULL)
    wire->coded_line->of_octets = hole->size;
  fold (wire, n_left, size - length);
  if (size > length && hole->encoding != MAIL_ENCODING_BASE64)
    wire->folded->n_folded = 0;
  wire->data = (MailData){ .at_line_start = TRUE };
  return TRUE;
}

static gboolean
take_content (Wire *wire, const MailContent *content, MessageWireOpen open, gpointer data,
              GCancellable *cancellable)
{
  gsize size;
  const guint8 *octets = g_bytes_get_data (content->octets, &size);
  gsize from = 0;

  for (guint i = 0; i < content->holes->len; i++)
    {
      const MailHole *hole = &g_array_index (content->holes, MailHole, i);
      gsize place = CLAMP (hole->place, from, size);
      g_autoptr (GBytes) head = read_head (hole, open, data, cancellable);

      if (!take_octets (wire, octets + from, place - from) || !take_hole (wire, hole, head))
        return FALSE;
      from = place;
    }
  return take_octets (wire, octets + from, size - from);
}

GPtrArray *
message_wire_read (const MailContent *content, MessageWireOpen open, gpointer data,
                   GCancellable *cancellable)
{
  Wire wire = { .lines = g_ptr_array_new_with_free_func (line_free),
                .boundaries = g_ptr_array_new_with_free_func (g_free),
                .data = { .at_line_start = TRUE },
                .field = g_string_new (NULL),
                .coded = g_string_new (NULL),
                .in_header = TRUE };

  message_gmime_start ();
  begin_stretch (&wire, MAX_HEADER);
  if (take_content (&wire, content, open, data, cancellable))
    end_coded (&wire);
  else
    g_ptr_array_set_size (wire.lines, 0);
  g_ptr_array_unref (wire.boundaries);
  g_string_free (wire.field, TRUE);
  g_string_free (wire.coded, TRUE);
  return wire.lines;
}
