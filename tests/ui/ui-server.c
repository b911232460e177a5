/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui-server.h"

#include "support-await.h"

static void
set_endpoint (UiTest *test, guint16 port)
{
  AccountRegistry *registry = test->context->registry;
  g_autoptr (AccountProfile) profile = account_registry_lookup (registry, test->account_id);
  g_autoptr (GAsyncResult) result = NULL;

  mail_endpoint_free (profile->endpoint);
  profile->endpoint = mail_endpoint_new ("127.0.0.1", port, MAIL_SECURITY_NONE);
  account_registry_save_async (registry, profile, NULL, support_await_done, &result);
  g_assert_true (account_registry_save_finish (registry, support_await (&result), NULL));
}

void
ui_server_use (UiTest *test, SupportServer *server)
{
  set_endpoint (test, support_server_get_port (server));
  submission_queue_start (test->context->queue);
}

void
ui_server_leave (UiTest *test)
{
  g_autoptr (GAsyncResult) result = NULL;

  submission_queue_stop_async (test->context->queue, support_await_done, &result);
  submission_queue_stop_finish (test->context->queue, support_await (&result));
}
