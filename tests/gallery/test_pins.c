/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "gallery/pins.h"

static void a_pin_is_past_when_it_is_given_back(void **state)
{
    struct tp_pins pins;
    struct tp_rows_slot *old, *young;
    uint64_t epoch;

    (void)state;
    assert_int_equal(tp_pins_init(&pins, NULL), TP_OK);
    old = tp_pins_take(&pins, 1);
    epoch = tp_pins_turn(&pins);
    young = tp_pins_take(&pins, 1);
    assert_ptr_not_equal(old, young);
    assert_false(tp_pins_are_past(&pins, epoch));
    tp_pins_give(old);
    assert_true(tp_pins_are_past(&pins, epoch));
    assert_false(tp_pins_are_past(&pins, tp_pins_turn(&pins)));
    tp_pins_give(young);
    tp_pins_wait(&pins);
    tp_pins_deinit(&pins);
}

static void there_is_always_another_slot(void **state)
{
    enum { SLOTS = 5 * TP_PINS_PER_BLOCK / 2 };
    static struct tp_rows_slot *slots[SLOTS];
    struct tp_pins pins;
    size_t size_bytes;

    (void)state;
    assert_int_equal(tp_pins_init(&pins, NULL), TP_OK);
    for (unsigned turn = 0; turn < 3; turn++) {
        uint64_t epoch;
        for (size_t i = 0; i < SLOTS; i++)
            slots[i] = tp_pins_take(&pins, i * 64);
        epoch = tp_pins_turn(&pins);
        for (size_t i = 0; i < SLOTS; i++) {
            assert_false(tp_pins_are_past(&pins, epoch));
            tp_pins_give(slots[i]);
        }
        assert_true(tp_pins_are_past(&pins, epoch));
        size_bytes = tp_pins_size_bytes(&pins);
        assert_int_equal(size_bytes, 3 * sizeof(struct tp_pins_block)); /* used again */
    }
    tp_pins_deinit(&pins);
}

/* A writer hides a number, waits, and poisons it; no reader may see the poison. */
enum { READERS = 4, TURNS = 2000, POISON = -1 };
struct game {
    struct tp_pins pins;
    int *_Atomic shown;
    _Atomic bool is_over;
    _Atomic uint64_t reads;
};

static void *read_numbers(void *context)
{
    struct game *game = context;
    uint64_t reads = 0;

    while (!atomic_load(&game->is_over)) {
        struct tp_rows_slot *slot = tp_pins_take(&game->pins, (uintptr_t)&slot);
        const int *number = atomic_load(&game->shown);
        for (int i = 0; i < 20; i++)
            if (*(const volatile int *)number == POISON)
                abort();
        tp_pins_give(slot);
        reads++;
    }
    atomic_fetch_add(&game->reads, reads);
    return NULL;
}

static void nobody_reads_what_was_waited_for(void **state)
{
    static struct game game;
    static int numbers[2];
    pthread_t readers[READERS];

    (void)state;
    assert_int_equal(tp_pins_init(&game.pins, NULL), TP_OK);
    atomic_store(&game.shown, &numbers[0]);
    for (size_t i = 0; i < READERS; i++)
        assert_int_equal(pthread_create(&readers[i], NULL, read_numbers, &game), 0);
    for (int turn = 1; turn <= TURNS; turn++) {
        numbers[turn % 2] = turn;
        atomic_store(&game.shown, &numbers[turn % 2]);
        tp_pins_wait(&game.pins);
        numbers[(turn + 1) % 2] = POISON;
    }
    atomic_store(&game.is_over, true);
    for (size_t i = 0; i < READERS; i++)
        assert_int_equal(pthread_join(readers[i], NULL), 0);
    printf("# %llu reads beside %d changes\n", (unsigned long long)atomic_load(&game.reads), TURNS);
    tp_pins_deinit(&game.pins);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_pin_is_past_when_it_is_given_back),
    cmocka_unit_test(there_is_always_another_slot),
    cmocka_unit_test(nobody_reads_what_was_waited_for),
};

TP_TEST_MAIN(tests)
