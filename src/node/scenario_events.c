/* SPDX-License-Identifier: Apache-2.0 */
/* Events of a run: signed by those whose step they are, and brought to everybody whom the agreement concerns. */
#include <stdlib.h>
#include <string.h>

#include "node/scenario_nodes.h"

enum { EVENTS_MAX = 1 << 16 };

int tp_scenario_home(const struct tp_scenario *scenario, const char *by)
{
    int place = tp_scenario_find_organisation(scenario, by);

    for (size_t i = 0; place < 0 && i < scenario->organisation_count; i++) {
        const struct tp_scenario_organisation *organisation = &scenario->organisations[i];
        if (organisation->part == TP_SCENARIO_BUREAU && tp_jurisdiction_covers(organisation->jurisdiction, by))
            place = (int)i;
    }
    return place;
}

int tp_scenario_speaker(const struct tp_scenario *scenario, const struct tp_scenario_step *step, const char *by)
{
    const struct tp_terms *version = scenario->agreements[step->agreement].versions[step->version - 1];
    const int home = tp_scenario_home(scenario, by);

    if (home < 0 || tp_terms_party(version, scenario->organisations[home].id))
        return home;
    for (size_t i = 0; i < scenario->organisation_count; i++) {
        const struct tp_scenario_organisation *organisation = &scenario->organisations[i];

        if (tp_terms_party(version, organisation->id) && tp_jurisdiction_covers(organisation->jurisdiction, by))
            return (int)i;
    }
    return home;
}

static tp_status copy_text(const char *text, size_t size, char **out, struct tp_diag *diag)
{
    void *memory = NULL;
    tp_status status = TP_OK;

    *out = NULL;
    if (!text)
        return TP_OK;
    status = tp_alloc(&memory, size + 1, 1, diag);
    if (status != TP_OK)
        return status;
    memcpy(memory, text, size);
    *out = memory;
    (*out)[size] = '\0';
    return TP_OK;
}

static bool has_attachment(enum tp_event_kind kind)
{
    return kind == TP_EVENT_COMMENT || kind == TP_EVENT_PETITION || kind == TP_EVENT_HEARING;
}

static tp_status attach(const struct tp_scenario_step *step, struct tp_event *event, struct tp_diag *diag)
{
    const char *title = step->title ? step->title : "";
    uint8_t hash[TP_SHA256_BYTES];
    tp_status status;

    if (!has_attachment(event->kind))
        return TP_OK;
    status = tp_sha256(step->attached, strlen(step->attached), hash, diag);
    tp_hex_encode(hash, sizeof hash, event->attachment_sha256);
    event->sign_ons = step->sign_ons;
    return status == TP_OK ? copy_text(title, strlen(title), &event->attachment_title, diag) : status;
}

static tp_status fill(const struct tp_scenario_run *run, const struct tp_scenario_step *step, struct tp_event *event,
                      struct tp_diag *diag)
{
    const struct tp_scenario_agreement *agreement = &run->scenario->agreements[step->agreement];
    const struct tp_terms *version = agreement->versions[step->version - 1];
    size_t size = 0;
    const char *document = tp_terms_document(version, &size);
    tp_status status = TP_OK;

    memcpy(event->agreement, agreement->versions[0]->hash, sizeof event->agreement);
    memcpy(event->version, version->hash, sizeof event->version);
    event->kind = step->event;
    event->time_s = run->now_s;
    if (step->reason)
        status = copy_text(step->reason, strlen(step->reason), &event->reason, diag);
    if (status == TP_OK && step->event == TP_EVENT_PROPOSE) {
        status = copy_text(document, size, &event->document, diag);
        event->document_bytes = size;
    }
    return status == TP_OK ? attach(step, event, diag) : status;
}

tp_status tp_scenario_sign(const struct tp_scenario_run *run, const struct tp_scenario_step *step, const char *by,
                           struct tp_event *event, struct tp_diag *diag)
{
    const char *name = step->key ? step->key : by;
    struct tp_signer *signer = NULL;
    tp_status status = tp_scenario_signer(strncmp(name, "seed:", 5) == 0 ? name + 5 : name, &signer, diag);

    if (status == TP_OK)
        status = fill(run, step, event, diag);
    snprintf(event->by, sizeof event->by, "%s", by);
    if (status == TP_OK)
        status = tp_event_sign(event, signer, diag);
    tp_signer_free(&signer);
    return status;
}

/* The same, with the number that follows from HISTORY, which may be NULL. */
static tp_status sign(const struct tp_scenario_run *run, const struct tp_scenario_step *step, const char *by,
                      const struct tp_history *history, struct tp_event *event, struct tp_diag *diag)
{
    struct tp_signer *own = NULL;
    tp_status status = tp_scenario_signer(by, &own, diag);

    event->sequence = status == TP_OK && history ? tp_history_next_sequence(history, by, tp_signer_public(own)) : 1;
    tp_signer_free(&own);
    return status == TP_OK ? tp_scenario_sign(run, step, by, event, diag) : status;
}

/* Keeps a new event in the run, which frees it; another signer may still get it later. */
static tp_status new_event(struct tp_scenario_run *run, struct tp_event **out, struct tp_diag *diag)
{
    void *memory = NULL;
    tp_status status = TP_OK;

    *out = NULL;
    if (run->event_count == EVENTS_MAX)
        return tp_fail(diag, TP_E_LIMIT, "steps", -1, "there are more than %d events", EVENTS_MAX);
    if (!run->events)
        status = tp_alloc_zero((void **)&run->events, EVENTS_MAX, sizeof(struct tp_event *), diag);
    if (status == TP_OK)
        status = tp_alloc_zero(&memory, 1, sizeof **out, diag);
    if (status == TP_OK)
        *out = run->events[run->event_count++] = memory;
    return status;
}

/* ---- taken or refused ----------------------------------------------------------------------------------------------
 */

/* The leaf that must come of it. */
static void expect_leaf(struct tp_scenario_run *run, size_t to, const struct tp_event *event, enum tp_refusal refusal)
{
    struct tp_leaf leaf;
    char key[TP_SCENARIO_KEY_MAX];

    tp_leaf_init(&leaf, refusal == TP_REFUSAL_NONE ? TP_LEAF_EVENT : TP_LEAF_REFUSED_EVENT, run->now_s);
    tp_leaf_set(&leaf, TP_LEAF_EVENT_MEMBER, tp_events.items[event->kind].code);
    if (refusal != TP_REFUSAL_NONE)
        tp_leaf_set(&leaf, TP_LEAF_REASON_MEMBER, tp_refusal_code(refusal));
    tp_scenario_leaf_key(&leaf, key);
    tp_scenario_tally_add(&run->nodes[to].leaves, key, 1);
    run->leaves++;
}

/* What everybody says becomes the step's result; when they do not agree, that is the result. */
static void note(struct tp_scenario_outcome *outcome, enum tp_refusal refusal)
{
    const char *code = refusal == TP_REFUSAL_NONE ? "accepted" : tp_refusal_code(refusal);

    outcome->reached++;
    outcome->refused += refusal != TP_REFUSAL_NONE;
    if (outcome->result[0] && strcmp(outcome->result, code) != 0)
        code = "not the same everywhere";
    snprintf(outcome->result, sizeof outcome->result, "%s", code);
    if (refusal != TP_REFUSAL_NONE)
        snprintf(outcome->words, sizeof outcome->words, "%s", tp_refusal_words(refusal));
}

tp_status tp_scenario_deliver(struct tp_scenario_run *run, size_t parcel_number, struct tp_diag *diag)
{
    const struct tp_scenario_parcel *parcel = &run->parcels[parcel_number];
    enum tp_refusal refusal = TP_REFUSAL_NONE;
    struct tp_diag said;
    tp_status status;

    tp_diag_init(&said);
    status = tp_organisation_accept(run->nodes[parcel->to].organisation, parcel->event, run->now_s, &refusal, &said);
    if (status == TP_E_DENIED && refusal != TP_REFUSAL_NONE)
        status = TP_OK;
    if (status != TP_OK) {
        *diag = said;
        return status;
    }
    expect_leaf(run, parcel->to, parcel->event, refusal);
    note(&run->outcomes[parcel->step], refusal);
    return TP_OK;
}

static tp_status new_parcel(struct tp_scenario_run *run, const struct tp_scenario_parcel *parcel, struct tp_diag *diag)
{
    if (run->parcel_count == run->parcel_capacity) {
        size_t capacity = run->parcel_capacity ? run->parcel_capacity * 2 : 256;
        void *memory = realloc(run->parcels, capacity * sizeof *run->parcels);
        if (!memory)
            return tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory");
        run->parcels = memory;
        run->parcel_capacity = capacity;
    }
    run->parcels[run->parcel_count++] = *parcel;
    return TP_OK;
}

/* Whether the agreement concerns ORGANISATION: a party, or who oversees. */
static bool concerns(const struct tp_scenario_run *run, const struct tp_scenario_step *step, size_t organisation)
{
    const struct tp_terms *version = run->scenario->agreements[step->agreement].versions[step->version - 1];

    return run->scenario->organisations[organisation].part == TP_SCENARIO_OVERSIGHT ||
           tp_terms_party(version, run->scenario->organisations[organisation].id) != NULL;
}

/* To one organisation: at once, or after the step's delay. */
static tp_status dispatch(struct tp_scenario_run *run, size_t step_number, struct tp_event *event, size_t to,
                          struct tp_diag *diag)
{
    const struct tp_scenario_step *step = &run->scenario->steps[step_number];
    const struct tp_scenario_parcel parcel = {event, step_number, to};
    const struct tp_json_value *delay =
        step->delay ? tp_json_member(step->delay, run->scenario->organisations[to].id) : NULL;
    int64_t minutes = 0;
    tp_status status = new_parcel(run, &parcel, diag);

    if (status == TP_OK && delay && tp_json_to_integer(delay, &minutes) && minutes > 0)
        return tp_scenario_queue_add(&run->queue, run->now_s + minutes * 60, TP_SCENARIO_DUE_PARCEL,
                                     run->parcel_count - 1, diag);
    return status == TP_OK ? tp_scenario_deliver(run, run->parcel_count - 1, diag) : status;
}

tp_status tp_scenario_do_event(struct tp_scenario_run *run, size_t step_number, struct tp_diag *diag)
{
    const struct tp_scenario_step *step = &run->scenario->steps[step_number];
    const char *agreement = run->scenario->agreements[step->agreement].versions[0]->hash;
    tp_status status = TP_OK;

    for (size_t i = 0; status == TP_OK && i < tp_json_count(step->by); i++) {
        const char *by = tp_json_to_text(tp_json_element(step->by, i));
        int home = tp_scenario_speaker(run->scenario, step, by);
        struct tp_event *event;
        if (home < 0)
            return tp_fail(diag, TP_E_FORMAT, "by", -1, "no organisation speaks for %s", by);
        status = new_event(run, &event, diag);
        if (status == TP_OK)
            status =
                sign(run, step, by, tp_organisation_history(run->nodes[home].organisation, agreement), event, diag);
        if (status == TP_OK)
            status = dispatch(run, step_number, event, (size_t)home, diag);
        for (size_t to = 0; status == TP_OK && to < run->scenario->organisation_count; to++) {
            if (to != (size_t)home && concerns(run, step, to))
                status = dispatch(run, step_number, event, to, diag);
        }
    }
    return status;
}
