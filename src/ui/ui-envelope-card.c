/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui-envelope-card-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "ui-lanes-private.h"

/* lines shown; whoever is in Bcc is shown in any case */
#define MAX_SHOWN 9

struct _UiEnvelopeCard
{
  GtkWidget parent_instance;

  GtkWidget *lines;
  GtkWidget *more;
};

G_DEFINE_FINAL_TYPE (UiEnvelopeCard, ui_envelope_card, GTK_TYPE_WIDGET)

static GtkWidget *
make_label (const char *text, const char *style_class, float xalign)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), xalign);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (style_class != NULL)
    gtk_widget_add_css_class (label, style_class);
  return label;
}

/* "RCPT TO:<a@b>" without what an extension puts behind it */
static char *
dup_command (const char *line, char **address)
{
  const char *open = strchr (line, '<');
  const char *close = open != NULL ? strchr (open, '>') : NULL;

  *address = close != NULL ? g_strndup (open + 1, close - open - 1) : g_strdup ("");
  return close != NULL ? g_strndup (line, close + 1 - line) : g_strdup (line);
}

static char *
dup_field (const char *command, const char *address, const UiLetterReading *letter)
{
  const char *field = NULL;
  const MessageMailbox *mailbox;
  g_autofree char *text = NULL;

  if (g_ascii_strncasecmp (command, "MAIL", 4) == 0)
    return g_strdup_printf ("From: %s", letter->view->from);
  mailbox = ui_letter_reading_find (letter, address, &field);
  if (mailbox == NULL)
    return NULL;
  text = message_mailbox_to_string (mailbox);
  return g_strdup_printf ("%s: %s", field, text);
}

static void
add_line (UiEnvelopeCard *self, const char *command, const char *field)
{
  GtkWidget *left = make_label (command, "mono", 0);
  GtkWidget *middle = make_label (field != NULL ? "=" : "≠", "soft", .5);
  GtkWidget *right = field != NULL ? make_label (field, NULL, 0)
                                   : make_label (_ ("Not in the letter: Bcc"), "only", 0);
  GtkWidget *line = ui_lanes_new (UI_LANES_TALK, left, middle, right);

  gtk_widget_add_css_class (line, "pair");
  gtk_box_append (GTK_BOX (self->lines), line);
}

static void
show_more (UiEnvelopeCard *self, guint n)
{
  g_autofree char *text =
      g_strdup_printf (ngettext ("and %u more on both", "and %u more on both", n), n);

  gtk_label_set_text (GTK_LABEL (self->more), text);
  gtk_widget_set_visible (self->more, n > 0);
}

void
ui_envelope_card_set (UiEnvelopeCard *self, const char *const *envelope,
                      const UiLetterReading *letter)
{
  GtkWidget *child;
  guint n_more = 0;

  while ((child = gtk_widget_get_first_child (self->lines)) != NULL)
    gtk_box_remove (GTK_BOX (self->lines), child);
  for (guint i = 0; envelope[i] != NULL; i++)
    {
      g_autofree char *address = NULL;
      g_autofree char *command = dup_command (envelope[i], &address);
      g_autofree char *field = dup_field (command, address, letter);

      if (i < MAX_SHOWN || field == NULL)
        add_line (self, command, field);
      else
        n_more++;
    }
  show_more (self, n_more);
}

static GtkWidget *
make_heads (void)
{
  return ui_lanes_new (UI_LANES_TALK, make_label (_ ("On the envelope"), "stage", 0),
                       gtk_label_new (NULL), make_label (_ ("In the letter"), "stage", 0));
}

static void
ui_envelope_card_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (ui_envelope_card_parent_class)->dispose (object);
}

static void
ui_envelope_card_class_init (UiEnvelopeCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_envelope_card_dispose;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
}

static void
ui_envelope_card_init (UiEnvelopeCard *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));
  GtkWidget *why = make_label (_ ("The server delivers by the envelope alone and never reads the "
                                  "letter’s To and Cc. Who is in Bcc stands on the envelope only."),
                               NULL, 0);

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 9);
  gtk_widget_add_css_class (GTK_WIDGET (self), "card");
  gtk_widget_add_css_class (GTK_WIDGET (self), "explain");
  self->lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  self->more = make_label (NULL, "caption", 0);
  gtk_widget_add_css_class (self->more, "soft");
  gtk_widget_set_parent (make_label (_ ("Envelope and Letter"), "heading", 0), GTK_WIDGET (self));
  gtk_widget_set_parent (make_heads (), GTK_WIDGET (self));
  gtk_widget_set_parent (self->lines, GTK_WIDGET (self));
  gtk_widget_set_parent (self->more, GTK_WIDGET (self));
  gtk_widget_set_parent (why, GTK_WIDGET (self));
}

GtkWidget *
ui_envelope_card_new (void)
{
  return g_object_new (UI_TYPE_ENVELOPE_CARD, NULL);
}
