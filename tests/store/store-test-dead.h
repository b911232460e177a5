/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "store-test.h"

/**
 * store_test_copy_dead:
 *
 * Returns: (transfer full): a directory with the store as it would be found if this process were
 *   killed now; see support_directory_free()
 */
char *store_test_copy_dead (StoreTest *test);
