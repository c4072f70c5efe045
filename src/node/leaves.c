/* SPDX-License-Identifier: Apache-2.0 */
/* Leaves on their way into an organisation's ledger, and their openings in its store. The opening is durable before the
 * leaf is: a leaf that nobody could open would be a promise without content, an opening without a leaf says nothing. */
#include <stdlib.h>
#include <string.h>

#include "node/organisation.h"
#include "node/organisation_state.h"

void tp_waiting_deinit(struct tp_waiting *waiting)
{
    if (waiting->opening.data)
        tp_wipe(waiting->opening.data, waiting->opening.capacity_bytes);
    tp_buffer_deinit(&waiting->opening);
    tp_buffer_deinit(&waiting->entry);
}

tp_status tp_waiting_make(struct tp_leaf *leaf, const struct tp_json *record, int64_t now_s, struct tp_waiting *out,
                          struct tp_diag *diag)
{
    struct tp_opening opening;
    tp_status status = tp_leaf_commit(leaf, record, &opening, diag);

    out->time_s = now_s;
    tp_buffer_init(&out->entry);
    tp_buffer_init(&out->opening);
    if (status == TP_OK)
        status = tp_leaf_write(leaf, &out->entry, diag);
    if (status == TP_OK) {
        tp_hex_encode(leaf->commitment, sizeof leaf->commitment, out->name);
        tp_write_bytes(&out->opening, opening.key, sizeof opening.key);
        tp_write_bytes(&out->opening, opening.record, opening.record_bytes);
        if (out->opening.bad)
            status = tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory");
    }
    tp_opening_deinit(&opening);
    return status;
}

/* ---- gathering --------------------------------------------------------------------------------------------------- */

static tp_status make_room(struct tp_organisation *organisation, struct tp_diag *diag)
{
    size_t capacity = TP_MAX(organisation->waiting_capacity * 2, (size_t)16);
    struct tp_waiting *more;

    if (organisation->waiting_count < organisation->waiting_capacity)
        return TP_OK;
    more = realloc(organisation->waiting, capacity * sizeof *more);
    if (!more)
        return tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory");
    organisation->waiting = more;
    organisation->waiting_capacity = capacity;
    return TP_OK;
}

static struct tp_store_document opening_of(const struct tp_waiting *waiting)
{
    return (struct tp_store_document){.kind = TP_DOCUMENT_OPENING,
                                      .name = waiting->name,
                                      .time_s = waiting->time_s,
                                      .data = waiting->opening.data,
                                      .size_bytes = waiting->opening.size_bytes};
}

tp_status tp_waiting_push(struct tp_organisation *organisation, const struct tp_waiting *waiting, struct tp_diag *diag)
{
    tp_status status = make_room(organisation, diag);

    if (status == TP_OK)
        organisation->waiting[organisation->waiting_count++] = *waiting;
    return status;
}

/* In a transaction the opening is put at once, where it can be asked for; the entry waits for the end. */
tp_status tp_waiting_add(struct tp_organisation *organisation, const struct tp_waiting *waiting, struct tp_diag *diag)
{
    const struct tp_store_document opening = opening_of(waiting);
    tp_status status = TP_OK;

    if (organisation->together)
        status = tp_store_put(organisation->store, &opening, 1, diag);
    return status == TP_OK ? tp_waiting_push(organisation, waiting, diag) : status;
}

static tp_status put_openings(struct tp_organisation *organisation, struct tp_diag *diag)
{
    struct tp_store_document *documents;
    void *memory;
    tp_status status = tp_alloc(&memory, organisation->waiting_count, sizeof *documents, diag);

    documents = memory;
    for (size_t i = 0; status == TP_OK && i < organisation->waiting_count; i++)
        documents[i] = opening_of(&organisation->waiting[i]);
    if (status == TP_OK)
        status = tp_store_put(organisation->store, documents, organisation->waiting_count, diag);
    free(documents);
    return status;
}

tp_status tp_waiting_append(struct tp_organisation *organisation, struct tp_diag *diag)
{
    struct tp_span *entries;
    uint64_t first;
    void *memory;
    tp_status status = tp_alloc(&memory, organisation->waiting_count, sizeof *entries, diag);

    entries = memory;
    for (size_t i = 0; status == TP_OK && i < organisation->waiting_count; i++)
        entries[i] = (struct tp_span){organisation->waiting[i].entry.data, organisation->waiting[i].entry.size_bytes};
    if (status == TP_OK)
        status = tp_ledger_append(organisation->ledger, entries, organisation->waiting_count, &first, diag);
    free(entries);
    return status;
}

void tp_organisation_gather(struct tp_organisation *organisation)
{
    organisation->gathering = true;
}

void tp_waiting_drop(struct tp_organisation *organisation)
{
    for (size_t i = 0; i < organisation->waiting_count; i++)
        tp_waiting_deinit(&organisation->waiting[i]);
    organisation->waiting_count = 0;
}

/* Writes what waits, in a transaction at its end. After a failure nobody knows which indices were promised: the
 * organisation is broken. */
static tp_status write_waiting(struct tp_organisation *organisation, struct tp_diag *diag)
{
    tp_status status = tp_organisation_usable(organisation, diag);

    if (status != TP_OK || organisation->waiting_count == 0 || organisation->together)
        return status;
    status = put_openings(organisation, diag);
    if (status == TP_OK)
        status = tp_waiting_append(organisation, diag);
    if (status != TP_OK)
        organisation->broken = true;
    tp_waiting_drop(organisation);
    return status;
}

tp_status tp_organisation_flush(struct tp_organisation *organisation, struct tp_diag *diag)
{
    if (!organisation->together)
        organisation->gathering = false;
    return write_waiting(organisation, diag);
}

/* ---- leaves that are written ------------------------------------------------------------------------------------- */

static tp_status read_leaf(void *context, uint64_t index, const void *data, size_t size_bytes, struct tp_diag *diag)
{
    (void)index;
    return tp_leaf_read(data, size_bytes, context, diag);
}

/* A leaf from the published ledger. */
static tp_status find_published(struct tp_organisation *organisation, uint64_t leaf_index, struct tp_leaf *out,
                                struct tp_diag *diag)
{
    tp_status status = write_waiting(organisation, diag);

    if (status == TP_OK && leaf_index >= tp_ledger_size(organisation->ledger))
        status = tp_fail(diag, TP_E_NOT_FOUND, NULL, -1, "there is no leaf %llu", (unsigned long long)leaf_index);
    return status == TP_OK ? tp_organisation_each_published(organisation, leaf_index, 1, read_leaf, out, diag) : status;
}

static tp_status find_leaf(struct tp_organisation *organisation, uint64_t leaf_index, struct tp_leaf *out,
                           struct tp_diag *diag)
{
    tp_status status = tp_organisation_usable(organisation, diag);
    const struct tp_buffer *entry;
    uint64_t size;

    if (status != TP_OK)
        return status;
    size = tp_ledger_size(organisation->ledger);
    if (!organisation->together || leaf_index < size || leaf_index - size >= organisation->waiting_count)
        return find_published(organisation, leaf_index, out, diag);
    entry = &organisation->waiting[leaf_index - size].entry;
    return tp_leaf_read(entry->data, entry->size_bytes, out, diag);
}

/* A reclassification of what has no level would make every later report fail. */
static tp_status check_reclassified(struct tp_organisation *organisation, const struct tp_leaf *leaf,
                                    struct tp_diag *diag)
{
    uint64_t index = strtoull(leaf->values[TP_LEAF_OF_MEMBER], NULL, 10);
    struct tp_leaf earlier;
    tp_status status;

    if (leaf->kind != TP_LEAF_RECLASSIFICATION)
        return TP_OK;
    status = find_leaf(organisation, index, &earlier, diag);
    if (status == TP_OK && earlier.values[TP_LEAF_LEVEL_MEMBER][0] == '\0')
        status = tp_fail(diag, TP_E_ARGUMENT, "of", -1, "leaf %llu has no level that could be corrected",
                         (unsigned long long)index);
    return status;
}

/* ---- a leaf with its record -------------------------------------------------------------------------------------- */

static tp_status describe(const struct tp_case *about, int64_t now_s, struct tp_json **out, struct tp_diag *diag)
{
    char time[TP_TIME_TEXT_BYTES];
    tp_status status = tp_json_new(out, diag);

    if (status != TP_OK)
        return status;
    tp_time_format(now_s, time);
    tp_json_text(*out, "time", time);
    if (about && about->county)
        tp_json_text(*out, "county", about->county);
    if (about && about->reference)
        tp_json_text(*out, "reference", about->reference);
    if (about && about->actor)
        tp_json_text(*out, "actor", about->actor);
    if (about && about->offence)
        tp_json_text(*out, "offence", about->offence);
    return TP_OK;
}

/* The opening and the entry are kept; the place comes later. */
static tp_status hold(struct tp_organisation *organisation, const struct tp_leaf *leaf, struct tp_waiting *waiting,
                      struct tp_diag *diag)
{
    const struct tp_store_document opening = opening_of(waiting);
    tp_status status = tp_store_put(organisation->store, &opening, 1, diag);

    if (status == TP_OK)
        status = tp_held_put(organisation, leaf, waiting, diag);
    if (status == TP_OK)
        tp_waiting_deinit(waiting);
    return status;
}

tp_status tp_organisation_log(struct tp_organisation *organisation, struct tp_leaf *leaf, const struct tp_case *about,
                              int64_t now_s, uint64_t *leaf_index, struct tp_diag *diag)
{
    struct tp_json *record = NULL;
    struct tp_waiting waiting;
    bool held = tp_held_is_held(organisation, leaf);
    tp_status status = tp_organisation_usable(organisation, diag);

    if (status == TP_OK)
        status = check_reclassified(organisation, leaf, diag);
    *leaf_index = status != TP_OK ? 0
                  : held          ? TP_LEAF_HELD
                                  : tp_ledger_size(organisation->ledger) + organisation->waiting_count;
    if (status == TP_OK)
        status = describe(about, now_s, &record, diag);
    if (status == TP_OK) {
        status = tp_waiting_make(leaf, record, now_s, &waiting, diag);
        if (status == TP_OK)
            status = held ? hold(organisation, leaf, &waiting, diag) : tp_waiting_add(organisation, &waiting, diag);
        if (status != TP_OK)
            tp_waiting_deinit(&waiting);
    }
    tp_json_free(&record);
    return status == TP_OK && !organisation->gathering ? write_waiting(organisation, diag) : status;
}

/* ---- openings ---------------------------------------------------------------------------------------------------- */

/* The name of the opening of a leaf. */
static tp_status find_opening(struct tp_organisation *organisation, uint64_t leaf_index, char name[TP_HASH_TEXT_BYTES],
                              struct tp_diag *diag)
{
    struct tp_leaf leaf;
    tp_status status = find_leaf(organisation, leaf_index, &leaf, diag);

    if (status == TP_OK)
        tp_hex_encode(leaf.commitment, sizeof leaf.commitment, name);
    return status;
}

static tp_status no_opening(uint64_t leaf_index, struct tp_diag *diag)
{
    if (diag)
        tp_diag_init(diag);
    return tp_fail(diag, TP_E_NOT_FOUND, NULL, -1, "leaf %llu cannot be opened: its key was destroyed",
                   (unsigned long long)leaf_index);
}

tp_status tp_organisation_opening(struct tp_organisation *organisation, uint64_t leaf_index, struct tp_opening *out,
                                  struct tp_diag *diag)
{
    char name[TP_HASH_TEXT_BYTES];
    uint8_t *content = NULL;
    size_t size = 0;
    tp_status status = find_opening(organisation, leaf_index, name, diag);

    memset(out, 0, sizeof *out);
    if (status != TP_OK)
        return status;
    status = tp_store_get(organisation->store, TP_DOCUMENT_OPENING, name, &content, &size, diag);
    if (status == TP_E_NOT_FOUND)
        return no_opening(leaf_index, diag);
    if (status == TP_OK && size < sizeof out->key)
        status = tp_fail(diag, TP_E_STORE, "opening", -1, "the opening of leaf %llu is damaged",
                         (unsigned long long)leaf_index);
    if (status == TP_OK) {
        memcpy(out->key, content, sizeof out->key);
        out->record_bytes = size - sizeof out->key;
        memmove(content, content + sizeof out->key, out->record_bytes + 1); /* with the NUL */
        out->record = (char *)content;
        return TP_OK;
    }
    free(content);
    return status;
}

tp_status tp_organisation_forget(struct tp_organisation *organisation, uint64_t leaf_index, struct tp_diag *diag)
{
    char name[TP_HASH_TEXT_BYTES];
    tp_status status = find_opening(organisation, leaf_index, name, diag);

    if (status != TP_OK)
        return status;
    status = tp_store_drop(organisation->store, TP_DOCUMENT_OPENING, name, diag);
    return status == TP_E_NOT_FOUND ? no_opening(leaf_index, diag) : status;
}

tp_status tp_organisation_forget_leaf(struct tp_organisation *organisation, const char *commitment,
                                      struct tp_diag *diag)
{
    tp_status status = tp_organisation_usable(organisation, diag);

    return status == TP_OK ? tp_store_drop(organisation->store, TP_DOCUMENT_OPENING, commitment, diag) : status;
}
