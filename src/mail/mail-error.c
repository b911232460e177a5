/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "mail-error.h"

/* clang-format off */
G_DEFINE_QUARK (mail-error-quark, mail_error)
