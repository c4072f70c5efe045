/* SPDX-License-Identifier: Apache-2.0 */
/* Who may take which step when (docs/agreements.md). Whether a step that is no stop is refused for good depends on its
 * signer's own earlier steps and on what is the same everywhere, never on how far others have come: otherwise a step
 * that its signer's node has taken could be refused for ever by another that heard of the others first. What others
 * have done makes a refusal only for now ("too early", "not signed"), or at the end of the agreement. */
#include <string.h>

#include "agreement/history_parts.h"

static const struct {
    const char *code, *words;
} refusals[] = {
#define REFUSAL_ROW(name, code, words) {code, words},
    TP_REFUSAL_LIST(REFUSAL_ROW)
#undef REFUSAL_ROW
};

const char *tp_refusal_code(enum tp_refusal refusal)
{
    return (size_t)refusal < TP_ARRAY_LENGTH(refusals) ? refusals[refusal].code : "unknown";
}

const char *tp_refusal_words(enum tp_refusal refusal)
{
    return (size_t)refusal < TP_ARRAY_LENGTH(refusals) ? refusals[refusal].words : "the reason is unknown";
}

/* The first that gives a reason decides. */
typedef enum tp_refusal rule(struct tp_offer *offer);

static enum tp_refusal first_of(struct tp_offer *offer, rule *const *rules, size_t count)
{
    enum tp_refusal refusal = TP_REFUSAL_NONE;

    for (size_t i = 0; i < count && refusal == TP_REFUSAL_NONE; i++)
        refusal = rules[i](offer);
    return refusal;
}

/* ---- what it speaks of ------------------------------------------------------------------------------------------ */

static enum tp_refusal find_agreement(struct tp_offer *offer)
{
    const char *known = offer->history->agreement;
    bool begins = offer->terms && offer->terms->version == 1 && known[0] == '\0';

    return begins || strcmp(known, offer->event->agreement) == 0 ? TP_REFUSAL_NONE : TP_REFUSAL_UNKNOWN_AGREEMENT;
}

static enum tp_refusal find_version(struct tp_offer *offer)
{
    offer->version = tp_history_version_named(offer->history, offer->event->version);
    if (!offer->terms)
        return offer->version ? TP_REFUSAL_NONE : TP_REFUSAL_UNKNOWN_VERSION;
    if (offer->terms->version == 1)
        return TP_REFUSAL_NONE;
    offer->before = tp_history_version_named(offer->history, offer->terms->amends);
    return offer->before ? TP_REFUSAL_NONE : TP_REFUSAL_UNKNOWN_VERSION;
}

/* ---- who takes it ----------------------------------------------------------------------------------------------- */

static bool is_for_sources(enum tp_event_kind kind)
{
    return kind == TP_EVENT_SUSPEND || kind == TP_EVENT_RESUME || kind == TP_EVENT_JOIN || kind == TP_EVENT_LEAVE;
}

static bool is_for_parties(enum tp_event_kind kind)
{
    return kind != TP_EVENT_JOIN && kind != TP_EVENT_LEAVE;
}

/* An amendment is proposed by a party of what it amends, or anybody could propose one. */
static enum tp_refusal find_signer(struct tp_offer *offer)
{
    const struct tp_terms *terms = offer->before    ? offer->before->terms
                                   : offer->version ? offer->version->terms
                                                    : offer->terms;
    const struct tp_party *party = tp_terms_party(terms, offer->event->by);
    const struct tp_source *source = tp_terms_source(terms, offer->event->by);
    enum tp_event_kind kind = offer->event->kind;

    offer->party = party ? (size_t)(party - terms->parties) : TP_AGREEMENT_PARTIES_MAX;
    if (party && is_for_parties(kind))
        offer->key = party->key;
    else if (source && is_for_sources(kind))
        offer->key = source->key;
    else
        return TP_REFUSAL_WRONG_SIGNER;
    if (kind == TP_EVENT_NOTICE && offer->version && !(offer->version->notice_by >> offer->party & 1))
        return TP_REFUSAL_WRONG_SIGNER;
    offer->signer = tp_history_find_signer(offer->history, offer->event->by, &offer->key);
    return TP_REFUSAL_NONE;
}

static const struct tp_step *find_number(const struct tp_offer *offer)
{
    return offer->signer ? tp_signer_find(offer->signer, offer->event->sequence) : NULL;
}

static enum tp_refusal check_new(struct tp_offer *offer)
{
    const struct tp_step *step = find_number(offer), *end;

    if (!step)
        return TP_REFUSAL_NONE;
    end = offer->signer->all.items + offer->signer->all.count;
    for (; step < end && step->sequence == offer->event->sequence; step++)
        if (strcmp(step->event->hash, offer->event->hash) == 0)
            return TP_REFUSAL_REPLAYED;
    return TP_REFUSAL_NONE;
}

static enum tp_refusal check_signature(struct tp_offer *offer)
{
    bool valid = tp_signature_is_valid(&offer->key, offer->text.data, offer->text.size_bytes, &offer->event->signature);

    return valid ? TP_REFUSAL_NONE : TP_REFUSAL_BAD_SIGNATURE;
}

/* ---- stops ------------------------------------------------------------------------------------------------------ */

/* Whether a stop of this kind counts already that undoes as much: one with a number not below, or behind which the
 * signer has taken only stops. */
static bool is_stopped_already(const struct tp_offer *offer)
{
    const struct tp_steps *steps = &offer->signer->all;
    bool only_stops_behind = true;

    for (size_t i = steps->count; i-- > 0;) {
        const struct tp_step *step = &steps->items[i];

        only_stops_behind &= tp_event_is_stop(step->kind);
        if (step->kind == offer->event->kind && step->from_s <= offer->received_s &&
            (only_stops_behind || step->sequence >= offer->event->sequence))
            return true;
    }
    return false;
}

/* A signer with so many stops takes no other step any more (check_room), so that a further stop is refused only when
 * it would change nothing. */
static enum tp_refusal check_stop(struct tp_offer *offer)
{
    if (!offer->signer || offer->signer->stops < TP_SIGNER_STEPS_MAX || !is_stopped_already(offer))
        return TP_REFUSAL_NONE;
    return TP_REFUSAL_TOO_MANY;
}

/* ---- all other steps -------------------------------------------------------------------------------------------- */

static enum tp_refusal check_sequence(struct tp_offer *offer)
{
    uint32_t complete = offer->signer ? offer->signer->complete : 0;

    if (find_number(offer))
        return TP_REFUSAL_CONTRADICTS;
    return offer->event->sequence == complete + 1 ? TP_REFUSAL_NONE : TP_REFUSAL_OUT_OF_ORDER;
}

/* The time of a stop is no measure: it may be wrong, and is not to keep its signer from returning. */
static enum tp_refusal check_time(struct tp_offer *offer)
{
    const struct tp_steps *steps = offer->signer ? &offer->signer->all : NULL;

    if (offer->event->time_s > offer->received_s + TP_CLOCK_SKEW_S)
        return TP_REFUSAL_FROM_THE_FUTURE;
    for (size_t i = steps ? steps->count : 0; i-- > 0;)
        if (!tp_event_is_stop(steps->items[i].kind))
            return offer->event->time_s < steps->items[i].event->time_s ? TP_REFUSAL_BACK_IN_TIME : TP_REFUSAL_NONE;
    return TP_REFUSAL_NONE;
}

static enum tp_refusal check_end(struct tp_offer *offer)
{
    const struct tp_terms *terms = offer->terms ? offer->terms : offer->version->terms;

    if (offer->history->terminated_s <= offer->from_s)
        return TP_REFUSAL_ENDED;
    if (offer->event->kind != TP_EVENT_RESUME && offer->event->time_s >= terms->valid_until_s)
        return TP_REFUSAL_ENDED;
    return TP_REFUSAL_NONE;
}

/* ---- what the signer has done already --------------------------------------------------------------------------- */

static uint32_t number_of(const struct tp_offer *offer)
{
    return offer->terms ? offer->terms->version : offer->version->terms->version;
}

/* How many steps of KIND the signer has taken about other versions, from the number of this one up to HIGHEST. */
static size_t count_others(const struct tp_offer *offer, enum tp_event_kind kind, uint32_t highest)
{
    const struct tp_steps *steps = offer->signer ? &offer->signer->all : NULL;
    size_t count = 0;

    for (size_t i = 0; steps && i < steps->count; i++) {
        const struct tp_step *step = &steps->items[i];
        uint32_t number = step->version->terms->version;

        count +=
            step->kind == kind && step->version != offer->version && number >= number_of(offer) && number <= highest;
    }
    return count;
}

static bool is_done(const struct tp_offer *offer)
{
    const struct tp_steps *steps = offer->signer && offer->version ? &offer->signer->all : NULL;

    for (size_t i = 0; steps && i < steps->count; i++)
        if (steps->items[i].kind == offer->event->kind && steps->items[i].version == offer->version)
            return true;
    return false;
}

static enum tp_refusal check_state(struct tp_offer *offer)
{
    enum tp_event_kind kind = offer->event->kind;
    const struct tp_history_signer *signer = offer->signer;
    uint32_t below = offer->event->sequence;
    bool possible = true;

    if (kind == TP_EVENT_PROPOSE || kind == TP_EVENT_NOTICE || kind == TP_EVENT_SIGN || kind == TP_EVENT_ACTIVATE)
        possible = !is_done(offer);
    else if (kind == TP_EVENT_RESUME)
        possible = signer && tp_signer_is_suspended(signer, TP_NEVER_S, below);
    else if (kind == TP_EVENT_JOIN)
        possible = !signer || tp_signer_participation(signer, offer->version, TP_NEVER_S, below) != TP_PARTICIPATION_IN;
    return possible ? TP_REFUSAL_NONE : TP_REFUSAL_NOT_IN_THIS_STATE;
}

/* Who has put a version into force is done with what came before it and with what could have come instead. A party
 * signs one candidate for a number: so one at most ever has all signatures, and no two nodes can put different ones
 * into force. */
static enum tp_refusal check_version(struct tp_offer *offer)
{
    enum tp_event_kind kind = offer->event->kind;
    bool other = kind != TP_EVENT_RESUME && count_others(offer, TP_EVENT_ACTIVATE, UINT32_MAX) > 0;

    if (kind == TP_EVENT_SIGN || kind == TP_EVENT_PROPOSE)
        other |= count_others(offer, TP_EVENT_SIGN, number_of(offer)) > 0;
    if (offer->before)
        other |= offer->from_s < offer->before->activated_s;
    return other ? TP_REFUSAL_OTHER_VERSION : TP_REFUSAL_NONE;
}

static enum tp_refusal check_amendment(struct tp_offer *offer)
{
    if (offer->before && !tp_amendment_is_valid(offer->before->terms, offer->terms))
        return TP_REFUSAL_BAD_AMENDMENT;
    return TP_REFUSAL_NONE;
}

/* ---- what others must have done first --------------------------------------------------------------------------- */

/* The comment period must be over by the clock here, and by the dates that the step and the notices bear. */
static enum tp_refusal check_early(struct tp_offer *offer)
{
    enum tp_event_kind kind = offer->event->kind;
    const struct tp_version *version = offer->version;
    bool early = false;

    if (kind == TP_EVENT_SIGN || kind == TP_EVENT_JOIN || kind == TP_EVENT_ACTIVATE)
        early = offer->from_s < version->comments_end_s || offer->event->time_s < version->comments_dated_s;
    if (kind == TP_EVENT_ACTIVATE)
        early |= offer->from_s < version->terms->valid_from_s;
    return early ? TP_REFUSAL_TOO_EARLY : TP_REFUSAL_NONE;
}

static enum tp_refusal check_signed(struct tp_offer *offer)
{
    if (offer->event->kind == TP_EVENT_ACTIVATE && offer->from_s < offer->version->all_signed_s)
        return TP_REFUSAL_NOT_SIGNED;
    return TP_REFUSAL_NONE;
}

/* ---- room ------------------------------------------------------------------------------------------------------- */

/* What is put on record is counted apart, so that much of it keeps nobody from signing or resuming. */
static enum tp_refusal check_room(struct tp_offer *offer)
{
    const struct tp_history_signer *signer = offer->signer;
    bool full = false;

    if (signer && tp_event_is_record(offer->event->kind))
        full = signer->records >= TP_SIGNER_STEPS_MAX;
    else if (signer)
        full = signer->all.count - signer->stops - signer->records >= TP_SIGNER_STEPS_MAX;
    if (signer && signer->stops >= TP_SIGNER_STEPS_MAX) /* check_stop */
        full = true;
    if (offer->before && count_others(offer, TP_EVENT_PROPOSE, number_of(offer)) >= TP_CANDIDATES_MAX)
        full = true;
    return full ? TP_REFUSAL_TOO_MANY : TP_REFUSAL_NONE;
}

enum tp_refusal tp_offer_check(struct tp_offer *offer)
{
    static rule *const all[] = {find_agreement, find_version, find_signer, check_new, check_signature};
    static rule *const steps[] = {check_sequence,  check_time,  check_end,    check_state, check_version,
                                  check_amendment, check_early, check_signed, check_room};
    enum tp_refusal refusal = first_of(offer, all, TP_ARRAY_LENGTH(all));

    if (refusal != TP_REFUSAL_NONE)
        return refusal;
    return tp_event_is_stop(offer->event->kind) ? check_stop(offer) : first_of(offer, steps, TP_ARRAY_LENGTH(steps));
}
