/* SPDX-License-Identifier: Apache-2.0 */
/* Releases: match information for a recipient that the agreement names and that is neither its sender nor this
 * organisation. For every one a person is asked first, whether it enforces or not: nothing is released by itself.
 *
 *   considering -> denied, withheld, sending -> sent, denied, unreached
 */
#include <stdio.h>
#include <string.h>

#include "partner/parts.h"
#include "person/person.h"
#include "review/review.h"

static void owner_of(const char *request, char out[TP_OWNER_BYTES])
{
    snprintf(out, TP_OWNER_BYTES, "request/%.32s", request);
}

/* ---- asking a person --------------------------------------------------------------------------------------------- */

/* What the officer reads: the case and what would be released; no score, and nothing that recommends. */
static tp_status make_facts(struct tp_exchange *exchange, const struct tp_facts *facts, const struct tp_match *match,
                            uint64_t fields, struct tp_json **out, struct tp_diag *diag)
{
    tp_status status = tp_json_new(out, diag);

    if (status != TP_OK)
        return status;
    tp_json_text(*out, "jurisdiction", facts->jurisdiction);
    tp_json_text(*out, "sender", facts->sender);
    tp_json_text(*out, "offence", tp_facts_level(facts->offence));
    tp_json_text(*out, "conviction", tp_facts_level(facts->conviction));
    tp_message_put_words(*out, "categories", &tp_categories, facts->categories);
    tp_json_object(*out, "released");
    status = tp_match_person(exchange, match, fields, *out, diag);
    tp_json_close(*out);
    if (status != TP_OK)
        tp_json_free(out);
    return status;
}

static tp_status add_release(struct tp_exchange *exchange, const struct tp_entry *request, const char *recipient,
                             const char *discretion, struct tp_diag *diag)
{
    struct tp_entry entry = {.due_s = TP_STORE_NEVER};
    struct tp_json *json;
    tp_status status = tp_json_new(&json, diag);

    if (status != TP_OK)
        return status;
    tp_json_text(json, "request", request->name);
    tp_json_text(json, "recipient", recipient);
    tp_json_text(json, "discretion", discretion);
    snprintf(entry.name, sizeof entry.name, "%.32s %.63s", request->name, recipient);
    snprintf(entry.state, sizeof entry.state, "considering");
    snprintf(entry.link, sizeof entry.link, "%s", request->name);
    return tp_record_add(exchange, "release", &entry, &json, diag);
}

static tp_status consider(struct tp_exchange *exchange, const struct tp_entry *request, const struct tp_terms *terms,
                          const char *recipient, struct tp_diag *diag)
{
    char owner[TP_OWNER_BYTES], name[TP_EXCHANGE_NAME_BYTES], id[TP_EXCHANGE_ID_BYTES];
    struct tp_discretion_spec spec = {.owner = owner,
                                      .then = "partner.release",
                                      .about = name,
                                      .agreement = terms->hash,
                                      .recipient = recipient,
                                      .circumstances = terms->circumstances};
    struct tp_facts facts;
    struct tp_match match;
    struct tp_json *shown;
    tp_status status;

    owner_of(request->name, owner);
    snprintf(name, sizeof name, "%.32s %.63s", request->name, recipient);
    tp_facts_get(tp_json_root(request->content), &facts);
    tp_match_get(request, &match);
    status = tp_match_facts(exchange, &match, &facts, diag);
    if (status == TP_OK)
        status = make_facts(exchange, &facts, &match, terms->fields, &shown, diag);
    if (status != TP_OK)
        return status;
    spec.jurisdiction = facts.jurisdiction;
    spec.level = tp_facts_level(facts.conviction);
    spec.facts = shown;
    status = tp_discretion_open(exchange, &spec, id, diag);
    tp_json_free(&shown);
    return status == TP_OK ? add_release(exchange, request, recipient, id, diag) : status;
}

/* Those with a node; for others nothing can be handed over here, and nobody is asked. What a hop found is not this
 * organisation's to release. */
tp_status tp_release_consider(struct tp_exchange *exchange, const struct tp_entry *request, struct tp_diag *diag)
{
    const struct tp_history *history;
    const struct tp_terms *terms;
    struct tp_facts facts;
    struct tp_match match;
    tp_status status = TP_OK;

    tp_facts_get(tp_json_root(request->content), &facts);
    tp_match_get(request, &match);
    terms = tp_partner_terms(exchange, facts.version, &history);
    for (size_t i = 0; status == TP_OK && terms && match.own && i < terms->recipient_count; i++) {
        const char *id = terms->recipients[i].id;

        if (strcmp(id, facts.sender) != 0 && strcmp(id, facts.repository) != 0 && tp_partner_find(exchange, id))
            status = consider(exchange, request, terms, id, diag);
    }
    return status;
}

/* ---- deciding ---------------------------------------------------------------------------------------------------- */

/* A release with the request that it is about. */
struct pair {
    struct tp_entry release, request;
    bool found;
};

static void pair_deinit(struct pair *pair)
{
    tp_entry_deinit(&pair->release);
    tp_entry_deinit(&pair->request);
}

static tp_status find_pair(struct tp_exchange *exchange, const char *name, struct pair *out, struct tp_diag *diag)
{
    tp_status status;

    memset(out, 0, sizeof *out);
    status = tp_entry_find(exchange, "release", name, &out->release, &out->found, diag);
    if (status == TP_OK && out->found)
        status = tp_entry_find(exchange, "request", tp_entry_text(&out->release, "request"), &out->request, &out->found,
                               diag);
    return status;
}

static tp_status ask(struct tp_exchange *exchange, const struct pair *pair, bool log, struct tp_decision *out,
                     struct tp_diag *diag)
{
    const struct tp_history *history;
    const struct tp_terms *terms;
    struct tp_discretion_outcome outcome;
    char owner[TP_OWNER_BYTES];
    struct tp_facts facts;
    struct tp_match match;
    struct tp_request asked;
    const struct tp_question question = {owner, facts.agreement, facts.jurisdiction, pair->request.name, &asked};
    tp_status status;

    owner_of(pair->request.name, owner);
    tp_facts_get(tp_json_root(pair->request.content), &facts);
    tp_match_get(&pair->request, &match);
    terms = tp_partner_terms(exchange, facts.version, &history);
    status = tp_match_facts(exchange, &match, &facts, diag);
    if (status == TP_OK)
        status = tp_discretion_outcome(exchange, tp_entry_text(&pair->release, "discretion"), &outcome, diag);
    if (status != TP_OK)
        return status;
    tp_facts_ask(&facts, TP_STAGE_RELEASE, &asked);
    asked.recipient = tp_entry_text(&pair->release, "recipient");
    asked.match = true;
    asked.examiners = match.examiners;
    asked.considered = outcome.considered;
    asked.reason_written = outcome.reason_written;
    asked.discretion = outcome.decision;
    asked.fields = terms ? terms->fields : 0;
    asked.retention_days = terms ? (int64_t)terms->retention_days : -1;
    return log ? tp_partner_decide(exchange, &question, out, diag) : tp_partner_preview(exchange, &question, out, diag);
}

/* With what the recipient needs to decide whether it may pass it on. */
static tp_status put_payload(struct tp_exchange *exchange, const struct tp_facts *facts, const struct tp_match *match,
                             uint64_t fields, struct tp_json *json, struct tp_diag *diag)
{
    tp_status status;

    tp_json_text(json, "sender", facts->sender);
    tp_json_text(json, "repository", facts->repository);
    tp_json_text(json, "jurisdiction", facts->jurisdiction);
    tp_json_text(json, "offence", tp_facts_level(facts->offence));
    tp_json_text(json, "conviction", tp_facts_level(facts->conviction));
    tp_message_put_words(json, "categories", &tp_categories, facts->categories);
    tp_json_flag(json, "categories_known", facts->categories_known);
    tp_json_object(json, "fields");
    status = tp_match_person(exchange, match, fields, json, diag);
    tp_json_close(json);
    return status;
}

static tp_status queue_release(struct tp_exchange *exchange, const struct pair *pair, struct tp_diag *diag)
{
    const struct tp_history *history;
    const struct tp_terms *terms;
    char owner[TP_OWNER_BYTES];
    struct tp_outgoing out = {.link = pair->request.name, .owner = owner, .about = pair->release.name};
    struct tp_facts facts;
    struct tp_match match;
    struct tp_json *json;
    tp_status status = tp_queue_prepare(exchange, TP_MESSAGE_RELEASE, tp_entry_text(&pair->release, "recipient"),
                                        TP_HOUSEKEEPING_DAYS, &out.message, diag);

    owner_of(pair->request.name, owner);
    tp_facts_get(tp_json_root(pair->request.content), &facts);
    tp_match_get(&pair->request, &match);
    terms = tp_partner_terms(exchange, facts.version, &history);
    if (status == TP_OK)
        status = tp_match_facts(exchange, &match, &facts, diag);
    out.county = facts.jurisdiction;
    out.fields = terms->fields;
    snprintf(out.message.agreement, sizeof out.message.agreement, "%s", facts.version);
    out.message.purpose = facts.purpose;
    memcpy(out.message.label.agreement, out.message.agreement, sizeof out.message.label.agreement);
    memcpy(out.message.label.disclosure, out.message.id, sizeof out.message.label.disclosure);
    out.message.label.purpose = facts.purpose;
    out.message.label.expires_s = out.message.time_s + (int64_t)terms->retention_days * TP_PARTNER_DAY_S;
    out.message.expires_s = TP_MIN(out.message.expires_s, out.message.label.expires_s);
    if (status == TP_OK)
        status = tp_message_open(&out.message, &json, diag);
    if (status != TP_OK)
        return status;
    status = put_payload(exchange, &facts, &match, terms->fields, json, diag);
    if (status == TP_OK)
        status = tp_subject_told(exchange, match.subject, owner, diag);
    if (status != TP_OK) {
        tp_json_free(&json);
        return status;
    }
    return tp_queue_add(exchange, &out, &json, diag);
}

static tp_status decide(struct tp_exchange *exchange, struct pair *pair, struct tp_diag *diag)
{
    static const char *const states[] = {
        [TP_EFFECT_ALLOWED] = "sending", [TP_EFFECT_WITHHELD] = "withheld", [TP_EFFECT_DENIED] = "denied"};
    struct tp_decision decision;
    struct tp_json *json;
    tp_status status = ask(exchange, pair, true, &decision, diag);

    if (status == TP_OK && decision.effect == TP_EFFECT_ALLOWED)
        status = queue_release(exchange, pair, diag);
    if (status == TP_OK)
        status = tp_entry_edit(&pair->release, &json, diag);
    if (status != TP_OK)
        return status;
    tp_partner_put_clauses(&decision, json);
    return tp_record_put(exchange, "release", &pair->release, states[decision.effect], &json, diag);
}

tp_status tp_release_job(struct tp_exchange *exchange, struct tp_job *job, const char *about, struct tp_diag *diag)
{
    struct tp_discretion_outcome outcome = {0};
    struct pair pair;
    tp_status status = tp_exchange_begin(exchange, diag);

    if (status != TP_OK)
        return status;
    status = find_pair(exchange, about, &pair, diag);
    if (status == TP_OK && pair.found && strcmp(pair.release.state, "considering") == 0 &&
        strcmp(pair.request.state, "erased") != 0) {
        status = tp_discretion_outcome(exchange, tp_entry_text(&pair.release, "discretion"), &outcome, diag);
        if (status == TP_OK && outcome.decided && tp_entry_flag(&pair.request, "forgotten"))
            status = tp_record_put(exchange, "release", &pair.release, "denied", NULL, diag);
        else if (status == TP_OK && outcome.decided)
            status = decide(exchange, &pair, diag);
    }
    pair_deinit(&pair);
    return tp_job_end(exchange, job, status, diag);
}

/* ---- on its way -------------------------------------------------------------------------------------------------- */

static bool is_onward(const struct tp_entry *entry)
{
    return tp_entry_flag(entry, "onward");
}

tp_status tp_release_may_go(struct tp_exchange *exchange, const struct tp_entry *entry, bool log, bool *out,
                            struct tp_diag *diag)
{
    struct tp_decision decision;
    struct pair pair;
    tp_status status;

    if (is_onward(entry))
        return tp_onward_may_go(exchange, entry, log, out, diag);
    *out = false;
    status = find_pair(exchange, tp_entry_text(entry, "about"), &pair, diag);
    if (status == TP_OK && pair.found && strcmp(pair.request.state, "erased") != 0 &&
        !tp_entry_flag(&pair.request, "forgotten")) {
        status = ask(exchange, &pair, log, &decision, diag);
        *out = status == TP_OK && decision.effect == TP_EFFECT_ALLOWED;
    }
    pair_deinit(&pair);
    return status;
}

static tp_status end(struct tp_exchange *exchange, const struct tp_entry *entry, const char *state,
                     struct tp_diag *diag)
{
    const char *kind = is_onward(entry) ? "onward" : "release";
    struct tp_entry release;
    bool found;
    tp_status status = tp_entry_find(exchange, kind, tp_entry_text(entry, "about"), &release, &found, diag);

    if (status == TP_OK && found && strcmp(release.state, "sending") == 0)
        status = tp_record_put(exchange, kind, &release, state, NULL, diag);
    tp_entry_deinit(&release);
    return status;
}

tp_status tp_release_arrived(struct tp_exchange *exchange, const struct tp_entry *entry, struct tp_diag *diag)
{
    return end(exchange, entry, "sent", diag);
}

tp_status tp_release_given_up(struct tp_exchange *exchange, const struct tp_entry *entry, bool denied,
                              struct tp_diag *diag)
{
    return end(exchange, entry, denied ? "denied" : "unreached", diag);
}
