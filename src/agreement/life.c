/* SPDX-License-Identifier: Apache-2.0 */
/* What state the events of a history lead to. */
#include "agreement/history_parts.h"

static const struct {
    const char *code, *words;
} lives[] = {
#define LIFE_ROW(name, code, words) {code, words},
    TP_LIFE_LIST(LIFE_ROW)
#undef LIFE_ROW
};

const char *tp_life_code(enum tp_life life)
{
    return (size_t)life < TP_ARRAY_LENGTH(lives) ? lives[life].code : "none";
}

const char *tp_life_words(enum tp_life life)
{
    return (size_t)life < TP_ARRAY_LENGTH(lives) ? lives[life].words : "not proposed";
}

/* Parties stop the agreement as a whole, whichever version named them. */
static bool is_suspended(const struct tp_history *history, int64_t clock_s)
{
    for (size_t i = 0; i < history->suspender_count; i++)
        if (tp_signer_is_suspended(history->suspenders[i], clock_s, UINT32_MAX))
            return true;
    return false;
}

static enum tp_life life_of(const struct tp_history *history, const struct tp_version *version, int64_t clock)
{
    int64_t clock_s = TP_MIN(clock, TP_NEVER_S - 1); /* what never happened has not happened at any clock */

    if (clock_s < version->proposed_s)
        return TP_LIFE_NONE;
    if (clock_s >= history->terminated_s)
        return TP_LIFE_TERMINATED;
    if (clock_s >= version->replaced_s)
        return TP_LIFE_REPLACED;
    if (clock_s >= version->terms->valid_until_s)
        return TP_LIFE_EXPIRED;
    if (clock_s >= version->activated_s)
        return is_suspended(history, clock_s) ? TP_LIFE_SUSPENDED : TP_LIFE_ACTIVE;
    if (clock_s >= version->all_signed_s)
        return TP_LIFE_SIGNED;
    return clock_s >= version->all_noticed_s ? TP_LIFE_NOTICED : TP_LIFE_PROPOSED;
}

enum tp_life tp_history_life(const struct tp_history *history, const struct tp_terms *version, int64_t clock_s)
{
    const struct tp_version *found = tp_history_version_of(history, version);

    return found ? life_of(history, found, clock_s) : TP_LIFE_NONE;
}

int64_t tp_history_comments_end_s(const struct tp_history *history, const struct tp_terms *version)
{
    const struct tp_version *found = tp_history_version_of(history, version);

    return found ? found->comments_end_s : TP_NEVER_S;
}

const struct tp_terms *tp_history_in_force(const struct tp_history *history, int64_t clock_s)
{
    for (size_t i = 0; history && i < history->version_count; i++) {
        const struct tp_version *version = history->versions[i];

        if (version->activated_s <= clock_s && life_of(history, version, clock_s) == TP_LIFE_ACTIVE) /* one at most */
            return version->terms;
    }
    return NULL;
}
