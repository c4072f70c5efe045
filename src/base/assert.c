/* SPDX-License-Identifier: Apache-2.0 */
/* The end of a program that found a bug in itself. */
#include "base/base.h"

#include <stdio.h>
#include <stdlib.h>

_Noreturn void tp_assert_failed(const char *condition, const char *file, int line)
{
    fprintf(stderr, "tenprint: bug: %s does not hold (%s:%d)\n", condition, file, line);
    abort();
}
