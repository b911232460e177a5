/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "account-registry.h"

G_DEFINE_QUARK (account - error - quark, account_error)
