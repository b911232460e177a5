/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "practice-server.h"

G_BEGIN_DECLS

/* SIZE (RFC 1870): what the well-known services take */
#define PRACTICE_MAX_SIZE (50 * 1024 * 1024)

/**
 * PracticeManner: what a personality does
 * @security: how a client must begin
 * @ehlo: whether EHLO is known at all
 * @enhanced: whether replies carry enhanced status codes (RFC 3463)
 * @size: whether SIZE is offered, and so MAIL may declare one
 * @eight_bit: whether 8BITMIME (RFC 6152) is offered
 * @smtputf8: whether SMTPUTF8 (RFC 6531) is offered
 * @login: whether AUTH is offered
 * @keywords: (array zero-terminated=1): the lines of the EHLO reply, but for STARTTLS and AUTH
 */
typedef struct
{
  const char *nick;
  MailSecurity security;
  gboolean ehlo;
  gboolean enhanced;
  gboolean size;
  gboolean eight_bit;
  gboolean smtputf8;
  gboolean login;
  const char *const *keywords;
} PracticeManner;

const PracticeManner *practice_personality_get_manner (PracticePersonality personality);

G_END_DECLS
