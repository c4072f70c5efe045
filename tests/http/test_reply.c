/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <string.h>

#include "http/http.h"

static void assert_headers(const struct tp_http_reply *reply, const char *wanted, size_t wanted_bytes)
{
    assert_int_equal(reply->headers.size_bytes, wanted_bytes);
    assert_memory_equal(reply->headers.data, wanted, wanted_bytes);
}

static void headers_are_kept_in_order(void **state)
{
    struct tp_http_reply reply = {.status = 200};

    (void)state;
    tp_http_reply_header(&reply, "Allow", "GET, HEAD");
    tp_http_reply_header(&reply, "Location", "/a");
    assert_headers(&reply, "Allow\0GET, HEAD\0Location\0/a", 28);
    assert_int_equal(reply.status, 200);
    tp_buffer_deinit(&reply.headers);
}

static void a_header_cannot_start_another_one(void **state)
{
    static const char *const values[] = {"a\r\nX: y", "a\n", "\x7f", "a\tb"};

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(values); i++) {
        struct tp_http_reply reply = {.status = 200};
        tp_http_reply_header(&reply, "Location", values[i]);
        assert_int_equal(reply.status, 500);
        assert_int_equal(reply.headers.size_bytes, 0);
    }
}

static bool has(const struct tp_http_reply *reply, const char *name, const char *value)
{
    const char *at = (const char *)reply->headers.data;
    const char *end = at + reply->headers.size_bytes;

    for (; at < end; at += strlen(at) + 1) {
        bool is_it = strcmp(at, name) == 0;
        at += strlen(at) + 1;
        if (is_it && strcmp(at, value) == 0)
            return true;
    }
    return false;
}

static void browsers_are_told(void **state)
{
    struct tp_http_request request = {.is_tls = false};
    struct tp_http_reply data = {.status = 200}, page = {.status = 200};

    (void)state;
    tp_http_reply_secure(&request, &data, NULL);
    assert_true(has(&data, "X-Content-Type-Options", "nosniff"));
    assert_true(has(&data, "Cache-Control", "no-store"));
    assert_true(has(&data, "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"));
    assert_false(has(&data, "Strict-Transport-Security", "max-age=31536000"));
    request.is_secure = true;
    tp_http_reply_guard(&request, &page, "default-src 'self'");
    assert_true(has(&page, "Content-Security-Policy", "default-src 'self'"));
    assert_true(has(&page, "Strict-Transport-Security", "max-age=31536000"));
    assert_false(has(&page, "Cache-Control", "no-store"));
    tp_buffer_deinit(&data.headers);
    tp_buffer_deinit(&page.headers);
}

static void who_is_limited_learns_for_how_long(void **state)
{
    struct tp_http_reply reply = {.status = 200};

    (void)state;
    tp_http_reply_limited(&reply, 17);
    assert_int_equal(reply.status, 429);
    assert_true(has(&reply, "Retry-After", "17"));
    tp_buffer_deinit(&reply.headers);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(headers_are_kept_in_order),
    cmocka_unit_test(a_header_cannot_start_another_one),
    cmocka_unit_test(browsers_are_told),
    cmocka_unit_test(who_is_limited_learns_for_how_long),
};
TP_TEST_MAIN(tests)
