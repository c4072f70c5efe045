/* SPDX-License-Identifier: Apache-2.0 */
/* What comes back to a leg: an answer or a refusal; and withdrawals. What comes too late changes no leg, and what it
 * says of a person is not kept; that it came is in the ledger all the same. */
#include <stdio.h>
#include <string.h>

#include "partner/partner.h"
#include "partner/parts.h"
#include "person/person.h"

enum { FIELDS_MAX_BYTES = 64 << 10 };

/* The leg that the message answers; *FOUND is false when it has been erased. */
static tp_status find_leg(struct tp_exchange *exchange, const struct tp_arrival *arrival, struct tp_entry *leg,
                          bool *found, struct tp_diag *diag)
{
    struct tp_entry original;
    tp_status status = tp_inbox_original(exchange, arrival, &original, diag);

    if (status != TP_OK)
        return status;
    if (strcmp(tp_entry_text(&original, "kind"), "search") != 0)
        status = tp_fail(diag, TP_E_DENIED, "in_reply_to", -1, "is no search");
    else
        status = tp_entry_find(exchange, "leg", tp_entry_text(&original, "about"), leg, found, diag);
    tp_entry_deinit(&original);
    return status;
}

/* An answer is given under the version in force when it is given: of the same agreement as the search. */
static tp_status check_agreement(struct tp_exchange *exchange, const struct tp_arrival *arrival,
                                 const struct tp_entry *leg, struct tp_diag *diag)
{
    const struct tp_history *history;

    if (!tp_partner_terms(exchange, arrival->message.agreement, &history) ||
        strcmp(tp_history_agreement(history), tp_entry_text(leg, "agreement")) != 0)
        return tp_fail(diag, TP_E_DENIED, "agreement", -1, "is not that of the search");
    return TP_OK;
}

/* No longer than was agreed, and no longer than the message stands: a label says less where it was somebody else's
 * before. */
static tp_status check_label(const struct tp_arrival *arrival, const struct tp_terms *terms, struct tp_diag *diag)
{
    const struct tp_message *message = &arrival->message;
    const int64_t most_s = (int64_t)terms->retention_days * TP_PARTNER_DAY_S;

    if (message->label.expires_s < message->time_s || message->label.expires_s > message->time_s + most_s)
        return tp_fail(diag, TP_E_DENIED, "label", -1,
                       "lasts for longer than agreed, or ends before the message's time");
    return TP_OK;
}

/* ---- answers ----------------------------------------------------------------------------------------------------- */

struct answer {
    bool match;
    int64_t examiners;
    uint64_t fields;
    const struct tp_json_value *told;
};

/* A text, a list, or an object, as a person's facts are; how much of it, and how long. */
static tp_status check_size(const struct tp_json_value *told, struct tp_diag *diag)
{
    struct tp_buffer text;
    tp_status status;

    tp_buffer_init(&text);
    status = tp_json_value_canonical(told, &text, diag);
    if (status == TP_OK && text.size_bytes > FIELDS_MAX_BYTES)
        status = tp_fail(diag, TP_E_LIMIT, "fields", -1, "are more than %d bytes", FIELDS_MAX_BYTES);
    if (text.data)
        tp_wipe(text.data, text.size_bytes);
    tp_buffer_deinit(&text);
    return status;
}

static tp_status read_fields(const struct tp_json_value *told, uint64_t allowed, uint64_t *out, struct tp_diag *diag)
{
    *out = 0;
    if (!told || tp_json_kind(told) != TP_JSON_OBJECT)
        return tp_fail(diag, TP_E_FORMAT, "fields", -1, "must be an object");
    for (size_t i = 0; i < tp_json_count(told); i++) {
        const char *code;
        int place;

        (void)tp_json_member_at(told, i, &code);
        place = tp_vocabulary_find(&tp_fields, code);
        if (place < 0 || !(allowed >> place & 1))
            return tp_fail(diag, TP_E_DENIED, "fields", -1, "has something that is not agreed");
        *out |= (uint64_t)1 << place;
    }
    return check_size(told, diag);
}

static tp_status read_answer(const struct tp_arrival *arrival, const struct tp_terms *terms, struct answer *out,
                             struct tp_diag *diag)
{
    const struct tp_json_value *payload = arrival->message.payload;
    const struct tp_json_value *examiners = tp_json_member(payload, "examiners");
    char outcome[16];

    memset(out, 0, sizeof *out);
    tp_message_text(payload, "outcome", outcome, sizeof outcome);
    out->match = strcmp(outcome, "match") == 0;
    out->told = tp_json_member(payload, "fields");
    if (tp_json_only(payload, "outcome examiners fields", NULL) != TP_OK ||
        (!out->match && strcmp(outcome, "no-match") != 0))
        return tp_fail(diag, TP_E_FORMAT, "payload", -1, "must be an outcome, match or no-match");
    if (!out->match)
        return out->told || examiners ? tp_fail(diag, TP_E_FORMAT, "payload", -1, "no match has nothing beside it")
                                      : TP_OK;
    if (!examiners || !tp_json_to_integer(examiners, &out->examiners) || out->examiners < terms->examiners ||
        out->examiners > INT16_MAX)
        return tp_fail(diag, TP_E_DENIED, "examiners", -1, "are fewer than agreed");
    return read_fields(out->told, terms->fields, &out->fields, diag);
}

/* What was told, sealed under a key of its own, for as long as the agreement and the label let it be kept. */
static tp_status keep_fields(struct tp_exchange *exchange, const struct tp_arrival *arrival,
                             const struct tp_json_value *told, const struct tp_terms *terms, struct tp_diag *diag)
{
    const int64_t days = TP_MAX((int64_t)terms->retention_days, 1), label_s = arrival->message.label.expires_s,
                  agreed_s = arrival->now_s + (int64_t)terms->retention_days * TP_PARTNER_DAY_S;
    const char *owner = arrival->owner;
    struct tp_buffer text;
    tp_status status;

    tp_buffer_init(&text);
    status = tp_json_value_canonical(told, &text, diag);
    if (status == TP_OK)
        status = tp_blob_put(exchange, owner, "fields", text.data, text.size_bytes, diag);
    if (status == TP_OK)
        status = tp_retention_set(exchange, owner, TP_MIN(label_s, agreed_s) - days * TP_PARTNER_DAY_S, days, diag);
    tp_buffer_deinit(&text);
    return status;
}

static tp_status note_disclosure(struct tp_exchange *exchange, const struct tp_arrival *arrival, const char *owner,
                                 const char *what, uint64_t fields, struct tp_diag *diag)
{
    const struct tp_message *message = &arrival->message;
    const struct tp_disclosed disclosed = {.owner = owner,
                                           .what = what,
                                           .side = "in",
                                           .partner = message->from,
                                           .id = message->id,
                                           .version = message->agreement,
                                           .purpose = message->purpose,
                                           .until_s = message->label.expires_s,
                                           .fields = fields};

    return tp_partner_disclose(exchange, &disclosed, diag);
}

static void put_label(const struct tp_message *message, struct tp_json *json)
{
    char time[TP_TIME_TEXT_BYTES];

    tp_time_format(message->label.expires_s, time);
    tp_json_object(json, "label");
    tp_json_text(json, "agreement", message->label.agreement);
    tp_json_text(json, "purpose", tp_purposes.items[message->label.purpose].code);
    tp_json_text(json, "expires", time);
    tp_json_text(json, "disclosure", message->label.disclosure);
    tp_json_text(json, "from", message->from);
    tp_json_close(json);
}

static tp_status end_leg(struct tp_exchange *exchange, const struct tp_arrival *arrival, struct tp_entry *leg,
                         const struct answer *answer, struct tp_diag *diag)
{
    struct tp_json *json;
    tp_status status = tp_entry_edit(leg, &json, diag);

    if (status != TP_OK)
        return status;
    tp_json_text(json, "answer", arrival->message.id);
    if (answer->match) {
        tp_json_integer(json, "examiners", answer->examiners);
        tp_message_put_words(json, "fields", &tp_fields, answer->fields);
        put_label(&arrival->message, json);
    }
    return tp_leg_end(exchange, leg, answer->match ? "match" : "no-match", &json, diag);
}

static tp_status take_open(struct tp_exchange *exchange, struct tp_arrival *arrival, struct tp_entry *leg,
                           const struct answer *answer, struct tp_diag *diag)
{
    const struct tp_history *history;
    const struct tp_terms *terms = tp_partner_terms(exchange, arrival->message.agreement, &history);
    tp_status status = TP_OK;

    snprintf(arrival->owner, sizeof arrival->owner, "leg/%.32s", leg->name);
    if (answer->match)
        status = keep_fields(exchange, arrival, answer->told, terms, diag);
    return status == TP_OK ? end_leg(exchange, arrival, leg, answer, diag) : status;
}

tp_status tp_take_answer(struct tp_exchange *exchange, struct tp_arrival *arrival, struct tp_diag *diag)
{
    const struct tp_history *history;
    const struct tp_terms *terms = tp_partner_terms(exchange, arrival->message.agreement, &history);
    char owner[TP_OWNER_BYTES];
    struct answer answer;
    struct tp_entry leg = {0};
    bool found = false;
    tp_status status = terms ? find_leg(exchange, arrival, &leg, &found, diag)
                             : tp_fail(diag, TP_E_DENIED, "agreement", -1, "is not known here");

    if (status == TP_OK)
        status = read_answer(arrival, terms, &answer, diag);
    if (status == TP_OK)
        status = check_label(arrival, terms, diag);
    if (status == TP_OK && found)
        status = check_agreement(exchange, arrival, &leg, diag);
    snprintf(owner, sizeof owner, "leg/%s", arrival->message.in_reply_to);
    if (status == TP_OK)
        status = note_disclosure(exchange, arrival, found ? tp_entry_text(&leg, "owner") : owner, "answer",
                                 answer.fields, diag);
    snprintf(arrival->link, sizeof arrival->link, "%s", found ? leg.name : "");
    if (status == TP_OK && found && tp_leg_is_open(&leg))
        status = take_open(exchange, arrival, &leg, &answer, diag);
    else
        arrival->is_late = true;
    tp_entry_deinit(&leg);
    return status;
}

static bool is_clause(const char *code)
{
    for (int clause = 0; code && clause < TP_CLAUSES; clause++) {
        if (strcmp(tp_clause_code((enum tp_clause)clause), code) == 0)
            return true;
    }
    return false;
}

static tp_status check_clauses(const struct tp_json_value *clauses, struct tp_diag *diag)
{
    bool fits = !clauses || (tp_json_kind(clauses) == TP_JSON_LIST && tp_json_count(clauses) <= TP_CLAUSES);

    for (size_t i = 0; fits && clauses && i < tp_json_count(clauses); i++)
        fits = is_clause(tp_json_to_text(tp_json_element(clauses, i)));
    return fits ? TP_OK : tp_fail(diag, TP_E_FORMAT, "clauses", -1, "must be a list of clauses");
}

tp_status tp_take_refusal(struct tp_exchange *exchange, struct tp_arrival *arrival, struct tp_diag *diag)
{
    const struct tp_json_value *clauses = tp_json_member(arrival->message.payload, "clauses");
    char stage[16];
    struct tp_entry leg = {0};
    struct tp_json *json;
    bool found = false;
    tp_status status = find_leg(exchange, arrival, &leg, &found, diag);

    tp_message_text(arrival->message.payload, "stage", stage, sizeof stage);
    if (status == TP_OK && (tp_json_only(arrival->message.payload, "stage clauses", NULL) != TP_OK ||
                            (strcmp(stage, "search") != 0 && strcmp(stage, "answer") != 0)))
        status = tp_fail(diag, TP_E_FORMAT, "payload", -1, "must have a stage, search or answer");
    if (status == TP_OK)
        status = check_clauses(clauses, diag);
    snprintf(arrival->link, sizeof arrival->link, "%s", found ? leg.name : "");
    if (status == TP_OK && found && tp_leg_is_open(&leg)) {
        status = tp_entry_edit(&leg, &json, diag);
        if (status == TP_OK) {
            tp_json_text(json, "refused_by", arrival->message.from);
            if (clauses)
                tp_json_copy(json, "clauses", clauses);
            status = tp_leg_end(exchange, &leg, "denied", &json, diag);
        }
    }
    tp_entry_deinit(&leg);
    return status;
}

/* ---- releases that are received ---------------------------------------------------------------------------------- */

struct received {
    bool onward;
    uint64_t fields;
};

/* What the agreement says to it, asked again here: who sends it may be somebody whom it does not let release anything.
 * Examiners, an officer's decision and the sender's witnesses are for the sender to show; the terms are not. */
static tp_status ask_terms(struct tp_exchange *exchange, const struct tp_arrival *arrival, const struct tp_terms *terms,
                           const struct tp_facts *facts, const struct received *received, struct tp_diag *diag)
{
    const char *from = arrival->message.from;
    struct tp_request asked;
    const struct tp_question question = {"", facts->agreement, facts->jurisdiction, "", &asked};
    struct tp_decision decision;
    tp_status status;

    if (!received->onward && strcmp(from, facts->repository) != 0)
        return tp_fail(diag, TP_E_DENIED, "from", -1, "is not the repository that was searched");
    tp_facts_ask(facts, received->onward ? TP_STAGE_ONWARD : TP_STAGE_RELEASE, &asked);
    asked.from = from;
    asked.recipient = tp_exchange_config(exchange)->id;
    asked.examiners = (unsigned)terms->examiners;
    asked.considered = terms->circumstances;
    asked.reason_written = true;
    asked.discretion = TP_DISCRETION_RELEASE;
    asked.fields = received->fields;
    asked.retention_days = (arrival->message.label.expires_s - arrival->message.time_s) / TP_PARTNER_DAY_S;
    status = tp_partner_preview(exchange, &question, &decision, diag);
    for (size_t i = 0; status == TP_OK && i < decision.count; i++) {
        if (decision.clauses[i].clause != TP_CLAUSE_WITNESS && decision.clauses[i].effect != TP_EFFECT_ALLOWED)
            status = tp_fail(diag, TP_E_DENIED, "agreement", -1, "does not let %s hand this to us now: %s", from,
                             tp_clause_code(decision.clauses[i].clause));
    }
    return status;
}

static tp_status add_received(struct tp_exchange *exchange, const struct tp_arrival *arrival,
                              const struct tp_facts *facts, uint64_t fields, struct tp_diag *diag)
{
    struct tp_entry entry = {.due_s = TP_STORE_NEVER};
    char time[TP_TIME_TEXT_BYTES];
    struct tp_json *json;
    tp_status status = tp_json_new(&json, diag);

    if (status != TP_OK)
        return status;
    tp_time_format(arrival->now_s, time);
    tp_json_text(json, "origin", "release");
    tp_json_text(json, "owner", arrival->owner);
    tp_json_text(json, "partner", arrival->message.from);
    tp_json_text(json, "since", time);
    tp_facts_put(facts, json);
    tp_message_put_words(json, "fields", &tp_fields, fields);
    put_label(&arrival->message, json);
    snprintf(entry.name, sizeof entry.name, "%s", arrival->record);
    snprintf(entry.state, sizeof entry.state, "match");
    return tp_record_add(exchange, "leg", &entry, &json, diag);
}

static tp_status read_release(const struct tp_arrival *arrival, const struct tp_history *history,
                              const struct tp_terms *terms, struct tp_facts *facts, struct received *out,
                              struct tp_diag *diag)
{
    const struct tp_json_value *payload = arrival->message.payload, *flag = tp_json_member(payload, "onward");

    memset(out, 0, sizeof *out);
    if (tp_json_only(payload,
                     "fields sender repository jurisdiction offence conviction categories categories_known onward",
                     NULL) != TP_OK ||
        (flag && !tp_json_to_flag(flag, &out->onward)))
        return tp_fail(diag, TP_E_FORMAT, "payload", -1, "has something that releases do not have");
    tp_facts_get(payload, facts);
    facts->purpose = arrival->message.purpose;
    snprintf(facts->agreement, sizeof facts->agreement, "%s", tp_history_agreement(history));
    snprintf(facts->version, sizeof facts->version, "%s", terms->hash);
    return read_fields(tp_json_member(payload, "fields"), terms->fields, &out->fields, diag);
}

tp_status tp_take_release(struct tp_exchange *exchange, struct tp_arrival *arrival, struct tp_diag *diag)
{
    const struct tp_json_value *told = tp_json_member(arrival->message.payload, "fields");
    const struct tp_history *history;
    const struct tp_terms *terms = tp_partner_terms(exchange, arrival->message.agreement, &history);
    struct received received;
    struct tp_facts facts;
    tp_status status;

    if (!terms)
        return tp_fail(diag, TP_E_DENIED, "agreement", -1, "is not known here");
    snprintf(arrival->owner, sizeof arrival->owner, "leg/%s", arrival->record);
    snprintf(arrival->link, sizeof arrival->link, "%s", arrival->record);
    status = read_release(arrival, history, terms, &facts, &received, diag);
    if (status == TP_OK)
        status = check_label(arrival, terms, diag);
    if (status == TP_OK)
        status = ask_terms(exchange, arrival, terms, &facts, &received, diag);
    if (status == TP_OK)
        status = note_disclosure(exchange, arrival, arrival->owner, received.onward ? "onward" : "release",
                                 received.fields, diag);
    if (status == TP_OK)
        status = keep_fields(exchange, arrival, told, terms, diag);
    return status == TP_OK ? add_received(exchange, arrival, &facts, received.fields, diag) : status;
}

/* ---- withdrawals ------------------------------------------------------------------------------------------------- */

/* That the message left is in the sender's ledger, and so in ours. */
static tp_status note_withdrawn(struct tp_exchange *exchange, const struct tp_arrival *arrival, const char *what,
                                struct tp_diag *diag)
{
    const struct tp_message *message = &arrival->message;
    char owner[TP_OWNER_BYTES], record[TP_EXCHANGE_ID_BYTES];
    const struct tp_disclosed disclosed = {.owner = owner,
                                           .what = what,
                                           .side = "in",
                                           .partner = message->from,
                                           .id = message->in_reply_to,
                                           .version = message->agreement,
                                           .purpose = message->purpose};
    tp_status status = tp_partner_record_id(message->from, message->in_reply_to, record, diag);

    snprintf(owner, sizeof owner, "request/%s", record);
    return status == TP_OK ? tp_partner_disclose(exchange, &disclosed, diag) : status;
}

/* The message has not come, and shall not come any more. */
tp_status tp_inbox_bar(struct tp_exchange *exchange, const struct tp_arrival *arrival, const char *id, const char *why,
                       struct tp_diag *diag)
{
    struct tp_entry entry = {.due_s = TP_STORE_NEVER, .state = "refused"};
    char record[TP_EXCHANGE_ID_BYTES];
    struct tp_json *json;
    tp_status status = tp_partner_record_id(arrival->message.from, id, record, diag);

    if (status == TP_OK)
        status = tp_json_new(&json, diag);
    if (status != TP_OK)
        return status;
    tp_json_text(json, "partner", arrival->message.from);
    tp_json_text(json, "message", id);
    tp_json_text(json, why, arrival->message.id);
    snprintf(entry.name, sizeof entry.name, "%s in", record);
    return tp_record_add(exchange, "message", &entry, &json, diag);
}

/* One that an erasure has barred is withdrawn by who tried to send it all the same. */
static tp_status withdraw_barred(struct tp_exchange *exchange, const struct tp_arrival *arrival, struct tp_entry *known,
                                 const char *what, struct tp_diag *diag)
{
    struct tp_json *json;
    tp_status status;

    if (strcmp(known->state, "refused") != 0 || tp_entry_text(known, "withdrawn_by")[0])
        return TP_OK;
    status = note_withdrawn(exchange, arrival, what, diag);
    if (status == TP_OK)
        status = tp_entry_edit(known, &json, diag);
    if (status != TP_OK)
        return status;
    tp_json_text(json, "withdrawn_by", arrival->message.id);
    return tp_record_put(exchange, "message", known, known->state, &json, diag);
}

tp_status tp_take_withdrawal(struct tp_exchange *exchange, struct tp_arrival *arrival, struct tp_diag *diag)
{
    static const char *const whats[] = {"search", "answer", "release", "onward"};
    const struct tp_message *message = &arrival->message;
    char what[16];
    struct tp_entry known;
    bool found = false, fits = false;
    tp_status status;

    tp_message_text(message->payload, "what", what, sizeof what);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(whats); i++)
        fits = fits || strcmp(what, whats[i]) == 0;
    if (tp_json_only(message->payload, "what", NULL) != TP_OK || !fits || !message->in_reply_to[0])
        return tp_fail(diag, TP_E_FORMAT, "payload", -1, "must say what is withdrawn");
    status = tp_inbox_find(exchange, message->from, message->in_reply_to, &known, &found, diag);
    if (status == TP_OK && found)
        status = withdraw_barred(exchange, arrival, &known, what, diag);
    else if (status == TP_OK)
        status = note_withdrawn(exchange, arrival, what, diag);
    if (status == TP_OK && !found)
        status = tp_inbox_bar(exchange, arrival, message->in_reply_to, "withdrawn_by", diag);
    tp_entry_deinit(&known);
    return status;
}
