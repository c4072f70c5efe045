/* SPDX-License-Identifier: Apache-2.0 */
/* Searches that partners ask for: taken, decided about, searched, examined.
 *
 *   received -> denied                       the terms do not allow the search
 *            -> searching -> reviewing -> answering -> done
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "partner/parts.h"
#include "person/person.h"
#include "review/review.h"

/* ---- taking ------------------------------------------------------------------------------------------------------ */

static void put_path(const struct tp_message *message, struct tp_json *json)
{
    tp_json_list(json, "path");
    for (size_t i = 0; i < message->path_count; i++)
        tp_json_text(json, NULL, message->path[i]);
    tp_json_close(json);
}

/* The sender is who signed the message, the repository is here, whatever the payload says. */
static tp_status read_facts(struct tp_exchange *exchange, const struct tp_arrival *arrival, struct tp_facts *out,
                            struct tp_diag *diag)
{
    const struct tp_message *message = &arrival->message;
    const struct tp_history *history;
    uint64_t categories;

    tp_facts_get(message->payload, out);
    if (tp_json_only(message->payload, "jurisdiction offence conviction categories categories_known material prints",
                     NULL) != TP_OK)
        return tp_fail(diag, TP_E_FORMAT, "payload", -1, "has something that searches do not have");
    if (!tp_jurisdiction_is_code(out->jurisdiction) || out->material < 0 ||
        !tp_message_words(tp_json_member(message->payload, "categories"), &tp_categories, &categories))
        return tp_fail(diag, TP_E_FORMAT, "payload", -1, "must have a jurisdiction, material and categories");
    (void)tp_partner_terms(exchange, message->agreement, &history);
    snprintf(out->agreement, sizeof out->agreement, "%s", history ? tp_history_agreement(history) : message->agreement);
    snprintf(out->version, sizeof out->version, "%s", message->agreement);
    snprintf(out->sender, sizeof out->sender, "%s", message->from);
    snprintf(out->repository, sizeof out->repository, "%s", message->to);
    out->purpose = message->purpose;
    return TP_OK;
}

const char *tp_request_message(const struct tp_entry *request)
{
    const char *id = tp_entry_text(request, "message");

    return id[0] ? id : request->name; /* as they were named before */
}

static tp_status add_request(struct tp_exchange *exchange, const struct tp_arrival *arrival,
                             const struct tp_facts *facts, struct tp_diag *diag)
{
    struct tp_entry entry = {.due_s = TP_STORE_NEVER};
    char time[TP_TIME_TEXT_BYTES];
    struct tp_json *json;
    tp_status status = tp_json_new(&json, diag);

    if (status != TP_OK)
        return status;
    tp_time_format(arrival->now_s, time);
    tp_json_text(json, "partner", arrival->message.from);
    tp_json_text(json, "message", arrival->message.id);
    tp_json_text(json, "received", time);
    tp_json_integer(json, "received_s", arrival->now_s);
    tp_json_text(json, "own", "pending");
    tp_json_integer(json, "print_count", (int64_t)arrival->prints.count);
    tp_facts_put(facts, json);
    put_path(&arrival->message, json);
    snprintf(entry.name, sizeof entry.name, "%s", arrival->record);
    snprintf(entry.state, sizeof entry.state, "received");
    snprintf(entry.link, sizeof entry.link, "%s", arrival->message.from);
    return tp_record_add(exchange, "request", &entry, &json, diag);
}

tp_status tp_take_search(struct tp_exchange *exchange, struct tp_arrival *arrival, struct tp_diag *diag)
{
    const struct tp_message *message = &arrival->message;
    struct tp_disclosed disclosed = {.owner = arrival->owner,
                                     .what = "search",
                                     .side = "in",
                                     .partner = message->from,
                                     .id = message->id,
                                     .version = message->agreement,
                                     .purpose = message->purpose};
    struct tp_facts facts;
    tp_status status = read_facts(exchange, arrival, &facts, diag);

    snprintf(arrival->owner, sizeof arrival->owner, "request/%s", arrival->record);
    snprintf(arrival->link, sizeof arrival->link, "%s", arrival->record);
    disclosed.county = facts.jurisdiction;
    if (status == TP_OK)
        status = tp_partner_disclose(exchange, &disclosed, diag);
    if (status == TP_OK)
        status = add_request(exchange, arrival, &facts, diag);
    if (status == TP_OK)
        status = tp_wire_prints_keep(exchange, arrival->owner, facts.material, &arrival->prints, diag);
    if (status == TP_OK)
        status = tp_retention_set(exchange, arrival->owner, arrival->now_s, 0, diag);
    return status == TP_OK ? tp_job_add(exchange, "partner.search", arrival->record, arrival->now_s, diag) : status;
}

/* ---- refusing ---------------------------------------------------------------------------------------------------- */

tp_status tp_request_refuse(struct tp_exchange *exchange, struct tp_entry *request, const struct tp_facts *facts,
                            const char *stage, const struct tp_decision *decision, struct tp_diag *diag)
{
    struct tp_outgoing out = {.link = request->name, .owner = "", .about = request->name, .county = ""};
    struct tp_json *json;
    tp_status status =
        tp_queue_prepare(exchange, TP_MESSAGE_REFUSAL, request->link, TP_ANSWER_DAYS, &out.message, diag);

    snprintf(out.message.in_reply_to, sizeof out.message.in_reply_to, "%s", tp_request_message(request));
    snprintf(out.message.agreement, sizeof out.message.agreement, "%s", facts->version);
    out.message.purpose = facts->purpose;
    out.message.expires_s = tp_request_answer_by(exchange, request);
    if (status == TP_OK)
        status = tp_message_open(&out.message, &json, diag);
    if (status != TP_OK)
        return status;
    tp_json_text(json, "stage", stage);
    if (decision)
        tp_partner_put_clauses(decision, json);
    status = tp_queue_add(exchange, &out, &json, diag);
    if (status == TP_OK)
        status = tp_entry_edit(request, &json, diag);
    if (status != TP_OK)
        return status;
    tp_json_text(json, "refused_at", stage);
    if (decision)
        tp_partner_put_clauses(decision, json);
    return tp_record_put(exchange, "request", request, decision ? "denied" : "done", &json, diag);
}

/* ---- searching --------------------------------------------------------------------------------------------------- */

static tp_status ask(struct tp_exchange *exchange, const struct tp_entry *request, const struct tp_facts *facts,
                     bool log, struct tp_decision *out, struct tp_diag *diag)
{
    char owner[TP_OWNER_BYTES];
    struct tp_request asked;
    const struct tp_question question = {owner, facts->agreement, facts->jurisdiction, request->name, &asked};

    snprintf(owner, sizeof owner, "request/%.32s", request->name);
    tp_facts_ask(facts, TP_STAGE_SEARCH, &asked);
    return log ? tp_partner_decide(exchange, &question, out, diag) : tp_partner_preview(exchange, &question, out, diag);
}

/* May it be searched now? Decided when it is first asked; asked again after a crash, and then decided only if the
 * answer has changed. */
static tp_status begin_search(struct tp_exchange *exchange, struct tp_entry *request, bool *out, struct tp_diag *diag)
{
    bool first = strcmp(request->state, "received") == 0;
    struct tp_decision decision;
    struct tp_facts facts;
    struct tp_json *json;
    tp_status status;

    *out = false;
    tp_facts_get(tp_json_root(request->content), &facts);
    status = ask(exchange, request, &facts, first, &decision, diag);
    if (status == TP_OK && !first && decision.effect != TP_EFFECT_ALLOWED)
        status = ask(exchange, request, &facts, true, &decision, diag);
    if (status != TP_OK)
        return status;
    if (decision.effect != TP_EFFECT_ALLOWED)
        return tp_request_refuse(exchange, request, &facts, "search", &decision, diag);
    *out = true;
    if (!first)
        return TP_OK;
    status = tp_entry_edit(request, &json, diag);
    if (status != TP_OK)
        return status;
    tp_json_text(json, "hops", "pending");
    status = tp_record_put(exchange, "request", request, "searching", &json, diag);
    return status == TP_OK ? tp_job_add(exchange, "partner.hops", request->name, tp_exchange_now(exchange), diag)
                           : status;
}

static const char *elapsed_class(int64_t seconds)
{
    return seconds < TP_PARTNER_HOUR_S      ? "hour"
           : seconds < TP_PARTNER_DAY_S     ? "day"
           : seconds < 7 * TP_PARTNER_DAY_S ? "week"
                                            : "longer";
}

/* What the examiners concluded: a candidate alone is no match. */
static tp_status log_match(struct tp_exchange *exchange, const struct tp_entry *request, const struct tp_facts *facts,
                           const char *outcome, struct tp_diag *diag)
{
    const struct tp_case about = {.county = facts->jurisdiction, .reference = request->name};
    const int64_t now_s = tp_exchange_now(exchange);
    char owner[TP_OWNER_BYTES], coarse[TP_JURISDICTION_MAX];
    struct tp_leaf leaf;

    snprintf(owner, sizeof owner, "request/%.32s", request->name);
    tp_jurisdiction_coarse(facts->jurisdiction, coarse);
    tp_leaf_init(&leaf, TP_LEAF_MATCH, now_s);
    tp_leaf_set(&leaf, TP_LEAF_OUTCOME_MEMBER, outcome);
    tp_leaf_set(&leaf, TP_LEAF_STATE_MEMBER, coarse);
    tp_leaf_set(&leaf, TP_LEAF_LEVEL_MEMBER, tp_facts_level(facts->conviction));
    tp_leaf_set(&leaf, TP_LEAF_AGREEMENT_MEMBER, facts->version);
    tp_leaf_set(&leaf, TP_LEAF_ELAPSED_MEMBER, elapsed_class(now_s - tp_entry_integer(request, "received_s", now_s)));
    return tp_exchange_log(exchange, owner, &leaf, &about, diag);
}

static tp_status open_case(struct tp_exchange *exchange, struct tp_entry *request, const struct tp_facts *facts,
                           const struct tp_found *found, size_t count, struct tp_diag *diag)
{
    const struct tp_history *history;
    const struct tp_terms *terms = tp_partner_terms(exchange, facts->version, &history);
    char owner[TP_OWNER_BYTES], id[TP_EXCHANGE_ID_BYTES];
    const struct tp_case_spec spec = {.owner = owner,
                                      .then = "partner.reviewed",
                                      .about = request->name,
                                      .agreement = facts->version,
                                      .jurisdiction = facts->jurisdiction,
                                      .level = tp_facts_level(facts->conviction),
                                      .examiners = terms ? terms->examiners : 2,
                                      .candidates = found,
                                      .count = count};
    struct tp_json *json;
    tp_status status;

    snprintf(owner, sizeof owner, "request/%.32s", request->name);
    status = tp_case_open(exchange, &spec, id, diag);
    if (status == TP_OK)
        status = tp_entry_edit(request, &json, diag);
    if (status != TP_OK)
        return status;
    tp_json_text(json, "case", id);
    return tp_record_put(exchange, "request", request, "reviewing", &json, diag);
}

/* The search itself: without the lock. */
static tp_status search(struct tp_exchange *exchange, const struct tp_entry *request,
                        struct tp_found found[TP_FOUND_MAX], size_t *count, struct tp_diag *diag)
{
    const struct tp_template *probes[TP_WIRE_PRINTS_MAX];
    struct tp_template *templates = NULL;
    struct tp_wire_prints prints;
    char owner[TP_OWNER_BYTES];
    struct tp_facts facts;
    size_t probe_count = 0;
    tp_status status;

    *count = 0;
    snprintf(owner, sizeof owner, "request/%.32s", request->name);
    tp_facts_get(tp_json_root(request->content), &facts);
    status = tp_wire_prints_load(exchange, owner, facts.material, &prints, diag);
    if (status == TP_OK)
        status = tp_wire_prints_templates(&prints, &templates, &probe_count, diag);
    for (size_t i = 0; i < probe_count; i++)
        probes[i] = &templates[i];
    if (status == TP_OK)
        status = tp_exchange_search(exchange, probes, probe_count, found, count, diag);
    for (size_t i = 0; i < probe_count; i++)
        tp_template_deinit(&templates[i]);
    free(templates);
    tp_wire_prints_deinit(&prints);
    return status;
}

/* Prints that cannot be read are the sender's trouble, and do not go away. */
static bool is_bad_input(tp_status status)
{
    return status == TP_E_FORMAT || status == TP_E_TRUNCATED || status == TP_E_UNSUPPORTED || status == TP_E_CHECKSUM ||
           status == TP_E_VERSION || status == TP_E_LIMIT || status == TP_E_ARGUMENT;
}

static tp_status end_search(struct tp_exchange *exchange, const char *about, tp_status searched,
                            const struct tp_found *found, size_t count, struct tp_diag *diag)
{
    struct tp_entry request;
    struct tp_facts facts;
    bool is_there;
    tp_status status = tp_entry_find(exchange, "request", about, &request, &is_there, diag);

    if (status == TP_OK && is_there && strcmp(request.state, "searching") == 0) {
        tp_facts_get(tp_json_root(request.content), &facts);
        if (searched != TP_OK) {
            status = tp_request_refuse(exchange, &request, &facts, "search", NULL, diag);
        } else {
            status = open_case(exchange, &request, &facts, found, count, diag);
        }
    }
    tp_entry_deinit(&request);
    return status;
}

tp_status tp_request_search_job(struct tp_exchange *exchange, struct tp_job *job, const char *about,
                                struct tp_diag *diag)
{
    struct tp_found found[TP_FOUND_MAX];
    struct tp_entry request = {0};
    struct tp_diag trouble;
    bool is_there = false, allowed = false;
    size_t count = 0;
    tp_status searched, status = tp_exchange_begin(exchange, diag);

    if (status != TP_OK)
        return status;
    status = tp_entry_find(exchange, "request", about, &request, &is_there, diag);
    if (status == TP_OK && is_there &&
        (strcmp(request.state, "received") == 0 || strcmp(request.state, "searching") == 0))
        status = begin_search(exchange, &request, &allowed, diag);
    if (status != TP_OK || !allowed) {
        tp_entry_deinit(&request);
        return tp_job_end(exchange, job, status, diag);
    }
    status = tp_exchange_end(exchange, TP_OK, diag);
    tp_diag_init(&trouble);
    searched = status == TP_OK ? search(exchange, &request, found, &count, &trouble) : status;
    tp_entry_deinit(&request);
    if (status == TP_OK && searched != TP_OK && !is_bad_input(searched)) {
        if (diag)
            *diag = trouble;
        status = searched;
    }
    if (status == TP_OK)
        status = tp_exchange_begin(exchange, diag);
    if (status != TP_OK)
        return status;
    status = end_search(exchange, about, searched, found, count, diag);
    return tp_job_end(exchange, job, status, diag);
}

/* ---- examined ---------------------------------------------------------------------------------------------------- */

static tp_status note_outcome(struct tp_exchange *exchange, struct tp_entry *request,
                              const struct tp_case_outcome *outcome, struct tp_diag *diag)
{
    struct tp_facts facts;
    struct tp_json *json;
    tp_status status;

    tp_facts_get(tp_json_root(request->content), &facts);
    status = log_match(exchange, request, &facts, outcome->match ? "match" : "none", diag);
    if (status == TP_OK)
        status = tp_entry_edit(request, &json, diag);
    if (status != TP_OK)
        return status;
    tp_json_text(json, "own", outcome->match ? "match" : "none");
    if (outcome->match) {
        tp_json_text(json, "subject", outcome->subject);
        tp_json_integer(json, "examiners", outcome->examiners);
    }
    status = tp_record_put(exchange, "request", request, "answering", &json, diag);
    return status == TP_OK ? tp_job_add(exchange, "partner.answer", request->name, tp_exchange_now(exchange), diag)
                           : status;
}

tp_status tp_request_reviewed_job(struct tp_exchange *exchange, struct tp_job *job, const char *about,
                                  struct tp_diag *diag)
{
    struct tp_case_outcome outcome;
    struct tp_entry request;
    bool found = false;
    tp_status status = tp_exchange_begin(exchange, diag);

    if (status != TP_OK)
        return status;
    status = tp_entry_find(exchange, "request", about, &request, &found, diag);
    if (status == TP_OK && found && strcmp(request.state, "reviewing") == 0) {
        status = tp_case_outcome(exchange, tp_entry_text(&request, "case"), &outcome, diag);
        if (status == TP_OK && outcome.settled)
            status = note_outcome(exchange, &request, &outcome, diag);
    }
    tp_entry_deinit(&request);
    return tp_job_end(exchange, job, status, diag);
}
