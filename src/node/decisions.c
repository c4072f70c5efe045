/* SPDX-License-Identifier: Apache-2.0 */
/* Decisions in an organisation's folder: each one becomes a leaf before anybody acts on it. */
#include <stdio.h>
#include <string.h>

#include "node/organisation.h"
#include "node/organisation_state.h"

enum { SECONDS_A_MINUTE = 60 };

static const char *level_code(int level)
{
    return level >= 0 && (size_t)level < tp_seriousness.count ? tp_seriousness.items[level].code : "unknown";
}

tp_status tp_organisation_cosigned_at(struct tp_organisation *organisation, int64_t *time_s, struct tp_diag *diag)
{
    const struct tp_config *config = organisation->config;

    *time_s = 0;
    if (config->witness_count == 0)
        return tp_fail(diag, TP_E_NOT_FOUND, "witnesses", -1, "there are none");
    return tp_ledger_cosigned_at(organisation->ledger, organisation->witnesses, config->witness_count,
                                 config->witnesses_needed, time_s, diag);
}

/* Minutes since the newest checkpoint with enough cosignatures; -1 when there is none or it is from the future. */
static tp_status measure_age(struct tp_organisation *organisation, int64_t now_s, int64_t *out, struct tp_diag *diag)
{
    struct tp_diag none;
    int64_t time_s;
    tp_status status;

    *out = -1;
    tp_diag_init(&none);
    status = tp_organisation_cosigned_at(organisation, &time_s, &none);
    if (status == TP_OK && time_s - TP_CLOCK_SKEW_S <= now_s)
        *out = TP_MAX(now_s - time_s, (int64_t)0) / SECONDS_A_MINUTE;
    if (status == TP_OK || status == TP_E_NOT_FOUND)
        return TP_OK;
    return tp_diag_pass(diag, status, &none);
}

/* Codes of the clauses that did not allow it, sorted. */
static void list_clauses(const struct tp_decision *decision, char out[TP_LEAF_VALUE_MAX])
{
    const char *codes[TP_CLAUSES];
    size_t count = 0, length = 0;

    for (size_t i = 0; i < decision->count; i++) {
        const char *code = tp_clause_code(decision->clauses[i].clause);
        size_t at = count;
        if (decision->clauses[i].effect == TP_EFFECT_ALLOWED)
            continue;
        for (; at > 0 && strcmp(codes[at - 1], code) > 0; at--)
            codes[at] = codes[at - 1];
        codes[at] = code;
        count++;
    }
    out[0] = '\0';
    for (size_t i = 0; i < count; i++)
        length += (size_t)snprintf(out + length, TP_LEAF_VALUE_MAX - length, "%s%s", i > 0 ? " " : "", codes[i]);
    TP_ASSERT(length < TP_LEAF_VALUE_MAX);
}

static void describe(const struct tp_history *history, const struct tp_request *request,
                     const struct tp_decision *decision, int64_t now_s, struct tp_leaf *leaf)
{
    const struct tp_terms *terms =
        history && request->version ? tp_history_find_version(history, request->version) : NULL;
    char coarse[TP_JURISDICTION_MAX], clauses[TP_LEAF_VALUE_MAX];

    tp_leaf_init(leaf, TP_LEAF_DECISION, now_s);
    tp_leaf_set(leaf, TP_LEAF_STAGE_MEMBER, tp_stage_code(request->stage));
    tp_leaf_set(leaf, TP_LEAF_EFFECT_MEMBER, tp_effect_code(decision->effect));
    list_clauses(decision, clauses);
    if (decision->effect != TP_EFFECT_ALLOWED)
        tp_leaf_set(leaf, TP_LEAF_CLAUSES_MEMBER, clauses);
    if (terms)
        tp_leaf_set(leaf, TP_LEAF_AGREEMENT_MEMBER, terms->hash);
    if (request->jurisdiction && tp_jurisdiction_is_code(request->jurisdiction)) {
        tp_jurisdiction_coarse(request->jurisdiction, coarse);
        tp_leaf_set(leaf, TP_LEAF_STATE_MEMBER, coarse);
    }
    tp_leaf_set(leaf, TP_LEAF_LEVEL_MEMBER, level_code(request->conviction));
}

/* A clock that was set back does not bring back the time before a stop. */
static int64_t clock_of(const struct tp_history *history, int64_t now_s)
{
    return history ? TP_MAX(now_s, tp_history_last_stop_s(history)) : now_s;
}

tp_status tp_organisation_preview(struct tp_organisation *organisation, const struct tp_inquiry *inquiry,
                                  struct tp_request *asked, struct tp_decision *out, struct tp_diag *diag)
{
    const struct tp_history *history = tp_organisation_history(organisation, inquiry->agreement);
    tp_status status = tp_organisation_usable(organisation, diag);

    *asked = *inquiry->request;
    tp_decide(NULL, asked, inquiry->now_s, out); /* denied, whatever goes wrong below */
    if (status == TP_OK)
        status = measure_age(organisation, inquiry->now_s, &asked->checkpoint_age_minutes, diag);
    if (status == TP_OK)
        tp_decide(history, asked, clock_of(history, inquiry->now_s), out);
    return status;
}

tp_status tp_organisation_decide(struct tp_organisation *organisation, const struct tp_inquiry *inquiry,
                                 struct tp_decision *out, struct tp_logged *logged, struct tp_diag *diag)
{
    const struct tp_history *history = tp_organisation_history(organisation, inquiry->agreement);
    struct tp_case about = inquiry->about ? *inquiry->about : (struct tp_case){0};
    struct tp_request asked;
    struct tp_leaf leaf;
    tp_status status = tp_organisation_preview(organisation, inquiry, &asked, out, diag);

    if (status != TP_OK)
        return status;
    describe(history, &asked, out, inquiry->now_s, &leaf);
    about.offence = level_code(asked.offence);
    status = tp_organisation_log(organisation, &leaf, &about, inquiry->now_s, &logged->index, diag);
    tp_hex_encode(leaf.commitment, sizeof leaf.commitment, logged->commitment);
    if (status != TP_OK)
        tp_decide(NULL, &asked, inquiry->now_s, out);
    return status;
}
