/* SPDX-License-Identifier: Apache-2.0 */
/* Corrections and erasures between nodes. The part `person` says who must be told, in records of kind "notice"; here
 * each that is open gets a message, again and again until the partner confirms that it is done. What partners ask for,
 * is done by `person`; here it is confirmed. */
#include <stdio.h>
#include <string.h>

#include "partner/parts.h"
#include "person/person.h"

enum { DISCLOSURES_MAX = 4096 };

/* ---- telling partners -------------------------------------------------------------------------------------------- */

static tp_status is_under_way(struct tp_exchange *exchange, const char *notice, bool *out, struct tp_diag *diag)
{
    uint64_t queued = 0, delivered = 0;
    tp_status status = tp_record_count_link(exchange, "message", notice, "queued", &queued, diag);

    if (status == TP_OK)
        status = tp_record_count_link(exchange, "message", notice, "delivered", &delivered, diag);
    *out = queued + delivered > 0;
    return status;
}

static tp_status send_notice(void *context, const struct tp_entry *notice, struct tp_diag *diag)
{
    struct tp_exchange *exchange = context;
    const struct tp_json_value *root = tp_json_root(notice->content);
    bool erasure = strcmp(tp_entry_text(notice, "what"), "erasure") == 0, under_way = false;
    struct tp_outgoing out = {.link = notice->name, .owner = "", .about = notice->link, .county = ""};
    struct tp_json *json;
    tp_status status = is_under_way(exchange, notice->name, &under_way, diag);

    if (status != TP_OK || under_way)
        return status;
    status = tp_queue_prepare(exchange, erasure ? TP_MESSAGE_ERASURE : TP_MESSAGE_CORRECTION,
                              tp_entry_text(notice, "partner"), TP_HOUSEKEEPING_DAYS, &out.message, diag);
    if (status == TP_OK)
        status = tp_message_open(&out.message, &json, diag);
    if (status != TP_OK)
        return status;
    tp_json_copy(json, "disclosures", tp_json_member(root, "disclosures"));
    if (tp_json_member(root, "payload"))
        tp_json_copy(json, "what", tp_json_member(root, "payload"));
    return tp_queue_add(exchange, &out, &json, diag);
}

tp_status tp_notices_job(struct tp_exchange *exchange, struct tp_job *job, const char *about, struct tp_diag *diag)
{
    const struct tp_store_query query = {
        .kind = "notice", .link = about, .state = "open", .due_until_s = TP_STORE_NEVER};
    tp_status status = tp_exchange_begin(exchange, diag);

    if (status != TP_OK)
        return status;
    status = tp_entry_each(exchange, &query, send_notice, exchange, diag);
    return tp_job_end(exchange, job, status, diag);
}

/* A partner that was away for weeks is told again. */
tp_status tp_notice_given_up(struct tp_exchange *exchange, const struct tp_entry *entry, bool denied,
                             struct tp_diag *diag)
{
    (void)denied;
    return tp_job_add(exchange, "partner.erase", tp_entry_text(entry, "about"), tp_exchange_now(exchange), diag);
}

tp_status tp_take_acknowledgement(struct tp_exchange *exchange, struct tp_arrival *arrival, struct tp_diag *diag)
{
    static const char *const none[] = {NULL};
    struct tp_entry original;
    const char *kind;
    tp_status status = tp_inbox_original(exchange, arrival, &original, diag);

    if (status != TP_OK)
        return status;
    kind = tp_entry_text(&original, "kind");
    if (!tp_message_has_only(arrival->message.payload, none) ||
        (strcmp(kind, "erasure") != 0 && strcmp(kind, "correction") != 0))
        status = tp_fail(diag, TP_E_DENIED, "in_reply_to", -1, "is no correction and no erasure");
    else
        status = tp_notice_acknowledge(exchange, tp_entry_text(&original, "about"), arrival->message.from, kind, diag);
    tp_entry_deinit(&original);
    return status;
}

/* ---- what partners ask for --------------------------------------------------------------------------------------- */

/* Whose data came by that message of PARTNER; "" when there are none, or none any more. */
static tp_status find_owner(struct tp_exchange *exchange, const char *disclosure, const char *partner,
                            char out[TP_OWNER_BYTES], struct tp_diag *diag)
{
    struct tp_entry entry;
    char name[64];
    bool found;
    tp_status status;

    out[0] = '\0';
    snprintf(name, sizeof name, "%.32s in", disclosure);
    status = tp_record_find(exchange, "message", name, &entry, &found, diag);
    if (status == TP_OK && found && strcmp(tp_entry_text(&entry, "partner"), partner) == 0)
        snprintf(out, TP_OWNER_BYTES, "%.47s", tp_entry_text(&entry, "owner"));
    tp_entry_deinit(&entry);
    return status;
}

/* Called for each owner that the message is about. */
typedef tp_status owner_fn(struct tp_exchange *exchange, const struct tp_arrival *arrival, const char *owner,
                           struct tp_diag *diag);

static tp_status each_owner(struct tp_exchange *exchange, const struct tp_arrival *arrival, owner_fn *fn, size_t *count,
                            struct tp_diag *diag)
{
    const struct tp_json_value *list = tp_json_member(arrival->message.payload, "disclosures");
    tp_status status = TP_OK;

    *count = 0;
    if (!list || tp_json_kind(list) != TP_JSON_LIST || tp_json_count(list) == 0 ||
        tp_json_count(list) > DISCLOSURES_MAX)
        return tp_fail(diag, TP_E_FORMAT, "disclosures", -1, "must be a list of messages");
    for (size_t i = 0; status == TP_OK && i < tp_json_count(list); i++) {
        const char *id = tp_json_to_text(tp_json_element(list, i));
        char owner[TP_OWNER_BYTES];

        if (!id || !tp_message_is_id(id))
            return tp_fail(diag, TP_E_FORMAT, "disclosures", -1, "must be ids of messages");
        status = find_owner(exchange, id, arrival->message.from, owner, diag);
        if (status == TP_OK && owner[0]) {
            status = fn(exchange, arrival, owner, diag);
            ++*count;
        }
    }
    return status;
}

static tp_status confirm(struct tp_exchange *exchange, const char *to, const char *message, struct tp_diag *diag)
{
    struct tp_outgoing out = {.link = message, .owner = "", .about = "", .county = ""};
    struct tp_json *json;
    tp_status status =
        tp_queue_prepare(exchange, TP_MESSAGE_ACKNOWLEDGEMENT, to, TP_HOUSEKEEPING_DAYS, &out.message, diag);

    snprintf(out.message.in_reply_to, sizeof out.message.in_reply_to, "%.32s", message);
    if (status == TP_OK)
        status = tp_message_open(&out.message, &json, diag);
    return status == TP_OK ? tp_queue_add(exchange, &out, &json, diag) : status;
}

static tp_status correct(struct tp_exchange *exchange, const struct tp_arrival *arrival, const char *owner,
                         struct tp_diag *diag)
{
    return tp_correction_take(exchange, owner, arrival->message.from, tp_json_member(arrival->message.payload, "what"),
                              diag);
}

tp_status tp_take_correction(struct tp_exchange *exchange, struct tp_arrival *arrival, struct tp_diag *diag)
{
    static const char *const names[] = {"disclosures", "what", NULL};
    const struct tp_json_value *what = tp_json_member(arrival->message.payload, "what");
    size_t count;
    tp_status status;

    if (!tp_message_has_only(arrival->message.payload, names) || !what || tp_json_kind(what) != TP_JSON_OBJECT)
        return tp_fail(diag, TP_E_FORMAT, "payload", -1, "must say what is corrected, and of which messages");
    status = each_owner(exchange, arrival, correct, &count, diag);
    return status == TP_OK ? confirm(exchange, arrival->message.from, arrival->message.id, diag) : status;
}

static tp_status erase(struct tp_exchange *exchange, const struct tp_arrival *arrival, const char *owner,
                       struct tp_diag *diag)
{
    char by[TP_ID_MAX + 16];
    const struct tp_erasure_spec spec = {.owner = owner,
                                         .reason = "expungement",
                                         .reference = arrival->message.id,
                                         .by = by,
                                         .then = "partner.erased",
                                         .about = arrival->message.id};

    snprintf(by, sizeof by, "partner:%s", arrival->message.from);
    return tp_erasure_start(exchange, &spec, diag);
}

tp_status tp_take_erasure(struct tp_exchange *exchange, struct tp_arrival *arrival, struct tp_diag *diag)
{
    static const char *const names[] = {"disclosures", "what", NULL};
    size_t count;
    tp_status status;

    if (!tp_message_has_only(arrival->message.payload, names))
        return tp_fail(diag, TP_E_FORMAT, "payload", -1, "has something that erasures do not have");
    status = each_owner(exchange, arrival, erase, &count, diag);
    if (status == TP_OK && count == 0) /* nothing is here, or nothing any more */
        status = confirm(exchange, arrival->message.from, arrival->message.id, diag);
    return status;
}

/* ---- done -------------------------------------------------------------------------------------------------------- */

static tp_status count_blob(void *context, const char *name, struct tp_diag *diag)
{
    size_t *count = context;

    (void)name;
    (void)diag;
    ++*count;
    return TP_OK;
}

/* Whether anything of it is left here. */
static tp_status count_left(struct tp_exchange *exchange, const struct tp_arrival *arrival, const char *owner,
                            struct tp_diag *diag)
{
    size_t count = 0;
    tp_status status = tp_blob_each(exchange, owner, count_blob, &count, diag);

    (void)arrival;
    return status == TP_OK && count > 0 ? TP_E_BUSY : status;
}

/* Job "partner.erased" about the message that asked for it: an owner of it has been erased, and perhaps it was the
 * last. */
static tp_status confirm_erased(struct tp_exchange *exchange, const struct tp_entry *entry, const char *id,
                                struct tp_diag *diag)
{
    const char *body = tp_entry_text(entry, "body");
    struct tp_arrival arrival;
    uint64_t confirmed = 0;
    size_t count;
    tp_status status = tp_record_count_link(exchange, "message", id, NULL, &confirmed, diag);

    if (status != TP_OK || confirmed > 0)
        return status;
    memset(&arrival, 0, sizeof arrival);
    status = tp_message_parse(body, strlen(body), &arrival.message, diag);
    if (status == TP_OK)
        status = each_owner(exchange, &arrival, count_left, &count, NULL);
    if (status == TP_E_BUSY)
        status = TP_OK; /* another owner's erasure will call again */
    else if (status == TP_OK)
        status = confirm(exchange, arrival.message.from, id, diag);
    tp_message_deinit(&arrival.message);
    return status;
}

tp_status tp_erased_job(struct tp_exchange *exchange, struct tp_job *job, const char *about, struct tp_diag *diag)
{
    struct tp_entry entry;
    char name[64];
    bool found = false;
    tp_status status = tp_exchange_begin(exchange, diag);

    if (status != TP_OK)
        return status;
    snprintf(name, sizeof name, "%.32s in", about);
    status = tp_record_find(exchange, "message", name, &entry, &found, diag);
    if (status == TP_OK && found)
        status = confirm_erased(exchange, &entry, about, diag);
    tp_entry_deinit(&entry);
    return tp_job_end(exchange, job, status, diag);
}
