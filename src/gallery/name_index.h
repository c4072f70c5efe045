/* SPDX-License-Identifier: Apache-2.0 */
/* Which row a name's subject begins in: a flat hash table, in memory of its own or where a file has it. It knows
 * hashes, not names: the caller looks at the names of the rows that it gives. */
#ifndef TP_GALLERY_NAME_INDEX_H
#define TP_GALLERY_NAME_INDEX_H

#include "base/base.h"

/* A free entry is zero. A removed one keeps its place, without the hash, which would tell a guessed name. */
struct tp_name_entry {
    uint32_t hash;
    uint32_t row_plus_1; /* TP_NAME_GONE: removed */
};
#define TP_NAME_GONE UINT32_MAX

struct tp_name_index {
    struct tp_name_entry *entries;
    uint64_t slots; /* a power of two */
    uint64_t taken; /* removed ones too; unknown (0) for a table of a file, into which nothing is put */
};

uint32_t tp_name_hash(const char *name);
/* How many slots a table for COUNT names has: it is at most three quarters full. */
uint64_t tp_name_index_slots(uint64_t count);

/* A table in memory of its own, and without any. */
void tp_name_index_init(struct tp_name_index *out);
void tp_name_index_deinit(struct tp_name_index *index);
/* Makes room for one more. */
TP_NODISCARD tp_status tp_name_index_reserve(struct tp_name_index *index, struct tp_diag *diag);
/* There is room. */
void tp_name_index_put(struct tp_name_index *index, uint32_t hash, uint32_t row);

/* Goes over the rows whose names may have HASH: *CURSOR is 0 at first; the entry, or NULL after the last. */
struct tp_name_entry *tp_name_index_next(const struct tp_name_index *index, uint32_t hash, uint64_t *cursor);
static inline void tp_name_entry_remove(struct tp_name_entry *entry)
{
    *entry = (struct tp_name_entry){0, (uint32_t)TP_NAME_GONE};
}

#endif
