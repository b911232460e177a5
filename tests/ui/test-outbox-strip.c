/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What letters wait for because a person avoids its costs is said above the outbox, with a way to
 * send them all the same. The system's network is a fake one that GIO takes for its own. */

#include <string.h>

#include "fake-network.h"
#include "ui-letter-list-private.h"
#include "ui-outbox-strip-private.h"
#include "ui-receipt.h"
#include "ui-seed.h"
#include "ui-server.h"
#include "ui-strip.h"

#define METERED "Letters wait for a network that is not metered."

typedef struct
{
  SupportServer *server;
  UiLetterModel *model;
  GtkWidget *window;
  UiStrip *strip;
  FakeNetwork *network;
} Desk;

static void
desk_open (Desk *desk, UiTest *test)
{
  GtkWidget *clamp;

  desk->network = FAKE_NETWORK (g_network_monitor_get_default ());
  fake_network_set_metered (desk->network, FALSE);
  desk->server = support_server_new (NULL);
  support_server_add_script (desk->server, UI_SERVER_TAKES_ONE);
  submission_queue_avoid (test->context->queue, SUBMISSION_COST_METERED);
  ui_server_use (test, desk->server);
  desk->model = ui_letter_model_new (test->context->database, STORE_OUTBOX);
  clamp = ui_outbox_strip_new (test->context, desk->model);
  desk->strip = UI_STRIP (ui_test_find (clamp, UI_TYPE_STRIP));
  desk->window = gtk_window_new ();
  gtk_window_set_child (GTK_WINDOW (desk->window), clamp);
  ui_test_present (GTK_WINDOW (desk->window));
}

static void
desk_close (Desk *desk, UiTest *test)
{
  ui_server_leave (test);
  gtk_window_destroy (GTK_WINDOW (desk->window));
  ui_test_settle ();
  g_object_unref (desk->model);
  support_server_free (desk->server);
}

static gboolean
speaks (gpointer strip)
{
  return ui_strip_get_text (strip) != NULL;
}

static gboolean
is_silent (gpointer strip)
{
  return ui_strip_get_text (strip) == NULL;
}

static gboolean
is_loaded (gpointer model)
{
  return ui_letter_model_is_loaded (model) && g_list_model_get_n_items (model) > 0;
}

static gboolean
has_content (gpointer server)
{
  return support_server_get_n_contents (server) > 0;
}

/* A letter that waits for another network. */
static void
desk_open_waiting (Desk *desk, UiTest *test)
{
  desk_open (desk, test);
  fake_network_set_metered (desk->network, TRUE);
  g_assert_true (is_silent (desk->strip));
  ui_seed_add (test, "a@x.org", "s", 0);
  ui_test_until (speaks, desk->strip);
  g_assert_cmpstr (ui_strip_get_text (desk->strip), ==, METERED);
  g_assert_false (has_content (desk->server));
}

static void
test_send_now (UiTest *test, gconstpointer data)
{
  Desk desk = { 0 };

  desk_open_waiting (&desk, test);
  g_signal_emit_by_name (desk.strip, "activated");
  ui_test_until (has_content, desk.server);
  ui_test_until (is_silent, desk.strip);
  desk_close (&desk, test);
}

static void
test_network_changes (UiTest *test, gconstpointer data)
{
  Desk desk = { 0 };

  desk_open_waiting (&desk, test);
  fake_network_set_metered (desk.network, FALSE);
  g_assert_true (is_silent (desk.strip));
  ui_test_until (has_content, desk.server);
  desk_close (&desk, test);
}

/* A letter that is held for Undo waits for nothing else, until its time is over. */
static void
test_held (UiTest *test, gconstpointer data)
{
  Desk desk = { 0 };

  desk_open (&desk, test);
  fake_network_set_metered (desk.network, TRUE);
  ui_seed_add (test, "a@x.org", "s", 60);
  ui_test_until (is_loaded, desk.model);
  g_assert_true (is_silent (desk.strip));
  ui_seed_add (test, "a@x.org", "s", 1);
  g_assert_true (is_silent (desk.strip));
  ui_test_until (speaks, desk.strip);
  g_assert_false (has_content (desk.server));
  desk_close (&desk, test);
}

static gboolean
says_waits (gpointer widget)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);

  if (GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (widget), "waits for a network") != NULL)
    return TRUE;
  while (child != NULL && !says_waits (child))
    child = gtk_widget_get_next_sibling (child);
  return child != NULL;
}

static gboolean
says_nothing_of_it (gpointer widget)
{
  return !says_waits (widget);
}

/* The letter's own row and its receipt say why it has not gone, as long as that is so. */
static void
test_letter_says_why (UiTest *test, gconstpointer data)
{
  Desk desk = { 0 };
  GtkWidget *window = gtk_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *receipt = ui_receipt_new (test->context);
  GtkWidget *list = NULL;

  desk_open (&desk, test);
  list = ui_letter_list_new ();
  ui_letter_list_set (UI_LETTER_LIST (list), test->context, desk.model);
  gtk_box_append (GTK_BOX (box), list);
  gtk_box_append (GTK_BOX (box), receipt);
  gtk_window_set_child (GTK_WINDOW (window), box);
  gtk_window_set_default_size (GTK_WINDOW (window), 700, 500);
  ui_test_present (GTK_WINDOW (window));
  fake_network_set_metered (desk.network, TRUE);
  ui_receipt_set_letter (UI_RECEIPT (receipt), ui_seed_add (test, "a@x.org", "s", 1));
  ui_test_until (says_waits, list);
  ui_test_until (says_waits, receipt);
  fake_network_set_metered (desk.network, FALSE);
  ui_test_until (says_nothing_of_it, list);
  ui_test_until (says_nothing_of_it, receipt);
  ui_test_until (has_content, desk.server);
  gtk_window_destroy (GTK_WINDOW (window));
  desk_close (&desk, test);
}

int
main (int argc, char **argv)
{
  g_io_extension_point_register (G_NETWORK_MONITOR_EXTENSION_POINT_NAME);
  g_io_extension_point_implement (G_NETWORK_MONITOR_EXTENSION_POINT_NAME, FAKE_TYPE_NETWORK, "fake",
                                  1000);
  ui_test_init (&argc, &argv);
  ui_test_add ("/ui/outbox-strip/send-now", test_send_now);
  ui_test_add ("/ui/outbox-strip/network-changes", test_network_changes);
  ui_test_add ("/ui/outbox-strip/held", test_held);
  ui_test_add ("/ui/outbox-strip/letter-says-why", test_letter_says_why);
  return g_test_run ();
}
