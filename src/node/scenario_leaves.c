/* SPDX-License-Identifier: Apache-2.0 */
/* Leaves of a run: written into an organisation's ledger, and counted beside it, so that both can be compared. */
#include <stdio.h>
#include <string.h>

#include "node/scenario_nodes.h"

const char *tp_scenario_level_code(int level)
{
    return level >= 0 && (size_t)level < tp_seriousness.count ? tp_seriousness.items[level].code : "unknown";
}

/* Whether a member is the same for many leaves. */
static bool is_counted(const struct tp_leaf *leaf, size_t member)
{
    bool is_event = leaf->kind == TP_LEAF_EVENT || leaf->kind == TP_LEAF_REFUSED_EVENT;

    if (is_event)
        return member == TP_LEAF_MONTH_MEMBER || member == TP_LEAF_EVENT_MEMBER || member == TP_LEAF_REASON_MEMBER;
    return member != TP_LEAF_DISCLOSURE_MEMBER && member != TP_LEAF_OF_MEMBER && member != TP_LEAF_AGREEMENT_MEMBER;
}

void tp_scenario_leaf_key(const struct tp_leaf *leaf, char out[TP_SCENARIO_KEY_MAX])
{
    size_t length = (size_t)snprintf(out, TP_SCENARIO_KEY_MAX, "%s", tp_leaf_kind_code(leaf->kind));

    for (size_t i = 0; i < TP_LEAF_MEMBERS && length < TP_SCENARIO_KEY_MAX; i++) {
        if (leaf->values[i][0] && is_counted(leaf, i))
            length += (size_t)snprintf(out + length, TP_SCENARIO_KEY_MAX - length, "|%s", leaf->values[i]);
    }
}

static void note(struct tp_scenario_run *run, size_t organisation, const struct tp_leaf *leaf)
{
    char key[TP_SCENARIO_KEY_MAX];

    tp_scenario_leaf_key(leaf, key);
    tp_scenario_tally_add(&run->nodes[organisation].leaves, key, 1);
    run->leaves++;
}

tp_status tp_scenario_log(struct tp_scenario_run *run, size_t organisation, struct tp_leaf *leaf,
                          const struct tp_scenario_case *about, uint64_t *index, struct tp_diag *diag)
{
    struct tp_case known = {.county = about ? about->county : NULL,
                            .offence = about ? tp_scenario_level_code(about->offence) : NULL};
    uint64_t ignored;

    note(run, organisation, leaf);
    return tp_organisation_log(run->nodes[organisation].organisation, leaf, &known, run->now_s,
                               index ? index : &ignored, diag);
}

bool tp_scenario_has_word(const char *words, const char *word)
{
    size_t length = strlen(word);

    for (const char *at = words; *at; at += strspn(at, " ")) {
        size_t size = strcspn(at, " ");
        if (size == length && memcmp(at, word, length) == 0)
            return true;
        at += size;
    }
    return false;
}

void tp_scenario_clauses(const struct tp_decision *decision, char *out, size_t size)
{
    const char *last = "";
    size_t length = 0;

    out[0] = '\0';
    for (;;) { /* in the order of their codes, as leaves have them */
        const char *next = NULL;
        for (size_t i = 0; i < decision->count; i++) {
            const char *code = tp_clause_code(decision->clauses[i].clause);
            if (decision->clauses[i].effect != TP_EFFECT_ALLOWED && strcmp(code, last) > 0 &&
                (!next || strcmp(code, next) < 0))
                next = code;
        }
        if (!next || length >= size)
            return;
        length += (size_t)snprintf(out + length, size - length, "%s%s", length ? " " : "", next);
        last = next;
    }
}

/* The leaf that a decision must leave behind. */
static void expect_decision(struct tp_scenario_run *run, size_t organisation, const struct tp_request *request,
                            const struct tp_decision *decision)
{
    struct tp_leaf leaf;
    char state[TP_JURISDICTION_MAX], clauses[TP_LEAF_VALUE_MAX];

    tp_leaf_init(&leaf, TP_LEAF_DECISION, run->now_s);
    tp_jurisdiction_coarse(request->jurisdiction, state);
    tp_scenario_clauses(decision, clauses, sizeof clauses);
    tp_leaf_set(&leaf, TP_LEAF_STATE_MEMBER, state);
    tp_leaf_set(&leaf, TP_LEAF_STAGE_MEMBER, tp_stage_code(request->stage));
    tp_leaf_set(&leaf, TP_LEAF_EFFECT_MEMBER, tp_effect_code(decision->effect));
    tp_leaf_set(&leaf, TP_LEAF_CLAUSES_MEMBER, clauses);
    tp_leaf_set(&leaf, TP_LEAF_LEVEL_MEMBER, tp_scenario_level_code(request->conviction));
    note(run, organisation, &leaf);
}

tp_status tp_scenario_decide(struct tp_scenario_run *run, const struct tp_scenario_question *question,
                             struct tp_decision *out, uint64_t *index, struct tp_diag *diag)
{
    const struct tp_case known = {.county = question->request->jurisdiction};
    const struct tp_inquiry inquiry = {run->scenario->agreements[question->agreement].versions[0]->hash,
                                       question->request, &known, run->now_s};
    struct tp_logged logged;
    tp_status status =
        tp_organisation_decide(run->nodes[question->organisation].organisation, &inquiry, out, &logged, diag);

    if (index)
        *index = logged.index;
    if (status == TP_OK)
        expect_decision(run, question->organisation, question->request, out);
    return status;
}

tp_status tp_scenario_disclose(struct tp_scenario_run *run, size_t organisation, size_t partner,
                               const struct tp_scenario_message *message, struct tp_diag *diag)
{
    struct tp_leaf leaf;

    tp_leaf_init(&leaf, TP_LEAF_DISCLOSURE, run->now_s);
    tp_leaf_set(&leaf, TP_LEAF_WHAT_MEMBER, message->what);
    tp_leaf_set(&leaf, TP_LEAF_SIDE_MEMBER, message->side);
    tp_leaf_set(&leaf, TP_LEAF_PARTNER_MEMBER, run->nodes[partner].partner);
    tp_leaf_set(&leaf, TP_LEAF_DISCLOSURE_MEMBER, message->id);
    tp_leaf_set(&leaf, TP_LEAF_AGREEMENT_MEMBER, message->version->hash);
    return tp_scenario_log(run, organisation, &leaf, message->about, NULL, diag);
}

void tp_scenario_new_id(struct tp_scenario_run *run, char out[33])
{
    uint64_t first = tp_rng_u64(&run->rng), second = tp_rng_u64(&run->rng);

    snprintf(out, 33, "%016llx%016llx", (unsigned long long)first, (unsigned long long)second);
}
