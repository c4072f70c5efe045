/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a mapped file may be trusted: everything that is followed later is looked at here. */
#include "gallery/rows_file.h"

#include <inttypes.h>
#include <string.h>

#include <tenprint/gallery.h>

/* ---- the head ---------------------------------------------------------------------------------------------------- */

uint64_t tp_rows_head_check(const struct tp_rows_head *head)
{
    return tp_hash64(head, offsetof(struct tp_rows_head, check), 0);
}

static tp_status check_versions(const struct tp_rows_head *head, struct tp_diag *diag)
{
    if (head->byte_order != TP_ROWS_BYTE_ORDER)
        return tp_fail(diag, TP_E_VERSION, "byte order", -1, "the gallery is of a machine of another byte order");
    if (head->version != TP_ROWS_FILE_VERSION)
        return tp_fail(diag, TP_E_VERSION, "version", -1, "version %u of gallery files, %d is known", head->version,
                       TP_ROWS_FILE_VERSION);
    if (head->screen_version != TP_SCREEN_VERSION)
        return tp_fail(diag, TP_E_VERSION, "codes", -1, "version %u of screening codes, %d is known",
                       head->screen_version, TP_SCREEN_VERSION);
    if (head->row_bytes != sizeof(struct tp_row) || head->block_bytes != sizeof(struct tp_code_block) ||
        head->signature_bytes != sizeof(struct tp_signature) || head->name_entry_bytes != sizeof(struct tp_name_entry))
        return tp_fail(diag, TP_E_VERSION, "sizes", -1, "rows, codes, signatures or names of other sizes");
    return TP_OK;
}

tp_status tp_rows_check_head(const struct tp_rows_head *head, uint64_t size_bytes, struct tp_layout *layout,
                             struct tp_diag *diag)
{
    tp_status status;

    *layout = (struct tp_layout){.has_checks = true};
    if (memcmp(head->magic, TP_ROWS_MAGIC, sizeof head->magic) != 0)
        return tp_fail(diag, TP_E_FORMAT, "head", 0, "not a gallery's file");
    status = check_versions(head, diag);
    if (status != TP_OK)
        return status;
    if (head->check != tp_rows_head_check(head))
        return tp_fail(diag, TP_E_FORMAT, "head", 0, "the head's check does not fit");
    layout->capacity = head->capacity;
    layout->positions = head->positions;
    layout->record_bytes = head->record_bytes;
    layout->name_bytes = head->name_bytes;
    layout->index_slots = head->index_slots;
    if (head->count > head->capacity || head->capacity % TP_SCREEN_LANES != 0 || head->capacity >= TP_ROW_NONE ||
        (head->positions & ~(uint32_t)TP_POSITIONS_ALL) != 0 || head->name_bytes == 0 ||
        head->name_bytes > UINT32_MAX || head->index_slots == 0 || (head->index_slots & (head->index_slots - 1)) != 0 ||
        !tp_layout_make(layout, TP_ROWS_HEAD_BYTES) || layout->size_bytes != head->size_bytes)
        return tp_fail(diag, TP_E_FORMAT, "head", 0, "counts that do not fit each other");
    if (size_bytes != head->size_bytes)
        return tp_fail(diag, TP_E_FORMAT, NULL, -1, "%" PRIu64 " bytes, %" PRIu64 " are expected", size_bytes,
                       head->size_bytes);
    return TP_OK;
}

/* ---- rows -------------------------------------------------------------------------------------------------------- */

static bool is_alive(const struct tp_rows_segment *base, uint32_t index)
{
    return tp_row_alive(&base->shown, index);
}

static bool is_record_inside(const struct tp_layout *layout, const struct tp_row *row)
{
    uint64_t size_bytes = tp_row_record_bytes(row);

    for (unsigned p = 0; p < TP_POSITION_COUNT; p++)
        if (row->sizes[p] != 0 && !(layout->positions >> p & 1))
            return false;
    return size_bytes > 0 && size_bytes <= layout->record_bytes && row->record <= layout->record_bytes - size_bytes;
}

static bool is_name_inside(const struct tp_rows_segment *base, const struct tp_row *row)
{
    uint64_t left = row->name < base->layout.name_bytes ? base->layout.name_bytes - row->name : 0;
    size_t most = TP_MIN(left, (uint64_t)TP_SUBJECT_ID_MAX);

    return most > 0 && memchr(base->shown.names + row->name, '\0', most) != NULL;
}

/* The row that INDEX's chain goes on with is one of the same subject, and behind it: no chain is a ring. */
static bool is_chain_sound(const struct tp_rows_segment *base, uint32_t index, uint32_t count)
{
    const struct tp_row *rows = base->shown.rows;
    uint32_t head = rows[index].head, next = atomic_load(&rows[index].next);

    if (head > index || (is_alive(base, head) && rows[head].head != head))
        return false;
    return next == TP_ROW_NONE || (next > index && next < count && (!is_alive(base, next) || rows[next].head == head));
}

/* Whether what a row that is being removed points to may be zeroed. */
static bool is_row_sound(struct tp_rows_segment *base, uint32_t index)
{
    const struct tp_row *row = &base->shown.rows[index];

    return tp_segment_checks(base)[index] == tp_row_field_check(row) && is_record_inside(&base->layout, row) &&
           is_name_inside(base, row);
}

static bool is_blank(const struct tp_row *row)
{
    static const struct tp_row none;

    return memcmp(row, &none, sizeof none) == 0;
}

static tp_status check_row(struct tp_rows_segment *base, uint32_t index, bool *is_partial, struct tp_diag *diag)
{
    const struct tp_row *row = &base->shown.rows[index];
    uint32_t alive = atomic_load(&row->alive), count = atomic_load(&base->count);
    int64_t offset = (int64_t)(base->layout.rows + (uint64_t)index * sizeof *row);
    uint32_t next = atomic_load(&row->next);

    if (alive == 0) {
        *is_partial = *is_partial || !is_blank(row);
        return TP_OK;
    }
    if (alive != TP_ROW_ALIVE || !is_row_sound(base, index) || base->shown.names[row->name] == '\0')
        return tp_fail(diag, TP_E_FORMAT, "row", offset, "row %u is damaged", index);
    if (!is_chain_sound(base, index, count))
        return tp_fail(diag, TP_E_FORMAT, "row", offset, "row %u is in no chain of its subject", index);
    *is_partial = *is_partial || !is_alive(base, row->head) || (next != TP_ROW_NONE && !is_alive(base, next));
    return TP_OK;
}

/* For a sum that tells whether two lists have the same rows. */
static uint64_t scatter(uint32_t row)
{
    uint64_t value = (row + UINT64_C(1)) * UINT64_C(0x9E3779B97F4A7C15);

    return (value ^ value >> 32) * UINT64_C(0xD6E8FEB86659FD93);
}

/* An entry is looked for from its hash on up to the first free slot: RUN slots up to SLOT are taken. */
static tp_status check_entry(struct tp_rows_segment *base, uint64_t slot, uint64_t run, struct tp_diag *diag)
{
    struct tp_name_index index = tp_segment_index(base);
    const struct tp_name_entry *entry = &index.entries[slot];
    int64_t offset = (int64_t)(base->layout.index + slot * sizeof *entry);
    uint32_t row = entry->row_plus_1 - 1;

    if (row >= atomic_load(&base->count) || base->shown.rows[row].head != row ||
        tp_name_hash(tp_row_name(&base->shown, row)) != entry->hash)
        return tp_fail(diag, TP_E_FORMAT, "names", offset, "an entry that is of no subject");
    if (((slot - entry->hash) & (index.slots - 1)) >= run)
        return tp_fail(diag, TP_E_FORMAT, "names", offset, "an entry that is not found by its name");
    return TP_OK;
}

/* How many slots before slot 0, round the end of the table, are taken. */
static uint64_t taken_before_first(const struct tp_name_index *index)
{
    uint64_t run = 0;

    while (run < index->slots && index->entries[index->slots - 1 - run].row_plus_1 != 0)
        run++;
    return run;
}

/* Each subject has its entry: as many as there are, of the same rows. */
static tp_status check_names(struct tp_rows_segment *base, struct tp_diag *diag)
{
    struct tp_name_index index = tp_segment_index(base);
    uint32_t count = atomic_load(&base->count);
    uint64_t entries = 0, sum = 0, run = taken_before_first(&index);

    for (uint64_t slot = 0; slot < index.slots; slot++) {
        uint32_t row = index.entries[slot].row_plus_1 - 1;
        tp_status status;

        run = index.entries[slot].row_plus_1 != 0 ? run + 1 : 0;
        if (run == 0 || row + 1 == TP_NAME_GONE || (row < count && !is_alive(base, row)))
            continue;
        status = check_entry(base, slot, run, diag);
        if (status != TP_OK)
            return status;
        entries++;
        sum += scatter(row);
    }
    for (uint32_t row = 0; row < count; row++)
        if (is_alive(base, row) && base->shown.rows[row].head == row) {
            entries--;
            sum -= scatter(row);
        }
    return entries == 0 && sum == 0 ? TP_OK
                                    : tp_fail(diag, TP_E_FORMAT, "names", (int64_t)base->layout.index,
                                              "there are not as many names as subjects");
}

tp_status tp_rows_check_base(struct tp_rows_segment *base, bool *is_partial, struct tp_diag *diag)
{
    uint32_t count = atomic_load(&base->count);

    *is_partial = false;
    for (uint32_t i = 0; i < count; i++) {
        tp_status status = check_row(base, i, is_partial, diag);
        if (status != TP_OK)
            return status;
    }
    return check_names(base, diag);
}

/* ---- removals that were interrupted ------------------------------------------------------------------------------ */

/* A subject is dead as a whole. */
static void mark_rest(struct tp_rows_segment *base, uint32_t count)
{
    struct tp_row *rows = base->shown.rows;

    for (uint32_t i = 0; i < count; i++) {
        uint32_t next = atomic_load(&rows[i].next);
        if (is_alive(base, i) && next != TP_ROW_NONE && !is_alive(base, next))
            atomic_store(&rows[rows[i].head].alive, 0);
    }
    for (uint32_t i = 0; i < count; i++)
        if (is_alive(base, i) && !is_alive(base, rows[i].head))
            atomic_store(&rows[i].alive, 0);
}

static void remove_names(struct tp_rows_segment *base, uint32_t count)
{
    struct tp_name_index index = tp_segment_index(base);

    for (uint64_t slot = 0; slot < index.slots; slot++) {
        uint32_t row = index.entries[slot].row_plus_1 - 1;
        if (row < count && !is_alive(base, row))
            tp_name_entry_remove(&index.entries[slot]);
    }
}

/* Of a name that was zeroed in part the rest is left, and nothing tells its length: what is no subject's name goes.
 * Names lie in the order of rows. */
static void wipe_between_names(struct tp_rows_segment *base, uint32_t count)
{
    uint8_t *names = base->memory + base->layout.names;
    uint64_t end = 0;

    for (uint32_t i = 0; i < count; i++) {
        uint64_t name = base->shown.rows[i].name;

        if (!is_alive(base, i) || base->shown.rows[i].head != i || name < end)
            continue;
        tp_wipe(names + end, name - end);
        end = name + strlen(tp_row_name(&base->shown, i)) + 1;
    }
    tp_wipe(names + end, base->layout.name_bytes - end);
}

tp_status tp_rows_complete_removals(struct tp_rows_segment *base, tp_rows_sync_fn *sync, void *context,
                                    struct tp_diag *diag)
{
    uint32_t count = atomic_load(&base->count);
    tp_status status;

    mark_rest(base, count);
    status = sync(context, diag);
    if (status != TP_OK)
        return status;
    for (uint32_t i = 0; i < count; i++)
        if (!is_alive(base, i) && !is_blank(&base->shown.rows[i]) && is_row_sound(base, i))
            tp_segment_wipe_content(base, i);
    wipe_between_names(base, count);
    remove_names(base, count);
    status = sync(context, diag);
    if (status != TP_OK)
        return status;
    for (uint32_t i = 0; i < count; i++)
        if (!is_alive(base, i))
            tp_segment_wipe_row(base, i);
    return sync(context, diag);
}
