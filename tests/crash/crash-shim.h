/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the preloaded shim understands. */

#pragma once

/**
 * crash_shim_begin: calls count from here on; found by dlsym(), absent without the shim
 */
typedef void (*CrashShimBegin) (void);
