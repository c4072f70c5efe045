/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <stdlib.h>
#include <string.h>

#include "figures.h"
#include "node/bench_identify.h"
#include "prints.h"

static void a_rank_is_the_share_of_those_before(void **state)
{
    const int32_t scores[] = {5, 9, 7, 7, 1};

    (void)state;
    assert_true(tp_bench_rank(scores, 5, 1) == 0);
    assert_true(tp_bench_rank(scores, 5, 4) == 1);
    assert_true(tp_bench_rank(scores, 5, 2) == 1.5 / 4); /* one before, one equal */
    assert_true(tp_bench_rank(scores, 1, 0) == 0);
}

static void the_top_is_a_share_even_with_ties(void **state)
{
    int32_t scores[] = {3, 1, 3, 9, 3, 2, 0, 3, 8, 1}, same[] = {4, 4, 4, 4};
    struct tp_bench_top top = tp_bench_top(scores, 10, 0.3);

    (void)state;
    assert_int_equal(top.least, 3); /* 9, 8 and one of four */
    assert_true(top.weight == 0.25);
    top = tp_bench_top(scores, 10, 0.01);
    assert_int_equal(top.least, 9);
    assert_true(top.weight == 1);
    top = tp_bench_top(same, 4, 0.5);
    assert_int_equal(top.least, 4);
    assert_true(top.weight == 0.5);
    assert_true(tp_bench_top(same, 0, 0.5).weight == 0);
}

static const struct tp_bench_options small = {.subjects = {{60}, 1}, .searches = 10, .thread_count = 2};

static void figures_lie_where_they_can(void **state)
{
    static struct figures figures;
    static const char *const shares[] = {"codes, not among the best 10 %", "signatures, not among the best 1 %",
                                         "signatures, not among the best 10 % though it can be found", "can be found"};
    struct tp_bench_options options = small;
    struct test_folder folder;
    const char *const paths[] = {folder.path};
    const char *name;
    char text[128];
    double favour;

    (void)state;
    folder_make(&folder);
    name = strrchr(folder.path, '/') + 1;
    prints_write(&folder, 4, 3);
    options.real = paths;
    options.real_count = 1;
    assert_int_equal(tp_bench_screen(&options, figures_take, &figures, NULL), TP_OK);
    assert_int_equal((int)figures_value(&figures, "synthetic, probes"), 10);
    snprintf(text, sizeof text, "%s, probes", name);
    assert_int_equal((int)figures_value(&figures, text), 8);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(shares); i++) {
        snprintf(text, sizeof text, "synthetic, %s", shares[i]);
        assert_in_range((int)figures_value(&figures, text), 0, 100);
    }
    snprintf(text, sizeof text, "%s, codes, favour of synthetic ones", name);
    favour = figures_value(&figures, text);
    assert_true(favour >= 0 && favour <= 63.0 / 60 + 1e-9);
    folder_remove(&folder);
}

static void a_table_is_written_instead(void **state)
{
    struct tp_bench_options options = small;
    char *text = NULL;
    size_t size_bytes;

    (void)state;
    options.table = open_memstream(&text, &size_bytes);
    assert_int_equal(tp_bench_screen(&options, NULL, NULL, NULL), TP_OK);
    fclose(options.table);
    assert_non_null(strstr(text, "One finger against 60 single fingers."));
    assert_non_null(strstr(text, "\nsynthetic: 10 probes; "));
    free(text);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_rank_is_the_share_of_those_before),
    cmocka_unit_test(the_top_is_a_share_even_with_ties),
    cmocka_unit_test(figures_lie_where_they_can),
    cmocka_unit_test(a_table_is_written_instead),
};
TP_TEST_MAIN(tests)
