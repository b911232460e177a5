/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How the window is: its size, which rows are shown, where the cursor is and what is in sight, and
 * what was on its way into the letter. Kept beside the draft, for it is nobody's writing. Nothing
 * read here is believed. */

#include <glib/gi18n.h>

#include "ui-composer-private.h"
#include "ui-letter-command-private.h"

#define MIN_WIDTH 360
#define MIN_HEIGHT 294
#define MAX_SIDE 16384

typedef struct
{
  const char *name;
  GtkWidget *widget;
} Place;

#define N_PLACES 6

static void
get_places (UiComposer *self, Place *places)
{
  const Place all[N_PLACES] = {
    { "to", GTK_WIDGET (self->to) },           { "cc", GTK_WIDGET (self->cc) },
    { "bcc", GTK_WIDGET (self->bcc) },         { "reply-to", GTK_WIDGET (self->reply_to) },
    { "subject", GTK_WIDGET (self->subject) }, { "message", GTK_WIDGET (self->message) },
  };

  for (guint i = 0; i < N_PLACES; i++)
    places[i] = all[i];
}

/* --- to octets ------------------------------------------------------------------------------- */

static const char *
get_focus_name (UiComposer *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  Place places[N_PLACES];

  get_places (self, places);
  for (guint i = 0; i < N_PLACES && focus != NULL; i++)
    if (focus == places[i].widget || gtk_widget_is_ancestor (focus, places[i].widget))
      return places[i].name;
  return "message";
}

static guint
get_selection_bound (UiComposer *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->message);
  GtkTextIter iter;

  gtk_text_buffer_get_iter_at_mark (buffer, &iter, gtk_text_buffer_get_selection_bound (buffer));
  return (guint) gtk_text_iter_get_offset (&iter);
}

static guint
get_first_in_sight (UiComposer *self)
{
  GdkRectangle sight;
  GtkTextIter iter;

  gtk_text_view_get_visible_rect (self->message, &sight);
  gtk_text_view_get_line_at_y (self->message, &iter, sight.y, NULL);
  gtk_text_view_get_iter_at_location (self->message, &iter, sight.x, sight.y);
  return (guint) gtk_text_iter_get_offset (&iter);
}

static void
add_copying (UiComposer *self, GVariantDict *view)
{
  g_auto (GStrv) names = ui_tray_dup_copying (self->tray);

  if (*names != NULL)
    g_variant_dict_insert_value (view, "copying",
                                 g_variant_new_strv ((const char *const *) names, -1));
}

GBytes *
ui_composer_dup_view (UiComposer *self)
{
  g_auto (GVariantDict) view = G_VARIANT_DICT_INIT (NULL);
  g_autoptr (GVariant) value = NULL;
  int width;
  int height;

  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  g_variant_dict_insert (&view, "width", "i", width);
  g_variant_dict_insert (&view, "height", "i", height);
  g_variant_dict_insert (&view, "maximized", "b", gtk_window_is_maximized (GTK_WINDOW (self)));
  g_variant_dict_insert (&view, "cc", "b", gtk_widget_get_visible (self->cc_row));
  g_variant_dict_insert (&view, "bcc", "b", gtk_widget_get_visible (self->bcc_row));
  g_variant_dict_insert (&view, "reply-to", "b", gtk_widget_get_visible (self->reply_to_row));
  g_variant_dict_insert (&view, "focus", "s", get_focus_name (self));
  g_variant_dict_insert (&view, "subject", "i",
                         gtk_editable_get_position (GTK_EDITABLE (self->subject)));
  g_variant_dict_insert (&view, "bound", "u", get_selection_bound (self));
  g_variant_dict_insert (&view, "sight", "u", get_first_in_sight (self));
  g_variant_dict_insert_value (&view, "refusals", ui_composer_list_refusals (self));
  add_copying (self, &view);
  value = g_variant_ref_sink (g_variant_dict_end (&view));
  return g_variant_get_data_as_bytes (value);
}

/* --- and back -------------------------------------------------------------------------------- */

static void
restore_window (UiComposer *self, GVariantDict *view)
{
  gboolean maximized = FALSE;
  int width;
  int height;

  if (g_variant_dict_lookup (view, "width", "i", &width) &&
      g_variant_dict_lookup (view, "height", "i", &height))
    gtk_window_set_default_size (GTK_WINDOW (self), CLAMP (width, MIN_WIDTH, MAX_SIDE),
                                 CLAMP (height, MIN_HEIGHT, MAX_SIDE));
  if (g_variant_dict_lookup (view, "maximized", "b", &maximized) && maximized)
    gtk_window_maximize (GTK_WINDOW (self));
}

static void
restore_rows (UiComposer *self, GVariantDict *view)
{
  const Place rows[] = {
    { "cc", self->cc_row },
    { "bcc", self->bcc_row },
    { "reply-to", self->reply_to_row },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      gboolean visible = FALSE;

      if (g_variant_dict_lookup (view, rows[i].name, "b", &visible) && visible)
        gtk_widget_set_visible (rows[i].widget, TRUE);
    }
  ui_composer_show_rows (self);
}

/* The view scrolls to a mark once it has laid out what is above it. */
static void
restore_text (UiComposer *self, GVariantDict *view)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->message);
  GtkTextIter iter;
  guint bound;
  guint sight;

  if (g_variant_dict_lookup (view, "bound", "u", &bound))
    {
      gtk_text_buffer_get_iter_at_offset (buffer, &iter, (int) MIN (bound, G_MAXINT));
      gtk_text_buffer_move_mark (buffer, gtk_text_buffer_get_selection_bound (buffer), &iter);
    }
  if (g_variant_dict_lookup (view, "sight", "u", &sight))
    {
      gtk_text_buffer_get_iter_at_offset (buffer, &iter, (int) MIN (sight, G_MAXINT));
      gtk_text_view_scroll_to_mark (
          self->message, gtk_text_buffer_create_mark (buffer, NULL, &iter, TRUE), 0, TRUE, 0, 0);
    }
}

/* An entry that takes the focus selects what is in it: the next key would write over it. */
static void
restore_focus (UiComposer *self, GVariantDict *view)
{
  Place places[N_PLACES];
  const char *name;
  int position;

  get_places (self, places);
  if (!g_variant_dict_lookup (view, "focus", "&s", &name))
    return;
  for (guint i = 0; i < N_PLACES; i++)
    if (g_str_equal (places[i].name, name) && places[i].widget != GTK_WIDGET (self->subject))
      gtk_widget_grab_focus (places[i].widget);
  if (!g_str_equal (name, "subject"))
    return;
  gtk_entry_grab_focus_without_selecting (self->subject);
  if (g_variant_dict_lookup (view, "subject", "i", &position))
    gtk_editable_set_position (GTK_EDITABLE (self->subject), position);
}

/* A letter that nobody has got is its draft again: the store knows of no refusal any more. */
static void
restore_refusals (UiComposer *self, GVariantDict *view)
{
  g_autoptr (GVariant) refusals =
      g_variant_dict_lookup_value (view, "refusals", G_VARIANT_TYPE ("a{ss}"));

  if (refusals != NULL)
    ui_composer_mark_refusals (self, refusals);
}

/* No half of a file is in the letter; that it lacks is said. */
static void
say_what_lacks (UiComposer *self, GVariantDict *view)
{
  g_autofree const char **names = NULL;
  g_autofree char *text = NULL;

  if (!g_variant_dict_lookup (view, "copying", "^a&s", &names) || names[0] == NULL)
    return;
  text = g_strdup_printf (_ ("“%s” was still being copied and is not attached; attach it again"),
                          names[0]);
  ui_composer_say (self, COMPOSER_NOTICE_FILE, names[0], NULL, text);
}

void
ui_composer_restore (UiComposer *composer, GBytes *view, gboolean after_crash)
{
  g_return_if_fail (UI_IS_COMPOSER (composer));
  if (view != NULL)
    {
      g_autoptr (GVariant) value =
          g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE_VARDICT, view, FALSE));
      g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (value);

      restore_window (composer, &dict);
      restore_rows (composer, &dict);
      restore_text (composer, &dict);
      restore_focus (composer, &dict);
      restore_refusals (composer, &dict);
      say_what_lacks (composer, &dict);
    }
  /* what brings the program down does so once: only writing in it says that it is open again */
  if (after_crash)
    ui_toast (composer->page, _ ("Envoi ended unexpectedly – this letter was kept"));
  else
    ui_composer_mark_open (composer);
}

void
ui_composer_mark_open (UiComposer *self)
{
  store_drafts_set_window_async (self->context->database, self->draft_id, NULL, TRUE, NULL, NULL,
                                 NULL);
}
