/* SPDX-License-Identifier: Apache-2.0 */
/* The organisations of a scenario as processes, and their witness. */
#include "play/scenario.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

enum { BAD_METHOD = 405, NOT_FOUND = 404, AWAY = 503, REQUEST_MAX_S = 30 };

/* ---- the witness ------------------------------------------------------------------------------------------------- */

/* In threads of the server; what it reads of the run is changed only while no node asks. */
static void serve_witness(void *context, const struct tp_http_request *request, struct tp_http_reply *reply)
{
    struct tp_play_stage *stage = context;
    struct tp_witness_reply answer = {.http = AWAY};
    struct tp_diag diag;

    tp_diag_init(&diag);
    reply->content_type = "text/plain; charset=utf-8";
    reply->status = AWAY;
    if (strcmp(request->path, "/add-checkpoint") != 0) {
        reply->status = NOT_FOUND;
    } else if (strcmp(request->method, "POST") != 0) {
        reply->status = BAD_METHOD;
    } else if (stage->run->witness && !stage->run->witness_away &&
               tp_witness_add(stage->run->witness, request->body, request->body_bytes, stage->run->now_s, &answer,
                              &diag) == TP_OK) {
        reply->status = answer.http;
        reply->body = answer.content;
        if (answer.http == 409)
            reply->content_type = "text/x.tlog.size";
    }
}

static tp_status start_witness(struct tp_play_stage *stage, struct tp_diag *diag)
{
    const struct tp_http_options options = {.body_max_bytes = TP_WITNESS_BODY_MAX, .request_max_s = REQUEST_MAX_S};
    tp_status status = tp_scenario_prepare_witness(stage->run, diag);

    if (status == TP_OK)
        status = tp_http_server_start(&options, serve_witness, stage, &stage->witness, diag);
    if (status == TP_OK)
        snprintf(stage->witness_url, sizeof stage->witness_url, "http://127.0.0.1:%u",
                 tp_http_server_port(stage->witness));
    return status;
}

/* ---- folders ----------------------------------------------------------------------------------------------------- */

/* What can be known of a node before there is one: its key, its name in leaves, its port. */
static tp_status prepare(struct tp_play_stage *stage, size_t place, const char *program, struct tp_diag *diag)
{
    struct tp_play_node *node = &stage->nodes[place];
    struct tp_scenario_node *of_run = &stage->run->nodes[place];
    uint8_t hash[TP_SHA256_BYTES];
    struct tp_signer *signer;
    struct tp_buffer text;
    tp_status status = tp_scenario_signer(stage->run->scenario->organisations[place].id, &signer, diag);

    if (status != TP_OK)
        return status;
    tp_buffer_init(&text);
    tp_base64_encode(tp_signer_public(signer)->bytes, TP_KEY_BYTES, &text);
    snprintf(stage->keys[place], sizeof stage->keys[place], "%.*s", (int)text.size_bytes, (const char *)text.data);
    tp_buffer_deinit(&text);
    status = tp_sha256(tp_signer_public(signer)->bytes, TP_KEY_BYTES, hash, diag);
    tp_hex_encode(hash, sizeof of_run->partner / 2, of_run->partner);
    tp_signer_free(&signer);
    node->program = program;
    snprintf(node->folder, sizeof node->folder, "%s/%s", stage->run->folder,
             stage->run->scenario->organisations[place].id);
    memcpy(of_run->folder, node->folder, sizeof of_run->folder);
    if (status == TP_OK)
        status = tp_play_free_port(&node->port, diag);
    snprintf(node->url, sizeof node->url, "http://127.0.0.1:%u", node->port);
    return status;
}

static size_t list_partners(const struct tp_play_stage *stage, size_t place, struct tp_config_partner *out)
{
    const struct tp_scenario *scenario = stage->run->scenario;
    size_t count = 0;

    for (size_t i = 0; i < scenario->organisation_count; i++)
        if (i != place)
            out[count++] = (struct tp_config_partner){.id = (char *)(uintptr_t)scenario->organisations[i].id,
                                                      .name = (char *)(uintptr_t)scenario->organisations[i].name,
                                                      .key = (char *)(uintptr_t)stage->keys[i],
                                                      .url = (char *)(uintptr_t)stage->nodes[i].url};
    return count;
}

static tp_status make(struct tp_play_stage *stage, size_t place, char *verifier, struct tp_diag *diag)
{
    const struct tp_scenario_organisation *organisation = &stage->run->scenario->organisations[place];
    const struct tp_config_witness witness = {.verifier = verifier, .url = stage->witness_url};
    struct tp_config_partner partners[TP_SCENARIO_ORGANISATIONS_MAX];
    uint8_t seed[TP_SEED_BYTES];
    char origin[TP_LEDGER_NAME_MAX];
    struct tp_organisation_init init = {.id = organisation->id,
                                        .name = organisation->name,
                                        .jurisdiction = organisation->jurisdiction,
                                        .ledger_origin = origin,
                                        .seed = seed,
                                        .partners = partners,
                                        .partner_count = list_partners(stage, place, partners),
                                        .witnesses = &witness,
                                        .witness_count = verifier ? 1 : 0,
                                        .witnesses_needed = verifier ? 1 : 0,
                                        .verifier = &stage->verifiers[place]};
    tp_status status = tp_scenario_seed(organisation->id, seed, diag);

    snprintf(origin, sizeof origin, "rehearsal.example/%s", organisation->id);
    return status == TP_OK ? tp_play_node_make(&stage->nodes[place], &init, diag) : status;
}

/* ---- all of them ------------------------------------------------------------------------------------------------- */

static tp_status make_all(struct tp_play_stage *stage, struct tp_diag *diag)
{
    struct tp_buffer verifier;
    tp_status status = TP_OK;

    tp_buffer_init(&verifier);
    if (stage->run->witness_signer) {
        tp_verifier_write(&stage->run->witness_verifier, &verifier);
        tp_write_u8(&verifier, 0);
    }
    for (size_t i = 0; status == TP_OK && i < stage->run->scenario->organisation_count; i++)
        status = make(stage, i, (char *)verifier.data, diag);
    tp_buffer_deinit(&verifier);
    return status;
}

tp_status tp_play_stage_open(struct tp_play_stage *stage, const char *program, const char *keep, struct tp_diag *diag)
{
    tp_status status = tp_scenario_make_folder(stage->run, keep, diag);

    if (status == TP_OK)
        status = start_witness(stage, diag);
    for (size_t i = 0; status == TP_OK && i < stage->run->scenario->organisation_count; i++)
        status = prepare(stage, i, program, diag);
    if (status == TP_OK)
        status = make_all(stage, diag);
    if (status == TP_OK)
        status = tp_scenario_open_witness(stage->run, stage->verifiers, diag);
    for (size_t i = 0; status == TP_OK && i < stage->run->scenario->organisation_count; i++)
        status = tp_play_node_start(&stage->nodes[i], stage->run->now_s, diag);
    return status;
}

void tp_play_stage_close(struct tp_play_stage *stage)
{
    for (size_t i = 0; i < stage->run->scenario->organisation_count; i++)
        tp_play_node_deinit(&stage->nodes[i]);
    tp_http_server_stop(&stage->witness);
}
