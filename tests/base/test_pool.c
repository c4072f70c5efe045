/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/base.h"

#include <stdatomic.h>

enum { COUNT = 10000 };

struct visits {
    unsigned thread_count;
    atomic_int by_index[COUNT];
    atomic_int strangers; /* worker numbers out of range */
    long by_worker[256];  /* each touched by its own worker only */
};

static void visit(void *context, size_t index, unsigned worker)
{
    struct visits *visits = context;

    atomic_fetch_add(&visits->by_index[index], 1);
    if (worker >= visits->thread_count)
        atomic_fetch_add(&visits->strangers, 1);
    else
        visits->by_worker[worker]++;
}

/* The sum over the workers, after checking that each index was visited TIMES times. */
static long check_visits(struct visits *visits, int times)
{
    long sum = 0;

    for (size_t i = 0; i < COUNT; i++)
        assert_int_equal(atomic_load(&visits->by_index[i]), times);
    assert_int_equal(atomic_load(&visits->strangers), 0);
    for (unsigned i = 0; i < visits->thread_count; i++)
        sum += visits->by_worker[i];
    return sum;
}

static void every_index_is_visited_once_a_run(void **state)
{
    const unsigned thread_counts[] = {1, 2, 3, 16};

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(thread_counts); i++) {
        static struct visits visits;
        struct tp_pool *pool;

        visits = (struct visits){.thread_count = thread_counts[i]};
        assert_int_equal(tp_pool_new(thread_counts[i], &pool, NULL), TP_OK);
        assert_int_equal(tp_pool_thread_count(pool), thread_counts[i]);
        for (int run = 1; run <= 20; run++) {
            tp_pool_run(pool, COUNT, visit, &visits);
            assert_int_equal(check_visits(&visits, run), (long)run * COUNT);
        }
        tp_pool_free(&pool);
        assert_null(pool);
    }
}

static void empty_and_tiny_runs_end(void **state)
{
    static struct visits visits;
    struct tp_pool *pool;

    (void)state;
    visits = (struct visits){.thread_count = 8};
    assert_int_equal(tp_pool_new(8, &pool, NULL), TP_OK);
    for (int run = 0; run < 1000; run++)
        tp_pool_run(pool, (size_t)run % 3, visit, &visits);
    assert_int_equal(atomic_load(&visits.by_index[0]), 666);
    assert_int_equal(atomic_load(&visits.by_index[1]), 333);
    tp_pool_free(&pool);
}

static void sizes_are_chosen_and_bounded(void **state)
{
    struct tp_pool *pool, *none = NULL;

    (void)state;
    assert_int_equal(tp_pool_new(0, &pool, NULL), TP_OK);
    assert_true(tp_pool_thread_count(pool) >= 1);
    tp_pool_free(&pool);
    assert_int_equal(tp_pool_new(100000, &pool, NULL), TP_OK);
    assert_int_equal(tp_pool_thread_count(pool), 256);
    tp_pool_free(&pool);
    tp_pool_free(&none);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_index_is_visited_once_a_run),
    cmocka_unit_test(empty_and_tiny_runs_end),
    cmocka_unit_test(sizes_are_chosen_and_bounded),
};
TP_TEST_MAIN(tests)
