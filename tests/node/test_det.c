/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <stdlib.h>
#include <string.h>

#include "node/node.h"

static void draws_one_line_for_each_curve(void **state)
{
    struct tp_accuracy *full = calloc(1, sizeof *full), *empty = calloc(1, sizeof *empty);
    const struct tp_det_curve curves[] = {{"a<b&c", full}, {"empty", empty}};
    struct tp_buffer out;

    (void)state;
    for (int i = 0; i < 100; i++) {
        tp_accuracy_add(full, 100 + i, true);
        tp_accuracy_add(full, i < 99 ? i : 110, false);
    }
    tp_buffer_init(&out);
    tp_det_write(&out, curves, 2);
    tp_write_u8(&out, 0);
    assert_false(out.bad);
    assert_int_equal(memcmp(out.data, "<svg ", 5), 0);
    assert_non_null(strstr((char *)out.data, "a&#60;b&#38;c: EER 1.00 %"));
    assert_non_null(strstr((char *)out.data, ">empty: EER nan %"));
    assert_non_null(strstr((char *)out.data, "</svg>\n"));
    /* From FMR 0 (on the axis) to FMR 1 % at half of four decades, and on to 100 %. */
    assert_non_null(strstr((char *)out.data, "d='M70.0 20.0"));
    assert_non_null(strstr((char *)out.data, " L310.0 "));
    assert_non_null(strstr((char *)out.data, " L550.0 500.0'/>"));
    assert_null(strstr((char *)out.data, "'M70.0 nan"));
    tp_buffer_deinit(&out);
    free(full);
    free(empty);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(draws_one_line_for_each_curve),
};
TP_TEST_MAIN(tests)
