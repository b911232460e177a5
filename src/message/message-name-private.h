/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Names of attached files, as they may travel. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * message_name_clean:
 * @name: (nullable): a file name, of any octets
 *
 * Returns: (transfer full): its base name, valid UTF-8, without controls, line breaks or
 *   bidirectional controls, at most 255 octets with its extension kept; never empty
 */
char *message_name_clean (const char *name);

/**
 * message_name_to_type_parameter:
 * @name: a clean name
 *
 * Returns: (transfer full): `name="…"` for Content-Type; in encoded words (RFC 2047) where it is
 *   not plain ASCII, because QQ Mail and old Outlook read nothing else. May hold folds of LF and a
 *   blank
 */
char *message_name_to_type_parameter (const char *name);

/**
 * message_name_to_disposition_parameter:
 * @name: a clean name
 *
 * Returns: (transfer full): `filename="…"` for Content-Disposition, or one unsplit `filename*=`
 *   (RFC 2231 section 4), since readers mend split ones wrongly
 */
char *message_name_to_disposition_parameter (const char *name);

G_END_DECLS
