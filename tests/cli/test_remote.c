/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "cli/commands.h"
#include "cli/fake_node.h"
#include "cli/remote.h"

static struct tp_remote remote;
static struct tp_arguments arguments;
static struct tp_remote_answer answer;
static struct tp_diag diag;

static int set_up(void **state)
{
    (void)state;
    fake_node_start();
    tp_diag_init(&diag);
    return 0;
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

static tp_status open_remote(const char *node_url)
{
    char *words[] = {(char *)"--case", (char *)"case-7", (char *)"--node", (char *)(uintptr_t)node_url};

    assert_int_equal(tp_arguments_parse(&tp_command_book_list, node_url ? 4 : 2, words, &arguments, &diag), TP_OK);
    return tp_remote_open(&arguments, &remote, &diag);
}

static tp_status ask(const char *method, const char *body)
{
    const struct tp_remote_question question = {
        .method = method, .path = "/v1/things?a=b", .body = body, .body_bytes = body ? strlen(body) : 0};

    tp_remote_answer_deinit(&answer);
    tp_diag_init(&diag);
    return tp_remote_ask(&remote, &question, &answer, &diag);
}

static void who_asks_and_what_for_is_in_headers(void **state)
{
    static const struct fake_answer answers[] = {{200, NULL, "{\"state\":\"fine\"}"}};

    (void)state;
    fake_node_answers(answers, 1);
    assert_int_equal(open_remote(NULL), TP_OK);
    assert_int_equal(ask("POST", "{}"), TP_OK);
    assert_string_equal(tp_remote_text(&answer, "state"), "fine");
    assert_string_equal(tp_remote_text(&answer, "other"), "");
    assert_string_equal(node.requests[0].method, "POST");
    assert_string_equal(node.requests[0].target, "/v1/things?a=b");
    assert_string_equal(node.requests[0].token, "Bearer feed");
    assert_string_equal(node.requests[0].purpose, "criminal-identification");
    assert_string_equal(node.requests[0].reference, "case-7");
    assert_string_equal(node.requests[0].type, "application/json");
    assert_string_equal(node.requests[0].body, "{}");
}

static void a_problem_is_a_failure_in_its_words(void **state)
{
    static const struct fake_answer answers[] = {
        {409, "application/problem+json",
         "{\"status\":409,\"code\":\"conflict\",\"detail\":\"it is \\u001b done\",\"field\":\"booking\"}"},
        {400, "application/problem+json", "{\"code\":\"argument\",\"detail\":\"no\"}"},
        {404, "text/plain", "what"},
        {400, "application/problem+json", "{\"code\":\"not-found\"}"},
        {400, "application/problem+json", "{\"code\":\"not\"}"},
        {401, "text/plain", ""},
        {413, "text/plain", ""},
        {503, "text/plain", ""},
        {500, "text/plain", ""},
        {200, NULL, "{"},
    };

    (void)state;
    fake_node_answers(answers, TP_ARRAY_LENGTH(answers));
    assert_int_equal(open_remote(NULL), TP_OK);
    assert_int_equal(ask("GET", NULL), TP_E_CONFLICT);
    assert_string_equal(diag.field, "booking");
    assert_string_equal(diag.text, "it is ? done");
    assert_int_equal(ask("GET", NULL), TP_E_FORMAT);
    assert_int_equal(ask("GET", NULL), TP_E_NOT_FOUND);
    assert_non_null(strstr(diag.text, "404"));
    assert_int_equal(ask("GET", NULL), TP_E_NOT_FOUND);
    assert_int_equal(ask("GET", NULL), TP_E_FORMAT);
    assert_int_equal(ask("GET", NULL), TP_E_DENIED);
    assert_int_equal(ask("GET", NULL), TP_E_LIMIT);
    assert_int_equal(ask("GET", NULL), TP_E_BUSY);
    assert_int_equal(ask("GET", NULL), TP_E_IO);
    assert_int_equal(ask("GET", NULL), TP_E_FORMAT);
}

static void what_is_no_node_is_said(void **state)
{
    (void)state;
    assert_int_equal(open_remote("ftp://example"), TP_E_ARGUMENT);
    tp_remote_close(&remote);
    tp_arguments_deinit(&arguments);
    tp_diag_init(&diag);
    assert_int_equal(open_remote("http://127.0.0.1:1/"), TP_OK);
    assert_string_equal(remote.url, "http://127.0.0.1:1");
    assert_int_equal(ask("GET", NULL), TP_E_IO);
}

static void a_token_is_one_line_of_its_characters(void **state)
{
    (void)state;
    setenv("TENPRINT_TOKEN", "two words", 1);
    assert_int_equal(open_remote(NULL), TP_E_ARGUMENT);
    tp_remote_close(&remote);
    tp_arguments_deinit(&arguments);
    tp_diag_init(&diag);
    unsetenv("TENPRINT_TOKEN");
    assert_int_equal(open_remote(NULL), TP_OK);
    assert_string_equal(remote.bearer, "");
}

static void values_are_escaped(void **state)
{
    struct tp_buffer path;

    (void)state;
    tp_buffer_init(&path);
    tp_write_text(&path, "/v1/x");
    tp_remote_add_query(&path, "a", "1 & 2");
    tp_remote_add_query(&path, "none", NULL);
    tp_remote_add_query(&path, "b", "x,y/\xc3\xa9");
    tp_write_u8(&path, '\0');
    assert_string_equal((char *)path.data, "/v1/x?a=1%20%26%202&b=x,y%2F%C3%A9");
    tp_buffer_deinit(&path);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
static const struct CMUnitTest tests[] = {
    TEST(who_asks_and_what_for_is_in_headers),
    TEST(a_problem_is_a_failure_in_its_words),
    TEST(what_is_no_node_is_said),
    TEST(a_token_is_one_line_of_its_characters),
    TEST(values_are_escaped),
};
TP_TEST_MAIN(tests)
