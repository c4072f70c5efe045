/* SPDX-License-Identifier: Apache-2.0 */
/* Pages, over a server of the test's own; and those that are in the program. */
#include "test.h"

#include "api/pages.h"
#include "http/fixture.h"

static const uint8_t index_data[] = "<!doctype html>index", script_data[] = "script", script_packed[] = "packed";
static const struct tp_page pages[] = {
    {"/assets/index-1234.js", "text/javascript; charset=utf-8", "\"s\"", "\"s-gzip\"", script_data, script_packed, 6,
     6},
    {"/index.html", "text/html; charset=utf-8", "\"i\"", "\"i-gzip\"", index_data, NULL, 20, 0},
    {0},
};

static void give(void *context, const struct tp_http_request *request, struct tp_http_reply *reply)
{
    const struct tp_page *page = tp_page_find(pages, request);

    (void)context;
    reply->status = page ? 200 : 404;
    if (page)
        tp_page_serve(page, request, reply);
}

static int set_up(void **state)
{
    (void)state;
    start((struct tp_http_options){.body_max_bytes = 0}, give);
    return 0;
}

static bool says(const char *header)
{
    return strstr(answer.text, header) != NULL;
}

static void an_address_is_a_page(void **state)
{
    static const char *const paths[] = {"/",       "/index.html", "/agreements", "/agreements/a.b",
                                        "/ledger", "/v1x",        "/%2e"};

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(paths); i++) {
        ask("GET", paths[i], "Accept: text/html\r\n");
        assert_int_equal(answer.status, 200);
        assert_string_equal(answer.content, "<!doctype html>index");
        assert_true(says("\r\nContent-Type: text/html; charset=utf-8\r\n"));
        assert_true(says("\r\nCache-Control: no-cache\r\n"));
        assert_true(says("\r\nETag: \"i\"\r\n"));
    }
    ask("HEAD", "/agreements", "");
    assert_int_equal(answer.status, 200);
    assert_true(says("\r\nContent-Length: 20\r\n"));
    assert_string_equal(answer.content, "");
}

static void what_is_none_is_not(void **state)
{
    static const char *const paths[] = {"/v1",          "/v1/",         "/v1/nothing",   "/health/x",
                                        "/metrics",     "/favicon.ico", "/assets/other", "/assets/index.html",
                                        "/.git/config", "/a/.b",        "/metrics%",     "/a%ff"};

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(paths); i++) {
        ask("GET", paths[i], "");
        assert_int_equal(answer.status, 404);
    }
    ask("POST", "/agreements", "");
    assert_int_equal(answer.status, 404);
    ask("GET", "/agreements", "Accept: application/json\r\n");
    assert_int_equal(answer.status, 404);
    ask("GET", "/assets/index-1234.js", "Accept: application/json\r\n");
    assert_int_equal(answer.status, 200);
}

static void browsers_are_told_what_a_page_may(void **state)
{
    (void)state;
    ask("GET", "/", "");
    assert_true(says("\r\nContent-Security-Policy: default-src 'none'; script-src 'self'; "));
    assert_true(says("; frame-ancestors 'none'\r\n"));
    assert_false(says("unsafe"));
    assert_true(says("\r\nX-Content-Type-Options: nosniff\r\n"));
    assert_true(says("\r\nReferrer-Policy: no-referrer\r\n"));
    assert_true(says("\r\nCross-Origin-Opener-Policy: same-origin\r\n"));
    assert_true(says("\r\nPermissions-Policy: "));
    assert_false(says("Strict-Transport-Security"));
}

static void who_takes_gzip_gets_it(void **state)
{
    (void)state;
    ask("GET", "/assets/index-1234.js", "Accept-Encoding: br, gzip\r\n");
    assert_string_equal(answer.content, "packed");
    assert_true(says("\r\nContent-Encoding: gzip\r\n"));
    assert_true(says("\r\nETag: \"s-gzip\"\r\n"));
    assert_true(says("\r\nVary: Accept-Encoding\r\n"));
    assert_true(says("\r\nCache-Control: public, max-age=31536000, immutable\r\n"));
    ask("GET", "/assets/index-1234.js", "");
    assert_string_equal(answer.content, "script");
    assert_false(says("Content-Encoding"));
    assert_true(says("\r\nVary: Accept-Encoding\r\n"));
    ask("GET", "/", "Accept-Encoding: gzip\r\n");
    assert_string_equal(answer.content, "<!doctype html>index");
}

static void encodings_are_understood(void **state)
{
    static const char *const good[] = {"gzip", "GZIP", "deflate, gzip;q=0.5", " gzip ;q=1"};
    static const char *const bad[] = {"", " ", "identity", "gzip;q=0", "gzip; q=0.0, br", "xgzip"};

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(good); i++)
        assert_true(tp_page_may_be_packed(good[i]));
    for (size_t i = 0; i < TP_ARRAY_LENGTH(bad); i++)
        assert_false(tp_page_may_be_packed(bad[i]));
    assert_false(tp_page_may_be_packed(NULL));
}

static void what_is_known_is_not_sent_again(void **state)
{
    static const char *const known[] = {"\"i\"", "W/\"i\"", "\"x\", \"i\"", "*"};
    char header[64];

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(known); i++) {
        snprintf(header, sizeof header, "If-None-Match: %s\r\n", known[i]);
        ask("GET", "/", header);
        assert_int_equal(answer.status, 304);
        assert_string_equal(answer.content, "");
        assert_true(says("\r\nETag: \"i\"\r\n"));
        assert_true(says("\r\nCache-Control: no-cache\r\n"));
    }
    ask("GET", "/", "If-None-Match: \"x\"\r\n");
    assert_int_equal(answer.status, 200);
    ask("GET", "/assets/index-1234.js", "If-None-Match: \"s-gzip\"\r\n");
    assert_int_equal(answer.status, 200);
}

/* Of the program, with the console or without. */
static void the_program_has_a_first_page(void **state)
{
    const struct tp_page *page = tp_web_pages;
    size_t count = 0;

    (void)state;
    for (; page->path; page++) {
        assert_true(page->path[0] == '/' && page->etag[0] == '"' && page->type[0] != '\0');
        assert_true(page->data_bytes > 0 && page->packed_bytes < page->data_bytes);
        assert_true(!page->packed == (page->packed_bytes == 0));
        if (page->packed) /* RFC 1952 */
            assert_true(page->packed[0] == 0x1f && page->packed[1] == 0x8b);
        if (strcmp(page->path, TP_PAGES_INDEX) == 0) {
            count++;
            assert_non_null(memmem(page->data, page->data_bytes, "<title>Tenprint</title>", 23));
            assert_null(memmem(page->data, page->data_bytes, "style=", 6));
        }
    }
    assert_int_equal(count, 1);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(an_address_is_a_page, set_up, stop),
    cmocka_unit_test_setup_teardown(what_is_none_is_not, set_up, stop),
    cmocka_unit_test_setup_teardown(browsers_are_told_what_a_page_may, set_up, stop),
    cmocka_unit_test_setup_teardown(who_takes_gzip_gets_it, set_up, stop),
    cmocka_unit_test(encodings_are_understood),
    cmocka_unit_test_setup_teardown(what_is_known_is_not_sent_again, set_up, stop),
    cmocka_unit_test(the_program_has_a_first_page),
};
TP_TEST_MAIN(tests)
