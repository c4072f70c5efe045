/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <pthread.h>

#include "gallery/searcher.h"

static void idle_ones_are_taken_again(void **state)
{
    struct tp_searcher_shelf shelf = {{NULL}};
    struct tp_searcher *one, *two, *again;

    (void)state;
    assert_int_equal(tp_searcher_take(&shelf, 1, &one, NULL), TP_OK);
    assert_int_equal(tp_searcher_take(&shelf, 2, &two, NULL), TP_OK);
    assert_ptr_not_equal(one, two);
    tp_searcher_put(&shelf, one);
    tp_searcher_put(&shelf, two);
    assert_int_equal(tp_searcher_take(&shelf, 2, &again, NULL), TP_OK);
    assert_ptr_equal(again, two);
    tp_searcher_put(&shelf, again);
    assert_int_equal(tp_searcher_take(&shelf, 1, &again, NULL), TP_OK);
    assert_ptr_equal(again, one);
    tp_searcher_put(&shelf, again);
    tp_searcher_clear(&shelf);
}

static void more_than_there_are_places(void **state)
{
    struct tp_searcher_shelf shelf = {{NULL}};
    struct tp_searcher *all[TP_SHELF_PLACES + 3];

    (void)state;
    for (unsigned i = 0; i < TP_SHELF_PLACES + 3; i++)
        assert_int_equal(tp_searcher_take(&shelf, 1, &all[i], NULL), TP_OK);
    for (unsigned i = 0; i < TP_SHELF_PLACES + 3; i++)
        tp_searcher_put(&shelf, all[i]);
    tp_searcher_clear(&shelf);
}

static void *take_and_put(void *context)
{
    for (unsigned i = 0; i < 200; i++) {
        struct tp_searcher *searcher;

        if (tp_searcher_take(context, 1 + i % 2, &searcher, NULL) != TP_OK)
            return context;
        searcher->workers[0].comparisons++; /* nobody else has it */
        tp_searcher_put(context, searcher);
    }
    return NULL;
}

static void many_threads_share_a_shelf(void **state)
{
    struct tp_searcher_shelf shelf = {{NULL}};
    pthread_t threads[4];
    void *failed;

    (void)state;
    for (unsigned i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, take_and_put, &shelf), 0);
    for (unsigned i = 0; i < 4; i++) {
        pthread_join(threads[i], &failed);
        assert_null(failed);
    }
    tp_searcher_clear(&shelf);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(idle_ones_are_taken_again),
    cmocka_unit_test(more_than_there_are_places),
    cmocka_unit_test(many_threads_share_a_shelf),
};
TP_TEST_MAIN(tests)
