/* SPDX-License-Identifier: Apache-2.0 */
/* Answers to partners: once the examiners are done here and, unless they identified somebody, every hop has ended. The
 * terms are asked again, at this moment and once more before each attempt to deliver. A match that the terms withhold
 * is answered as if there were none, if the terms allow that answer: the partner is not to learn that there is one. */
#include <stdio.h>
#include <string.h>

#include "partner/parts.h"
#include "person/person.h"

/* ---- what was found ---------------------------------------------------------------------------------------------- */

void tp_match_get(const struct tp_entry *request, struct tp_match *out)
{
    memset(out, 0, sizeof *out);
    out->own = strcmp(tp_entry_text(request, "own"), "match") == 0;
    snprintf(out->subject, sizeof out->subject, "%s", tp_entry_text(request, "subject"));
    snprintf(out->leg, sizeof out->leg, "%s", out->own ? "" : tp_entry_text(request, "hop"));
    out->match = out->own || out->leg[0];
    out->examiners = (unsigned)TP_CLAMP(tp_entry_integer(request, "examiners", 0), 0, INT16_MAX);
}

/* What this organisation knows of the person itself counts beside what the sender says. */
tp_status tp_match_facts(struct tp_exchange *exchange, const struct tp_match *match, struct tp_facts *facts,
                         struct tp_diag *diag)
{
    struct tp_subject_facts known;
    tp_status status;

    if (!match->own)
        return TP_OK;
    status = tp_subject_facts(exchange, match->subject, &known, diag);
    if (status != TP_OK)
        return status;
    facts->conviction = TP_MAX(facts->conviction, known.conviction);
    facts->categories |= known.categories;
    tp_subject_facts_deinit(&known);
    return TP_OK;
}

tp_status tp_match_person(struct tp_exchange *exchange, const struct tp_match *match, uint64_t fields,
                          struct tp_json *into, struct tp_diag *diag)
{
    return match->own ? tp_subject_person(exchange, match->subject, fields, into, diag)
                      : tp_leg_person(exchange, match->leg, fields, into, diag);
}

/* ---- may it be told? --------------------------------------------------------------------------------------------- */

static tp_status ask(struct tp_exchange *exchange, const struct tp_entry *request, bool match, bool log,
                     struct tp_decision *out, struct tp_diag *diag)
{
    const struct tp_history *history;
    const struct tp_terms *terms;
    char owner[TP_OWNER_BYTES];
    struct tp_facts facts;
    struct tp_match found;
    struct tp_request asked;
    const struct tp_question question = {owner, facts.agreement, facts.jurisdiction, request->name, &asked};
    tp_status status = TP_OK;

    snprintf(owner, sizeof owner, "request/%.32s", request->name);
    tp_facts_get(tp_json_root(request->content), &facts);
    tp_match_get(request, &found);
    terms = tp_partner_terms(exchange, facts.version, &history);
    if (match)
        status = tp_match_facts(exchange, &found, &facts, diag);
    if (status != TP_OK)
        return status;
    tp_facts_ask(&facts, TP_STAGE_ANSWER, &asked);
    asked.match = match;
    asked.examiners = match ? found.examiners : 0;
    asked.fields = match && terms ? terms->fields : 0;
    return log ? tp_partner_decide(exchange, &question, out, diag) : tp_partner_preview(exchange, &question, out, diag);
}

/* ---- telling it -------------------------------------------------------------------------------------------------- */

static tp_status put_match(struct tp_exchange *exchange, const struct tp_match *match, uint64_t fields,
                           struct tp_json *json, struct tp_diag *diag)
{
    tp_status status;

    tp_json_integer(json, "examiners", match->examiners);
    tp_json_object(json, "fields");
    status = tp_match_person(exchange, match, fields, json, diag);
    tp_json_close(json);
    return status;
}

/* What a hop told keeps the label that it came with, where that ends before this agreement's time. */
static tp_status set_label(struct tp_exchange *exchange, const struct tp_match *match, const struct tp_terms *terms,
                           struct tp_message *message, struct tp_diag *diag)
{
    struct tp_label *label = &message->label;
    struct tp_entry leg;
    bool found = false;
    int64_t until_s;
    tp_status status = TP_OK;

    snprintf(label->agreement, sizeof label->agreement, "%s", message->agreement);
    snprintf(label->disclosure, sizeof label->disclosure, "%s", message->id);
    label->purpose = message->purpose;
    label->expires_s = message->time_s + (int64_t)(terms ? terms->retention_days : 0) * TP_PARTNER_DAY_S;
    if (!match->leg[0])
        return TP_OK;
    status = tp_entry_find(exchange, "leg", match->leg, &leg, &found, diag);
    if (status == TP_OK && found && tp_leg_until(&leg, &until_s))
        label->expires_s = TP_MIN(label->expires_s, until_s);
    tp_entry_deinit(&leg);
    return status;
}

/* So that erasing or correcting it reaches who is told of it now. */
static tp_status note_told(struct tp_exchange *exchange, const struct tp_match *match, const char *owner,
                           struct tp_diag *diag)
{
    char leg[TP_OWNER_BYTES];

    if (match->own)
        return tp_subject_told(exchange, match->subject, owner, diag);
    snprintf(leg, sizeof leg, "leg/%.32s", match->leg);
    return tp_owner_told(exchange, leg, owner, diag);
}

static tp_status queue_answer(struct tp_exchange *exchange, const struct tp_entry *request, bool match,
                              struct tp_diag *diag)
{
    const struct tp_history *history;
    char owner[TP_OWNER_BYTES];
    struct tp_outgoing out = {.link = request->name, .owner = owner, .about = request->name};
    const struct tp_terms *terms;
    struct tp_facts facts;
    struct tp_match found;
    struct tp_json *json;
    tp_status status = tp_queue_prepare(exchange, TP_MESSAGE_ANSWER, request->link, TP_ANSWER_DAYS, &out.message, diag);

    snprintf(owner, sizeof owner, "request/%.32s", request->name);
    tp_facts_get(tp_json_root(request->content), &facts);
    tp_match_get(request, &found);
    terms = tp_partner_terms(exchange, facts.version, &history);
    out.county = facts.jurisdiction;
    out.fields = match && terms ? terms->fields : 0;
    snprintf(out.message.in_reply_to, sizeof out.message.in_reply_to, "%s", tp_request_message(request));
    snprintf(out.message.agreement, sizeof out.message.agreement, "%s", facts.version);
    out.message.purpose = facts.purpose;
    out.message.expires_s = tp_request_answer_by(exchange, request);
    if (status == TP_OK)
        status = set_label(exchange, match ? &found : &(struct tp_match){0}, terms, &out.message, diag);
    if (match)
        out.message.expires_s = TP_MIN(out.message.expires_s, out.message.label.expires_s);
    if (status == TP_OK)
        status = tp_message_open(&out.message, &json, diag);
    if (status != TP_OK)
        return status;
    tp_json_text(json, "outcome", match ? "match" : "no-match");
    if (match)
        status = put_match(exchange, &found, out.fields, json, diag);
    if (status == TP_OK && match)
        status = note_told(exchange, &found, owner, diag);
    if (status != TP_OK) {
        tp_json_free(&json);
        return status;
    }
    return tp_queue_add(exchange, &out, &json, diag);
}

/* OUTCOME is what came of it here, for the auditor; what the partner is told may be less. */
static tp_status answer(struct tp_exchange *exchange, struct tp_entry *request, const char *outcome, bool match,
                        struct tp_diag *diag)
{
    struct tp_json *json;
    tp_status status = queue_answer(exchange, request, match, diag);

    if (status == TP_OK)
        status = tp_entry_edit(request, &json, diag);
    if (status != TP_OK)
        return status;
    tp_json_text(json, "outcome", outcome);
    tp_json_flag(json, "told", match);
    return tp_record_put(exchange, "request", request, "answering", &json, diag);
}

static tp_status decide(struct tp_exchange *exchange, struct tp_entry *request, struct tp_diag *diag)
{
    struct tp_decision decision;
    struct tp_facts facts;
    struct tp_match found;
    bool withheld;
    tp_status status;

    tp_match_get(request, &found);
    tp_facts_get(tp_json_root(request->content), &facts);
    status = ask(exchange, request, found.match, true, &decision, diag);
    if (status != TP_OK)
        return status;
    withheld = decision.effect == TP_EFFECT_WITHHELD;
    if (withheld)
        status = ask(exchange, request, false, true, &decision, diag);
    if (status == TP_OK && decision.effect != TP_EFFECT_ALLOWED)
        return tp_request_refuse(exchange, request, &facts, "answer", NULL, diag);
    if (status != TP_OK)
        return status;
    return answer(exchange, request,
                  withheld      ? "withheld"
                  : found.match ? "match"
                                : "no-match",
                  found.match && !withheld, diag);
}

/* ---- hops -------------------------------------------------------------------------------------------------------- */

struct best {
    struct tp_exchange *exchange;
    char leg[TP_EXCHANGE_ID_BYTES];
    int64_t examiners;
};

static tp_status count_blob(void *context, const char *name, struct tp_diag *diag)
{
    size_t *count = context;

    (void)name;
    (void)diag;
    ++*count;
    return TP_OK;
}

/* What may not be kept any more, or has been erased, cannot be told either. */
static tp_status look_at_leg(void *context, const struct tp_entry *leg, struct tp_diag *diag)
{
    struct best *best = context;
    char owner[TP_OWNER_BYTES];
    size_t count = 0;
    int64_t until_s;
    tp_status status;

    if (strcmp(leg->state, "match") != 0 || best->leg[0] || !tp_leg_until(leg, &until_s) ||
        until_s <= tp_exchange_now(best->exchange))
        return TP_OK;
    snprintf(owner, sizeof owner, "leg/%.32s", leg->name);
    status = tp_blob_each(best->exchange, owner, count_blob, &count, diag);
    if (status == TP_OK && count > 0) {
        snprintf(best->leg, sizeof best->leg, "%.32s", leg->name);
        best->examiners = tp_entry_integer(leg, "examiners", 0);
    }
    return status;
}

/* What the hops found matters where nothing was found here. */
static tp_status take_hops(struct tp_exchange *exchange, struct tp_entry *request, struct tp_diag *diag)
{
    const struct tp_store_query query = {.kind = "leg", .link = request->name, .due_until_s = TP_STORE_NEVER};
    struct best best = {exchange, {0}, 0};
    struct tp_json *json;
    tp_status status;

    if (strcmp(tp_entry_text(request, "own"), "match") == 0)
        return TP_OK;
    status = tp_entry_each(exchange, &query, look_at_leg, &best, diag);
    if (status != TP_OK || !best.leg[0])
        return status;
    status = tp_entry_edit(request, &json, diag);
    if (status != TP_OK)
        return status;
    tp_json_text(json, "hop", best.leg);
    tp_json_integer(json, "examiners", best.examiners);
    return tp_record_put(exchange, "request", request, "answering", &json, diag);
}

/* Somebody who was identified and has been erased since is nobody whom anybody can be told of. */
static tp_status leave_erased(struct tp_exchange *exchange, struct tp_entry *request, struct tp_diag *diag)
{
    char current[TP_EXCHANGE_NAME_BYTES];
    struct tp_json *json;
    tp_status status;

    if (strcmp(tp_entry_text(request, "own"), "match") != 0)
        return TP_OK;
    status = tp_subject_current(exchange, tp_entry_text(request, "subject"), current, diag);
    if (status != TP_OK || current[0])
        return status;
    status = tp_entry_edit(request, &json, diag);
    if (status != TP_OK)
        return status;
    tp_json_text(json, "own", "none");
    tp_json_text(json, "subject", "");
    return tp_record_put(exchange, "request", request, "answering", &json, diag);
}

/* Reads the request again, as it is now. */
static tp_status refresh(struct tp_exchange *exchange, struct tp_entry *request, struct tp_diag *diag)
{
    char name[TP_EXCHANGE_NAME_BYTES];

    snprintf(name, sizeof name, "%s", request->name);
    tp_entry_deinit(request);
    memset(request, 0, sizeof *request);
    return tp_entry_get(exchange, "request", name, request, diag);
}

/* Somebody who is known here is answered about at once. For what the hops may find is waited, from before they were
 * asked. */
static tp_status is_waiting(struct tp_exchange *exchange, const struct tp_entry *request, bool *out,
                            struct tp_diag *diag)
{
    uint64_t open = 0;
    tp_status status = TP_OK;

    *out = false;
    if (strcmp(tp_entry_text(request, "own"), "match") == 0)
        return TP_OK;
    status = tp_legs_count_open(exchange, request->name, &open, diag);
    *out = open > 0 || strcmp(tp_entry_text(request, "hops"), "pending") == 0;
    return status;
}

static tp_status try_answer(struct tp_exchange *exchange, struct tp_entry *request, struct tp_diag *diag)
{
    bool waiting = false;
    tp_status status;

    if (strcmp(request->state, "answering") != 0 || tp_entry_text(request, "outcome")[0])
        return TP_OK;
    status = leave_erased(exchange, request, diag);
    if (status == TP_OK)
        status = refresh(exchange, request, diag);
    if (status == TP_OK)
        status = is_waiting(exchange, request, &waiting, diag);
    if (status != TP_OK || waiting)
        return status;
    status = take_hops(exchange, request, diag);
    if (status == TP_OK)
        status = refresh(exchange, request, diag);
    return status == TP_OK ? decide(exchange, request, diag) : status;
}

tp_status tp_answer_job(struct tp_exchange *exchange, struct tp_job *job, const char *about, struct tp_diag *diag)
{
    struct tp_entry request;
    bool found = false;
    tp_status status = tp_exchange_begin(exchange, diag);

    if (status != TP_OK)
        return status;
    status = tp_entry_find(exchange, "request", about, &request, &found, diag);
    if (status == TP_OK && found)
        status = try_answer(exchange, &request, diag);
    tp_entry_deinit(&request);
    return tp_job_end(exchange, job, status, diag);
}

/* ---- on its way -------------------------------------------------------------------------------------------------- */

static bool is_told(const struct tp_entry *request)
{
    return tp_entry_flag(request, "told");
}

tp_status tp_answer_may_go(struct tp_exchange *exchange, const struct tp_entry *entry, bool log, bool *out,
                           struct tp_diag *diag)
{
    struct tp_decision decision;
    struct tp_entry request;
    bool found;
    tp_status status = tp_entry_find(exchange, "request", tp_entry_text(entry, "about"), &request, &found, diag);

    *out = false;
    if (status == TP_OK && found && strcmp(request.state, "answering") == 0 &&
        !(is_told(&request) && tp_entry_flag(&request, "forgotten"))) {
        status = ask(exchange, &request, is_told(&request), log, &decision, diag);
        *out = status == TP_OK && decision.effect == TP_EFFECT_ALLOWED;
    }
    tp_entry_deinit(&request);
    return status;
}

tp_status tp_answer_arrived(struct tp_exchange *exchange, const struct tp_entry *entry, struct tp_diag *diag)
{
    struct tp_entry request;
    bool found;
    tp_status status = tp_entry_find(exchange, "request", tp_entry_text(entry, "about"), &request, &found, diag);

    if (status == TP_OK && found && strcmp(request.state, "answering") == 0) {
        if (is_told(&request) && !tp_entry_flag(&request, "forgotten"))
            status = tp_release_consider(exchange, &request, diag);
        if (status == TP_OK)
            status = tp_record_put(exchange, "request", &request, "done", NULL, diag);
    }
    tp_entry_deinit(&request);
    return status;
}

/* What may not be told any more is refused; whom nobody reaches is told nothing. */
tp_status tp_answer_given_up(struct tp_exchange *exchange, const struct tp_entry *entry, bool denied,
                             struct tp_diag *diag)
{
    struct tp_entry request;
    struct tp_facts facts;
    bool found;
    tp_status status = tp_entry_find(exchange, "request", tp_entry_text(entry, "about"), &request, &found, diag);

    if (status == TP_OK && found && strcmp(request.state, "answering") == 0) {
        tp_facts_get(tp_json_root(request.content), &facts);
        status = denied ? tp_request_refuse(exchange, &request, &facts, "answer", NULL, diag)
                        : tp_record_put(exchange, "request", &request, "done", NULL, diag);
    }
    tp_entry_deinit(&request);
    return status;
}
