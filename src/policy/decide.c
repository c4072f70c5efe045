/* SPDX-License-Identifier: Apache-2.0 */
/* A decision: every clause of the stage is asked, and the worst answer is the decision's. */
#include <string.h>

#include "policy/clauses.h"

static const char *const stage_codes[TP_STAGES] = {
#define TP_STAGE_CODE(name, code, words) code,
    TP_STAGE_LIST(TP_STAGE_CODE)
#undef TP_STAGE_CODE
};

static const struct {
    const char *code, *stages;
} clauses[TP_CLAUSES] = {
#define TP_CLAUSE_ROW(name, code, stages, words) {code, stages},
    TP_CLAUSE_LIST(TP_CLAUSE_ROW)
#undef TP_CLAUSE_ROW
};

/* The stages in their order, as the list of clauses writes them. */
static const char stage_letters[] = "SEARO";
_Static_assert(sizeof stage_letters == TP_STAGES + 1, "a letter for each stage");

const char *tp_stage_code(enum tp_stage stage)
{
    return (unsigned)stage < TP_STAGES ? stage_codes[stage] : "unknown";
}

const char *tp_effect_code(enum tp_effect effect)
{
    static const char *const codes[] = {"allowed", "withheld", "denied"};

    return (unsigned)effect < TP_ARRAY_LENGTH(codes) ? codes[effect] : "unknown";
}

const char *tp_clause_code(enum tp_clause clause)
{
    return (unsigned)clause < TP_CLAUSES ? clauses[clause].code : "unknown";
}

struct situation tp_policy_situation(const struct tp_history *history, const struct tp_request *request,
                                     int64_t clock_s)
{
    struct situation situation = {.history = history, .request = request, .clock_s = clock_s};

    if (!history)
        return situation;
    situation.in_force = tp_history_in_force(history, clock_s);
    situation.terms = situation.in_force;
    if (!situation.terms && request->version)
        situation.terms = tp_history_find_version(history, request->version);
    return situation;
}

static void add(struct tp_decision *decision, enum tp_clause clause, enum tp_effect effect)
{
    decision->clauses[decision->count].clause = clause;
    decision->clauses[decision->count].effect = effect;
    decision->count++;
    decision->effect = TP_MAX(decision->effect, effect);
}

void tp_decide(const struct tp_history *history, const struct tp_request *request, int64_t clock_s,
               struct tp_decision *out)
{
    struct situation situation;

    memset(out, 0, sizeof *out);
    out->effect = TP_EFFECT_DENIED; /* of a stage that there is not */
    if ((unsigned)request->stage >= TP_STAGES)
        return;
    out->effect = TP_EFFECT_ALLOWED;
    situation = tp_policy_situation(history, request, clock_s);
    for (unsigned i = 0; i < TP_CLAUSES; i++) {
        if (strchr(clauses[i].stages, stage_letters[request->stage]))
            add(out, (enum tp_clause)i, situation.terms ? tp_policy_clauses[i](&situation) : TP_EFFECT_DENIED);
    }
}
