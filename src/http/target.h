/* SPDX-License-Identifier: Apache-2.0 */
/* What a request asks for: its first line's target. */
#ifndef TP_HTTP_TARGET_H
#define TP_HTTP_TARGET_H

#include "base/base.h"

enum { TP_PARAMETERS_MAX = 64 };

struct tp_parameter {
    const char *name, *value; /* decoded */
};
struct tp_target {
    char *memory;          /* owned, what all others point into */
    const char *path;      /* still encoded */
    const char *full;      /* path and query, still encoded */
    const char *authority; /* of a target with one, else NULL */
    struct tp_parameter parameters[TP_PARAMETERS_MAX];
    size_t count;
};
/* E_FORMAT, E_LIMIT for more parameters, E_MEMORY; OUT is empty then. */
TP_NODISCARD tp_status tp_target_parse(const char *text, struct tp_target *out, struct tp_diag *diag);
void tp_target_deinit(struct tp_target *target);
const char *tp_target_parameter(const struct tp_target *target, const char *name); /* NULL */

#endif
