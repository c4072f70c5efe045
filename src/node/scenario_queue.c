/* SPDX-License-Identifier: Apache-2.0 */
/* What is due when: a binary heap by time, kind and the order in which it was added. */
#include <stdlib.h>

#include "node/scenario_run.h"

static bool is_before(const struct tp_scenario_item *a, const struct tp_scenario_item *b)
{
    if (a->at_s != b->at_s)
        return a->at_s < b->at_s;
    return a->due != b->due ? a->due < b->due : a->order < b->order;
}

static void swap(struct tp_scenario_item *a, struct tp_scenario_item *b)
{
    struct tp_scenario_item kept = *a;

    *a = *b;
    *b = kept;
}

static tp_status grow(struct tp_scenario_queue *queue, struct tp_diag *diag)
{
    size_t capacity = queue->capacity ? queue->capacity * 2 : 256;
    void *memory = realloc(queue->items, capacity * sizeof *queue->items);

    if (!memory)
        return tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory for %zu things to do", capacity);
    queue->items = memory;
    queue->capacity = capacity;
    return TP_OK;
}

tp_status tp_scenario_queue_add(struct tp_scenario_queue *queue, int64_t at_s, enum tp_scenario_due due, size_t number,
                                struct tp_diag *diag)
{
    tp_status status = queue->count < queue->capacity ? TP_OK : grow(queue, diag);
    size_t at;

    if (status != TP_OK)
        return status;
    at = queue->count++;
    queue->items[at] = (struct tp_scenario_item){at_s, due, queue->next_order++, (uint32_t)number};
    for (; at > 0 && is_before(&queue->items[at], &queue->items[(at - 1) / 2]); at = (at - 1) / 2)
        swap(&queue->items[at], &queue->items[(at - 1) / 2]);
    return TP_OK;
}

bool tp_scenario_queue_take(struct tp_scenario_queue *queue, struct tp_scenario_item *out)
{
    size_t at = 0;

    if (queue->count == 0)
        return false;
    *out = queue->items[0];
    queue->items[0] = queue->items[--queue->count];
    for (;;) {
        size_t least = at;
        for (size_t child = 2 * at + 1; child <= 2 * at + 2; child++) {
            if (child < queue->count && is_before(&queue->items[child], &queue->items[least]))
                least = child;
        }
        if (least == at)
            return true;
        swap(&queue->items[at], &queue->items[least]);
        at = least;
    }
}

void tp_scenario_queue_deinit(struct tp_scenario_queue *queue)
{
    free(queue->items);
    *queue = (struct tp_scenario_queue){0};
}
