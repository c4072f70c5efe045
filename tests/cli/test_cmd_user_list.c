/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "cli/command.h"
#include "cli/fake_node.h"
#include "cli/program.h"

static void accounts_are_listed(void **state)
{
    static const struct fake_answer answers[] = {
        {200, NULL,
         "{\"accounts\":[{\"account\":\"a\",\"state\":\"active\",\"duties\":[\"examiner\",\"contributor\"]}]}"}};
    struct program_run run;

    (void)state;
    fake_node_start();
    fake_node_answers(answers, 1);
    run_program("user list", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_string_equal(run.out, "a                         active    examiner,contributor\n");
    run_program("user list --json", &run);
    assert_non_null(strstr(run.out, "\"state\": \"active\""));
    fake_node_stop();
}

static const struct CMUnitTest tests[] = {cmocka_unit_test(accounts_are_listed)};
TP_TEST_MAIN(tests)
