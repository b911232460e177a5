/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store-people.h"
#include "ui-completion-private.h"
#include "ui-recipient-chip-private.h"
#include "ui-recipient-field-private.h"
#include "ui-test.h"

typedef struct
{
  GtkWindow *window;
  UiRecipientField *field;
  GtkEntry *entry;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->window = GTK_WINDOW (gtk_window_new ());
  fixture->field = UI_RECIPIENT_FIELD (ui_recipient_field_new ("To"));
  fixture->entry = GTK_ENTRY (ui_test_find (GTK_WIDGET (fixture->field), GTK_TYPE_ENTRY));
  gtk_window_set_child (fixture->window, GTK_WIDGET (fixture->field));
  ui_test_present (fixture->window);
  gtk_widget_grab_focus (GTK_WIDGET (fixture->field));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (fixture->window);
  ui_test_settle ();
}

static void
type (Fixture *fixture, const char *text)
{
  ui_test_type (GTK_EDITABLE (fixture->entry), text);
}

static void
type_slowly (Fixture *fixture, const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      g_autofree char *key = g_strndup (p, (gsize) (g_utf8_next_char (p) - p));

      type (fixture, key);
    }
}

static const char *
get_text (Fixture *fixture)
{
  return gtk_editable_get_text (GTK_EDITABLE (fixture->entry));
}

static guint
count_chips (Fixture *fixture)
{
  GtkWidget *sibling = GTK_WIDGET (fixture->entry);
  guint n = 0;

  while ((sibling = gtk_widget_get_prev_sibling (sibling)) != NULL)
    n++;
  return n;
}

/* everything in the field, parted by "|" */
static char *
dup_all (Fixture *fixture)
{
  g_autoptr (GPtrArray) mailboxes = ui_recipient_field_dup_mailboxes (fixture->field);
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < mailboxes->len; i++)
    g_ptr_array_add (texts, message_mailbox_to_string (g_ptr_array_index (mailboxes, i)));
  g_ptr_array_add (texts, NULL);
  return g_strjoinv ("|", (char **) texts->pdata);
}

static void
assert_all (Fixture *fixture, const char *expected)
{
  g_autofree char *all = dup_all (fixture);

  g_assert_cmpstr (all, ==, expected);
}

static void
test_separators (Fixture *fixture, gconstpointer data)
{
  static const char *const separators[] = { ",", ";", "，", "；", "、" };

  for (guint i = 0; i < G_N_ELEMENTS (separators); i++)
    {
      g_autofree char *address = g_strdup_printf ("p%u@example.org", i);

      type_slowly (fixture, address);
      g_assert_cmpuint (count_chips (fixture), ==, i);
      type (fixture, separators[i]);
      g_assert_cmpuint (count_chips (fixture), ==, i + 1);
      g_assert_cmpstr (get_text (fixture), ==, "");
    }
}

static void
test_enter (Fixture *fixture, gconstpointer data)
{
  type_slowly (fixture, "li@example.org");
  g_assert_true (ui_test_press (GTK_WIDGET (fixture->entry), GDK_KEY_Return, 0));
  g_assert_cmpuint (count_chips (fixture), ==, 1);
  assert_all (fixture, "li@example.org");
}

static void
test_tab (Fixture *fixture, gconstpointer data)
{
  type_slowly (fixture, "li@example.org");
  g_assert_false (ui_test_press (GTK_WIDGET (fixture->entry), GDK_KEY_Tab, 0));
  g_assert_cmpuint (count_chips (fixture), ==, 1);
}

/* The end of a composition is no address. */
static void
test_enter_while_composing (Fixture *fixture, gconstpointer data)
{
  GtkEditable *text = gtk_editable_get_delegate (GTK_EDITABLE (fixture->entry));

  type_slowly (fixture, "li");
  g_signal_emit_by_name (text, "preedit-changed", "lei");
  g_assert_false (ui_test_press (GTK_WIDGET (fixture->entry), GDK_KEY_Return, 0));
  g_assert_false (ui_test_press (GTK_WIDGET (fixture->entry), GDK_KEY_Tab, 0));
  g_assert_cmpuint (count_chips (fixture), ==, 0);
  g_signal_emit_by_name (text, "preedit-changed", "");
  g_assert_true (ui_test_press (GTK_WIDGET (fixture->entry), GDK_KEY_Return, 0));
  g_assert_cmpuint (count_chips (fixture), ==, 1);
}

static void
test_paste_list (Fixture *fixture, gconstpointer data)
{
  type (fixture, "Li Lei <li@example.org>, han@example.org\nwu@example.org；li@example.org");
  g_assert_cmpuint (count_chips (fixture), ==, 3);
  g_assert_cmpstr (get_text (fixture), ==, "");
  assert_all (fixture, "Li Lei <li@example.org>|han@example.org|wu@example.org");
}

static void
test_quoted_separator (Fixture *fixture, gconstpointer data)
{
  type_slowly (fixture, "\"Lei, Li\" <li@example.org>");
  g_assert_cmpuint (count_chips (fixture), ==, 0);
  type (fixture, ",");
  g_assert_cmpuint (count_chips (fixture), ==, 1);
  assert_all (fixture, "\"Lei, Li\" <li@example.org>");
}

static void
test_no_duplicates (Fixture *fixture, gconstpointer data)
{
  type (fixture, "li@example.org,");
  type (fixture, "li@EXAMPLE.org,");
  g_assert_cmpuint (count_chips (fixture), ==, 1);
  type_slowly (fixture, "li@example.org");
  assert_all (fixture, "li@example.org");
}

static void
test_text_counts (Fixture *fixture, gconstpointer data)
{
  type (fixture, "li@example.org,");
  type_slowly (fixture, "han@example.org");
  assert_all (fixture, "li@example.org|han@example.org");
  g_assert_cmpuint (count_chips (fixture), ==, 1);
  g_assert_false (ui_recipient_field_is_empty (fixture->field));
}

/* Nothing that was written is lost, address or not. */
static void
test_invalid (Fixture *fixture, gconstpointer data)
{
  GtkWidget *chip;

  type (fixture, "nobody at home,");
  chip = ui_test_find (GTK_WIDGET (fixture->field), UI_TYPE_RECIPIENT_CHIP);
  g_assert_nonnull (chip);
  g_assert_true (gtk_widget_has_css_class (chip, "invalid"));
  g_assert_null (ui_recipient_chip_get_mailbox (UI_RECIPIENT_CHIP (chip))->path);
}

static void
test_edit_chip (Fixture *fixture, gconstpointer data)
{
  GtkWidget *chip;

  type (fixture, "Li Lei <li@example.org>,");
  chip = ui_test_find (GTK_WIDGET (fixture->field), UI_TYPE_RECIPIENT_CHIP);
  g_assert_true (ui_test_press (chip, GDK_KEY_Return, 0));
  g_assert_cmpuint (count_chips (fixture), ==, 0);
  g_assert_cmpstr (get_text (fixture), ==, "Li Lei <li@example.org>");
}

static void
test_backspace (Fixture *fixture, gconstpointer data)
{
  GtkWidget *chip;

  type (fixture, "li@example.org,han@example.org,");
  g_assert_true (ui_test_press (GTK_WIDGET (fixture->entry), GDK_KEY_BackSpace, 0));
  chip = gtk_window_get_focus (fixture->window);
  g_assert_true (UI_IS_RECIPIENT_CHIP (chip));
  g_assert_cmpuint (count_chips (fixture), ==, 2);
  g_assert_true (ui_test_press (chip, GDK_KEY_BackSpace, 0));
  assert_all (fixture, "li@example.org");
}

static void
test_arrows (Fixture *fixture, gconstpointer data)
{
  GtkWidget *last;
  GtkWidget *first;

  type (fixture, "li@example.org,han@example.org,");
  ui_test_press (GTK_WIDGET (fixture->entry), GDK_KEY_Left, 0);
  last = gtk_window_get_focus (fixture->window);
  ui_test_press (last, GDK_KEY_Left, 0);
  first = gtk_window_get_focus (fixture->window);
  g_assert_true (UI_IS_RECIPIENT_CHIP (first));
  g_assert_true (first != last);
  ui_test_press (first, GDK_KEY_End, 0);
  g_assert_true (
      gtk_widget_is_ancestor (gtk_window_get_focus (fixture->window), GTK_WIDGET (fixture->entry)));
}

static void
test_replace (Fixture *fixture, gconstpointer data)
{
  type (fixture, "han@example.org,Li Lei <li@163.con>,wu@example.org,");
  g_assert_true (ui_recipient_field_replace (fixture->field, "li@163.con", "li@163.com"));
  assert_all (fixture, "han@example.org|Li Lei <li@163.com>|wu@example.org");
  g_assert_false (ui_recipient_field_replace (fixture->field, "x@163.con", "x@163.com"));
}

static void
free_person (gpointer person)
{
  store_person_free (person);
}

static GPtrArray *
make_people (void)
{
  GPtrArray *people = g_ptr_array_new_with_free_func (free_person);
  static const char *const rows[][2] = { { "Li Lei", "li@example.org" },
                                         { "", "lin@example.org" } };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      StorePerson *person = g_new0 (StorePerson, 1);

      person->name = g_strdup (rows[i][0]);
      person->address = g_strdup (rows[i][1]);
      g_ptr_array_add (people, person);
    }
  return people;
}

static void
test_completion (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) people = make_people ();
  UiCompletion *completion =
      UI_COMPLETION (ui_test_find (GTK_WIDGET (fixture->field), UI_TYPE_COMPLETION));

  type_slowly (fixture, "li");
  ui_completion_show_people (completion, people, TRUE);
  g_assert_true (ui_completion_is_open (completion));
  g_assert_true (ui_test_press (GTK_WIDGET (fixture->entry), GDK_KEY_Down, 0));
  g_assert_true (ui_test_press (GTK_WIDGET (fixture->entry), GDK_KEY_Return, 0));
  assert_all (fixture, "lin@example.org");
  g_assert_cmpstr (get_text (fixture), ==, "");

  type_slowly (fixture, "li");
  ui_completion_show_people (completion, people, TRUE);
  g_assert_true (ui_test_press (GTK_WIDGET (fixture->entry), GDK_KEY_Escape, 0));
  g_assert_cmpstr (get_text (fixture), ==, "li");
}

#define add(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  add ("/ui/recipient-field/separators", test_separators);
  add ("/ui/recipient-field/enter", test_enter);
  add ("/ui/recipient-field/tab", test_tab);
  add ("/ui/recipient-field/enter-while-composing", test_enter_while_composing);
  add ("/ui/recipient-field/paste-list", test_paste_list);
  add ("/ui/recipient-field/quoted-separator", test_quoted_separator);
  add ("/ui/recipient-field/no-duplicates", test_no_duplicates);
  add ("/ui/recipient-field/text-counts", test_text_counts);
  add ("/ui/recipient-field/invalid", test_invalid);
  add ("/ui/recipient-field/edit-chip", test_edit_chip);
  add ("/ui/recipient-field/backspace", test_backspace);
  add ("/ui/recipient-field/arrows", test_arrows);
  add ("/ui/recipient-field/replace", test_replace);
  add ("/ui/recipient-field/completion", test_completion);
  return g_test_run ();
}
