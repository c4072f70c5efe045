/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of this part share: facts of a case, partners, decisions, disclosures, records. */
#include <stdio.h>
#include <string.h>

#include "partner/partner.h"
#include "partner/parts.h"

enum { PARTNER_DIGITS = 17 };

/* ---- names ------------------------------------------------------------------------------------------------------- */

/* As long as an id, so that it can stand wherever one does; a collision would need 2^64 messages of one's own. */
tp_status tp_partner_record_id(const char *from, const char *id, char out[TP_EXCHANGE_ID_BYTES], struct tp_diag *diag)
{
    char text[TP_ID_MAX + TP_EXCHANGE_ID_BYTES + 1];
    uint8_t hash[TP_SHA256_BYTES];
    int length = snprintf(text, sizeof text, "%.*s %.*s", TP_ID_MAX - 1, from, TP_EXCHANGE_ID_BYTES - 1, id);
    tp_status status = tp_sha256(text, (size_t)length, hash, diag);

    out[0] = '\0';
    if (status == TP_OK)
        tp_hex_encode(hash, (TP_EXCHANGE_ID_BYTES - 1) / 2, out);
    return status;
}

/* ---- facts ------------------------------------------------------------------------------------------------------- */

static const char *code_of(const struct tp_vocabulary *words, int place)
{
    return place >= 0 && (size_t)place < words->count ? words->items[place].code : "unknown";
}

const char *tp_facts_level(int level)
{
    return code_of(&tp_seriousness, level);
}

void tp_facts_put(const struct tp_facts *facts, struct tp_json *json)
{
    tp_json_text(json, "agreement", facts->agreement);
    tp_json_text(json, "version", facts->version);
    tp_json_text(json, "sender", facts->sender);
    tp_json_text(json, "repository", facts->repository);
    tp_json_text(json, "jurisdiction", facts->jurisdiction);
    tp_json_text(json, "purpose", code_of(&tp_purposes, facts->purpose));
    tp_json_text(json, "material", code_of(&tp_materials, facts->material));
    tp_json_text(json, "offence", tp_facts_level(facts->offence));
    tp_json_text(json, "conviction", tp_facts_level(facts->conviction));
    tp_message_put_words(json, "categories", &tp_categories, facts->categories);
    tp_json_flag(json, "categories_known", facts->categories_known);
}

void tp_facts_get(const struct tp_json_value *root, struct tp_facts *out)
{
    const struct tp_json_value *known = tp_json_member(root, "categories_known");

    memset(out, 0, sizeof *out);
    tp_message_text(root, "agreement", out->agreement, sizeof out->agreement);
    tp_message_text(root, "version", out->version, sizeof out->version);
    tp_message_text(root, "sender", out->sender, sizeof out->sender);
    tp_message_text(root, "repository", out->repository, sizeof out->repository);
    tp_message_text(root, "jurisdiction", out->jurisdiction, sizeof out->jurisdiction);
    out->purpose = tp_message_word(root, "purpose", &tp_purposes);
    out->material = tp_message_word(root, "material", &tp_materials);
    out->offence = tp_message_word(root, "offence", &tp_seriousness);
    out->conviction = tp_message_word(root, "conviction", &tp_seriousness);
    if (!known || !tp_json_to_flag(known, &out->categories_known) ||
        !tp_message_words(tp_json_member(root, "categories"), &tp_categories, &out->categories))
        out->categories_known = false;
}

void tp_facts_ask(const struct tp_facts *facts, enum tp_stage stage, struct tp_request *out)
{
    *out = (struct tp_request){.stage = stage,
                               .version = facts->version,
                               .sender = facts->sender,
                               .repository = facts->repository,
                               .jurisdiction = facts->jurisdiction,
                               .purpose = facts->purpose,
                               .material = facts->material,
                               .offence = facts->offence,
                               .conviction = facts->conviction,
                               .categories = facts->categories,
                               .categories_known = facts->categories_known,
                               .retention_days = -1};
}

/* ---- partners and agreements ------------------------------------------------------------------------------------- */

const struct tp_config_partner *tp_partner_find(struct tp_exchange *exchange, const char *id)
{
    const struct tp_config *config = tp_exchange_config(exchange);

    for (unsigned i = 0; i < config->partner_count; i++) {
        if (strcmp(config->partners[i].id, id) == 0)
            return &config->partners[i];
    }
    return NULL;
}

bool tp_partner_key(struct tp_exchange *exchange, const char *id, struct tp_public_key *out)
{
    const struct tp_config_partner *partner = tp_partner_find(exchange, id);

    memset(out, 0, sizeof *out);
    return partner && tp_base64_decode_exact(partner->key, out->bytes, sizeof out->bytes);
}

const struct tp_terms *tp_partner_terms(struct tp_exchange *exchange, const char *version,
                                        const struct tp_history **history)
{
    struct tp_organisation *organisation = tp_exchange_organisation(exchange);

    for (size_t i = 0; i < tp_organisation_history_count(organisation); i++) {
        const struct tp_terms *terms;

        *history = tp_organisation_history_at(organisation, i);
        terms = tp_history_find_version(*history, version);
        if (terms)
            return terms;
    }
    *history = NULL;
    return NULL;
}

/* ---- decisions and disclosures ----------------------------------------------------------------------------------- */

tp_status tp_partner_preview(struct tp_exchange *exchange, const struct tp_question *question, struct tp_decision *out,
                             struct tp_diag *diag)
{
    const struct tp_inquiry inquiry = {
        .agreement = question->agreement, .request = question->request, .now_s = tp_exchange_now(exchange)};
    struct tp_request asked;

    return tp_organisation_preview(tp_exchange_organisation(exchange), &inquiry, &asked, out, diag);
}

tp_status tp_partner_decide(struct tp_exchange *exchange, const struct tp_question *question, struct tp_decision *out,
                            struct tp_diag *diag)
{
    const struct tp_case about = {.county = question->county, .reference = question->reference};
    const struct tp_inquiry inquiry = {.agreement = question->agreement,
                                       .request = question->request,
                                       .about = &about,
                                       .now_s = tp_exchange_now(exchange)};
    struct tp_logged logged;
    tp_status status = tp_organisation_decide(tp_exchange_organisation(exchange), &inquiry, out, &logged, diag);

    if (status != TP_OK)
        return status;
    return tp_exchange_logged(exchange, question->owner, &logged, TP_LEAF_DECISION,
                              tp_facts_level(question->request->conviction), diag);
}

void tp_partner_put_clauses(const struct tp_decision *decision, struct tp_json *json)
{
    tp_json_list(json, "clauses");
    for (size_t i = 0; i < decision->count; i++) {
        if (decision->clauses[i].effect != TP_EFFECT_ALLOWED)
            tp_json_text(json, NULL, tp_clause_code(decision->clauses[i].clause));
    }
    tp_json_close(json);
}

static tp_status log_disclosure(struct tp_exchange *exchange, const struct tp_disclosed *disclosed,
                                struct tp_diag *diag)
{
    const struct tp_case about = {.county = disclosed->county, .reference = disclosed->id};
    char partner[PARTNER_DIGITS];
    uint8_t hash[TP_SHA256_BYTES];
    struct tp_public_key key;
    struct tp_leaf leaf;
    tp_status status;

    if (!tp_partner_key(exchange, disclosed->partner, &key))
        return tp_fail(diag, TP_E_CONFLICT, "partner", -1, "%s is no partner here", disclosed->partner);
    status = tp_sha256(key.bytes, sizeof key.bytes, hash, diag);
    tp_hex_encode(hash, (PARTNER_DIGITS - 1) / 2, partner);
    tp_leaf_init(&leaf, TP_LEAF_DISCLOSURE, tp_exchange_now(exchange));
    tp_leaf_set(&leaf, TP_LEAF_WHAT_MEMBER, disclosed->what);
    tp_leaf_set(&leaf, TP_LEAF_SIDE_MEMBER, disclosed->side);
    tp_leaf_set(&leaf, TP_LEAF_PARTNER_MEMBER, partner);
    tp_leaf_set(&leaf, TP_LEAF_DISCLOSURE_MEMBER, disclosed->id);
    tp_leaf_set(&leaf, TP_LEAF_AGREEMENT_MEMBER, disclosed->version);
    return status == TP_OK ? tp_exchange_log(exchange, disclosed->owner, &leaf, &about, diag) : status;
}

tp_status tp_partner_disclose(struct tp_exchange *exchange, const struct tp_disclosed *disclosed, struct tp_diag *diag)
{
    struct tp_entry entry = {.due_s = TP_STORE_NEVER};
    char time[TP_TIME_TEXT_BYTES], name[TP_EXCHANGE_ID_BYTES];
    struct tp_json *json;
    tp_status status = log_disclosure(exchange, disclosed, diag);

    snprintf(name, sizeof name, "%s", disclosed->id);
    if (status == TP_OK && strcmp(disclosed->side, "in") == 0)
        status = tp_partner_record_id(disclosed->partner, disclosed->id, name, diag);
    if (status == TP_OK)
        status = tp_json_new(&json, diag);
    if (status != TP_OK)
        return status;
    tp_json_text(json, "what", disclosed->what);
    tp_json_text(json, "side", disclosed->side);
    tp_json_text(json, "partner", disclosed->partner);
    tp_json_text(json, "agreement", disclosed->version);
    tp_json_text(json, "disclosure", disclosed->id);
    tp_json_text(json, "purpose", code_of(&tp_purposes, disclosed->purpose));
    tp_time_format(tp_exchange_now(exchange), time);
    tp_json_text(json, "time", time);
    tp_time_format(disclosed->until_s, time);
    if (disclosed->until_s > 0)
        tp_json_text(json, "until", time);
    tp_message_put_words(json, "fields", &tp_fields, disclosed->fields);
    snprintf(entry.name, sizeof entry.name, "%s", name);
    snprintf(entry.link, sizeof entry.link, "%s", disclosed->owner);
    return tp_record_add(exchange, "disclosure", &entry, &json, diag);
}

/* ---- how long who asked waits ------------------------------------------------------------------------------------ */

int64_t tp_request_answer_by(struct tp_exchange *exchange, const struct tp_entry *request)
{
    const int64_t now_s = tp_exchange_now(exchange);
    const int64_t received_s = tp_entry_integer(request, "received_s", now_s);

    return TP_MAX(received_s + (int64_t)TP_ANSWER_DAYS * TP_PARTNER_DAY_S, now_s + TP_PARTNER_DAY_S);
}

/* ---- what a leg brought ------------------------------------------------------------------------------------------ */

bool tp_leg_until(const struct tp_entry *leg, int64_t *out)
{
    const struct tp_json_value *label = tp_json_member(tp_json_root(leg->content), "label");
    char text[TP_TIME_TEXT_BYTES];

    *out = 0;
    if (!label)
        return false;
    tp_message_text(label, "expires", text, sizeof text);
    return tp_time_parse(text, out);
}

tp_status tp_leg_person(struct tp_exchange *exchange, const char *leg, uint64_t fields, struct tp_json *into,
                        struct tp_diag *diag)
{
    struct tp_json_document *document = NULL;
    char owner[TP_OWNER_BYTES];
    uint8_t *text = NULL;
    size_t size_bytes = 0;
    tp_status status;

    snprintf(owner, sizeof owner, "leg/%.32s", leg);
    status = tp_blob_get(exchange, owner, "fields", &text, &size_bytes, diag);
    if (status == TP_OK)
        status = tp_json_parse((const char *)text, size_bytes, &document, diag);
    tp_blob_free(text, size_bytes);
    for (size_t i = 0; status == TP_OK && i < tp_fields.count; i++) {
        const struct tp_json_value *member = tp_json_member(tp_json_root(document), tp_fields.items[i].code);
        if (member && fields >> i & 1)
            tp_json_copy(into, tp_fields.items[i].code, member);
    }
    tp_json_document_free(&document);
    return status;
}

/* ---- records ----------------------------------------------------------------------------------------------------- */

tp_status tp_record_add(struct tp_exchange *exchange, const char *kind, const struct tp_entry *entry,
                        struct tp_json **json, struct tp_diag *diag)
{
    tp_status status = tp_entry_add(exchange, kind, entry, *json, diag);

    tp_json_free(json);
    return status;
}

tp_status tp_record_put(struct tp_exchange *exchange, const char *kind, struct tp_entry *entry, const char *state,
                        struct tp_json **json, struct tp_diag *diag)
{
    tp_status status;

    if (state != entry->state)
        snprintf(entry->state, sizeof entry->state, "%s", state);
    status = tp_entry_put(exchange, kind, entry, json ? *json : NULL, diag);
    if (json)
        tp_json_free(json);
    return status;
}

tp_status tp_record_count_link(struct tp_exchange *exchange, const char *kind, const char *link, const char *state,
                               uint64_t *out, struct tp_diag *diag)
{
    const struct tp_store_query query = {.kind = kind, .link = link, .state = state, .due_until_s = TP_STORE_NEVER};

    return tp_entry_count(exchange, &query, out, diag);
}
