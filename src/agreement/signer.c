/* SPDX-License-Identifier: Apache-2.0 */
/* Signers of a history: their events in the order of their own numbers. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agreement/history_parts.h"

/* ---- the table -------------------------------------------------------------------------------------------------- */

static int compare(const struct tp_history_signer *signer, const char *name, const struct tp_public_key *key)
{
    int order = strcmp(signer->name, name);

    return order ? order : memcmp(&signer->key, key, sizeof *key);
}

/* The place of the first signer that is not before NAME and KEY. */
static size_t place_of(const struct tp_history *history, const char *name, const struct tp_public_key *key)
{
    size_t low = 0, high = history->signer_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (compare(history->signers[middle], name, key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

struct tp_history_signer *tp_history_find_signer(const struct tp_history *history, const char *name,
                                                 const struct tp_public_key *key)
{
    size_t place = place_of(history, name, key);

    if (place == history->signer_count || compare(history->signers[place], name, key) != 0)
        return NULL;
    return history->signers[place];
}

static void insert(struct tp_history *history, size_t place, struct tp_history_signer *signer)
{
    memmove(&history->signers[place + 1], &history->signers[place],
            (history->signer_count - place) * sizeof(struct tp_history_signer *));
    history->signers[place] = signer;
    history->signer_count++;
}

tp_status tp_history_add_signer(struct tp_history *history, const char *name, const struct tp_public_key *key,
                                struct tp_history_signer **out, struct tp_diag *diag)
{
    tp_status status;

    *out = tp_history_find_signer(history, name, key);
    if (*out)
        return TP_OK;
    status = tp_grow((void **)&history->signers, &history->signer_capacity, history->signer_count,
                     sizeof(struct tp_history_signer *), diag);
    if (status == TP_OK)
        status = tp_alloc_zero((void **)out, 1, sizeof **out, diag);
    if (status != TP_OK)
        return status;
    snprintf((*out)->name, sizeof(*out)->name, "%s", name);
    (*out)->key = *key;
    insert(history, place_of(history, name, key), *out);
    return TP_OK;
}

void tp_history_signer_free(struct tp_history_signer **signer)
{
    free((*signer)->all.items);
    free((*signer)->turns.items);
    free(*signer);
    *signer = NULL;
}

/* ---- steps ------------------------------------------------------------------------------------------------------ */

static tp_status reserve(struct tp_steps *steps, struct tp_diag *diag)
{
    return tp_grow((void **)&steps->items, &steps->capacity, steps->count, sizeof *steps->items, diag);
}

tp_status tp_signer_reserve(struct tp_history_signer *signer, struct tp_diag *diag)
{
    tp_status status = reserve(&signer->all, diag);

    return status == TP_OK ? reserve(&signer->turns, diag) : status;
}

/* The place of the first step whose sequence is not below. */
static size_t lower_bound(const struct tp_steps *steps, uint32_t sequence)
{
    size_t low = 0, high = steps->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (steps->items[middle].sequence < sequence)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Of steps with one number the one that undoes more is the later, so that it does not matter which came first. */
static unsigned rank(enum tp_event_kind kind)
{
    return kind == TP_EVENT_LEAVE ? 2 : tp_event_is_stop(kind) ? 1 : 0;
}

static void add(struct tp_steps *steps, const struct tp_step *step)
{
    size_t place = lower_bound(steps, step->sequence);

    while (place < steps->count && steps->items[place].sequence == step->sequence &&
           rank(steps->items[place].kind) < rank(step->kind))
        place++;
    memmove(&steps->items[place + 1], &steps->items[place], (steps->count - place) * sizeof *steps->items);
    steps->items[place] = *step;
    steps->count++;
}

static bool is_turn(enum tp_event_kind kind)
{
    return kind == TP_EVENT_SUSPEND || kind == TP_EVENT_RESUME || kind == TP_EVENT_JOIN || kind == TP_EVENT_LEAVE;
}

void tp_signer_add(struct tp_history_signer *signer, const struct tp_step *step)
{
    add(&signer->all, step);
    if (is_turn(step->kind))
        add(&signer->turns, step);
    signer->stops += tp_event_is_stop(step->kind);
    signer->records += tp_event_is_record(step->kind);
    while (tp_signer_find(signer, signer->complete + 1))
        signer->complete++;
}

const struct tp_step *tp_signer_find(const struct tp_history_signer *signer, uint32_t sequence)
{
    size_t place = lower_bound(&signer->all, sequence);

    return place < signer->all.count && signer->all.items[place].sequence == sequence ? &signer->all.items[place]
                                                                                      : NULL;
}

/* ---- what they add up to ---------------------------------------------------------------------------------------- */

enum tp_participation tp_signer_participation(const struct tp_history_signer *signer, const struct tp_version *version,
                                              int64_t clock_s, uint32_t below)
{
    bool resumed = false, suspended = false;

    for (size_t i = signer->turns.count; i-- > 0;) {
        const struct tp_step *turn = &signer->turns.items[i];

        if (turn->from_s > clock_s || turn->sequence >= below)
            continue;
        if (turn->kind == TP_EVENT_LEAVE) /* and this version was not joined since */
            return TP_PARTICIPATION_LEFT;
        if (turn->kind == TP_EVENT_JOIN && turn->version == version)
            return suspended ? TP_PARTICIPATION_SUSPENDED : TP_PARTICIPATION_IN;
        if (turn->kind == TP_EVENT_SUSPEND)
            suspended |= !resumed;
        resumed |= turn->kind == TP_EVENT_RESUME;
    }
    return suspended ? TP_PARTICIPATION_SUSPENDED : TP_PARTICIPATION_OUT;
}

bool tp_signer_is_suspended(const struct tp_history_signer *signer, int64_t clock_s, uint32_t below)
{
    for (size_t i = signer->turns.count; i-- > 0;) {
        const struct tp_step *turn = &signer->turns.items[i];

        if (turn->from_s <= clock_s && turn->sequence < below && turn->kind != TP_EVENT_JOIN)
            return turn->kind == TP_EVENT_SUSPEND;
    }
    return false;
}
