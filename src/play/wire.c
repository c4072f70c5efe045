/* SPDX-License-Identifier: Apache-2.0 */
/* Cheating over the wire: an organisation has its own key, and can send what its node would not. activate-anyway and
 * send-anyway: the receiver refuses, and its ledger has what the sender's has not. drop-leaves and release-silently:
 * the receiver takes it, only pairing finds it. Relays: who is no sender passes a booking on. search-anyway is a node
 * that is stopped, has a leaf written into its ledger by another program, and goes on. Some messages are altered on
 * their way. Ledgers are changed on the disk afterwards (node/scenario_cheats.c). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/crypto.h"
#include "partner/message.h"
#include "partner/signature.h"
#include "play/scenario.h"
#include "synth/synth.h"

enum { TAKEN = 202, DENIED = 403, DAY_S = 86400, SIGNED_S = 60, ID_RANDOM = 16, TOTAL_S = 60, REPLY_MAX = 1 << 20 };

/* What is sent past a node. */
struct forgery {
    enum tp_message_kind kind; /* search or release */
    size_t from, to;
    const struct tp_scenario_exchange *exchange;
    const struct tp_terms *version;
    const struct tp_scenario_case *about;
    uint32_t person;
};

static tp_status draw_id(char out[TP_EXCHANGE_ID_BYTES], struct tp_diag *diag)
{
    uint8_t bytes[ID_RANDOM];
    tp_status status = tp_random_bytes(bytes, sizeof bytes, diag);

    if (status == TP_OK)
        tp_hex_encode(bytes, sizeof bytes, out);
    return status;
}

static tp_status put_print(const struct tp_play_stage *stage, const struct forgery *forgery, struct tp_json *json,
                           struct tp_diag *diag)
{
    struct tp_template print = {0};
    struct tp_buffer text;
    uint8_t *data = NULL;
    size_t size_bytes = 0;
    tp_status status = tp_synth_template(stage->run->seed, forgery->person, 1, 1, &print, diag);

    if (status == TP_OK)
        status = tp_template_encode(&print, TP_FORMAT_NATIVE, &data, &size_bytes, diag);
    tp_buffer_init(&text);
    if (status == TP_OK)
        tp_base64_encode(data, size_bytes, &text);
    tp_write_u8(&text, 0);
    tp_json_list(json, "prints");
    tp_json_object(json, NULL);
    tp_json_integer(json, "position", 1);
    tp_json_integer(json, "impression", 0);
    tp_json_integer(json, "quality", 80);
    tp_json_text(json, "template", (const char *)text.data);
    tp_json_close(json);
    tp_json_close(json);
    tp_buffer_deinit(&text);
    free(data);
    tp_template_deinit(&print);
    return status;
}

/* What searches and releases say of a booking. */
static void put_facts(const struct forgery *forgery, struct tp_json *json)
{
    tp_json_text(json, "jurisdiction", forgery->about->county);
    tp_json_text(json, "offence", "level-3");
    tp_json_text(json, "conviction", "level-1");
    tp_message_put_words(json, "categories", &tp_categories, 0);
    tp_json_flag(json, "categories_known", true);
}

static tp_status put_search(const struct tp_play_stage *stage, const struct forgery *forgery, struct tp_json *json,
                            struct tp_diag *diag)
{
    put_facts(forgery, json);
    tp_json_text(json, "material", "templates");
    return put_print(stage, forgery, json, diag);
}

static void put_release(const struct tp_play_stage *stage, const struct forgery *forgery, struct tp_json *json)
{
    const struct tp_scenario_organisation *organisations = stage->run->scenario->organisations;

    put_facts(forgery, json);
    tp_json_text(json, "sender", organisations[forgery->exchange->sender].id);
    tp_json_text(json, "repository", organisations[forgery->exchange->repository].id);
    tp_json_object(json, "fields"); /* the first that the terms let be told */
    for (size_t i = 0; i < tp_fields.count; i++)
        if (forgery->version->fields >> i & 1) {
            tp_json_text(json, tp_fields.items[i].code, "told past the node");
            break;
        }
    tp_json_close(json);
}

static tp_status write_message(const struct tp_play_stage *stage, const struct forgery *forgery, struct tp_buffer *out,
                               struct tp_diag *diag)
{
    const struct tp_scenario_organisation *organisations = stage->run->scenario->organisations;
    struct tp_message message = {.kind = forgery->kind,
                                 .time_s = stage->run->now_s,
                                 .expires_s = stage->run->now_s + DAY_S,
                                 .purpose = tp_vocabulary_find(&tp_purposes, "criminal-identification")};
    struct tp_json *json = NULL;
    tp_status status = draw_id(message.id, diag);

    snprintf(message.from, sizeof message.from, "%s", organisations[forgery->from].id);
    snprintf(message.to, sizeof message.to, "%s", organisations[forgery->to].id);
    snprintf(message.agreement, sizeof message.agreement, "%s", forgery->version->hash);
    if (forgery->kind == TP_MESSAGE_RELEASE) {
        memcpy(message.label.agreement, message.agreement, sizeof message.label.agreement);
        memcpy(message.label.disclosure, message.id, sizeof message.label.disclosure);
        message.label.purpose = message.purpose;
        message.label.expires_s = message.expires_s;
    }
    if (status == TP_OK)
        status = tp_message_open(&message, &json, diag);
    if (status != TP_OK)
        return status;
    if (forgery->kind == TP_MESSAGE_RELEASE)
        put_release(stage, forgery, json);
    else
        status = put_search(stage, forgery, json, diag);
    if (status == TP_OK)
        return tp_message_close(&json, out, diag);
    tp_json_free(&json);
    return status;
}

/* Signs BODY as the sender and sends it, altered after that if ALTERED. *HTTP is what the receiver says. */
static tp_status post(struct tp_play_stage *stage, const struct forgery *forgery, struct tp_buffer *body, bool altered,
                      int *http, struct tp_diag *diag)
{
    const size_t from = forgery->from, to = forgery->to;
    struct tp_signing signing = {.created_s = stage->run->now_s, .expires_s = stage->run->now_s + SIGNED_S};
    char url[128];
    struct tp_wire_request request = {.method = "POST",
                                      .url = url,
                                      .authority = stage->nodes[to].url + strlen("http://"),
                                      .path = "/v1/messages",
                                      .body = body->data,
                                      .body_bytes = body->size_bytes};
    struct tp_http_field fields[TP_WIRE_HEADERS_MAX];
    struct tp_http_question question = {.url = url,
                                        .method = "POST",
                                        .headers = fields,
                                        .body = body->data,
                                        .body_bytes = body->size_bytes,
                                        .reply_max_bytes = REPLY_MAX,
                                        .total_s = TOTAL_S};
    struct tp_http_answer answer;
    struct tp_signed_headers headers;
    struct tp_signer *signer = NULL;
    tp_status status = tp_scenario_signer(stage->run->scenario->organisations[from].id, &signer, diag);

    snprintf(url, sizeof url, "%s/v1/messages", stage->nodes[to].url);
    snprintf(signing.key, sizeof signing.key, "%s", stage->run->scenario->organisations[from].id);
    if (status == TP_OK)
        status = draw_id(signing.nonce, diag);
    if (status == TP_OK)
        status = tp_signature_sign_request(&request, &signing, signer, &headers, diag);
    tp_signer_free(&signer);
    if (status != TP_OK)
        return status;
    tp_signature_put(&headers, &request);
    for (size_t i = 0; i < request.header_count; i++)
        fields[i] = (struct tp_http_field){request.headers[i].name, request.headers[i].value};
    question.header_count = request.header_count;
    body->data[body->size_bytes / 2] ^= altered;
    status = tp_http_ask(stage->nodes[from].client, &question, &answer, diag);
    body->data[body->size_bytes / 2] ^= altered;
    *http = status == TP_OK ? answer.status : 0;
    tp_http_answer_deinit(&answer);
    return status;
}

/* *REFUSED: at once, for what the message is. Otherwise it is taken, and what becomes of it is in the ledger. */
static tp_status forge(struct tp_play_stage *stage, const struct forgery *forgery, bool *refused, struct tp_diag *diag)
{
    struct tp_buffer body;
    int http = 0;
    tp_status status;

    tp_buffer_init(&body);
    status = write_message(stage, forgery, &body, diag);
    if (status == TP_OK)
        status = post(stage, forgery, &body, true, &http, diag);
    stage->figures.altered += status == TP_OK;
    if (status == TP_OK && (http < 400 || http >= 500))
        tp_scenario_failure(stage->run, "a message that was altered on its way is answered with status %d", http);
    if (status == TP_OK)
        status = post(stage, forgery, &body, false, &http, diag);
    stage->figures.forged += status == TP_OK;
    *refused = status == TP_OK && http == DENIED;
    if (status == TP_OK && http != DENIED && http != TAKEN)
        tp_scenario_failure(stage->run, "a message that was sent past a node is answered with status %d", http);
    tp_buffer_deinit(&body);
    return status == TP_OK ? tp_play_settle(stage, diag) : status;
}

/* As above; whoever cheats is caught when it is refused. */
static tp_status cheat(struct tp_play_stage *stage, const struct forgery *forgery, struct tp_diag *diag)
{
    bool refused = false;
    tp_status status = forge(stage, forgery, &refused, diag);

    stage->run->nodes[forgery->from].is_caught[TP_SCENARIO_CHECK_RECEIVER] |= refused;
    return status;
}

/* The newest version that the timeline has proposed by now. */
static const struct tp_terms *version_of(const struct tp_scenario_run *run, size_t agreement)
{
    size_t version = 1;

    for (size_t i = 0; i < run->scenario->step_count; i++)
        if (run->scenario->steps[i].kind == TP_SCENARIO_EVENT && run->scenario->steps[i].agreement == agreement &&
            run->scenario->steps[i].event == TP_EVENT_PROPOSE && run->scenario->steps[i].at_s <= run->now_s)
            version = run->scenario->steps[i].version;
    return run->scenario->agreements[agreement].versions[version - 1];
}

/* ---- who cheats -------------------------------------------------------------------------------------------------- */

static tp_status send_past(struct tp_play_stage *stage, struct forgery forgery, struct tp_diag *diag)
{
    static const enum tp_scenario_cheat cheats[] = {TP_SCENARIO_CHEAT_ACTIVATE_ANYWAY, TP_SCENARIO_CHEAT_SEND_ANYWAY,
                                                    TP_SCENARIO_CHEAT_DROP_LEAVES};
    tp_status status = TP_OK;

    forgery.kind = TP_MESSAGE_SEARCH;
    forgery.from = forgery.exchange->sender;
    forgery.to = forgery.exchange->repository;
    for (size_t i = 0; status == TP_OK && i < TP_ARRAY_LENGTH(cheats); i++)
        if (tp_scenario_cheats(stage->run, forgery.from, cheats[i], forgery.exchange->agreement)) {
            stage->has_forged[forgery.from] = true;
            status = cheat(stage, &forgery, diag);
        }
    return status;
}

/* Somebody who has the booking for another purpose passes it on: whoever receives it must refuse. */
static tp_status relay(struct tp_play_stage *stage, struct forgery forgery, struct tp_diag *diag)
{
    const struct tp_scenario *scenario = stage->run->scenario;
    tp_status status = TP_OK;

    forgery.kind = TP_MESSAGE_SEARCH;
    forgery.to = forgery.exchange->repository;
    for (size_t i = 0; status == TP_OK && i < scenario->relay_count; i++) {
        const struct tp_scenario_relay *relay = &scenario->relays[i];
        const bool is_chosen = tp_scenario_chance(&stage->rng, relay->of_thousand);
        bool refused = false;

        if (relay->agreement != forgery.exchange->agreement || stage->run->now_s < relay->from_s || !is_chosen)
            continue;
        forgery.from = relay->organisation;
        stage->figures.relayed++;
        status = forge(stage, &forgery, &refused, diag);
        stage->run->relays_refused += refused;
    }
    return status;
}

/* The recipient is told of somebody whose conviction is too small for that. */
static tp_status release_silently(struct tp_play_stage *stage, struct forgery forgery, struct tp_diag *diag)
{
    const struct tp_scenario_exchange *exchange = forgery.exchange;

    forgery.kind = TP_MESSAGE_RELEASE;
    forgery.from = exchange->repository;
    if (exchange->recipient < 0 || stage->is_away[exchange->recipient] ||
        forgery.about->conviction >= (int)forgery.version->release.conviction ||
        !(forgery.about->known_at >> (exchange - stage->run->scenario->exchanges) & 1) ||
        !tp_scenario_cheats(stage->run, forgery.from, TP_SCENARIO_CHEAT_RELEASE_SILENTLY, exchange->agreement))
        return TP_OK;
    forgery.to = (size_t)exchange->recipient;
    return cheat(stage, &forgery, diag);
}

/* A node with another program: it writes down that it was sent what it searched by itself. */
static tp_status search_anyway(struct tp_play_stage *stage, const struct forgery *forgery, struct tp_diag *diag)
{
    const struct tp_scenario_exchange *exchange = forgery->exchange;
    char id[TP_EXCHANGE_ID_BYTES];
    struct tp_leaf leaf;
    tp_status status;

    if (!tp_scenario_cheats(stage->run, exchange->repository, TP_SCENARIO_CHEAT_SEARCH_ANYWAY, exchange->agreement))
        return TP_OK;
    status = draw_id(id, diag);
    tp_leaf_init(&leaf, TP_LEAF_DISCLOSURE, stage->run->now_s);
    tp_leaf_set(&leaf, TP_LEAF_WHAT_MEMBER, "search");
    tp_leaf_set(&leaf, TP_LEAF_SIDE_MEMBER, "in");
    tp_leaf_set(&leaf, TP_LEAF_PARTNER_MEMBER, stage->run->nodes[exchange->sender].partner);
    tp_leaf_set(&leaf, TP_LEAF_DISCLOSURE_MEMBER, id);
    tp_leaf_set(&leaf, TP_LEAF_AGREEMENT_MEMBER, forgery->version->hash);
    if (status == TP_OK)
        status = tp_play_node_log(&stage->nodes[exchange->repository], &leaf, stage->run->now_s, diag);
    stage->figures.written += status == TP_OK;
    return status == TP_OK ? tp_play_settle(stage, diag) : status;
}

tp_status tp_play_cheat(struct tp_play_stage *stage, size_t case_number, struct tp_diag *diag)
{
    const struct tp_scenario *scenario = stage->run->scenario;
    const struct tp_scenario_case *about = &stage->run->population.cases[case_number];
    tp_status status = TP_OK;

    for (size_t i = 0; status == TP_OK && i < scenario->exchange_count; i++) {
        const struct tp_scenario_exchange *exchange = &scenario->exchanges[i];
        const struct forgery forgery = {.exchange = exchange,
                                        .version = version_of(stage->run, exchange->agreement),
                                        .about = about,
                                        .person = (uint32_t)case_number};

        if (!tp_scenario_concerns(scenario, exchange, about) || stage->is_away[exchange->repository])
            continue;
        status = send_past(stage, forgery, diag);
        if (status == TP_OK)
            status = relay(stage, forgery, diag);
        if (status == TP_OK)
            status = release_silently(stage, forgery, diag);
        if (status == TP_OK)
            status = search_anyway(stage, &forgery, diag);
    }
    return status;
}
