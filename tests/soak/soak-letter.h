/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The letters of a soak: their octets follow from their number, so that the server knows by itself
 * whether what it got is what was written. */

#pragma once

#include "mail-content.h"

G_BEGIN_DECLS

#define SOAK_MAX_LETTERS 16384
#define SOAK_MAX_PEOPLE 128

/* the file some of them have, which is kept under attachments/ */
#define SOAK_FILE_SIZE 50000

GBytes *soak_letter_new_file (void);

/**
 * soak_letter_count_people: one to four, now and then more than fit into one transaction
 */
guint soak_letter_count_people (guint number);
char *soak_letter_dup_message_id (guint number);
char *soak_letter_dup_person (guint index);

/**
 * soak_letter_new_content:
 * @digest: of the file of soak_letter_new_file()
 */
MailContent *soak_letter_new_content (guint number, const char *digest);

/**
 * soak_letter_dup_octets: what a server should get
 */
GBytes *soak_letter_dup_octets (guint number);

/**
 * soak_letter_parse:
 *
 * Returns: the number in @message_id
 */
guint soak_letter_parse (const char *message_id);

G_END_DECLS
