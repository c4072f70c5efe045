/* SPDX-License-Identifier: Apache-2.0 */
/* POST /v1/messages: who signed it, whether it is new and what it says is checked in this order; what passes is taken,
 * kept with its signature, and acknowledged, in one transaction. What does not pass changes nothing. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "partner/partner.h"
#include "partner/parts.h"

enum { ACCEPTED = 202 };

static tp_take_fn *const takers[TP_MESSAGE_KINDS] = {
    [TP_MESSAGE_SEARCH] = tp_take_search,         [TP_MESSAGE_ANSWER] = tp_take_answer,
    [TP_MESSAGE_REFUSAL] = tp_take_refusal,       [TP_MESSAGE_RELEASE] = tp_take_release,
    [TP_MESSAGE_WITHDRAWAL] = tp_take_withdrawal, [TP_MESSAGE_EVENT] = tp_take_event,
    [TP_MESSAGE_WANTED] = tp_take_wanted,         [TP_MESSAGE_CORRECTION] = tp_take_correction,
    [TP_MESSAGE_ERASURE] = tp_take_erasure,       [TP_MESSAGE_ACKNOWLEDGEMENT] = tp_take_acknowledgement,
    [TP_MESSAGE_CHECK] = tp_take_check,
};

tp_status tp_take_check(struct tp_exchange *exchange, struct tp_arrival *arrival, struct tp_diag *diag)
{
    (void)exchange;
    return tp_json_only(arrival->message.payload, "", NULL) == TP_OK
               ? TP_OK
               : tp_fail(diag, TP_E_FORMAT, "payload", -1, "must be empty");
}

tp_status tp_inbox_original(struct tp_exchange *exchange, const struct tp_arrival *arrival, struct tp_entry *out,
                            struct tp_diag *diag)
{
    char name[64];
    bool found;
    tp_status status;

    snprintf(name, sizeof name, "%s out", arrival->message.in_reply_to);
    status = tp_entry_find(exchange, "message", name, out, &found, diag);
    if (status == TP_OK && (!found || strcmp(tp_entry_text(out, "partner"), arrival->message.from) != 0)) {
        tp_entry_deinit(out);
        memset(out, 0, sizeof *out);
        status = tp_fail(diag, TP_E_DENIED, "in_reply_to", -1, "is no message that went from here to %s",
                         arrival->message.from);
    }
    return status;
}

tp_status tp_inbox_find(struct tp_exchange *exchange, const char *from, const char *id, struct tp_entry *out,
                        bool *found, struct tp_diag *diag)
{
    char name[64], record[TP_EXCHANGE_ID_BYTES];
    tp_status status = tp_partner_record_id(from, id, record, diag);

    *found = false;
    memset(out, 0, sizeof *out);
    snprintf(name, sizeof name, "%s in", record);
    if (status == TP_OK)
        status = tp_entry_find(exchange, "message", name, out, found, diag);
    if (status != TP_OK || *found)
        return status;
    snprintf(name, sizeof name, "%.32s in", id);
    status = tp_entry_find(exchange, "message", name, out, found, diag);
    if (*found && (tp_entry_text(out, "message")[0] || strcmp(tp_entry_text(out, "partner"), from) != 0)) {
        tp_entry_deinit(out);
        memset(out, 0, sizeof *out);
        *found = false;
    }
    return status;
}

/* ---- who and when ------------------------------------------------------------------------------------------------ */

static bool find_key(void *context, const char *id, struct tp_public_key *out)
{
    return tp_partner_key(context, id, out);
}

/* Where the configuration names a partner's certificate, its signature is not enough. */
static tp_status check_certificate(struct tp_exchange *exchange, const struct tp_wire_request *wire, const char *from,
                                   struct tp_diag *diag)
{
    const struct tp_config_partner *partner = tp_partner_find(exchange, from);
    const char *wanted = partner ? partner->certificate : NULL;

    if (!wanted || (wire->certificate && strcmp(wire->certificate, wanted) == 0) ||
        (wire->public_key && strcmp(wire->public_key, wanted) == 0))
        return TP_OK;
    return tp_fail(diag, TP_E_DENIED, "certificate", -1, "is not that of %s", from);
}

tp_status tp_partner_admit(struct tp_exchange *exchange, const struct tp_wire_request *head, struct tp_diag *diag)
{
    struct tp_signing signing;
    tp_status status = tp_signature_verify_head(head, find_key, exchange, tp_exchange_now(exchange), &signing, diag);

    return status == TP_OK ? check_certificate(exchange, head, signing.key, diag) : status;
}

static tp_status check_ends(struct tp_exchange *exchange, const struct tp_signing *signing,
                            const struct tp_arrival *arrival, struct tp_diag *diag)
{
    const struct tp_message *message = &arrival->message;

    if (strcmp(message->from, signing->key) != 0)
        return tp_fail(diag, TP_E_DENIED, "from", -1, "is not who signed it");
    if (strcmp(message->to, tp_exchange_config(exchange)->id) != 0)
        return tp_fail(diag, TP_E_DENIED, "to", -1, "is not this organisation");
    if (message->time_s > arrival->now_s + TP_CLOCK_SKEW_S)
        return tp_fail(diag, TP_E_DENIED, "time", -1, "lies in the future");
    if (message->expires_s < arrival->now_s - TP_CLOCK_SKEW_S)
        return tp_fail(diag, TP_E_DENIED, "expires", -1, "has passed");
    if (message->expires_s - message->time_s > (int64_t)TP_LIFE_DAYS_MAX * TP_PARTNER_DAY_S)
        return tp_fail(diag, TP_E_DENIED, "expires", -1, "is more than %d days after the time", TP_LIFE_DAYS_MAX);
    return TP_OK;
}

static tp_status read(struct tp_exchange *exchange, const struct tp_wire_request *wire, struct tp_signing *signing,
                      struct tp_arrival *out, struct tp_diag *diag)
{
    tp_status status = tp_signature_verify_request(wire, find_key, exchange, out->now_s, signing, diag);

    if (status == TP_OK)
        status = tp_message_parse(wire->body, wire->body_bytes, &out->message, diag);
    if (status == TP_OK)
        status = check_ends(exchange, signing, out, diag);
    if (status == TP_OK)
        status = check_certificate(exchange, wire, out->message.from, diag);
    if (status == TP_OK)
        status = tp_partner_record_id(out->message.from, out->message.id, out->record, diag);
    if (status == TP_OK && out->message.kind == TP_MESSAGE_SEARCH)
        status =
            tp_wire_prints_parse(tp_json_member(out->message.payload, "prints"),
                                 tp_message_word(out->message.payload, "material", &tp_materials), &out->prints, diag);
    return status;
}

/* ---- new or known ------------------------------------------------------------------------------------------------ */

/* A nonce is taken once, as long as a signature with it could still be valid. */
static tp_status take_nonce(struct tp_exchange *exchange, const struct tp_signing *signing, struct tp_diag *diag)
{
    struct tp_entry entry = {.due_s = signing->expires_s + TP_CLOCK_SKEW_S + 1};
    struct tp_json *json;
    tp_status status = tp_json_new(&json, diag);

    if (status != TP_OK)
        return status;
    snprintf(entry.name, sizeof entry.name, "%s %s", signing->key, signing->nonce);
    status = tp_record_add(exchange, "nonce", &entry, &json, diag);
    if (status == TP_E_EXISTS) {
        if (diag)
            tp_diag_init(diag);
        status = tp_fail(diag, TP_E_CONFLICT, "nonce", -1, "was used before");
    }
    return status == TP_OK
               ? tp_job_add(exchange, "partner.sweep", "", tp_exchange_now(exchange) + TP_PARTNER_HOUR_S, diag)
               : status;
}

/* A message that was taken is acknowledged again, in the same words; another one of that id is refused. */
static tp_status answer_again(const struct tp_entry *entry, const char *digest, struct tp_buffer *reply,
                              struct tp_diag *diag)
{
    if (strcmp(entry->state, "taken") != 0)
        return tp_fail(diag, TP_E_CONFLICT, "id", -1, "was %s before it came",
                       tp_entry_text(entry, "withdrawn_by")[0] ? "withdrawn" : "erased");
    if (strcmp(tp_entry_text(entry, "content-digest"), digest) != 0)
        return tp_fail(diag, TP_E_CONFLICT, "id", -1, "is that of another message");
    tp_write_text(reply, "%s", tp_entry_text(entry, "acknowledgement"));
    return reply->bad ? tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory") : TP_OK;
}

/* ---- taking ------------------------------------------------------------------------------------------------------ */

static tp_status acknowledge(struct tp_exchange *exchange, const struct tp_arrival *arrival, const char *digest,
                             struct tp_buffer *reply, struct tp_diag *diag)
{
    const struct tp_acknowledged acknowledged = {.message = arrival->message.id,
                                                 .from = arrival->message.to,
                                                 .to = arrival->message.from,
                                                 .digest = digest,
                                                 .time_s = arrival->now_s};

    return tp_acknowledgement_make(&acknowledged, tp_organisation_signer(tp_exchange_organisation(exchange)), reply,
                                   diag);
}

static void put_evidence(const struct tp_wire_request *wire, const struct tp_arrival *arrival,
                         const struct tp_buffer *reply, struct tp_json *json)
{
    static const char *const kept[] = {"content-digest", "signature-input", "signature"};
    char time[TP_TIME_TEXT_BYTES];

    tp_time_format(arrival->now_s, time);
    tp_json_text(json, "kind", tp_message_kind_code(arrival->message.kind));
    tp_json_text(json, "partner", arrival->message.from);
    tp_json_text(json, "message", arrival->message.id);
    tp_json_text(json, "agreement", arrival->message.agreement);
    tp_json_text(json, "in_reply_to", arrival->message.in_reply_to);
    tp_json_text(json, "time", time);
    tp_json_text(json, "owner", arrival->owner);
    tp_json_text(json, "authority", wire->authority);
    tp_json_text(json, "path", wire->path);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(kept); i++)
        tp_json_text(json, kept[i], tp_header_find(wire->headers, wire->header_count, kept[i]));
    tp_json_text(json, "acknowledgement", (const char *)reply->data);
}

static tp_status keep(struct tp_exchange *exchange, const struct tp_wire_request *wire,
                      const struct tp_arrival *arrival, const struct tp_buffer *reply, struct tp_diag *diag)
{
    struct tp_entry entry = {.due_s = TP_STORE_NEVER};
    struct tp_json *json;
    char name[64];
    tp_status status = tp_json_new(&json, diag);

    if (status != TP_OK)
        return status;
    put_evidence(wire, arrival, reply, json);
    if (!arrival->owner[0] && !arrival->is_late) {
        struct tp_buffer body;

        tp_buffer_init(&body);
        tp_write_bytes(&body, wire->body, wire->body_bytes);
        tp_write_u8(&body, 0);
        tp_json_text(json, "body", body.bad ? NULL : (const char *)body.data);
        tp_buffer_deinit(&body);
    }
    snprintf(entry.name, sizeof entry.name, "%s in", arrival->record);
    snprintf(entry.state, sizeof entry.state, "taken");
    snprintf(entry.link, sizeof entry.link, "%s", arrival->link);
    status = tp_record_add(exchange, "message", &entry, &json, diag);
    snprintf(name, sizeof name, "message/%s", arrival->record);
    if (status == TP_OK && arrival->owner[0] && !arrival->is_late)
        status = tp_blob_put(exchange, arrival->owner, name, wire->body, wire->body_bytes, diag);
    return status;
}

static tp_status take(struct tp_exchange *exchange, const struct tp_wire_request *wire, struct tp_arrival *arrival,
                      struct tp_buffer *reply, struct tp_diag *diag)
{
    const char *digest = tp_header_find(wire->headers, wire->header_count, "content-digest");
    struct tp_entry known;
    bool found;
    tp_status status = tp_inbox_find(exchange, arrival->message.from, arrival->message.id, &known, &found, diag);

    if (status == TP_OK && found) {
        status = answer_again(&known, digest, reply, diag);
        tp_entry_deinit(&known);
        return status;
    }
    if (status == TP_OK)
        status = takers[arrival->message.kind](exchange, arrival, diag);
    if (status == TP_OK)
        status = acknowledge(exchange, arrival, digest, reply, diag);
    tp_write_u8(reply, 0);
    if (status == TP_OK && reply->bad)
        status = tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory");
    if (status == TP_OK)
        status = keep(exchange, wire, arrival, reply, diag);
    if (reply->size_bytes > 0)
        reply->size_bytes--;
    return status;
}

tp_status tp_receive(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    struct tp_arrival arrival;
    struct tp_signing signing;
    struct tp_buffer reply;
    tp_status status;

    memset(&arrival, 0, sizeof arrival);
    tp_buffer_init(&reply);
    if (!call->wire)
        return tp_fail(diag, TP_E_ARGUMENT, NULL, -1, "messages come from other nodes");
    arrival.now_s = tp_exchange_now(exchange);
    status = read(exchange, call->wire, &signing, &arrival, diag);
    if (status == TP_OK) {
        status = tp_exchange_begin(exchange, diag);
        if (status == TP_OK) {
            status = take_nonce(exchange, &signing, diag);
            if (status == TP_OK)
                status = take(exchange, call->wire, &arrival, &reply, diag);
            status = tp_exchange_end(exchange, status, diag);
        }
    }
    if (status == TP_OK) {
        tp_write_bytes(&call->bytes, reply.data, reply.size_bytes);
        call->bytes_type = TP_MESSAGE_MEDIA;
        call->status = ACCEPTED;
    }
    tp_wire_prints_deinit(&arrival.prints);
    tp_message_deinit(&arrival.message);
    tp_buffer_deinit(&reply);
    return status;
}
