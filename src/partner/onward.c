/* SPDX-License-Identifier: Apache-2.0 */
/* Passing on what was received: decided by a releasing officer, asked of the agreement by which it came, and bound by
 * its label: the same agreement, the same purpose, no longer than it says. Record "onward", "LEG RECIPIENT":
 * withheld, denied, or sending -> sent, denied, unreached. */
#include <stdio.h>
#include <string.h>

#include "partner/parts.h"

enum { REASON_MAX_BYTES = 4000 };

/* What is asked for. */
struct wish {
    char recipient[TP_ID_MAX];
    uint64_t considered, fields;
    bool reason_written;
    enum tp_discretion decision;
    int64_t until_s; /* of the label */
};

/* ---- asking ------------------------------------------------------------------------------------------------------ */

static bool read_until(const struct tp_entry *leg, int64_t *out)
{
    const struct tp_json_value *label = tp_json_member(tp_json_root(leg->content), "label");
    char text[TP_TIME_TEXT_BYTES];

    *out = 0;
    if (!label)
        return false;
    tp_message_text(label, "expires", text, sizeof text);
    return tp_time_parse(text, out);
}

static tp_status ask(struct tp_exchange *exchange, const struct tp_entry *leg, const struct wish *wish, bool log,
                     struct tp_decision *out, struct tp_diag *diag)
{
    char owner[TP_OWNER_BYTES];
    struct tp_facts facts;
    struct tp_request asked;
    const struct tp_question question = {owner, facts.agreement, facts.jurisdiction, leg->name, &asked};
    int64_t left_s = wish->until_s - tp_exchange_now(exchange);

    snprintf(owner, sizeof owner, "leg/%.32s", leg->name);
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

static tp_status log_discretion(struct tp_exchange *exchange, const struct tp_entry *leg, const struct wish *wish,
                                const struct tp_actor *actor, struct tp_diag *diag)
{
    char owner[TP_OWNER_BYTES], coarse[TP_JURISDICTION_MAX];
    struct tp_facts facts;
    struct tp_leaf leaf;
    struct tp_case about = {.reference = leg->name, .actor = actor->account};

    snprintf(owner, sizeof owner, "leg/%.32s", leg->name);
    tp_facts_get(tp_json_root(leg->content), &facts);
    about.county = facts.jurisdiction;
    tp_jurisdiction_coarse(facts.jurisdiction, coarse);
    tp_leaf_init(&leaf, TP_LEAF_DISCRETION, tp_exchange_now(exchange));
    tp_leaf_set(&leaf, TP_LEAF_OUTCOME_MEMBER, wish->decision == TP_DISCRETION_RELEASE ? "release" : "decline");
    tp_leaf_set(&leaf, TP_LEAF_AGREEMENT_MEMBER, facts.version);
    tp_leaf_set(&leaf, TP_LEAF_STATE_MEMBER, coarse);
    tp_leaf_set(&leaf, TP_LEAF_LEVEL_MEMBER, tp_facts_level(facts.conviction));
    return tp_exchange_log(exchange, owner, &leaf, &about, NULL, diag);
}

/* ---- sending ----------------------------------------------------------------------------------------------------- */

static tp_status copy_fields(struct tp_exchange *exchange, const char *owner, uint64_t fields, struct tp_json *json,
                             struct tp_diag *diag)
{
    struct tp_json_document *document = NULL;
    uint8_t *text = NULL;
    size_t size_bytes = 0;
    tp_status status = tp_blob_get(exchange, owner, "fields", &text, &size_bytes, diag);

    if (status == TP_OK)
        status = tp_json_parse((const char *)text, size_bytes, &document, diag);
    tp_blob_free(text, size_bytes);
    if (status != TP_OK)
        return status;
    tp_json_object(json, "fields");
    for (size_t i = 0; i < tp_fields.count; i++) {
        const struct tp_json_value *member = tp_json_member(tp_json_root(document), tp_fields.items[i].code);
        if (member && fields >> i & 1)
            tp_json_copy(json, tp_fields.items[i].code, member);
    }
    tp_json_close(json);
    tp_json_document_free(&document);
    return TP_OK;
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
        tp_queue_prepare(exchange, TP_MESSAGE_RELEASE, wish->recipient, TP_DELIVERY_DAYS, &out.message, diag);

    snprintf(owner, sizeof owner, "leg/%.32s", leg->name);
    tp_facts_get(tp_json_root(leg->content), &facts);
    out.county = facts.jurisdiction;
    snprintf(out.message.agreement, sizeof out.message.agreement, "%s", facts.version);
    out.message.purpose = out.message.label.purpose = facts.purpose;
    memcpy(out.message.label.agreement, out.message.agreement, sizeof out.message.label.agreement);
    memcpy(out.message.label.disclosure, out.message.id, sizeof out.message.label.disclosure);
    out.message.label.expires_s = wish->until_s;
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
    status = copy_fields(exchange, owner, wish->fields, json, diag);
    if (status != TP_OK) {
        tp_json_free(&json);
        return status;
    }
    return tp_queue_add(exchange, &out, &json, diag);
}

static tp_status note(struct tp_exchange *exchange, const struct tp_entry *leg, const struct wish *wish,
                      const struct tp_decision *decision, const char *account, struct tp_diag *diag)
{
    static const char *const states[] = {
        [TP_EFFECT_ALLOWED] = "sending", [TP_EFFECT_WITHHELD] = "withheld", [TP_EFFECT_DENIED] = "denied"};
    struct tp_entry entry = {.due_s = TP_STORE_NEVER};
    struct tp_json *json;
    tp_status status = tp_json_new(&json, diag);

    if (status != TP_OK)
        return status;
    tp_json_text(json, "leg", leg->name);
    tp_json_text(json, "recipient", wish->recipient);
    tp_json_text(json, "account", account);
    tp_message_put_words(json, "considered", &tp_circumstances, wish->considered);
    tp_message_put_words(json, "fields", &tp_fields, wish->fields);
    tp_partner_put_clauses(decision, json);
    snprintf(entry.name, sizeof entry.name, "%.32s %.63s", leg->name, wish->recipient);
    snprintf(entry.state, sizeof entry.state, "%s", states[decision->effect]);
    snprintf(entry.link, sizeof entry.link, "%s", leg->name);
    return tp_record_add(exchange, "onward", &entry, &json, diag);
}

/* ---- the operation ----------------------------------------------------------------------------------------------- */

static tp_status read_wish(const struct tp_json_value *input, struct wish *out, const char **reason,
                           struct tp_diag *diag)
{
    static const char *const names[] = {"recipient", "fields", "considered", "reason", "decision", NULL};
    const struct tp_json_value *member = tp_json_member(input, "reason");
    char decision[16];

    memset(out, 0, sizeof *out);
    tp_message_text(input, "recipient", out->recipient, sizeof out->recipient);
    tp_message_text(input, "decision", decision, sizeof decision);
    *reason = member ? tp_json_to_text(member) : NULL;
    if (!tp_message_has_only(input, names) || !out->recipient[0])
        return tp_fail(diag, TP_E_FORMAT, "recipient", -1, "must be the id of an organisation");
    if (!tp_message_words(tp_json_member(input, "fields"), &tp_fields, &out->fields))
        return tp_fail(diag, TP_E_FORMAT, "fields", -1, "must be a list of fields");
    if (!tp_message_words(tp_json_member(input, "considered"), &tp_circumstances, &out->considered))
        return tp_fail(diag, TP_E_FORMAT, "considered", -1, "must be a list of circumstances");
    if (!*reason || strlen(*reason) > REASON_MAX_BYTES || strspn(*reason, " \t\r\n") == strlen(*reason))
        return tp_fail(diag, TP_E_FORMAT, "reason", -1, "must be written, in at most %d bytes", REASON_MAX_BYTES);
    out->reason_written = true;
    out->decision = strcmp(decision, "release") == 0   ? TP_DISCRETION_RELEASE
                    : strcmp(decision, "decline") == 0 ? TP_DISCRETION_DECLINE
                                                       : TP_DISCRETION_NOT_DECIDED;
    return out->decision == TP_DISCRETION_NOT_DECIDED
               ? tp_fail(diag, TP_E_FORMAT, "decision", -1, "must be release or decline")
               : TP_OK;
}

static tp_status keep_reason(struct tp_exchange *exchange, const struct tp_entry *leg, const struct wish *wish,
                             const char *reason, struct tp_diag *diag)
{
    char owner[TP_OWNER_BYTES], name[TP_ID_MAX + 16];

    snprintf(owner, sizeof owner, "leg/%.32s", leg->name);
    snprintf(name, sizeof name, "onward/%s", wish->recipient);
    return tp_blob_put(exchange, owner, name, reason, strlen(reason), diag);
}

static tp_status pass_on(struct tp_exchange *exchange, struct tp_call *call, const struct wish *wish,
                         const struct tp_entry *leg, struct tp_decision *decision, struct tp_diag *diag)
{
    const char *reason = tp_json_to_text(tp_json_member(call->input, "reason"));
    char name[TP_EXCHANGE_NAME_BYTES];
    tp_status status = log_discretion(exchange, leg, wish, &call->actor, diag);

    snprintf(name, sizeof name, "%.32s %.63s", leg->name, wish->recipient);
    if (status == TP_OK)
        status = ask(exchange, leg, wish, true, decision, diag);
    if (status == TP_OK)
        status = keep_reason(exchange, leg, wish, reason, diag);
    if (status == TP_OK)
        status = note(exchange, leg, wish, decision, call->actor.account, diag);
    if (status == TP_OK && decision->effect == TP_EFFECT_ALLOWED)
        status = queue(exchange, leg, wish, name, diag);
    return status;
}

tp_status tp_operation_pass_on(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    struct tp_decision decision;
    struct tp_entry leg = {0};
    struct wish wish;
    const char *reason;
    tp_status status = read_wish(call->input, &wish, &reason, diag);

    if (status == TP_OK)
        status = tp_exchange_begin(exchange, diag);
    if (status != TP_OK)
        return status;
    status = tp_entry_get(exchange, "leg", call->values[0], &leg, diag);
    if (status == TP_OK && (strcmp(leg.state, "match") != 0 || !read_until(&leg, &wish.until_s)))
        status = tp_fail(diag, TP_E_CONFLICT, "leg", -1, "nothing about a person was received by it");
    if (status == TP_OK && !tp_partner_find(exchange, wish.recipient))
        status = tp_fail(diag, TP_E_ARGUMENT, "recipient", -1, "is no partner here");
    if (status == TP_OK)
        status = pass_on(exchange, call, &wish, &leg, &decision, diag);
    tp_entry_deinit(&leg);
    status = tp_exchange_end(exchange, status, diag);
    if (status != TP_OK)
        return status;
    tp_json_text(call->reply, "effect", tp_effect_code(decision.effect));
    tp_partner_put_clauses(&decision, call->reply);
    return TP_OK;
}

/* ---- on its way -------------------------------------------------------------------------------------------------- */

tp_status tp_onward_may_go(struct tp_exchange *exchange, const struct tp_entry *entry, bool log, bool *out,
                           struct tp_diag *diag)
{
    struct tp_entry onward, leg = {0};
    struct tp_decision decision;
    struct wish wish = {.reason_written = true, .decision = TP_DISCRETION_RELEASE};
    bool found;
    tp_status status = tp_record_find(exchange, "onward", tp_entry_text(entry, "about"), &onward, &found, diag);

    *out = false;
    if (status == TP_OK && found)
        status = tp_record_find(exchange, "leg", tp_entry_text(&onward, "leg"), &leg, &found, diag);
    if (status == TP_OK && found && read_until(&leg, &wish.until_s)) {
        const struct tp_json_value *root = tp_json_root(onward.content);

        snprintf(wish.recipient, sizeof wish.recipient, "%s", tp_entry_text(&onward, "recipient"));
        (void)tp_message_words(tp_json_member(root, "considered"), &tp_circumstances, &wish.considered);
        (void)tp_message_words(tp_json_member(root, "fields"), &tp_fields, &wish.fields);
        status = ask(exchange, &leg, &wish, log, &decision, diag);
        *out = status == TP_OK && decision.effect == TP_EFFECT_ALLOWED;
    }
    tp_entry_deinit(&onward);
    tp_entry_deinit(&leg);
    return status;
}
