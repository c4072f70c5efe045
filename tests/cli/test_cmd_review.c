/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "cli/command.h"
#include "cli/fake_node.h"
#include "cli/program.h"
#include "folder.h"

#define TASK "4f0c1d2e3a4b5c6d7e8f90a1b2c3d4e5"
#define OTHER "aa0c1d2e3a4b5c6d7e8f90a1b2c3d4e5"
#define PRINTS "\"prints\":[{\"print\":0,\"position\":1,\"image\":true},{\"print\":1,\"position\":2,\"image\":false}]"
#define SHOWN(state, rest)                                                                                             \
    "{\"task\":\"" TASK "\",\"state\":\"" state "\",\"due\":\"new\",\"lapses\":\"2011-06-02T00:00:00Z\"," PRINTS       \
    ",\"candidates\":[" rest "]}"
#define CANDIDATE "{\"candidate\":\"" OTHER "\",\"conclusion\":null," PRINTS "}"
#define SETTLED                                                                                                        \
    "{\"candidate\":\"" OTHER "\",\"conclusion\":\"exclusion\",\"corrected\":\"inconclusive\",\"afterwards\":{"        \
    "\"score\":9000,\"rank\":1,\"source\":\"own\",\"result\":\"identified\"}}"

#define MINUTIAE                                                                                                       \
    "{\"width\":300,\"height\":400,\"minutiae\":[{\"x\":100,\"y\":200,\"angle\":90,\"type\":\"ending\",\"quality\":"   \
    "80}]}"

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

static void tasks_are_listed_and_handed_out(void **state)
{
    static const struct fake_answer answers[] = {
        {200, NULL,
         "{\"tasks\":[{\"task\":\"" TASK "\",\"state\":\"claimed\",\"due\":\"late\",\"lapses\":"
         "\"2011-06-02T00:00:00Z\"}],\"waiting\":{\"new\":2,\"due\":0,\"late\":1}}"},
        {201, NULL, SHOWN("claimed", "")},
        {404, "application/problem+json", "{\"code\":\"E_NOT_FOUND\",\"detail\":\"no task waits that you may do\"}"}};

    (void)state;
    fake_node_answers(answers, 3);
    run_program("review list --case c-7", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_string_equal(node.requests[0].target, "/v1/tasks");
    assert_string_equal(node.requests[0].reference, "c-7");
    assert_non_null(strstr(run.out, TASK "  claimed   late lapses 2011-06-02T00:00:00Z"));
    assert_non_null(strstr(run.out, "waiting: 2 new, 0 due, 1 late"));
    run_program("review claim --case c-7", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_string_equal(node.requests[1].method, "POST");
    assert_non_null(strstr(run.out, "task " TASK ": claimed, new, lapses 2011-06-02T00:00:00Z"));
    assert_non_null(strstr(run.out, "print 1, position 2, minutiae only"));
    run_program("review claim --case c-7", &run);
    assert_int_equal(run.exit, TP_EXIT_NEGATIVE);
}

static void prints_are_saved(void **state)
{
    static const struct fake_answer answers[] = {{200, NULL, SHOWN("analysed", CANDIDATE)},
                                                 {200, "image/png", "PNG1"},
                                                 {200, NULL, MINUTIAE},
                                                 {200, "image/png", "PNG2"},
                                                 {200, NULL, MINUTIAE}};
    struct test_folder folder;
    char line[256], text[16], drawn[4096];

    (void)state;
    folder_make(&folder);
    fake_node_answers(answers, 5);
    snprintf(line, sizeof line, "review show " TASK " --case c-7 --images %s", folder.path);
    run_program(line, &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_int_equal(node.count, 5);
    assert_string_equal(node.requests[1].target, "/v1/tasks/" TASK "/prints/0/image");
    assert_string_equal(node.requests[2].target, "/v1/tasks/" TASK "/prints/1/minutiae");
    assert_string_equal(node.requests[3].target, "/v1/tasks/" TASK "/candidates/" OTHER "/prints/0/image");
    assert_string_equal(node.requests[4].target, "/v1/tasks/" TASK "/candidates/" OTHER "/prints/1/minutiae");
    read_text(folder_path(&folder, "probe-1.svg"), drawn, sizeof drawn);
    assert_non_null(strstr(drawn, "<svg"));
    assert_non_null(strstr(drawn, "<circle"));
    read_text(folder_path(&folder, OTHER "-1.json"), drawn, sizeof drawn);
    assert_string_equal(drawn, MINUTIAE);
    read_text(folder_path(&folder, "probe-0.png"), text, sizeof text);
    assert_string_equal(text, "PNG1");
    read_text(folder_path(&folder, OTHER "-0.png"), text, sizeof text);
    assert_string_equal(text, "PNG2");
    fake_node_answers(answers, 3);
    snprintf(line, sizeof line, "review show " TASK " --case c-7 --images %s --view thin", folder.path);
    run_program(line, &run);
    assert_string_equal(node.requests[1].target, "/v1/tasks/" TASK "/prints/0/views/thin");
    read_text(folder_path(&folder, "probe-0-thin.png"), text, sizeof text);
    assert_string_equal(text, "PNG1");
    folder_remove(&folder);
}

static void what_was_kept_back_is_shown_afterwards(void **state)
{
    static const struct fake_answer answers[] = {{200, NULL, SHOWN("concluded", SETTLED)}};

    (void)state;
    fake_node_answers(answers, 1);
    run_program("review show " TASK " --case c-7", &run);
    assert_non_null(strstr(run.out, "candidate " OTHER ": exclusion"));
    assert_non_null(strstr(run.out, "corrected: inconclusive"));
    assert_non_null(strstr(run.out, "the case: identified; score 9000, source own"));
    run_program("review show " TASK " --case c-7 --json", &run);
    assert_non_null(strstr(run.out, "\"score\": 9000"));
}

static void what_is_seen_and_concluded_is_sent(void **state)
{
    static const struct fake_answer answers[] = {{200, NULL, SHOWN("analysed", CANDIDATE)}};
    struct test_folder folder;
    char line[256];

    (void)state;
    folder_make(&folder);
    fake_node_answers(answers, 1);
    run_program("review analyse " TASK " --prints 0,12 --text 'two clear loops' --case c-7", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_string_equal(node.requests[0].target, "/v1/tasks/" TASK "/analysis");
    assert_string_equal(node.requests[0].body, "{\"prints\":[0,12],\"text\":\"two clear loops\",\"value\":true}");
    run_program("review analyse " TASK " --no-value --text 'nothing but smudges' --case c-7", &run);
    assert_string_equal(node.requests[1].body, "{\"text\":\"nothing but smudges\",\"value\":false}");
    folder_write(&folder, "analysis.json", "{\"value\":true}", 14);
    snprintf(line, sizeof line, "review analyse " TASK " --file %s/analysis.json --case c-7", folder.path);
    run_program(line, &run);
    assert_string_equal(node.requests[2].body, "{\"value\":true}");
    run_program("review conclude " TASK " " OTHER " exclusion --reason 'the cores differ' --case c-7", &run);
    assert_string_equal(node.requests[3].target, "/v1/tasks/" TASK "/candidates/" OTHER "/conclusion");
    assert_string_equal(node.requests[3].body, "{\"conclusion\":\"exclusion\",\"reason\":\"the cores differ\"}");
    run_program("review conclude " TASK " " OTHER " exclusion --correct --reason 'so' --case c-7", &run);
    assert_string_equal(node.requests[4].target, "/v1/tasks/" TASK "/candidates/" OTHER "/correction");
    folder_remove(&folder);
}

static void a_task_is_returned(void **state)
{
    static const struct fake_answer answers[] = {{200, NULL, "{}"}};

    (void)state;
    fake_node_answers(answers, 1);
    run_program("review return " TASK " --case c-7", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_string_equal(node.requests[0].body, "{\"why\":\"time\"}");
    assert_string_equal(run.out, "the task is given back\n");
    run_program("review return " TASK " --conflict --json --case c-7", &run);
    assert_string_equal(run.out, "{\"returned\":\"" TASK "\"}\n");
    assert_string_equal(node.requests[1].target, "/v1/tasks/" TASK "/return");
    assert_string_equal(node.requests[1].body, "{\"why\":\"conflict\"}");
}

static void what_makes_no_sense_is_not_sent(void **state)
{
    static const struct fake_answer answers[] = {{200, NULL, "{}"}};
    static const char *const lines[] = {
        "review show ../accounts --case c-7",
        "review show " TASK " --view ../image --case c-7",
        "review analyse " TASK " --prints 1,,2 --text x --case c-7",
        "review analyse " TASK " --prints x --text x --case c-7",
        "review conclude " TASK " ../x exclusion --reason x --case c-7",
    };

    (void)state;
    fake_node_answers(answers, 1);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(lines); i++) {
        run_program(lines[i], &run);
        assert_int_equal(run.exit, TP_EXIT_USAGE);
    }
    assert_int_equal(node.count, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
static const struct CMUnitTest tests[] = {
    TEST(tasks_are_listed_and_handed_out),    TEST(prints_are_saved),   TEST(what_was_kept_back_is_shown_afterwards),
    TEST(what_is_seen_and_concluded_is_sent), TEST(a_task_is_returned), TEST(what_makes_no_sense_is_not_sent),
};
TP_TEST_MAIN(tests)
