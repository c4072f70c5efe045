/* SPDX-License-Identifier: Apache-2.0 */
#include "api/served.h"

static struct front front;
static struct tp_sender *sender;

static struct tp_config_partner partner = {.id = (char *)(uintptr_t) "dhs-ident",
                                           .authority = (char *)(uintptr_t) "/nowhere.pem"};
static const struct tp_config config = {.partners = &partner, .partner_count = 1}, nobody;

static int set_up(void **state)
{
    (void)state;
    front_make(&front, NULL);
    assert_int_equal(tp_sender_new(&(struct tp_sender_options){.config = &config}, &sender, NULL), TP_OK);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    tp_sender_free(&sender);
    tp_sender_free(&sender);
    front_remove(&front);
    return 0;
}

static void a_message_arrives_and_its_reply_comes_back(void **state)
{
    char url[256];
    const struct tp_wire_request request = {
        .method = "GET", .url = url, .headers = {{"accept", "*/*"}}, .header_count = 1};
    struct tp_wire_reply reply;

    (void)state;
    snprintf(url, sizeof url, "%s/v1/version", tp_serve_url(front.serve));
    assert_int_equal(tp_api_send(sender, &request, &reply, NULL), TP_OK);
    assert_int_equal(reply.status, 200);
    assert_int_equal(reply.header_count, 1);
    assert_string_equal(reply.headers[0].name, "content-type");
    assert_string_equal(reply.headers[0].value, "application/json");
    assert_true(reply.body.size_bytes > 0);
    free((void *)(uintptr_t)reply.headers[0].value);
    tp_buffer_deinit(&reply.body);
}

static void a_partner_that_is_away_is_no_reply(void **state)
{
    const struct tp_wire_request request = {
        .method = "POST", .url = "http://127.0.0.1:1/v1/messages", .body = "", .body_bytes = 0};
    struct tp_wire_reply reply;

    (void)state;
    assert_int_equal(tp_api_send(sender, &request, &reply, NULL), TP_E_IO);
    assert_int_equal(reply.header_count, 0);
    tp_buffer_deinit(&reply.body);
}

/* Each partner by its own authority, which is another file after it was read again; who is no partner by the system's.
 */
static void partners_have_clients_of_their_own(void **state)
{
    struct tp_wire_request request = {.method = "POST", .url = "https://127.0.0.1:1/", .body = "", .body_bytes = 0};
    static const char *const partners[] = {"dhs-ident", "somebody", NULL};
    struct tp_wire_reply reply;

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(partners); i++) {
        request.partner = partners[i];
        assert_int_equal(tp_api_send(sender, &request, &reply, NULL), TP_E_IO);
        tp_buffer_deinit(&reply.body);
        assert_int_equal(tp_sender_reload(sender, i == 0 ? &config : &nobody, NULL), TP_OK);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(a_message_arrives_and_its_reply_comes_back, set_up, tear_down),
    cmocka_unit_test_setup_teardown(a_partner_that_is_away_is_no_reply, set_up, tear_down),
    cmocka_unit_test_setup_teardown(partners_have_clients_of_their_own, set_up, tear_down),
};
TP_TEST_MAIN(tests)
