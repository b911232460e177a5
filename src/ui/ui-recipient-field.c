/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Chips and an entry in lines that wrap. A separator commits what stands before it, unless it is
 * inside quotes or angle brackets; a pasted list is committed whole. Leaving commits too. */

#include <glib/gi18n.h>
#include <string.h>

#include "ui-low-scroller-private.h"
#include "ui-preedit-private.h"
#include "ui-recipient-parts-private.h"

G_DEFINE_FINAL_TYPE (UiRecipientField, ui_recipient_field, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_LABEL,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

void
ui_recipient_field_emit_changed (UiRecipientField *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static const char *
get_text (UiRecipientField *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->entry));
}

void
ui_recipient_field_set_text (UiRecipientField *self, const char *text)
{
  self->setting = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
  gtk_editable_set_position (GTK_EDITABLE (self->entry), -1);
  self->setting = FALSE;
}

/* Makes chips of the first @length octets of the text and leaves the rest to be written on. */
static void
commit_text (UiRecipientField *self, gsize length)
{
  g_autofree char *text = g_strdup (get_text (self));
  g_autofree char *head = g_strndup (text, length);
  g_autoptr (GPtrArray) mailboxes = message_mailbox_parse_list (head);
  const char *rest = text + length;

  while (g_unichar_isspace (g_utf8_get_char (rest)))
    rest = g_utf8_next_char (rest);
  for (guint i = 0; i < mailboxes->len; i++)
    ui_recipient_chips_insert (self, g_ptr_array_index (mailboxes, i), GTK_WIDGET (self->entry));
  ui_completion_close (self->completion);
  ui_recipient_field_set_text (self, rest);
}

static gboolean
is_address (const char *text)
{
  g_autoptr (MailPath) path = mail_path_parse (text, NULL);

  return path != NULL;
}

static void
on_insert_text (UiRecipientField *self, const char *text, int length)
{
  const char *end = text + (length < 0 ? (int) strlen (text) : length);

  if (self->setting)
    return;
  for (const char *p = text; p < end; p = g_utf8_next_char (p))
    if (ui_recipient_text_is_separator (g_utf8_get_char (p)))
      self->inserted = g_utf8_next_char (text) < end ? INSERTED_LIST : INSERTED_SEPARATOR;
}

static void
point_completion (UiRecipientField *self)
{
  graphene_rect_t bounds;

  if (gtk_widget_compute_bounds (GTK_WIDGET (self->entry), GTK_WIDGET (self), &bounds))
    gtk_popover_set_pointing_to (GTK_POPOVER (self->completion),
                                 &(GdkRectangle){ (int) bounds.origin.x, (int) bounds.origin.y, 1,
                                                  MAX (1, (int) bounds.size.height) });
}

static void
on_changed (UiRecipientField *self)
{
  const char *text = get_text (self);
  Inserted inserted = self->inserted;
  gsize end = 0;

  /* an entry that is not written in takes no line of its own */
  gtk_editable_set_width_chars (GTK_EDITABLE (self->entry),
                                CLAMP ((int) g_utf8_strlen (text, -1) + 1, 2, 24));
  self->inserted = INSERTED_WORDS;
  if (inserted == INSERTED_LIST)
    end = strlen (text);
  else if (inserted == INSERTED_SEPARATOR)
    end = ui_recipient_text_find_end (text);
  if (end > 0)
    {
      commit_text (self, end);
      return;
    }
  if (!self->setting && gtk_widget_get_focus_child (GTK_WIDGET (self)) != NULL)
    {
      point_completion (self);
      ui_completion_look_up (self->completion, text, !is_address (text));
    }
  ui_recipient_field_emit_changed (self);
}

void
ui_recipient_field_choose (UiRecipientField *self)
{
  g_autoptr (MessageMailbox) mailbox = ui_completion_dup_selected (self->completion);

  ui_completion_close (self->completion);
  if (mailbox == NULL)
    return;
  ui_recipient_chips_insert (self, mailbox, GTK_WIDGET (self->entry));
  ui_recipient_field_set_text (self, "");
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

/* Another window in front is no reason to take a half-written name for an address. */
static void
on_leave (UiRecipientField *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  ui_completion_close (self->completion);
  if (!GTK_IS_WINDOW (root) || gtk_window_is_active (GTK_WINDOW (root)))
    ui_recipient_field_commit (self);
}

static void
on_released (GtkGestureClick *gesture, int n_press, double x, double y, UiRecipientField *self)
{
  GtkWidget *picked = gtk_widget_pick (GTK_WIDGET (self), x, y, GTK_PICK_DEFAULT);

  if (picked == NULL || gtk_widget_get_ancestor (picked, UI_TYPE_RECIPIENT_CHIP) == NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

/* One stop for Tab: the place to write. The arrow keys walk over the chips. */
static gboolean
ui_recipient_field_focus (GtkWidget *widget, GtkDirectionType direction)
{
  if (direction != GTK_DIR_TAB_FORWARD && direction != GTK_DIR_TAB_BACKWARD)
    return GTK_WIDGET_CLASS (ui_recipient_field_parent_class)->focus (widget, direction);
  if (gtk_widget_get_focus_child (widget) != NULL)
    return FALSE;
  return gtk_widget_grab_focus (GTK_WIDGET (UI_RECIPIENT_FIELD (widget)->entry));
}

static gboolean
ui_recipient_field_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (UI_RECIPIENT_FIELD (widget)->entry));
}

static void
ui_recipient_field_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_LABEL:
      g_value_set_string (value, UI_RECIPIENT_FIELD (object)->label);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
ui_recipient_field_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  UiRecipientField *self = UI_RECIPIENT_FIELD (object);

  switch (id)
    {
    case PROP_LABEL:
      g_free (self->label);
      self->label = g_value_dup_string (value);
      if (self->label != NULL)
        gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                        self->label, -1);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
ui_recipient_field_dispose (GObject *object)
{
  UiRecipientField *self = UI_RECIPIENT_FIELD (object);

  if (self->completion != NULL)
    gtk_widget_unparent (GTK_WIDGET (g_steal_pointer (&self->completion)));
  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  G_OBJECT_CLASS (ui_recipient_field_parent_class)->dispose (object);
}

static void
ui_recipient_field_finalize (GObject *object)
{
  UiRecipientField *self = UI_RECIPIENT_FIELD (object);

  g_free (self->label);
  g_hash_table_unref (self->paths);
  G_OBJECT_CLASS (ui_recipient_field_parent_class)->finalize (object);
}

static void
ui_recipient_field_class_init (UiRecipientFieldClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ui_recipient_field_dispose;
  object_class->finalize = ui_recipient_field_finalize;
  object_class->get_property = ui_recipient_field_get_property;
  object_class->set_property = ui_recipient_field_set_property;
  widget_class->focus = ui_recipient_field_focus;
  widget_class->grab_focus = ui_recipient_field_grab_focus;

  properties[PROP_LABEL] =
      g_param_spec_string ("label", NULL, NULL, NULL, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[CHANGED] = g_signal_new ("changed", UI_TYPE_RECIPIENT_FIELD, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (UI_TYPE_LOW_SCROLLER);
  g_type_ensure (UI_TYPE_WRAP_BOX);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/envoi_mail/Envoi/ui-recipient-field.ui");
  gtk_widget_class_bind_template_child (widget_class, UiRecipientField, scroller);
  gtk_widget_class_bind_template_child (widget_class, UiRecipientField, box);
  gtk_widget_class_bind_template_child (widget_class, UiRecipientField, entry);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, ui_recipient_field_on_key);
  gtk_widget_class_bind_template_callback (widget_class, on_leave);
  gtk_widget_class_bind_template_callback (widget_class, on_released);
}

static void
ui_recipient_field_init (UiRecipientField *self)
{
  GtkEditable *delegate;

  self->paths = g_hash_table_new_full ((GHashFunc) mail_path_hash, (GEqualFunc) mail_path_equal,
                                       (GDestroyNotify) mail_path_unref, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  delegate = gtk_editable_get_delegate (GTK_EDITABLE (self->entry));
  g_signal_connect_swapped (delegate, "insert-text", G_CALLBACK (on_insert_text), self);
  ui_preedit_watch (GTK_WIDGET (self->entry));

  self->completion = ui_completion_new ();
  gtk_widget_set_parent (GTK_WIDGET (self->completion), GTK_WIDGET (self));
  g_signal_connect_swapped (self->completion, "chosen", G_CALLBACK (ui_recipient_field_choose),
                            self);
}

GtkWidget *
ui_recipient_field_new (const char *label)
{
  return g_object_new (UI_TYPE_RECIPIENT_FIELD, "label", label, NULL);
}

void
ui_recipient_field_set_database (UiRecipientField *field, StoreDatabase *database)
{
  g_return_if_fail (UI_IS_RECIPIENT_FIELD (field));
  ui_completion_set_database (field->completion, database);
}

void
ui_recipient_field_set_mailboxes (UiRecipientField *field, GPtrArray *mailboxes)
{
  UiRecipientChip *chip;

  g_return_if_fail (UI_IS_RECIPIENT_FIELD (field));
  while ((chip = ui_recipient_chips_get_first (field)) != NULL)
    ui_recipient_chips_drop (field, chip);
  for (guint i = 0; i < mailboxes->len; i++)
    ui_recipient_chips_insert (field, g_ptr_array_index (mailboxes, i), GTK_WIDGET (field->entry));
  ui_recipient_field_set_text (field, "");
  ui_recipient_field_emit_changed (field);
}

gboolean
ui_recipient_field_append (UiRecipientField *field, const MessageMailbox *mailbox)
{
  gboolean added;

  g_return_val_if_fail (UI_IS_RECIPIENT_FIELD (field), FALSE);
  added = ui_recipient_chips_insert (field, mailbox, GTK_WIDGET (field->entry));
  if (added)
    ui_recipient_field_emit_changed (field);
  return added;
}

GPtrArray *
ui_recipient_field_dup_mailboxes (UiRecipientField *field)
{
  GPtrArray *mailboxes;
  g_autoptr (GPtrArray) written = NULL;

  g_return_val_if_fail (UI_IS_RECIPIENT_FIELD (field), NULL);
  mailboxes = g_ptr_array_new_with_free_func ((GDestroyNotify) message_mailbox_free);
  for (UiRecipientChip *chip = ui_recipient_chips_get_first (field); chip != NULL;
       chip = ui_recipient_chips_next (gtk_widget_get_next_sibling (GTK_WIDGET (chip))))
    g_ptr_array_add (mailboxes, message_mailbox_copy (ui_recipient_chip_get_mailbox (chip)));

  written = message_mailbox_parse_list (get_text (field));
  for (guint i = 0; i < written->len; i++)
    {
      const MessageMailbox *mailbox = g_ptr_array_index (written, i);

      if (!ui_recipient_chips_hold (field, mailbox))
        g_ptr_array_add (mailboxes, message_mailbox_copy (mailbox));
    }
  return mailboxes;
}

void
ui_recipient_field_commit (UiRecipientField *field)
{
  const char *text;

  g_return_if_fail (UI_IS_RECIPIENT_FIELD (field));
  text = get_text (field);
  if (*text != '\0')
    commit_text (field, strlen (text));
}

gboolean
ui_recipient_field_replace (UiRecipientField *field, const char *text, const char *address)
{
  g_autoptr (MailPath) path = mail_path_parse (address, NULL);

  g_return_val_if_fail (UI_IS_RECIPIENT_FIELD (field), FALSE);
  for (UiRecipientChip *chip = ui_recipient_chips_get_first (field); path != NULL && chip != NULL;
       chip = ui_recipient_chips_next (gtk_widget_get_next_sibling (GTK_WIDGET (chip))))
    {
      const MessageMailbox *mailbox = ui_recipient_chip_get_mailbox (chip);
      g_autoptr (MessageMailbox) instead = NULL;

      if (g_strcmp0 (mailbox->text, text) != 0 &&
          (mailbox->path == NULL || g_strcmp0 (mail_path_get_text (mailbox->path), text) != 0))
        continue;
      instead = message_mailbox_new (mailbox->path != NULL ? mailbox->name : NULL, path);
      ui_recipient_chips_insert (field, instead, GTK_WIDGET (chip));
      ui_recipient_chips_remove (field, chip);
      return TRUE;
    }
  return FALSE;
}

gboolean
ui_recipient_field_is_empty (UiRecipientField *field)
{
  g_return_val_if_fail (UI_IS_RECIPIENT_FIELD (field), TRUE);

  return ui_recipient_chips_get_first (field) == NULL && *get_text (field) == '\0';
}
