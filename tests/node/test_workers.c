/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "node/tenprint.h"

static void there_is_an_extractor_for_each_thread(void **state)
{
    struct tp_workers workers;

    (void)state;
    assert_int_equal(tp_workers_init(3, &workers, NULL), TP_OK);
    assert_int_equal(tp_pool_thread_count(workers.pool), 3);
    for (unsigned i = 0; i < 3; i++)
        assert_non_null(workers.extractors[i]);
    tp_workers_deinit(&workers);
    assert_null(workers.pool);
    tp_workers_deinit(&workers);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(there_is_an_extractor_for_each_thread),
};

TP_TEST_MAIN(tests)
