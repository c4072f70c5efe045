/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench_rows.h"
#include "figures.h"

static const struct tp_bench_gallery gallery = {
    .subjects = 1000, .size_bytes = 6000000, .build_s = 4, .build_cpu_s = 8, .save_s = (double)NAN, .map_s = 0.002};

static void write_all(const struct tp_bench_writer *writer)
{
    struct tp_bench_row rows[BENCH_ROWS];

    bench_rows_make(rows);
    tp_bench_write_gallery(writer, &gallery);
    for (size_t i = 0; i < BENCH_ROWS; i++)
        tp_bench_write_row(writer, &rows[i]);
    tp_bench_write_growth(writer, rows, BENCH_ROWS, 6000);
}

static void a_table_has_a_line_for_each_search(void **state)
{
    char *text = NULL;
    size_t size_bytes;
    FILE *table = open_memstream(&text, &size_bytes);

    (void)state;
    write_all(&(struct tp_bench_writer){.table = table});
    fclose(table);
    assert_non_null(strstr(text, "1000 people with ten fingers: 6.0 MB, 6000 bytes each; made in 4.0 s (8.00 ms of "
                                 "CPU a person), mapped in 2.00 ms\n"));
    assert_null(strstr(text, "saved"));
    assert_non_null(strstr(text, "\nsynthetic       1 fast        "));
    assert_non_null(strstr(text, "  3.00 (2.11-4.25)  2.00 (1.30-3.07)   99.0     10/980 "));
    assert_non_null(strstr(text, "  3+2+0/985        3       30   0.333       2       4  1.90      55.0\n"));
    assert_non_null(strstr(text, "real fingers    1 fast  "));
    assert_non_null(strstr(text, "they take 60 and 600 GB"));
    assert_non_null(
        strstr(text, "  1 fast        N^0.85  R^2 1.00000       2e+03 ns a person         20 s        200 s\n"));
    free(text);
}

static void figures_say_the_same(void **state)
{
    static struct figures figures;
    const char *prefix = "10000 people, synthetic, 10 fingers, fast";
    static const struct {
        const char *what;
        double value;
    } expected[] = {{"FNIR at FPIR 0.1 %", 3},
                    {"FNIR at FPIR 1 %", 2},
                    {"threshold at FPIR 1 %", 6000},
                    {"rank 1", 99},
                    {"search, median", 1},
                    {"people a second and thread", 1e7},
                    {"people a second and thread, 64 searches at once", 4e7},
                    {"two threads", 1.9},
                    {"time of the signatures", 50},
                    {"lost by codes", 3}};

    (void)state;
    write_all(&(struct tp_bench_writer){.fn = figures_take, .context = &figures});
    for (size_t i = 0; i < TP_ARRAY_LENGTH(expected); i++) {
        char name[96];
        snprintf(name, sizeof name, "%s, %s", prefix, expected[i].what);
        if (fabs(figures_value(&figures, name) - expected[i].value) > 1e-9)
            fail_msg("%s is %g", name, figures_value(&figures, name));
    }
    assert_true(fabs(figures_value(&figures, "1000 people, mapping") - 2) < 1e-9);
    assert_true(fabs(figures_value(&figures, "growth, 1 finger, fast, 10 million people") - 20.001) < 1e-6);
    assert_true(fabs(figures_value(&figures, "growth, memory, 100 million people") - 600) < 1e-9);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_table_has_a_line_for_each_search),
    cmocka_unit_test(figures_say_the_same),
};
TP_TEST_MAIN(tests)
