/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "kernel/kernel.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ABORTED = 100 };

/* The level that a process with TP_CPU=CAP chooses (NULL: without), or ABORTED. The table is chosen once a process. */
static int level_under(const char *cap)
{
    pid_t child = fork();
    int how;

    assert_true(child >= 0);
    if (child == 0) {
        int level = TP_KERNEL_LEVELS - 1;

        signal(SIGABRT, SIG_DFL);
        fclose(stderr);
        if (cap)
            setenv("TP_CPU", cap, 1);
        else
            unsetenv("TP_CPU");
        while (!tp_kernels_at((enum tp_kernel_level)level))
            level--;
        _exit(tp_kernels() == tp_kernels_at((enum tp_kernel_level)level) ? level : ABORTED + 1);
    }
    assert_int_equal(waitpid(child, &how, 0), child);
    return WIFSIGNALED(how) && WTERMSIG(how) == SIGABRT ? ABORTED : WEXITSTATUS(how);
}

static int lower(int a, int b)
{
    return a < b ? a : b;
}

static void the_environment_caps_the_level(void **state)
{
    int best = level_under(NULL);

    (void)state;
    assert_in_range(best, TP_KERNEL_SCALAR, TP_KERNEL_AVX512);
    assert_int_equal(level_under("scalar"), TP_KERNEL_SCALAR);
    assert_int_equal(level_under("avx2"), lower(best, TP_KERNEL_AVX2));
    assert_int_equal(level_under("avx512"), lower(best, TP_KERNEL_AVX512));
}

static void an_unknown_name_aborts(void **state)
{
    (void)state;
    assert_int_equal(level_under("sse9"), ABORTED);
    assert_int_equal(level_under(""), ABORTED);
    assert_int_equal(level_under("AVX2"), ABORTED);
}

static void tables_say_their_level(void **state)
{
    static const char *const names[] = {"scalar", "avx2", "avx512"};

    (void)state;
    for (int level = 0; level < TP_KERNEL_LEVELS; level++) {
        const struct tp_kernels *table = tp_kernels_at((enum tp_kernel_level)level);
        if (table)
            assert_string_equal(table->name, names[level]);
    }
}

/* A level that leaves a function out must have it from the level below. */
static void no_table_has_a_hole(void **state)
{
    (void)state;
    for (int level = 0; level < TP_KERNEL_LEVELS; level++) {
        const struct tp_kernels *table = tp_kernels_at((enum tp_kernel_level)level);
        static const void *const nothing;

        for (size_t at = 0; table && at < sizeof *table; at += sizeof nothing)
            assert_memory_not_equal((const char *)table + at, &nothing, sizeof nothing);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_environment_caps_the_level),
    cmocka_unit_test(an_unknown_name_aborts),
    cmocka_unit_test(tables_say_their_level),
    cmocka_unit_test(no_table_has_a_hole),
};
TP_TEST_MAIN(tests)
