/* SPDX-License-Identifier: Apache-2.0 */
/* Events of agreements in an organisation's folder: taken or refused, kept, and made leaves. */
#include <stdlib.h>
#include <string.h>

#include "node/organisation.h"
#include "node/organisation_state.h"

enum { PREFIX_MIN = 6 };

/* ---- histories --------------------------------------------------------------------------------------------------- */

const struct tp_history *tp_organisation_history(const struct tp_organisation *organisation, const char *agreement)
{
    size_t length = strlen(agreement);
    const struct tp_history *found = NULL;

    if (length < PREFIX_MIN)
        return NULL;
    for (size_t i = 0; i < organisation->history_count; i++) {
        if (strncmp(tp_history_agreement(organisation->histories[i]), agreement, length) != 0)
            continue;
        if (found)
            return NULL;
        found = organisation->histories[i];
    }
    return found;
}

size_t tp_organisation_history_count(const struct tp_organisation *organisation)
{
    return organisation->history_count;
}

const struct tp_history *tp_organisation_history_at(const struct tp_organisation *organisation, size_t place)
{
    return place < organisation->history_count ? organisation->histories[place] : NULL;
}

static struct tp_history *history_of(const struct tp_organisation *organisation, const char *agreement)
{
    for (size_t i = 0; i < organisation->history_count; i++) {
        if (strcmp(tp_history_agreement(organisation->histories[i]), agreement) == 0)
            return organisation->histories[i];
    }
    return NULL;
}

static tp_status make_room(struct tp_organisation *organisation, struct tp_diag *diag)
{
    struct tp_history **more =
        realloc(organisation->histories, (organisation->history_count + 1) * sizeof(struct tp_history *));

    if (!more)
        return tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory");
    organisation->histories = more;
    return TP_OK;
}

/* Offers the event to the history it belongs to; one that begins an agreement makes a new history. */
static tp_status offer(struct tp_organisation *organisation, const struct tp_event *event, int64_t received_s,
                       enum tp_refusal *refusal, struct tp_diag *diag)
{
    struct tp_history *history = history_of(organisation, event->agreement);
    tp_status status = TP_OK;

    *refusal = TP_REFUSAL_NONE;
    if (history)
        return tp_history_offer(history, event, received_s, refusal, diag);
    status = make_room(organisation, diag);
    if (status == TP_OK)
        status = tp_history_new(&history, diag);
    if (status == TP_OK)
        status = tp_history_offer(history, event, received_s, refusal, diag);
    if (status == TP_OK)
        organisation->histories[organisation->history_count++] = history;
    else
        tp_history_free(&history);
    return status;
}

/* ---- keys on file ------------------------------------------------------------------------------------------------ */

/* Whether PARTY's key is that on file, if one is. */
static bool key_fits(const struct tp_organisation *organisation, const struct tp_party *party)
{
    const struct tp_config *config = organisation->config;
    uint8_t key[TP_KEY_BYTES];

    if (strcmp(party->id, config->id) == 0)
        return memcmp(party->key.bytes, tp_signer_public(organisation->signer)->bytes, TP_KEY_BYTES) == 0;
    for (unsigned i = 0; i < config->partner_count; i++) {
        if (strcmp(config->partners[i].id, party->id) == 0)
            return tp_base64_decode_exact(config->partners[i].key, key, sizeof key) &&
                   memcmp(party->key.bytes, key, sizeof key) == 0;
    }
    return true;
}

/* A proposal may name any parties, but not one that is known here under another key. */
static tp_status check_keys(const struct tp_organisation *organisation, const struct tp_event *event,
                            enum tp_refusal *refusal, struct tp_diag *diag)
{
    struct tp_terms *terms;
    tp_status status;

    *refusal = TP_REFUSAL_NONE;
    if (event->kind != TP_EVENT_PROPOSE || !event->document)
        return TP_OK;
    status = tp_terms_parse(event->document, event->document_bytes, &terms, diag);
    for (size_t i = 0; status == TP_OK && i < terms->party_count; i++) {
        if (key_fits(organisation, &terms->parties[i]))
            continue;
        *refusal = TP_REFUSAL_OTHER_KEY;
        status = tp_fail(diag, TP_E_DENIED, "parties", -1, "the key of %s is not the one on file here",
                         terms->parties[i].id);
    }
    tp_terms_free(&terms);
    return status;
}

/* ---- leaves of events -------------------------------------------------------------------------------------------- */

/* What kind of signer, and where, as far as the version says. */
static void set_signer(struct tp_leaf *leaf, const struct tp_terms *terms, const char *by)
{
    static const char *const kinds[] = {"party", "country", "state", "county"};
    const struct tp_party *party = tp_terms_party(terms, by);
    const char *jurisdiction = party ? party->jurisdiction : by;
    char coarse[TP_JURISDICTION_MAX];

    if (!tp_jurisdiction_is_code(jurisdiction))
        return;
    tp_jurisdiction_coarse(jurisdiction, coarse);
    tp_leaf_set(leaf, TP_LEAF_STATE_MEMBER, coarse);
    tp_leaf_set(leaf, TP_LEAF_SIGNER_MEMBER, kinds[party ? 0 : tp_jurisdiction_level(by)]);
}

static void describe_event(const struct tp_organisation *organisation, const struct tp_event *event, int64_t now_s,
                           enum tp_refusal refusal, struct tp_leaf *leaf)
{
    const struct tp_history *history = history_of(organisation, event->agreement);
    const struct tp_terms *terms = history ? tp_history_find_version(history, event->version) : NULL;

    tp_leaf_init(leaf, refusal == TP_REFUSAL_NONE ? TP_LEAF_EVENT : TP_LEAF_REFUSED_EVENT, now_s);
    tp_leaf_set(leaf, TP_LEAF_EVENT_MEMBER, tp_events.items[event->kind].code);
    if (terms)
        tp_leaf_set(leaf, TP_LEAF_AGREEMENT_MEMBER, terms->hash);
    if (refusal != TP_REFUSAL_NONE)
        tp_leaf_set(leaf, TP_LEAF_REASON_MEMBER, tp_refusal_code(refusal));
    else if (terms)
        set_signer(leaf, terms, event->by);
}

/* What is said of an event only to who may open its leaf. */
static tp_status event_record(const struct tp_event *event, int64_t now_s, struct tp_json **out, struct tp_diag *diag)
{
    char time[TP_TIME_TEXT_BYTES];
    tp_status status = tp_json_new(out, diag);

    if (status != TP_OK)
        return status;
    tp_time_format(now_s, time);
    tp_json_text(*out, "time", time);
    tp_json_text(*out, "event", event->hash);
    tp_json_text(*out, "by", event->by);
    return TP_OK;
}

/* The event, its leaf and the leaf's opening, in one transaction: what a crash then leaves is completed by
 * tp_organisation_recover, or with a transaction that the caller began. */
static tp_status keep(struct tp_organisation *organisation, const struct tp_event *event, int64_t now_s,
                      const struct tp_waiting *waiting, struct tp_diag *diag)
{
    struct tp_buffer file;
    tp_status status;

    tp_buffer_init(&file);
    status = tp_event_write(event, &file, diag);
    if (status == TP_OK) {
        const struct tp_store_document documents[] = {
            {TP_DOCUMENT_EVENT, event->hash, now_s, file.data, file.size_bytes},
            {TP_DOCUMENT_LEAF, event->hash,
             (int64_t)(tp_ledger_size(organisation->ledger) + organisation->waiting_count), waiting->entry.data,
             waiting->entry.size_bytes},
            {TP_DOCUMENT_OPENING, waiting->name, now_s, waiting->opening.data, waiting->opening.size_bytes},
        };
        status = tp_store_put(organisation->store, documents, organisation->together ? 2 : 3, diag);
    }
    tp_buffer_deinit(&file);
    return status;
}

static tp_status append(struct tp_organisation *organisation, const struct tp_buffer *entry, struct tp_diag *diag)
{
    const struct tp_span bytes = {entry->data, entry->size_bytes};
    uint64_t index;

    return tp_ledger_append(organisation->ledger, &bytes, 1, &index, diag);
}

/* Makes EVENT durable with its leaf; in a transaction both wait for its end. */
static tp_status record_leaf(struct tp_organisation *organisation, const struct tp_event *event, int64_t now_s,
                             const struct tp_json *opened, struct tp_diag *diag)
{
    struct tp_waiting waiting;
    struct tp_leaf leaf;
    tp_status status;

    describe_event(organisation, event, now_s, TP_REFUSAL_NONE, &leaf);
    status = tp_waiting_make(&leaf, opened, now_s, &waiting, diag);
    if (status == TP_OK)
        status = keep(organisation, event, now_s, &waiting, diag);
    if (status == TP_OK && organisation->together) {
        status = tp_waiting_add(organisation, &waiting, diag);
        if (status == TP_OK)
            return TP_OK;
    } else if (status == TP_OK) {
        status = append(organisation, &waiting.entry, diag);
    }
    tp_waiting_deinit(&waiting);
    return status;
}

/* The event is in the history already; whatever fails now undoes the transaction or breaks the organisation. */
static tp_status record(struct tp_organisation *organisation, const struct tp_event *event, int64_t now_s,
                        struct tp_diag *diag)
{
    struct tp_json *opened = NULL;
    tp_status status = event_record(event, now_s, &opened, diag);

    if (status == TP_OK)
        status = record_leaf(organisation, event, now_s, opened, diag);
    tp_json_free(&opened);
    organisation->histories_changed = organisation->together;
    if (status != TP_OK && organisation->together)
        organisation->undone = status;
    else if (status != TP_OK)
        organisation->broken = true;
    return status;
}

static tp_status record_refusal(struct tp_organisation *organisation, const struct tp_event *event, int64_t now_s,
                                enum tp_refusal refusal, struct tp_diag *diag)
{
    const struct tp_case about = {.reference = event->hash, .actor = event->by};
    struct tp_leaf leaf;
    uint64_t index;

    describe_event(organisation, event, now_s, refusal, &leaf);
    return tp_organisation_log(organisation, &leaf, &about, now_s, &index, diag);
}

tp_status tp_organisation_accept(struct tp_organisation *organisation, const struct tp_event *event, int64_t now_s,
                                 enum tp_refusal *refusal, struct tp_diag *diag)
{
    bool gathering = organisation->gathering;
    struct tp_diag trouble;
    tp_status status = tp_organisation_flush(organisation, diag);

    organisation->gathering = gathering;
    *refusal = TP_REFUSAL_NONE;
    if (status != TP_OK)
        return status;
    status = check_keys(organisation, event, refusal, diag);
    if (status == TP_OK)
        status = offer(organisation, event, now_s, refusal, diag);
    if (status == TP_OK)
        return record(organisation, event, now_s, diag);
    if (*refusal == TP_REFUSAL_NONE)
        return status;
    tp_diag_init(&trouble);
    if (record_refusal(organisation, event, now_s, *refusal, &trouble) != TP_OK) {
        if (diag)
            *diag = trouble;
        return trouble.status;
    }
    return status;
}

/* ---- where they stand -------------------------------------------------------------------------------------------- */

struct places {
    const struct tp_history *history;
    uint64_t *indices;
    size_t next;
};

/* Leaves are kept in the order of events, those of all agreements together. */
static tp_status note_place(void *context, const struct tp_store_document *document, struct tp_diag *diag)
{
    struct places *places = context;
    int64_t received_s;

    (void)diag;
    if (places->next < tp_history_count(places->history) &&
        strcmp(tp_history_event(places->history, places->next, &received_s)->hash, document->name) == 0)
        places->indices[places->next++] = (uint64_t)document->time_s;
    return TP_OK;
}

tp_status tp_organisation_event_leaves(struct tp_organisation *organisation, const struct tp_history *history,
                                       uint64_t **out, struct tp_diag *diag)
{
    const size_t count = tp_history_count(history);
    struct places places = {.history = history};
    void *memory;
    tp_status status = tp_alloc(&memory, TP_MAX(count, (size_t)1), sizeof **out, diag);

    *out = places.indices = memory;
    if (status != TP_OK)
        return status;
    for (size_t i = 0; i < count; i++)
        places.indices[i] = TP_LEAF_HELD;
    status = tp_store_each_document(organisation->store, TP_DOCUMENT_LEAF, note_place, &places, diag);
    if (status != TP_OK) {
        free(*out);
        *out = NULL;
    }
    return status;
}

/* ---- after opening ----------------------------------------------------------------------------------------------- */

static tp_status replay(void *context, const struct tp_store_document *document, struct tp_diag *diag)
{
    struct tp_event *event;
    enum tp_refusal refusal;
    tp_status status = tp_event_parse(document->data, document->size_bytes, &event, diag);

    if (status == TP_OK)
        status = offer(context, event, document->time_s, &refusal, diag);
    tp_event_free(&event);
    if (status != TP_OK && status != TP_E_MEMORY) {
        if (diag)
            tp_diag_init(diag);
        status = tp_fail(diag, TP_E_STORE, "event", -1, "the event %s in the store does not fit those before it",
                         document->name);
    }
    return status;
}

/* The leaf of the last event. */
struct last_leaf {
    struct tp_buffer entry;
    int64_t index;
};

static tp_status note_leaf(void *context, const struct tp_store_document *document, struct tp_diag *diag)
{
    struct last_leaf *last = context;

    last->entry.size_bytes = 0;
    tp_write_bytes(&last->entry, document->data, document->size_bytes);
    last->index = document->time_s;
    return last->entry.bad ? tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory") : TP_OK;
}

/* Nothing is appended between the storing of an event and its leaf: a ledger that ends there lacks it. One that ends
 * before is an old copy; going on from it would contradict what was published. */
static tp_status append_last_leaf(struct tp_organisation *organisation, struct tp_diag *diag)
{
    struct last_leaf last = {.index = -1};
    tp_status status;

    tp_buffer_init(&last.entry);
    status = tp_store_each_document(organisation->store, TP_DOCUMENT_LEAF, note_leaf, &last, diag);
    if (status == TP_OK && last.index == (int64_t)tp_ledger_size(organisation->ledger))
        status = append(organisation, &last.entry, diag);
    else if (status == TP_OK && last.index > (int64_t)tp_ledger_size(organisation->ledger))
        status = tp_fail(diag, TP_E_STORE, "ledger", -1,
                         "it has %llu leaves, but leaf %lld was written: it is an old copy, restore the newest",
                         (unsigned long long)tp_ledger_size(organisation->ledger), (long long)last.index);
    tp_buffer_deinit(&last.entry);
    return status;
}

tp_status tp_organisation_reload(struct tp_organisation *organisation, struct tp_diag *diag)
{
    while (organisation->history_count > 0)
        tp_history_free(&organisation->histories[--organisation->history_count]);
    return tp_store_each_document(organisation->store, TP_DOCUMENT_EVENT, replay, organisation, diag);
}

tp_status tp_organisation_recover(struct tp_organisation *organisation, struct tp_diag *diag)
{
    tp_status status = tp_organisation_reload(organisation, diag);

    if (status == TP_OK)
        status = tp_organisation_settle(organisation, diag);
    return status == TP_OK ? append_last_leaf(organisation, diag) : status;
}
