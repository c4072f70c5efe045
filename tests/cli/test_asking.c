/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "cli/asking.h"
#include "cli/commands.h"
#include "cli/fake_node.h"

#define ID "4f0c1d2e3a4b5c6d7e8f90a1b2c3d4e5"

static struct tp_remote remote;
static struct tp_arguments arguments;
static struct tp_remote_answer answer;
static struct tp_diag diag;

static int set_up(void **state)
{
    char *words[] = {(char *)"--case", (char *)"case-7"};

    (void)state;
    fake_node_start();
    tp_diag_init(&diag);
    assert_int_equal(tp_arguments_parse(&tp_command_ask, 2, words, &arguments, &diag), TP_OK);
    return tp_remote_open(&arguments, &remote, &diag);
}

static int tear_down(void **state)
{
    (void)state;
    tp_remote_answer_deinit(&answer);
    memset(&answer, 0, sizeof answer);
    tp_remote_close(&remote);
    tp_arguments_deinit(&arguments);
    fake_node_stop();
    return 0;
}

/* Every operation is described, and every parameter has a place. */
static void the_tables_agree(void **state)
{
    const struct tp_operation *operation;
    size_t count = 0;

    (void)state;
    for (; (operation = tp_asking_operation(count)); count++) {
        struct tp_asking asking;
        size_t parameters = 0;
        tp_status status = tp_asking_init(&asking, operation->id, &diag);

        assert_int_equal(status, operation->flags & TP_OPERATION_WIRE ? TP_E_ARGUMENT : TP_OK);
        assert_non_null(asking.described);
        while (asking.described->parameters[parameters].name)
            parameters++;
        assert_in_range(parameters, 0, TP_ASKING_PARAMETERS_MAX);
        assert_int_equal(asking.described->types[0] != '\0', operation->body_max_bytes > 0);
    }
    assert_in_range(count, 80, 200);
}

static void names_and_values_are_checked(void **state)
{
    static const struct {
        const char *operation, *name, *value, *field, *words;
    } wrong[] = {
        {"listcases", NULL, NULL, "listcases", "(listCases?)"},
        {"receiveMessage", NULL, NULL, "receiveMessage", "partner's node"},
        {"nothing", NULL, NULL, "nothing", "--list"},
        {"listBookings", "colour", "red", "colour", "state, booking, mine, limit, before"},
        {"getVersion", "a", "b", "a", "it has: none"},
        {"listBookings", "state", "complet", "state", "received,refused"},
        {"listBookings", "state", "", "state", "must be one of"},
        {"listAccounts", "limit", "ten", "limit", "whole number"},
        {"getBooking", "booking", "..", "booking", "no name"},
        {"getBooking", "booking", "", "booking", "no name"},
    };

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(wrong); i++) {
        struct tp_asking asking;
        tp_status status;

        tp_diag_init(&diag);
        status = tp_asking_init(&asking, wrong[i].operation, &diag);

        assert_int_equal(status, wrong[i].name ? TP_OK : TP_E_ARGUMENT);
        if (wrong[i].name)
            assert_int_equal(tp_asking_set(&asking, wrong[i].name, wrong[i].value, &diag), TP_E_ARGUMENT);
        assert_string_equal(diag.field, wrong[i].field);
        assert_non_null(strstr(diag.text, wrong[i].words));
    }
}

static tp_status ask(struct tp_asking *asking)
{
    tp_remote_answer_deinit(&answer);
    tp_diag_init(&diag);
    return tp_asking_ask(asking, &remote, &answer, &diag);
}

static void what_is_missing_is_said(void **state)
{
    struct tp_asking asking;

    (void)state;
    assert_int_equal(tp_asking_init(&asking, "getBooking", &diag), TP_OK);
    assert_int_equal(ask(&asking), TP_E_ARGUMENT);
    assert_string_equal(diag.field, "booking");
    assert_int_equal(tp_asking_set(&asking, "booking", ID, &diag), TP_OK);
    assert_int_equal(tp_asking_set(&asking, "booking", ID, &diag), TP_E_ARGUMENT);
    asking.body = "{}";
    assert_int_equal(ask(&asking), TP_E_ARGUMENT);
    assert_string_equal(diag.field, "--body");
    asking.body = NULL;
    remote.reference = NULL;
    assert_int_equal(ask(&asking), TP_E_ARGUMENT);
    assert_string_equal(diag.field, "--case");
    assert_int_equal(tp_asking_init(&asking, "makeAccount", &diag), TP_OK);
    assert_int_equal(ask(&asking), TP_E_ARGUMENT);
    assert_string_equal(diag.field, "--body");
    assert_int_equal(node.count, 0);
}

static void the_question_is_written(void **state)
{
    static const struct fake_answer answers[] = {{200, NULL, "{\"a\":1}"}};
    struct tp_asking asking;

    (void)state;
    fake_node_answers(answers, 1);
    assert_int_equal(tp_asking_init(&asking, "getParticipation", &diag), TP_OK);
    assert_int_equal(tp_asking_set(&asking, "at", "2011-06-01T00:00:00Z", &diag), TP_OK);
    assert_int_equal(tp_asking_set(&asking, "jurisdiction", "US/NY", &diag), TP_OK);
    assert_int_equal(tp_asking_set(&asking, "agreement", "3f2a91", &diag), TP_OK);
    assert_int_equal(ask(&asking), TP_OK);
    assert_string_equal(node.requests[0].method, "GET");
    assert_string_equal(node.requests[0].target,
                        "/v1/agreements/3f2a91/participation/US%2FNY?at=2011-06-01T00%3A00%3A00Z");
    assert_int_equal(tp_asking_init(&asking, "checkBooking", &diag), TP_OK);
    asking.body = "{}";
    asking.body_bytes = 2;
    assert_int_equal(ask(&asking), TP_OK);
    assert_string_equal(node.requests[1].type, "application/json");
    assert_string_equal(node.requests[1].reference, "case-7");
    asking.body = "1.001";
    asking.body_bytes = 5;
    asking.key = "once";
    assert_int_equal(ask(&asking), TP_OK);
    assert_string_equal(node.requests[2].type, "application/vnd.tenprint.ebts");
    assert_string_equal(node.requests[2].key, "once");
    asking.type = "text/odd";
    assert_int_equal(ask(&asking), TP_OK);
    assert_string_equal(node.requests[3].type, "text/odd");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
static const struct CMUnitTest tests[] = {
    TEST(the_tables_agree),
    TEST(names_and_values_are_checked),
    TEST(what_is_missing_is_said),
    TEST(the_question_is_written),
};
TP_TEST_MAIN(tests)
