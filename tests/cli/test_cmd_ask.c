/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "cli/command.h"
#include "cli/fake_node.h"
#include "cli/program.h"
#include "folder.h"

static struct program_run run;
static struct test_folder folder;

static int set_up(void **state)
{
    (void)state;
    folder_make(&folder);
    fake_node_start();
    return chdir(folder.path);
}

static int tear_down(void **state)
{
    (void)state;
    fake_node_stop();
    folder_remove(&folder);
    return chdir("/");
}

static void the_operations_are_listed(void **state)
{
    json_t *root;

    (void)state;
    run_program("ask --list", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_non_null(strstr(run.out, "getBooking booking=... --case REFERENCE\n    How a booking stands. Who may: "
                                    "contributor, auditor.\n"));
    assert_non_null(strstr(run.out, "changePassword --body FILE\n    Change one's own password. Who may: everybody"));
    assert_null(strstr(run.out, "receiveMessage"));
    run_program("ask --list listAccounts", &run);
    assert_string_equal(run.out, "listAccounts [limit=...] [before=...]\n    List the accounts. Who may: auditor, "
                                 "administrator.\n    GET /v1/accounts\n    limit (may be absent): How many at most. \n"
                                 "    before (may be absent): The `next` of the page before this one. \n");
    run_program("ask --list makeAccount", &run);
    assert_non_null(strstr(run.out, "body: application/json; members (? may be absent): account, password, duties\n"));
    run_program("ask --list --json", &run);
    root = parse_json(run.out);
    assert_in_range(json_array_size(json_object_get(root, "operations")), 80, 200);
    json_decref(root);
    run_program("ask --list nothing", &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
    assert_int_equal(node.count, 0);
}

static void anything_can_be_asked(void **state)
{
    static const struct fake_answer answers[] = {
        {200, NULL, "{\"bookings\":[]}"}, {201, NULL, "{\"account\":\"x\"}"}, {204, "text/plain", ""}};

    (void)state;
    fake_node_answers(answers, 3);
    run_program("ask listBookings state=complete mine=true --case case-7 --purpose audit", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_string_equal(node.requests[0].target, "/v1/bookings?state=complete&mine=true");
    assert_string_equal(node.requests[0].purpose, "audit");
    assert_string_equal(run.out, "{\n  \"bookings\": []\n}\n");
    folder_write(&folder, "new.json", "{\"account\":\"x\"}", 15);
    run_program("ask makeAccount --body new.json", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_string_equal(node.requests[1].body, "{\"account\":\"x\"}");
    run_program("--version; echo '{\"now\":\"\"}' | \"$TP_PROGRAM\" ask setClock --body -", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_string_equal(node.requests[2].body, "{\"now\":\"\"}\n");
}

static void replies_are_written_as_they_come(void **state)
{
    static const struct fake_answer answers[] = {
        {200, "application/yaml", "openapi: 3.1.0\n"},
        {200, NULL, "{\"a\":1}"},
        {403, "application/problem+json", "{\"code\":\"denied\",\"detail\":\"not yours\"}"}};
    uint8_t *data;
    size_t size;

    (void)state;
    fake_node_answers(answers, 3);
    run_program("ask getOpenapi", &run);
    assert_string_equal(run.out, "openapi: 3.1.0\n");
    run_program("ask getVersion -o version.json", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_int_equal(tp_file_read("version.json", 100, &data, &size, NULL), TP_OK);
    assert_int_equal(size, 7);
    free(data);
    run_program("ask listAccounts", &run);
    assert_int_equal(run.exit, TP_EXIT_INPUT);
    assert_non_null(strstr(run.err, "not yours"));
}

static void wrong_lines_are_refused(void **state)
{
    static const char *const wrong[] = {"ask",
                                        "ask getBooking --case x",
                                        "ask listBookings state --case x",
                                        "ask listBookings =a --case x",
                                        "ask makeAccount",
                                        "ask getVersion --body no"};

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(wrong); i++) {
        run_program(wrong[i], &run);
        assert_in_range(run.exit, TP_EXIT_USAGE, TP_EXIT_INPUT);
    }
    run_program("--version; head -c 5000 /dev/zero | \"$TP_PROGRAM\" ask setClock --body -", &run);
    assert_int_equal(run.exit, TP_EXIT_INPUT);
    assert_int_equal(node.count, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
static const struct CMUnitTest tests[] = {
    TEST(the_operations_are_listed),
    TEST(anything_can_be_asked),
    TEST(replies_are_written_as_they_come),
    TEST(wrong_lines_are_refused),
};
TP_TEST_MAIN(tests)
