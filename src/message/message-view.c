/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reading is GMime's. Only text/plain is shown as text; a message that has none but HTML gets its
 * words without the marks. Depth is bounded, as a message may nest parts without end. */

#include "message-view.h"

#include "mail-text.h"
#include "message-gmime-private.h"
#include "message-html-private.h"

#define MAX_DEPTH 20
#define MAX_TEXT (1024 * 1024)

static void
part_free (gpointer data)
{
  MessageViewPart *part = data;

  g_free (part->name);
  g_free (part->content_type);
  g_free (part);
}

void
message_view_free (MessageView *view)
{
  if (view == NULL)
    return;
  g_free (view->from);
  g_free (view->to);
  g_free (view->cc);
  g_free (view->subject);
  g_clear_pointer (&view->date, g_date_time_unref);
  g_free (view->text);
  g_ptr_array_unref (view->parts);
  g_free (view);
}

static char *
dup_addresses (GMimeMessage *message, GMimeAddressType type)
{
  InternetAddressList *list = g_mime_message_get_addresses (message, type);
  g_autofree char *text = list != NULL ? internet_address_list_to_string (list, NULL, FALSE) : NULL;

  return text != NULL ? mail_text_decode (text, strlen (text)) : g_strdup ("");
}

static guint64
get_size (GMimePart *part)
{
  GMimeDataWrapper *content = g_mime_part_get_content (part);
  GMimeStream *null = g_mime_stream_null_new ();
  gssize size = content != NULL ? g_mime_data_wrapper_write_to_stream (content, null) : 0;

  g_object_unref (null);
  return size > 0 ? size : 0;
}

static void
add_part (MessageView *view, GMimePart *mime)
{
  MessageViewPart *part = g_new0 (MessageViewPart, 1);
  GMimeContentType *type = g_mime_object_get_content_type (GMIME_OBJECT (mime));
  const char *name = g_mime_part_get_filename (mime);

  part->content_type = type != NULL ? g_mime_content_type_get_mime_type (type)
                                    : g_strdup ("application/octet-stream");
  part->name =
      name != NULL ? mail_text_decode (name, strlen (name)) : g_strdup (part->content_type);
  part->size = get_size (mime);
  g_ptr_array_add (view->parts, part);
}

/* GMime decodes the charset it is told; what is left over is whatever it is. */
static char *
dup_text (GMimeTextPart *part)
{
  g_autofree char *text = g_mime_text_part_get_text (part);
  g_autofree char *safe = NULL;
  GString *lines;

  if (text == NULL)
    return g_strdup ("");
  lines = g_string_new (text);
  if (lines->len > MAX_TEXT)
    g_string_truncate (lines, MAX_TEXT);
  g_string_replace (lines, "\r\n", "\n", 0);
  safe = g_utf8_make_valid (lines->str, lines->len);
  g_string_free (lines, TRUE);
  return g_steal_pointer (&safe);
}

static void
read_text (MessageView *view, GMimeTextPart *part)
{
  GMimeContentType *type = g_mime_object_get_content_type (GMIME_OBJECT (part));
  g_autofree char *text = dup_text (part);

  if (view->text != NULL)
    return;
  if (g_mime_content_type_is_type (type, "text", "html"))
    view->text = message_html_dup_text (text);
  else
    view->text = g_steal_pointer (&text);
}

static gboolean
is_attached (GMimeObject *object)
{
  const char *disposition = g_mime_object_get_disposition (object);

  return (disposition != NULL && g_ascii_strcasecmp (disposition, "attachment") == 0) ||
         (GMIME_IS_PART (object) && g_mime_part_get_filename (GMIME_PART (object)) != NULL);
}

/* RFC 2046 section 5.1.4: of alternatives the reader's choice, for us the plain one, which is
 * first. */
static void
read_object (MessageView *view, GMimeObject *object, int depth)
{
  if (object == NULL || depth > MAX_DEPTH)
    return;
  if (GMIME_IS_MULTIPART (object))
    {
      GMimeContentType *type = g_mime_object_get_content_type (object);
      int n = g_mime_multipart_get_count (GMIME_MULTIPART (object));

      if (g_mime_content_type_is_type (type, "multipart", "alternative") && view->text == NULL)
        n = MIN (n, 1);
      for (int i = 0; i < n; i++)
        read_object (view, g_mime_multipart_get_part (GMIME_MULTIPART (object), i), depth + 1);
    }
  else if (GMIME_IS_TEXT_PART (object) && !is_attached (object))
    read_text (view, GMIME_TEXT_PART (object));
  else if (GMIME_IS_PART (object))
    add_part (view, GMIME_PART (object));
}

static void
read_nothing (MessageView *view)
{
  view->from = g_strdup ("");
  view->to = g_strdup ("");
  view->cc = g_strdup ("");
  view->subject = g_strdup ("");
}

static void
read_message (MessageView *view, GMimeMessage *message)
{
  const char *subject = g_mime_message_get_subject (message);

  view->from = dup_addresses (message, GMIME_ADDRESS_TYPE_FROM);
  view->to = dup_addresses (message, GMIME_ADDRESS_TYPE_TO);
  view->cc = dup_addresses (message, GMIME_ADDRESS_TYPE_CC);
  view->subject = subject != NULL ? mail_text_decode (subject, strlen (subject)) : g_strdup ("");
  if (g_mime_message_get_date (message) != NULL)
    view->date = g_date_time_to_local (g_mime_message_get_date (message));
  read_object (view, g_mime_message_get_mime_part (message), 0);
}

MessageView *
message_view_new (GBytes *octets)
{
  MessageView *view = g_new0 (MessageView, 1);
  GMimeMessage *message;

  view->parts = g_ptr_array_new_with_free_func (part_free);
  message = message_gmime_parse (octets);
  if (message != NULL)
    read_message (view, message);
  else
    read_nothing (view);
  g_clear_object (&message);
  if (view->text == NULL)
    view->text = g_strdup ("");
  return view;
}
