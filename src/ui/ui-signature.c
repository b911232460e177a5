/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The signature is joined to the text only in the draft, below the line "-- " that mail programs
 * know (RFC 3676 section 4.3); in the window it stands apart. So another account swaps it, and it
 * can never be there twice. */

#include <glib/gi18n.h>
#include <string.h>

#include "ui-signature-private.h"

#define DELIMITER "\n-- \n"

struct _UiSignature
{
  GtkWidget parent_instance;

  /* owned */
  char *signature;
  gboolean left_out;

  /* template */
  GtkWidget *box;
  GtkToggleButton *chip;
  GtkImage *arrow;
  GtkLabel *title;
  GtkWidget *revealer;
  GtkLabel *text;
  GtkButton *leave_out;
};

G_DEFINE_FINAL_TYPE (UiSignature, ui_signature, GTK_TYPE_WIDGET)

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
show_state (UiSignature *self)
{
  gtk_label_set_label (self->title, self->left_out ? _ ("No signature") : _ ("Signature"));
  gtk_button_set_label (self->leave_out, self->left_out ? _ ("Put Back") : _ ("Leave Out"));
  gtk_widget_set_opacity (GTK_WIDGET (self->text), self->left_out ? .4 : .75);
}

static void
on_toggled (UiSignature *self)
{
  gtk_image_set_from_icon_name (self->arrow, gtk_toggle_button_get_active (self->chip)
                                                 ? "pan-down-symbolic"
                                                 : "pan-end-symbolic");
}

static void
on_leave_out (UiSignature *self)
{
  ui_signature_set_left_out (self, !self->left_out);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
ui_signature_dispose (GObject *object)
{
  UiSignature *self = UI_SIGNATURE (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (ui_signature_parent_class)->dispose (object);
}

static void
ui_signature_finalize (GObject *object)
{
  g_free (UI_SIGNATURE (object)->signature);
  G_OBJECT_CLASS (ui_signature_parent_class)->finalize (object);
}

static void
ui_signature_class_init (UiSignatureClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ui_signature_dispose;
  object_class->finalize = ui_signature_finalize;
  signals[CHANGED] = g_signal_new ("changed", UI_TYPE_SIGNATURE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/envoi_mail/Envoi/ui-signature.ui");
  gtk_widget_class_bind_template_child (widget_class, UiSignature, box);
  gtk_widget_class_bind_template_child (widget_class, UiSignature, chip);
  gtk_widget_class_bind_template_child (widget_class, UiSignature, arrow);
  gtk_widget_class_bind_template_child (widget_class, UiSignature, title);
  gtk_widget_class_bind_template_child (widget_class, UiSignature, revealer);
  gtk_widget_class_bind_template_child (widget_class, UiSignature, text);
  gtk_widget_class_bind_template_child (widget_class, UiSignature, leave_out);
  gtk_widget_class_bind_template_callback (widget_class, on_toggled);
  gtk_widget_class_bind_template_callback (widget_class, on_leave_out);
}

static void
ui_signature_init (UiSignature *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  show_state (self);
}

void
ui_signature_set_text (UiSignature *signature, const char *text)
{
  g_return_if_fail (UI_IS_SIGNATURE (signature));
  g_free (signature->signature);
  signature->signature = g_strdup (text != NULL ? text : "");
  g_strchomp (signature->signature);
  gtk_label_set_label (signature->text, signature->signature);
  gtk_widget_set_visible (GTK_WIDGET (signature), *signature->signature != '\0');
}

void
ui_signature_set_left_out (UiSignature *signature, gboolean left_out)
{
  g_return_if_fail (UI_IS_SIGNATURE (signature));
  signature->left_out = left_out;
  show_state (signature);
}

static gboolean
has_signature (UiSignature *self)
{
  return self->signature != NULL && *self->signature != '\0';
}

char *
ui_signature_join (UiSignature *signature, const char *body)
{
  g_return_val_if_fail (UI_IS_SIGNATURE (signature), NULL);

  if (signature->left_out || !has_signature (signature))
    return g_strdup (body);
  return g_strconcat (body, *body == '\0' ? "" : "\n", DELIMITER, signature->signature, NULL);
}

/* One line break of what is above belongs to the signature, so that how the text ended is known. */
char *
ui_signature_split (UiSignature *signature, const char *text)
{
  g_autofree char *below = NULL;
  gsize length;

  g_return_val_if_fail (UI_IS_SIGNATURE (signature), NULL);
  if (!has_signature (signature))
    return NULL;
  below = g_strconcat (DELIMITER, signature->signature, NULL);
  if (!g_str_has_suffix (text, below))
    return NULL;
  length = strlen (text) - strlen (below);
  return g_strndup (text, length > 0 && text[length - 1] == '\n' ? length - 1 : length);
}
