/* SPDX-License-Identifier: Apache-2.0 */
/* Steps that officers take: an event is made, signed by the organisation's key, taken here and passed on. Others read
 * it, so it does not say which account did that: a record of kind "signing" does, {time, account, agreement, event,
 * step, by, how: signed here, or handed in as it was signed elsewhere}, its link the agreement. */
#include "office/parts.h"

#include <stdlib.h>
#include <string.h>

enum { REASON_MAX = 2000, TITLE_MAX = 200 };

/* A step under way, in its transaction. */
struct step {
    struct tp_exchange *exchange;
    const char *account; /* who takes it */
    const char *how;     /* "signed" or "handed-in" */
    struct tp_organisation *organisation;
    const struct tp_history *history; /* NULL for a first proposal */
    int64_t now_s;
    struct tp_event *event;  /* owned */
    enum tp_refusal refusal; /* of our own node */
};

static void step_begin(struct tp_exchange *exchange, const char *account, struct step *out)
{
    *out = (struct step){.exchange = exchange,
                         .account = account,
                         .how = "signed",
                         .organisation = tp_exchange_organisation(exchange),
                         .now_s = tp_exchange_now(exchange)};
}

static tp_status copy_text(const char *text, size_t max, const char *field, char **out, struct tp_diag *diag)
{
    if (!text)
        return TP_OK;
    if (strlen(text) > max)
        return tp_fail(diag, TP_E_ARGUMENT, field, -1, "it is longer than %zu bytes", max);
    *out = strdup(text);
    return *out ? TP_OK : tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for the event");
}

/* ---- making events ------------------------------------------------------------------------------------------------
 */

static tp_status new_event(struct step *step, const struct tp_terms *version, enum tp_event_kind kind, const char *by,
                           struct tp_diag *diag)
{
    const char *agreement = step->history ? tp_history_agreement(step->history) : version->hash;
    void *memory;
    tp_status status = tp_alloc_zero(&memory, 1, sizeof *step->event, diag);

    step->event = memory;
    if (status != TP_OK)
        return status;
    snprintf(step->event->agreement, sizeof step->event->agreement, "%s", agreement);
    snprintf(step->event->version, sizeof step->event->version, "%s", version->hash);
    snprintf(step->event->by, sizeof step->event->by, "%s", by);
    step->event->kind = kind;
    step->event->time_s = step->now_s;
    return TP_OK;
}

static tp_status sign(struct step *step, struct tp_diag *diag)
{
    struct tp_signer *signer = tp_organisation_signer(step->organisation);

    step->event->sequence =
        step->history ? tp_history_next_sequence(step->history, step->event->by, tp_signer_public(signer)) : 1;
    return tp_event_sign(step->event, signer, diag);
}

/* ---- taking them --------------------------------------------------------------------------------------------------
 */

static tp_status note_account(const struct step *step, struct tp_diag *diag)
{
    const struct tp_event *event = step->event;
    struct tp_entry entry = {.due_s = TP_STORE_NEVER};
    char time[TP_TIME_TEXT_BYTES];
    struct tp_json *json = NULL;
    tp_status status = tp_exchange_new_id(entry.name, diag);

    if (status == TP_OK)
        status = tp_json_new(&json, diag);
    if (status != TP_OK)
        return status;
    snprintf(entry.link, sizeof entry.link, "%s", event->agreement);
    tp_time_format(step->now_s, time);
    tp_json_text(json, "time", time);
    tp_json_text(json, "account", step->account);
    tp_json_text(json, "agreement", event->agreement);
    tp_json_text(json, "event", event->hash);
    tp_json_text(json, "step", tp_events.items[event->kind].code);
    tp_json_text(json, "by", event->by);
    tp_json_text(json, "how", step->how);
    status = tp_entry_add(step->exchange, "signing", &entry, json, diag);
    tp_json_free(&json);
    return status;
}

/* A refusal is a leaf, too: no failure of the transaction. */
static tp_status take(struct step *step, struct tp_diag *diag)
{
    struct tp_diag refused;
    tp_status status;

    tp_diag_init(&refused);
    status = tp_organisation_accept(step->organisation, step->event, step->now_s, &step->refusal, &refused);
    if (status == TP_E_DENIED && step->refusal != TP_REFUSAL_NONE)
        return TP_OK;
    if (status != TP_OK)
        return tp_diag_pass(diag, status, &refused);
    status = note_account(step, diag);
    return status != TP_OK ? status : tp_job_add(step->exchange, "partner.events", "", step->now_s, diag);
}

static void reply(const struct step *step, struct tp_call *call)
{
    const struct tp_event *event = step->event;
    struct tp_agreement_view view = {tp_organisation_history(step->organisation, event->agreement), step->now_s};
    const struct tp_terms *version = view.history ? tp_history_find_version(view.history, event->version) : NULL;
    char time[TP_TIME_TEXT_BYTES];

    tp_time_format(event->time_s, time);
    tp_json_text(call->reply, "event", event->hash);
    tp_json_text(call->reply, "kind", tp_events.items[event->kind].code);
    tp_json_text(call->reply, "agreement", event->agreement);
    tp_json_text(call->reply, "version", event->version);
    tp_json_text(call->reply, "by", event->by);
    tp_json_integer(call->reply, "sequence", event->sequence);
    tp_json_text(call->reply, "time", time);
    if (version)
        tp_json_text(call->reply, "life", tp_life_code(tp_history_life(view.history, version, step->now_s)));
    tp_json_flag(call->reply, "undone", view.history && tp_view_is_undone(&view, event));
    call->status = 201;
    snprintf(call->location, sizeof call->location, "/v1/agreements/%s/events/%s", event->agreement, event->hash);
}

/* Ends the transaction and the call. */
static tp_status step_end(struct step *step, struct tp_call *call, tp_status status, struct tp_diag *diag)
{
    if (status == TP_OK)
        status = take(step, diag);
    status = tp_exchange_end(step->exchange, status, diag);
    if (status == TP_OK && step->refusal != TP_REFUSAL_NONE)
        status = tp_fail(diag, TP_E_CONFLICT, tp_refusal_code(step->refusal), -1, "the step is refused: %s",
                         tp_refusal_words(step->refusal));
    if (status == TP_OK && step->event) {
        tp_exchange_lock(step->exchange);
        reply(step, call);
        tp_exchange_unlock(step->exchange);
    }
    tp_event_free(&step->event);
    return status;
}

/* ---- proposals ----------------------------------------------------------------------------------------------------
 */

/* The history that an amendment continues. */
static tp_status find_amended(struct step *step, const struct tp_terms *terms, struct tp_diag *diag)
{
    if (terms->version == 1)
        return TP_OK;
    for (size_t i = 0; i < tp_organisation_history_count(step->organisation); i++) {
        const struct tp_history *history = tp_organisation_history_at(step->organisation, i);

        if (tp_history_find_version(history, terms->amends))
            step->history = history;
    }
    return step->history
               ? TP_OK
               : tp_fail(diag, TP_E_NOT_FOUND, "amends", -1, "the version that it amends was not proposed here");
}

static tp_status make_proposal(struct step *step, const struct tp_terms *terms, const char *reason,
                               struct tp_diag *diag)
{
    size_t size_bytes;
    const char *document = tp_terms_document(terms, &size_bytes);
    tp_status status = find_amended(step, terms, diag);

    if (status == TP_OK)
        status = new_event(step, terms, TP_EVENT_PROPOSE, tp_organisation_config(step->organisation)->id, diag);
    if (status != TP_OK)
        return status;
    step->event->document = strndup(document, size_bytes);
    step->event->document_bytes = size_bytes;
    if (!step->event->document)
        return tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for the document");
    status = copy_text(reason, REASON_MAX, "reason", &step->event->reason, diag);
    return status == TP_OK ? sign(step, diag) : status;
}

static tp_status read_terms(const struct tp_json_value *input, struct tp_terms **out, struct tp_diag *diag)
{
    const struct tp_json_value *document = tp_json_member(input, "document");
    struct tp_buffer text;
    tp_status status;

    *out = NULL;
    if (!document || tp_json_kind(document) != TP_JSON_OBJECT)
        return tp_fail(diag, TP_E_FORMAT, "document", -1, "the agreement's document is missing");
    tp_buffer_init(&text);
    status = tp_json_value_canonical(document, &text, diag);
    if (status == TP_OK)
        status = tp_terms_parse(text.data, text.size_bytes, out, diag);
    tp_buffer_deinit(&text);
    return status;
}

tp_status tp_office_propose(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    const char *reason = tp_json_to_text(tp_json_member(call->input, "reason"));
    struct tp_terms *terms;
    struct step step;
    tp_status status = read_terms(call->input, &terms, diag);

    if (status == TP_OK)
        status = tp_exchange_begin(exchange, diag);
    if (status != TP_OK) {
        tp_terms_free(&terms);
        return status;
    }
    step_begin(exchange, call->actor.account, &step);
    status = step_end(&step, call, make_proposal(&step, terms, reason, diag), diag);
    tp_terms_free(&terms);
    return status;
}

/* ---- steps by the organisation's own key --------------------------------------------------------------------------
 */

struct wish {
    enum tp_event_kind kind;
    const char *version, *reason, *as; /* NULL for none */
};

static tp_status read_wish(const struct tp_json_value *input, struct wish *out, struct tp_diag *diag)
{
    const char *step = tp_json_to_text(tp_json_member(input, "step"));
    const int kind = step ? tp_vocabulary_find(&tp_events, step) : -1;
    bool for_jurisdiction;

    *out = (struct wish){.version = tp_json_to_text(tp_json_member(input, "version")),
                         .reason = tp_json_to_text(tp_json_member(input, "reason")),
                         .as = tp_json_to_text(tp_json_member(input, "as"))};
    if (kind < 0 || kind == TP_EVENT_PROPOSE || (kind >= TP_EVENT_COMMENT && kind <= TP_EVENT_HEARING))
        return tp_fail(diag, TP_E_FORMAT, "step", -1,
                       "it must be notice, sign, activate, suspend, resume, terminate, join or leave");
    out->kind = (enum tp_event_kind)kind;
    for_jurisdiction = kind == TP_EVENT_JOIN || kind == TP_EVENT_LEAVE;
    if (for_jurisdiction && !out->as)
        return tp_fail(diag, TP_E_FORMAT, "as", -1, "the code of the jurisdiction that joins or leaves is missing");
    if (out->as && !for_jurisdiction && kind != TP_EVENT_SUSPEND && kind != TP_EVENT_RESUME)
        return tp_fail(diag, TP_E_FORMAT, "as", -1, "a jurisdiction joins, leaves, suspends and resumes only");
    if (out->as && !tp_jurisdiction_is_code(out->as))
        return tp_fail(diag, TP_E_FORMAT, "as", -1, "it must be the code of a jurisdiction, such as US-NY-109");
    return TP_OK;
}

static bool is_of_current_version(enum tp_event_kind kind)
{
    return kind == TP_EVENT_RESUME || kind == TP_EVENT_JOIN;
}

static tp_status make_step(struct step *step, const struct tp_call *call, const struct wish *wish, struct tp_diag *diag)
{
    const char *own = tp_organisation_config(step->organisation)->id;
    const struct tp_step_signer who = {wish->as ? wish->as : own,
                                       tp_signer_public(tp_organisation_signer(step->organisation))};
    const struct tp_terms *version;
    tp_status status = tp_office_history(step->exchange, call, &step->history, diag);

    if (status != TP_OK)
        return status;
    status = tp_event_is_stop(wish->kind)
                 ? tp_version_for_stop(step->history, step->now_s, wish->version, &who, &version, diag)
                 : tp_version_choose(step->history, step->now_s, wish->version, is_of_current_version(wish->kind),
                                     &version, diag);
    if (status == TP_OK)
        status = new_event(step, version, wish->kind, who.by, diag);
    if (status == TP_OK)
        status = copy_text(wish->reason, REASON_MAX, "reason", &step->event->reason, diag);
    return status == TP_OK ? sign(step, diag) : status;
}

tp_status tp_office_take_step(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    struct wish wish;
    struct step step;
    tp_status status = read_wish(call->input, &wish, diag);

    if (status == TP_OK)
        status = tp_exchange_begin(exchange, diag);
    if (status != TP_OK)
        return status;
    step_begin(exchange, call->actor.account, &step);
    return step_end(&step, call, make_step(&step, call, &wish, diag), diag);
}

/* ---- what the public said -----------------------------------------------------------------------------------------
 */

static tp_status read_statement(const struct tp_call *call, struct tp_office_statement *out, struct tp_diag *diag)
{
    static const struct tp_office_range names = {0, UINT32_MAX, 0};
    const char *kind = tp_office_query(call, "kind");
    const int place = kind ? tp_vocabulary_find(&tp_events, kind) : -1;
    uint64_t sign_ons = 0;
    tp_status status;

    *out = (struct tp_office_statement){.account = call->actor.account,
                                        .agreement = call->values[0],
                                        .version = tp_office_query(call, "version"),
                                        .title = tp_office_query(call, "title"),
                                        .data = call->body,
                                        .size_bytes = call->body_bytes};
    if (place < TP_EVENT_COMMENT || place > TP_EVENT_HEARING)
        return tp_fail(diag, TP_E_ARGUMENT, "kind", -1, "it must be comment, petition or hearing");
    out->kind = (enum tp_event_kind)place;
    if (!out->title || out->title[0] == '\0')
        return tp_fail(diag, TP_E_ARGUMENT, "title", -1, "what the file is, in a line, is missing");
    if (call->body_bytes == 0)
        return tp_fail(diag, TP_E_ARGUMENT, NULL, -1, "the file that was handed in is missing");
    if (out->kind == TP_EVENT_PETITION && !tp_office_query(call, "sign_ons"))
        return tp_fail(diag, TP_E_ARGUMENT, "sign_ons", -1, "how many names stand under the petition is missing");
    status = tp_office_number(call, "sign_ons", &names, &sign_ons, diag);
    out->sign_ons = (uint32_t)sign_ons;
    return status;
}

static tp_status make_statement(struct step *step, const struct tp_office_statement *statement, struct tp_diag *diag)
{
    const struct tp_call call = {.values = {statement->agreement}};
    const struct tp_terms *version;
    tp_status status = tp_office_history(step->exchange, &call, &step->history, diag);

    if (status == TP_OK)
        status = tp_version_choose(step->history, step->now_s, statement->version, false, &version, diag);
    if (status == TP_OK)
        status = new_event(step, version, statement->kind, tp_organisation_config(step->organisation)->id, diag);
    if (status == TP_OK)
        status = copy_text(statement->title, TITLE_MAX, "title", &step->event->attachment_title, diag);
    if (status == TP_OK)
        status = tp_organisation_attach(step->organisation, statement->data, statement->size_bytes, step->now_s,
                                        step->event->attachment_sha256, diag);
    if (status == TP_OK && statement->kind == TP_EVENT_PETITION)
        step->event->sign_ons = statement->sign_ons;
    return status == TP_OK ? sign(step, diag) : status;
}

tp_status tp_office_put_statement(struct tp_exchange *exchange, const struct tp_office_statement *statement,
                                  char event[TP_HASH_TEXT_BYTES], enum tp_refusal *refusal, struct tp_diag *diag)
{
    struct step step;
    tp_status status;

    event[0] = '\0';
    step_begin(exchange, statement->account, &step);
    status = make_statement(&step, statement, diag);
    if (status == TP_OK)
        status = take(&step, diag);
    *refusal = step.refusal;
    if (status == TP_OK && step.refusal == TP_REFUSAL_NONE)
        snprintf(event, TP_HASH_TEXT_BYTES, "%s", step.event->hash);
    tp_event_free(&step.event);
    return status;
}

tp_status tp_office_register_statement(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    struct tp_office_statement statement;
    struct step step;
    tp_status status = read_statement(call, &statement, diag);

    if (status == TP_OK)
        status = tp_exchange_begin(exchange, diag);
    if (status != TP_OK)
        return status;
    step_begin(exchange, call->actor.account, &step);
    return step_end(&step, call, make_statement(&step, &statement, diag), diag);
}

/* ---- events that were signed elsewhere ----------------------------------------------------------------------------
 */

tp_status tp_office_accept_event(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    struct step step;
    struct tp_event *event;
    tp_status status = tp_event_parse(call->body ? call->body : "", call->body_bytes, &event, diag);

    if (status != TP_OK)
        return status;
    status = tp_exchange_begin(exchange, diag);
    if (status != TP_OK) {
        tp_event_free(&event);
        return status;
    }
    step_begin(exchange, call->actor.account, &step);
    step.how = "handed-in";
    step.event = event;
    return step_end(&step, call, TP_OK, diag);
}
