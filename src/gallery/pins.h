/* SPDX-License-Identifier: Apache-2.0 */
/* Who reads: a pin notes the epoch in which it was taken in a slot of its own, without a lock. Who wants to change what
 * readers may see first hides it, then begins a new epoch and looks for slots of older ones.
 *
 * Why nobody is missed: all of this is in one order (seq_cst). A reader writes its slot, then looks at the view and at
 * rows; a writer hides, then looks at the slots. Either the writer sees the slot, or the reader sees what was hidden.
 */
#ifndef TP_GALLERY_PINS_H
#define TP_GALLERY_PINS_H

#include "gallery/rows.h"

enum { TP_PINS_PER_BLOCK = 128 };

struct tp_rows_slot {
    _Alignas(64) _Atomic uint64_t epoch; /* 0: free */
};

/* Blocks are added when all slots are taken, and stay. */
struct tp_pins_block {
    struct tp_rows_slot slots[TP_PINS_PER_BLOCK];
    struct tp_pins_block *_Atomic next;
};

struct tp_pins {
    _Atomic uint64_t epoch;
    struct tp_pins_block *first; /* owned */
};
TP_NODISCARD tp_status tp_pins_init(struct tp_pins *out, struct tp_diag *diag);
void tp_pins_deinit(struct tp_pins *pins);
size_t tp_pins_size_bytes(const struct tp_pins *pins);

/* Never fails: when there is no slot and no memory for more, it waits for one. */
struct tp_rows_slot *tp_pins_take(struct tp_pins *pins, uintptr_t hint);
void tp_pins_give(struct tp_rows_slot *slot);

/* Begins a new epoch; pins taken before it have lower ones. */
uint64_t tp_pins_turn(struct tp_pins *pins);
/* Whether no pin is older than EPOCH. */
bool tp_pins_are_past(const struct tp_pins *pins, uint64_t epoch);
/* Begins a new epoch and waits until no pin is older. */
void tp_pins_wait(struct tp_pins *pins);

#endif
