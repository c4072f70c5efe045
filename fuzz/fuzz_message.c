/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: messages between nodes. What is accepted names two organisations and is written as it can be read. */
#include <string.h>

#include "partner/message.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes);

static void check(const struct tp_message *message)
{
    struct tp_message again;
    struct tp_buffer body;
    struct tp_json *json;

    TP_ASSERT(tp_message_is_id(message->id) && message->from[0] && message->to[0]);
    TP_ASSERT(message->expires_s > message->time_s && message->path_count <= TP_MESSAGE_PATH_MAX);
    tp_buffer_init(&body);
    TP_ASSERT(tp_message_open(message, &json, NULL) == TP_OK && tp_message_close(&json, &body, NULL) == TP_OK);
    TP_ASSERT(tp_message_parse(body.data, body.size_bytes, &again, NULL) == TP_OK);
    TP_ASSERT(again.kind == message->kind && strcmp(again.id, message->id) == 0);
    tp_message_deinit(&again);
    tp_buffer_deinit(&body);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes)
{
    struct tp_message message;
    struct tp_diag diag;
    tp_status status;

    tp_diag_init(&diag);
    status = tp_message_parse(data, size_bytes, &message, &diag);
    TP_ASSERT(diag.status == status);
    if (status == TP_OK)
        check(&message);
    tp_message_deinit(&message);
    return 0;
}
