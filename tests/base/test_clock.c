/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/base.h"

#include <pthread.h>
#include <unistd.h>

static void clocks_go_forward(void **state)
{
    int64_t monotonic_ns = tp_clock_monotonic_ns(), cpu_ns = tp_clock_cpu_ns();

    (void)state;
    while (tp_clock_cpu_ns() - cpu_ns < 1000000)
        continue;
    assert_true(tp_clock_monotonic_ns() - monotonic_ns >= 900000);
}

static void *step_often(void *progress)
{
    for (int i = 0; i < 1000; i++)
        tp_progress_step(progress, 1);
    return NULL;
}

static void progress_is_silent_without_a_terminal_and_safe_in_threads(void **state)
{
    struct tp_progress *progress;
    pthread_t threads[4];
    int saved = dup(STDERR_FILENO), ends[2];
    char shown;

    (void)state;
    assert_int_equal(pipe(ends), 0);
    assert_true(dup2(ends[1], STDERR_FILENO) >= 0);
    assert_int_equal(tp_progress_new("testing", 2000, &progress, NULL), TP_OK);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(threads); i++)
        assert_int_equal(pthread_create(&threads[i], NULL, step_often, progress), 0);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(threads); i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    tp_progress_free(&progress);
    assert_null(progress);
    dup2(saved, STDERR_FILENO);
    close(saved);
    close(ends[1]);
    assert_int_equal(read(ends[0], &shown, 1), 0);
    close(ends[0]);
}

static void no_progress_is_accepted(void **state)
{
    struct tp_progress *none = NULL;

    (void)state;
    tp_progress_step(none, 1);
    tp_progress_free(&none);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(clocks_go_forward),
    cmocka_unit_test(progress_is_silent_without_a_terminal_and_safe_in_threads),
    cmocka_unit_test(no_progress_is_accepted),
};
TP_TEST_MAIN(tests)
