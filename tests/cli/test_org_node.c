/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "cli/commands.h"
#include "cli/fake_node.h"
#include "cli/org.h"

static struct tp_arguments arguments;
static struct tp_diag diag;

static int set_up(void **state)
{
    char *words[] = {(char *)"3f2a91"};

    (void)state;
    fake_node_start();
    tp_diag_init(&diag);
    return tp_arguments_parse(&tp_command_agreement_status, 1, words, &arguments, &diag);
}

static int tear_down(void **state)
{
    (void)state;
    tp_arguments_deinit(&arguments);
    fake_node_stop();
    return 0;
}

/* Whatever a node says: a failure, never an event that nobody signed. */
static void a_node_that_lies_is_refused(void **state)
{
    static const struct fake_answer answers[][3] = {
        {{200, NULL, "{}"}},
        {{200, NULL, "{\"now\":\"2011-01-02T00:00:00Z\"}"}, {200, NULL, "{\"events\":[{\"event\":\"aa\"}]}"}},
        {{200, NULL, "{\"now\":\"2011-01-02T00:00:00Z\"}"},
         {200, NULL, "{\"events\":[{\"event\":\"aa\",\"received\":\"2011-01-02T00:00:00Z\"}]}"},
         {200, NULL, "{\"kind\":\"propose\"}"}},
        {{500, "text/plain", "x"}},
    };

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(answers); i++) {
        struct tp_org org;
        fake_node_answers(answers[i], 3);
        assert_int_not_equal(tp_org_open_node(&arguments, "3f2a91", &org, &diag), TP_OK);
        assert_null(org.events);
    }
    assert_string_equal(node.requests[0].target, "/v1/clock");
}

static void refusals_have_their_codes(void **state)
{
    static const struct fake_answer answers[] = {
        {409, "application/problem+json", "{\"code\":\"conflict\",\"field\":\"too-early\",\"detail\":\"not yet\"}"},
        {409, "application/problem+json", "{\"code\":\"conflict\",\"field\":\"odd\",\"detail\":\"no\"}"},
        {201, NULL, "{\"undone\":true}"}};
    struct tp_remote_answer answer = {.status = 0};
    struct tp_remote remote;
    enum tp_refusal refusal;

    (void)state;
    fake_node_answers(answers, 3);
    assert_int_equal(tp_remote_open(&arguments, &remote, &diag), TP_OK);
    assert_int_equal(tp_org_hand_in(&remote, "{}", 2, &answer, &refusal, &diag), TP_E_DENIED);
    assert_int_equal(refusal, TP_REFUSAL_TOO_EARLY);
    tp_remote_answer_deinit(&answer);
    tp_diag_init(&diag);
    assert_int_equal(tp_org_hand_in(&remote, "{}", 2, &answer, &refusal, &diag), TP_E_CONFLICT);
    assert_int_equal(refusal, TP_REFUSAL_NONE);
    assert_string_equal(diag.field, "odd");
    tp_remote_answer_deinit(&answer);
    assert_int_equal(tp_org_hand_in(&remote, "{}", 2, &answer, &refusal, &diag), TP_OK);
    assert_string_equal(node.requests[2].target, "/v1/events");
    assert_string_equal(node.requests[2].body, "{}");
    tp_remote_answer_deinit(&answer);
    tp_remote_close(&remote);
}

static void an_attachment_is_fetched(void **state)
{
    static const struct fake_answer answers[] = {{200, "application/octet-stream", "letter"},
                                                 {404, "application/problem+json", "{\"code\":\"not-found\"}"}};
    struct tp_remote remote;
    uint8_t *data;
    size_t size_bytes;

    (void)state;
    fake_node_answers(answers, 2);
    assert_int_equal(tp_remote_open(&arguments, &remote, &diag), TP_OK);
    assert_int_equal(tp_org_fetch_attachment(&remote, "ab", &data, &size_bytes, &diag), TP_OK);
    assert_int_equal(size_bytes, 6);
    assert_memory_equal(data, "letter", 6);
    free(data);
    assert_int_equal(tp_org_fetch_attachment(&remote, "ab", &data, &size_bytes, &diag), TP_E_NOT_FOUND);
    assert_null(data);
    tp_remote_close(&remote);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
static const struct CMUnitTest tests[] = {
    TEST(a_node_that_lies_is_refused),
    TEST(refusals_have_their_codes),
    TEST(an_attachment_is_fetched),
};
TP_TEST_MAIN(tests)
