/* SPDX-License-Identifier: Apache-2.0 */
/* Legs: a booking's (or a partner's request's) way to one other node, under one agreement. Each ends exactly once.
 *
 *   denied                          the terms do not allow it: now, or when it was about to go
 *   sending -> sent -> no-match, match, denied (by the partner), unanswered
 *           -> denied, unanswered   it could not be delivered in time
 */
#include <stdio.h>
#include <string.h>

#include "partner/parts.h"

enum { PRINTS_MAX_BYTES = 16 << 20 }; /* with base64 and the rest, a message */

/* What legs are made of. */
struct origin {
    char owner[TP_OWNER_BYTES]; /* of the prints */
    const char *id;             /* of the booking or the request */
    bool is_request;
    struct tp_facts facts; /* but the agreement's part */
    char path[TP_MESSAGE_PATH_MAX][TP_ID_MAX];
    size_t path_count;
};

bool tp_leg_is_open(const struct tp_entry *leg)
{
    return strcmp(leg->state, "sending") == 0 || strcmp(leg->state, "sent") == 0;
}

tp_status tp_legs_count_open(struct tp_exchange *exchange, const char *link, uint64_t *out, struct tp_diag *diag)
{
    uint64_t sending = 0, sent = 0;
    tp_status status = tp_record_count_link(exchange, "leg", link, "sending", &sending, diag);

    if (status == TP_OK)
        status = tp_record_count_link(exchange, "leg", link, "sent", &sent, diag);
    *out = sending + sent;
    return status;
}

/* Tells whom the legs of LINK belong to, once none is open. */
static tp_status tell(struct tp_exchange *exchange, const char *link, bool is_request, struct tp_diag *diag)
{
    uint64_t open;
    tp_status status = tp_legs_count_open(exchange, link, &open, diag);

    if (status != TP_OK || open > 0)
        return status;
    return tp_job_add(exchange, is_request ? "partner.answer" : "booking.answered", link, tp_exchange_now(exchange),
                      diag);
}

tp_status tp_leg_end(struct tp_exchange *exchange, struct tp_entry *leg, const char *state, struct tp_json **json,
                     struct tp_diag *diag)
{
    bool is_request = strcmp(tp_entry_text(leg, "origin"), "request") == 0;
    tp_status status;

    leg->due_s = TP_STORE_NEVER;
    status = tp_record_put(exchange, "leg", leg, state, json, diag);
    return status == TP_OK ? tell(exchange, leg->link, is_request, diag) : status;
}

/* ---- which agreements -------------------------------------------------------------------------------------------- */

/* The version to act under: the one in force, or else the last that was ever in force, or the first. */
static const struct tp_terms *version_of(const struct tp_history *history, int64_t now_s)
{
    const struct tp_terms *terms = tp_history_in_force(history, now_s);

    for (size_t i = tp_history_version_count(history); !terms && i-- > 0;) {
        const struct tp_terms *version = tp_history_version(history, i);
        if (tp_history_life(history, version, now_s) > TP_LIFE_SIGNED)
            terms = version;
    }
    return terms || tp_history_version_count(history) == 0 ? terms : tp_history_version(history, 0);
}

/* The smallest place that the agreement lists and that the booking lies in. */
static bool list_place(const struct tp_terms *terms, const char *jurisdiction, char out[TP_JURISDICTION_MAX])
{
    snprintf(out, TP_JURISDICTION_MAX, "%s", jurisdiction);
    do {
        if (tp_terms_source(terms, out))
            return true;
    } while (tp_jurisdiction_parent(out, out));
    return false;
}

static bool had_it(const struct origin *origin, const char *id)
{
    for (size_t i = 0; i < origin->path_count; i++) {
        if (strcmp(origin->path[i], id) == 0)
            return true;
    }
    return false;
}

/* Whether this organisation is the sender in the agreement, for bookings of this place; then FACTS say which. */
static bool concerns(struct tp_exchange *exchange, const struct origin *origin, const struct tp_history *history,
                     struct tp_facts *facts)
{
    const char *own = tp_exchange_config(exchange)->id;
    const struct tp_terms *terms = version_of(history, tp_exchange_now(exchange));
    const struct tp_party *party = terms ? tp_terms_party(terms, own) : NULL;
    const char *repository;

    if (!party || !(party->roles >> TP_ROLE_SENDER & 1))
        return false;
    repository = terms->parties[terms->repository_party].id;
    *facts = origin->facts;
    if (strcmp(repository, own) == 0 || had_it(origin, repository) ||
        !list_place(terms, origin->facts.jurisdiction, facts->jurisdiction))
        return false;
    snprintf(facts->agreement, sizeof facts->agreement, "%s", tp_history_agreement(history));
    snprintf(facts->version, sizeof facts->version, "%s", terms->hash);
    snprintf(facts->sender, sizeof facts->sender, "%s", own);
    snprintf(facts->repository, sizeof facts->repository, "%s", repository);
    return true;
}

/* ---- one leg ----------------------------------------------------------------------------------------------------- */

static tp_status queue_search(struct tp_exchange *exchange, const struct origin *origin, const struct tp_facts *facts,
                              const char *leg, const struct tp_wire_prints *prints, struct tp_diag *diag)
{
    struct tp_outgoing out = {.link = leg, .owner = origin->owner, .about = leg, .county = facts->jurisdiction};
    struct tp_json *json;
    tp_status status =
        tp_queue_prepare(exchange, TP_MESSAGE_SEARCH, facts->repository, TP_DELIVERY_DAYS, &out.message, diag);

    snprintf(out.message.id, sizeof out.message.id, "%s", leg);
    snprintf(out.message.agreement, sizeof out.message.agreement, "%s", facts->version);
    out.message.purpose = facts->purpose;
    memcpy(out.message.path, origin->path, sizeof out.message.path);
    out.message.path_count = origin->path_count;
    if (status == TP_OK)
        status = tp_message_open(&out.message, &json, diag);
    if (status != TP_OK)
        return status;
    tp_json_text(json, "jurisdiction", facts->jurisdiction);
    tp_json_text(json, "offence", tp_facts_level(facts->offence));
    tp_json_text(json, "conviction", tp_facts_level(facts->conviction));
    tp_message_put_words(json, "categories", &tp_categories, facts->categories);
    tp_json_flag(json, "categories_known", facts->categories_known);
    tp_json_text(json, "material", tp_materials.items[facts->material].code);
    tp_wire_prints_put(prints, json);
    return tp_queue_add(exchange, &out, &json, diag);
}

static size_t size_of(const struct tp_wire_prints *prints)
{
    size_t size_bytes = 0;

    for (size_t i = 0; i < prints->count; i++)
        size_bytes += prints->items[i].data.size_bytes;
    return size_bytes;
}

/* The prints, as far as there are any of what is agreed; without them the material is unknown, and denied. Images are
 * what examiners look at: templates go where only those are agreed, where there are no images, or too large ones. */
static tp_status find_prints(struct tp_exchange *exchange, const struct origin *origin, struct tp_facts *facts,
                             struct tp_wire_prints *out, struct tp_diag *diag)
{
    static const int preferred[] = {TP_MATERIAL_IMAGES, TP_MATERIAL_TEMPLATES};
    const struct tp_history *history;
    const struct tp_terms *terms = tp_partner_terms(exchange, facts->version, &history);
    struct tp_diag trouble;
    tp_status status = TP_E_NOT_FOUND;

    tp_diag_init(&trouble);
    for (size_t i = 0; status == TP_E_NOT_FOUND && i < TP_ARRAY_LENGTH(preferred); i++) {
        facts->material = preferred[i];
        if (terms && terms->materials >> preferred[i] & 1)
            status = tp_wire_prints_load(exchange, origin->owner, preferred[i], out, &trouble);
        if (status == TP_OK && size_of(out) > PRINTS_MAX_BYTES) {
            tp_wire_prints_deinit(out);
            status = TP_E_NOT_FOUND;
        }
    }
    if (status == TP_E_NOT_FOUND) {
        facts->material = -1;
        return TP_OK;
    }
    return tp_diag_pass(diag, status, &trouble);
}

static tp_status add_leg(struct tp_exchange *exchange, const struct origin *origin, const struct tp_facts *facts,
                         const char *id, const struct tp_decision *decision, struct tp_diag *diag)
{
    struct tp_entry entry = {.due_s = TP_STORE_NEVER};
    char time[TP_TIME_TEXT_BYTES];
    struct tp_json *json;
    tp_status status = tp_json_new(&json, diag);

    if (status != TP_OK)
        return status;
    tp_time_format(tp_exchange_now(exchange), time);
    tp_json_text(json, "origin", origin->is_request ? "request" : "booking");
    tp_json_text(json, "owner", origin->owner);
    tp_json_text(json, "partner", facts->repository);
    tp_json_text(json, "since", time);
    tp_facts_put(facts, json);
    if (decision->effect != TP_EFFECT_ALLOWED)
        tp_partner_put_clauses(decision, json);
    snprintf(entry.name, sizeof entry.name, "%s", id);
    snprintf(entry.state, sizeof entry.state, "%s", decision->effect == TP_EFFECT_ALLOWED ? "sending" : "denied");
    snprintf(entry.link, sizeof entry.link, "%s", origin->id);
    return tp_record_add(exchange, "leg", &entry, &json, diag);
}

static tp_status make_leg(struct tp_exchange *exchange, const struct origin *origin, struct tp_facts *facts,
                          struct tp_diag *diag)
{
    char id[TP_EXCHANGE_ID_BYTES];
    struct tp_wire_prints prints;
    struct tp_request request;
    struct tp_decision decision;
    struct tp_question question = {origin->owner, facts->agreement, origin->facts.jurisdiction, origin->id, &request};
    tp_status status;

    memset(&prints, 0, sizeof prints);
    status = find_prints(exchange, origin, facts, &prints, diag);
    if (status == TP_OK)
        status = tp_exchange_new_id(id, diag);
    tp_facts_ask(facts, TP_STAGE_SEND, &request);
    if (status == TP_OK)
        status = tp_partner_decide(exchange, &question, &decision, diag);
    if (status == TP_OK)
        status = add_leg(exchange, origin, facts, id, &decision, diag);
    if (status == TP_OK && decision.effect == TP_EFFECT_ALLOWED)
        status = queue_search(exchange, origin, facts, id, &prints, diag);
    tp_wire_prints_deinit(&prints);
    return status;
}

static tp_status make_legs(struct tp_exchange *exchange, const struct origin *origin, struct tp_diag *diag)
{
    struct tp_organisation *organisation = tp_exchange_organisation(exchange);
    uint64_t made = 0;
    tp_status status = tp_record_count_link(exchange, "leg", origin->id, NULL, &made, diag);

    for (size_t i = 0; status == TP_OK && made == 0 && i < tp_organisation_history_count(organisation); i++) {
        struct tp_facts facts;

        if (concerns(exchange, origin, tp_organisation_history_at(organisation, i), &facts))
            status = make_leg(exchange, origin, &facts, diag);
    }
    return status;
}

/* ---- jobs -------------------------------------------------------------------------------------------------------- */

tp_status tp_legs_job(struct tp_exchange *exchange, struct tp_job *job, const char *about, struct tp_diag *diag)
{
    struct origin origin = {.id = about};
    struct tp_entry booking;
    bool found = false;
    tp_status status = tp_exchange_begin(exchange, diag);

    if (status != TP_OK)
        return status;
    snprintf(origin.owner, sizeof origin.owner, "booking/%.32s", about);
    status = tp_entry_find(exchange, "booking", about, &booking, &found, diag);
    if (status == TP_OK && found && strcmp(booking.state, "erased") != 0) {
        tp_facts_get(tp_json_root(booking.content), &origin.facts);
        status = make_legs(exchange, &origin, diag);
        if (status == TP_OK)
            status = tell(exchange, about, false, diag);
    }
    tp_entry_deinit(&booking);
    return tp_job_end(exchange, job, status, diag);
}

/* Who has had it before, and who asked. */
static void read_path(const struct tp_entry *request, struct origin *out)
{
    const struct tp_json_value *path = tp_json_member(tp_json_root(request->content), "path");

    for (size_t i = 0; path && i < tp_json_count(path) && out->path_count < TP_MESSAGE_PATH_MAX; i++) {
        const char *id = tp_json_to_text(tp_json_element(path, i));
        snprintf(out->path[out->path_count++], TP_ID_MAX, "%s", id ? id : "");
    }
    if (out->path_count < TP_MESSAGE_PATH_MAX)
        snprintf(out->path[out->path_count++], TP_ID_MAX, "%s", request->link);
}

static size_t path_length(const struct tp_entry *request)
{
    return tp_json_count(tp_json_member(tp_json_root(request->content), "path"));
}

/* Where somebody is known here, or the answer is out, nobody else needs to see the prints. */
static bool may_have_hops(const struct tp_entry *request)
{
    static const char *const states[] = {"searching", "reviewing", "answering"};
    bool fits = false;

    for (size_t i = 0; i < TP_ARRAY_LENGTH(states); i++)
        fits = fits || strcmp(request->state, states[i]) == 0;
    return fits && !tp_entry_text(request, "outcome")[0] && strcmp(tp_entry_text(request, "own"), "match") != 0;
}

static tp_status note_asked(struct tp_exchange *exchange, struct tp_entry *request, struct tp_diag *diag)
{
    struct tp_json *json;
    tp_status status = tp_entry_edit(request, &json, diag);

    if (status != TP_OK)
        return status;
    tp_json_text(json, "hops", "asked");
    return tp_record_put(exchange, "request", request, request->state, &json, diag);
}

/* A search that a partner may make here goes on to others, under agreements in which this organisation sends: each a
 * leg with a decision of its own. Eight hops are the end. */
tp_status tp_hops_job(struct tp_exchange *exchange, struct tp_job *job, const char *about, struct tp_diag *diag)
{
    struct origin origin = {.id = about, .is_request = true};
    struct tp_entry request;
    bool found = false;
    tp_status status = tp_exchange_begin(exchange, diag);

    if (status != TP_OK)
        return status;
    snprintf(origin.owner, sizeof origin.owner, "request/%.32s", about);
    status = tp_entry_find(exchange, "request", about, &request, &found, diag);
    if (status == TP_OK && found && may_have_hops(&request)) {
        tp_facts_get(tp_json_root(request.content), &origin.facts);
        read_path(&request, &origin);
        if (path_length(&request) < TP_MESSAGE_PATH_MAX)
            status = make_legs(exchange, &origin, diag);
    }
    if (status == TP_OK && found && strcmp(request.state, "erased") != 0)
        status = note_asked(exchange, &request, diag);
    if (status == TP_OK && found)
        status = tell(exchange, about, true, diag);
    tp_entry_deinit(&request);
    return tp_job_end(exchange, job, status, diag);
}

tp_status tp_leg_overdue_job(struct tp_exchange *exchange, struct tp_job *job, const char *about, struct tp_diag *diag)
{
    struct tp_entry leg;
    bool found = false;
    tp_status status = tp_exchange_begin(exchange, diag);

    if (status != TP_OK)
        return status;
    status = tp_entry_find(exchange, "leg", about, &leg, &found, diag);
    if (status == TP_OK && found && tp_leg_is_open(&leg))
        status = tp_leg_end(exchange, &leg, "unanswered", NULL, diag);
    tp_entry_deinit(&leg);
    return tp_job_end(exchange, job, status, diag);
}

/* ---- on the way -------------------------------------------------------------------------------------------------- */

tp_status tp_leg_may_send(struct tp_exchange *exchange, const struct tp_entry *entry, bool log, bool *out,
                          struct tp_diag *diag)
{
    struct tp_request request;
    struct tp_decision decision;
    struct tp_facts facts;
    struct tp_entry leg;
    struct tp_question question = {.request = &request};
    bool found;
    tp_status status = tp_entry_find(exchange, "leg", tp_entry_text(entry, "about"), &leg, &found, diag);

    *out = false;
    if (status != TP_OK || !found || !tp_leg_is_open(&leg)) {
        tp_entry_deinit(&leg);
        return status;
    }
    tp_facts_get(tp_json_root(leg.content), &facts);
    tp_facts_ask(&facts, TP_STAGE_SEND, &request);
    question.owner = tp_entry_text(&leg, "owner");
    question.agreement = facts.agreement;
    question.county = facts.jurisdiction;
    question.reference = leg.link;
    status = log ? tp_partner_decide(exchange, &question, &decision, diag)
                 : tp_partner_preview(exchange, &question, &decision, diag);
    *out = status == TP_OK && decision.effect == TP_EFFECT_ALLOWED;
    tp_entry_deinit(&leg);
    return status;
}

/* Who asked here waits as long as we would: each hop has some days less, so that what others found, or this node, is
 * told in time although one of them is silent. */
static tp_status find_due(struct tp_exchange *exchange, const struct tp_entry *leg, int64_t *out, struct tp_diag *diag)
{
    const int64_t now_s = tp_exchange_now(exchange);
    struct tp_entry request;
    bool found;
    tp_status status;

    *out = now_s + (int64_t)TP_ANSWER_DAYS * TP_PARTNER_DAY_S;
    if (strcmp(tp_entry_text(leg, "origin"), "request") != 0)
        return TP_OK;
    status = tp_entry_find(exchange, "request", leg->link, &request, &found, diag);
    if (status == TP_OK && found) {
        int64_t days = TP_ANSWER_DAYS - (int64_t)TP_DELIVERY_DAYS * (int64_t)(path_length(&request) + 1);

        *out = tp_entry_integer(&request, "received_s", now_s) + days * TP_PARTNER_DAY_S;
        *out = TP_MAX(*out, now_s + TP_PARTNER_DAY_S);
    }
    tp_entry_deinit(&request);
    return status;
}

tp_status tp_leg_sent(struct tp_exchange *exchange, const struct tp_entry *entry, struct tp_diag *diag)
{
    int64_t due_s = 0;
    struct tp_entry leg;
    bool found;
    tp_status status = tp_entry_find(exchange, "leg", tp_entry_text(entry, "about"), &leg, &found, diag);

    if (status == TP_OK && found)
        status = find_due(exchange, &leg, &due_s, diag);
    if (status == TP_OK && found && strcmp(leg.state, "sending") == 0) {
        leg.due_s = due_s;
        status = tp_record_put(exchange, "leg", &leg, "sent", NULL, diag);
        if (status == TP_OK)
            status = tp_job_add(exchange, "partner.overdue", leg.name, due_s, diag);
    }
    tp_entry_deinit(&leg);
    return status;
}

tp_status tp_leg_given_up(struct tp_exchange *exchange, const struct tp_entry *entry, bool denied, struct tp_diag *diag)
{
    struct tp_entry leg;
    bool found;
    tp_status status = tp_entry_find(exchange, "leg", tp_entry_text(entry, "about"), &leg, &found, diag);

    if (status == TP_OK && found && tp_leg_is_open(&leg))
        status = tp_leg_end(exchange, &leg, denied ? "denied" : "unanswered", NULL, diag);
    tp_entry_deinit(&leg);
    return status;
}
