/* SPDX-License-Identifier: Apache-2.0 */
/* What clang-tidy reads before each file: tp_fail gives back the status that it was given, which is known to be none of
 * success where it was written. */
#include "base/base.h"

#define tp_fail(diag, status, ...) ((void)(tp_fail)(diag, status, __VA_ARGS__), (status))
