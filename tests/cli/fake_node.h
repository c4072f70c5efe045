/* SPDX-License-Identifier: Apache-2.0 */
/* A node that answers as a test says, for commands that ask one: each request takes the next of a list of answers, and
 * is written down. */
#ifndef TP_TEST_FAKE_NODE_H
#define TP_TEST_FAKE_NODE_H

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "http/http.h"

struct fake_answer {
    int status;
    const char *type, *body; /* NULL: application/json */
};
struct fake_request {
    char method[16], target[512], body[4096], token[128], purpose[64], reference[64], key[96], type[64];
};
static struct {
    const struct fake_answer *answers;
    size_t answer_count, count;
    struct fake_request requests[16];
    struct tp_http_server *server;
    pthread_mutex_t lock;
} node = {.lock = PTHREAD_MUTEX_INITIALIZER};

static inline void fake_copy(char *out, size_t size, const char *text)
{
    snprintf(out, size, "%s", text ? text : "");
}

static void fake_handle(void *context, const struct tp_http_request *request, struct tp_http_reply *reply)
{
    const struct fake_answer *answer;
    struct fake_request *at;

    (void)context;
    pthread_mutex_lock(&node.lock);
    answer = &node.answers[node.count < node.answer_count ? node.count : node.answer_count - 1];
    at = &node.requests[node.count < 16 ? node.count : 15];
    node.count++;
    fake_copy(at->method, sizeof at->method, request->method);
    fake_copy(at->target, sizeof at->target, request->target);
    snprintf(at->body, sizeof at->body, "%.*s", (int)request->body_bytes, (const char *)request->body);
    fake_copy(at->token, sizeof at->token, tp_http_header(request, "Authorization"));
    fake_copy(at->purpose, sizeof at->purpose, tp_http_header(request, "Tenprint-Purpose"));
    fake_copy(at->reference, sizeof at->reference, tp_http_header(request, "Tenprint-Case"));
    fake_copy(at->key, sizeof at->key, tp_http_header(request, "Idempotency-Key"));
    fake_copy(at->type, sizeof at->type, tp_http_header(request, "Content-Type"));
    reply->status = answer->status;
    reply->content_type = answer->type ? answer->type : "application/json";
    tp_write_text(&reply->body, "%s", answer->body);
    pthread_mutex_unlock(&node.lock);
}

/* Commands find it by the environment. */
static inline void fake_node_start(void)
{
    const struct tp_http_options options = {.body_max_bytes = 1 << 20, .request_max_s = 10};
    char url[64];

    node.count = 0;
    assert_int_equal(tp_http_server_start(&options, fake_handle, NULL, &node.server, NULL), TP_OK);
    snprintf(url, sizeof url, "http://127.0.0.1:%u", (unsigned)tp_http_server_port(node.server));
    setenv("TENPRINT_NODE", url, 1);
    setenv("TENPRINT_TOKEN", "feed", 1);
}

static inline void fake_node_stop(void)
{
    tp_http_server_stop(&node.server);
}

static inline void fake_node_answers(const struct fake_answer *answers, size_t count)
{
    node.answers = answers;
    node.answer_count = count;
    node.count = 0;
    memset(node.requests, 0, sizeof node.requests);
}

#endif
