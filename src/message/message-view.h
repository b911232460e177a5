/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A message as its reader sees it: the fields people look at, the text, what is attached. For
 * showing a letter that is there only as octets. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MessageViewPart: something attached
 * @name: file name, or its content type where it has none
 * @size: octets of the file; 0 where the content is held out of the octets
 */
typedef struct
{
  char *name;
  char *content_type;
  guint64 size;
} MessageViewPart;

/**
 * MessageView:
 * @from: decoded, as are all of these; empty where the field is missing
 * @date: (nullable): the Date field in local time
 * @text: what a reader shows first, UTF-8, LF line ends
 * @parts: (element-type MessageViewPart): in their order
 */
typedef struct
{
  char *from;
  char *to;
  char *cc;
  char *subject;
  GDateTime *date;
  char *text;
  GPtrArray *parts;
} MessageView;

/**
 * message_view_new:
 * @octets: a message, however malformed
 *
 * Pure: may be called on any thread.
 *
 * Returns: (transfer full): never NULL
 */
MessageView *message_view_new (GBytes *octets);
void message_view_free (MessageView *view);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MessageView, message_view_free)

G_END_DECLS
