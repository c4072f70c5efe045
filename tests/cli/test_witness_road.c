/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <stdlib.h>
#include <string.h>

#include "cli/witness_road.h"
#include "http/http.h"

static void handle(void *context, const struct tp_http_request *request, struct tp_http_reply *reply)
{
    (void)context;
    reply->status = 409;
    reply->content_type = "text/x.tlog.size";
    tp_write_text(&reply->body, "%zu", request->body_bytes);
}

static void a_request_goes_there_and_the_reply_comes_back_whole(void **state)
{
    const struct tp_http_options options = {.body_max_bytes = 100, .request_max_s = 10};
    struct tp_wire_request request = {.method = "POST",
                                      .headers = {{"content-type", "text/plain"}},
                                      .header_count = 1,
                                      .body = "body",
                                      .body_bytes = 4};
    struct tp_wire_reply reply = {.status = 0};
    struct tp_http_client *client;
    struct tp_witness_road road;
    struct tp_http_server *server;
    char url[64];

    (void)state;
    assert_int_equal(tp_http_server_start(&options, handle, NULL, &server, NULL), TP_OK);
    assert_int_equal(tp_http_client_new(NULL, &client, NULL), TP_OK);
    road = tp_witness_http(client);
    snprintf(url, sizeof url, "http://127.0.0.1:%u/add-checkpoint", tp_http_server_port(server));
    request.url = url;
    assert_int_equal(road.send(road.context, &request, &reply, NULL), TP_OK);
    assert_int_equal(reply.status, 409);
    assert_int_equal(reply.header_count, 1);
    assert_string_equal(reply.headers[0].value, "text/x.tlog.size");
    assert_int_equal(reply.body.size_bytes, 1);
    assert_memory_equal(reply.body.data, "4", 1);
    free((char *)(uintptr_t)reply.headers[0].value);
    tp_buffer_deinit(&reply.body);
    tp_http_server_stop(&server);
    reply = (struct tp_wire_reply){.status = 0};
    assert_int_equal(road.send(road.context, &request, &reply, NULL), TP_E_IO);
    assert_int_equal(reply.header_count, 0);
    tp_buffer_deinit(&reply.body);
    tp_http_client_free(&client);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_request_goes_there_and_the_reply_comes_back_whole),
};
TP_TEST_MAIN(tests)
