/* SPDX-License-Identifier: Apache-2.0 */
/* The tables of a scenario, from what the nodes publish of themselves: leaf by leaf, as anybody can read them. */
#include <stdio.h>
#include <string.h>

#include "play/scenario.h"

enum { PAGE = 500, OK = 200, PATH_BYTES = 600 };

static const char *text_of(const struct tp_json_value *leaf, enum tp_leaf_member member)
{
    const char *text = tp_json_to_text(tp_json_member(leaf, tp_leaf_member_code(member)));

    return text ? text : "";
}

static bool is_version(const struct tp_scenario_agreement *agreement, const char *hash)
{
    for (size_t i = 0; i < agreement->version_count; i++)
        if (strcmp(agreement->versions[i]->hash, hash) == 0)
            return true;
    return false;
}

/* Whose leaf it is: the exchange under whose agreement it was, NULL for none. */
static const struct tp_scenario_exchange *exchange_of(const struct tp_scenario *scenario,
                                                      const struct tp_json_value *leaf)
{
    const char *hash = text_of(leaf, TP_LEAF_AGREEMENT_MEMBER);

    for (size_t i = 0; hash[0] && i < scenario->exchange_count; i++)
        if (is_version(&scenario->agreements[scenario->exchanges[i].agreement], hash))
            return &scenario->exchanges[i];
    return NULL;
}

static int figure_of(const char *kind, const struct tp_json_value *leaf)
{
    const char *stage = text_of(leaf, TP_LEAF_STAGE_MEMBER), *effect = text_of(leaf, TP_LEAF_EFFECT_MEMBER);

    if (strcmp(kind, "match") == 0)
        return strcmp(text_of(leaf, TP_LEAF_OUTCOME_MEMBER), "match") == 0 ? TP_SCENARIO_MATCHED : -1;
    if (strcmp(kind, "decision") != 0)
        return -1;
    if (strcmp(effect, "denied") == 0)
        return TP_SCENARIO_REFUSED;
    if (strcmp(effect, "withheld") == 0)
        return TP_SCENARIO_WITHHELD;
    return strcmp(stage, "send") == 0      ? TP_SCENARIO_SENT
           : strcmp(stage, "search") == 0  ? TP_SCENARIO_SEARCHED
           : strcmp(stage, "release") == 0 ? TP_SCENARIO_RELEASED
                                           : -1;
}

/* A search that somebody passed on who is no sender: no booking that was sent and refused. */
static bool is_relayed(const struct tp_play_stage *stage, const struct tp_json_value *leaf)
{
    return stage->figures.relayed > 0 && strcmp(text_of(leaf, TP_LEAF_STAGE_MEMBER), "search") == 0 &&
           strstr(text_of(leaf, TP_LEAF_CLAUSES_MEMBER), "parties") != NULL;
}

/* The refusal to send somebody whom a repository was filled with. */
static bool is_of_enrolment(struct tp_play_stage *stage, const struct tp_scenario_exchange *exchange,
                            const struct tp_json_value *leaf)
{
    uint64_t *waiting = &stage->enrolled[exchange - stage->run->scenario->exchanges];

    if (*waiting == 0 || strcmp(text_of(leaf, TP_LEAF_STAGE_MEMBER), "send") != 0 ||
        !strstr(text_of(leaf, TP_LEAF_CLAUSES_MEMBER), "participation"))
        return false;
    (*waiting)--;
    return true;
}

static void count_leaf(struct tp_play_stage *stage, const struct tp_json_value *leaf)
{
    const struct tp_scenario_exchange *exchange = exchange_of(stage->run->scenario, leaf);
    const char *kind = tp_json_to_text(tp_json_member(leaf, "kind"));
    const struct tp_scenario_case about = {
        .conviction = tp_vocabulary_find(&tp_seriousness, text_of(leaf, TP_LEAF_LEVEL_MEMBER))};
    const int figure = kind ? figure_of(kind, leaf) : -1;

    if (exchange && stage->has_forged[exchange->sender] && figure == TP_SCENARIO_REFUSED &&
        strcmp(text_of(leaf, TP_LEAF_STAGE_MEMBER), "search") == 0)
        stage->run->nodes[exchange->sender].is_caught[TP_SCENARIO_CHECK_RECEIVER] = true;
    stage->run->leaves++;
    stage->run->requests += kind && strcmp(kind, "decision") == 0;
    if (!exchange || figure < 0)
        return;
    if (figure == TP_SCENARIO_REFUSED && is_relayed(stage, leaf)) {
        stage->run->relays_refused++;
        return;
    }
    if (figure == TP_SCENARIO_REFUSED && is_of_enrolment(stage, exchange, leaf))
        return;
    tp_scenario_count(stage->run, exchange, (enum tp_scenario_figure)figure, &about);
    if (figure == TP_SCENARIO_REFUSED || figure == TP_SCENARIO_WITHHELD)
        tp_scenario_count_clauses(stage->run, exchange, text_of(leaf, TP_LEAF_STAGE_MEMBER),
                                  text_of(leaf, TP_LEAF_EFFECT_MEMBER), text_of(leaf, TP_LEAF_CLAUSES_MEMBER));
}

/* *COUNT leaves were there; fewer than a page: no more for now. */
static tp_status count_page(struct tp_play_stage *stage, size_t node, size_t *count, struct tp_diag *diag)
{
    struct tp_play_reply reply = {.status = 0};
    const struct tp_json_value *leaves;
    tp_status status = tp_play_say(stage, (struct tp_play_at){node, TP_PLAY_PUBLIC, "GET", NULL}, &reply, diag,
                                   "/v1/ledger/leaves?from=%llu&count=%d", (unsigned long long)stage->read[node], PAGE);

    *count = 0;
    if (status == TP_OK && reply.status == OK && reply.json) {
        leaves = tp_json_member(tp_json_root(reply.json), "leaves");
        *count = tp_json_count(leaves);
        for (size_t i = 0; i < *count; i++)
            count_leaf(stage, tp_json_member(tp_json_element(leaves, i), "leaf"));
        stage->read[node] += *count;
    }
    tp_play_reply_deinit(&reply);
    return status;
}

tp_status tp_play_count(struct tp_play_stage *stage, struct tp_diag *diag)
{
    tp_status status = TP_OK;

    for (size_t i = 0; status == TP_OK && i < stage->run->scenario->organisation_count; i++) {
        size_t count = PAGE;

        while (status == TP_OK && !stage->is_away[i] && count == PAGE)
            status = count_page(stage, i, &count, diag);
    }
    return status;
}

/* ---- statistics -------------------------------------------------------------------------------------------------- */

/* What NODE says of its statistics against what anybody computes from its published files. */
static tp_status compare_statistics(struct tp_play_stage *stage, size_t node, struct tp_diag *diag)
{
    struct tp_play_reply reply = {.status = 0};
    struct tp_buffer ours;
    char folder[PATH_BYTES];
    tp_status status = tp_play_say(stage, (struct tp_play_at){node, TP_PLAY_PUBLIC, "GET", NULL}, &reply, diag,
                                   "/v1/statistics?format=csv&threshold=0");

    tp_buffer_init(&ours);
    tp_scenario_ledger_path(&stage->run->nodes[node], "", folder, sizeof folder);
    if (status == TP_OK)
        status = tp_scenario_write_statistics(folder, &stage->verifiers[node], &ours, diag);
    if (status == TP_OK && (reply.status != OK || reply.body.size_bytes + 1 != ours.size_bytes ||
                            memcmp(reply.body.data, ours.data, reply.body.size_bytes) != 0))
        tp_scenario_failure(stage->run, "%s: the statistics that it answers are not those of its ledger",
                            stage->run->scenario->organisations[node].id);
    tp_buffer_deinit(&ours);
    tp_play_reply_deinit(&reply);
    return status;
}

tp_status tp_play_compare_statistics(struct tp_play_stage *stage, struct tp_diag *diag)
{
    tp_status status = TP_OK;

    for (size_t i = 0; status == TP_OK && i < stage->run->scenario->organisation_count; i++)
        if (!stage->is_away[i])
            status = compare_statistics(stage, i, diag);
    return status;
}
