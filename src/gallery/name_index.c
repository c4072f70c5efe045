/* SPDX-License-Identifier: Apache-2.0 */
/* Open addressing with linear steps. */
#include "gallery/name_index.h"

#include <stdlib.h>
#include <string.h>

uint32_t tp_name_hash(const char *name)
{
    uint64_t hash = tp_hash64(name, strlen(name), 0);

    return (uint32_t)(hash ^ hash >> 32);
}

uint64_t tp_name_index_slots(uint64_t count)
{
    uint64_t slots = 16;

    while (slots / 4 * 3 < count)
        slots *= 2;
    return slots;
}

void tp_name_index_init(struct tp_name_index *out)
{
    *out = (struct tp_name_index){0};
}

void tp_name_index_deinit(struct tp_name_index *index)
{
    if (index->entries)
        tp_wipe(index->entries, index->slots * sizeof *index->entries);
    free(index->entries);
    tp_name_index_init(index);
}

void tp_name_index_put(struct tp_name_index *index, uint32_t hash, uint32_t row)
{
    uint64_t mask = index->slots - 1, slot = hash & mask;

    while (index->entries[slot].row_plus_1 != 0)
        slot = (slot + 1) & mask;
    index->entries[slot] = (struct tp_name_entry){hash, row + 1};
    index->taken++;
}

/* Into a table of the size that what is left needs. */
static tp_status rebuild(struct tp_name_index *index, struct tp_diag *diag)
{
    struct tp_name_index made = {0};
    uint64_t live = 1;
    void *memory;
    tp_status status;

    for (uint64_t i = 0; i < index->slots; i++)
        live += index->entries[i].row_plus_1 != 0 && index->entries[i].row_plus_1 != TP_NAME_GONE;
    made.slots = tp_name_index_slots(2 * live);
    status = tp_alloc_zero(&memory, made.slots, sizeof *made.entries, diag);
    if (status != TP_OK)
        return status;
    made.entries = memory;
    for (uint64_t i = 0; i < index->slots; i++)
        if (index->entries[i].row_plus_1 != 0 && index->entries[i].row_plus_1 != TP_NAME_GONE)
            tp_name_index_put(&made, index->entries[i].hash, index->entries[i].row_plus_1 - 1);
    tp_name_index_deinit(index);
    *index = made;
    return TP_OK;
}

tp_status tp_name_index_reserve(struct tp_name_index *index, struct tp_diag *diag)
{
    return index->taken < index->slots / 4 * 3 ? TP_OK : rebuild(index, diag);
}

struct tp_name_entry *tp_name_index_next(const struct tp_name_index *index, uint32_t hash, uint64_t *cursor)
{
    uint64_t mask = index->slots - 1;

    while (*cursor < index->slots) {
        struct tp_name_entry *entry = &index->entries[(hash + (*cursor)++) & mask];

        if (entry->row_plus_1 == 0)
            break;
        if (entry->hash == hash && entry->row_plus_1 != TP_NAME_GONE)
            return entry;
    }
    *cursor = index->slots; /* it stays at the end */
    return NULL;
}
