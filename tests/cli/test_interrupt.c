/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/interrupt.h"

static void the_first_signal_is_noted(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        tp_cli_interrupt_catch();
        assert_false(tp_cli_interrupted());
        assert_int_equal(raise(i ? SIGTERM : SIGINT), 0);
        assert_true(tp_cli_interrupted());
    }
}

static void the_second_one_ends_the_program(void **state)
{
    pid_t child = fork();
    int status;

    (void)state;
    if (child == 0) {
        tp_cli_interrupt_catch();
        (void)raise(SIGINT);
        (void)raise(SIGINT);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGINT);
}

static void an_ignored_one_stays_ignored(void **state)
{
    (void)state;
    assert_true(signal(SIGINT, SIG_IGN) != SIG_ERR);
    tp_cli_interrupt_catch();
    assert_int_equal(raise(SIGINT), 0);
    assert_false(tp_cli_interrupted());
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_first_signal_is_noted),
    cmocka_unit_test(the_second_one_ends_the_program),
    cmocka_unit_test(an_ignored_one_stays_ignored),
};
TP_TEST_MAIN(tests)
