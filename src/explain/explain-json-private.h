/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reading the compiled-in catalogues. What is wrong in them is a programming error. */

#pragma once

#include <json-glib/json-glib.h>

#include "explain-reply.h"

G_BEGIN_DECLS

/**
 * ExplainText: the same words in two languages; both are NULL, or neither
 */
typedef struct
{
  const char *en;
  const char *zh;
} ExplainText;

/**
 * explain_json_load:
 * @name: "problems.json"
 *
 * Returns: (transfer full): the parser, which owns the root and every string in it
 */
JsonParser *explain_json_load (const char *name);
JsonObject *explain_json_get_root (JsonParser *parser);

/**
 * explain_json_get_string:
 *
 * Returns: (transfer none) (nullable): a string of the parser's, which the catalogue keeps
 */
const char *explain_json_get_string (JsonObject *object, const char *member);

/**
 * explain_json_get_text:
 * @stem: "title" for the members "title_en" and "title_zh"; NULL for "en" and "zh"
 */
ExplainText explain_json_get_text (JsonObject *object, const char *stem);

ExplainRetry explain_json_get_retry (JsonObject *object);

/**
 * explain_text_pick:
 * @zh: whether Chinese is wanted
 */
const char *explain_text_pick (ExplainText text, gboolean zh);

/**
 * explain_language_is_zh:
 * @language: (nullable):
 */
gboolean explain_language_is_zh (const char *language);

/**
 * explain_join:
 * @second: (nullable):
 *
 * Returns: (transfer full): two sentences one after the other, as @zh parts them
 */
char *explain_join (const char *first, const char *second, gboolean zh);

G_END_DECLS
