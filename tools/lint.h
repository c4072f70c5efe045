/* SPDX-License-Identifier: Apache-2.0 */
/* What clang-tidy reads before each file: these give back the status that they were given, and that of tp_fail is known
 * to be none of success where it was written. */
#include "base/base.h"

#define tp_fail(diag, status, ...) ((void)(tp_fail)(diag, status, __VA_ARGS__), (status))

static inline tp_status tp_lint_in_file(struct tp_diag *diag, tp_status status, const char *path)
{
    (void)tp_diag_in_file(diag, status, path);
    return status;
}
#define tp_diag_in_file tp_lint_in_file

static inline tp_status tp_lint_pass(struct tp_diag *diag, tp_status status, const struct tp_diag *inner)
{
    (void)tp_diag_pass(diag, status, inner);
    return status;
}
#define tp_diag_pass tp_lint_pass
