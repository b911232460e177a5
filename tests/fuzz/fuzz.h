/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the fuzz targets share. A target is LLVMFuzzerTestOneInput() and ends the process with
 * g_assert() where something does not hold. With clang and -Dfuzz=true it is linked to libFuzzer;
 * with any compiler to fuzz-replay.c, which plays the corpus. Inputs are text wherever that is
 * possible, so that a seed can be written, and a crash read, by a person. */

#pragma once

#include <glib.h>
#include <stddef.h>
#include <stdint.h>

G_BEGIN_DECLS

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);
int LLVMFuzzerInitialize (int *argc, char ***argv);

/**
 * fuzz_begin: to be called first where something is drawn at random, so that it is the same for the
 * same input
 */
void fuzz_begin (const guint8 *octets, gsize length);

/**
 * FuzzCutter: cuts octets into pieces of one to nine, always the same way for the same octets, so
 * that an input needs no room for saying where
 */
typedef struct
{
  guint32 state;
} FuzzCutter;

FuzzCutter fuzz_cutter_new (const guint8 *octets, gsize length);

/**
 * fuzz_cutter_next:
 *
 * Returns: the length of the next piece, at most @left
 */
gsize fuzz_cutter_next (FuzzCutter *cutter, gsize left);

/**
 * fuzz_take_field:
 * @rest: (inout): what is left
 * @separator: ends the field; it is dropped
 *
 * Returns: (transfer full): the octets up to the separator, to be used as a string
 */
char *fuzz_take_field (const guint8 **rest, gsize *left, char separator);

/**
 * fuzz_take_text: the same, made valid UTF-8
 */
char *fuzz_take_text (const guint8 **rest, gsize *left, char separator);

/**
 * fuzz_unescape:
 * @text: may hold \r \n \t \0 \xNN \\
 */
GByteArray *fuzz_unescape (const char *text);

G_END_DECLS
