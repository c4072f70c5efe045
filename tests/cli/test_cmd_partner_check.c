/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "cli/command.h"
#include "cli/fake_node.h"
#include "cli/program.h"

#define ID "0123456789abcdef0123456789abcdef"

static struct program_run run;

static int set_up(void **state)
{
    (void)state;
    fake_node_start();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    fake_node_stop();
    return 0;
}

static void a_partner_that_answers(void **state)
{
    static const struct fake_answer answers[] = {
        {202, NULL, "{\"message\":\"" ID "\"}"},
        {200, NULL, "{\"id\":\"" ID "\",\"state\":\"queued\"}"},
        {200, NULL, "{\"id\":\"" ID "\",\"state\":\"delivered\"}"},
    };

    (void)state;
    fake_node_answers(answers, 3);
    run_program("partner check dhs-ident", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_string_equal(run.out, "dhs-ident: answers, and its signature is right\n");
    assert_string_equal(node.requests[0].method, "POST");
    assert_string_equal(node.requests[0].target, "/v1/partners/dhs-ident/check");
    assert_string_equal(node.requests[2].target, "/v1/messages/" ID);
}

static void one_that_does_not(void **state)
{
    static const struct fake_answer answers[] = {
        {202, NULL, "{\"message\":\"" ID "\"}"},
        {200, NULL, "{\"id\":\"" ID "\",\"state\":\"queued\",\"trouble\":\"nobody is there\"}"},
    };

    (void)state;
    fake_node_answers(answers, 2);
    run_program("partner check dhs-ident", &run);
    assert_int_equal(run.exit, TP_EXIT_NEGATIVE);
    assert_string_equal(run.out, "dhs-ident: nobody is there\n");
    fake_node_answers(answers, 2);
    run_program("partner check dhs-ident --json", &run);
    assert_int_equal(run.exit, TP_EXIT_NEGATIVE);
    assert_non_null(strstr(run.out, "\"trouble\": \"nobody is there\""));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(a_partner_that_answers, set_up, tear_down),
    cmocka_unit_test_setup_teardown(one_that_does_not, set_up, tear_down),
};
TP_TEST_MAIN(tests)
