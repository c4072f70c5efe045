/* SPDX-License-Identifier: Apache-2.0 */
/* How often each of some keys came. */
#include <stdlib.h>
#include <string.h>

#include "node/scenario_run.h"

/* The place of KEY, or the free one where it belongs; there always is one. */
static struct tp_scenario_count *find(const struct tp_scenario_tally *tally, const char *key)
{
    size_t at = (size_t)tp_hash64(key, strlen(key), 0) % tally->capacity;

    while (tally->items[at].key[0] && strcmp(tally->items[at].key, key) != 0)
        at = (at + 1) % tally->capacity;
    return &tally->items[at];
}

static void grow(struct tp_scenario_tally *tally)
{
    struct tp_scenario_tally larger = {.capacity = tally->capacity ? tally->capacity * 2 : 64, .used = tally->used};

    larger.items = calloc(larger.capacity, sizeof *larger.items);
    if (!larger.items) {
        tally->bad = true;
        return;
    }
    for (size_t i = 0; i < tally->capacity; i++) {
        if (tally->items[i].key[0])
            *find(&larger, tally->items[i].key) = tally->items[i];
    }
    free(tally->items);
    *tally = larger;
}

void tp_scenario_tally_add(struct tp_scenario_tally *tally, const char *key, int64_t count)
{
    struct tp_scenario_count *item;

    if (!tally->bad && (tally->used + 1) * 2 > tally->capacity)
        grow(tally);
    if (tally->bad)
        return;
    item = find(tally, key);
    if (!item->key[0]) {
        snprintf(item->key, sizeof item->key, "%s", key);
        tally->used++;
    }
    item->count += (uint64_t)count;
}

uint64_t tp_scenario_tally_of(const struct tp_scenario_tally *tally, const char *key)
{
    return tally->capacity ? find(tally, key)->count : 0;
}

static const char *missing(const struct tp_scenario_tally *a, const struct tp_scenario_tally *b)
{
    for (size_t i = 0; i < a->capacity; i++) {
        if (a->items[i].key[0] && a->items[i].count != tp_scenario_tally_of(b, a->items[i].key))
            return a->items[i].key;
    }
    return NULL;
}

const char *tp_scenario_tally_difference(const struct tp_scenario_tally *a, const struct tp_scenario_tally *b)
{
    const char *key = missing(a, b);

    return key ? key : missing(b, a);
}

static int by_key(const void *a, const void *b)
{
    const char *left = ((const struct tp_scenario_count *)a)->key, *right = ((const struct tp_scenario_count *)b)->key;

    if (!left[0] || !right[0])
        return !left[0] - !right[0];
    return strcmp(left, right);
}

void tp_scenario_tally_sort(struct tp_scenario_tally *tally)
{
    if (tally->capacity)
        qsort(tally->items, tally->capacity, sizeof *tally->items, by_key);
}

void tp_scenario_tally_deinit(struct tp_scenario_tally *tally)
{
    free(tally->items);
    *tally = (struct tp_scenario_tally){0};
}
