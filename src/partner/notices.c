/* SPDX-License-Identifier: Apache-2.0 */
/* Corrections and erasures between nodes. The part `person` says who must be told, in records of kind "notice"; here
 * each that is open gets a message, again and again until the partner confirms that it is done. What partners ask for,
 * is done by `person`; here it is confirmed. */
#include <stdio.h>
#include <string.h>

#include "partner/parts.h"
#include "person/person.h"

enum {
    DISCLOSURES_MAX = 4096,
    REMINDED_DAYS = 7, /* after which a partner that has the message and does not confirm is told again */
    WAITED_S = 10
};

/* ---- telling partners -------------------------------------------------------------------------------------------- */

struct telling {
    struct tp_exchange *exchange;
    bool waits; /* for messages that are on their way */
};

/* The state of the message ID that went out, "" for none. */
static tp_status state_of(struct tp_exchange *exchange, const char *id, char out[32], struct tp_diag *diag)
{
    struct tp_entry entry;
    char name[64];
    bool found;
    tp_status status;

    snprintf(name, sizeof name, "%.32s out", id);
    status = tp_entry_find(exchange, "message", name, &entry, &found, diag);
    snprintf(out, 32, "%s", status == TP_OK && found ? entry.state : "");
    tp_entry_deinit(&entry);
    return status;
}

/* What the notice says now is being sent, or was delivered and has some time left to be confirmed. */
static tp_status is_under_way(struct tp_exchange *exchange, const struct tp_entry *notice, bool *out,
                              struct tp_diag *diag)
{
    int64_t sent_s = tp_entry_integer(notice, "sent", 0);
    char state[32];
    tp_status status = state_of(exchange, tp_entry_text(notice, "message"), state, diag);

    *out = strcmp(state, "queued") == 0 ||
           (strcmp(state, "delivered") == 0 && tp_exchange_now(exchange) < sent_s + REMINDED_DAYS * TP_PARTNER_DAY_S);
    return status;
}

struct queue_of {
    const char *partner;
    bool has_some;
};

static tp_status look_at_queued(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    struct queue_of *queue = context;

    (void)diag;
    queue->has_some = queue->has_some || strcmp(tp_entry_text(entry, "partner"), queue->partner) == 0;
    return TP_OK;
}

/* A message that the notice is about may be in the middle of being sent, or its withdrawal. What is said of it has to
 * come behind. */
static tp_status are_on_their_way(struct tp_exchange *exchange, const struct tp_entry *notice, bool *out,
                                  struct tp_diag *diag)
{
    const struct tp_json_value *list = tp_json_member(tp_json_root(notice->content), "disclosures");
    struct queue_of queue = {tp_entry_text(notice, "partner"), false};
    tp_status status = TP_OK;

    for (size_t i = 0; status == TP_OK && list && i < tp_json_count(list); i++) {
        struct tp_entry entry;
        const struct tp_store_query query = {
            .kind = "message", .link = entry.link, .state = "queued", .due_until_s = TP_STORE_NEVER};
        char name[64];
        bool found;

        snprintf(name, sizeof name, "%.32s out", tp_json_to_text(tp_json_element(list, i)));
        status = tp_entry_find(exchange, "message", name, &entry, &found, diag);
        if (status == TP_OK && found)
            status = tp_entry_each(exchange, &query, look_at_queued, &queue, diag);
        tp_entry_deinit(&entry);
    }
    *out = queue.has_some;
    return status;
}

static tp_status note_sent(struct tp_exchange *exchange, const struct tp_entry *notice, const char *message,
                           struct tp_diag *diag)
{
    struct tp_entry copy = *notice;
    struct tp_json *json;
    tp_status status = tp_entry_edit(notice, &json, diag);

    if (status != TP_OK)
        return status;
    copy.content = NULL;
    tp_json_text(json, "message", message);
    tp_json_integer(json, "sent", tp_exchange_now(exchange));
    status = tp_record_put(exchange, "notice", &copy, notice->state, &json, diag);
    tp_entry_deinit(&copy);
    return status;
}

/* A correction says something of the person, and is sealed with the rest; an erasure outlives what it is about. */
static tp_status send_notice(struct tp_exchange *exchange, const struct tp_entry *notice, struct tp_diag *diag)
{
    const struct tp_json_value *root = tp_json_root(notice->content);
    bool erasure = strcmp(tp_entry_text(notice, "what"), "erasure") == 0;
    struct tp_outgoing out = {
        .link = notice->name, .owner = erasure ? "" : notice->link, .about = notice->link, .county = ""};
    struct tp_json *json;
    tp_status status = tp_queue_prepare(exchange, erasure ? TP_MESSAGE_ERASURE : TP_MESSAGE_CORRECTION,
                                        tp_entry_text(notice, "partner"), TP_HOUSEKEEPING_DAYS, &out.message, diag);

    if (status == TP_OK)
        status = tp_message_open(&out.message, &json, diag);
    if (status != TP_OK)
        return status;
    tp_json_copy(json, "disclosures", tp_json_member(root, "disclosures"));
    if (tp_json_member(root, "payload"))
        tp_json_copy(json, "what", tp_json_member(root, "payload"));
    status = tp_queue_add(exchange, &out, &json, diag);
    return status == TP_OK ? note_sent(exchange, notice, out.message.id, diag) : status;
}

static tp_status consider_notice(void *context, const struct tp_entry *notice, struct tp_diag *diag)
{
    struct telling *telling = context;
    bool under_way, on_their_way;
    tp_status status = is_under_way(telling->exchange, notice, &under_way, diag);

    if (status != TP_OK || under_way)
        return status;
    status = are_on_their_way(telling->exchange, notice, &on_their_way, diag);
    telling->waits = telling->waits || on_their_way;
    return status == TP_OK && !on_their_way ? send_notice(telling->exchange, notice, diag) : status;
}

/* Comes again while a partner has not confirmed. */
tp_status tp_notices_job(struct tp_exchange *exchange, struct tp_job *job, const char *about, struct tp_diag *diag)
{
    const struct tp_store_query query = {
        .kind = "notice", .link = about, .state = "open", .due_until_s = TP_STORE_NEVER};
    struct telling telling = {exchange, false};
    uint64_t open = 0;
    int64_t due_s;
    tp_status status = tp_exchange_begin(exchange, diag);

    if (status != TP_OK)
        return status;
    status = tp_entry_each(exchange, &query, consider_notice, &telling, diag);
    if (status == TP_OK)
        status = tp_entry_count(exchange, &query, &open, diag);
    if (open == 0)
        return tp_job_end(exchange, job, status, diag);
    due_s = tp_exchange_now(exchange) + (telling.waits ? WAITED_S : REMINDED_DAYS * TP_PARTNER_DAY_S);
    return tp_job_again(exchange, job, due_s, status, diag);
}

/* One that the notice does not name any more has been overtaken; the body goes with what it is about. */
tp_status tp_notice_may_go(struct tp_exchange *exchange, const struct tp_entry *entry, bool log, bool *out,
                           struct tp_diag *diag)
{
    const char *owner = tp_entry_text(entry, "owner");
    struct tp_entry notice;
    uint8_t *data = NULL;
    size_t size_bytes = 0;
    char name[64];
    bool found;
    tp_status status = tp_entry_find(exchange, "notice", entry->link, &notice, &found, diag);

    (void)log;
    *out = status == TP_OK && found && strcmp(notice.state, "open") == 0 &&
           strncmp(tp_entry_text(&notice, "message"), entry->name, 32) == 0;
    tp_entry_deinit(&notice);
    if (status != TP_OK || !*out || !owner[0])
        return status;
    snprintf(name, sizeof name, "message/%.32s", entry->name);
    status = tp_blob_find(exchange, owner, name, &data, &size_bytes, diag);
    tp_blob_free(data, size_bytes);
    *out = size_bytes > 0;
    return status;
}

/* A partner that was away for weeks is told again. */
tp_status tp_notice_given_up(struct tp_exchange *exchange, const struct tp_entry *entry, bool denied,
                             struct tp_diag *diag)
{
    (void)denied;
    return tp_job_add(exchange, "partner.notices", tp_entry_text(entry, "about"), tp_exchange_now(exchange), diag);
}

tp_status tp_take_acknowledgement(struct tp_exchange *exchange, struct tp_arrival *arrival, struct tp_diag *diag)
{
    struct tp_entry original;
    char id[TP_EXCHANGE_ID_BYTES];
    const char *kind;
    tp_status status = tp_inbox_original(exchange, arrival, &original, diag);

    if (status != TP_OK)
        return status;
    snprintf(id, sizeof id, "%.32s", original.name);
    kind = tp_entry_text(&original, "kind");
    if (tp_json_only(arrival->message.payload, "", NULL) != TP_OK ||
        (strcmp(kind, "erasure") != 0 && strcmp(kind, "correction") != 0))
        status = tp_fail(diag, TP_E_DENIED, "in_reply_to", -1, "is no correction and no erasure");
    else
        status = tp_notice_acknowledge(
            exchange, &(struct tp_notice_confirmed){tp_entry_text(&original, "about"), arrival->message.from, kind, id},
            diag);
    tp_entry_deinit(&original);
    return status;
}

/* ---- what partners ask for --------------------------------------------------------------------------------------- */

/* A message that corrections and erasures name. */
struct named {
    const char *id;
    bool came;
    char owner[TP_OWNER_BYTES]; /* whose data came by it; "" when there are none, or none any more */
};

static tp_status find_named(struct tp_exchange *exchange, const char *partner, struct named *named,
                            struct tp_diag *diag)
{
    struct tp_entry entry;
    tp_status status = tp_inbox_find(exchange, partner, named->id, &entry, &named->came, diag);

    snprintf(named->owner, sizeof named->owner, "%.47s", named->came ? tp_entry_text(&entry, "owner") : "");
    tp_entry_deinit(&entry);
    return status;
}

/* Called for each message that came with somebody's data, or did not come. */
typedef tp_status named_fn(struct tp_exchange *exchange, struct tp_arrival *arrival, const struct named *named,
                           struct tp_diag *diag);

/* *COUNT: of those with data. */
static tp_status each_named(struct tp_exchange *exchange, struct tp_arrival *arrival, named_fn *fn, size_t *count,
                            struct tp_diag *diag)
{
    const struct tp_json_value *list = tp_json_member(arrival->message.payload, "disclosures");
    tp_status status = TP_OK;

    *count = 0;
    if (!list || tp_json_kind(list) != TP_JSON_LIST || tp_json_count(list) == 0 ||
        tp_json_count(list) > DISCLOSURES_MAX)
        return tp_fail(diag, TP_E_FORMAT, "disclosures", -1, "must be a list of messages");
    for (size_t i = 0; status == TP_OK && i < tp_json_count(list); i++) {
        struct named named = {.id = tp_json_to_text(tp_json_element(list, i))};

        if (!named.id || !tp_message_is_id(named.id))
            return tp_fail(diag, TP_E_FORMAT, "disclosures", -1, "must be ids of messages");
        status = find_named(exchange, arrival->message.from, &named, diag);
        if (status == TP_OK && (named.owner[0] || !named.came))
            status = fn(exchange, arrival, &named, diag);
        *count += named.owner[0] != '\0';
    }
    return status;
}

/* RECORD: of the message. */
static tp_status confirm(struct tp_exchange *exchange, const struct tp_message *message, const char *record,
                         struct tp_diag *diag)
{
    struct tp_outgoing out = {.link = record, .owner = "", .about = "", .county = ""};
    struct tp_json *json;
    tp_status status =
        tp_queue_prepare(exchange, TP_MESSAGE_ACKNOWLEDGEMENT, message->from, TP_HOUSEKEEPING_DAYS, &out.message, diag);

    snprintf(out.message.in_reply_to, sizeof out.message.in_reply_to, "%s", message->id);
    if (status == TP_OK)
        status = tp_message_open(&out.message, &json, diag);
    return status == TP_OK ? tp_queue_add(exchange, &out, &json, diag) : status;
}

/* Its evidence is sealed with what it corrects, and not kept when that is gone. */
static tp_status correct(struct tp_exchange *exchange, struct tp_arrival *arrival, const struct named *named,
                         struct tp_diag *diag)
{
    struct tp_entry erasure;
    bool is_erased;
    tp_status status;

    if (!named->came)
        return TP_OK;
    status = tp_entry_find(exchange, "erasure", named->owner, &erasure, &is_erased, diag);
    tp_entry_deinit(&erasure);
    if (status != TP_OK || is_erased)
        return status;
    snprintf(arrival->owner, sizeof arrival->owner, "%s", named->owner);
    arrival->is_late = false;
    return tp_correction_take(exchange, named->owner, arrival->message.from,
                              tp_json_member(arrival->message.payload, "what"), diag);
}

tp_status tp_take_correction(struct tp_exchange *exchange, struct tp_arrival *arrival, struct tp_diag *diag)
{
    const struct tp_json_value *what = tp_json_member(arrival->message.payload, "what");
    size_t count;
    tp_status status;

    if (tp_json_only(arrival->message.payload, "disclosures what", NULL) != TP_OK || !what ||
        tp_json_kind(what) != TP_JSON_OBJECT)
        return tp_fail(diag, TP_E_FORMAT, "payload", -1, "must say what is corrected, and of which messages");
    arrival->is_late = true;
    status = each_named(exchange, arrival, correct, &count, diag);
    return status == TP_OK ? confirm(exchange, &arrival->message, arrival->record, diag) : status;
}

/* What is on its way still must not be taken when it comes: its sender is refused then. */
static tp_status erase(struct tp_exchange *exchange, struct tp_arrival *arrival, const struct named *named,
                       struct tp_diag *diag)
{
    char by[TP_ID_MAX + 16];
    const struct tp_erasure_spec spec = {.owner = named->owner,
                                         .reason = "expungement",
                                         .reference = arrival->message.id,
                                         .by = by,
                                         .then = "partner.erased",
                                         .about = arrival->record};

    if (!named->came)
        return tp_inbox_bar(exchange, arrival, named->id, "erased_by", diag);
    snprintf(by, sizeof by, "partner:%s", arrival->message.from);
    return tp_erasure_start(exchange, &spec, diag);
}

tp_status tp_take_erasure(struct tp_exchange *exchange, struct tp_arrival *arrival, struct tp_diag *diag)
{
    size_t count;
    tp_status status;

    if (tp_json_only(arrival->message.payload, "disclosures what", NULL) != TP_OK)
        return tp_fail(diag, TP_E_FORMAT, "payload", -1, "has something that erasures do not have");
    status = each_named(exchange, arrival, erase, &count, diag);
    if (status == TP_OK && count == 0) /* nothing is here, or nothing any more */
        status = confirm(exchange, &arrival->message, arrival->record, diag);
    return status;
}

/* ---- done -------------------------------------------------------------------------------------------------------- */

/* Not before everything of it is done, at those to whom it went on from here, too. */
static tp_status check_done(struct tp_exchange *exchange, struct tp_arrival *arrival, const struct named *named,
                            struct tp_diag *diag)
{
    bool done = true;
    tp_status status =
        named->came ? tp_erasure_is_done_for(exchange, named->owner, arrival->message.from, &done, diag) : TP_OK;

    return status == TP_OK && !done ? TP_E_BUSY : status;
}

/* Job "partner.erased" about the message that asked for it: an owner of it has been erased, and perhaps it was the
 * last. */
static tp_status confirm_erased(struct tp_exchange *exchange, const struct tp_entry *entry, const char *record,
                                struct tp_diag *diag)
{
    const char *body = tp_entry_text(entry, "body");
    struct tp_arrival arrival;
    uint64_t confirmed = 0;
    size_t count;
    tp_status status = tp_record_count_link(exchange, "message", record, NULL, &confirmed, diag);

    if (status != TP_OK || confirmed > 0)
        return status;
    memset(&arrival, 0, sizeof arrival);
    status = tp_message_parse(body, strlen(body), &arrival.message, diag);
    if (status == TP_OK)
        status = each_named(exchange, &arrival, check_done, &count, NULL);
    if (status == TP_E_BUSY)
        status = TP_OK; /* another owner's erasure will call again */
    else if (status == TP_OK)
        status = confirm(exchange, &arrival.message, record, diag);
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
    status = tp_entry_find(exchange, "message", name, &entry, &found, diag);
    if (status == TP_OK && found)
        status = confirm_erased(exchange, &entry, about, diag);
    tp_entry_deinit(&entry);
    return tp_job_end(exchange, job, status, diag);
}
