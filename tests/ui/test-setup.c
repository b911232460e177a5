/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The pages around accounts: each is built and shown with warnings fatal, the coach for several
 * kinds of provider. */

#include "ui-account-coach-private.h"
#include "ui-preferences.h"
#include "ui-shortcuts.h"
#include "ui-test.h"
#include "ui-welcome.h"

static GtkWindow *
show_widget (GtkWidget *widget)
{
  GtkWindow *window = GTK_WINDOW (gtk_window_new ());

  gtk_window_set_child (window, widget);
  ui_test_present (window);
  return window;
}

static void
test_welcome (UiTest *test, gconstpointer data)
{
  GtkWidget *welcome = ui_welcome_new ();
  GtkWindow *window = show_widget (welcome);
  int minimum = 0;

  gtk_widget_measure (welcome, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 360);
  gtk_window_destroy (window);
}

static void
test_coach (UiTest *test, gconstpointer data)
{
  static const char *const addresses[] = { "a@163.com",     "a@qq.com",  "a@gmail.com",
                                           "a@outlook.com", "a@gmx.net", "a@proton.me",
                                           "a@188.com",     "a@263.net", "a@university.example" };
  UiAccountCoach *coach = g_object_new (UI_TYPE_ACCOUNT_COACH, NULL);
  GtkWindow *window = show_widget (GTK_WIDGET (coach));

  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      ui_account_coach_set_provider (coach, account_provider_for_address (addresses[i]));
      g_assert_cmpstr (ui_account_coach_get_title (coach), !=, "");
    }
  ui_account_coach_set_provider (coach, account_provider_for_address ("a@qq.com"));
  g_assert_cmpstr (ui_account_coach_get_title (coach), ==, "How to get the authorization code");
  ui_account_coach_set_provider (coach, account_provider_for_address ("a@hotmail.com"));
  g_assert_cmpstr (ui_account_coach_get_title (coach), ==, "No password works here any more");
  gtk_window_destroy (window);
}

static void
test_preferences (UiTest *test, gconstpointer data)
{
  GtkWindow *window = GTK_WINDOW (ui_preferences_new (NULL, test->context));

  ui_test_present (window);
  gtk_window_destroy (window);
}

static void
test_shortcuts (UiTest *test, gconstpointer data)
{
  GtkWindow *window = ui_shortcuts_new ();

  ui_test_present (window);
  gtk_window_destroy (window);
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  ui_test_add ("/ui/setup/welcome", test_welcome);
  ui_test_add ("/ui/setup/coach", test_coach);
  ui_test_add ("/ui/setup/preferences", test_preferences);
  ui_test_add ("/ui/setup/shortcuts", test_shortcuts);
  return g_test_run ();
}
