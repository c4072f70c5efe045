/* SPDX-License-Identifier: Apache-2.0 */
/* Slots of readers, and waiting for them. */
#include "gallery/pins.h"

#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static struct tp_pins_block *block_new(void)
{
    struct tp_pins_block *block = aligned_alloc(_Alignof(struct tp_pins_block), sizeof *block);

    if (block)
        memset(block, 0, sizeof *block);
    return block;
}

tp_status tp_pins_init(struct tp_pins *out, struct tp_diag *diag)
{
    atomic_init(&out->epoch, 1);
    out->first = block_new();
    return out->first ? TP_OK : tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for the slots of readers");
}

void tp_pins_deinit(struct tp_pins *pins)
{
    struct tp_pins_block *next;

    for (struct tp_pins_block *block = pins->first; block; block = next) {
        next = atomic_load(&block->next);
        free(block);
    }
    pins->first = NULL;
}

size_t tp_pins_size_bytes(const struct tp_pins *pins)
{
    size_t size_bytes = 0;

    for (const struct tp_pins_block *block = pins->first; block; block = atomic_load(&block->next))
        size_bytes += sizeof *block;
    return size_bytes;
}

/* A slot of BLOCK, tried from START on, or NULL. */
static struct tp_rows_slot *take_in(struct tp_pins *pins, struct tp_pins_block *block, size_t start)
{
    for (size_t i = 0; i < TP_PINS_PER_BLOCK; i++) {
        struct tp_rows_slot *slot = &block->slots[(start + i) % TP_PINS_PER_BLOCK];
        uint64_t none = 0;

        if (atomic_load_explicit(&slot->epoch, memory_order_relaxed) == 0 &&
            atomic_compare_exchange_strong(&slot->epoch, &none, atomic_load(&pins->epoch)))
            return slot;
    }
    return NULL;
}

/* The block behind BLOCK, made when there is none; BLOCK itself when there is no memory. */
static struct tp_pins_block *next_of(struct tp_pins_block *block)
{
    struct tp_pins_block *next = atomic_load(&block->next), *made;

    if (next)
        return next;
    made = block_new();
    if (!made)
        return block;
    if (atomic_compare_exchange_strong(&block->next, &next, made))
        return made;
    free(made);
    return next;
}

struct tp_rows_slot *tp_pins_take(struct tp_pins *pins, uintptr_t hint)
{
    struct tp_pins_block *block = pins->first, *next;
    size_t start = (hint >> 6 ^ hint >> 14) % TP_PINS_PER_BLOCK;
    struct tp_rows_slot *slot;

    while (!(slot = take_in(pins, block, start))) {
        next = next_of(block);
        if (next == block) {
            sched_yield();
            next = pins->first;
        }
        block = next;
    }
    return slot;
}

void tp_pins_give(struct tp_rows_slot *slot)
{
    atomic_store_explicit(&slot->epoch, 0, memory_order_release);
}

uint64_t tp_pins_turn(struct tp_pins *pins)
{
    return atomic_fetch_add(&pins->epoch, 1) + 1;
}

bool tp_pins_are_past(const struct tp_pins *pins, uint64_t epoch)
{
    for (const struct tp_pins_block *block = pins->first; block; block = atomic_load(&block->next))
        for (size_t i = 0; i < TP_PINS_PER_BLOCK; i++) {
            uint64_t taken = atomic_load(&block->slots[i].epoch);
            if (taken != 0 && taken < epoch)
                return false;
        }
    return true;
}

void tp_pins_wait(struct tp_pins *pins)
{
    const struct timespec pause = {.tv_nsec = 50000};
    uint64_t epoch = tp_pins_turn(pins);

    for (unsigned turn = 0; !tp_pins_are_past(pins, epoch); turn++)
        if (turn < 16)
            sched_yield();
        else
            nanosleep(&pause, NULL);
}
