/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The steps are the catalogue's, in the language of the session, parted by arrows; here they get
 * numbers, the first one its page, and the one that turns the service on a drawing. The drawing is
 * a likeness, not a control: a screen reader passes over it. */

#include "ui-account-coach-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "ui-context.h"

struct _UiAccountCoach
{
  GtkWidget parent_instance;

  /* template */
  GtkWidget *box;
  GtkLabel *title;
  GtkLabel *subtitle;
  GtkBox *steps;
  GtkBox *facts;
};

G_DEFINE_FINAL_TYPE (UiAccountCoach, ui_account_coach, GTK_TYPE_WIDGET)

/* Services whose web page has a row with a switch, as that page calls it. */
static const struct
{
  const char *family;
  const char *service_en;
  const char *service_zh;
} switches[] = {
  { "netease", "IMAP/SMTP service", "IMAP/SMTP 服务" },
  { "qq", "POP3/IMAP/SMTP service", "POP3/IMAP/SMTP 服务" },
  { "sina", "POP/IMAP/SMTP service", "POP/IMAP/SMTP 服务" },
  { "139", "POP3/SMTP/IMAP service", "POP3/SMTP/IMAP 服务" },
};

/* Families that speak of an authorization code; the others call it an app password. */
static const char *const code_families[] = { "netease", "qq",   "tencent-exmail",
                                             "sina",    "sohu", "139",
                                             "189",     NULL };

static gboolean
in_chinese (void)
{
  return g_str_has_prefix (ui_context_get_language (), "zh");
}

static const char *
either (const char *en, const char *zh)
{
  return in_chinese () && zh != NULL ? zh : en;
}

/* "Gmail / Google Workspace" and "QQ 邮箱（qq.com / …）" are long for a row and for a sentence. */
char *
ui_account_coach_dup_provider_name (const AccountProvider *provider)
{
  static const char *const ends[] = { " / ", " (", "（" };
  const char *name = either (provider->name_en, provider->name_zh);
  gsize length = strlen (name);

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      const char *end = strstr (name, ends[i]);

      if (end != NULL && end > name)
        length = MIN (length, (gsize) (end - name));
    }
  return g_strndup (name, length);
}

const char *
ui_account_coach_code_name (const AccountProvider *provider)
{
  if (provider == NULL || (!provider->wants_code && provider->password_works))
    return _ ("Password");
  if (g_strv_contains (code_families, provider->family))
    return _ ("Authorization code");
  return _ ("App password");
}

static gboolean
takes_no_secret (const AccountProvider *provider)
{
  return !provider->wants_code && !provider->password_works;
}

static GtkWidget *
text_new (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_hexpand (label, TRUE);
  return label;
}

/* "https://mail.163.com/" gives "mail.163.com" */
static char *
dup_host (const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);

  return g_strdup (uri != NULL && g_uri_get_host (uri) != NULL ? g_uri_get_host (uri) : url);
}

static void
on_open (GtkButton *button, const char *url)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (button));

  gtk_show_uri (GTK_WINDOW (root), url, GDK_CURRENT_TIME);
}

static GtkWidget *
link_new (const char *url)
{
  g_autofree char *host = dup_host (url);
  g_autofree char *words = g_strdup_printf (_ ("Open %s"), host);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *button = gtk_button_new ();
  GtkWidget *label = gtk_label_new (words);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("adw-external-link-symbolic"));
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_widget_set_margin_top (button, 6);
  gtk_widget_set_tooltip_text (button, url);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, words,
                                  -1);
  g_signal_connect_data (button, "clicked", G_CALLBACK (on_open), g_strdup (url),
                         (GClosureNotify) (void (*) (void)) g_free, 0);
  return button;
}

static GtkWidget *
drawing_new (const char *service)
{
  GtkWidget *drawing =
      g_object_new (GTK_TYPE_BOX, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *name = text_new (service);
  GtkWidget *off = text_new (_ ("Off"));
  GtkWidget *button = gtk_label_new (C_ ("on a drawing of a web page", "Turn on"));

  gtk_widget_add_css_class (name, "caption-heading");
  gtk_widget_add_css_class (off, "caption");
  gtk_widget_add_css_class (off, "soft");
  gtk_widget_add_css_class (button, "coach-ring");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (words), name);
  gtk_box_append (GTK_BOX (words), off);
  gtk_box_append (GTK_BOX (drawing), words);
  gtk_box_append (GTK_BOX (drawing), button);
  gtk_widget_add_css_class (drawing, "coach-drawing");
  gtk_widget_set_margin_top (drawing, 6);
  return drawing;
}

/* The catalogue's steps go on from one to the next; here each stands alone. */
static char *
dup_sentence (const char *text)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  g_autoptr (GString) sentence = g_string_new (NULL);

  if (*stripped == '\0')
    return g_steal_pointer (&stripped);
  g_string_append_unichar (sentence, g_unichar_toupper (g_utf8_get_char (stripped)));
  g_string_append (sentence, g_utf8_next_char (stripped));
  return g_strdup (sentence->str);
}

static GtkWidget *
step_new (guint number, const char *text)
{
  g_autofree char *digits = g_strdup_printf ("%u", number);
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *disc = gtk_label_new (digits);
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  g_autofree char *sentence = dup_sentence (text);

  gtk_widget_add_css_class (disc, "coach-number");
  gtk_widget_set_valign (disc, GTK_ALIGN_START);
  gtk_widget_set_valign (column, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (column), text_new (sentence));
  gtk_box_append (GTK_BOX (row), disc);
  gtk_box_append (GTK_BOX (row), column);
  return row;
}

static GtkWidget *
step_column (GtkWidget *step)
{
  return gtk_widget_get_last_child (step);
}

static void
clear (GtkBox *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (box))) != NULL)
    gtk_box_remove (box, child);
}

static const char *
find_service (const AccountProvider *provider)
{
  for (guint i = 0; i < G_N_ELEMENTS (switches); i++)
    if (g_str_equal (switches[i].family, provider->family))
      return either (switches[i].service_en, switches[i].service_zh);
  return NULL;
}

static gboolean
turns_it_on (const char *step)
{
  return strstr (step, "turn on") != NULL || strstr (step, "turn the service on") != NULL ||
         strstr (step, "开启") != NULL;
}

static void
fill_steps (UiAccountCoach *self, const AccountProvider *provider)
{
  const char *text = either (provider->steps_en, provider->steps_zh);
  const char *service = find_service (provider);
  g_auto (GStrv) steps = g_strsplit (text != NULL ? text : "", "→", -1);

  for (guint i = 0; text != NULL && steps[i] != NULL; i++)
    {
      GtkWidget *step = step_new (i + 1, steps[i]);

      if (i == 0 && provider->web_url != NULL)
        gtk_box_append (GTK_BOX (step_column (step)), link_new (provider->web_url));
      if (service != NULL && turns_it_on (steps[i]))
        {
          gtk_box_append (GTK_BOX (step_column (step)), drawing_new (service));
          service = NULL;
        }
      gtk_box_append (self->steps, step);
    }
  if (text == NULL && provider->web_url != NULL)
    gtk_box_append (self->steps, link_new (provider->web_url));
}

static void
add_fact (UiAccountCoach *self, const char *text)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *mark = gtk_image_new_from_icon_name ("dialog-information-symbolic");
  GtkWidget *label = text_new (text);

  gtk_widget_set_valign (mark, GTK_ALIGN_START);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (row, "soft");
  gtk_box_append (GTK_BOX (row), mark);
  gtk_box_append (GTK_BOX (row), label);
  gtk_box_append (self->facts, row);
}

static void
fill_facts (UiAccountCoach *self, const AccountProvider *provider)
{
  const char *note = either (provider->credential_note_en, provider->credential_note_zh);

  if (note != NULL)
    add_fact (self, note);
  if (provider->from_must_equal_login == ACCOUNT_YES && !takes_no_secret (provider))
    add_fact (self, _ ("The sender of a letter must be the address you sign in with."));
  if (provider->keeps_sent_copy == ACCOUNT_YES)
    add_fact (self, _ ("It keeps a copy of each letter in its own Sent folder."));
}

static void
fill_for_any (UiAccountCoach *self)
{
  static const char *const steps[] = {
    N_ ("Type your address: most services are known by it, and their steps appear here"),
    N_ ("Many services want a code made for mail programs instead of the login password; look for "
        "“authorization code” or “app password” in their web mail"),
    N_ ("For the mail of a university or a company, the server’s name is in its help pages; look "
        "for “SMTP” or “outgoing mail”"),
  };

  gtk_label_set_text (self->title, _ ("What you need"));
  gtk_label_set_text (self->subtitle, _ ("An address, and a code or password for it"));
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    gtk_box_append (self->steps, step_new (i + 1, _ (steps[i])));
}

static void
fill_title (UiAccountCoach *self, const AccountProvider *provider)
{
  g_autofree char *name = ui_account_coach_dup_provider_name (provider);
  const char *subtitle = _ ("Not your login password");

  if (takes_no_secret (provider))
    {
      gtk_label_set_text (self->title, _ ("No password works here any more"));
      subtitle = name;
    }
  else if (!provider->wants_code)
    {
      gtk_label_set_text (self->title, _ ("Your password"));
      subtitle = name;
    }
  else if (g_strv_contains (code_families, provider->family))
    gtk_label_set_text (self->title, _ ("How to get the authorization code"));
  else
    gtk_label_set_text (self->title, _ ("How to get an app password"));
  gtk_label_set_text (self->subtitle, subtitle);
}

void
ui_account_coach_set_provider (UiAccountCoach *self, const AccountProvider *provider)
{
  clear (self->steps);
  clear (self->facts);
  if (provider == NULL)
    fill_for_any (self);
  else
    {
      fill_title (self, provider);
      fill_steps (self, provider);
      fill_facts (self, provider);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->steps),
                          gtk_widget_get_first_child (GTK_WIDGET (self->steps)) != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->facts),
                          gtk_widget_get_first_child (GTK_WIDGET (self->facts)) != NULL);
}

const char *
ui_account_coach_get_title (UiAccountCoach *self)
{
  return gtk_label_get_text (self->title);
}

void
ui_account_coach_set_titled (UiAccountCoach *self, gboolean titled)
{
  gtk_widget_set_visible (GTK_WIDGET (self->title), titled);
}

static void
ui_account_coach_dispose (GObject *object)
{
  UiAccountCoach *self = UI_ACCOUNT_COACH (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (ui_account_coach_parent_class)->dispose (object);
}

static void
ui_account_coach_class_init (UiAccountCoachClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_account_coach_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/envoi_mail/Envoi/ui-account-coach.ui");
  gtk_widget_class_bind_template_child (widget_class, UiAccountCoach, box);
  gtk_widget_class_bind_template_child (widget_class, UiAccountCoach, title);
  gtk_widget_class_bind_template_child (widget_class, UiAccountCoach, subtitle);
  gtk_widget_class_bind_template_child (widget_class, UiAccountCoach, steps);
  gtk_widget_class_bind_template_child (widget_class, UiAccountCoach, facts);
}

static void
ui_account_coach_init (UiAccountCoach *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  ui_account_coach_set_provider (self, NULL);
}
