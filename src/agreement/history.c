/* SPDX-License-Identifier: Apache-2.0 */
/* The history of an agreement: the events that were taken, by whom, and about which versions. */
#include <stdlib.h>
#include <string.h>

#include "agreement/history_parts.h"

tp_status tp_grow(void **items, size_t *capacity, size_t count, size_t element_bytes, struct tp_diag *diag)
{
    size_t larger = TP_MAX(2 * *capacity, (size_t)4);
    void *grown;

    if (count < *capacity)
        return TP_OK;
    grown = realloc(*items, larger * element_bytes);
    if (!grown)
        return tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for %zu items of a history", larger);
    *items = grown;
    *capacity = larger;
    return TP_OK;
}

tp_status tp_history_new(struct tp_history **out, struct tp_diag *diag)
{
    tp_status status = tp_alloc_zero((void **)out, 1, sizeof **out, diag);

    if (status == TP_OK)
        **out = (struct tp_history){.terminated_s = TP_NEVER_S, .last_stop_s = INT64_MIN};
    return status;
}

void tp_history_free(struct tp_history **history)
{
    if (!*history)
        return;
    for (size_t i = 0; i < (*history)->count; i++)
        tp_event_free(&(*history)->events[i].event);
    for (size_t i = 0; i < (*history)->version_count; i++)
        tp_version_free(&(*history)->versions[i]);
    for (size_t i = 0; i < (*history)->signer_count; i++)
        tp_history_signer_free(&(*history)->signers[i]);
    free((*history)->events);
    free((*history)->versions);
    free((*history)->signers);
    free((*history)->suspenders);
    free(*history);
    *history = NULL;
}

/* ---- taking ----------------------------------------------------------------------------------------------------- */

/* Through its file, so that what a history holds is what a file can hold. */
static tp_status copy_event(const struct tp_event *event, struct tp_event **out, struct tp_diag *diag)
{
    struct tp_buffer text;
    tp_status status;

    *out = NULL;
    tp_buffer_init(&text);
    status = tp_event_write(event, &text, diag);
    if (status == TP_OK)
        status = tp_event_parse(text.data, text.size_bytes, out, diag);
    tp_buffer_deinit(&text);
    return status;
}

/* Fills what can be known of the offer without the history. */
static tp_status prepare(struct tp_offer *offer, const struct tp_event *event, struct tp_diag *diag)
{
    tp_status status = copy_event(event, &offer->event, diag);

    if (status == TP_OK)
        status = tp_event_signed_text(offer->event, &offer->text, diag);
    if (status == TP_OK && offer->text.bad)
        status = tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for an event");
    if (status != TP_OK)
        return status;
    offer->from_s = tp_event_is_stop(event->kind) ? TP_MIN(offer->event->time_s, offer->received_s)
                                                  : TP_MAX(offer->event->time_s, offer->received_s);
    if (event->kind != TP_EVENT_PROPOSE)
        return TP_OK;
    return tp_terms_parse(offer->event->document, offer->event->document_bytes, &offer->terms, diag);
}

static int compare_versions(const struct tp_terms *a, const struct tp_terms *b)
{
    return a->version != b->version ? (a->version < b->version ? -1 : 1) : strcmp(a->hash, b->hash);
}

static void insert_version(struct tp_history *history, struct tp_version *version)
{
    size_t place = history->version_count;

    while (place > 0 && compare_versions(history->versions[place - 1]->terms, version->terms) > 0)
        place--;
    memmove(&history->versions[place + 1], &history->versions[place],
            (history->version_count - place) * sizeof(struct tp_version *));
    history->versions[place] = version;
    history->version_count++;
    memcpy(history->agreement, version->terms->agreement, sizeof history->agreement);
}

/* Everything that can fail comes before anything is changed but the room for it, and the names of signers. */
static tp_status make_room(struct tp_history *history, struct tp_offer *offer, struct tp_history_signer **signer,
                           struct tp_diag *diag)
{
    tp_status status =
        tp_grow((void **)&history->events, &history->capacity, history->count, sizeof *history->events, diag);

    if (status == TP_OK)
        status = tp_grow((void **)&history->versions, &history->version_capacity, history->version_count,
                         sizeof(struct tp_version *), diag);
    if (status == TP_OK)
        status = tp_grow((void **)&history->suspenders, &history->suspender_capacity, history->suspender_count,
                         sizeof(struct tp_history_signer *), diag);
    if (status == TP_OK)
        status = tp_history_add_signer(history, offer->event->by, &offer->key, signer, diag);
    if (status == TP_OK)
        status = tp_signer_reserve(*signer, diag);
    return status;
}

/* What the steps of parties do to the agreement as a whole. */
static void stop(struct tp_history *history, struct tp_history_signer *signer, const struct tp_step *step)
{
    size_t known = 0;

    if (step->kind == TP_EVENT_TERMINATE)
        history->terminated_s = TP_MIN(history->terminated_s, step->from_s);
    if (step->kind != TP_EVENT_SUSPEND)
        return;
    while (known < history->suspender_count && history->suspenders[known] != signer)
        known++;
    history->suspenders[known] = signer;
    history->suspender_count = TP_MAX(history->suspender_count, known + 1);
}

static tp_status take(struct tp_history *history, struct tp_offer *offer, struct tp_diag *diag)
{
    struct tp_step step = {.sequence = offer->event->sequence, .kind = offer->event->kind, .event = offer->event};
    struct tp_history_signer *signer;
    tp_status status = make_room(history, offer, &signer, diag);

    if (status == TP_OK && !offer->version) {
        status = tp_version_new(history, &offer->terms, offer->before, &offer->version, diag);
        if (status == TP_OK)
            insert_version(history, offer->version);
    }
    if (status != TP_OK)
        return status;
    step.version = offer->version;
    step.from_s = offer->from_s;
    tp_signer_add(signer, &step);
    tp_version_apply(offer->version, offer->party, &step);
    if (tp_event_is_stop(step.kind))
        history->last_stop_s = TP_MAX(history->last_stop_s, step.from_s);
    if (offer->party < TP_AGREEMENT_PARTIES_MAX)
        stop(history, signer, &step);
    history->events[history->count++] = (struct tp_taken){offer->event, offer->received_s};
    offer->event = NULL;
    return TP_OK;
}

tp_status tp_history_offer(struct tp_history *history, const struct tp_event *event, int64_t received_s,
                           enum tp_refusal *refusal, struct tp_diag *diag)
{
    /* far from where sums of times would not fit */
    struct tp_offer offer = {.history = history, .received_s = TP_CLAMP(received_s, INT64_MIN / 2, INT64_MAX / 2)};
    tp_status status;

    tp_buffer_init(&offer.text);
    status = prepare(&offer, event, diag);
    *refusal = TP_REFUSAL_NONE;
    if (status == TP_OK) {
        *refusal = tp_offer_check(&offer);
        status = *refusal == TP_REFUSAL_NONE
                     ? take(history, &offer, diag)
                     : tp_fail(diag, TP_E_DENIED, tp_refusal_code(*refusal), -1, "%s", tp_refusal_words(*refusal));
    }
    tp_buffer_deinit(&offer.text);
    tp_event_free(&offer.event);
    tp_terms_free(&offer.terms);
    return status;
}

/* ---- what is in it ---------------------------------------------------------------------------------------------- */

size_t tp_history_count(const struct tp_history *history)
{
    return history->count;
}

const struct tp_event *tp_history_event(const struct tp_history *history, size_t place, int64_t *received_s)
{
    if (place >= history->count)
        return NULL;
    *received_s = history->events[place].received_s;
    return history->events[place].event;
}

uint32_t tp_history_next_sequence(const struct tp_history *history, const char *signer, const struct tp_public_key *key)
{
    const struct tp_history_signer *found = tp_history_find_signer(history, signer, key);

    uint32_t last = found && found->all.count > 0 ? found->all.items[found->all.count - 1].sequence : 0;

    return TP_MIN(last + 1, (uint32_t)TP_SEQUENCE_MAX);
}

int64_t tp_history_last_stop_s(const struct tp_history *history)
{
    return history->last_stop_s;
}

const char *tp_history_agreement(const struct tp_history *history)
{
    return history->agreement;
}

size_t tp_history_version_count(const struct tp_history *history)
{
    return history->version_count;
}

const struct tp_terms *tp_history_version(const struct tp_history *history, size_t place)
{
    return place < history->version_count ? history->versions[place]->terms : NULL;
}

const struct tp_terms *tp_history_find_version(const struct tp_history *history, const char *hash)
{
    const struct tp_version *found = tp_history_version_named(history, hash);

    return found ? found->terms : NULL;
}
