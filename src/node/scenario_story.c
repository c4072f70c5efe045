/* SPDX-License-Identifier: Apache-2.0 */
/* The story of a run for a reader: by date, then in tables. */
#include <string.h>

#include "node/scenario_nodes.h"

enum { WIDTH = 112, MARGIN = 12, LINE_BYTES = 2048 };

/* Writes TEXT in lines of WIDTH behind a margin; the first stands behind LEAD. */
static void paragraph(struct tp_buffer *out, const char *lead, const char *text)
{
    size_t column = 0;

    for (const char *at = text; *at; at += strspn(at, " ")) {
        size_t word = strcspn(at, " ");
        if (column == 0 || column + 1 + word > WIDTH) {
            tp_write_text(out, "%s%-*s", column ? "\n" : "", MARGIN, column ? "" : lead);
            column = MARGIN;
        } else {
            tp_write_u8(out, ' ');
            column++;
        }
        tp_write_bytes(out, at, word);
        column += word;
        at += word;
    }
    tp_write_u8(out, '\n');
}

/* "Dutchess County, Nassau County and 3 others" */
static void list_names(const struct tp_scenario *scenario, const struct tp_json_value *list, char *out, size_t size)
{
    enum { NAMES_MAX = 4 };
    size_t count = tp_json_count(list), shown = count > NAMES_MAX ? NAMES_MAX - 1 : count, length = 0;

    out[0] = '\0';
    for (size_t i = 0; i < shown && length < size; i++) {
        const char *by = tp_json_to_text(tp_json_element(list, i));
        const char *joint = i == 0 ? "" : i + 1 == count ? " and " : ", ";
        length += (size_t)snprintf(out + length, size - length, "%s%s", joint, tp_scenario_who(scenario, by ? by : ""));
    }
    if (shown < count && length < size)
        snprintf(out + length, size - length, " and %zu others", count - shown);
}

/* ---- by date ------------------------------------------------------------------------------------------------------
 */

static void tell_event(const struct tp_scenario_run *run, const struct tp_scenario_step *step,
                       const struct tp_scenario_outcome *outcome, char *line)
{
    static const char *const verbs[][2] = {{"proposes", "propose"},
                                           {"publishes notice of", "publish notice of"},
                                           {"puts a comment on record about", "put comments on record about"},
                                           {"puts a petition on record about", "put petitions on record about"},
                                           {"puts a hearing on record about", "put hearings on record about"},
                                           {"signs", "sign"},
                                           {"activates", "activate"},
                                           {"suspends", "suspend"},
                                           {"resumes", "resume"},
                                           {"ends", "end"},
                                           {"joins", "join"},
                                           {"leaves", "leave"}};
    const struct tp_terms *version = run->scenario->agreements[step->agreement].versions[step->version - 1];
    const char *verb = verbs[step->event][tp_json_count(step->by) > 1];
    char names[512], detail[320] = "";

    list_names(run->scenario, step->by, names, sizeof names);
    if (step->title)
        snprintf(detail, sizeof detail, " (%s%s", step->title, step->sign_ons ? "" : ")");
    if (step->title && step->sign_ons)
        snprintf(detail + strlen(detail), sizeof detail - strlen(detail), ", %u names)", step->sign_ons);
    if (step->reason)
        snprintf(detail + strlen(detail), sizeof detail - strlen(detail), ": \"%s\"", step->reason);
    snprintf(line, LINE_BYTES, "%s %s \"%s\"%s%s%s. ", names, verb, version->title,
             step->version > 1 ? ", amended" : "", step->key ? " (signed with another's key)" : "", detail);
    if (outcome->refused == 1 && outcome->reached == 1) /* its own: nobody else hears of it */
        snprintf(line + strlen(line), LINE_BYTES - strlen(line), "Refused: %s (%s).", outcome->words, outcome->result);
    else if (outcome->refused == outcome->reached)
        snprintf(line + strlen(line), LINE_BYTES - strlen(line), "Refused by all %u nodes: %s (%s).", outcome->reached,
                 outcome->words, outcome->result);
    else if (outcome->refused > 0)
        snprintf(line + strlen(line), LINE_BYTES - strlen(line), "Taken by %u nodes, refused by %u.",
                 outcome->reached - outcome->refused, outcome->refused);
    else
        snprintf(line + strlen(line), LINE_BYTES - strlen(line), "Accepted%s.", step->delay ? ", when it arrived" : "");
}

static void tell_attempt(const struct tp_scenario_run *run, const struct tp_scenario_step *step,
                         const struct tp_scenario_outcome *outcome, char *line)
{
    snprintf(line, LINE_BYTES, "A booking of %s: %s asks whether it may %s under %s. %s%s%s.",
             tp_scenario_place_name(run->scenario, step->county), run->scenario->organisations[step->organisation].name,
             step->stage == TP_STAGE_SEND ? "be sent" : "be searched", run->scenario->agreements[step->agreement].name,
             strcmp(outcome->result, "allowed") == 0 ? "It may" : "Denied",
             outcome->clauses[0] ? ", by these clauses: " : "", outcome->clauses);
}

static void tell_cheat(const struct tp_scenario_run *run, const struct tp_scenario_step *step,
                       const struct tp_scenario_outcome *outcome, char *line)
{
    snprintf(line, LINE_BYTES, "%s %s.", run->scenario->organisations[step->organisation].name,
             tp_scenario_cheat_words(step->cheat));
    for (size_t check = 0; check < TP_SCENARIO_CHECKS; check++) {
        if (outcome->caught[check])
            snprintf(line + strlen(line), LINE_BYTES - strlen(line), " Caught by %s: %s.",
                     tp_scenario_check_code((enum tp_scenario_check)check),
                     tp_scenario_check_words((enum tp_scenario_check)check));
    }
    if (!outcome->is_expected)
        snprintf(line + strlen(line), LINE_BYTES - strlen(line), " NOT CAUGHT as it should have been.");
}

void tp_scenario_tell(const struct tp_scenario_run *run, size_t number, char *line, size_t size)
{
    const struct tp_scenario_step *step = &run->scenario->steps[number];
    const struct tp_scenario_outcome *outcome = &run->outcomes[number];
    char text[LINE_BYTES] = "";

    switch (step->kind) {
    case TP_SCENARIO_EVENT:
        tell_event(run, step, outcome, text);
        break;
    case TP_SCENARIO_ATTEMPT:
        tell_attempt(run, step, outcome, text);
        break;
    case TP_SCENARIO_CHEAT:
        tell_cheat(run, step, outcome, text);
        break;
    case TP_SCENARIO_PARTICIPANTS:
        snprintf(text, sizeof text, "%u counties take part, %s.", outcome->reached,
                 outcome->is_expected ? "those of the record" : outcome->words);
        break;
    case TP_SCENARIO_WITNESS:
        snprintf(text, sizeof text, "%s",
                 step->witness_away
                     ? "Nobody's checkpoints are cosigned any more; when they are too old, nothing is sent or answered."
                     : "Checkpoints are cosigned again.");
        break;
    case TP_SCENARIO_NOTE:
        snprintf(text, sizeof text, "It changes nothing here: only terms and events do.");
        break;
    }
    snprintf(line, size, "%s", text);
}

static void tell_steps(const struct tp_scenario_run *run, struct tp_buffer *out)
{
    char last[11] = "", line[LINE_BYTES], said[LINE_BYTES];

    for (size_t i = 0; i < run->scenario->step_count; i++) {
        const struct tp_scenario_step *step = &run->scenario->steps[i];
        char time[TP_TIME_TEXT_BYTES];
        const char *lead;

        tp_time_format(step->at_s, time);
        time[10] = '\0';
        lead = strcmp(time, last) == 0 ? "" : time;
        if (step->then[0]) {
            snprintf(said, sizeof said, "Then: %s", step->then);
            paragraph(out, lead, said);
            lead = "";
        }
        tp_scenario_tell(run, i, line, sizeof line);
        snprintf(said, sizeof said, "Here: %s%s", line, run->outcomes[i].is_expected ? "" : " (NOT AS EXPECTED)");
        paragraph(out, lead, step->then[0] ? said : said + 6);
        memcpy(last, time, sizeof last);
    }
}

/* ---- tables -------------------------------------------------------------------------------------------------------
 */

static void tell_period(const struct tp_scenario_run *run, size_t number, struct tp_buffer *out)
{
    const uint64_t *figures = run->figures[number];

    tp_write_text(out, "%-28s", run->scenario->periods[number].name);
    for (size_t i = 0; i < TP_SCENARIO_FIGURES; i++)
        tp_write_text(out, "%9llu", (unsigned long long)figures[i]);
    tp_write_text(out, "\n");
}

static void tell_periods(const struct tp_scenario_run *run, struct tp_buffer *out)
{
    tp_write_text(out, "%-28s%9s%9s%9s%9s%9s%9s%9s%9s\n", "", "booked", "then:", "sent", "refused", "searched",
                  "matched", "withheld", "released");
    tp_write_text(out, "%-28s%9s%9s\n", "", "", "matched");
    for (size_t i = 0; i < run->scenario->period_count; i++)
        tell_period(run, i, out);
}

static void tell_levels(const struct tp_scenario_run *run, struct tp_buffer *out)
{
    static const struct {
        enum tp_scenario_figure figure;
        const char *words;
    } rows[] = {{TP_SCENARIO_MATCHED_THEN, "then: matched, passed on"},
                {TP_SCENARIO_WITHHELD, "here: withheld"},
                {TP_SCENARIO_RELEASED, "here: released"}};

    tp_write_text(out, "%-28s%-27s%9s%9s%9s%9s%9s\n", "", "conviction:", "none", "level 3", "level 2", "level 1",
                  "unknown");
    for (size_t i = 0; i < run->scenario->period_count; i++) {
        for (size_t row = 0; row < TP_ARRAY_LENGTH(rows); row++) {
            const uint64_t *levels = run->levels[i][rows[row].figure];
            tp_write_text(out, "%-28s%-27s", row == 0 ? run->scenario->periods[i].name : "", rows[row].words);
            for (size_t level = 0; level < TP_SCENARIO_LEVELS; level++)
                tp_write_text(out, "%9llu", (unsigned long long)levels[level]);
            tp_write_text(out, "\n");
        }
    }
}

static void tell_clauses(struct tp_scenario_run *run, struct tp_buffer *out)
{
    for (size_t i = 0; i < run->scenario->period_count; i++) {
        struct tp_scenario_tally *tally = &run->clauses[i];
        tp_scenario_tally_sort(tally);
        for (size_t j = 0; j < tally->capacity && tally->items[j].key[0]; j++) {
            const char *stage = tally->items[j].key, *effect = strchr(stage, '|') + 1,
                       *clauses = strchr(effect, '|') + 1;
            tp_write_text(out, "%-28s%8llu  %.*s %.*s by %s\n", j == 0 ? run->scenario->periods[i].name : "",
                          (unsigned long long)tally->items[j].count, (int)(effect - stage) - 1, stage,
                          (int)(clauses - effect) - 1, effect, clauses);
        }
    }
}

/* What the record's arrangement would have done with the same bookings, in one sentence. */
static void compare_arrangements(const struct tp_scenario_run *run, struct tp_buffer *out)
{
    uint64_t then = 0, minor = 0, released = 0, serious = 0;
    char line[LINE_BYTES];

    for (size_t i = 0; i < run->scenario->period_count; i++) {
        for (size_t level = 0; level < TP_SCENARIO_LEVELS; level++) {
            then += run->levels[i][TP_SCENARIO_MATCHED_THEN][level];
            released += run->levels[i][TP_SCENARIO_RELEASED][level];
        }
        minor += run->levels[i][TP_SCENARIO_MATCHED_THEN][TP_SERIOUSNESS_NONE] +
                 run->levels[i][TP_SCENARIO_MATCHED_THEN][TP_SERIOUSNESS_LEVEL_3];
        serious += run->levels[i][TP_SCENARIO_RELEASED][TP_SERIOUSNESS_LEVEL_1];
    }
    snprintf(line, sizeof line,
             "In these periods the arrangement of the record would have passed on all %llu matches, %llu %% of them "
             "about people with no conviction or minor ones. Here %llu were released, %llu of them about people with "
             "convictions of Level 1; nobody was told of the others.",
             (unsigned long long)then, (unsigned long long)(then ? minor * 100 / then : 0),
             (unsigned long long)released, (unsigned long long)serious);
    paragraph(out, "", line);
}

static void tell_checks(const struct tp_scenario_run *run, struct tp_buffer *out)
{
    char line[LINE_BYTES];

    snprintf(
        line, sizeof line,
        "%zu bookings; %llu decisions about them, %llu leaves in the ledgers of %zu organisations; %llu disclosures "
        "paired up; %llu times somebody was refused who tried to pass on what a state no longer sends; %llu people "
        "were taken for somebody else by two examiners.",
        run->is_outside ? run->booked : run->population.count, (unsigned long long)run->requests,
        (unsigned long long)run->leaves, run->scenario->organisation_count, (unsigned long long)run->pairs,
        (unsigned long long)run->relays_refused, (unsigned long long)run->wrong_identifications);
    paragraph(out, "", line);
    if (run->beside[0])
        paragraph(out, "", run->beside);
    if (run->failure_count == 0) {
        paragraph(
            out, "",
            run->is_outside
                ? "Checked: every ledger verifies, goes on from what the monitor and the witness saw, and pairs up "
                  "with its partners'; the statistics that the nodes answer are those of their ledgers; every step "
                  "came out as the scenario expects. What could not be so was caught, and stands above."
                : "Checked: every ledger verifies, goes on from what the monitor and the witness saw, pairs up with "
                  "its partners' and says exactly what was done; every step came out as the scenario expects. What "
                  "could not be so was caught, and stands above.");
        return;
    }
    tp_write_text(out, "%zu FAILURE%s\n", run->failure_count, run->failure_count == 1 ? "" : "S");
    for (size_t i = 0; i < run->failure_count; i++)
        tp_write_text(out, "  %s\n", run->failures[i]);
}

void tp_scenario_run_story(struct tp_scenario_run *run, struct tp_buffer *out)
{
    tp_write_text(out, "%s\n\n", run->scenario->title);
    for (size_t i = 0; i < tp_json_count(run->scenario->about); i++)
        paragraph(out, "", tp_json_to_text(tp_json_element(run->scenario->about, i)));
    tp_write_text(out, "\nBY DATE\n\n");
    tell_steps(run, out);
    tp_write_text(out, "\nBEFORE AND AFTER\n\n");
    tell_periods(run, out);
    tp_write_text(out, "\nBY CONVICTION\n\n");
    tell_levels(run, out);
    tp_write_text(out, "\n");
    compare_arrangements(run, out);
    tp_write_text(out, "\nREFUSED AND WITHHELD, BY CLAUSE\n\n");
    tell_clauses(run, out);
    tp_write_text(out, "\nCHECKS\n\n");
    tell_checks(run, out);
}
