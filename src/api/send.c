/* SPDX-License-Identifier: Apache-2.0 */
/* Messages to partners' nodes, by HTTP. */
#include <stdlib.h>
#include <string.h>

#include "api/api.h"

enum { REPLY_MAX_BYTES = 1 << 20, TOTAL_S = 60 };

/* The headers of a reply that its signature may be over. */
static tp_status copy_headers(const struct tp_http_answer *answer, struct tp_wire_reply *reply, struct tp_diag *diag)
{
    static const char *const names[] = {"content-type", "content-digest", "signature-input", "signature"};

    for (size_t i = 0; i < TP_ARRAY_LENGTH(names); i++) {
        const char *value = tp_http_answer_header(answer, names[i]);
        char *copy = value ? strdup(value) : NULL;
        if (value && !copy)
            return tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for a reply's headers");
        if (copy)
            reply->headers[reply->header_count++] = (struct tp_wire_header){names[i], copy};
    }
    return TP_OK;
}

tp_status tp_api_send(void *context, const struct tp_wire_request *request, struct tp_wire_reply *reply,
                      struct tp_diag *diag)
{
    struct tp_http_field headers[TP_WIRE_HEADERS_MAX];
    struct tp_http_question question = {.url = request->url,
                                        .method = request->method,
                                        .headers = headers,
                                        .header_count = request->header_count,
                                        .body = request->body,
                                        .body_bytes = request->body_bytes,
                                        .reply_max_bytes = REPLY_MAX_BYTES,
                                        .total_s = TOTAL_S};
    struct tp_http_answer answer;
    tp_status status;

    memset(reply, 0, sizeof *reply);
    tp_buffer_init(&reply->body);
    for (size_t i = 0; i < request->header_count; i++)
        headers[i] = (struct tp_http_field){request->headers[i].name, request->headers[i].value};
    status = tp_http_ask(context, &question, &answer, diag);
    if (status == TP_OK)
        status = copy_headers(&answer, reply, diag);
    if (status == TP_OK) {
        reply->status = answer.status;
        reply->body = answer.body;
        tp_buffer_init(&answer.body);
    }
    tp_http_answer_deinit(&answer);
    return status;
}
