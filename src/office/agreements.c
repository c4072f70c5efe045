/* SPDX-License-Identifier: Apache-2.0 */
/* What everybody may read of agreements. All that is in memory is read under the exchange's lock. */
#include "office/parts.h"

#include <stdlib.h>
#include <string.h>

/* ---- lists and states ---------------------------------------------------------------------------------------------
 */

tp_status tp_office_list_agreements(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    struct tp_organisation *organisation;
    struct tp_agreement_view view;
    tp_status status = tp_office_time(call, "at", tp_exchange_now(exchange), &view.at_s, diag);

    if (status != TP_OK)
        return status;
    tp_exchange_lock(exchange);
    organisation = tp_exchange_organisation(exchange);
    tp_json_list(call->reply, "agreements");
    for (size_t i = 0; i < tp_organisation_history_count(organisation); i++) {
        view.history = tp_organisation_history_at(organisation, i);
        tp_json_object(call->reply, NULL);
        tp_view_outline(&view, call->reply);
        tp_json_close(call->reply);
    }
    tp_json_close(call->reply);
    tp_exchange_unlock(exchange);
    return TP_OK;
}

tp_status tp_office_get_agreement(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    struct tp_agreement_view view;
    tp_status status = tp_office_time(call, "at", tp_exchange_now(exchange), &view.at_s, diag);

    if (status != TP_OK)
        return status;
    tp_exchange_lock(exchange);
    status = tp_office_history(exchange, call, &view.history, diag);
    if (status == TP_OK)
        tp_view_status(&view, call->reply);
    tp_exchange_unlock(exchange);
    return status;
}

/* ---- documents ----------------------------------------------------------------------------------------------------
 */

static tp_status find_version(struct tp_exchange *exchange, const struct tp_call *call, const struct tp_terms **out,
                              struct tp_diag *diag)
{
    const struct tp_history *history;
    tp_status status = tp_office_history(exchange, call, &history, diag);

    *out = NULL;
    if (status == TP_OK)
        status = tp_version_choose(history, tp_exchange_now(exchange), call->values[1], false, out, diag);
    return status;
}

tp_status tp_office_get_document(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    const struct tp_terms *terms;
    tp_status status;

    tp_exchange_lock(exchange);
    status = find_version(exchange, call, &terms, diag);
    if (status == TP_OK) {
        size_t size_bytes;
        const char *document = tp_terms_document(terms, &size_bytes);
        tp_write_bytes(&call->bytes, document, size_bytes);
    }
    tp_exchange_unlock(exchange);
    call->bytes_type = "application/json";
    return status == TP_OK && call->bytes.bad ? tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for the document")
                                              : status;
}

tp_status tp_office_get_words(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    const char *with_terms = tp_office_query(call, "terms");
    const struct tp_terms *terms;
    tp_status status;

    tp_exchange_lock(exchange);
    status = find_version(exchange, call, &terms, diag);
    if (status == TP_OK)
        status = tp_terms_words_json(terms, with_terms && strcmp(with_terms, "true") == 0, call->reply, diag);
    tp_exchange_unlock(exchange);
    return status;
}

/* ---- events -------------------------------------------------------------------------------------------------------
 */

static void add_time(struct tp_json *json, const char *key, int64_t time_s)
{
    char text[TP_TIME_TEXT_BYTES];

    tp_time_format(time_s, text);
    tp_json_text(json, key, text);
}

static void add_event(const struct tp_event *event, int64_t received_s, struct tp_json *json)
{
    tp_json_text(json, "event", event->hash);
    tp_json_text(json, "version", event->version);
    tp_json_text(json, "kind", tp_events.items[event->kind].code);
    tp_json_text(json, "by", event->by);
    tp_json_integer(json, "sequence", event->sequence);
    add_time(json, "time", event->time_s);
    add_time(json, "received", received_s);
    add_time(json, "counts_from", tp_view_counts_from_s(event, received_s));
    if (event->reason)
        tp_json_text(json, "reason", event->reason);
    if (event->attachment_title) {
        tp_json_text(json, "title", event->attachment_title);
        tp_json_text(json, "sha256", event->attachment_sha256);
    }
    if (event->kind == TP_EVENT_PETITION)
        tp_json_integer(json, "sign_ons", event->sign_ons);
}

/* Each with its place in the ledger: null as long as that is not among the PUBLISHED leaves, where it can be shown. */
static tp_status write_events(struct tp_exchange *exchange, const struct tp_history *history, uint64_t published,
                              struct tp_json *json, struct tp_diag *diag)
{
    uint64_t *leaves;
    tp_status status = tp_organisation_event_leaves(tp_exchange_organisation(exchange), history, &leaves, diag);

    if (status != TP_OK)
        return status;
    tp_json_text(json, "agreement", tp_history_agreement(history));
    tp_json_list(json, "events");
    for (size_t i = 0; i < tp_history_count(history); i++) {
        int64_t received_s;
        const struct tp_event *event = tp_history_event(history, i, &received_s);

        tp_json_object(json, NULL);
        add_event(event, received_s, json);
        if (leaves[i] < published)
            tp_json_integer(json, "leaf", (int64_t)leaves[i]);
        else
            tp_json_text(json, "leaf", NULL);
        tp_json_close(json);
    }
    tp_json_close(json);
    free(leaves);
    return TP_OK;
}

tp_status tp_office_list_events(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    const struct tp_history *history;
    uint64_t published;
    tp_status status = tp_office_published_size(exchange, &published, diag);

    if (status != TP_OK)
        return status;
    tp_exchange_lock(exchange);
    status = tp_office_history(exchange, call, &history, diag);
    if (status == TP_OK)
        status = write_events(exchange, history, published, call->reply, diag);
    tp_exchange_unlock(exchange);
    return status;
}

static tp_status write_event(const struct tp_history *history, const char *hash, struct tp_buffer *out,
                             struct tp_diag *diag)
{
    for (size_t i = 0; i < tp_history_count(history); i++) {
        int64_t received_s;
        const struct tp_event *event = tp_history_event(history, i, &received_s);

        if (strcmp(event->hash, hash) == 0)
            return tp_event_write(event, out, diag);
    }
    return tp_fail(diag, TP_E_NOT_FOUND, "event", -1, "there is no such event about this agreement");
}

tp_status tp_office_get_event(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    const struct tp_history *history;
    tp_status status;

    tp_exchange_lock(exchange);
    status = tp_office_history(exchange, call, &history, diag);
    if (status == TP_OK)
        status = write_event(history, call->values[1], &call->bytes, diag);
    tp_exchange_unlock(exchange);
    call->bytes_type = "application/json";
    return status;
}

tp_status tp_office_get_attachment(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    uint8_t *data;
    size_t size_bytes;
    tp_status status;

    tp_exchange_lock(exchange);
    status = tp_organisation_attachment(tp_exchange_organisation(exchange), call->values[0], &data, &size_bytes, diag);
    tp_exchange_unlock(exchange);
    if (status != TP_OK)
        return status;
    tp_write_bytes(&call->bytes, data, size_bytes);
    free(data);
    call->bytes_type = "application/octet-stream"; /* whatever the public handed in: nothing that a browser runs */
    return call->bytes.bad ? tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for the file") : TP_OK;
}

/* ---- participation ------------------------------------------------------------------------------------------------
 */

enum { INSTANTS_MAX = 4096 };
/* When the answer may change. */
struct instants {
    int64_t at_s[INSTANTS_MAX];
    size_t count;
};

static int by_time(const void *a, const void *b)
{
    const int64_t *left = a, *right = b;

    return (*left > *right) - (*left < *right);
}

static void collect(const struct tp_history *history, const struct tp_terms *version, struct instants *out)
{
    out->count = 0;
    for (size_t i = 0; i < tp_history_count(history) && out->count < INSTANTS_MAX - 2; i++) {
        int64_t received_s;
        const struct tp_event *event = tp_history_event(history, i, &received_s);

        if (event->kind < TP_EVENT_COMMENT || event->kind > TP_EVENT_HEARING)
            out->at_s[out->count++] = tp_view_counts_from_s(event, received_s);
    }
    out->at_s[out->count++] = version->valid_from_s;
    out->at_s[out->count++] = version->valid_until_s;
    qsort(out->at_s, out->count, sizeof out->at_s[0], by_time);
}

struct standing {
    bool in_force, takes_part;
    enum tp_participation participation;
};

static struct standing standing_at(const struct tp_history *history, const struct tp_terms *version,
                                   const char *jurisdiction, int64_t at_s)
{
    return (struct standing){.in_force = tp_history_life(history, version, at_s) == TP_LIFE_ACTIVE,
                             .takes_part = tp_history_takes_part(history, version, jurisdiction, at_s),
                             .participation = tp_history_participation(history, version, jurisdiction, at_s)};
}

/* From an instant on, until the next. */
static void add_standing(const struct standing *standing, int64_t from_s, struct tp_json *json)
{
    tp_json_object(json, NULL);
    add_time(json, "from", from_s);
    tp_json_text(json, "participation", tp_participation_code(standing->participation));
    tp_json_flag(json, "takes_part", standing->takes_part);
    tp_json_flag(json, "in_force", standing->in_force);
    tp_json_close(json);
}

static void add_changes(const struct tp_history *history, const struct tp_terms *version, const char *jurisdiction,
                        const struct instants *instants, struct tp_json *json)
{
    struct standing before = {.participation = TP_PARTICIPATION_OUT};

    tp_json_list(json, "changes");
    for (size_t i = 0; i < instants->count; i++) {
        struct standing now;

        if (i + 1 < instants->count && instants->at_s[i + 1] == instants->at_s[i])
            continue;
        now = standing_at(history, version, jurisdiction, instants->at_s[i]);
        if (now.in_force != before.in_force || now.takes_part != before.takes_part ||
            now.participation != before.participation)
            add_standing(&now, instants->at_s[i], json);
        before = now;
    }
    tp_json_close(json);
}

static tp_status write_participation(const struct tp_agreement_view *view, struct tp_call *call,
                                     struct instants *instants, struct tp_diag *diag)
{
    const char *jurisdiction = call->values[1], *wanted = tp_office_query(call, "version");
    const struct tp_terms *version;
    struct standing now;
    tp_status status = tp_version_choose(view->history, view->at_s, wanted, true, &version, diag);

    if (status != TP_OK)
        return status;
    if (!tp_terms_source(version, jurisdiction))
        return tp_fail(diag, TP_E_NOT_FOUND, "jurisdiction", -1, "it is none of those whose bookings may be sent");
    now = standing_at(view->history, version, jurisdiction, view->at_s);
    tp_json_text(call->reply, "agreement", tp_history_agreement(view->history));
    tp_json_integer(call->reply, "version", version->version);
    tp_json_text(call->reply, "hash", version->hash);
    tp_json_text(call->reply, "jurisdiction", jurisdiction);
    add_time(call->reply, "at", view->at_s);
    tp_json_text(call->reply, "participation", tp_participation_code(now.participation));
    tp_json_flag(call->reply, "takes_part", now.takes_part);
    tp_json_flag(call->reply, "in_force", now.in_force);
    collect(view->history, version, instants);
    add_changes(view->history, version, jurisdiction, instants, call->reply);
    return TP_OK;
}

tp_status tp_office_get_participation(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    struct tp_agreement_view view;
    void *memory = NULL;
    tp_status status = tp_office_time(call, "at", tp_exchange_now(exchange), &view.at_s, diag);

    if (status == TP_OK)
        status = tp_alloc_zero(&memory, 1, sizeof(struct instants), diag);
    if (status != TP_OK)
        return status;
    tp_exchange_lock(exchange);
    status = tp_office_history(exchange, call, &view.history, diag);
    if (status == TP_OK)
        status = write_participation(&view, call, memory, diag);
    tp_exchange_unlock(exchange);
    free(memory);
    return status;
}

/* ---- what an agreement would say ----------------------------------------------------------------------------------
 */

static tp_status preview(struct tp_exchange *exchange, struct tp_call *call, const struct tp_request *request,
                         struct tp_diag *diag)
{
    struct tp_decided decided = {.now_s = tp_exchange_now(exchange)};
    struct tp_inquiry inquiry = {.request = request, .now_s = decided.now_s};
    tp_status status = tp_office_history(exchange, call, &decided.history, diag);

    if (status != TP_OK)
        return status;
    inquiry.agreement = tp_history_agreement(decided.history);
    status =
        tp_organisation_preview(tp_exchange_organisation(exchange), &inquiry, &decided.asked, &decided.decision, diag);
    return status == TP_OK ? tp_decided_write(&decided, call->reply, diag) : status;
}

tp_status tp_office_preview(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    struct tp_request request;
    tp_status status = tp_request_read(call->input, &request, diag);

    if (status != TP_OK)
        return status;
    tp_exchange_lock(exchange);
    status = preview(exchange, call, &request, diag);
    tp_exchange_unlock(exchange);
    return status;
}
