/* SPDX-License-Identifier: Apache-2.0 */
/* Selection, now and then, among a bounded number of keys. */
#include "gallery/shortlist.h"

#include <stdlib.h>
#include <string.h>

void tp_shortlist_init(struct tp_shortlist *out, size_t wanted)
{
    *out = (struct tp_shortlist){.wanted = wanted, .least = 1};
}

void tp_shortlist_deinit(struct tp_shortlist *list)
{
    free(list->keys);
    memset(list, 0, sizeof *list);
}

/* Puts the keys that have BIT before those that have not; returns where these begin. */
static size_t part(uint64_t *keys, size_t first, size_t last, uint64_t bit)
{
    while (first < last) {
        uint64_t key = keys[first];

        if (key & bit) {
            first++;
        } else {
            keys[first] = keys[--last];
            keys[last] = key;
        }
    }
    return first;
}

/* Puts the WANTED highest of KEYS, which differ from each other, to the front, bit by bit from the highest one that
 * tells keys apart. */
static void select_highest(uint64_t *keys, size_t count, size_t wanted)
{
    size_t first = 0, last = count;
    uint64_t unlike = 0;

    for (size_t i = 1; i < count; i++)
        unlike |= keys[i] ^ keys[0];
    for (uint64_t bit = (uint64_t)1 << 63; bit > 0 && first < wanted && wanted < last; bit >>= 1) {
        size_t middle;

        if (!(unlike & bit))
            continue;
        middle = part(keys, first, last, bit);
        if (middle > wanted)
            last = middle;
        else
            first = middle;
    }
}

void tp_shortlist_cut(struct tp_shortlist *list)
{
    uint64_t lowest = UINT64_MAX;

    if (list->count <= list->wanted)
        return;
    select_highest(list->keys, list->count, list->wanted);
    list->count = list->wanted;
    for (size_t i = 0; i < list->count; i++)
        lowest = TP_MIN(lowest, list->keys[i]);
    list->least = TP_MAX(list->least, tp_shortlist_score(lowest));
}

static tp_status grow(struct tp_shortlist *list, struct tp_diag *diag)
{
    size_t capacity = TP_MIN(2 * list->wanted, TP_MAX(2 * list->capacity, (size_t)256));
    uint64_t *keys = realloc(list->keys, capacity * sizeof *keys);

    if (!keys)
        return tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for a shortlist of %zu rows", list->wanted);
    list->keys = keys;
    list->capacity = capacity;
    return TP_OK;
}

tp_status tp_shortlist_add(struct tp_shortlist *list, uint64_t key, struct tp_diag *diag)
{
    tp_status status = TP_OK;

    if (list->wanted == 0 || tp_shortlist_score(key) < list->least)
        return TP_OK;
    if (list->count == 2 * list->wanted)
        tp_shortlist_cut(list);
    else if (list->count == list->capacity)
        status = grow(list, diag);
    if (status == TP_OK)
        list->keys[list->count++] = key;
    return status;
}

static int by_falling_key(const void *left, const void *right)
{
    const uint64_t *a = left, *b = right;

    return *a == *b ? 0 : *a > *b ? -1 : 1;
}

void tp_shortlist_finish(struct tp_shortlist *list)
{
    tp_shortlist_cut(list);
    if (list->count > 0)
        qsort(list->keys, list->count, sizeof *list->keys, by_falling_key);
}
