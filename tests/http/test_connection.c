/* SPDX-License-Identifier: Apache-2.0 */
/* Who may connect, and how often at once. */
#include "test.h"

#include "http/fixture.h"

static void say_hello(void *context, const struct tp_http_request *request, struct tp_http_reply *reply)
{
    (void)context;
    (void)request;
    tp_write_text(&reply->body, "hello");
}

static void an_address_has_so_many_connections(void **state)
{
    int fds[3];

    (void)state;
    start((struct tp_http_options){.connections_per_address_max = 3}, say_hello);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(fds); i++)
        fds[i] = http_connect(port);
    pause_ms(200);
    ask("GET", "/", "");
    assert_int_equal(answer.status, 0);
    close(fds[1]);
    pause_ms(200);
    ask("GET", "/", "");
    assert_int_equal(answer.status, 200);
    close(fds[0]);
    close(fds[2]);
}

static void a_trusted_proxy_has_as_many_as_it_needs(void **state)
{
    int fds[5];

    (void)state;
    start((struct tp_http_options){.connections_per_address_max = 1, .proxy = "127.0.0.1"}, say_hello);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(fds); i++)
        fds[i] = http_connect(port);
    pause_ms(100);
    ask("GET", "/", "");
    assert_int_equal(answer.status, 200);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(fds); i++)
        close(fds[i]);
}

/* Those beyond wait until there is room. */
static void all_together_have_a_limit(void **state)
{
    int fds[8];

    (void)state;
    start((struct tp_http_options){.connections_max = 8, .request_max_s = 1}, say_hello);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(fds); i++)
        fds[i] = http_connect(port);
    pause_ms(100);
    ask("GET", "/", ""); /* the idle ones are closed after a second */
    assert_int_equal(answer.status, 200);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(fds); i++)
        close(fds[i]);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_teardown(an_address_has_so_many_connections, stop),
    cmocka_unit_test_teardown(a_trusted_proxy_has_as_many_as_it_needs, stop),
    cmocka_unit_test_teardown(all_together_have_a_limit, stop),
};
TP_TEST_MAIN(tests)
