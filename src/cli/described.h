/* SPDX-License-Identifier: Apache-2.0 */
/* What the description of the API says of each operation, as a table; tools/operations makes the definition. */
#ifndef TP_CLI_DESCRIBED_H
#define TP_CLI_DESCRIBED_H

#include <stdbool.h>
#include <stddef.h>

struct tp_described_parameter {
    const char *name; /* NULL at the end */
    bool in_path;     /* otherwise of the query */
    bool required, whole;
    const char *values; /* what it may be, parted by commas; "" when that is no list */
    const char *what;   /* a sentence without a full stop; may be "" */
};
struct tp_described {
    const char *id, *summary; /* NULL at the end */
    const char *types;        /* of the body, parted by commas; "" without one */
    const char *members;      /* of a JSON body, parted by commas; "?" behind one that may be absent */
    const struct tp_described_parameter *parameters;
};
extern const struct tp_described tp_described[];

#endif
