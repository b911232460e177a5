/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app-damage.h"

#include <glib/gi18n.h>

#include "app-application-private.h"
#include "store-damage.h"

/* Returns: (transfer full): how much there is, in a sentence */
static char *
dup_counts (const StoreDamage *damage)
{
  g_autofree char *drafts =
      g_strdup_printf (ngettext ("%u draft", "%u drafts", damage->drafts), damage->drafts);
  g_autofree char *letters =
      g_strdup_printf (ngettext ("%u letter", "%u letters", damage->letters), damage->letters);

  /* Translators: the first is "3 drafts", the second "12 letters" */
  return g_strdup_printf (_ ("There are %s and %s."), drafts, letters);
}

/* Returns: (transfer full) (nullable): what is to be done about letters that wait */
static char *
dup_unfinished (const StoreDamage *damage)
{
  if (damage->unfinished == 0)
    return NULL;
  return g_strdup_printf (
      ngettext ("%u letter may have gone already, so it is not sent by itself: it waits in the "
                "outbox until you say so.",
                "%u letters may have gone already, so they are not sent by themselves: they wait "
                "in the outbox until you say so.",
                damage->unfinished),
      damage->unfinished);
}

static char *
dup_words (UiContext *context, const StoreDamage *damage)
{
  GFile *directory = store_database_get_directory (context->database);
  g_autoptr (GFile) file = damage->file != NULL ? g_file_get_child (directory, damage->file) : NULL;
  g_autofree char *counts = dup_counts (damage);
  g_autofree char *unfinished = dup_unfinished (damage);
  g_autoptr (GString) words = g_string_new (NULL);

  if (file == NULL)
    g_string_append (words, _ ("They were put back from a copy, or moved from another computer."));
  else if (damage->whole)
    g_string_append (words, _ ("The file that held them was not as it was written, perhaps after a "
                               "fault of the disk. All of it could be read and is in a new file."));
  else
    g_string_append (words, _ ("The file that held them was not as it was written, perhaps after a "
                               "fault of the disk. What could be read of it is in a new file; some "
                               "may be missing."));
  g_string_append_printf (words, " %s", counts);
  if (unfinished != NULL)
    g_string_append_printf (words, "\n\n%s", unfinished);
  if (file != NULL)
    {
      /* Translators: followed by the name of a file */
      g_string_append_printf (words, "\n\n%s\n%s", _ ("The damaged file is kept:"),
                              g_file_peek_path (file));
    }
  return g_string_free (g_steal_pointer (&words), FALSE);
}

static void
on_damage (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppApplication) self = user_data;
  g_autoptr (StoreDamage) damage = store_damage_get_finish (STORE_DATABASE (source), result, NULL);

  if (damage != NULL && self->context != NULL)
    {
      g_autofree char *words = dup_words (self->context, damage);

      app_open_say (self,
                    damage->file != NULL ? _ ("Your letters were damaged")
                                         : _ ("Your letters come from a copy"),
                    words);
      store_damage_set_told_async (STORE_DATABASE (source), damage->id, NULL, NULL);
    }
  g_application_release (G_APPLICATION (self));
}

static void
start_again (gpointer application)
{
  app_application_start_again (application);
}

/* The dialog goes first: it looks at itself once more after this. */
static void
on_response (AdwMessageDialog *dialog, const char *response, AppApplication *self)
{
  if (g_str_equal (response, "again"))
    g_idle_add_once (start_again, self);
}

/* Only who has the store alone can put it right. */
static void
on_damaged (AppApplication *self)
{
  GtkWindow *parent = gtk_application_get_active_window (GTK_APPLICATION (self));
  GtkWidget *dialog = adw_message_dialog_new (
      parent, _ ("Some of your letters are damaged"),
      _ ("The file that holds them is not as it was written, perhaps after a fault of the disk. "
         "When Envoi starts again it puts all that can be read into a new file, and keeps the "
         "damaged one."));

  gtk_window_set_application (GTK_WINDOW (dialog), GTK_APPLICATION (self));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "later", _ ("Later"), "again",
                                    _ ("Start Again"), NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "again");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_response), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

void
app_damage_watch (AppApplication *application, UiContext *context)
{
  if (store_database_is_read_only (context->database))
    {
      app_open_say (application, _ ("Your letters can only be read"),
                    _ ("Their folder cannot be written to, so nothing can be kept or sent."));
      return;
    }
  g_signal_connect_object (context->database, "damaged", G_CALLBACK (on_damaged), application,
                           G_CONNECT_SWAPPED);
  g_application_hold (G_APPLICATION (application));
  store_damage_get_async (context->database, NULL, on_damage, g_object_ref (application));
}
