/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "cli/commands_that_ask.h"

static const struct command_that_asks commands[] = {
    {"subject merge s1 s2 --reason same --case a", "{\"identity\":\"i\",\"case\":\"c\"}", "POST",
     "/v1/subjects/s1/merge", "{\"from\":\"s2\",\"reason\":\"same\"}", "\"case\": \"c\""},
    {"subject split s1 booking/2 --reason other --case a", "{\"subject\":\"s3\"}", "POST", "/v1/subjects/s1/split",
     "{\"encounter\":\"booking/2\",\"reason\":\"other\"}", "\"subject\": \"s3\""},
    {"subject identities s1 --case a",
     "{\"identities\":[{\"identity\":\"i\",\"state\":\"joined\",\"what\":\"merge\",\"by\":\"s\",\"asked\":"
     "1299326400,\"from\":\"s2\",\"reason\":\"same\"}]}",
     "GET", "/v1/subjects/s1/identities", NULL, "2011-03-05T12:00:00Z  merge  joined     s                 s2  "},
    {"subject examine c1 --case a", "", "POST", "/v1/challenges/c1/examination", "", "the prints are examined again\n"},
};

static void subjects_are_joined_and_parted(void **state)
{
    struct program_run run;

    (void)state;
    fake_node_start();
    for (size_t i = 0; i < TP_ARRAY_LENGTH(commands); i++)
        run_command_that_asks(&commands[i]);
    run_program("subject merge s1 s2 --reason same", &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
    run_program("subject merge s1 s2 --case a", &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
    assert_non_null(strstr(run.err, "--reason: is missing"));
    fake_node_stop();
}

static const struct CMUnitTest tests[] = {cmocka_unit_test(subjects_are_joined_and_parted)};
TP_TEST_MAIN(tests)
