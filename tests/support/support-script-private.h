/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  SUPPORT_STEP_SEND,
  SUPPORT_STEP_EXPECT,
  SUPPORT_STEP_TLS,
  SUPPORT_STEP_AUTH,
  SUPPORT_STEP_BOUND,
  SUPPORT_STEP_CONTENT,
  SUPPORT_STEP_CHUNK,
  SUPPORT_STEP_CUT,
  SUPPORT_STEP_TAKE,
  SUPPORT_STEP_MARK,
  SUPPORT_STEP_HOLD,
  SUPPORT_STEP_EOF,
  SUPPORT_STEP_CLOSE,
  SUPPORT_STEP_HALF,
  SUPPORT_STEP_RST,
  SUPPORT_STEP_HANG,
} SupportStepKind;

/**
 * SupportStep:
 * @argument: what follows the word; for SUPPORT_STEP_SEND all octets of one write
 */
typedef struct
{
  SupportStepKind kind;
  char *argument;
} SupportStep;

/**
 * support_script_parse:
 *
 * Returns: (transfer full) (element-type SupportStep): the steps; an unknown word is a g_error()
 */
GPtrArray *support_script_parse (const char *script);

G_END_DECLS
