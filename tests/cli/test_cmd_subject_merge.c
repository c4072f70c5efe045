/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "cli/commands_that_ask.h"

static const struct command_that_asks commands[] = {
    {"subject merge s1 s2 --case a", "", "POST", "/v1/subjects/s1/merge", "{\"from\":\"s2\"}",
     "examiners are given the prints of both\n"},
    {"subject merge s1 s2 --case a", "{\"case\":\"c\"}", "POST", "/v1/subjects/s1/merge", "{\"from\":\"s2\"}",
     "\"case\": \"c\""},
    {"subject split s1 booking/2 --case a", "{\"subject\":\"s3\"}", "POST", "/v1/subjects/s1/split",
     "{\"encounter\":\"booking/2\"}", "\"subject\": \"s3\""},
};

static void subjects_are_joined_and_parted(void **state)
{
    struct program_run run;

    (void)state;
    fake_node_start();
    for (size_t i = 0; i < TP_ARRAY_LENGTH(commands); i++)
        run_command_that_asks(&commands[i]);
    run_program("subject merge s1 s2", &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
    fake_node_stop();
}

static const struct CMUnitTest tests[] = {cmocka_unit_test(subjects_are_joined_and_parted)};
TP_TEST_MAIN(tests)
