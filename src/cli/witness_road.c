/* SPDX-License-Identifier: Apache-2.0 */
/* Requests to a witness by HTTP. */
#include "cli/witness_road.h"

#include <stdlib.h>
#include <string.h>

#include "http/http.h"

enum { REPLY_MAX_BYTES = 16384, TOTAL_S = 20 };

static tp_status post(void *context, const struct tp_wire_request *request, struct tp_wire_reply *reply,
                      struct tp_diag *diag)
{
    const struct tp_http_field type_sent = {"Content-Type", request->headers[0].value};
    const struct tp_http_question question = {.url = request->url,
                                              .headers = &type_sent,
                                              .header_count = 1,
                                              .body = request->body,
                                              .body_bytes = request->body_bytes,
                                              .reply_max_bytes = REPLY_MAX_BYTES,
                                              .total_s = TOTAL_S};
    struct tp_http_answer answer = {.status = 0};
    char *type;
    tp_status status;

    status = tp_http_ask(context, &question, &answer, diag);
    type = status == TP_OK ? strdup(answer.content_type) : NULL;
    if (status == TP_OK && !type)
        status = tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory");
    reply->status = answer.status;
    reply->body = answer.body;
    tp_buffer_init(&answer.body);
    tp_http_answer_deinit(&answer);
    if (type)
        reply->headers[reply->header_count++] = (struct tp_wire_header){"content-type", type};
    return status;
}

struct tp_witness_road tp_witness_http(struct tp_http_client *client)
{
    return (struct tp_witness_road){post, client};
}
