/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "gallery/prints.h"
#include "people.h"

/* What goes through a row comes back with the same features, bit for bit. */
static void features_come_back(void **state)
{
    static struct tp_print_room room;
    struct tp_template templates[11];
    const struct tp_template *pointers[11];
    struct tp_prints prints;
    struct tp_rows_pin pin;
    struct tp_rows *rows;

    (void)state;
    for (unsigned p = 0; p <= 10; p++) {
        make_impression(1, p, 0, (uint8_t)p, &templates[p]);
        pointers[p] = &templates[p];
    }
    assert_int_equal(tp_prints_make(&prints, pointers, 11, NULL), TP_OK);
    assert_int_equal(tp_rows_new(&rows, NULL), TP_OK);
    assert_int_equal(tp_rows_add(rows, "somebody", prints.rows, 11, NULL), TP_OK);
    tp_prints_deinit(&prints);
    tp_rows_pin(rows, &pin);
    for (unsigned p = 0; p <= 10; p++) {
        struct tp_features *expected, *found;

        assert_int_equal(tp_features_new(&templates[p], &expected, NULL), TP_OK);
        assert_int_equal(tp_print_load(pin.view->segments[pin.view->segment_count - 1], 0, p, &room, &found, NULL),
                         TP_OK);
        assert_int_equal(found->size_bytes, expected->size_bytes);
        assert_memory_equal(found, expected, expected->size_bytes);
        tp_features_free(&expected);
    }
    tp_rows_unpin(&pin);
    tp_rows_free(&rows);
}

static void refuses_a_broken_template(void **state)
{
    struct tp_template tmpl;
    const struct tp_template *pointer = &tmpl;
    struct tp_prints prints;

    (void)state;
    make_impression(1, 1, 0, 1, &tmpl);
    tmpl.minutiae[3].type = 77;
    assert_int_equal(tp_prints_make(&prints, &pointer, 1, NULL), TP_E_FORMAT);
    tp_prints_deinit(&prints);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(features_come_back),
    cmocka_unit_test(refuses_a_broken_template),
};
TP_TEST_MAIN(tests)
