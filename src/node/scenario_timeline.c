/* SPDX-License-Identifier: Apache-2.0 */
/* Reading timeline.json: what is done, by whom and when, and what must come of it. */
#include <string.h>

#include "node/scenario_data.h"

static const struct {
    const char *code, *words;
} cheats[] =
    {
#define ROW(name, code, words) {code, words},
        TP_SCENARIO_CHEAT_LIST(ROW)},
  checks[] = {TP_SCENARIO_CHECK_LIST(ROW)
#undef ROW
};

const char *tp_scenario_cheat_code(enum tp_scenario_cheat cheat)
{
    return cheats[cheat].code;
}

const char *tp_scenario_cheat_words(enum tp_scenario_cheat cheat)
{
    return cheats[cheat].words;
}

const char *tp_scenario_check_code(enum tp_scenario_check check)
{
    return checks[check].code;
}

const char *tp_scenario_check_words(enum tp_scenario_check check)
{
    return checks[check].words;
}

static void read_event(struct tp_scenario_reader *reader, const struct tp_scenario *scenario,
                       const struct tp_json_value *object, struct tp_scenario_step *out)
{
    int kind = tp_vocabulary_find(&tp_events, tp_scenario_text(reader, object, "event"));

    tp_scenario_only(reader, object,
                     "at then expect event agreement version by reason title attached sign_ons key delay_minutes");
    out->kind = TP_SCENARIO_EVENT;
    if (kind < 0)
        tp_scenario_fail(reader, "event", "there is no such event");
    out->event = kind < 0 ? TP_EVENT_PROPOSE : (enum tp_event_kind)kind;
    out->agreement = tp_scenario_agreement_of(reader, scenario, object, "agreement");
    out->by = tp_scenario_list(reader, object, "by", TP_AGREEMENT_SOURCES_MAX);
    for (size_t i = 0; out->by && i < tp_json_count(out->by); i++) {
        if (!tp_json_to_text(tp_json_element(out->by, i)))
            tp_scenario_fail(reader, "by", "it must be a list of names");
    }
    out->reason = tp_scenario_text_or(reader, object, "reason", NULL);
    out->title = tp_scenario_text_or(reader, object, "title", NULL);
    out->attached = tp_scenario_text_or(reader, object, "attached", "");
    out->sign_ons = (uint32_t)tp_scenario_integer_or(reader, object, "sign_ons", 100000000, 0);
    out->key = tp_scenario_text_or(reader, object, "key", NULL);
    if (tp_json_member(object, "delay_minutes"))
        out->delay = tp_scenario_object(reader, object, "delay_minutes");
}

static void read_attempt(struct tp_scenario_reader *reader, const struct tp_scenario *scenario,
                         const struct tp_json_value *object, struct tp_scenario_step *out)
{
    const char *stage = tp_scenario_text(reader, object, "attempt");

    tp_scenario_only(reader, object, "at then expect attempt agreement version by county clauses");
    out->kind = TP_SCENARIO_ATTEMPT;
    out->stage = strcmp(stage, "search") == 0 ? TP_STAGE_SEARCH : TP_STAGE_SEND;
    if (strcmp(stage, tp_stage_code(out->stage)) != 0)
        tp_scenario_fail(reader, "attempt", "it must be send or search");
    out->agreement = tp_scenario_agreement_of(reader, scenario, object, "agreement");
    out->organisation = tp_scenario_organisation_of(reader, scenario, object, "by");
    out->county = tp_scenario_text(reader, object, "county");
    if (tp_json_member(object, "clauses"))
        out->list = tp_scenario_list(reader, object, "clauses", TP_CLAUSES);
}

static void read_checks(struct tp_scenario_reader *reader, const struct tp_json_value *object,
                        struct tp_scenario_step *out)
{
    const struct tp_json_value *list = tp_scenario_list(reader, object, "caught_by", TP_SCENARIO_CHECKS);

    for (size_t i = 0; list && i < tp_json_count(list); i++) {
        const char *name = tp_json_to_text(tp_json_element(list, i));
        size_t place = 0;
        while (name && place < TP_SCENARIO_CHECKS && strcmp(name, checks[place].code) != 0)
            place++;
        if (!name || place == TP_SCENARIO_CHECKS)
            tp_scenario_fail(reader, "caught_by", "there is no such check");
        else
            out->checks |= UINT64_C(1) << place;
    }
}

static void read_cheat(struct tp_scenario_reader *reader, const struct tp_scenario *scenario,
                       const struct tp_json_value *object, struct tp_scenario_step *out)
{
    const char *name = tp_scenario_text(reader, object, "cheat");
    size_t place = 0;

    tp_scenario_only(reader, object, "at then cheat by agreement count caught_by");
    out->kind = TP_SCENARIO_CHEAT;
    while (place < TP_SCENARIO_CHEATS && strcmp(name, cheats[place].code) != 0)
        place++;
    if (place == TP_SCENARIO_CHEATS)
        tp_scenario_fail(reader, "cheat", "there is no such way to cheat");
    out->cheat = (enum tp_scenario_cheat)place;
    out->organisation = tp_scenario_organisation_of(reader, scenario, object, "by");
    if (tp_json_member(object, "agreement"))
        out->agreement = tp_scenario_agreement_of(reader, scenario, object, "agreement");
    out->count = (uint32_t)tp_scenario_integer_or(reader, object, "count", 1000, 1);
    read_checks(reader, object, out);
}

static void read_participants(struct tp_scenario_reader *reader, const struct tp_scenario *scenario,
                              const struct tp_json_value *object, struct tp_scenario_step *out)
{
    tp_scenario_only(reader, object, "at then participants version expect");
    out->kind = TP_SCENARIO_PARTICIPANTS;
    out->agreement = tp_scenario_agreement_of(reader, scenario, object, "participants");
    out->list = tp_scenario_list(reader, object, "expect", TP_AGREEMENT_SOURCES_MAX);
}

static void read_witness(struct tp_scenario_reader *reader, const struct tp_json_value *object,
                         struct tp_scenario_step *out)
{
    const char *word = tp_scenario_text(reader, object, "witness");

    tp_scenario_only(reader, object, "at then witness");
    out->kind = TP_SCENARIO_WITNESS;
    out->witness_away = strcmp(word, "away") == 0;
    if (!out->witness_away && strcmp(word, "back") != 0)
        tp_scenario_fail(reader, "witness", "it must be away or back");
}

static void read_step(struct tp_scenario_reader *reader, const struct tp_scenario *scenario,
                      const struct tp_json_value *object, struct tp_scenario_step *out)
{
    out->at_s = tp_scenario_time(reader, object, "at");
    out->then = tp_scenario_text_or(reader, object, "then", "");
    out->version = (uint32_t)tp_scenario_integer_or(reader, object, "version", TP_SCENARIO_VERSIONS_MAX, 1);
    if (tp_json_member(object, "event"))
        read_event(reader, scenario, object, out);
    else if (tp_json_member(object, "attempt"))
        read_attempt(reader, scenario, object, out);
    else if (tp_json_member(object, "participants"))
        read_participants(reader, scenario, object, out);
    else if (tp_json_member(object, "witness"))
        read_witness(reader, object, out);
    else if (tp_json_member(object, "cheat"))
        read_cheat(reader, scenario, object, out);
    else
        tp_scenario_only(reader, object, "at then");
    if (out->kind != TP_SCENARIO_PARTICIPANTS)
        out->expect = tp_scenario_text_or(reader, object, "expect", "accepted");
    if (reader->status == TP_OK &&
        (out->version < 1 || out->version > scenario->agreements[out->agreement].version_count))
        tp_scenario_fail(reader, "version", "the agreement has no such version");
    if (out->at_s < scenario->from_s || out->at_s >= scenario->until_s)
        tp_scenario_fail(reader, "at", "it lies outside the scenario");
}

void tp_scenario_read_timeline(struct tp_scenario_reader *reader, struct tp_scenario *scenario)
{
    const struct tp_json_value *root = tp_json_root(scenario->timeline_document);
    const struct tp_json_value *list = tp_scenario_list(reader, root, "steps", TP_SCENARIO_STEPS_MAX);
    size_t count = list ? tp_json_count(list) : 0;
    void *memory = NULL;

    tp_scenario_only(reader, root, "form about steps");
    if (strcmp(tp_scenario_text(reader, root, "form"), "tenprint-timeline/1") != 0)
        tp_scenario_fail(reader, "form", "it must be tenprint-timeline/1");
    if (reader->status == TP_OK)
        reader->status = tp_alloc_zero(&memory, count, sizeof *scenario->steps, reader->diag);
    scenario->steps = memory;
    for (size_t i = 0; reader->status == TP_OK && i < count; i++) {
        snprintf(reader->where, sizeof reader->where, "steps[%zu]", i);
        read_step(reader, scenario, tp_json_element(list, i), &scenario->steps[i]);
        if (i > 0 && scenario->steps[i].at_s < scenario->steps[i - 1].at_s)
            tp_scenario_fail(reader, "at", "it lies before the step above it");
        scenario->step_count = i + 1;
    }
    reader->where[0] = '\0';
}
