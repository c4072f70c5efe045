/* SPDX-License-Identifier: Apache-2.0 */
/* Events of agreements between nodes: each that is new here goes to all other parties, each that comes is offered to
 * the history. One that is refused for now waits, and is offered again when another has been taken or its time has
 * come; where earlier ones are missing, its sender is asked for them. Stops are never refused for being early, so they
 * overtake everything.
 *
 * Records: "spread", by the event's hash: it was sent to the others, or came from one of them. "waiting", by hash, link
 * the agreement: {from, event (the file), refusal}. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "partner/partner.h"
#include "partner/parts.h"

enum { WAITING_MAX = 512, WAITING_OF_ONE = 64, ASK_AFTER_S = 30 };

/* ---- to others --------------------------------------------------------------------------------------------------- */

tp_status tp_event_send(struct tp_exchange *exchange, const struct tp_event *event, const char *to,
                        struct tp_diag *diag)
{
    struct tp_outgoing out = {.link = event->agreement, .owner = "", .about = event->hash, .county = ""};
    struct tp_json_document *document = NULL;
    struct tp_buffer file;
    struct tp_json *json;
    tp_status status;

    tp_buffer_init(&file);
    status = tp_event_write(event, &file, diag);
    if (status == TP_OK)
        status = tp_json_parse((const char *)file.data, file.size_bytes, &document, diag);
    tp_buffer_deinit(&file);
    if (status == TP_OK)
        status = tp_queue_prepare(exchange, TP_MESSAGE_EVENT, to, TP_HOUSEKEEPING_DAYS, &out.message, diag);
    if (status == TP_OK)
        status = tp_message_open(&out.message, &json, diag);
    if (status == TP_OK) {
        tp_json_copy(json, "file", tp_json_root(document));
        status = tp_queue_add(exchange, &out, &json, diag);
    }
    tp_json_document_free(&document);
    return status;
}

/* True when it was noted before. */
static tp_status note_spread(struct tp_exchange *exchange, const struct tp_event *event, const char *from, bool *before,
                             struct tp_diag *diag)
{
    struct tp_entry entry = {.due_s = TP_STORE_NEVER};
    struct tp_json *json;
    tp_status status = tp_entry_find(exchange, "spread", event->hash, &entry, before, diag);

    tp_entry_deinit(&entry);
    if (status != TP_OK || *before)
        return status;
    status = tp_json_new(&json, diag);
    if (status != TP_OK)
        return status;
    tp_json_text(json, "from", from);
    memset(&entry, 0, sizeof entry);
    entry.due_s = TP_STORE_NEVER;
    snprintf(entry.name, sizeof entry.name, "%s", event->hash);
    snprintf(entry.link, sizeof entry.link, "%s", event->agreement);
    return tp_record_add(exchange, "spread", &entry, &json, diag);
}

/* The parties of every version that may have to know. */
static tp_status spread(struct tp_exchange *exchange, const struct tp_history *history, const struct tp_event *event,
                        struct tp_diag *diag)
{
    const struct tp_config *config = tp_exchange_config(exchange);
    bool before;
    tp_status status = note_spread(exchange, event, "", &before, diag);

    for (unsigned i = 0; status == TP_OK && !before && i < config->partner_count; i++) {
        const char *id = config->partners[i].id;
        bool concerned = false;

        for (size_t v = 0; v < tp_history_version_count(history); v++)
            concerned = concerned || tp_terms_party(tp_history_version(history, v), id);
        if (concerned)
            status = tp_event_send(exchange, event, id, diag);
    }
    return status;
}

/* ABOUT is the hash of an event, or "" for all. */
static tp_status spread_new(struct tp_exchange *exchange, const char *about, struct tp_diag *diag)
{
    struct tp_organisation *organisation = tp_exchange_organisation(exchange);
    tp_status status = TP_OK;

    for (size_t i = 0; status == TP_OK && i < tp_organisation_history_count(organisation); i++) {
        const struct tp_history *history = tp_organisation_history_at(organisation, i);

        for (size_t e = 0; status == TP_OK && e < tp_history_count(history); e++) {
            int64_t received_s;
            const struct tp_event *event = tp_history_event(history, e, &received_s);
            if (!about[0] || strcmp(about, event->hash) == 0)
                status = spread(exchange, history, event, diag);
        }
    }
    return status;
}

tp_status tp_events_job(struct tp_exchange *exchange, struct tp_job *job, const char *about, struct tp_diag *diag)
{
    tp_status status = tp_exchange_begin(exchange, diag);

    return status == TP_OK ? tp_job_end(exchange, job, spread_new(exchange, about, diag), diag) : status;
}

tp_status tp_partner_start(struct tp_exchange *exchange, struct tp_diag *diag)
{
    tp_status status = tp_exchange_begin(exchange, diag);

    if (status != TP_OK)
        return status;
    status = tp_job_add(exchange, "partner.events", "", tp_exchange_now(exchange), diag);
    return tp_exchange_end(exchange, status, diag);
}

/* ---- waiting ----------------------------------------------------------------------------------------------------- */

/* Refused for now: by docs/agreements.md, "Why an event is refused". */
static bool may_be_taken_later(enum tp_refusal refusal)
{
    switch (refusal) {
    case TP_REFUSAL_UNKNOWN_AGREEMENT:
    case TP_REFUSAL_UNKNOWN_VERSION:
    case TP_REFUSAL_OTHER_VERSION:
    case TP_REFUSAL_OUT_OF_ORDER:
    case TP_REFUSAL_TOO_EARLY:
    case TP_REFUSAL_NOT_SIGNED:
    case TP_REFUSAL_FROM_THE_FUTURE:
        return true;
    case TP_REFUSAL_NONE:
    case TP_REFUSAL_REPLAYED:
    case TP_REFUSAL_WRONG_SIGNER:
    case TP_REFUSAL_BAD_SIGNATURE:
    case TP_REFUSAL_CONTRADICTS:
    case TP_REFUSAL_BACK_IN_TIME:
    case TP_REFUSAL_NOT_IN_THIS_STATE:
    case TP_REFUSAL_ENDED:
    case TP_REFUSAL_BAD_AMENDMENT:
    case TP_REFUSAL_OTHER_KEY:
    case TP_REFUSAL_TOO_MANY:
        return false;
    }
    return false;
}

static bool is_missing_something(enum tp_refusal refusal)
{
    return refusal == TP_REFUSAL_UNKNOWN_AGREEMENT || refusal == TP_REFUSAL_UNKNOWN_VERSION ||
           refusal == TP_REFUSAL_OUT_OF_ORDER || refusal == TP_REFUSAL_NOT_SIGNED ||
           refusal == TP_REFUSAL_OTHER_VERSION;
}

static const struct tp_history *history_of(struct tp_exchange *exchange, const char *agreement)
{
    return tp_organisation_history(tp_exchange_organisation(exchange), agreement);
}

/* When an event that is too early may be taken: never before this; TP_STORE_NEVER when only another event helps. */
static int64_t time_of(struct tp_exchange *exchange, const struct tp_event *event, enum tp_refusal refusal)
{
    const struct tp_history *history = history_of(exchange, event->agreement);
    const struct tp_terms *terms = history ? tp_history_find_version(history, event->version) : NULL;
    const int64_t now_s = tp_exchange_now(exchange);
    int64_t due_s;

    if (refusal == TP_REFUSAL_FROM_THE_FUTURE)
        return TP_MAX(event->time_s - TP_CLOCK_SKEW_S, now_s + 1);
    if (refusal != TP_REFUSAL_TOO_EARLY || !terms)
        return TP_STORE_NEVER;
    due_s = tp_history_comments_end_s(history, terms);
    if (due_s == INT64_MAX)
        return TP_STORE_NEVER;
    if (event->kind == TP_EVENT_ACTIVATE)
        due_s = TP_MAX(due_s, terms->valid_from_s);
    return due_s > now_s ? due_s : TP_STORE_NEVER;
}

static tp_status keep_waiting(struct tp_exchange *exchange, const struct tp_event *event, const char *from,
                              enum tp_refusal refusal, struct tp_diag *diag)
{
    struct tp_entry entry = {.due_s = TP_STORE_NEVER};
    struct tp_buffer file;
    struct tp_json *json;
    tp_status status = tp_json_new(&json, diag);

    if (status != TP_OK)
        return status;
    tp_buffer_init(&file);
    status = tp_event_write(event, &file, diag);
    tp_write_u8(&file, 0);
    if (status == TP_OK && file.bad)
        status = tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory");
    if (status == TP_OK) {
        tp_json_text(json, "from", from);
        tp_json_integer(json, "since", tp_exchange_now(exchange));
        tp_json_text(json, "refusal", tp_refusal_code(refusal));
        tp_json_text(json, "event", (const char *)file.data);
        snprintf(entry.name, sizeof entry.name, "%s", event->hash);
        snprintf(entry.link, sizeof entry.link, "%s", event->agreement);
        status = tp_record_add(exchange, "waiting", &entry, &json, diag);
    }
    tp_json_free(&json);
    tp_buffer_deinit(&file);
    return status;
}

struct waiting {
    struct tp_exchange *exchange;
    const char *from;
    size_t all, of_one;
};

/* What nothing has helped for as long as messages live, will not be helped. */
static tp_status count_waiting(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    struct waiting *waiting = context;
    const int64_t now_s = tp_exchange_now(waiting->exchange);

    if (tp_entry_integer(entry, "since", now_s) + (int64_t)TP_LIFE_DAYS_MAX * TP_PARTNER_DAY_S < now_s)
        return tp_entry_drop(waiting->exchange, "waiting", entry->name, diag);
    waiting->all++;
    waiting->of_one += strcmp(tp_entry_text(entry, "from"), waiting->from) == 0;
    return TP_OK;
}

/* Whether there is room for one more of FROM: a share for each, so that nobody takes all of it. What cannot be kept is
 * not acknowledged, and its sender tries again. */
static tp_status check_room(struct tp_exchange *exchange, const char *from, struct tp_diag *diag)
{
    const struct tp_store_query query = {.kind = "waiting", .due_until_s = TP_STORE_NEVER};
    struct waiting waiting = {exchange, from, 0, 0};
    tp_status status = tp_entry_each(exchange, &query, count_waiting, &waiting, diag);

    if (status == TP_OK && (waiting.all >= WAITING_MAX || waiting.of_one >= WAITING_OF_ONE))
        status = tp_fail(diag, TP_E_BUSY, "payload", -1, "too many events wait for earlier ones");
    return status;
}

static tp_status wait_for_others(struct tp_exchange *exchange, const struct tp_event *event, const char *from,
                                 enum tp_refusal refusal, struct tp_diag *diag)
{
    const int64_t now_s = tp_exchange_now(exchange), due_s = time_of(exchange, event, refusal);
    char about[TP_EXCHANGE_NAME_BYTES];
    tp_status status = check_room(exchange, from, diag);

    if (status == TP_OK)
        status = keep_waiting(exchange, event, from, refusal, diag);
    if (status == TP_OK && due_s != TP_STORE_NEVER)
        status = tp_job_add(exchange, "partner.waiting", event->agreement, due_s, diag);
    snprintf(about, sizeof about, "%s %s", from, event->agreement);
    if (status == TP_OK && is_missing_something(refusal))
        status = tp_job_add(exchange, "partner.wanted", about, now_s + ASK_AFTER_S, diag);
    return status;
}

/* ---- from others ------------------------------------------------------------------------------------------------- */

static tp_status is_waiting(struct tp_exchange *exchange, const struct tp_event *event, bool *out, struct tp_diag *diag)
{
    struct tp_entry entry;
    tp_status status = tp_entry_find(exchange, "waiting", event->hash, &entry, out, diag);

    tp_entry_deinit(&entry);
    return status;
}

static bool is_known(struct tp_exchange *exchange, const struct tp_event *event)
{
    const struct tp_history *history = history_of(exchange, event->agreement);

    for (size_t i = 0; history && i < tp_history_count(history); i++) {
        int64_t received_s;
        if (strcmp(tp_history_event(history, i, &received_s)->hash, event->hash) == 0)
            return true;
    }
    return false;
}

/* Offers it. What is refused is no failure: the leaf says so, and it waits or is let go. One that waits already is not
 * offered again by being sent again. */
static tp_status offer(struct tp_exchange *exchange, const struct tp_event *event, const char *from, bool *taken,
                       struct tp_diag *diag)
{
    enum tp_refusal refusal;
    struct tp_diag trouble;
    bool before, waits = false;
    tp_status status;

    *taken = is_known(exchange, event);
    if (*taken)
        return TP_OK;
    status = is_waiting(exchange, event, &waits, diag);
    if (status != TP_OK || waits)
        return status;
    tp_diag_init(&trouble);
    status = tp_organisation_accept(tp_exchange_organisation(exchange), event, tp_exchange_now(exchange), &refusal,
                                    &trouble);
    *taken = status == TP_OK;
    if (status == TP_OK)
        return note_spread(exchange, event, from, &before, diag);
    if (status == TP_E_DENIED && refusal != TP_REFUSAL_NONE)
        return may_be_taken_later(refusal) ? wait_for_others(exchange, event, from, refusal, diag) : TP_OK;
    return tp_diag_pass(diag, status, &trouble);
}

/* A new agreement is sent to its parties: what strangers agree among each other is no history to be kept here. */
static tp_status check_concerns(struct tp_exchange *exchange, const struct tp_event *event, struct tp_diag *diag)
{
    struct tp_terms *terms;
    bool concerns;
    tp_status status;

    if (event->kind != TP_EVENT_PROPOSE || history_of(exchange, event->agreement))
        return TP_OK;
    status = tp_terms_parse(event->document, event->document_bytes, &terms, diag);
    if (status != TP_OK)
        return status;
    concerns = tp_terms_party(terms, tp_exchange_config(exchange)->id) != NULL;
    tp_terms_free(&terms);
    return concerns
               ? TP_OK
               : tp_fail(diag, TP_E_DENIED, "file", -1, "proposes something that this organisation is no party of");
}

tp_status tp_take_event(struct tp_exchange *exchange, struct tp_arrival *arrival, struct tp_diag *diag)
{
    const struct tp_json_value *value = tp_json_member(arrival->message.payload, "file");
    struct tp_event *event = NULL;
    struct tp_buffer file;
    bool taken = false;
    tp_status status;

    if (tp_json_only(arrival->message.payload, "file", NULL) != TP_OK || !value)
        return tp_fail(diag, TP_E_FORMAT, "payload", -1, "must be the file of an event");
    tp_buffer_init(&file);
    status = tp_json_value_canonical(value, &file, diag);
    if (status == TP_OK)
        status = tp_event_parse(file.data, file.size_bytes, &event, diag);
    tp_buffer_deinit(&file);
    if (status == TP_OK)
        status = check_concerns(exchange, event, diag);
    if (status == TP_OK)
        status = offer(exchange, event, arrival->message.from, &taken, diag);
    if (status == TP_OK) {
        snprintf(arrival->link, sizeof arrival->link, "%s", event->agreement);
        if (taken)
            status = tp_job_add(exchange, "partner.waiting", event->agreement, arrival->now_s, diag);
    }
    tp_event_free(&event);
    return status;
}

/* ---- offered again ----------------------------------------------------------------------------------------------- */

struct again {
    struct tp_exchange *exchange;
    size_t taken;
};

/* Whether it could be taken now, without the leaf of a refusal: nothing is said of it a second time. */
static bool is_worth_it(struct tp_exchange *exchange, const struct tp_event *event)
{
    const struct tp_history *history = history_of(exchange, event->agreement);
    struct tp_history *copy = NULL;
    enum tp_refusal refusal;
    bool worth = tp_history_new(&copy, NULL) == TP_OK;

    for (size_t i = 0; worth && history && i < tp_history_count(history); i++) {
        int64_t received_s;
        const struct tp_event *earlier = tp_history_event(history, i, &received_s);
        worth = tp_history_offer(copy, earlier, received_s, &refusal, NULL) == TP_OK;
    }
    if (worth && tp_history_offer(copy, event, tp_exchange_now(exchange), &refusal, NULL) != TP_OK)
        worth = !may_be_taken_later(refusal);
    tp_history_free(&copy);
    return worth;
}

static tp_status try_again(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    const char *text = tp_entry_text(entry, "event");
    struct again *again = context;
    struct tp_event *event;
    bool taken = false;
    int64_t due_s;
    tp_status status = tp_event_parse(text, strlen(text), &event, diag);

    if (status != TP_OK)
        return status;
    if (is_worth_it(again->exchange, event)) {
        status = tp_entry_drop(again->exchange, "waiting", entry->name, diag);
        if (status == TP_OK)
            status = offer(again->exchange, event, tp_entry_text(entry, "from"), &taken, diag);
        again->taken += taken;
    } else {
        due_s = time_of(again->exchange, event, TP_REFUSAL_TOO_EARLY);
        if (due_s != TP_STORE_NEVER)
            status = tp_job_add(again->exchange, "partner.waiting", event->agreement, due_s, diag);
    }
    tp_event_free(&event);
    return status;
}

/* Taking one may let another be taken: until a round takes none. */
tp_status tp_waiting_job(struct tp_exchange *exchange, struct tp_job *job, const char *about, struct tp_diag *diag)
{
    const struct tp_store_query query = {.kind = "waiting", .link = about, .due_until_s = TP_STORE_NEVER};
    struct again again = {exchange, 1};
    tp_status status = tp_exchange_begin(exchange, diag);

    if (status != TP_OK)
        return status;
    for (int round = 0; status == TP_OK && again.taken > 0 && round < WAITING_MAX; round++) {
        again.taken = 0;
        status = tp_entry_each(exchange, &query, try_again, &again, diag);
    }
    return tp_job_end(exchange, job, status, diag);
}

/* ---- asking for them --------------------------------------------------------------------------------------------- */

static void put_known(struct tp_exchange *exchange, const char *agreement, struct tp_json *json)
{
    const struct tp_history *history = history_of(exchange, agreement);

    tp_json_text(json, "agreement", agreement);
    tp_json_list(json, "known");
    for (size_t i = 0; history && i < tp_history_count(history); i++) {
        int64_t received_s;
        tp_json_text(json, NULL, tp_history_event(history, i, &received_s)->hash);
    }
    tp_json_close(json);
}

static tp_status want(struct tp_exchange *exchange, const char *partner, const char *agreement, struct tp_diag *diag)
{
    struct tp_outgoing out = {.link = agreement, .owner = "", .about = "", .county = ""};
    struct tp_json *json;
    tp_status status;

    if (!tp_partner_find(exchange, partner))
        return TP_OK;
    status = tp_queue_prepare(exchange, TP_MESSAGE_WANTED, partner, 1, &out.message, diag);
    if (status == TP_OK)
        status = tp_message_open(&out.message, &json, diag);
    if (status != TP_OK)
        return status;
    put_known(exchange, agreement, json);
    return tp_queue_add(exchange, &out, &json, diag);
}

/* ABOUT: "PARTNER AGREEMENT". What was only out of order has been taken by now. */
tp_status tp_wanted_job(struct tp_exchange *exchange, struct tp_job *job, const char *about, struct tp_diag *diag)
{
    char partner[TP_ID_MAX], agreement[TP_HASH_TEXT_BYTES];
    uint64_t count = 0;
    tp_status status = tp_exchange_begin(exchange, diag);

    if (status != TP_OK)
        return status;
    snprintf(partner, sizeof partner, "%.*s", (int)strcspn(about, " "), about);
    snprintf(agreement, sizeof agreement, "%s", about + strcspn(about, " ") + (strchr(about, ' ') ? 1 : 0));
    status = tp_record_count_link(exchange, "waiting", agreement, NULL, &count, diag);
    if (status == TP_OK && count > 0)
        status = want(exchange, partner, agreement, diag);
    return tp_job_end(exchange, job, status, diag);
}

static bool is_party(const struct tp_history *history, const char *id)
{
    for (size_t v = 0; v < tp_history_version_count(history); v++) {
        if (tp_terms_party(tp_history_version(history, v), id))
            return true;
    }
    return false;
}

tp_status tp_take_wanted(struct tp_exchange *exchange, struct tp_arrival *arrival, struct tp_diag *diag)
{
    const struct tp_json_value *known = tp_json_member(arrival->message.payload, "known");
    const struct tp_history *history;
    char agreement[TP_HASH_TEXT_BYTES];
    tp_status status = TP_OK;

    tp_message_text(arrival->message.payload, "agreement", agreement, sizeof agreement);
    if (tp_json_only(arrival->message.payload, "agreement known", NULL) != TP_OK || !tp_message_is_hash(agreement) ||
        !known || tp_json_kind(known) != TP_JSON_LIST)
        return tp_fail(diag, TP_E_FORMAT, "payload", -1, "must be an agreement and the events that are known of it");
    history = history_of(exchange, agreement);
    if (!history || !is_party(history, arrival->message.from))
        return tp_fail(diag, TP_E_DENIED, "agreement", -1, "is none of %s that is known here", arrival->message.from);
    for (size_t i = 0; status == TP_OK && i < tp_history_count(history); i++) {
        int64_t received_s;
        const struct tp_event *event = tp_history_event(history, i, &received_s);
        if (!tp_json_lists(known, event->hash))
            status = tp_event_send(exchange, event, arrival->message.from, diag);
    }
    return status;
}
