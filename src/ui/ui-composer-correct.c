/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A letter that some did not get, to be sent to them: each address that was refused is marked with
 * the reason. One that is a slip away from somebody written to before was most likely meant for
 * them; a slip in a well-known domain is found by the letter's own check. */

#include <glib/gi18n.h>

#include "store-outbox.h"
#include "store-people.h"
#include "ui-composer-private.h"
#include "ui-receipt-actions-private.h"

/* people at one domain who are compared with an address */
#define MAX_PEOPLE 100

/**
 * Question: who was meant
 * @refused: the address a server did not take
 */
typedef struct
{
  UiComposer *composer;
  char *refused;
  char *reason;
} Question;

static void
question_free (Question *question)
{
  g_object_unref (question->composer);
  g_free (question->refused);
  g_free (question->reason);
  g_free (question);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Question, question_free)

static gboolean
has_refused (UiComposer *self)
{
  return ui_recipient_field_has_refused (self->to) || ui_recipient_field_has_refused (self->cc) ||
         ui_recipient_field_has_refused (self->bcc);
}

static void
on_changed (UiComposer *self)
{
  if (!has_refused (self))
    ui_composer_unsay (self, COMPOSER_NOTICE_REFUSED);
}

static const StorePerson *
find_resembling (GPtrArray *people, const char *address)
{
  for (guint i = 0; people != NULL && i < people->len; i++)
    {
      const StorePerson *person = g_ptr_array_index (people, i);

      if (message_mailbox_resembles (address, person->address))
        return person;
    }
  return NULL;
}

static void
on_people (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Question) question = user_data;
  g_autoptr (GPtrArray) people =
      store_people_complete_finish (STORE_DATABASE (source), result, NULL);
  const StorePerson *person = find_resembling (people, question->refused);
  g_autofree char *text = NULL;
  g_autofree char *button = NULL;

  if (person == NULL || question->composer->context == NULL || !has_refused (question->composer))
    return;
  /* Translators: an address, and why a server refused it in a few words */
  text = g_strdup_printf (_ ("%s: %s. Did you mean %s?"), question->refused, question->reason,
                          person->address);
  button = g_strdup_printf (_ ("Use %s"), person->address);
  ui_composer_say (question->composer, COMPOSER_NOTICE_REFUSED, person->address, button, text);
}

static void
ask_whom_else (UiComposer *self, const char *address, const char *reason)
{
  Question *question = g_new0 (Question, 1);
  const char *at = strrchr (address, '@');

  question->composer = g_object_ref (self);
  question->refused = g_strdup (address);
  question->reason = g_strdup (reason);
  store_people_complete_async (self->context->database, at != NULL ? at + 1 : address, MAX_PEOPLE,
                               NULL, on_people, question);
}

static void
say_refused (UiComposer *self, guint n, const char *address, const char *reason)
{
  g_autofree char *text = NULL;

  if (n == 1)
    text = g_strdup_printf ("%s: %s", address, reason);
  else
    text = g_strdup_printf (ngettext ("%u address was refused", "%u addresses were refused", n), n);
  ui_composer_say (self, COMPOSER_NOTICE_REFUSED, address, NULL, text);
}

static GtkWidget *
mark (UiComposer *self, const char *address, const char *reason)
{
  UiRecipientField *fields[] = { self->to, self->cc, self->bcc };

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      GtkWidget *chip = ui_recipient_field_mark_refused (fields[i], address, reason);

      if (chip != NULL)
        return chip;
    }
  return NULL;
}

static void
watch (UiComposer *self)
{
  UiRecipientField *fields[] = { self->to, self->cc, self->bcc };

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      g_signal_handlers_disconnect_by_func (fields[i], on_changed, self);
      g_signal_connect_swapped (fields[i], "changed", G_CALLBACK (on_changed), self);
    }
}

/* Returns the first of those that are still in the letter. */
static GtkWidget *
mark_all (UiComposer *self, GVariant *refusals)
{
  GtkWidget *first = NULL;
  const char *address;
  const char *reason;
  GVariantIter iter;
  guint n = 0;

  g_variant_iter_init (&iter, refusals);
  while (g_variant_iter_next (&iter, "{&s&s}", &address, &reason))
    {
      GtkWidget *chip = mark (self, address, reason);

      if (chip == NULL)
        continue;
      first = first != NULL ? first : chip;
      say_refused (self, ++n, address, reason);
      ask_whom_else (self, address, reason);
    }
  watch (self);
  return first;
}

void
ui_composer_correct (UiComposer *self, GVariant *refusals)
{
  GtkWidget *first;

  g_return_if_fail (UI_IS_COMPOSER (self));
  first = mark_all (self, refusals);
  gtk_widget_grab_focus (first != NULL ? first : GTK_WIDGET (self->to));
}

GVariant *
ui_composer_list_refusals (UiComposer *self)
{
  GVariantBuilder refusals;

  g_variant_builder_init (&refusals, G_VARIANT_TYPE ("a{ss}"));
  ui_recipient_field_list_refusals (self->to, &refusals);
  ui_recipient_field_list_refusals (self->cc, &refusals);
  ui_recipient_field_list_refusals (self->bcc, &refusals);
  return g_variant_builder_end (&refusals);
}

void
ui_composer_mark_refusals (UiComposer *self, GVariant *refusals)
{
  mark_all (self, refusals);
}

/* --- once more ------------------------------------------------------------------------------- */

/* They may have been marked meanwhile, by who came here to correct them. */
static void
on_corrected_letter (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UiComposer) self = user_data;
  g_autoptr (StoreLetter) letter = store_outbox_get_finish (STORE_DATABASE (source), result, NULL);
  g_autoptr (GVariant) refusals = NULL;

  if (letter == NULL || self->context == NULL || has_refused (self))
    return;
  refusals = g_variant_ref_sink (ui_receipt_make_refusals (letter));
  mark_all (self, refusals);
}

void
ui_composer_recall_refusals (UiComposer *self)
{
  if (self->origin->corrects > 0)
    store_outbox_get_async (self->context->database, self->origin->corrects, NULL,
                            on_corrected_letter, g_object_ref (self));
}

void
ui_composer_use_known (UiComposer *self)
{
  UiRecipientField *fields[] = { self->to, self->cc, self->bcc };
  g_autofree char *known = g_strdup (self->notices[COMPOSER_NOTICE_REFUSED].detail);
  gboolean done = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (fields) && !done; i++)
    {
      g_autoptr (GPtrArray) mailboxes = ui_recipient_field_dup_mailboxes (fields[i]);

      for (guint j = 0; j < mailboxes->len && !done; j++)
        {
          const MessageMailbox *mailbox = g_ptr_array_index (mailboxes, j);
          const char *text = mailbox->path != NULL ? mail_path_get_text (mailbox->path) : "";

          if (message_mailbox_resembles (text, known))
            done = ui_recipient_field_replace (fields[i], text, known);
        }
    }
  ui_composer_unsay (self, COMPOSER_NOTICE_REFUSED);
}
