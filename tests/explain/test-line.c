/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The sentences beside the lines of a conversation. */

#include <string.h>

#include "explain-json-private.h"
#include "explain-line.h"

typedef struct
{
  const char *name;
  MailWho who;
  MailStage stage;
  MailLineFlags flags;
  const char *text;
  const char *language;
  const char *story;
  const char *textbook;
} Case;

#define CLIENT MAIL_WHO_CLIENT
#define SERVER MAIL_WHO_SERVER
#define NOTE MAIL_WHO_NOTE

static const Case cases[] = {
  { "ehlo", CLIENT, MAIL_STAGE_GREETING, 0, "EHLO [127.0.0.1]", "en",
    "Good day, this is [127.0.0.1]. What can you do?",
    "EHLO: names the client and asks for extensions, RFC 5321 4.1.1.1" },
  { "mail", CLIENT, MAIL_STAGE_ENVELOPE, 0, "MAIL FROM:<wang@163.com> SIZE=400", "en",
    "I have a letter from wang@163.com.", NULL },
  { "mail-empty", CLIENT, MAIL_STAGE_ENVELOPE, 0, "MAIL FROM:<>", "zh_CN",
    "我有一封信，寄信人是无（系统通知）。", NULL },
  { "rcpt", CLIENT, MAIL_STAGE_ENVELOPE, 0, "RCPT TO:<lilei@qq.com>", "zh_CN",
    "收信人是 lilei@qq.com。", "RCPT：一条正向路径，即一个收件人，RFC 5321 4.1.1.3" },
  { "rcpt-lower-case", CLIENT, MAIL_STAGE_ENVELOPE, 0, "rcpt to:<lilei@qq.com>", "en",
    "It is for lilei@qq.com.", NULL },
  { "data", CLIENT, MAIL_STAGE_LETTER, 0, "DATA", "en", "Now I would like to hand over the letter.",
    NULL },
  { "dot", CLIENT, MAIL_STAGE_LETTER, 0, ".", "en", "That was the whole letter. Do you take it?",
    NULL },
  { "content", CLIENT, MAIL_STAGE_LETTER, MAIL_LINE_CONTENT, "31 lines, 3.3 MB", "en",
    "The letter itself: 31 lines, 3.3 MB", NULL },
  { "auth", CLIENT, MAIL_STAGE_LOGIN, MAIL_LINE_HIDDEN, "AUTH PLAIN ********", "en",
    "Here are my name and my code, in one piece (hidden).",
    "AUTH PLAIN: name and password in one message, RFC 4616 2" },
  { "auth-lower-case", CLIENT, MAIL_STAGE_LOGIN, MAIL_LINE_HIDDEN, "auth plain ********", "en",
    "Here is who I am, and the proof of it (hidden).", NULL },
  { "auth-plus", CLIENT, MAIL_STAGE_LOGIN, MAIL_LINE_HIDDEN, "AUTH SCRAM-SHA-256-PLUS ********",
    "zh_CN", "我们各自证明知道授权码，并且确认没人在途中拆开这条连接。", NULL },
  { "auth-token", CLIENT, MAIL_STAGE_LOGIN, MAIL_LINE_HIDDEN, "AUTH XOAUTH2", "en",
    "Here are my name and a pass that lets me send for a while (hidden).", NULL },
  { "auth-unknown", CLIENT, MAIL_STAGE_LOGIN, MAIL_LINE_HIDDEN, "AUTH GSSAPI ********", "en",
    "Here is who I am, and the proof of it (hidden).", NULL },
  { "hidden", CLIENT, MAIL_STAGE_LOGIN, MAIL_LINE_HIDDEN, "********", "en",
    "A part of the sign-in (hidden).", NULL },
  { "unknown-command", CLIENT, MAIL_STAGE_ENVELOPE, 0, "XYZZY 1", "en", "XYZZY 1", "XYZZY 1" },
  { "greeting", SERVER, MAIL_STAGE_GREETING, 0, "220 163.com Anti-spam GT", "en",
    "Good day, the post office is open.", "220 · 2: done · 2 connection · 0" },
  { "starttls-answer", SERVER, MAIL_STAGE_ENCRYPT, 0, "220 Ready", "en",
    "Yes. From here on nobody can listen in.", NULL },
  { "hello", SERVER, MAIL_STAGE_GREETING, 0, "250-smtp.qq.com ready", "en",
    "Good day, this is smtp.qq.com.", "250 · 2: done · 5 mail system · 0" },
  { "good-enhanced", SERVER, MAIL_STAGE_ENVELOPE, 0, "250 2.1.0 Sender OK", "en",
    "Yes, I have noted that.", "250 · 2: done · 5 mail system · 0 · 2.1.0" },
  { "good-enhanced-detail", SERVER, MAIL_STAGE_ENVELOPE, 0, "250 2.1.5 OK", "en",
    "Yes, I have noted that.",
    "250 · 2: done · 5 mail system · 0 · 2.1.5: The recipient address is valid." },
  { "size", SERVER, MAIL_STAGE_GREETING, 0, "250-SIZE 52428800", "en",
    "Letters may be as large as 50 MB.", NULL },
  { "size-small", SERVER, MAIL_STAGE_GREETING, 0, "250-SIZE 1500000", "zh_CN", "邮件最大 1.4 MB。",
    NULL },
  { "size-none", SERVER, MAIL_STAGE_GREETING, 0, "250 SIZE", "en",
    "There is no fixed limit for the size of a letter.", NULL },
  { "auth-offer", SERVER, MAIL_STAGE_GREETING, 0, "250-AUTH LOGIN PLAIN", "en",
    "You may sign in by: LOGIN PLAIN", NULL },
  { "auth-offer-old", SERVER, MAIL_STAGE_GREETING, 0, "250-AUTH=LOGIN PLAIN", "en",
    "You may sign in by: LOGIN PLAIN", NULL },
  { "signed-in", SERVER, MAIL_STAGE_LOGIN, 0, "235 Authentication successful", "en",
    "I know you now, come in.", NULL },
  { "noted", SERVER, MAIL_STAGE_ENVELOPE, 0, "250 2.1.5 Ok", "en", "Yes, I have noted that.",
    "250 · 2: done · 5 mail system · 0 · 2.1.5: The recipient address is valid." },
  { "go-ahead", SERVER, MAIL_STAGE_LETTER, 0, "354 End data with <CR><LF>.<CR><LF>", "en",
    "Go ahead. End the letter with a single dot.", NULL },
  { "taken", SERVER, MAIL_STAGE_LETTER, 0, "250 Mail OK queued as smtp1", "zh_CN",
    "信我收下了，接下来由我负责。", NULL },
  { "no", SERVER, MAIL_STAGE_ENVELOPE, 0, "550 5.1.1 <a@b>: no", "en", "No: no such mailbox.",
    NULL },
  { "not-now", SERVER, MAIL_STAGE_ENVELOPE, 0, "452 4.2.2 full", "zh_CN",
    "现在不行：对方邮箱已满。", "452 · 4：暂时不行 · 5 邮件系统 · 2 · 4.2.2：收件人邮箱已满。" },
  { "code-alone", SERVER, MAIL_STAGE_ENVELOPE, 0, "550", "en", "No: recipient not accepted.",
    "550 · 5: a lasting no · 5 mail system · 0" },
  { "no-code", SERVER, MAIL_STAGE_GREETING, 0, "SSH-2.0-OpenSSH", "en", "SSH-2.0-OpenSSH",
    "SSH-2.0-OpenSSH" },
  { "long-number", SERVER, MAIL_STAGE_GREETING, 0, "5500 x", "en", "5500 x", NULL },
  { "foreign-class", SERVER, MAIL_STAGE_GREETING, 0, "199 x", "en", "199 x", NULL },
  { "empty", SERVER, MAIL_STAGE_GREETING, 0, "", "en", "", "" },
  { "short", SERVER, MAIL_STAGE_GREETING, 0, "25", "en", "25", "25" },
  { "empty-command", CLIENT, MAIL_STAGE_GREETING, 0, "", "en", "", "" },
  { "open-bracket", CLIENT, MAIL_STAGE_ENVELOPE, 0, "RCPT TO:<a", "en", "It is for TO:<a.", NULL },
  { "note", NOTE, MAIL_STAGE_CONNECT, 0, "connected", "en", "connected", "connected" },
  { "note-looking", NOTE, MAIL_STAGE_CONNECT, 0, "Looking for smtp.qq.com port 465", "zh_CN",
    "查找 smtp.qq.com，端口 465。", NULL },
  { "note-looking-en", NOTE, MAIL_STAGE_CONNECT, 0, "Looking for smtp.qq.com port 465", "en",
    "Looking up smtp.qq.com, for port 465.", NULL },
  { "note-connecting", NOTE, MAIL_STAGE_CONNECT, 0, "Connecting to ::1 port 25", "zh_CN",
    "正在连接 ::1，端口 25。", NULL },
  { "note-proxy", NOTE, MAIL_STAGE_CONNECT, 0, "Connecting to the proxy 10.0.0.1 port 1080",
    "zh_CN", "正在连接代理服务器 10.0.0.1，端口 1080。", NULL },
  { "note-proxy-asked", NOTE, MAIL_STAGE_CONNECT, 0, "Asking the proxy for smtp.qq.com port 465",
    "zh_CN", "请代理连接 smtp.qq.com，端口 465；名称由代理解析。", NULL },
  { "note-proxy-done", NOTE, MAIL_STAGE_CONNECT, 0,
    "Connected through the proxy 10.0.0.1 port 1080", "en",
    "Connected, by way of the proxy 10.0.0.1, port 1080.", NULL },
  { "note-connected", NOTE, MAIL_STAGE_CONNECT, 0, "Connected to ::1 port 25", "zh_CN",
    "已连上 ::1，端口 25。", NULL },
  { "note-connected-somewhere", NOTE, MAIL_STAGE_CONNECT, 0, "Connected to the server", "zh_CN",
    "已连上服务器。", NULL },
  { "note-tls", NOTE, MAIL_STAGE_ENCRYPT, 0, "TLS 1.3, TLS_AES_256_GCM_SHA384", "zh_CN",
    "已加密：TLS 1.3（TLS_AES_256_GCM_SHA384）。",
    "TLS 1.3：握手完成，密码套件 TLS_AES_256_GCM_SHA384，RFC 8446 2" },
  { "note-certificate", NOTE, MAIL_STAGE_ENCRYPT, 0,
    "Certificate of CN=*.163.com, issued by CN=GeoTrust", "zh_CN",
    "服务器的证书：CN=*.163.com，由 CN=GeoTrust 签发。", NULL },
  { "note-value-like-a-place", NOTE, MAIL_STAGE_ENCRYPT, 0,
    "Certificate of CN={2}, issued by CN={1}{9}{", "zh_CN",
    "服务器的证书：CN={2}，由 CN={1}{9}{ 签发。", NULL },
  { "note-accepted-before", NOTE, MAIL_STAGE_ENCRYPT, 0, "Certificate accepted before", "zh_CN",
    "这张证书您以前认可过。", NULL },
  { "note-not-trusted", NOTE, MAIL_STAGE_ENCRYPT, 0, "Certificate not trusted: SHA-256 00ff",
    "zh_CN", "无法信任这张证书（SHA-256 00ff）。", NULL },
  { "note-file", NOTE, MAIL_STAGE_ENCRYPT, 0, "Certificate file /a.pem: 没有那个文件", "zh_CN",
    "证书文件 /a.pem 无法使用：没有那个文件", NULL },
  { "note-login", NOTE, MAIL_STAGE_LOGIN, 0, "Login given up: no", "zh_CN",
    "放弃了这种登录方式：no", NULL },
  { "note-writing", NOTE, MAIL_STAGE_LETTER, 0, "Writing failed: no", "zh_CN", "无法继续发送：no",
    NULL },
  { "note-ended", NOTE, MAIL_STAGE_LETTER, 0, "Ended: timeout", "zh_CN",
    "对话到此结束。服务器响应超时。", "连接结束。服务器响应超时，“timeout”" },
  { "note-ended-en", NOTE, MAIL_STAGE_LETTER, 0, "Ended: timeout", "en",
    "The conversation ended here. The server took too long to answer.", NULL },
  { "note-ended-detail", NOTE, MAIL_STAGE_CONNECT, 0, "Ended: connect: Host: down", "zh_CN",
    "对话到此结束。无法连接服务器（Host: down）。", NULL },
  { "note-ended-unheard-of", NOTE, MAIL_STAGE_CONNECT, 0, "Ended: bored", "zh_CN",
    "对话到此结束。bored。", NULL },
  { "note-reused", NOTE, MAIL_STAGE_CONNECT, 0, "The connection was open and logged in already",
    "zh_CN", "连接还开着，也已登录。", NULL },
  { "note-full", NOTE, MAIL_STAGE_LETTER, 0, "The conversation goes on, but no more of it is kept.",
    "zh_CN", "对话还在继续，但不再记录。", NULL },
  { "note-more-than-known", NOTE, MAIL_STAGE_ENCRYPT, 0, "Certificate accepted before noon",
    "zh_CN", "Certificate accepted before noon", "Certificate accepted before noon" },
  { "note-cut", NOTE, MAIL_STAGE_CONNECT, 0, "Looking for smtp.qq.com", "zh_CN",
    "Looking for smtp.qq.com", NULL },
};

static void
test_case (gconstpointer data)
{
  const Case *example = data;
  MailLine line = {
    .who = example->who,
    .stage = example->stage,
    .flags = example->flags,
    .text = (char *) example->text,
  };
  g_autofree char *story = explain_line_story (&line, example->language);
  g_autofree char *textbook = explain_line_textbook (&line, example->language);

  g_assert_cmpstr (story, ==, example->story);
  if (example->textbook != NULL)
    g_assert_cmpstr (textbook, ==, example->textbook);
  else
    g_assert_cmpstr (textbook, !=, "");
}

/* Every note of the catalogue is known again, and both languages have its values. */
static void
test_every_note (void)
{
  g_autoptr (JsonParser) parser = explain_json_load ("stories.json");
  JsonArray *notes = json_object_get_array_member (explain_json_get_root (parser), "notes");

  for (guint i = 0; i < json_array_get_length (notes); i++)
    {
      JsonObject *note = json_array_get_object_element (notes, i);
      g_auto (GStrv) parts = g_strsplit (json_object_get_string_member (note, "says"), "{}", -1);
      g_autofree char *text = g_strjoinv ("42", parts);
      MailLine line = { .who = MAIL_WHO_NOTE, .text = text };

      for (guint chinese = 0; chinese < 2; chinese++)
        {
          g_autofree char *story = explain_line_story (&line, chinese ? "zh_CN" : "en");
          g_autofree char *textbook = explain_line_textbook (&line, chinese ? "zh_CN" : "en");

          g_assert_true (chinese == !g_str_is_ascii (story));
          g_assert_nonnull (textbook);
          g_assert_true (parts[1] == NULL || strstr (story, "42") != NULL);
          g_assert_true (parts[1] == NULL || strstr (textbook, "42") != NULL);
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/explain/line/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/explain/line/every-note", test_every_note);
  return g_test_run ();
}
