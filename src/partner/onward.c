/* SPDX-License-Identifier: Apache-2.0 */
/* Passing on what was received. A releasing officer who neither booked nor examined the person asks for it; then a
 * discretion review is opened, as for a release, and who decides that has read it and answers for it. The agreement by
 * which it came is asked before and after, and the label binds: the same agreement, the same purpose, no longer than it
 * says. Record "onward", "LEG RECIPIENT":
 *
 *   denied                     the terms do not allow it, whatever anybody decides
 *   considering -> withheld    declined
 *               -> denied, sending -> sent, denied, unreached
 */
#include <stdio.h>
#include <string.h>

#include "partner/parts.h"
#include "review/review.h"

/* What is asked for, and what a person has decided about it. */
struct wish {
    char recipient[TP_ID_MAX];
    uint64_t considered, fields;
    bool reason_written;
    enum tp_discretion decision;
    int64_t until_s; /* of the label */
};

static void name_of(const struct tp_entry *leg, const char *recipient, char out[TP_EXCHANGE_NAME_BYTES])
{
    snprintf(out, TP_EXCHANGE_NAME_BYTES, "%.32s %.63s", leg->name, recipient);
}

static void owner_of(const struct tp_entry *leg, char out[TP_OWNER_BYTES])
{
    snprintf(out, TP_OWNER_BYTES, "leg/%.32s", leg->name);
}

/* ---- asking the agreement ----------------------------------------------------------------------------------------
 */

static tp_status ask(struct tp_exchange *exchange, const struct tp_entry *leg, const struct wish *wish, bool log,
                     struct tp_decision *out, struct tp_diag *diag)
{
    char owner[TP_OWNER_BYTES];
    struct tp_facts facts;
    struct tp_request asked;
    const struct tp_question question = {owner, facts.agreement, facts.jurisdiction, leg->name, &asked};
    int64_t left_s = wish->until_s - tp_exchange_now(exchange);

    owner_of(leg, owner);
    tp_facts_get(tp_json_root(leg->content), &facts);
    tp_facts_ask(&facts, TP_STAGE_ONWARD, &asked);
    asked.from = tp_exchange_config(exchange)->id;
    asked.recipient = wish->recipient;
    asked.considered = wish->considered;
    asked.reason_written = wish->reason_written;
    asked.discretion = wish->decision;
    asked.fields = wish->fields;
    asked.retention_days = left_s < 0 ? -1 : left_s / TP_PARTNER_DAY_S;
    return log ? tp_partner_decide(exchange, &question, out, diag) : tp_partner_preview(exchange, &question, out, diag);
}

/* ---- sending ----------------------------------------------------------------------------------------------------- */

/* Of what was received, those of FIELDS, as the object NAME. */
static tp_status copy_fields(struct tp_exchange *exchange, const struct tp_entry *leg, uint64_t fields,
                             const char *name, struct tp_json *json, struct tp_diag *diag)
{
    tp_status status;

    tp_json_object(json, name);
    status = tp_leg_person(exchange, leg->name, fields, json, diag);
    tp_json_close(json);
    return status;
}

static tp_status queue(struct tp_exchange *exchange, const struct tp_entry *leg, const struct wish *wish,
                       const char *about, struct tp_diag *diag)
{
    char owner[TP_OWNER_BYTES];
    struct tp_outgoing out = {
        .link = leg->name, .owner = owner, .about = about, .fields = wish->fields, .onward = true};
    struct tp_facts facts;
    struct tp_json *json;
    tp_status status =
        tp_queue_prepare(exchange, TP_MESSAGE_RELEASE, wish->recipient, TP_HOUSEKEEPING_DAYS, &out.message, diag);

    owner_of(leg, owner);
    tp_facts_get(tp_json_root(leg->content), &facts);
    out.county = facts.jurisdiction;
    snprintf(out.message.agreement, sizeof out.message.agreement, "%s", facts.version);
    out.message.purpose = out.message.label.purpose = facts.purpose;
    memcpy(out.message.label.agreement, out.message.agreement, sizeof out.message.label.agreement);
    memcpy(out.message.label.disclosure, out.message.id, sizeof out.message.label.disclosure);
    out.message.label.expires_s = wish->until_s;
    out.message.expires_s = TP_MIN(out.message.expires_s, wish->until_s);
    if (status == TP_OK)
        status = tp_message_open(&out.message, &json, diag);
    if (status != TP_OK)
        return status;
    tp_json_flag(json, "onward", true);
    tp_json_text(json, "sender", facts.sender);
    tp_json_text(json, "repository", facts.repository);
    tp_json_text(json, "jurisdiction", facts.jurisdiction);
    tp_json_text(json, "offence", tp_facts_level(facts.offence));
    tp_json_text(json, "conviction", tp_facts_level(facts.conviction));
    tp_message_put_words(json, "categories", &tp_categories, facts.categories);
    tp_json_flag(json, "categories_known", facts.categories_known);
    status = copy_fields(exchange, leg, wish->fields, "fields", json, diag);
    if (status != TP_OK) {
        tp_json_free(&json);
        return status;
    }
    return tp_queue_add(exchange, &out, &json, diag);
}

/* ---- on record --------------------------------------------------------------------------------------------------- */

/* What does not change once it was asked for. */
static void put_wish(const struct tp_entry *leg, const struct wish *wish, const char *account, struct tp_json *json)
{
    tp_json_text(json, "leg", leg->name);
    tp_json_text(json, "recipient", wish->recipient);
    tp_json_text(json, "account", account);
    tp_message_put_words(json, "fields", &tp_fields, wish->fields);
}

/* A new record, or in place of one that came to nothing. */
static tp_status keep(struct tp_exchange *exchange, const struct tp_entry *leg, const struct wish *wish,
                      const char *state, struct tp_json **json, struct tp_diag *diag)
{
    struct tp_entry entry;
    char name[TP_EXCHANGE_NAME_BYTES];
    bool found;
    tp_status status;

    name_of(leg, wish->recipient, name);
    status = tp_entry_find(exchange, "onward", name, &entry, &found, diag);
    if (status == TP_OK && found) {
        status = tp_record_put(exchange, "onward", &entry, state, json, diag);
    } else if (status == TP_OK) {
        entry.due_s = TP_STORE_NEVER;
        memcpy(entry.name, name, sizeof name);
        snprintf(entry.state, sizeof entry.state, "%s", state);
        snprintf(entry.link, sizeof entry.link, "%s", leg->name);
        status = tp_record_add(exchange, "onward", &entry, json, diag);
    } else {
        tp_json_free(json);
    }
    tp_entry_deinit(&entry);
    return status;
}

static const char *state_of(enum tp_effect effect)
{
    return effect == TP_EFFECT_ALLOWED ? "sending" : effect == TP_EFFECT_WITHHELD ? "withheld" : "denied";
}

/* ---- asking a person --------------------------------------------------------------------------------------------- */

static tp_status make_facts(struct tp_exchange *exchange, const struct tp_entry *leg, const struct wish *wish,
                            struct tp_json **out, struct tp_diag *diag)
{
    char until[TP_TIME_TEXT_BYTES];
    struct tp_facts facts;
    tp_status status = tp_json_new(out, diag);

    if (status != TP_OK)
        return status;
    tp_facts_get(tp_json_root(leg->content), &facts);
    tp_time_format(wish->until_s, until);
    tp_json_text(*out, "received_from", tp_entry_text(leg, "partner"));
    tp_json_text(*out, "received", tp_entry_text(leg, "since"));
    tp_json_text(*out, "until", until);
    tp_json_text(*out, "jurisdiction", facts.jurisdiction);
    tp_json_text(*out, "sender", facts.sender);
    tp_json_text(*out, "repository", facts.repository);
    tp_json_text(*out, "offence", tp_facts_level(facts.offence));
    tp_json_text(*out, "conviction", tp_facts_level(facts.conviction));
    tp_message_put_words(*out, "categories", &tp_categories, facts.categories);
    status = copy_fields(exchange, leg, wish->fields, "released", *out, diag);
    if (status != TP_OK)
        tp_json_free(out);
    return status;
}

static tp_status open_review(struct tp_exchange *exchange, const struct tp_entry *leg, const struct wish *wish,
                             char id[TP_EXCHANGE_ID_BYTES], struct tp_diag *diag)
{
    char owner[TP_OWNER_BYTES], name[TP_EXCHANGE_NAME_BYTES];
    struct tp_facts facts;
    struct tp_json *shown;
    struct tp_discretion_spec spec = {
        .owner = owner, .then = "partner.onward", .about = name, .recipient = wish->recipient};
    tp_status status = make_facts(exchange, leg, wish, &shown, diag);

    if (status != TP_OK)
        return status;
    owner_of(leg, owner);
    name_of(leg, wish->recipient, name);
    tp_facts_get(tp_json_root(leg->content), &facts);
    spec.agreement = facts.version;
    spec.jurisdiction = facts.jurisdiction;
    spec.level = tp_facts_level(facts.conviction);
    spec.circumstances = wish->considered;
    spec.facts = shown;
    status = tp_discretion_open(exchange, &spec, id, diag);
    tp_json_free(&shown);
    return status;
}

/* ---- the operation ----------------------------------------------------------------------------------------------- */

static tp_status read_wish(const struct tp_json_value *input, struct wish *out, struct tp_diag *diag)
{

    memset(out, 0, sizeof *out);
    tp_message_text(input, "recipient", out->recipient, sizeof out->recipient);
    if (tp_json_only(input, "recipient fields", NULL) != TP_OK || !out->recipient[0])
        return tp_fail(diag, TP_E_FORMAT, "recipient", -1, "must be the id of an organisation");
    if (!tp_message_words(tp_json_member(input, "fields"), &tp_fields, &out->fields) || out->fields == 0)
        return tp_fail(diag, TP_E_FORMAT, "fields", -1, "must be a list of fields");
    return TP_OK;
}

/* One that is being considered, was decided by a person, or went, is not asked for again. */
static tp_status check_new(struct tp_exchange *exchange, const struct tp_entry *leg, const char *recipient,
                           struct tp_diag *diag)
{
    char name[TP_EXCHANGE_NAME_BYTES];
    struct tp_entry entry;
    bool found;
    tp_status status;

    name_of(leg, recipient, name);
    status = tp_entry_find(exchange, "onward", name, &entry, &found, diag);
    if (status == TP_OK && found && strcmp(entry.state, "denied") != 0 && strcmp(entry.state, "unreached") != 0)
        status = tp_fail(diag, TP_E_CONFLICT, "recipient", -1, "it was asked for before, and is %s", entry.state);
    tp_entry_deinit(&entry);
    return status;
}

static tp_status check(struct tp_exchange *exchange, const struct tp_call *call, const struct tp_entry *leg,
                       struct wish *wish, struct tp_diag *diag)
{
    char owner[TP_OWNER_BYTES];
    uint64_t received = 0;
    bool may = false;
    tp_status status;

    owner_of(leg, owner);
    (void)tp_message_words(tp_json_member(tp_json_root(leg->content), "fields"), &tp_fields, &received);
    if (strcmp(leg->state, "match") != 0 || !tp_leg_until(leg, &wish->until_s))
        return tp_fail(diag, TP_E_CONFLICT, "leg", -1, "nothing about a person was received by it");
    if (!tp_partner_find(exchange, wish->recipient))
        return tp_fail(diag, TP_E_ARGUMENT, "recipient", -1, "is no partner here");
    if (wish->fields & ~received)
        return tp_fail(diag, TP_E_ARGUMENT, "fields", -1, "has something that was not received");
    status = tp_discretion_may_decide(exchange, &call->actor, owner, &may, diag);
    if (status == TP_OK && !may)
        status = tp_fail(diag, TP_E_DENIED, "leg", -1, "who booked or examined in a case passes nothing of it on");
    return status == TP_OK ? check_new(exchange, leg, wish->recipient, diag) : status;
}

/* What could be done if a person considered everything and decided for it. */
static tp_status preview(struct tp_exchange *exchange, const struct tp_entry *leg, struct wish *wish,
                         struct tp_decision *out, struct tp_diag *diag)
{
    const struct tp_history *history;
    const struct tp_terms *terms = tp_partner_terms(exchange, tp_entry_text(leg, "version"), &history);

    wish->considered = terms ? terms->circumstances : 0;
    wish->reason_written = true;
    wish->decision = TP_DISCRETION_RELEASE;
    return ask(exchange, leg, wish, false, out, diag);
}

static tp_status begin(struct tp_exchange *exchange, struct tp_call *call, const struct tp_entry *leg,
                       struct wish *wish, struct tp_diag *diag)
{
    char id[TP_EXCHANGE_ID_BYTES] = "";
    struct tp_decision decision;
    struct tp_json *json;
    bool allowed;
    tp_status status = preview(exchange, leg, wish, &decision, diag);

    allowed = status == TP_OK && decision.effect == TP_EFFECT_ALLOWED;
    if (status == TP_OK)
        status = allowed ? open_review(exchange, leg, wish, id, diag) : ask(exchange, leg, wish, true, &decision, diag);
    if (status == TP_OK)
        status = tp_json_new(&json, diag);
    if (status != TP_OK)
        return status;
    put_wish(leg, wish, call->actor.account, json);
    tp_json_text(json, "discretion", id);
    tp_partner_put_clauses(&decision, json);
    tp_json_text(call->reply, "state", allowed ? "considering" : state_of(decision.effect));
    tp_partner_put_clauses(&decision, call->reply);
    if (allowed)
        tp_json_text(call->reply, "discretion", id);
    return keep(exchange, leg, wish, allowed ? "considering" : state_of(decision.effect), &json, diag);
}

tp_status tp_operation_pass_on(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    struct tp_entry leg = {0};
    struct wish wish;
    tp_status status = read_wish(call->input, &wish, diag);

    if (status == TP_OK)
        status = tp_exchange_begin(exchange, diag);
    if (status != TP_OK)
        return status;
    status = tp_entry_get(exchange, "leg", call->values[0], &leg, diag);
    if (status == TP_OK)
        status = check(exchange, call, &leg, &wish, diag);
    if (status == TP_OK)
        status = tp_access_note(exchange, call, tp_entry_text(&leg, "owner"), "asked to pass it on", diag);
    if (status == TP_OK)
        status = begin(exchange, call, &leg, &wish, diag);
    tp_entry_deinit(&leg);
    call->status = 202;
    return tp_exchange_end(exchange, status, diag);
}

/* ---- decided ----------------------------------------------------------------------------------------------------- */

/* A wish on record with the leg that it is about. */
struct pair {
    struct tp_entry onward, leg;
    struct wish wish;
    bool found;
};

static void pair_deinit(struct pair *pair)
{
    tp_entry_deinit(&pair->onward);
    tp_entry_deinit(&pair->leg);
}

static tp_status find_pair(struct tp_exchange *exchange, const char *name, struct pair *out, struct tp_diag *diag)
{
    const struct tp_json_value *root;
    tp_status status;

    memset(out, 0, sizeof *out);
    status = tp_entry_find(exchange, "onward", name, &out->onward, &out->found, diag);
    if (status == TP_OK && out->found)
        status = tp_entry_find(exchange, "leg", tp_entry_text(&out->onward, "leg"), &out->leg, &out->found, diag);
    if (status != TP_OK || !out->found)
        return status;
    root = tp_json_root(out->onward.content);
    snprintf(out->wish.recipient, sizeof out->wish.recipient, "%s", tp_entry_text(&out->onward, "recipient"));
    (void)tp_message_words(tp_json_member(root, "considered"), &tp_circumstances, &out->wish.considered);
    (void)tp_message_words(tp_json_member(root, "fields"), &tp_fields, &out->wish.fields);
    out->wish.reason_written = true;
    out->wish.decision = TP_DISCRETION_RELEASE;
    out->found = tp_leg_until(&out->leg, &out->wish.until_s);
    return TP_OK;
}

static tp_status decide(struct tp_exchange *exchange, struct pair *pair, const struct tp_discretion_outcome *outcome,
                        struct tp_diag *diag)
{
    struct tp_decision decision;
    struct tp_json *json;
    tp_status status;

    pair->wish.considered = outcome->considered;
    pair->wish.reason_written = outcome->reason_written;
    pair->wish.decision = outcome->decision;
    status = ask(exchange, &pair->leg, &pair->wish, true, &decision, diag);
    if (status == TP_OK && decision.effect == TP_EFFECT_ALLOWED)
        status = queue(exchange, &pair->leg, &pair->wish, pair->onward.name, diag);
    if (status == TP_OK)
        status = tp_entry_edit(&pair->onward, &json, diag);
    if (status != TP_OK)
        return status;
    tp_message_put_words(json, "considered", &tp_circumstances, outcome->considered);
    tp_partner_put_clauses(&decision, json);
    return tp_record_put(exchange, "onward", &pair->onward, state_of(decision.effect), &json, diag);
}

tp_status tp_onward_job(struct tp_exchange *exchange, struct tp_job *job, const char *about, struct tp_diag *diag)
{
    struct tp_discretion_outcome outcome = {0};
    struct pair pair;
    tp_status status = tp_exchange_begin(exchange, diag);

    if (status != TP_OK)
        return status;
    status = find_pair(exchange, about, &pair, diag);
    if (status == TP_OK && pair.found && strcmp(pair.onward.state, "considering") == 0) {
        status = tp_discretion_outcome(exchange, tp_entry_text(&pair.onward, "discretion"), &outcome, diag);
        if (status == TP_OK && outcome.decided)
            status = decide(exchange, &pair, &outcome, diag);
    }
    pair_deinit(&pair);
    return tp_job_end(exchange, job, status, diag);
}

/* ---- on its way -------------------------------------------------------------------------------------------------- */

tp_status tp_onward_may_go(struct tp_exchange *exchange, const struct tp_entry *entry, bool log, bool *out,
                           struct tp_diag *diag)
{
    struct tp_decision decision;
    struct pair pair;
    tp_status status = find_pair(exchange, tp_entry_text(entry, "about"), &pair, diag);

    *out = false;
    if (status == TP_OK && pair.found) {
        status = ask(exchange, &pair.leg, &pair.wish, log, &decision, diag);
        *out = status == TP_OK && decision.effect == TP_EFFECT_ALLOWED;
    }
    pair_deinit(&pair);
    return status;
}
