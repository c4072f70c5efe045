/* SPDX-License-Identifier: Apache-2.0 */
#include "api/served.h"

#include "http/authority.h"

static struct front front;
static struct tp_sender *sender;

static struct tp_config_partner partner = {.id = (char *)(uintptr_t) "dhs-ident"};
static const struct tp_config config = {.partners = &partner, .partner_count = 1}, nobody;

static int set_up(void **state)
{
    (void)state;
    front_make(&front, NULL);
    folder_make(&authority);
    partner.authority = make_authority("ca") ? (char *)(uintptr_t)file_of("ca", "pem") : NULL;
    assert_int_equal(tp_sender_new(&(struct tp_sender_options){.config = &config}, &sender, NULL), TP_OK);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    tp_sender_free(&sender);
    tp_sender_free(&sender);
    front_remove(&front);
    folder_remove(&authority);
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
    struct tp_sender_clients *clients;
    struct tp_wire_reply reply;

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(partners); i++) {
        request.partner = partners[i];
        assert_int_equal(tp_api_send(sender, &request, &reply, NULL), TP_E_IO);
        tp_buffer_deinit(&reply.body);
        assert_int_equal(tp_sender_read(sender, i == 0 ? &config : &nobody, &clients, NULL), TP_OK);
        tp_sender_take(sender, &clients);
        assert_null(clients);
    }
}

/* Before anything of it counts. */
static void what_is_no_authority_is_said(void **state)
{
    struct tp_sender_clients *clients;
    struct tp_diag diag;

    (void)state;
    if (!partner.authority)
        skip();
    folder_write(&authority, "ca.pem", "none", 4);
    tp_diag_init(&diag);
    assert_int_equal(tp_sender_read(sender, &config, &clients, &diag), TP_E_FORMAT);
    assert_null(clients);
    assert_string_equal(diag.file, partner.authority);
    assert_string_equal(diag.field, "authority");
    tp_sender_drop(&clients);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(a_message_arrives_and_its_reply_comes_back, set_up, tear_down),
    cmocka_unit_test_setup_teardown(a_partner_that_is_away_is_no_reply, set_up, tear_down),
    cmocka_unit_test_setup_teardown(partners_have_clients_of_their_own, set_up, tear_down),
    cmocka_unit_test_setup_teardown(what_is_no_authority_is_said, set_up, tear_down),
};
TP_TEST_MAIN(tests)
