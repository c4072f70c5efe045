/* SPDX-License-Identifier: Apache-2.0 */
/* Cheating over the wire: an organisation has its own key, and can send what its node would not. What of the cheats of
 * scenarios it can play so: activate-anyway and send-anyway (the receiver refuses, and its ledger has what the sender's
 * has not), drop-leaves (only pairing finds it), and messages altered on their way. Ledgers are changed on the disk
 * (node/scenario_cheats.c). search-anyway and release-silently would need a node with another program: not played. */
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

static tp_status write_search(const struct tp_play_stage *stage, const struct forgery *forgery, struct tp_buffer *out,
                              struct tp_diag *diag)
{
    const struct tp_scenario_organisation *organisations = stage->run->scenario->organisations;
    struct tp_message message = {.kind = TP_MESSAGE_SEARCH,
                                 .time_s = stage->run->now_s,
                                 .expires_s = stage->run->now_s + DAY_S,
                                 .purpose = tp_vocabulary_find(&tp_purposes, "criminal-identification")};
    struct tp_json *json = NULL;
    tp_status status = draw_id(message.id, diag);

    snprintf(message.from, sizeof message.from, "%s", organisations[forgery->exchange->sender].id);
    snprintf(message.to, sizeof message.to, "%s", organisations[forgery->exchange->repository].id);
    snprintf(message.agreement, sizeof message.agreement, "%s", forgery->version->hash);
    if (status == TP_OK)
        status = tp_message_open(&message, &json, diag);
    if (status != TP_OK)
        return status;
    tp_json_text(json, "jurisdiction", forgery->about->county);
    tp_json_text(json, "offence", "level-3");
    tp_json_text(json, "conviction", "level-1");
    tp_message_put_words(json, "categories", &tp_categories, 0);
    tp_json_flag(json, "categories_known", true);
    tp_json_text(json, "material", "templates");
    status = put_print(stage, forgery, json, diag);
    if (status == TP_OK)
        return tp_message_close(&json, out, diag);
    tp_json_free(&json);
    return status;
}

/* Signs BODY as the sender and sends it, altered after that if ALTERED. *HTTP is what the receiver says. */
static tp_status post(struct tp_play_stage *stage, const struct forgery *forgery, struct tp_buffer *body, bool altered,
                      int *http, struct tp_diag *diag)
{
    const size_t from = forgery->exchange->sender, to = forgery->exchange->repository;
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

static tp_status forge(struct tp_play_stage *stage, const struct forgery *forgery, struct tp_diag *diag)
{
    struct tp_scenario_node *cheater = &stage->run->nodes[forgery->exchange->sender];
    struct tp_buffer body;
    int http = 0;
    tp_status status;

    tp_buffer_init(&body);
    status = write_search(stage, forgery, &body, diag);
    if (status == TP_OK)
        status = post(stage, forgery, &body, true, &http, diag);
    stage->figures.altered += status == TP_OK;
    if (status == TP_OK && (http < 400 || http >= 500))
        tp_scenario_failure(stage->run, "a message that was altered on its way is answered with status %d", http);
    if (status == TP_OK)
        status = post(stage, forgery, &body, false, &http, diag);
    stage->figures.forged += status == TP_OK;
    stage->has_forged[forgery->exchange->sender] = true;
    if (status == TP_OK && http == DENIED)
        cheater->is_caught[TP_SCENARIO_CHECK_RECEIVER] = true;
    else if (status == TP_OK && http != TAKEN)
        tp_scenario_failure(stage->run, "a search that was sent past a node is answered with status %d", http);
    tp_buffer_deinit(&body);
    return status == TP_OK ? tp_play_settle(stage, diag) : status;
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

tp_status tp_play_cheat(struct tp_play_stage *stage, size_t case_number, struct tp_diag *diag)
{
    static const enum tp_scenario_cheat cheats[] = {TP_SCENARIO_CHEAT_ACTIVATE_ANYWAY, TP_SCENARIO_CHEAT_SEND_ANYWAY,
                                                    TP_SCENARIO_CHEAT_DROP_LEAVES};
    const struct tp_scenario *scenario = stage->run->scenario;
    const struct tp_scenario_case *about = &stage->run->population.cases[case_number];
    tp_status status = TP_OK;

    for (size_t i = 0; status == TP_OK && i < scenario->exchange_count; i++) {
        const struct tp_scenario_exchange *exchange = &scenario->exchanges[i];
        const struct forgery forgery = {exchange, version_of(stage->run, exchange->agreement), about,
                                        (uint32_t)case_number};

        if (strcmp(exchange->state, about->state) != 0 || stage->is_away[exchange->repository])
            continue;
        for (size_t j = 0; status == TP_OK && j < TP_ARRAY_LENGTH(cheats); j++)
            if (tp_scenario_cheats(stage->run, exchange->sender, cheats[j], exchange->agreement))
                status = forge(stage, &forgery, diag);
    }
    return status;
}
