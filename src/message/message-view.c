/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reading is GMime's; what of it is text and what a file, message-parts.c says. */

#include "message-view.h"

#include "mail-text.h"
#include "message-parts-private.h"

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

static void
add_part (MessageView *view, GMimeObject *file)
{
  MessageViewPart *part = g_new0 (MessageViewPart, 1);
  char *name = message_parts_dup_name (file);

  part->content_type = message_parts_dup_type (file);
  part->name = name != NULL ? name : g_strdup (part->content_type);
  part->size = message_parts_get_size (file);
  g_ptr_array_add (view->parts, part);
}

static void
read_parts (MessageView *view, GMimeMessage *message)
{
  g_autoptr (MessageParts) parts = message_parts_new (message, MAX_TEXT);

  view->text = g_strdup (parts->text->len > 0 || parts->beginning == NULL ? parts->text->str
                                                                          : parts->beginning);
  for (guint i = 0; i < parts->files->len; i++)
    add_part (view, g_ptr_array_index (parts->files, i));
}

static void
read_nothing (MessageView *view)
{
  view->from = g_strdup ("");
  view->to = g_strdup ("");
  view->cc = g_strdup ("");
  view->subject = g_strdup ("");
  view->text = g_strdup ("");
}

static void
read_message (MessageView *view, GMimeMessage *message)
{
  view->from = dup_addresses (message, GMIME_ADDRESS_TYPE_FROM);
  view->to = dup_addresses (message, GMIME_ADDRESS_TYPE_TO);
  view->cc = dup_addresses (message, GMIME_ADDRESS_TYPE_CC);
  view->subject = message_gmime_dup_field (message, "Subject");
  if (g_mime_message_get_date (message) != NULL)
    view->date = g_date_time_to_local (g_mime_message_get_date (message));
  read_parts (view, message);
}

MessageView *
message_view_new (GBytes *octets)
{
  MessageView *view = g_new0 (MessageView, 1);
  GMimeMessage *message;

  view->parts = g_ptr_array_new_with_free_func (part_free);
  message = message_gmime_parse (octets, NULL);
  if (message != NULL)
    read_message (view, message);
  else
    read_nothing (view);
  g_clear_object (&message);
  return view;
}
