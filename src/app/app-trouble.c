/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What keeps the program from opening its letters, in a sentence each: nothing is deleted, mended
 * or begun anew behind a person's back. */

#include "app-trouble.h"

#include <glib/gi18n.h>

#include "account-registry.h"
#include "app-paths.h"
#include "store-database.h"

struct _AppTrouble
{
  AdwApplicationWindow parent_instance;
};

G_DEFINE_FINAL_TYPE (AppTrouble, app_trouble, ADW_TYPE_APPLICATION_WINDOW)

static guint try_again_signal;

static const char *
store_words (StoreError code, const char **title)
{
  switch (code)
    {
    case STORE_ERROR_FULL:
      *title = _ ("The disk is full");
      return _ (
          "Envoi keeps every letter on disk before it says so, and there is no room. Free some "
          "space and try again; nothing was lost.");
    case STORE_ERROR_READ_ONLY:
      *title = _ ("Your letters cannot be written to");
      return _ ("Their folder may only be read. Make it writable and try again; nothing was lost.");
    case STORE_ERROR_NO_LOCKS:
      *title = _ ("Your letters cannot be kept here");
      return _ ("Their folder lies on a drive without file locks, where two programs that write at "
                "once would damage them. Mount the drive with locks, or move the folder elsewhere, "
                "and try again; nothing was changed.");
    case STORE_ERROR_DAMAGED:
      *title = _ ("Your letters are damaged");
      return _ ("The file that holds them is not as it was written, perhaps after a fault of the "
                "disk. Envoi can put it right when nothing else has it open: end what else sends "
                "with it, and try again.");
    case STORE_ERROR_NEWER:
      *title = _ ("Your letters belong to a later version of Envoi");
      return _ ("This version cannot read them and leaves them as they are. Start the later "
                "version.");
    case STORE_ERROR_IO:
    case STORE_ERROR_CORRUPT:
    case STORE_ERROR_NOT_FOUND:
    case STORE_ERROR_STATE:
    case STORE_ERROR_NOT_REGULAR:
    case STORE_ERROR_UNREADABLE:
    case STORE_ERROR_CHANGED:
      break;
    }
  *title = _ ("Your letters cannot be opened");
  return _ ("Their folder could not be read or made. Try again; nothing was changed.");
}

const char *
app_trouble_words (const GError *error, const char **title)
{
  if (error->domain == STORE_ERROR)
    return store_words ((StoreError) error->code, title);
  *title = _ ("Your accounts cannot be read");
  return _ ("The file that lists them is damaged or may not be read. Envoi changes nothing in it; "
            "put it right or move it away, and try again.");
}

static void
on_try_again (GtkButton *button, AppTrouble *self)
{
  g_signal_emit (self, try_again_signal, 0);
  gtk_window_close (GTK_WINDOW (self));
}

static GtkWidget *
where_new (const GError *error)
{
  g_autoptr (GFile) file =
      error->domain == STORE_ERROR ? app_paths_get_data () : app_paths_get_accounts ();
  g_autofree char *path = g_file_get_path (file);
  g_autofree char *text = g_strdup_printf ("%s\n%s", path, error->message);
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "soft");
  return label;
}

static GtkWidget *
page_new (AppTrouble *self, const GError *error)
{
  const char *title = NULL;
  const char *words = app_trouble_words (error, &title);
  GtkWidget *page = adw_status_page_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *button = gtk_button_new_with_label (_ ("Try Again"));

  gtk_widget_add_css_class (button, "pill");
  gtk_widget_add_css_class (button, "suggested-action");
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  g_signal_connect (button, "clicked", G_CALLBACK (on_try_again), self);
  gtk_box_append (GTK_BOX (box), button);
  gtk_box_append (GTK_BOX (box), where_new (error));
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), "dialog-warning-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (page), title);
  adw_status_page_set_description (ADW_STATUS_PAGE (page), words);
  adw_status_page_set_child (ADW_STATUS_PAGE (page), box);
  gtk_widget_set_vexpand (page, TRUE);
  return page;
}

static void
app_trouble_class_init (AppTroubleClass *klass)
{
  try_again_signal = g_signal_new ("try-again", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
app_trouble_init (AppTrouble *self)
{
  gtk_window_set_default_size (GTK_WINDOW (self), 640, 520);
  gtk_window_set_title (GTK_WINDOW (self), _ ("Envoi"));
}

GtkWindow *
app_trouble_new (GtkApplication *application, const GError *error)
{
  AppTrouble *self = g_object_new (APP_TYPE_TROUBLE, "application", application, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *header = adw_header_bar_new ();

  gtk_widget_add_css_class (header, "flat");
  gtk_box_append (GTK_BOX (box), header);
  gtk_box_append (GTK_BOX (box), page_new (self, error));
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (self), box);
  return GTK_WINDOW (self);
}
