/* SPDX-License-Identifier: Apache-2.0 */
/* Private to statistics: leaves as they were counted. Leaves that say the same are one shape with a count. */
#ifndef TP_STATISTICS_COUNT_H
#define TP_STATISTICS_COUNT_H

#include "statistics/definitions.h"

struct tp_shape {
    enum tp_leaf_kind kind;
    char
        *text; /* owned: the values of all members in their order, each with its NUL; agreement and the like left out */
    size_t size_bytes;
    uint64_t count;
};
/* What an opening told. */
struct tp_opened {
    uint64_t index;
    char county[32]; /* "unknown" when the record names none */
};
struct tp_statistics {
    const struct tp_definitions *definitions;
    struct tp_shape *shapes; /* owned */
    size_t shape_count, shape_capacity;
    uint32_t *slots; /* owned: a hash table of places in shapes, plus 1 */
    size_t slot_count;
    uint32_t *leaves; /* owned: the shape of each leaf, after reclassification */
    uint64_t leaf_count;
    size_t leaf_capacity;
    struct tp_opened *opened; /* owned, by index */
    size_t opened_count, opened_capacity;
};

/* The value of MEMBER, "" when it is absent. */
const char *tp_shape_value(const struct tp_shape *shape, enum tp_leaf_member member);
/* Makes room for one more element of SIZE bytes. */
TP_NODISCARD tp_status tp_statistics_grow(void **items, size_t *capacity, size_t count, size_t element_bytes,
                                          struct tp_diag *diag);

#endif
