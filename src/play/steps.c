/* SPDX-License-Identifier: Apache-2.0 */
/* Steps of a timeline at nodes: events by those whose step it is, single decisions, who takes part, the witness. */
#include "play/scenario.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

enum { TAKEN = 201, OK = 200, CONFLICT = 409, PATH_BYTES = 600 };

static const char *agreement_of(const struct tp_play_stage *stage, const struct tp_scenario_step *step)
{
    return stage->run->scenario->agreements[step->agreement].versions[0]->hash;
}

static const struct tp_terms *version_of(const struct tp_play_stage *stage, const struct tp_scenario_step *step)
{
    return stage->run->scenario->agreements[step->agreement].versions[step->version - 1];
}

static bool is_party(const struct tp_play_stage *stage, const struct tp_scenario_step *step, size_t node)
{
    return tp_terms_party(version_of(stage, step), stage->run->scenario->organisations[node].id) != NULL;
}

/* ---- handing in -------------------------------------------------------------------------------------------------- */

/* Why, as a scenario on paper says it. */
static const char *reason_of(const struct tp_play_reply *reply)
{
    static const char lead[] = "the step is refused: ";
    const char *detail = tp_play_text(reply, "detail");

    return strncmp(detail, lead, sizeof lead - 1) == 0 ? detail + sizeof lead - 1 : detail;
}

/* What a node said becomes the step's result; when they do not agree, that is the result. */
static void note(struct tp_scenario_outcome *outcome, const struct tp_play_reply *reply)
{
    const bool is_taken = reply->status == TAKEN;
    const char *code = is_taken ? "accepted" : tp_play_text(reply, "field");
    char other[64];

    if (!is_taken && !code[0]) {
        snprintf(other, sizeof other, "status %d", reply->status);
        code = other;
    }
    outcome->reached++;
    outcome->refused += !is_taken;
    if (outcome->result[0] && strcmp(outcome->result, code) != 0)
        code = "not the same everywhere";
    snprintf(outcome->result, sizeof outcome->result, "%s", code);
    if (!is_taken)
        snprintf(outcome->words, sizeof outcome->words, "%s", reason_of(reply));
}

static struct tp_play_sequence *sequence_of(struct tp_play_stage *stage, const char *by, size_t agreement)
{
    for (size_t i = 0; i < stage->sequence_count; i++)
        if (stage->sequences[i].agreement == agreement && strcmp(stage->sequences[i].by, by) == 0)
            return &stage->sequences[i];
    if (stage->sequence_count == TP_PLAY_SEQUENCES_MAX)
        return NULL;
    stage->sequences[stage->sequence_count] = (struct tp_play_sequence){.by = by, .agreement = agreement};
    return &stage->sequences[stage->sequence_count++];
}

static tp_status hand_in(struct tp_play_stage *stage, size_t number, size_t node, const struct tp_event *event,
                         bool *is_taken, struct tp_diag *diag)
{
    struct tp_play_reply reply = {.status = 0};
    struct tp_buffer text;
    tp_status status;

    tp_buffer_init(&text);
    status = tp_event_write(event, &text, diag);
    tp_write_u8(&text, 0);
    if (status == TP_OK)
        status = tp_play_say(stage, (struct tp_play_at){node, TP_PLAY_OFFICER, "POST", (const char *)text.data}, &reply,
                             diag, "/v1/events");
    if (status == TP_OK)
        note(&stage->run->outcomes[number], &reply);
    *is_taken = reply.status == TAKEN;
    tp_play_reply_deinit(&reply);
    tp_buffer_deinit(&text);
    return status;
}

/* Signed here, with a key that no node has: at the bureau of BY, or when it is a forgery, at all parties. */
static tp_status sign_outside(struct tp_play_stage *stage, size_t number, const char *by, size_t home,
                              struct tp_diag *diag)
{
    const struct tp_scenario_step *step = &stage->run->scenario->steps[number];
    struct tp_play_sequence *sequence = sequence_of(stage, by, step->agreement);
    struct tp_event *event = NULL;
    bool is_taken = false;
    void *memory = NULL;
    tp_status status = tp_alloc_zero(&memory, 1, sizeof *event, diag);

    if (status != TP_OK)
        return status;
    event = memory;
    event->sequence = sequence ? sequence->count + 1 : 1;
    status = tp_scenario_sign(stage->run, step, by, event, diag);

    for (size_t i = 0; status == TP_OK && i < stage->run->scenario->organisation_count; i++)
        if (i == home || (step->key && is_party(stage, step, i)))
            status = hand_in(stage, number, i, event, &is_taken, diag);
    if (sequence)
        sequence->count += is_taken;
    tp_event_free(&event);
    return status;
}

static bool is_statement(const struct tp_scenario_step *step)
{
    return step->event == TP_EVENT_COMMENT || step->event == TP_EVENT_PETITION || step->event == TP_EVENT_HEARING;
}

/* ---- an organisation's own --------------------------------------------------------------------------------------- */

static void write_body(const struct tp_play_stage *stage, const struct tp_scenario_step *step, struct tp_buffer *text)
{
    size_t size = 0;
    const char *document = tp_terms_document(version_of(stage, step), &size);
    char version[16];

    snprintf(version, sizeof version, "%u", step->version);
    if (step->event == TP_EVENT_PROPOSE)
        tp_write_text(text, "{\"document\":%.*s}", (int)size, document);
    else if (is_statement(step))
        tp_write_text(text, "%s", step->attached);
    else if (step->reason && step->reason[0])
        tp_write_text(text, "{\"step\":\"%s\",\"version\":\"%s\",\"reason\":\"%s\"}", tp_events.items[step->event].code,
                      version, step->reason);
    else
        tp_write_text(text, "{\"step\":\"%s\",\"version\":\"%s\"}", tp_events.items[step->event].code, version);
    tp_write_u8(text, 0);
}

/* A title in a query. */
static void escape(const char *text, char *out, size_t size)
{
    size_t length = 0;

    for (; *text && length + 4 < size; text++)
        length += (size_t)snprintf(out + length, size - length, "%%%02X", (unsigned char)*text);
    out[length] = '\0';
}

static void write_path(const struct tp_play_stage *stage, const struct tp_scenario_step *step, char *out)
{
    char title[PATH_BYTES / 2];

    if (step->event == TP_EVENT_PROPOSE) {
        snprintf(out, PATH_BYTES, "/v1/agreements");
    } else if (is_statement(step)) {
        escape(step->title ? step->title : "", title, sizeof title);
        snprintf(out, PATH_BYTES, "/v1/agreements/%s/statements?kind=%s&title=%s&version=%u", agreement_of(stage, step),
                 tp_events.items[step->event].code, title, step->version);
        if (step->sign_ons)
            snprintf(out + strlen(out), PATH_BYTES - strlen(out), "&sign_ons=%u", step->sign_ons);
    } else {
        snprintf(out, PATH_BYTES, "/v1/agreements/%s/steps", agreement_of(stage, step));
    }
}

static tp_status take_own(struct tp_play_stage *stage, size_t number, const char *by, size_t home, struct tp_diag *diag)
{
    const struct tp_scenario_step *step = &stage->run->scenario->steps[number];
    struct tp_play_sequence *sequence = sequence_of(stage, by, step->agreement);
    struct tp_play_question question = {.account = TP_PLAY_OFFICER, .method = "POST"};
    struct tp_play_reply reply = {.status = 0};
    char path[PATH_BYTES];
    struct tp_buffer body;
    tp_status status;

    tp_buffer_init(&body);
    write_body(stage, step, &body);
    write_path(stage, step, path);
    question.path = path;
    question.body = body.data;
    question.body_bytes = body.size_bytes - 1;
    if (is_statement(step))
        question.type = "application/octet-stream";
    status = tp_play_ask(&stage->nodes[home], &question, &reply, diag);
    if (status == TP_OK)
        note(&stage->run->outcomes[number], &reply);
    if (sequence)
        sequence->count += reply.status == TAKEN;
    tp_play_reply_deinit(&reply);
    tp_buffer_deinit(&body);
    return status;
}

/* ---- who is away ------------------------------------------------------------------------------------------------- */

/* A delay is an absence: whom an event reaches late has stopped, and comes back then. */
static tp_status leave(struct tp_play_stage *stage, const struct tp_scenario_step *step, struct tp_diag *diag)
{
    tp_status status = TP_OK;

    for (size_t i = 0; status == TP_OK && step->delay && i < stage->run->scenario->organisation_count; i++) {
        const struct tp_json_value *delay = tp_json_member(step->delay, stage->run->scenario->organisations[i].id);
        int64_t minutes = 0;

        if (!delay || !tp_json_to_integer(delay, &minutes) || minutes <= 0 || stage->is_away[i])
            continue;
        (void)tp_play_process_end(&stage->nodes[i].process, SIGTERM);
        stage->is_away[i] = true;
        status = tp_scenario_queue_add(&stage->run->queue, stage->run->now_s + minutes * 60, TP_SCENARIO_DUE_PARCEL, i,
                                       diag);
    }
    return status;
}

tp_status tp_play_return(struct tp_play_stage *stage, size_t node, struct tp_diag *diag)
{
    tp_status status = tp_play_node_start(&stage->nodes[node], stage->run->now_s, diag);

    stage->is_away[node] = false;
    return status;
}

static tp_status do_event(struct tp_play_stage *stage, size_t number, struct tp_diag *diag)
{
    const struct tp_scenario *scenario = stage->run->scenario;
    const struct tp_scenario_step *step = &scenario->steps[number];
    tp_status status = leave(stage, step, diag);

    for (size_t i = 0; status == TP_OK && i < tp_json_count(step->by); i++) {
        const char *by = tp_json_to_text(tp_json_element(step->by, i));
        const int home = tp_scenario_speaker(scenario, step, by);

        if (home < 0)
            return tp_fail(diag, TP_E_FORMAT, "by", -1, "no organisation speaks for %s", by);
        if (step->key || strcmp(scenario->organisations[home].id, by) != 0)
            status = sign_outside(stage, number, by, (size_t)home, diag);
        else
            status = take_own(stage, number, by, (size_t)home, diag);
    }
    return status == TP_OK ? tp_play_settle(stage, diag) : status;
}

/* ---- decisions and who takes part -------------------------------------------------------------------------------- */

static const struct tp_scenario_exchange *exchange_of(const struct tp_scenario *scenario, size_t agreement)
{
    for (size_t i = 0; i < scenario->exchange_count; i++)
        if (scenario->exchanges[i].agreement == agreement)
            return &scenario->exchanges[i];
    return NULL;
}

/* The clauses of a decision that did not allow it, and which of those that the step names are not among them. */
static void note_clauses(const struct tp_scenario_step *step, const struct tp_json_value *clauses,
                         struct tp_scenario_outcome *outcome)
{
    size_t length = 0;

    for (size_t i = 0; i < tp_json_count(clauses) && length < sizeof outcome->clauses; i++) {
        const struct tp_json_value *clause = tp_json_element(clauses, i);
        const char *effect = tp_json_to_text(tp_json_member(clause, "effect"));
        const char *code = tp_json_to_text(tp_json_member(clause, "clause"));

        if (effect && code && strcmp(effect, "allowed") != 0 && !tp_scenario_has_word(outcome->clauses, code))
            length += (size_t)snprintf(outcome->clauses + length, sizeof outcome->clauses - length, "%s%s",
                                       length ? " " : "", code);
    }
    for (size_t i = 0; step->list && i < tp_json_count(step->list); i++) {
        const char *code = tp_json_to_text(tp_json_element(step->list, i));

        if (code && !tp_scenario_has_word(outcome->clauses, code))
            snprintf(outcome->result, sizeof outcome->result, "not by %s", code);
    }
}

static tp_status attempt(struct tp_play_stage *stage, size_t number, struct tp_diag *diag)
{
    const struct tp_scenario *scenario = stage->run->scenario;
    const struct tp_scenario_step *step = &scenario->steps[number];
    const struct tp_scenario_exchange *exchange = exchange_of(scenario, step->agreement);
    struct tp_scenario_outcome *outcome = &stage->run->outcomes[number];
    struct tp_play_reply reply = {.status = 0};
    char body[512];
    tp_status status;

    if (!exchange)
        return tp_fail(diag, TP_E_FORMAT, "exchanges", -1, "nothing is exchanged under %s",
                       scenario->agreements[step->agreement].name);
    snprintf(body, sizeof body,
             "{\"stage\":\"%s\",\"version\":\"%s\",\"sender\":\"%s\",\"repository\":\"%s\",\"jurisdiction\":\"%s\","
             "\"purpose\":\"criminal-identification\",\"material\":\"templates\",\"offence\":\"level-3\","
             "\"conviction\":\"level-1\",\"categories\":[]}",
             tp_stage_code(step->stage), version_of(stage, step)->hash,
             scenario->organisations[step->stage == TP_STAGE_SEND ? step->organisation : exchange->sender].id,
             scenario->organisations[exchange->repository].id, step->county);
    status = tp_play_say(stage, (struct tp_play_at){step->organisation, TP_PLAY_OFFICER, "POST", body}, &reply, diag,
                         "/v1/agreements/%s/preview", agreement_of(stage, step));
    snprintf(outcome->result, sizeof outcome->result, "%s", tp_play_text(&reply, "effect"));
    if (status == TP_OK && reply.status != OK)
        snprintf(outcome->result, sizeof outcome->result, "status %d", reply.status);
    if (status == TP_OK && reply.json)
        note_clauses(step, tp_json_member(tp_json_root(reply.json), "clauses"), outcome);
    tp_play_reply_deinit(&reply);
    return status;
}

/* Who takes part in the eyes of the sender, asked without an account. */
static tp_status compare_participants(struct tp_play_stage *stage, size_t number, struct tp_diag *diag)
{
    const struct tp_scenario_step *step = &stage->run->scenario->steps[number];
    const struct tp_scenario_exchange *exchange = exchange_of(stage->run->scenario, step->agreement);
    const struct tp_terms *version = version_of(stage, step);
    struct tp_scenario_outcome *outcome = &stage->run->outcomes[number];
    size_t count = 0;
    tp_status status = TP_OK;

    for (size_t i = 0; status == TP_OK && exchange && i < version->source_count; i++) {
        const char *code = version->sources[i].jurisdiction;
        struct tp_play_reply reply = {.status = 0};
        bool takes_part = false;

        if (tp_jurisdiction_level(code) != TP_LEVEL_COUNTY)
            continue;
        status = tp_play_say(stage, (struct tp_play_at){exchange->sender, TP_PLAY_PUBLIC, "GET", NULL}, &reply, diag,
                             "/v1/agreements/%s/participation/%s?version=%u", agreement_of(stage, step), code,
                             step->version);
        if (status == TP_OK && reply.json)
            (void)tp_json_to_flag(tp_json_member(tp_json_root(reply.json), "takes_part"), &takes_part);
        count += takes_part;
        if (takes_part && !tp_json_lists(step->list, code))
            snprintf(outcome->words, sizeof outcome->words, "%s takes part and is not listed", code);
        tp_play_reply_deinit(&reply);
    }
    if (count != tp_json_count(step->list))
        snprintf(outcome->words, sizeof outcome->words, "%zu take part, %zu are listed", count,
                 tp_json_count(step->list));
    outcome->reached = (unsigned)count;
    snprintf(outcome->result, sizeof outcome->result, outcome->words[0] ? "others" : "as listed");
    return status;
}

tp_status tp_play_step(struct tp_play_stage *stage, size_t number, struct tp_diag *diag)
{
    const struct tp_scenario_step *step = &stage->run->scenario->steps[number];

    switch (step->kind) {
    case TP_SCENARIO_EVENT:
        return do_event(stage, number, diag);
    case TP_SCENARIO_ATTEMPT:
        return attempt(stage, number, diag);
    case TP_SCENARIO_PARTICIPANTS:
        return compare_participants(stage, number, diag);
    case TP_SCENARIO_WITNESS:
        stage->run->witness_away = step->witness_away;
        return TP_OK;
    case TP_SCENARIO_CHEAT:
        tp_scenario_begin_cheat(stage->run, number);
        return TP_OK;
    case TP_SCENARIO_NOTE:
        break;
    }
    return TP_OK;
}
