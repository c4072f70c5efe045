/* SPDX-License-Identifier: Apache-2.0 */
/* Versions of an agreement in a history: who may sign them, and when each of their steps was taken. */
#include <stdlib.h>
#include <string.h>

#include "agreement/history_parts.h"

enum { SECONDS_A_DAY = 86400 };

/* ---- amendments ------------------------------------------------------------------------------------------------- */

/* Who was left out could no longer stop what it has agreed to, or be seen to have left; another key could undo that. */
bool tp_amendment_is_valid(const struct tp_terms *before, const struct tp_terms *amendment)
{
    if (amendment->version != before->version + 1)
        return false;
    for (size_t i = 0; i < before->party_count; i++) {
        const struct tp_party *party = tp_terms_party(amendment, before->parties[i].id);

        if (!party || memcmp(&party->key, &before->parties[i].key, sizeof party->key) != 0)
            return false;
    }
    for (size_t i = 0; i < before->source_count; i++) {
        const struct tp_source *source = tp_terms_source(amendment, before->sources[i].jurisdiction);

        if (!source || memcmp(&source->key, &before->sources[i].key, sizeof source->key) != 0)
            return false;
    }
    return true;
}

/* ---- making ----------------------------------------------------------------------------------------------------- */

static void set_notice(struct tp_version *version)
{
    const struct tp_terms *terms = version->terms, *before = version->before ? version->before->terms : terms;

    version->notice_days = TP_MAX(terms->notice_days, before->notice_days);
    version->notice_by = terms->notice_by;
    for (size_t i = 0; i < before->party_count; i++)
        if (before->notice_by >> i & 1)
            version->notice_by |= UINT64_C(1) << (tp_terms_party(terms, before->parties[i].id) - terms->parties);
}

static void set_nothing_done(struct tp_version *version)
{
    for (size_t i = 0; i < TP_AGREEMENT_PARTIES_MAX; i++) {
        version->noticed_s[i] = version->notice_dated_s[i] = TP_NEVER_S;
        version->signed_s[i] = TP_NEVER_S;
    }
    version->proposed_s = version->activated_s = version->replaced_s = TP_NEVER_S;
    version->all_noticed_s = version->all_signed_s = TP_NEVER_S;
    version->comments_end_s = version->comments_dated_s = TP_NEVER_S;
}

static tp_status add_sources(struct tp_history *history, struct tp_version *version, struct tp_diag *diag)
{
    const struct tp_terms *terms = version->terms;
    tp_status status =
        tp_alloc_zero((void **)&version->sources, terms->source_count, sizeof(struct tp_history_signer *), diag);

    for (size_t i = 0; i < terms->source_count && status == TP_OK; i++)
        status = tp_history_add_signer(history, terms->sources[i].jurisdiction, &terms->sources[i].key,
                                       &version->sources[i], diag);
    return status;
}

tp_status tp_version_new(struct tp_history *history, struct tp_terms **terms, struct tp_version *before,
                         struct tp_version **out, struct tp_diag *diag)
{
    tp_status status = tp_alloc_zero((void **)out, 1, sizeof **out, diag);

    if (status != TP_OK)
        return status;
    (*out)->terms = *terms;
    (*out)->before = before;
    set_nothing_done(*out);
    set_notice(*out);
    status = add_sources(history, *out, diag);
    if (status != TP_OK) {
        (*out)->terms = NULL;
        tp_version_free(out);
        return status;
    }
    *terms = NULL;
    if (before)
        memcpy((*out)->terms->agreement, before->terms->agreement, sizeof before->terms->agreement);
    return TP_OK;
}

void tp_version_free(struct tp_version **version)
{
    if (!*version)
        return;
    tp_terms_free(&(*version)->terms);
    free((*version)->sources);
    free(*version);
    *version = NULL;
}

/* ---- steps ------------------------------------------------------------------------------------------------------ */

/* The latest of TIMES at the places of BITS. */
static int64_t latest(const int64_t *times, uint64_t bits)
{
    int64_t result = INT64_MIN;

    for (size_t i = 0; i < TP_AGREEMENT_PARTIES_MAX; i++)
        if (bits >> i & 1)
            result = TP_MAX(result, times[i]);
    return result;
}

static int64_t days_after(int64_t time_s, uint32_t days)
{
    int64_t wait_s = (int64_t)days * SECONDS_A_DAY;

    return time_s < TP_NEVER_S - wait_s ? time_s + wait_s : TP_NEVER_S;
}

static void apply_notice(struct tp_version *version, size_t party, const struct tp_step *step)
{
    version->noticed_s[party] = step->from_s;
    version->notice_dated_s[party] = step->event->time_s;
    version->all_noticed_s = latest(version->noticed_s, version->notice_by);
    version->comments_end_s = days_after(version->all_noticed_s, version->notice_days);
    version->comments_dated_s = days_after(latest(version->notice_dated_s, version->notice_by), version->notice_days);
}

static void apply_sign(struct tp_version *version, size_t party, const struct tp_step *step)
{
    version->signed_s[party] = step->from_s;
    version->all_signed_s = latest(version->signed_s, (UINT64_C(1) << version->terms->party_count) - 1);
}

static void apply_activation(struct tp_version *version, const struct tp_step *step)
{
    version->activated_s = TP_MIN(version->activated_s, step->from_s);
    if (version->before)
        version->before->replaced_s = TP_MIN(version->before->replaced_s, step->from_s);
}

void tp_version_apply(struct tp_version *version, size_t party, const struct tp_step *step)
{
    if (step->kind == TP_EVENT_PROPOSE)
        version->proposed_s = TP_MIN(version->proposed_s, step->from_s);
    else if (step->kind == TP_EVENT_NOTICE)
        apply_notice(version, party, step);
    else if (step->kind == TP_EVENT_SIGN)
        apply_sign(version, party, step);
    else if (step->kind == TP_EVENT_ACTIVATE)
        apply_activation(version, step);
}

/* ---- finding ---------------------------------------------------------------------------------------------------- */

struct tp_version *tp_history_version_named(const struct tp_history *history, const char *hash)
{
    for (size_t i = 0; i < history->version_count; i++)
        if (strcmp(history->versions[i]->terms->hash, hash) == 0)
            return history->versions[i];
    return NULL;
}

struct tp_version *tp_history_version_of(const struct tp_history *history, const struct tp_terms *terms)
{
    if (!history || !terms)
        return NULL;
    for (size_t i = 0; i < history->version_count; i++)
        if (history->versions[i]->terms == terms)
            return history->versions[i];
    return tp_history_version_named(history, terms->hash);
}
