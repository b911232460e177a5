/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The wrong account is among the mistakes people regret most, so From is never hidden and has the
 * account's colour. Practice stands last and is only taken by itself when there is nothing else. */

#include <glib/gi18n.h>

#include "ui-account-colour-private.h"
#include "ui-focus-private.h"
#include "ui-from-button-private.h"

struct _UiFromButton
{
  GtkWidget parent_instance;

  /* owned */
  AccountRegistry *registry;
  AccountProfile *profile;
  GPtrArray *profiles;
  char *originator;
  char *originator_account;

  /* somebody said which account, so a new one does not change it */
  gboolean chosen;

  /* template */
  GtkWidget *button;
  GtkWidget *dot;
  GtkLabel *address;
  GtkLabel *name;
  GtkPopover *popover;
  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (UiFromButton, ui_from_button, GTK_TYPE_WIDGET)

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static const char *
get_title (const AccountProfile *profile)
{
  return account_profile_is_practice (profile) ? _ ("Practice") : profile->address;
}

static const char *
get_subtitle (const AccountProfile *profile)
{
  if (account_profile_is_practice (profile))
    return _ ("stays on this computer");
  return profile->name != NULL ? profile->name : "";
}

static GtkWidget *
make_label (const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 36);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  return label;
}

static GtkWidget *
make_row (UiFromButton *self, const AccountProfile *profile)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *dot = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *mark = gtk_image_new_from_icon_name ("object-select-symbolic");
  gboolean is_chosen = g_strcmp0 (profile->id, self->profile->id) == 0;

  gtk_widget_add_css_class (dot, "dot");
  ui_account_colour_apply (dot, profile);
  gtk_widget_set_valign (dot, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (words), make_label (get_title (profile), NULL));
  if (*get_subtitle (profile) != '\0')
    gtk_box_append (GTK_BOX (words), make_label (get_subtitle (profile), "dim-label"));
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_widget_set_opacity (mark, is_chosen ? 1 : 0);
  gtk_box_append (GTK_BOX (box), dot);
  gtk_box_append (GTK_BOX (box), words);
  gtk_box_append (GTK_BOX (box), mark);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  get_title (profile), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  is_chosen ? _ ("Chosen") : get_subtitle (profile), -1);
  return row;
}

static void
fill_list (UiFromButton *self)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  g_clear_pointer (&self->profiles, g_ptr_array_unref);
  self->profiles = account_registry_list (self->registry);
  g_ptr_array_add (self->profiles, account_registry_lookup (self->registry, ACCOUNT_PRACTICE_ID));
  for (guint i = 0; i < self->profiles->len; i++)
    gtk_list_box_append (self->list, make_row (self, g_ptr_array_index (self->profiles, i)));
}

/* The address the letter goes from, which is not always the account's. */
static const char *
get_address (UiFromButton *self)
{
  if (self->originator != NULL && g_strcmp0 (self->originator_account, self->profile->id) == 0)
    return self->originator;
  return get_title (self->profile);
}

static void
show_profile (UiFromButton *self)
{
  const char *address = get_address (self);
  const char *name = get_subtitle (self->profile);
  g_autofree char *words =
      *name != '\0' ? g_strdup_printf ("%s, %s", address, name) : g_strdup (address);

  gtk_label_set_text (self->address, address);
  gtk_label_set_text (self->name, name);
  gtk_widget_set_visible (GTK_WIDGET (self->name), *name != '\0');
  ui_account_colour_apply (self->button, self->profile);
  ui_account_colour_apply (self->dot, self->profile);
  gtk_widget_set_tooltip_text (self->button, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words, -1);
}

static void
take_profile (UiFromButton *self, AccountProfile *profile)
{
  g_clear_pointer (&self->profile, account_profile_free);
  self->profile = profile;
  show_profile (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static AccountProfile *
find_profile (UiFromButton *self, const char *account_id)
{
  AccountProfile *profile =
      account_id != NULL ? account_registry_lookup (self->registry, account_id) : NULL;

  if (profile == NULL)
    profile = account_registry_get_default (self->registry);
  if (profile == NULL)
    {
      g_autoptr (GPtrArray) profiles = account_registry_list (self->registry);

      profile = profiles->len > 0 ? account_profile_copy (g_ptr_array_index (profiles, 0))
                                  : account_registry_lookup (self->registry, ACCOUNT_PRACTICE_ID);
    }
  return profile;
}

static void
on_registry_changed (UiFromButton *self)
{
  gboolean keep = self->chosen || !account_profile_is_practice (self->profile);
  g_autofree char *id = keep ? g_strdup (self->profile->id) : NULL;

  take_profile (self, find_profile (self, id));
}

static GtkWidget *
get_chosen_row (UiFromButton *self)
{
  for (guint i = 0; i < self->profiles->len; i++)
    {
      const AccountProfile *profile = g_ptr_array_index (self->profiles, i);

      if (g_strcmp0 (profile->id, self->profile->id) == 0)
        return GTK_WIDGET (gtk_list_box_get_row_at_index (self->list, (int) i));
    }
  return NULL;
}

/* The arrow keys begin at the account that is chosen, not at the first. */
static void
on_clicked (UiFromButton *self)
{
  GtkWidget *row;

  fill_list (self);
  gtk_popover_popup (self->popover);
  row = get_chosen_row (self);
  if (row != NULL)
    gtk_widget_grab_focus (row);
}

static void
on_closed (UiFromButton *self)
{
  gtk_widget_grab_focus (self->button);
}

static void
on_add (UiFromButton *self)
{
  gtk_popover_popdown (self->popover);
}

static void
on_row_activated (UiFromButton *self, GtkListBoxRow *row)
{
  const AccountProfile *profile =
      g_ptr_array_index (self->profiles, gtk_list_box_row_get_index (row));

  gtk_popover_popdown (self->popover);
  self->chosen = TRUE;
  take_profile (self, account_profile_copy (profile));
}

static gboolean
ui_from_button_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (UI_FROM_BUTTON (widget)->button);
}

static void
ui_from_button_dispose (GObject *object)
{
  UiFromButton *self = UI_FROM_BUTTON (object);
  GtkWidget *child;

  if (self->registry != NULL)
    g_signal_handlers_disconnect_by_data (self->registry, self);
  g_clear_object (&self->registry);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  g_clear_pointer (&self->profiles, g_ptr_array_unref);
  g_clear_pointer (&self->profile, account_profile_free);
  g_clear_pointer (&self->originator, g_free);
  g_clear_pointer (&self->originator_account, g_free);
  G_OBJECT_CLASS (ui_from_button_parent_class)->dispose (object);
}

static void
ui_from_button_class_init (UiFromButtonClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_from_button_dispose;
  widget_class->focus = ui_focus_children;
  widget_class->grab_focus = ui_from_button_grab_focus;
  signals[CHANGED] = g_signal_new ("changed", UI_TYPE_FROM_BUTTON, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/envoi_mail/Envoi/ui-from-button.ui");
  gtk_widget_class_bind_template_child (widget_class, UiFromButton, button);
  gtk_widget_class_bind_template_child (widget_class, UiFromButton, dot);
  gtk_widget_class_bind_template_child (widget_class, UiFromButton, address);
  gtk_widget_class_bind_template_child (widget_class, UiFromButton, name);
  gtk_widget_class_bind_template_child (widget_class, UiFromButton, popover);
  gtk_widget_class_bind_template_child (widget_class, UiFromButton, list);
  gtk_widget_class_bind_template_callback (widget_class, on_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_closed);
  gtk_widget_class_bind_template_callback (widget_class, on_add);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
}

static void
ui_from_button_init (UiFromButton *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
ui_from_button_set_registry (UiFromButton *button, AccountRegistry *registry,
                             const char *account_id)
{
  g_return_if_fail (UI_IS_FROM_BUTTON (button));
  g_return_if_fail (button->registry == NULL);

  button->chosen = account_id != NULL;
  button->registry = g_object_ref (registry);
  g_signal_connect_swapped (registry, "changed", G_CALLBACK (on_registry_changed), button);
  take_profile (button, find_profile (button, account_id));
}

const AccountProfile *
ui_from_button_get_profile (UiFromButton *button)
{
  g_return_val_if_fail (UI_IS_FROM_BUTTON (button), NULL);

  return button->profile;
}

void
ui_from_button_set_account (UiFromButton *button, const char *account_id)
{
  g_return_if_fail (UI_IS_FROM_BUTTON (button));
  take_profile (button, find_profile (button, account_id));
}

void
ui_from_button_set_originator (UiFromButton *button, const char *account_id, const char *address)
{
  g_return_if_fail (UI_IS_FROM_BUTTON (button));

  g_free (button->originator);
  g_free (button->originator_account);
  button->originator = g_strdup (address);
  button->originator_account = g_strdup (account_id);
  show_profile (button);
}
