/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "figures.h"
#include "prints.h"

static void shares_of_each_kind_add_up(void **state)
{
    static const char *const kinds[] = {"non-mated", "mated"};
    struct figures figures = {0};
    struct test_folder folder;

    (void)state;
    folder_make(&folder);
    prints_write(&folder, 3, 2);
    assert_int_equal(
        tp_bench_compare(&(struct tp_bench_options){.folder = folder.path, .rounds = 2}, figures_take, &figures, NULL),
        TP_OK);
    for (size_t k = 0; k < 2; k++) {
        char name[64];
        double sum = 0;
        snprintf(name, sizeof name, "%s comparisons", kinds[k]);
        assert_true(figures_value(&figures, name) > 0);
        for (size_t i = 0; i < figures.count; i++)
            if (strncmp(figures.items[i].name, kinds[k], strlen(kinds[k])) == 0 &&
                strcmp(figures.items[i].unit, "%") == 0)
                sum += figures.items[i].value;
        assert_true(fabs(sum - 100) < 1e-6);
    }
    assert_true(figures_value(&figures, "prepared features, mean") > 0);
    folder_remove(&folder);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(shares_of_each_kind_add_up),
};
TP_TEST_MAIN(tests)
