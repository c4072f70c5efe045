/* SPDX-License-Identifier: Apache-2.0 */
/* The rows with the highest scores, found without sorting all. */
#ifndef TP_GALLERY_SHORTLIST_H
#define TP_GALLERY_SHORTLIST_H

#include "base/base.h"

/* A score and the number of its row as one number: the higher score is the higher key, of equal ones the lower row. */
static inline uint64_t tp_shortlist_key(uint32_t score, uint32_t row)
{
    return (uint64_t)score << 32 | (UINT32_MAX - row);
}

static inline uint32_t tp_shortlist_score(uint64_t key)
{
    return (uint32_t)(key >> 32);
}

static inline uint32_t tp_shortlist_row(uint64_t key)
{
    return UINT32_MAX - (uint32_t)key;
}

/* Keys are collected until there are twice as many as are wanted; then the lower half goes, and what is lower than the
 * rest need not be offered any more. What remains does not depend on the order of offers. */
struct tp_shortlist {
    uint64_t *keys; /* owned */
    size_t count, capacity, wanted;
    uint32_t least; /* scores below it cannot enter */
};
void tp_shortlist_init(struct tp_shortlist *out, size_t wanted);
void tp_shortlist_deinit(struct tp_shortlist *list);
TP_NODISCARD tp_status tp_shortlist_add(struct tp_shortlist *list, uint64_t key, struct tp_diag *diag);

/* Leaves the WANTED highest keys, in any order. */
void tp_shortlist_cut(struct tp_shortlist *list);

/* The same, in falling order. */
void tp_shortlist_finish(struct tp_shortlist *list);

#endif
