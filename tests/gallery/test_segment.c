/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "crowd.h"
#include "gallery/segment.h"

static void what_is_placed_does_not_overlap(void **state)
{
    struct tp_layout layout = {.capacity = 16, .positions = 1u << 2 | 1u << 10, .record_bytes = 100, .name_bytes = 7};

    (void)state;
    layout.index_slots = 16;
    layout.has_checks = true;
    assert_true(tp_layout_make(&layout, 4096));
    assert_int_equal(layout.rows, 4096);
    assert_int_equal(layout.checks, layout.rows + 16 * 64);
    assert_int_equal(layout.codes[2], layout.checks + 64);
    assert_int_equal(layout.codes[10], layout.codes[2] + 2 * sizeof(struct tp_code_block));
    assert_int_equal(layout.signatures[2], layout.codes[10] + 2 * sizeof(struct tp_code_block));
    assert_int_equal(layout.records, layout.signatures[10] + 16 * sizeof(struct tp_signature));
    assert_int_equal(layout.names, layout.records + 128);
    assert_int_equal(layout.index, layout.names + 64);
    assert_int_equal(layout.size_bytes, layout.index + 128);
}

static void what_does_not_fit_is_seen(void **state)
{
    struct tp_layout layout = {.capacity = UINT32_MAX - 7, .positions = TP_POSITIONS_ALL};

    (void)state;
    assert_true(tp_layout_make(&layout, 0));
    layout.record_bytes = UINT64_MAX - 3;
    assert_false(tp_layout_make(&layout, 0));
    layout.record_bytes = 0;
    layout.index_slots = UINT64_C(1) << 61;
    assert_false(tp_layout_make(&layout, 0));
}

static struct tp_rows_segment *make_segment(bool is_base)
{
    struct tp_layout layout = {
        .capacity = 16, .positions = TP_POSITIONS_ALL, .record_bytes = 1 << 14, .name_bytes = 128};
    struct tp_rows_segment *segment;

    layout.has_checks = is_base;
    assert_true(tp_layout_make(&layout, 0));
    assert_ok(tp_segment_new(&layout, 0, is_base, &segment, DIAG));
    return segment;
}

static void write_row(struct tp_rows_segment *segment, const struct crowd_print *print)
{
    struct tp_row_print row_print = crowd_row_print(print);
    struct tp_row_content content = {.prints[0] = NULL};

    content.name = tp_segment_write_name(segment, "anna");
    content.prints[print->position] = &row_print;
    tp_segment_write(segment, atomic_load(&segment->count), &content);
    atomic_fetch_add(&segment->count, 1);
}

static void a_row_is_written_and_wiped(void **state)
{
    for (int is_base = 0; is_base < 2; is_base++) {
        struct tp_rows_segment *segment = make_segment(is_base);
        struct crowd_print prints[10];

        (void)state;
        for (uint32_t i = 0; i < TP_ARRAY_LENGTH(prints); i++) {
            crowd_print_make(i, &prints[i]);
            write_row(segment, &prints[i]);
        }
        for (uint32_t i = 0; i < TP_ARRAY_LENGTH(prints); i++) {
            check_print(&segment->shown, i, &prints[i]);
            assert_true(tp_row_intact(&segment->shown, i));
        }
        atomic_store(&segment->shown.rows[3].alive, 0);
        tp_segment_wipe_content(segment, 3);
        for (uint64_t at = segment->shown.rows[3].record; at < segment->shown.rows[4].record; at++)
            assert_int_equal(segment->shown.records[at], 0);
        assert_string_equal(tp_row_name(&segment->shown, 3), "");
        tp_segment_wipe_row(segment, 3);
        check_dead(&segment->shown);
        check_print(&segment->shown, 2, &prints[2]);
        check_print(&segment->shown, 4, &prints[4]);
        assert_true(tp_segment_size_bytes(segment) > 10 * sizeof(struct tp_row));
        tp_segment_free(&segment);
        assert_null(segment);
    }
}

/* Each bit that a row holds. */
static void damage_is_seen(void **state)
{
    struct tp_rows_segment *segment = make_segment(false);
    struct crowd_print print;
    struct tp_row *row = &segment->shown.rows[0];
    uint8_t *memory = segment->memory;
    unsigned p;

    (void)state;
    crowd_print_make(8, &print);
    p = print.position;
    write_row(segment, &print);
    for (size_t bit = 0; bit < 8 * print.size_bytes; bit++) {
        memory[segment->layout.records + bit / 8] ^= (uint8_t)(1u << bit % 8);
        assert_false(tp_row_intact(&segment->shown, 0));
        memory[segment->layout.records + bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    for (size_t bit = 0; bit < 8 * sizeof print.signature; bit++) {
        memory[segment->layout.signatures[p] + bit / 8] ^= (uint8_t)(1u << bit % 8);
        assert_false(tp_row_intact(&segment->shown, 0));
        memory[segment->layout.signatures[p] + bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    memory[segment->layout.codes[p] + 64] ^= 4;
    assert_false(tp_row_intact(&segment->shown, 0));
    memory[segment->layout.codes[p] + 64] ^= 4;
    memory[segment->layout.names] ^= 4;
    assert_false(tp_row_intact(&segment->shown, 0));
    memory[segment->layout.names] ^= 4;
    row->qualities[p] ^= 1;
    assert_false(tp_row_intact(&segment->shown, 0));
    row->qualities[p] ^= 1;
    assert_true(tp_row_intact(&segment->shown, 0));
    tp_segment_free(&segment);
}

static void fields_have_a_check(void **state)
{
    struct tp_row row = {.head = 5};
    uint32_t check = tp_row_field_check(&row);

    (void)state;
    for (size_t bit = 32; bit < 8 * sizeof row; bit++) {
        uint8_t *bytes = (uint8_t *)&row;
        bool is_unused = bit / 8 >= offsetof(struct tp_row, reserved) && bit / 8 < offsetof(struct tp_row, check);
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
        assert_int_equal(tp_row_field_check(&row) == check, is_unused);
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_is_placed_does_not_overlap),
    cmocka_unit_test(what_does_not_fit_is_seen),
    cmocka_unit_test(a_row_is_written_and_wiped),
    cmocka_unit_test(damage_is_seen),
    cmocka_unit_test(fields_have_a_check),
};

TP_TEST_MAIN(tests)
