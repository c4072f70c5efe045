/* SPDX-License-Identifier: Apache-2.0 */
/* A heap whose order is strict, so that what it keeps does not depend on the order in which it was offered. */
#include "gallery/best.h"

#include <stdlib.h>
#include <string.h>

#include "gallery/subject.h"

void tp_best_init(struct tp_best *out, size_t limit)
{
    *out = (struct tp_best){.limit = limit};
}

void tp_best_deinit(struct tp_best *best)
{
    free(best->items);
    memset(best, 0, sizeof *best);
}

static bool ranks_before(const struct tp_view *view, struct tp_ranked a, struct tp_ranked b)
{
    if (a.score != b.score)
        return a.score > b.score;
    return strcmp(tp_subject_name(view, a.head), tp_subject_name(view, b.head)) < 0;
}

/* Puts ENTRY where the top of the first COUNT items was. */
static void sift_down(struct tp_ranked *heap, size_t count, const struct tp_view *view, struct tp_ranked entry)
{
    size_t at = 0, child;

    while ((child = 2 * at + 1) < count) {
        if (child + 1 < count && ranks_before(view, heap[child], heap[child + 1]))
            child++;
        if (!ranks_before(view, entry, heap[child]))
            break;
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = entry;
}

static void sift_up(struct tp_ranked *heap, size_t at, const struct tp_view *view, struct tp_ranked entry)
{
    while (at > 0 && ranks_before(view, heap[(at - 1) / 2], entry)) {
        heap[at] = heap[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    heap[at] = entry;
}

static tp_status reserve(struct tp_best *best, struct tp_diag *diag)
{
    size_t capacity = TP_MIN(best->limit, TP_MAX(2 * best->capacity, (size_t)16));
    struct tp_ranked *items;

    if (best->count < best->capacity)
        return TP_OK;
    items = realloc(best->items, capacity * sizeof *items);
    if (!items)
        return tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for %zu candidates", capacity);
    best->items = items;
    best->capacity = capacity;
    return TP_OK;
}

tp_status tp_best_offer(struct tp_best *best, const struct tp_view *view, struct tp_ranked entry, struct tp_diag *diag)
{
    tp_status status = TP_OK;

    if (best->count < best->limit) {
        status = reserve(best, diag);
        if (status == TP_OK)
            sift_up(best->items, best->count++, view, entry);
    } else if (best->limit > 0 && ranks_before(view, entry, best->items[0])) {
        sift_down(best->items, best->count, view, entry);
    }
    return status;
}

void tp_best_sort(struct tp_best *best, const struct tp_view *view)
{
    for (size_t count = best->count; count > 1; count--) {
        struct tp_ranked worst = best->items[0];

        sift_down(best->items, count - 1, view, best->items[count - 1]);
        best->items[count - 1] = worst;
    }
}
