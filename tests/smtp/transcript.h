/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Transcripts: conversations as files, tests/data/transcripts/README.md. */

#pragma once

#include "smtp-client.h"

G_BEGIN_DECLS

/**
 * Transcript: a conversation being played
 * @piece: octets fed at once; 0: whole lines
 * @where: file and line, for messages
 * @shown: (element-type SmtpEvent): every line event so far
 * @events: of the other events, those that no step has looked at
 * @secrets: (element-type utf8): what no line and no reply may hold
 */
typedef struct
{
  SmtpConfig config;
  SmtpClient *client;
  gsize piece;
  char *where;
  MailEnvelope *envelope;
  MailOutcome *outcome;
  GPtrArray *shown;
  GQueue events;
  GPtrArray *secrets;
} Transcript;

/* transcript-text.c */
GByteArray *transcript_unescape (const char *text);
char *transcript_take_word (char **rest);
void transcript_fail (Transcript *transcript, const char *format, ...)
    G_GNUC_PRINTF (2, 3) G_GNUC_NORETURN;

/**
 * TranscriptStep: acts on the client or looks at it; what it looks at must be as the file says
 * @word: a line's first; NULL ends a table
 */
typedef struct
{
  const char *word;
  void (*function) (Transcript *transcript, char *rest);
} TranscriptStep;

extern const TranscriptStep transcript_wire[];
extern const TranscriptStep transcript_looks[];

/* transcript-steps.c */
SmtpClient *transcript_get_client (Transcript *transcript);
void transcript_do (Transcript *transcript, const char *word, char *rest);

/* transcript-looks.c: keeps the events there are */
void transcript_collect (Transcript *transcript);

G_END_DECLS
