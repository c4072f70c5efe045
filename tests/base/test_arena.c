/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/base.h"

#include <stdlib.h>
#include <string.h>

static void pieces_are_aligned_and_do_not_overlap(void **state)
{
    struct tp_arena arena;
    uint8_t *first, *second;

    (void)state;
    assert_int_equal(tp_arena_init(&arena, 1000, NULL), TP_OK);
    first = tp_arena_take(&arena, 3, 7);
    second = tp_arena_take(&arena, 100, 8);
    assert_non_null(first);
    assert_non_null(second);
    assert_int_equal((uintptr_t)first % 64, 0);
    assert_int_equal((uintptr_t)second % 64, 0);
    assert_true(second - first >= 21);
    memset(first, 1, 21);
    memset(second, 2, 800);
    assert_int_equal(first[20], 1);
    tp_arena_deinit(&arena);
    assert_null(arena.memory);
}

static void gives_null_when_full_or_when_the_size_overflows(void **state)
{
    struct tp_arena arena;

    (void)state;
    assert_int_equal(tp_arena_init(&arena, 128, NULL), TP_OK);
    assert_null(tp_arena_take(&arena, 129, 1));
    assert_null(tp_arena_take(&arena, SIZE_MAX, 1));
    assert_null(tp_arena_take(&arena, SIZE_MAX / 2 + 2, 2));
    assert_non_null(tp_arena_take(&arena, 128, 1));
    assert_null(tp_arena_take(&arena, 1, 1));
    assert_non_null(tp_arena_take(&arena, 0, 4));
    tp_arena_deinit(&arena);
}

static void rewinding_gives_back(void **state)
{
    struct tp_arena arena;
    size_t mark;
    void *before;

    (void)state;
    assert_int_equal(tp_arena_init(&arena, 256, NULL), TP_OK);
    assert_non_null(tp_arena_take(&arena, 64, 1));
    mark = arena.used_bytes;
    before = tp_arena_take(&arena, 192, 1);
    assert_null(tp_arena_take(&arena, 1, 1));
    tp_arena_rewind(&arena, mark);
    assert_ptr_equal(tp_arena_take(&arena, 192, 1), before);
    tp_arena_deinit(&arena);
}

static void allocation_that_cannot_be_is_told(void **state)
{
    struct tp_arena arena;
    struct tp_diag diag;
    void *memory = &diag;

    (void)state;
    tp_diag_init(&diag);
    assert_int_equal(tp_alloc(&memory, SIZE_MAX / 2, 4, &diag), TP_E_MEMORY);
    assert_null(memory);
    assert_non_null(strstr(diag.text, "no memory"));
    assert_int_equal(tp_alloc_zero(&memory, SIZE_MAX / 2, 4, NULL), TP_E_MEMORY);
    assert_null(memory);
    assert_int_equal(tp_arena_init(&arena, SIZE_MAX, NULL), TP_E_MEMORY);
    tp_arena_deinit(&arena);
}

static void zeroed_memory_is_zero_and_nothing_is_something(void **state)
{
    static const uint8_t zeros[300];
    void *memory;

    (void)state;
    assert_int_equal(tp_alloc_zero(&memory, 100, 3, NULL), TP_OK);
    assert_memory_equal(memory, zeros, sizeof zeros);
    free(memory);
    assert_int_equal(tp_alloc(&memory, 0, 8, NULL), TP_OK);
    assert_non_null(memory);
    free(memory);
}

static void wiping_zeroes(void **state)
{
    uint8_t secret[] = {1, 2, 3, 4};
    const uint8_t wiped[] = {0, 0, 0, 4};

    (void)state;
    tp_wipe(secret, 3);
    tp_wipe(NULL, 0);
    assert_memory_equal(secret, wiped, sizeof wiped);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(pieces_are_aligned_and_do_not_overlap),
    cmocka_unit_test(gives_null_when_full_or_when_the_size_overflows),
    cmocka_unit_test(rewinding_gives_back),
    cmocka_unit_test(allocation_that_cannot_be_is_told),
    cmocka_unit_test(zeroed_memory_is_zero_and_nothing_is_something),
    cmocka_unit_test(wiping_zeroes),
};
TP_TEST_MAIN(tests)
