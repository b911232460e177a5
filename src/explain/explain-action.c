/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "explain-reply.h"

static const char *const nicks[] = {
  [EXPLAIN_ACTION_NONE] = "none",
  [EXPLAIN_ACTION_NEW_CODE] = "new-code",
  [EXPLAIN_ACTION_ENTER_CODE] = "enter-code",
  [EXPLAIN_ACTION_CORRECT_ADDRESS] = "correct-address",
  [EXPLAIN_ACTION_USE_LOGIN_ADDRESS] = "use-login-address",
  [EXPLAIN_ACTION_MAKE_SMALLER] = "make-smaller",
  [EXPLAIN_ACTION_TRY_LATER] = "try-later",
  [EXPLAIN_ACTION_TRY_NOW] = "try-now",
  [EXPLAIN_ACTION_EDIT] = "edit",
  [EXPLAIN_ACTION_CHECK_SERVER] = "check-server",
  [EXPLAIN_ACTION_SHOW_CERTIFICATE] = "show-certificate",
  [EXPLAIN_ACTION_UNLOCK_KEYRING] = "unlock-keyring",
  [EXPLAIN_ACTION_CHECK_SENT] = "check-sent",
  [EXPLAIN_ACTION_SHOW_CONVERSATION] = "show-conversation",
};

G_STATIC_ASSERT (G_N_ELEMENTS (nicks) == EXPLAIN_N_ACTIONS);

ExplainAction
explain_action_from_nick (const char *nick)
{
  for (int i = 0; i < EXPLAIN_N_ACTIONS; i++)
    if (g_str_equal (nicks[i], nick))
      return (ExplainAction) i;
  return EXPLAIN_ACTION_NONE;
}

const char *
explain_action_to_nick (ExplainAction action)
{
  return nicks[action];
}
