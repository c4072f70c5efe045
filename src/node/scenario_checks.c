/* SPDX-License-Identifier: Apache-2.0 */
/* What a run checks of itself: every ledger from outside, disclosures against their twins, what the ledgers say against
 * what was done, and the outcomes against what the scenario expects. */
#include <stdlib.h>
#include <string.h>

#include "node/scenario_nodes.h"
#include "statistics/statistics.h"

enum { PATH_BYTES = 600 };

/* Turns a finding (E_CHECKSUM) into *FOUND; anything else that goes wrong is trouble. */
static tp_status finding(tp_status status, const struct tp_diag *said, bool *found, struct tp_diag *diag)
{
    if (status == TP_E_CHECKSUM || status == TP_E_DENIED) {
        *found = true;
        return TP_OK;
    }
    if (status != TP_OK)
        *diag = *said;
    return status;
}

/* ---- ledgers from outside ------------------------------------------------------------------------------------------
 */

static tp_status verify(struct tp_scenario_run *run, size_t place, const struct tp_verifier *verifier,
                        struct tp_diag *diag)
{
    char folder[PATH_BYTES];
    struct tp_diag said;
    uint64_t size = 0;

    tp_diag_init(&said);
    tp_scenario_ledger_path(&run->nodes[place], "", folder, sizeof folder);
    return finding(tp_ledger_verify(folder, verifier, NULL, &size, &said), &said,
                   &run->nodes[place].is_caught[TP_SCENARIO_CHECK_VERIFICATION], diag);
}

static tp_status visit(struct tp_scenario_run *run, size_t place, const struct tp_verifier *verifier,
                       struct tp_diag *diag)
{
    struct tp_diag said;

    tp_diag_init(&said);
    return finding(tp_scenario_monitor(run, place, verifier, &said), &said,
                   &run->nodes[place].is_caught[TP_SCENARIO_CHECK_MONITOR], diag);
}

static tp_status ask(struct tp_scenario_run *run, size_t place, const struct tp_verifier *verifier,
                     struct tp_diag *diag)
{
    struct tp_scenario_node *node = &run->nodes[place];
    struct tp_scenario_cosignature got;
    char folder[PATH_BYTES];
    struct tp_diag said;
    bool ignored = false; /* a ledger that cannot even be read is for verification to find */
    tp_status status;

    if (!run->witness)
        return TP_OK;
    tp_diag_init(&said);
    tp_scenario_ledger_path(node, "", folder, sizeof folder);
    status = tp_scenario_ask_witness(run, folder, verifier, node->cosigned_size, &got, &said);
    if (status == TP_OK && got.reply.http != 200)
        node->is_caught[TP_SCENARIO_CHECK_WITNESS] = true;
    tp_buffer_deinit(&got.reply.content);
    return finding(status, &said, &ignored, diag);
}

/* ---- what the ledgers say ------------------------------------------------------------------------------------------
 */

static tp_status count_entry(void *context, uint64_t index, const void *data, size_t size_bytes, struct tp_diag *diag)
{
    struct tp_leaf leaf;
    char key[TP_SCENARIO_KEY_MAX];
    tp_status status = tp_leaf_read(data, size_bytes, &leaf, diag);

    (void)index;
    if (status != TP_OK)
        return status;
    tp_scenario_leaf_key(&leaf, key);
    tp_scenario_tally_add(context, key, 1);
    return TP_OK;
}

/* The leaves of an honest organisation's ledger are those that were made, no more and no fewer. */
static tp_status compare(struct tp_scenario_run *run, size_t place, const struct tp_verifier *verifier,
                         struct tp_diag *diag)
{
    struct tp_scenario_tally read = {0};
    struct tp_reader *reader = NULL;
    char folder[PATH_BYTES];
    const char *key;
    tp_status status;

    tp_scenario_ledger_path(&run->nodes[place], "", folder, sizeof folder);
    status = tp_reader_open(folder, verifier, &reader, diag);
    if (status == TP_OK)
        status = tp_reader_each(reader, 0, tp_reader_checkpoint(reader)->size, count_entry, &read, diag);
    key = status == TP_OK ? tp_scenario_tally_difference(&run->nodes[place].leaves, &read) : NULL;
    if (key)
        tp_scenario_failure(run, "%s: %llu leaves of %s were made, %llu are in the ledger",
                            run->scenario->organisations[place].id,
                            (unsigned long long)tp_scenario_tally_of(&run->nodes[place].leaves, key), key,
                            (unsigned long long)tp_scenario_tally_of(&read, key));
    tp_reader_close(&reader);
    tp_scenario_tally_deinit(&read);
    return status;
}

/* ---- pairing ------------------------------------------------------------------------------------------------------
 */

static bool is_tampered(const struct tp_scenario_node *node)
{
    return node->cheating[TP_SCENARIO_CHEAT_REWRITE_ENTRY] || node->cheating[TP_SCENARIO_CHEAT_REWRITE_LEDGER] ||
           node->cheating[TP_SCENARIO_CHEAT_ROLL_BACK];
}

/* Whether the scenario says that pairing will find ORGANISATION. What a process sends past its own node is never in its
 * ledger. */
static bool will_be_unpaired(const struct tp_scenario_run *run, size_t organisation)
{
    const struct tp_scenario *scenario = run->scenario;

    for (size_t i = 0; i < scenario->step_count; i++) {
        const struct tp_scenario_step *step = &scenario->steps[i];
        if (step->kind == TP_SCENARIO_CHEAT && step->organisation == organisation &&
            ((step->checks >> TP_SCENARIO_CHECK_PAIRING & 1) ||
             (run->is_outside && step->cheat == TP_SCENARIO_CHEAT_ACTIVATE_ANYWAY)))
            return true;
    }
    return false;
}

static void blame(struct tp_scenario_run *run, size_t a, size_t b, const struct tp_pairing *pairing)
{
    const struct tp_scenario_organisation *organisations = run->scenario->organisations;

    run->pairs += pairing->pairs;
    if (pairing->count == 0)
        return;
    /* Pairing shows that one of two lies, not which. The scenario knows; everybody else asks both. */
    if (!will_be_unpaired(run, a) && !will_be_unpaired(run, b))
        tp_scenario_failure(run, "%zu disclosures between %s and %s do not pair up; the first, of a %s, %s",
                            pairing->count, organisations[a].id, organisations[b].id, pairing->items[0].what,
                            pairing->items[0].trouble);
    run->nodes[a].is_caught[TP_SCENARIO_CHECK_PAIRING] |= will_be_unpaired(run, a);
    run->nodes[b].is_caught[TP_SCENARIO_CHECK_PAIRING] |= will_be_unpaired(run, b);
}

static tp_status pair(struct tp_scenario_run *run, size_t a, size_t b, const struct tp_verifier *verifiers,
                      struct tp_diag *diag)
{
    char folders[2][PATH_BYTES];
    struct tp_reader *readers[2] = {NULL, NULL};
    struct tp_pairing pairing = {.count = 0};
    tp_status status;

    if (is_tampered(&run->nodes[a]) || is_tampered(&run->nodes[b]))
        return TP_OK;
    tp_scenario_ledger_path(&run->nodes[a], "", folders[0], PATH_BYTES);
    tp_scenario_ledger_path(&run->nodes[b], "", folders[1], PATH_BYTES);
    status = tp_reader_open(folders[0], &verifiers[a], &readers[0], diag);
    if (status == TP_OK)
        status = tp_reader_open(folders[1], &verifiers[b], &readers[1], diag);
    if (status == TP_OK)
        status = tp_pair(readers[0], run->nodes[a].partner, readers[1], run->nodes[b].partner, &pairing, diag);
    if (status == TP_OK)
        blame(run, a, b, &pairing);
    tp_pairing_deinit(&pairing);
    tp_reader_close(&readers[0]);
    tp_reader_close(&readers[1]);
    return status;
}

static tp_status pair_all(struct tp_scenario_run *run, const struct tp_verifier *verifiers, struct tp_diag *diag)
{
    bool done[TP_SCENARIO_ORGANISATIONS_MAX][TP_SCENARIO_ORGANISATIONS_MAX] = {{false}};
    tp_status status = TP_OK;

    for (size_t i = 0; status == TP_OK && i < run->scenario->exchange_count; i++) {
        const struct tp_scenario_exchange *exchange = &run->scenario->exchanges[i];
        size_t repository = exchange->repository;
        if (!done[exchange->sender][repository])
            status = pair(run, exchange->sender, repository, verifiers, diag);
        done[exchange->sender][repository] = true;
        if (status != TP_OK || exchange->recipient < 0 || done[repository][exchange->recipient])
            continue;
        status = pair(run, repository, (size_t)exchange->recipient, verifiers, diag);
        done[repository][exchange->recipient] = true;
    }
    return status;
}

/* ---- what was expected ---------------------------------------------------------------------------------------------
 */

static void check_cheat(struct tp_scenario_run *run, size_t number)
{
    const struct tp_scenario_step *step = &run->scenario->steps[number];
    struct tp_scenario_outcome *outcome = &run->outcomes[number];

    outcome->is_expected = true;
    for (size_t check = 0; check < TP_SCENARIO_CHECKS; check++) {
        bool is_due = step->checks >> check & 1;
        outcome->caught[check] = run->nodes[step->organisation].is_caught[check] && is_due;
        if (!is_due || outcome->caught[check])
            continue;
        outcome->is_expected = false;
        tp_scenario_failure(run, "%s %s, and %s did not find it", run->scenario->organisations[step->organisation].id,
                            tp_scenario_cheat_code(step->cheat), tp_scenario_check_code((enum tp_scenario_check)check));
    }
}

static void check_step(struct tp_scenario_run *run, size_t number)
{
    const struct tp_scenario_step *step = &run->scenario->steps[number];
    struct tp_scenario_outcome *outcome = &run->outcomes[number];
    char time[TP_TIME_TEXT_BYTES];

    outcome->is_expected = true;
    if (step->kind == TP_SCENARIO_CHEAT)
        check_cheat(run, number);
    if (step->kind == TP_SCENARIO_NOTE || step->kind == TP_SCENARIO_CHEAT || step->kind == TP_SCENARIO_WITNESS)
        return;
    outcome->is_expected = strcmp(outcome->result, step->expect ? step->expect : "as listed") == 0;
    if (outcome->is_expected)
        return;
    tp_time_format(step->at_s, time);
    tp_scenario_failure(run, "step %zu of %s: expected %s, got %s %s %s", number, time,
                        step->expect ? step->expect : "those listed", outcome->result, outcome->clauses,
                        outcome->words);
}

static void check_periods(struct tp_scenario_run *run)
{
    for (size_t i = 0; i < run->scenario->period_count; i++) {
        const struct tp_scenario_period *period = &run->scenario->periods[i];
        for (size_t figure = 0; figure < TP_SCENARIO_FIGURES; figure++) {
            bool some = run->figures[i][figure] > 0;
            if (period->expect[figure] == TP_SCENARIO_ANY || some == (period->expect[figure] == TP_SCENARIO_SOME))
                continue;
            tp_scenario_failure(run, "%s: %llu %s", period->name, (unsigned long long)run->figures[i][figure],
                                tp_scenario_figure_code((enum tp_scenario_figure)figure));
        }
    }
}

/* Nobody may be found who did nothing. */
static void check_innocent(struct tp_scenario_run *run, size_t place)
{
    uint64_t expected = 0;

    for (size_t i = 0; i < run->scenario->step_count; i++) {
        if (run->scenario->steps[i].kind == TP_SCENARIO_CHEAT && run->scenario->steps[i].organisation == place)
            expected = UINT64_MAX;
    }
    for (size_t check = 0; check < TP_SCENARIO_CHECKS; check++) {
        if (run->nodes[place].is_caught[check] && !expected)
            tp_scenario_failure(run, "%s is found by %s and did nothing", run->scenario->organisations[place].id,
                                tp_scenario_check_code((enum tp_scenario_check)check));
    }
}

tp_status tp_scenario_check_all(struct tp_scenario_run *run, const struct tp_verifier *verifiers, struct tp_diag *diag)
{
    tp_status status = TP_OK;

    for (size_t i = 0; status == TP_OK && i < run->scenario->organisation_count; i++) {
        status = verify(run, i, &verifiers[i], diag);
        if (status == TP_OK)
            status = visit(run, i, &verifiers[i], diag);
        if (status == TP_OK)
            status = ask(run, i, &verifiers[i], diag);
        if (status == TP_OK && !run->is_outside && !is_tampered(&run->nodes[i]))
            status = compare(run, i, &verifiers[i], diag);
        if (status == TP_OK && !run->is_outside && !is_tampered(&run->nodes[i]))
            status = tp_scenario_check_statistics(run, i, &verifiers[i], diag);
    }
    if (status == TP_OK)
        status = pair_all(run, verifiers, diag);
    if (status != TP_OK)
        return status;
    for (size_t i = 0; i < run->scenario->step_count; i++)
        check_step(run, i);
    for (size_t i = 0; i < run->scenario->organisation_count; i++)
        check_innocent(run, i);
    check_periods(run);
    return TP_OK;
}
