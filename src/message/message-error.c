/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "message-error.h"

G_DEFINE_QUARK (message - error - quark, message_error)
