/* SPDX-License-Identifier: Apache-2.0 */
/* Job "partner.forget" about a request ("request/ID"): somebody whom its answer or a release spoke of is erased here.
 * What was sent is kept without its content, and what was not sent yet is not sent; partners are told by notices. The
 * record of the message stays, with the digest and the signature of what was sent. */
#include <stdio.h>
#include <string.h>

#include "partner/parts.h"

enum { AGAIN_S = 60 };

struct forgetting {
    struct tp_exchange *exchange;
    const char *owner;
    size_t queued;
};

static bool tells_of_a_person(const struct tp_entry *message)
{
    const char *kind = tp_entry_text(message, "kind");
    size_t length = strlen(message->name);

    return length > 4 && strcmp(message->name + length - 4, " out") == 0 &&
           (strcmp(kind, tp_message_kind_code(TP_MESSAGE_ANSWER)) == 0 ||
            strcmp(kind, tp_message_kind_code(TP_MESSAGE_RELEASE)) == 0);
}

/* One that is queued has its body until its own job gives it up: it may be on its way. */
static tp_status empty_message(void *context, const struct tp_entry *message, struct tp_diag *diag)
{
    struct forgetting *forgetting = context;
    char name[64];

    if (!tells_of_a_person(message))
        return TP_OK;
    if (strcmp(message->state, "queued") == 0) {
        forgetting->queued++;
        return TP_OK;
    }
    snprintf(name, sizeof name, "message/%.32s", message->name);
    return tp_body_empty(forgetting->exchange, forgetting->owner, name, diag);
}

/* What an officer was shown of the person. */
static tp_status empty_discretion(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    struct forgetting *forgetting = context;
    char name[TP_EXCHANGE_NAME_BYTES];

    snprintf(name, sizeof name, "discretion/%.100s/facts", entry->name);
    return tp_body_empty(forgetting->exchange, forgetting->owner, name, diag);
}

static tp_status mark(struct tp_exchange *exchange, const char *id, struct tp_diag *diag)
{
    struct tp_entry request;
    struct tp_json *json;
    bool found;
    tp_status status = tp_entry_find(exchange, "request", id, &request, &found, diag);

    if (status == TP_OK && found && !tp_entry_flag(&request, "forgotten")) {
        status = tp_entry_edit(&request, &json, diag);
        if (status == TP_OK) {
            tp_json_flag(json, "forgotten", true);
            status = tp_record_put(exchange, "request", &request, request.state, &json, diag);
        }
    }
    tp_entry_deinit(&request);
    return status;
}

static tp_status forget(struct forgetting *forgetting, const char *id, struct tp_diag *diag)
{
    const struct tp_store_query messages = {.kind = "message", .link = id, .due_until_s = TP_STORE_NEVER},
                                reviews = {
                                    .kind = "discretion", .link = forgetting->owner, .due_until_s = TP_STORE_NEVER};
    tp_status status = mark(forgetting->exchange, id, diag);

    if (status == TP_OK)
        status = tp_entry_each(forgetting->exchange, &messages, empty_message, forgetting, diag);
    return status == TP_OK ? tp_entry_each(forgetting->exchange, &reviews, empty_discretion, forgetting, diag) : status;
}

tp_status tp_forget_job(struct tp_exchange *exchange, struct tp_job *job, const char *about, struct tp_diag *diag)
{
    struct forgetting forgetting = {exchange, about, 0};
    tp_status status = tp_exchange_begin(exchange, diag);

    if (status != TP_OK)
        return status;
    if (strncmp(about, "request/", 8) == 0)
        status = forget(&forgetting, about + 8, diag);
    if (forgetting.queued == 0)
        return tp_job_end(exchange, job, status, diag);
    return tp_job_again(exchange, job, tp_exchange_now(exchange) + AGAIN_S, status, diag);
}
