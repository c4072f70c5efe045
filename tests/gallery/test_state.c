/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "crowd.h"
#include "gallery/pages.h"
#include "gallery/state.h"

static void add(struct tp_rows_state *state, const char *name, uint32_t number, size_t count)
{
    struct crowd_print print;
    struct tp_row_print *prints = calloc(count, sizeof *prints);
    struct tp_addition addition;

    assert_non_null(prints);
    crowd_print_make(number, &print);
    for (size_t i = 0; i < count; i++)
        prints[i] = crowd_row_print(&print);
    assert_ok(tp_addition_init(state, name, prints, count, &addition, DIAG));
    assert_int_equal(addition.row_count, count);
    assert_ok(tp_state_reserve(state, &addition, DIAG));
    tp_state_write(state, &addition);
    tp_addition_deinit(&addition);
    free(prints);
}

static void chains_go_over_segments(void **state)
{
    struct tp_rows_state rows;
    struct tp_name_entry *entry;
    uint32_t row, length = 0;

    (void)state;
    tp_state_init(&rows);
    assert_int_equal(tp_state_find(&rows, "anna", &entry), TP_ROW_NONE);
    add(&rows, "anna", 1, 3);
    add(&rows, "bert", 2, 1);
    for (uint32_t i = 0; i < 40; i++)
        add(&rows, "anna", 3, 1 + i);
    assert_true(rows.segment_count > 2);
    assert_int_equal(tp_state_find(&rows, "anna", &entry), 0);
    assert_int_equal(tp_state_find(&rows, "bert", &entry), 3);
    assert_int_equal(entry->row_plus_1, 4);
    for (row = 0; row != TP_ROW_NONE; row = tp_state_next(&rows, row)) {
        uint32_t next = tp_state_next(&rows, row);
        assert_true(next > row);
        length++;
    }
    assert_int_equal(length, 3 + 40 * 41 / 2);
    assert_int_equal(rows.counts.rows, length + 1);
    assert_int_equal(rows.counts.subjects, 2);
    assert_true(tp_state_size_bytes(&rows) > length * sizeof(struct tp_row));
    tp_state_deinit(&rows);
}

static void segments_have_no_gaps(void **state)
{
    struct tp_rows_state rows;
    uint32_t next = 0, index;
    char name[32];

    (void)state;
    tp_state_init(&rows);
    for (uint32_t i = 0; i < 3000; i++) {
        snprintf(name, sizeof name, "%u", i);
        add(&rows, name, i, 1 + i % 3);
    }
    for (size_t s = 0; s < rows.segment_count; s++) {
        const struct tp_segment *shown = &rows.segments[s]->shown;
        assert_int_equal(shown->first_row, next);
        assert_ptr_equal(tp_state_segment(&rows, next, &index), rows.segments[s]);
        assert_int_equal(index, 0);
        next += atomic_load(shown->count);
    }
    assert_int_equal(next, rows.counts.rows);
    assert_true(rows.segment_count < 12);
    tp_state_deinit(&rows);
}

/* The last rows that have a number. */
static void rows_do_not_run_out_of_their_numbers(void **state)
{
    struct tp_rows_state rows;
    struct tp_addition addition;
    struct crowd_print print;
    struct tp_row_print prints[20];
    const struct tp_segment *last;

    (void)state;
    tp_state_init(&rows);
    add(&rows, "anna", 1, 64); /* a full delta, which is said to lie far behind */
    rows.segments[0]->shown.first_row = TP_ROW_NONE - 94;
    add(&rows, "bert", 1, 20);
    last = &rows.segments[1]->shown;
    assert_int_equal(last->capacity, 24);
    assert_true(last->first_row + last->capacity < TP_ROW_NONE);
    crowd_print_make(1, &print);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(prints); i++)
        prints[i] = crowd_row_print(&print);
    assert_ok(tp_addition_init(&rows, "carl", prints, TP_ARRAY_LENGTH(prints), &addition, DIAG));
    assert_int_equal(tp_state_reserve(&rows, &addition, DIAG), TP_E_LIMIT);
    tp_addition_deinit(&addition);
    tp_state_deinit(&rows);
}

static bool allow_nothing(size_t size_bytes)
{
    (void)size_bytes;
    return false;
}

static bool allow_little(size_t size_bytes)
{
    return size_bytes < 3 << 20;
}

/* Where room must be paid for before it is used, deltas stay small, and none is made where there is nothing. */
static void little_memory_makes_small_segments(void **state)
{
    struct tp_rows_state rows;
    struct tp_addition addition;
    struct crowd_print print;
    struct tp_row_print row_print;
    char name[32];

    (void)state;
    tp_state_init(&rows);
    tp_pages_allow = allow_little;
    for (uint32_t i = 0; i < 1000; i++) {
        snprintf(name, sizeof name, "%u", i);
        add(&rows, name, i, 1);
    }
    assert_true(rows.segment_count > 6);
    crowd_print_make(1, &print);
    row_print = crowd_row_print(&print);
    tp_pages_allow = allow_nothing;
    for (uint32_t i = 0;; i++) {
        tp_status status;
        snprintf(name, sizeof name, "late %u", i);
        assert_ok(tp_addition_init(&rows, name, &row_print, 1, &addition, DIAG));
        status = tp_state_reserve(&rows, &addition, DIAG);
        if (status == TP_OK)
            tp_state_write(&rows, &addition);
        tp_addition_deinit(&addition);
        if (status == TP_OK)
            continue;
        assert_int_equal(status, TP_E_MEMORY);
        break;
    }
    tp_pages_allow = NULL;
    tp_state_deinit(&rows);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(rows_do_not_run_out_of_their_numbers),
    cmocka_unit_test(little_memory_makes_small_segments),
    cmocka_unit_test(chains_go_over_segments),
    cmocka_unit_test(segments_have_no_gaps),
};

TP_TEST_MAIN(tests)
