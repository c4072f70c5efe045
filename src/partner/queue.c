/* SPDX-License-Identifier: Apache-2.0 */
/* The queue of messages that go out: a record and its body, made in the transaction of what causes it, and delivered by
 * a job. */
#include <stdio.h>
#include <string.h>

#include "partner/parts.h"

tp_status tp_queue_prepare(struct tp_exchange *exchange, enum tp_message_kind kind, const char *to, int days,
                           struct tp_message *out, struct tp_diag *diag)
{
    memset(out, 0, sizeof *out);
    out->kind = kind;
    out->purpose = out->label.purpose = -1;
    out->time_s = tp_exchange_now(exchange);
    out->expires_s = out->time_s + (int64_t)days * TP_PARTNER_DAY_S;
    snprintf(out->from, sizeof out->from, "%s", tp_exchange_config(exchange)->id);
    snprintf(out->to, sizeof out->to, "%s", to);
    return tp_exchange_new_id(out->id, diag);
}

static void put_content(const struct tp_outgoing *outgoing, const struct tp_buffer *body, struct tp_json *json)
{
    const struct tp_message *message = &outgoing->message;
    char time[TP_TIME_TEXT_BYTES];

    tp_json_text(json, "kind", tp_message_kind_code(message->kind));
    tp_json_text(json, "partner", message->to);
    tp_json_text(json, "in_reply_to", message->in_reply_to);
    tp_json_text(json, "agreement", message->agreement);
    tp_json_text(json, "purpose", message->purpose >= 0 ? tp_purposes.items[message->purpose].code : "");
    tp_time_format(message->time_s, time);
    tp_json_text(json, "time", time);
    tp_json_integer(json, "expires", message->expires_s);
    tp_json_integer(json, "until", message->label.expires_s);
    tp_json_text(json, "about", outgoing->about);
    tp_json_text(json, "owner", outgoing->owner);
    tp_json_text(json, "county", outgoing->county);
    tp_message_put_words(json, "fields", &tp_fields, outgoing->fields);
    tp_json_flag(json, "onward", outgoing->onward);
    if (!outgoing->owner[0])
        tp_json_text(json, "body", (const char *)body->data);
}

static tp_status keep(struct tp_exchange *exchange, const struct tp_outgoing *outgoing, const struct tp_buffer *body,
                      struct tp_diag *diag)
{
    struct tp_entry entry = {.due_s = TP_STORE_NEVER};
    char name[64];
    struct tp_json *json;
    tp_status status = tp_json_new(&json, diag);

    if (status != TP_OK)
        return status;
    put_content(outgoing, body, json);
    snprintf(entry.name, sizeof entry.name, "%s out", outgoing->message.id);
    snprintf(entry.state, sizeof entry.state, "queued");
    snprintf(entry.link, sizeof entry.link, "%s", outgoing->link);
    status = tp_record_add(exchange, "message", &entry, &json, diag);
    snprintf(name, sizeof name, "message/%s", outgoing->message.id);
    if (status == TP_OK && outgoing->owner[0])
        status = tp_blob_put(exchange, outgoing->owner, name, body->data, body->size_bytes - 1, diag);
    if (status == TP_OK)
        status = tp_job_add_for(exchange, "partner.deliver", outgoing->message.id, outgoing->message.to,
                                tp_exchange_now(exchange), diag);
    return status;
}

tp_status tp_queue_add(struct tp_exchange *exchange, const struct tp_outgoing *outgoing, struct tp_json **json,
                       struct tp_diag *diag)
{
    struct tp_buffer body;
    tp_status status;

    tp_buffer_init(&body);
    status = tp_message_close(json, &body, diag);
    tp_write_u8(&body, 0);
    if (status == TP_OK && body.bad)
        status = tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory");
    if (status == TP_OK && body.size_bytes > TP_MESSAGE_MAX_BYTES)
        status = tp_fail(diag, TP_E_LIMIT, NULL, -1, "the message is too long");
    if (status == TP_OK)
        status = keep(exchange, outgoing, &body, diag);
    if (body.data)
        tp_wipe(body.data, body.capacity_bytes);
    tp_buffer_deinit(&body);
    return status;
}

/* ---- what becomes of them ---------------------------------------------------------------------------------------- */

const struct tp_queue_rules *tp_queue_rules_of(enum tp_message_kind kind)
{
    static const struct tp_queue_rules rules[TP_MESSAGE_KINDS] = {
        [TP_MESSAGE_SEARCH] = {"search", tp_leg_may_send, tp_leg_sent, tp_leg_given_up},
        [TP_MESSAGE_ANSWER] = {"answer", tp_answer_may_go, tp_answer_arrived, tp_answer_given_up},
        [TP_MESSAGE_REFUSAL] = {NULL, NULL, NULL, NULL},
        [TP_MESSAGE_RELEASE] = {"release", tp_release_may_go, tp_release_arrived, tp_release_given_up},
        [TP_MESSAGE_CORRECTION] = {NULL, tp_notice_may_go, NULL, tp_notice_given_up},
        [TP_MESSAGE_ERASURE] = {NULL, tp_notice_may_go, NULL, tp_notice_given_up},
    };

    TP_ASSERT(kind < TP_MESSAGE_KINDS);
    return &rules[kind];
}
