/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <math.h>
#include <string.h>

#include "bench_rows.h"

static void growth_is_found_once_for_each_kind_of_search(void **state)
{
    struct tp_bench_row rows[BENCH_ROWS];
    struct tp_bench_line line;
    double exponent;

    (void)state;
    bench_rows_make(rows);
    assert_true(tp_bench_growth_of(rows, BENCH_ROWS, 0, &line, &exponent));
    assert_true(fabs(line.slope - 0.002) < 1e-12 && fabs(line.offset - 1) < 1e-9 && fabs(line.r2 - 1) < 1e-12);
    assert_true(fabs(exponent - log10(7)) < 1e-9);
    assert_true(tp_bench_growth_of(rows, BENCH_ROWS, 1, &line, &exponent));
    assert_true(fabs(exponent - 1) < 1e-9);
    assert_false(tp_bench_growth_of(rows, BENCH_ROWS, 2, &line, &exponent)); /* said with the first */
    assert_false(tp_bench_growth_of(rows, 2, 0, &line, &exponent));          /* one size only */
}

static void draws_what_was_measured_and_what_follows(void **state)
{
    struct tp_bench_row rows[BENCH_ROWS];
    struct tp_buffer out;
    const char *text;
    int dots = 0;

    (void)state;
    bench_rows_make(rows);
    tp_buffer_init(&out);
    tp_bench_plot(&out, rows, BENCH_ROWS);
    tp_write_u8(&out, 0);
    text = (const char *)out.data;
    assert_false(out.bad);
    assert_int_equal(memcmp(text, "<svg ", 5), 0);
    assert_non_null(strstr(text, ">1 finger, fast: N^0.85, R&#178; 1.0000<"));
    assert_non_null(strstr(text, ">10 fingers, fast: N^1.00, R&#178; 1.0000<"));
    assert_non_null(strstr(text, "cx='80.0' ")); /* a thousand people at the left end */
    assert_non_null(strstr(text, "stroke-dasharray"));
    assert_null(strstr(text, "nan"));
    for (const char *at = strstr(text, "<circle"); at; at = strstr(at + 1, "<circle"))
        dots++;
    assert_int_equal(dots, 4);
    tp_buffer_deinit(&out);
}

static void one_size_and_none_are_pictures_too(void **state)
{
    struct tp_bench_row rows[BENCH_ROWS];

    (void)state;
    bench_rows_make(rows);
    for (size_t count = 0; count < 2; count++) {
        struct tp_buffer out;
        tp_buffer_init(&out);
        tp_bench_plot(&out, rows, count);
        tp_write_u8(&out, 0);
        assert_non_null(strstr((char *)out.data, "</svg>\n"));
        assert_null(strstr((char *)out.data, "nan"));
        assert_null(strstr((char *)out.data, "inf"));
        tp_buffer_deinit(&out);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(growth_is_found_once_for_each_kind_of_search),
    cmocka_unit_test(draws_what_was_measured_and_what_follows),
    cmocka_unit_test(one_size_and_none_are_pictures_too),
};
TP_TEST_MAIN(tests)
