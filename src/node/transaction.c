/* SPDX-License-Identifier: Apache-2.0 */
/* Changes of an organisation's store together with leaves in its ledger. The store comes first: with the changes it
 * takes the entries of the leaves and the index that they will have, then the ledger takes them. A crash between the
 * two leaves a ledger that ends at that index, one after it a ledger that has them: so each is appended once.
 *
 * The record "ledger" "pending" holds the last transaction's: the index of the first entry (8 bytes, most significant
 * first), and each entry with its length before it (4 bytes). */
#include <stdlib.h>
#include <string.h>

#include "node/organisation.h"
#include "node/organisation_state.h"

#define RECORD_KIND "ledger"
#define RECORD_NAME "pending"

enum { PENDING_MAX = 8 << 20, ENTRIES_MAX = 1 << 16 }; /* bytes; half of what one append takes */

/* ---- the record -------------------------------------------------------------------------------------------------- */

static void write_u64(struct tp_buffer *out, uint64_t value)
{
    tp_write_u32be(out, (uint32_t)(value >> 32));
    tp_write_u32be(out, (uint32_t)value);
}

static tp_status put_pending(struct tp_organisation *organisation, struct tp_diag *diag)
{
    struct tp_store_record record = {.kind = RECORD_KIND,
                                     .name = RECORD_NAME,
                                     .state = "",
                                     .link = "",
                                     .due_s = TP_STORE_NEVER,
                                     .revision = organisation->pending_revision};
    struct tp_buffer content;
    tp_status status = TP_OK;

    tp_buffer_init(&content);
    write_u64(&content, tp_ledger_size(organisation->ledger));
    for (size_t i = 0; i < organisation->waiting_count; i++) {
        const struct tp_buffer *entry = &organisation->waiting[i].entry;

        tp_write_u32be(&content, (uint32_t)entry->size_bytes);
        tp_write_bytes(&content, entry->data, entry->size_bytes);
    }
    if (content.bad)
        status = tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory");
    else if (content.size_bytes > PENDING_MAX || organisation->waiting_count > ENTRIES_MAX)
        status = tp_fail(diag, TP_E_LIMIT, "leaves", -1, "one transaction has %zu leaves, more than can be",
                         organisation->waiting_count);
    record.data = content.data;
    record.size_bytes = content.size_bytes;
    if (status == TP_OK)
        status = tp_store_record_put(organisation->store, &record, diag);
    tp_buffer_deinit(&content);
    return status;
}

/* What the record says; the entries point into DATA. */
struct pending {
    uint8_t *data; /* owned */
    uint64_t first;
    int64_t revision;
    struct tp_span *entries; /* owned */
    size_t count;
};

static void pending_deinit(struct pending *pending)
{
    free(pending->entries);
    free(pending->data);
}

static tp_status copy_record(void *context, const struct tp_store_record *record, struct tp_diag *diag)
{
    struct pending *pending = context;
    void *memory;
    tp_status status = tp_alloc(&memory, record->size_bytes + 1, 1, diag);

    if (status != TP_OK)
        return status;
    pending->data = memory;
    if (record->size_bytes > 0)
        memcpy(memory, record->data, record->size_bytes);
    pending->count = record->size_bytes; /* of bytes, until they are read */
    pending->revision = record->revision;
    return TP_OK;
}

static tp_status parse(struct pending *pending, struct tp_diag *diag)
{
    struct tp_cursor cursor = tp_cursor_over(pending->data, pending->count);
    uint64_t high = tp_read_u32be(&cursor);
    void *memory;
    tp_status status = tp_alloc(&memory, ENTRIES_MAX, sizeof *pending->entries, diag);

    if (status != TP_OK)
        return status;
    pending->entries = memory;
    pending->first = high << 32 | tp_read_u32be(&cursor);
    for (pending->count = 0; !cursor.bad && tp_cursor_left(&cursor) > 0 && pending->count < ENTRIES_MAX;) {
        uint32_t size = tp_read_u32be(&cursor);
        const uint8_t *bytes = tp_read_bytes(&cursor, size);

        pending->entries[pending->count++] = (struct tp_span){bytes, size};
    }
    return cursor.bad || tp_cursor_left(&cursor) > 0
               ? tp_fail(diag, TP_E_STORE, "ledger", -1, "the leaves of the last transaction are damaged")
               : TP_OK;
}

/* Without a record OUT has no data. */
static tp_status read_pending(struct tp_organisation *organisation, struct pending *out, struct tp_diag *diag)
{
    const struct tp_store_query query = {.kind = RECORD_KIND, .name = RECORD_NAME, .due_until_s = TP_STORE_NEVER};
    tp_status status;

    memset(out, 0, sizeof *out);
    status = tp_store_records(organisation->store, &query, copy_record, out, diag);
    return status == TP_OK && out->data ? parse(out, diag) : status;
}

tp_status tp_pending_end(struct tp_organisation *organisation, uint64_t *out, struct tp_diag *diag)
{
    struct pending pending;
    tp_status status = read_pending(organisation, &pending, diag);

    *out = status == TP_OK && pending.data ? pending.first + pending.count : 0;
    pending_deinit(&pending);
    return status;
}

/* ---- after a crash ----------------------------------------------------------------------------------------------- */

struct comparing {
    const struct pending *pending;
    bool differs;
};

static tp_status compare_entry(void *context, uint64_t index, const void *data, size_t size_bytes, struct tp_diag *diag)
{
    struct comparing *comparing = context;
    const struct tp_span *entry = &comparing->pending->entries[index - comparing->pending->first];

    (void)diag;
    if (entry->size_bytes != size_bytes || memcmp(entry->data, data, size_bytes) != 0)
        comparing->differs = true;
    return TP_OK;
}

/* A ledger that went on without these leaves belongs to another copy of the store. */
static tp_status check_appended(struct tp_organisation *organisation, const struct pending *pending,
                                struct tp_diag *diag)
{
    struct comparing comparing = {.pending = pending};
    tp_status status =
        tp_organisation_each_published(organisation, pending->first, pending->count, compare_entry, &comparing, diag);

    if (status == TP_OK && comparing.differs)
        status = tp_fail(diag, TP_E_STORE, "ledger", -1,
                         "it has other leaves than those written from %llu on: it is not of this store",
                         (unsigned long long)pending->first);
    return status;
}

static tp_status append_pending(struct tp_organisation *organisation, const struct pending *pending,
                                struct tp_diag *diag)
{
    uint64_t size = tp_ledger_size(organisation->ledger), first;

    if (pending->count == 0)
        return TP_OK;
    if (size == pending->first)
        return tp_ledger_append(organisation->ledger, pending->entries, pending->count, &first, diag);
    if (size < pending->first + pending->count)
        return tp_fail(diag, TP_E_STORE, "ledger", -1,
                       "it has %llu leaves, but leaf %llu was written: it is an old copy, restore the newest",
                       (unsigned long long)size, (unsigned long long)(pending->first + pending->count - 1));
    return check_appended(organisation, pending, diag);
}

bool tp_organisation_is_behind(struct tp_organisation *organisation)
{
    return organisation->behind || !organisation->ledger || tp_ledger_is_broken(organisation->ledger);
}

tp_status tp_organisation_settle(struct tp_organisation *organisation, struct tp_diag *diag)
{
    struct pending pending;
    tp_status status;

    organisation->behind = tp_organisation_is_behind(organisation);
    status = organisation->behind ? tp_organisation_open_ledger(organisation, diag) : TP_OK;
    if (status != TP_OK)
        return status;
    status = read_pending(organisation, &pending, diag);
    organisation->pending_revision = pending.revision;
    if (status == TP_OK && pending.data)
        status = append_pending(organisation, &pending, diag);
    pending_deinit(&pending);
    organisation->behind = organisation->behind && status != TP_OK;
    return status;
}

/* ---- a transaction ----------------------------------------------------------------------------------------------- */

tp_status tp_organisation_begin(struct tp_organisation *organisation, struct tp_diag *diag)
{
    bool gathering = organisation->gathering;
    tp_status status;

    TP_ASSERT(!organisation->together);
    status = tp_organisation_flush(organisation, diag);
    organisation->gathering = gathering;
    if (status == TP_OK)
        status = tp_store_begin(organisation->store, diag);
    if (status != TP_OK)
        return status;
    organisation->together = true;
    organisation->histories_changed = false;
    organisation->undone = TP_OK;
    return TP_OK;
}

/* Memory is as the store is again. */
static void undo(struct tp_organisation *organisation)
{
    if (organisation->histories_changed && tp_organisation_reload(organisation, NULL) != TP_OK)
        organisation->broken = true;
}

/* The changes are durable, and so are the leaves: where the ledger does not take them now, nothing else is done before
 * it does. */
static void append_now(struct tp_organisation *organisation)
{
    if (organisation->waiting_count == 0)
        return;
    organisation->pending_revision++;
    organisation->behind = tp_waiting_append(organisation, NULL) != TP_OK;
}

tp_status tp_organisation_end(struct tp_organisation *organisation, tp_status status, struct tp_diag *diag)
{
    TP_ASSERT(organisation->together);
    if (status == TP_OK && organisation->undone != TP_OK)
        status = tp_fail(diag, organisation->undone, "event", -1, "an event could not be kept");
    if (status == TP_OK && organisation->waiting_count > 0)
        status = put_pending(organisation, diag);
    organisation->together = false;
    status = tp_store_end(organisation->store, status, diag);
    if (status == TP_OK)
        append_now(organisation);
    else
        undo(organisation);
    tp_waiting_drop(organisation);
    return status;
}
