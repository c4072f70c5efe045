/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "figures.h"
#include "prints.h"

static void the_steps_add_up_to_the_comparison(void **state)
{
    static const char *const kinds[] = {"non-mated", "mated"};
    static const char *const steps[] = {"local pairs, each", "relaxation, each", "alignment, mean over all"};
    struct figures figures = {0};
    struct test_folder folder;

    (void)state;
    folder_make(&folder);
    prints_write(&folder, 3, 2);
    assert_int_equal(
        tp_bench_compare(&(struct tp_bench_options){.folder = folder.path, .rounds = 2}, figures_take, &figures, NULL),
        TP_OK);
    for (size_t k = 0; k < 2; k++) {
        double sum_us = 0, share, per_s;
        char name[96];
        for (size_t i = 0; i < 3; i++) {
            snprintf(name, sizeof name, "%s, %s", kinds[k], steps[i]);
            sum_us += figures_value(&figures, name);
        }
        snprintf(name, sizeof name, "%s, comparisons", kinds[k]);
        per_s = figures_value(&figures, name);
        assert_true(per_s > 0 && fabs(sum_us * per_s / 1e6 - 1) < 1e-6);
        snprintf(name, sizeof name, "%s, share that gets to the alignment", kinds[k]);
        share = figures_value(&figures, name);
        assert_true(share >= 0 && share <= 100);
    }
    assert_true(figures_value(&figures, "prepared features, mean") > 0);
    folder_remove(&folder);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_steps_add_up_to_the_comparison),
};
TP_TEST_MAIN(tests)
