/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui-hand.h"

#include "store-outbox.h"
#include "support-await.h"

UiComposer *
hand_open_composer (UiTest *test, const MessageDraft *draft, const char *draft_id)
{
  UiComposer *composer = ui_composer_new (NULL, test->context, draft, draft_id);

  ui_test_present (GTK_WINDOW (composer));
  return composer;
}

void
hand_write_text (UiComposer *composer, const char *text)
{
  gtk_text_buffer_insert_at_cursor (gtk_text_view_get_buffer (composer->message), text, -1);
}

void
hand_write_to (UiComposer *composer, const char *text)
{
  GtkWidget *entry = ui_test_find (GTK_WIDGET (composer->to), GTK_TYPE_ENTRY);

  ui_test_type (GTK_EDITABLE (entry), text);
}

void
hand_write_subject (UiComposer *composer, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (composer->subject), text);
}

void
hand_write_letter (UiComposer *composer)
{
  hand_write_to (composer, "han@example.org,");
  hand_write_subject (composer, "Lunch");
  hand_write_text (composer, "At noon?");
}

GPtrArray *
hand_list_letters (UiTest *test)
{
  g_autoptr (GAsyncResult) result = NULL;
  GPtrArray *letters;

  store_outbox_list_async (test->context->database, STORE_ALL, NULL, NULL, 0, 0, NULL,
                           support_await_done, &result);
  letters = store_outbox_list_finish (test->context->database, support_await (&result), NULL);
  g_assert_nonnull (letters);
  return letters;
}

char *
hand_dup_text (UiComposer *composer)
{
  g_autoptr (MessageDraft) draft = ui_composer_dup_draft (composer);

  return g_strdup (draft->text);
}

gboolean
hand_is_sent (gpointer composer)
{
  return UI_COMPOSER (composer)->letter != 0;
}

gboolean
hand_has_copied (gpointer composer)
{
  return UI_COMPOSER (composer)->copies == 0;
}

gboolean
hand_is_gone (gpointer place)
{
  return *(gpointer *) place == NULL;
}

void
hand_throw_away (UiComposer *composer)
{
  gpointer place = composer;

  g_object_add_weak_pointer (G_OBJECT (composer), &place);
  gtk_window_destroy (GTK_WINDOW (composer));
  ui_test_until (hand_is_gone, &place);
}
