/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <stdlib.h>

#include "figures.h"
#include "kernel/kernel.h"

static void every_level_has_its_figures(void **state)
{
    static const char *const kernels[] = {
        "plain read",        "count of bits", "screen.scan",           "signature.scan",
        "signature.nearest", "screen.pick",   "descriptor.similarity", "descriptor.pick"};
    struct figures figures = {0};
    char name[96];

    (void)state;
    assert_int_equal(tp_bench_kernels(&(struct tp_bench_options){.rounds = 1}, figures_take, &figures, NULL), TP_OK);
    for (int level = 0; level < TP_KERNEL_LEVELS; level++) {
        const struct tp_kernels *table = tp_kernels_at((enum tp_kernel_level)level);
        if (!table)
            continue;
        for (size_t i = 0; i < TP_ARRAY_LENGTH(kernels); i++) {
            snprintf(name, sizeof name, "%s, %s, memory", kernels[i], table->name);
            assert_true(figures_value(&figures, name) > 0);
        }
        snprintf(name, sizeof name, "filter.spectrum, %s, L2", table->name);
        assert_true(figures_value(&figures, name) > 0);
        snprintf(name, sizeof name, "count of bits, %s, L1, of the rate of counting bits", table->name);
        assert_true(figures_value(&figures, name) > 0);
    }
}

static void a_table_is_written_instead(void **state)
{
    struct figures figures = {0};
    char *text = NULL;
    size_t size_bytes;
    FILE *table = open_memstream(&text, &size_bytes);

    (void)state;
    assert_int_equal(
        tp_bench_kernels(&(struct tp_bench_options){.rounds = 1, .table = table}, figures_take, &figures, NULL), TP_OK);
    fclose(table);
    assert_int_equal(figures.count, 0);
    assert_non_null(strstr(text, "\nscreen.scan            scalar  memory "));
    free(text);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_level_has_its_figures),
    cmocka_unit_test(a_table_is_written_instead),
};
TP_TEST_MAIN(tests)
