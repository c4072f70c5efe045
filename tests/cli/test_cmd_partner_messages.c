/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "cli/commands_that_ask.h"

#define ID "4f0c1d2e3a4b5c6d7e8f90a1b2c3d4e5"

static const struct command_that_asks commands[] = {
    {"partner messages --partner ident --state queued --of leg/1 --before 9 --case a",
     "{\"messages\":[{\"id\":\"" ID "\",\"direction\":\"out\",\"state\":\"queued\",\"kind\":\"search\",\"partner\":"
     "\"ident\",\"time\":\"2011-03-05T12:00:00Z\",\"trouble\":\"no route\"}],\"before\":3}",
     "GET", "/v1/messages?partner=ident&state=queued&of=leg%2F1&before=9", NULL,
     ID "  2011-03-05T12:00:00Z  out  ident                 search        queued        no route\n"
        "further ones: --before 3\n"},
    {"partner message " ID " --case a", "{\"id\":\"" ID "\",\"signature\":\"x\"}", "GET", "/v1/messages/" ID, NULL,
     "\"signature\": \"x\""},
    {"partner legs --case a",
     "{\"legs\":[{\"id\":\"" ID
     "\",\"state\":\"answered\",\"of\":\"booking/1\",\"partner\":\"ident\",\"answer\":\"none\"}]}",
     "GET", "/v1/legs", NULL,
     ID "  -                     ident                 answered      -          none          booking/1\n"},
};

static void what_partners_are_told_is_listed(void **state)
{
    struct program_run run;

    (void)state;
    fake_node_start();
    for (size_t i = 0; i < TP_ARRAY_LENGTH(commands); i++)
        run_command_that_asks(&commands[i]);
    run_program("partner message", &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
    fake_node_stop();
}

static const struct CMUnitTest tests[] = {cmocka_unit_test(what_partners_are_told_is_listed)};
TP_TEST_MAIN(tests)
