/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "cli/commands_that_ask.h"

#define ID "4f0c1d2e3a4b5c6d7e8f90a1b2c3d4e5"

static const struct command_that_asks commands[] = {
    {"audit accesses --owner booking/" ID " --limit 2 --before 9 --case a",
     "{\"accesses\":[{\"owner\":\"booking/" ID "\",\"time\":\"2011-03-05T12:00:00Z\",\"account\":\"b.expert\","
     "\"operation\":\"getTask\",\"purpose\":\"criminal-identification\",\"reference\":\"case-7\",\"what\":\"task\"}],"
     "\"next\":3}",
     "GET", "/v1/accesses?owner=booking%2F" ID "&limit=2&before=9", NULL,
     "2011-03-05T12:00:00Z  b.expert          getTask             booking/" ID
     "  case-7          criminal-identification     task\nfurther ones: --before 3\n"},
    {"audit changes --account b",
     "{\"changes\":[{\"time\":\"t\",\"by\":\"\",\"account\":\"b\",\"what\":\"made\",\"duties\":[\"auditor\"]}]}", "GET",
     "/v1/account-changes?account=b", NULL, "-                 b                 made       auditor\n"},
    {"audit cases --state open --after 4 --case a",
     "{\"cases\":[{\"case\":\"" ID "\",\"opened\":\"2011-03-05T12:00:00Z\",\"state\":\"open\",\"seeded\":true,"
     "\"match\":false,\"agreeing\":0,\"owner\":\"booking/1\"}],\"next\":0}",
     "GET", "/v1/cases?after=4&state=open", NULL, ID "  2011-03-05T12:00:00Z  open     yes  no   0   booking/1\n"},
    {"audit case " ID " --case a", "{\"case\":\"" ID "\"}", "GET", "/v1/cases/" ID, NULL, "\"case\": \"" ID "\""},
    {"audit examiners --case a", "{\"examiners\":[{\"account\":\"b\",\"tasks\":4,\"returned\":1,\"against\":0}]}",
     "GET", "/v1/examiners", NULL, "b                         4       1 "},
    {"audit operations",
     "{\"operations\":[{\"operation\":\"getCase\",\"method\":\"GET\",\"path\":\"/v1/cases/{case}\","
     "\"duties\":[\"auditor\"]}]}",
     "GET", "/v1/audit/operations", NULL, "getCase                 GET     /v1/cases/{case}"},
    {"audit jobs --failing",
     "{\"jobs\":[{\"kind\":\"partner.deliver\",\"about\":\"m\",\"tries\":4,\"trouble\":\"no route\"}]}", "GET",
     "/v1/jobs?failing=true", NULL, "partner.deliver       -                     4      m "},
    {"audit pairing dhs-ident", "{\"pairs\":7}", "GET", "/v1/audit/pairing/dhs-ident", NULL, "\"pairs\": 7"},
    {"audit leaf 117 --case a", "{\"index\":117}", "GET", "/v1/ledger/leaves/117/opening", NULL, "\"index\": 117"},
    {"audit accesses --json --case a", "{\"accesses\":[]}", "GET", "/v1/accesses", NULL, "\"accesses\": []"},
};

static void an_auditor_reads_by_commands(void **state)
{
    (void)state;
    fake_node_start();
    for (size_t i = 0; i < TP_ARRAY_LENGTH(commands); i++)
        run_command_that_asks(&commands[i]);
    fake_node_stop();
}

static void what_cannot_be_is_refused(void **state)
{
    static const char *const wrong[] = {"audit cases",
                                        "audit cases --case a --state shut",
                                        "audit leaf x --case a",
                                        "audit accesses --limit 0 --case a",
                                        "audit accesses",
                                        "audit case",
                                        "audit"};
    struct program_run run;

    (void)state;
    fake_node_start();
    for (size_t i = 0; i < TP_ARRAY_LENGTH(wrong); i++) {
        run_program(wrong[i], &run);
        assert_int_equal(run.exit, TP_EXIT_USAGE);
    }
    assert_int_equal(node.count, 0);
    fake_node_stop();
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(an_auditor_reads_by_commands),
    cmocka_unit_test(what_cannot_be_is_refused),
};
TP_TEST_MAIN(tests)
