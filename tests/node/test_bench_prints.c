/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "node/bench.h"
#include "prints.h"

static void makes_four_impressions_of_a_finger(void **state)
{
    struct tp_bench_prints prints;

    (void)state;
    assert_int_equal(tp_bench_prints_make(&(struct tp_bench_options){.fingers = 1}, &prints, NULL), TP_OK);
    assert_int_equal(prints.count, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(prints.fingers[i], 0);
        assert_non_null(prints.images[i].pixels);
    }
    tp_bench_prints_deinit(&prints);
    assert_null(prints.images);
}

static void loads_a_folder_with_its_resolution(void **state)
{
    struct tp_bench_prints prints;
    struct test_folder folder;

    (void)state;
    folder_make(&folder);
    prints_write(&folder, 2, 3);
    assert_int_equal(tp_bench_prints_make(&(struct tp_bench_options){.folder = folder.path, .ppi = 569}, &prints, NULL),
                     TP_OK);
    assert_int_equal(prints.count, 6);
    assert_int_equal(prints.fingers[2], 0);
    assert_int_equal(prints.fingers[3], 1);
    assert_true(prints.images[5].ppi == 569.0f);
    tp_bench_prints_deinit(&prints);
    folder_write(&folder, "1_2.pgm", "bad", 3);
    assert_int_not_equal(tp_bench_prints_make(&(struct tp_bench_options){.folder = folder.path}, &prints, NULL), TP_OK);
    assert_null(prints.images);
    folder_remove(&folder);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(makes_four_impressions_of_a_finger),
    cmocka_unit_test(loads_a_folder_with_its_resolution),
};
TP_TEST_MAIN(tests)
