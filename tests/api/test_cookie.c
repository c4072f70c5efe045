/* SPDX-License-Identifier: Apache-2.0 */
/* Cookies as requests have them and replies set them, over a server of the test's own. */
#include "test.h"

#include "api/cookie.h"
#include "http/fixture.h"

static void look(void *context, const struct tp_http_request *request, struct tp_http_reply *reply)
{
    const char *token = tp_cookie_token(request);

    (void)context;
    if (strcmp(request->path, "/set") == 0)
        tp_cookie_set(request, "abc", reply);
    if (strcmp(request->path, "/end") == 0)
        tp_cookie_set(request, NULL, reply);
    tp_write_text(&reply->body, "%s %s", token ? token : "-", tp_cookie_is_from_here(request) ? "here" : "elsewhere");
}

static int set_up(void **state)
{
    (void)state;
    start((struct tp_http_options){.body_max_bytes = 0}, look);
    return 0;
}

static int set_up_behind_a_proxy(void **state)
{
    (void)state;
    start((struct tp_http_options){.proxy = "127.0.0.1"}, look);
    return 0;
}

/* HEADERS end with CR LF. */
static void send_to(const char *host, const char *method, const char *path, const char *headers)
{
    char request[2048];

    snprintf(request, sizeof request, "%s %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n%s\r\n", method, path, host,
             headers);
    http_ask(port, request, &answer);
    assert_int_equal(answer.status, 200);
}

#define expect(host, method, headers, wanted)                                                                          \
    do {                                                                                                               \
        send_to(host, method, "/", headers);                                                                           \
        assert_string_equal(answer.content, wanted);                                                                   \
    } while (0)

static void the_token_is_that_of_the_port(void **state)
{
    static const char cookies[] =
        "Cookie: a=b; tenprint-session=one; tenprint-session-81=two; tenprint-session-x=three\r\n";

    (void)state;
    expect("node.example", "GET", cookies, "one here");
    expect("node.example:81", "GET", cookies, "two here");
    expect("[::1]:81", "GET", cookies, "two here");
    expect("node.example:82", "GET", cookies, "- here");
    expect("node.example:x", "GET", cookies, "one here");
    expect("node.example:999999", "GET", cookies, "one here");
    expect("node.example", "GET", "Cookie: tenprint-session=one\r\nAuthorization: Bearer x\r\n", "- here");
    expect("node.example", "GET", "", "- here");
}

static void a_change_comes_from_a_page_of_this_node(void **state)
{
    static const char *const here[] = {"Origin: http://a.example:81\r\n", "Origin: https://A.example:81\r\n",
                                       "Sec-Fetch-Site: same-origin\r\n",
                                       "Sec-Fetch-Site: same-origin\r\nOrigin: http://a.example:81\r\n"};
    static const char *const elsewhere[] = {"",
                                            "Origin: null\r\n",
                                            "Origin: http://a.example\r\n",
                                            "Origin: http://a.example:81.evil.example\r\n",
                                            "Origin: http://evil.example/a.example:81\r\n",
                                            "Origin: a.example:81\r\n",
                                            "Origin: http://\r\n",
                                            "Origin: ftp://a.example:81\r\n",
                                            "Origin: http://a.example:81\r\nOrigin: http://a.example:81\r\n",
                                            "Sec-Fetch-Site: none\r\n",
                                            "Sec-Fetch-Site: same-site\r\nOrigin: http://a.example:81\r\n",
                                            "Sec-Fetch-Site: same-origin\r\nOrigin: http://b.example:81\r\n"};

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(here); i++)
        expect("a.example:81", "POST", here[i], "- here");
    for (size_t i = 0; i < TP_ARRAY_LENGTH(elsewhere); i++)
        expect("a.example:81", "POST", elsewhere[i], "- elsewhere");
}

static void who_reads_may_come_by_an_address(void **state)
{
    (void)state;
    expect("a.example", "GET", "", "- here");
    expect("a.example", "GET", "Sec-Fetch-Site: none\r\n", "- here");
    expect("a.example", "GET", "Sec-Fetch-Site: same-origin\r\n", "- here");
    expect("a.example", "GET", "Sec-Fetch-Site: same-site\r\n", "- elsewhere");
    expect("a.example", "GET", "Sec-Fetch-Site: cross-site\r\n", "- elsewhere");
    expect("a.example", "GET", "Origin: http://evil.example\r\n", "- elsewhere");
}

static void no_script_reads_it(void **state)
{
    (void)state;
    send_to("a.example:81", "POST", "/set", "");
    assert_non_null(
        strstr(answer.text, "\r\nSet-Cookie: tenprint-session-81=abc; SameSite=Strict; Path=/v1; HttpOnly\r\n"));
    assert_non_null(strstr(answer.text, "\r\nSet-Cookie: tenprint-open-81=1; SameSite=Strict; Path=/\r\n"));
    send_to("a.example", "POST", "/end", "");
    assert_non_null(
        strstr(answer.text, "\r\nSet-Cookie: tenprint-session=; SameSite=Strict; Path=/v1; HttpOnly; Max-Age=0\r\n"));
    assert_non_null(strstr(answer.text, "\r\nSet-Cookie: tenprint-open=; SameSite=Strict; Path=/; Max-Age=0\r\n"));
}

static void a_proxy_has_tls(void **state)
{
    (void)state;
    send_to("a.example", "POST", "/set", "");
    assert_non_null(
        strstr(answer.text, "\r\nSet-Cookie: tenprint-session=abc; SameSite=Strict; Path=/v1; HttpOnly; Secure\r\n"));
    expect("a.example", "POST", "Origin: https://a.example\r\n", "- here");
    expect("a.example", "POST", "Origin: http://a.example\r\n", "- elsewhere");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(the_token_is_that_of_the_port, set_up, stop),
    cmocka_unit_test_setup_teardown(a_change_comes_from_a_page_of_this_node, set_up, stop),
    cmocka_unit_test_setup_teardown(who_reads_may_come_by_an_address, set_up, stop),
    cmocka_unit_test_setup_teardown(no_script_reads_it, set_up, stop),
    cmocka_unit_test_setup_teardown(a_proxy_has_tls, set_up_behind_a_proxy, stop),
};
TP_TEST_MAIN(tests)
