/* SPDX-License-Identifier: Apache-2.0 */
/* The story of a run for a program. */
#include <string.h>

#include "node/scenario_nodes.h"

enum { LINE_BYTES = 2048 };

static void add_step(const struct tp_scenario_run *run, size_t number, struct tp_json *out)
{
    const struct tp_scenario_step *step = &run->scenario->steps[number];
    const struct tp_scenario_outcome *outcome = &run->outcomes[number];
    char time[TP_TIME_TEXT_BYTES], line[LINE_BYTES];

    tp_time_format(step->at_s, time);
    tp_scenario_tell(run, number, line, sizeof line);
    tp_json_object(out, NULL);
    tp_json_text(out, "at", time);
    if (step->then[0])
        tp_json_text(out, "then", step->then);
    tp_json_text(out, "here", line);
    if (outcome->result[0])
        tp_json_text(out, "result", outcome->result);
    if (outcome->clauses[0])
        tp_json_text(out, "clauses", outcome->clauses);
    tp_json_flag(out, "expected", outcome->is_expected);
    if (step->kind == TP_SCENARIO_CHEAT) {
        tp_json_text(out, "cheat", tp_scenario_cheat_code(step->cheat));
        tp_json_text(out, "by", run->scenario->organisations[step->organisation].id);
        tp_json_list(out, "caught_by");
        for (size_t i = 0; i < TP_SCENARIO_CHECKS; i++) {
            if (outcome->caught[i])
                tp_json_text(out, NULL, tp_scenario_check_code((enum tp_scenario_check)i));
        }
        tp_json_close(out);
    }
    tp_json_close(out);
}

static void add_levels(const uint64_t levels[TP_SCENARIO_LEVELS], const char *key, struct tp_json *out)
{
    tp_json_object(out, key);
    for (int i = 0; i < TP_SCENARIO_LEVELS; i++)
        tp_json_integer(out, tp_scenario_level_code(i < TP_SCENARIO_LEVELS - 1 ? i : -1), (int64_t)levels[i]);
    tp_json_close(out);
}

static void add_clauses(struct tp_scenario_tally *tally, struct tp_json *out)
{
    tp_scenario_tally_sort(tally);
    tp_json_list(out, "refusals");
    for (size_t i = 0; i < tally->capacity && tally->items[i].key[0]; i++) {
        char key[TP_SCENARIO_KEY_MAX], *effect, *clauses;
        memcpy(key, tally->items[i].key, sizeof key);
        effect = strchr(key, '|');
        *effect++ = '\0';
        clauses = strchr(effect, '|');
        *clauses++ = '\0';
        tp_json_object(out, NULL);
        tp_json_text(out, "stage", key);
        tp_json_text(out, "effect", effect);
        tp_json_text(out, "clauses", clauses);
        tp_json_integer(out, "count", (int64_t)tally->items[i].count);
        tp_json_close(out);
    }
    tp_json_close(out);
}

static void add_period(struct tp_scenario_run *run, size_t number, struct tp_json *out)
{
    const struct tp_scenario_period *period = &run->scenario->periods[number];
    char time[TP_TIME_TEXT_BYTES];

    tp_json_object(out, NULL);
    tp_json_text(out, "name", period->name);
    tp_json_text(out, "state", period->state);
    tp_json_text(out, "agreement", run->scenario->agreements[period->agreement].name);
    tp_time_format(period->from_s, time);
    tp_json_text(out, "from", time);
    tp_time_format(period->until_s, time);
    tp_json_text(out, "until", time);
    for (size_t i = 0; i < TP_SCENARIO_FIGURES; i++)
        tp_json_integer(out, tp_scenario_figure_code((enum tp_scenario_figure)i), (int64_t)run->figures[number][i]);
    add_levels(run->levels[number][TP_SCENARIO_MATCHED_THEN], "would_have_matched_by_conviction", out);
    add_levels(run->levels[number][TP_SCENARIO_WITHHELD], "withheld_by_conviction", out);
    add_levels(run->levels[number][TP_SCENARIO_RELEASED], "released_by_conviction", out);
    add_clauses(&run->clauses[number], out);
    tp_json_close(out);
}

void tp_scenario_run_json(struct tp_scenario_run *run, struct tp_json *out)
{
    tp_json_text(out, "title", run->scenario->title);
    tp_json_integer(out, "seed", (int64_t)run->seed);
    tp_json_integer(out, "bookings", (int64_t)(run->is_outside ? run->booked : run->population.count));
    tp_json_integer(out, "decisions", (int64_t)run->requests);
    tp_json_integer(out, "leaves", (int64_t)run->leaves);
    tp_json_integer(out, "pairs", (int64_t)run->pairs);
    tp_json_integer(out, "relays_refused", (int64_t)run->relays_refused);
    tp_json_integer(out, "wrong_identifications", (int64_t)run->wrong_identifications);
    tp_json_list(out, "steps");
    for (size_t i = 0; i < run->scenario->step_count; i++)
        add_step(run, i, out);
    tp_json_close(out);
    tp_json_list(out, "periods");
    for (size_t i = 0; i < run->scenario->period_count; i++)
        add_period(run, i, out);
    tp_json_close(out);
    tp_json_list(out, "failures");
    for (size_t i = 0; i < run->failure_count; i++)
        tp_json_text(out, NULL, run->failures[i]);
    tp_json_close(out);
}
