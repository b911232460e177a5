/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui-authority-row-private.h"

#include <glib/gi18n.h>

struct _UiAuthorityRow
{
  AdwActionRow parent_instance;

  GtkWidget *clear;
  char *file;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (UiAuthorityRow, ui_authority_row, ADW_TYPE_ACTION_ROW)

const char *
ui_authority_row_get_file (UiAuthorityRow *self)
{
  return self->file;
}

/* File names are text of others. */
static void
show (UiAuthorityRow *self)
{
  g_autofree char *name = self->file != NULL ? g_filename_display_basename (self->file) : NULL;
  g_autofree char *escaped = name != NULL ? g_markup_escape_text (name, -1) : NULL;

  adw_action_row_set_subtitle (ADW_ACTION_ROW (self),
                               escaped != NULL ? escaped : _ ("Those this computer trusts"));
  gtk_widget_set_visible (self->clear, self->file != NULL);
}

void
ui_authority_row_set_file (UiAuthorityRow *self, const char *file)
{
  char *copy = g_strdup (file);

  g_free (self->file);
  self->file = copy;
  show (self);
}

void
ui_authority_row_choose (UiAuthorityRow *self, const char *file)
{
  GList *certificates = file != NULL ? g_tls_certificate_list_new_from_file (file, NULL) : NULL;

  if (file != NULL && certificates == NULL)
    {
      adw_action_row_set_subtitle (ADW_ACTION_ROW (self),
                                   _ ("That file holds no certificate in PEM form."));
      return;
    }
  g_list_free_full (certificates, g_object_unref);
  ui_authority_row_set_file (self, file);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_response (GtkNativeDialog *chooser, int response, UiAuthorityRow *self)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
      g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

      if (path != NULL)
        ui_authority_row_choose (self, path);
    }
  gtk_native_dialog_destroy (chooser);
  g_object_unref (chooser);
}

static void
on_open (GtkButton *button, UiAuthorityRow *self)
{
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
  GtkFileChooserNative *chooser =
      gtk_file_chooser_native_new (_ ("Certificate Authority"), window,
                                   GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Choose"), _ ("_Cancel"));

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (on_response), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
on_clear (GtkButton *button, UiAuthorityRow *self)
{
  ui_authority_row_choose (self, NULL);
}

static GtkWidget *
add_button (UiAuthorityRow *self, const char *icon, const char *label, GCallback pressed)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  g_signal_connect (button, "clicked", pressed, self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), button);
  return button;
}

static void
ui_authority_row_finalize (GObject *object)
{
  g_free (UI_AUTHORITY_ROW (object)->file);
  G_OBJECT_CLASS (ui_authority_row_parent_class)->finalize (object);
}

static void
ui_authority_row_class_init (UiAuthorityRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ui_authority_row_finalize;
  signals[CHANGED] = g_signal_new ("changed", UI_TYPE_AUTHORITY_ROW, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
ui_authority_row_init (UiAuthorityRow *self)
{
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), _ ("Certificate authority"));
  self->clear = add_button (self, "edit-clear-symbolic", _ ("Only Those This Computer Trusts"),
                            G_CALLBACK (on_clear));
  GtkWidget *open = add_button (self, "document-open-symbolic", _ ("Choose a File of Your Own"),
                                G_CALLBACK (on_open));
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (self), open);
  show (self);
}
