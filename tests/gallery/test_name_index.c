/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <stdio.h>

#include "gallery/name_index.h"

static bool has(const struct tp_name_index *index, uint32_t hash, uint32_t row)
{
    const struct tp_name_entry *entry;
    uint64_t cursor = 0;

    while ((entry = tp_name_index_next(index, hash, &cursor)) != NULL)
        if (entry->row_plus_1 - 1 == row)
            return true;
    assert_null(tp_name_index_next(index, hash, &cursor));
    return false;
}

static void remove_from(struct tp_name_index *index, uint32_t hash, uint32_t row)
{
    struct tp_name_entry *entry;
    uint64_t cursor = 0;

    while ((entry = tp_name_index_next(index, hash, &cursor))->row_plus_1 - 1 != row)
        ;
    tp_name_entry_remove(entry);
    assert_int_equal(entry->hash, 0);
}

static void an_empty_index_finds_nothing(void **state)
{
    struct tp_name_index index;

    (void)state;
    tp_name_index_init(&index);
    assert_false(has(&index, 5, 0));
    tp_name_index_deinit(&index);
}

/* Many of the hashes are the same, and come to the table's end. */
static void rows_are_found_until_they_are_removed(void **state)
{
    enum { ROWS = 3000 };
    struct tp_name_index index;

    (void)state;
    tp_name_index_init(&index);
    for (uint32_t row = 0; row < ROWS; row++) {
        assert_int_equal(tp_name_index_reserve(&index, NULL), TP_OK);
        tp_name_index_put(&index, UINT32_MAX - row % 700, row);
        if (row % 3 == 2)
            remove_from(&index, UINT32_MAX - (row - 1) % 700, row - 1);
    }
    for (uint32_t row = 0; row < ROWS; row++)
        assert_int_equal(has(&index, UINT32_MAX - row % 700, row), row % 3 != 1);
    assert_true(index.slots < 16 * ROWS);
    tp_name_index_deinit(&index);
}

static void what_comes_and_goes_needs_no_more_room(void **state)
{
    struct tp_name_index index;

    (void)state;
    tp_name_index_init(&index);
    for (uint32_t row = 0; row < 10000; row++) {
        assert_int_equal(tp_name_index_reserve(&index, NULL), TP_OK);
        tp_name_index_put(&index, row * 2654435761u, row);
        remove_from(&index, row * 2654435761u, row);
    }
    assert_true(index.slots <= 64);
    tp_name_index_deinit(&index);
}

/* A table of a file may be full, of anything. */
static void a_full_table_is_gone_over_once(void **state)
{
    struct tp_name_entry entries[16];
    struct tp_name_index index = {entries, 16, 0};
    uint64_t cursor = 0, found = 0;

    (void)state;
    for (unsigned i = 0; i < 16; i++)
        entries[i] = (struct tp_name_entry){7, i + 1};
    while (tp_name_index_next(&index, 7, &cursor))
        found++;
    assert_int_equal(found, 16);
    assert_false(has(&index, 8, 3));
}

static void tables_have_room(void **state)
{
    (void)state;
    assert_int_equal(tp_name_index_slots(0), 16);
    assert_int_equal(tp_name_index_slots(12), 16);
    assert_int_equal(tp_name_index_slots(13), 32);
    assert_int_equal(tp_name_index_slots(3000000), 4194304);
    assert_int_not_equal(tp_name_hash("anna"), tp_name_hash("bert"));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(an_empty_index_finds_nothing),
    cmocka_unit_test(rows_are_found_until_they_are_removed),
    cmocka_unit_test(what_comes_and_goes_needs_no_more_room),
    cmocka_unit_test(a_full_table_is_gone_over_once),
    cmocka_unit_test(tables_have_room),
};

TP_TEST_MAIN(tests)
