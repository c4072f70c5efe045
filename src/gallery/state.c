/* SPDX-License-Identifier: Apache-2.0 */
/* Segments in a row, subjects by name, and adding to them. */
#include "gallery/state.h"

#include <stdlib.h>
#include <string.h>

#include <tenprint/gallery.h>

enum { DELTA_ROWS_MIN = 64, DELTA_ROWS_MAX = 65536, RECORD_BYTES = 8192, NAME_BYTES = 32 };

void tp_state_init(struct tp_rows_state *out)
{
    memset(out, 0, sizeof *out);
    tp_name_index_init(&out->names);
}

void tp_state_deinit(struct tp_rows_state *state)
{
    for (size_t i = 0; i < state->segment_count; i++)
        tp_segment_free(&state->segments[i]);
    free(state->segments);
    tp_name_index_deinit(&state->names);
    tp_state_init(state);
}

/* Makes room for one more pointer to a segment. */
static tp_status reserve_segment(struct tp_rows_state *state, struct tp_diag *diag)
{
    size_t capacity = state->segment_capacity ? 2 * state->segment_capacity : 16;
    struct tp_rows_segment **segments;

    if (state->segment_count < state->segment_capacity)
        return TP_OK;
    segments = realloc(state->segments, capacity * sizeof *segments);
    if (!segments)
        return tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for %zu segments of a gallery", capacity);
    state->segments = segments;
    state->segment_capacity = capacity;
    return TP_OK;
}

tp_status tp_state_set_base(struct tp_rows_state *state, struct tp_rows_segment *base, struct tp_diag *diag)
{
    tp_status status = reserve_segment(state, diag);

    if (status != TP_OK)
        return status;
    state->segments[state->segment_count++] = base;
    state->has_base = true;
    state->base_names = tp_segment_index(base);
    state->counts.rows = atomic_load(&base->count);
    for (uint32_t i = 0; i < state->counts.rows; i++) {
        bool is_alive = tp_row_alive(&base->shown, i);
        state->counts.dead_rows += !is_alive;
        state->counts.subjects += is_alive && base->shown.rows[i].head == i;
        state->counts.impressions += is_alive ? tp_row_impressions(&base->shown.rows[i]) : 0;
    }
    return TP_OK;
}

size_t tp_state_size_bytes(const struct tp_rows_state *state)
{
    size_t sum =
        state->segment_capacity * sizeof(struct tp_rows_segment *) + state->names.slots * sizeof(struct tp_name_entry);

    for (size_t i = 0; i < state->segment_count; i++)
        sum += tp_segment_size_bytes(state->segments[i]);
    return sum;
}

/* ---- finding ----------------------------------------------------------------------------------------------------- */

struct tp_rows_segment *tp_state_segment(const struct tp_rows_state *state, uint32_t row, uint32_t *index)
{
    size_t low = 0, high = state->segment_count;

    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (state->segments[middle]->shown.first_row <= row)
            low = middle;
        else
            high = middle;
    }
    *index = row - state->segments[low]->shown.first_row;
    return state->segments[low];
}

/* An entry of a damaged file may name any row. */
static bool is_head_of(const struct tp_rows_state *state, uint32_t row, const char *name)
{
    const struct tp_rows_segment *segment;
    uint32_t index;

    if (state->segment_count == 0)
        return false;
    segment = tp_state_segment(state, row, &index);
    return index < atomic_load(&segment->count) && tp_row_alive(&segment->shown, index) &&
           segment->shown.rows[index].head == row && strcmp(tp_row_name(&segment->shown, index), name) == 0;
}

uint32_t tp_state_find(const struct tp_rows_state *state, const char *name, struct tp_name_entry **entry)
{
    const struct tp_name_index *const indexes[] = {&state->names, &state->base_names};
    uint32_t hash = tp_name_hash(name);

    for (size_t i = 0; i < TP_ARRAY_LENGTH(indexes); i++) {
        uint64_t cursor = 0;
        while ((*entry = tp_name_index_next(indexes[i], hash, &cursor)) != NULL)
            if (is_head_of(state, (*entry)->row_plus_1 - 1, name))
                return (*entry)->row_plus_1 - 1;
    }
    return TP_ROW_NONE;
}

/* The last row of the chain from HEAD on, and how many it has. Whoever adds to one subject again and again must not
 * walk all of it each time. */
static void find_tail(struct tp_rows_state *state, uint32_t head)
{
    uint32_t next;

    if (state->tail.length == 0 || state->tail.head != head) {
        state->tail.head = state->tail.row = head;
        state->tail.length = 1;
    }
    while ((next = tp_state_next(state, state->tail.row)) != TP_ROW_NONE) {
        state->tail.row = next;
        state->tail.length++;
    }
}

/* ---- adding ------------------------------------------------------------------------------------------------------ */

static tp_status check_prints(const char *name, const struct tp_row_print *prints, size_t count, struct tp_diag *diag)
{
    if (name[0] == '\0' || strlen(name) >= TP_SUBJECT_ID_MAX)
        return tp_fail(diag, TP_E_ARGUMENT, "subject", -1, "the identifier must have 1 to %d bytes",
                       TP_SUBJECT_ID_MAX - 1);
    if (count == 0)
        return tp_fail(diag, TP_E_ARGUMENT, "subject", -1, "no impression for %s", name);
    for (size_t i = 0; i < count; i++) {
        if (prints[i].position >= TP_POSITION_COUNT)
            return tp_fail(diag, TP_E_ARGUMENT, "position", -1, "%u is no finger position", prints[i].position);
        if (prints[i].size_bytes == 0)
            return tp_fail(diag, TP_E_ARGUMENT, "template", -1, "a template of no bytes for %s", name);
    }
    return TP_OK;
}

tp_status tp_addition_init(struct tp_rows_state *state, const char *name, const struct tp_row_print *prints,
                           size_t count, struct tp_addition *out, struct tp_diag *diag)
{
    uint64_t counts[TP_POSITION_COUNT] = {0}, most = 0;
    struct tp_name_entry *entry;
    void *memory;
    tp_status status;

    *out = (struct tp_addition){.name = name, .tail = TP_ROW_NONE};
    status = check_prints(name, prints, count, diag);
    if (status != TP_OK)
        return status;
    for (size_t i = 0; i < count; i++) {
        counts[prints[i].position]++;
        most = TP_MAX(most, counts[prints[i].position]);
        out->record_bytes += prints[i].size_bytes;
    }
    out->head = tp_state_find(state, name, &entry);
    if (out->head != TP_ROW_NONE) {
        find_tail(state, out->head);
        out->tail = state->tail.row;
    }
    if (most + (out->head == TP_ROW_NONE ? 0 : state->tail.length) > TP_SUBJECT_ROWS_MAX)
        return tp_fail(diag, TP_E_LIMIT, NULL, -1, "subject %s: more than %d impressions of a finger", name,
                       TP_SUBJECT_ROWS_MAX);
    out->row_count = (uint32_t)most;
    status = tp_alloc_zero(&memory, most * TP_POSITION_COUNT, sizeof(struct tp_row_print *), diag);
    if (status != TP_OK)
        return status;
    out->grid = memory;
    memset(counts, 0, sizeof counts);
    for (size_t i = 0; i < count; i++)
        out->grid[counts[prints[i].position]++ * TP_POSITION_COUNT + prints[i].position] = &prints[i];
    return TP_OK;
}

void tp_addition_deinit(struct tp_addition *addition)
{
    free(addition->grid);
    addition->grid = NULL;
}

static bool has_room(const struct tp_rows_segment *segment, const struct tp_addition *addition)
{
    return addition->row_count <= segment->layout.capacity - atomic_load(&segment->count) &&
           addition->record_bytes <= segment->layout.record_bytes - segment->record_used &&
           strlen(addition->name) + 1 <= segment->layout.name_bytes - segment->name_used;
}

/* Begins a delta of CAPACITY rows, or with room for ADDITION when that needs more. */
static tp_status add_delta_of(struct tp_rows_state *state, const struct tp_addition *addition, uint32_t first_row,
                              uint64_t capacity, struct tp_diag *diag)
{
    struct tp_layout layout = {.positions = TP_POSITIONS_ALL};
    tp_status status;

    capacity = (TP_MAX(capacity, addition->row_count) + TP_SCREEN_LANES - 1) / TP_SCREEN_LANES * TP_SCREEN_LANES;
    capacity = TP_MIN(capacity, (TP_ROW_NONE - 1 - first_row) / TP_SCREEN_LANES * TP_SCREEN_LANES);
    if (capacity < addition->row_count)
        return tp_fail(diag, TP_E_LIMIT, NULL, -1, "more than %u rows in a gallery", TP_ROW_NONE - 1);
    layout.capacity = (uint32_t)capacity;
    layout.record_bytes = TP_MAX(capacity * RECORD_BYTES, addition->record_bytes);
    layout.name_bytes = TP_MAX(capacity * NAME_BYTES, (uint64_t)TP_SUBJECT_ID_MAX);
    if (!tp_layout_make(&layout, 0))
        return tp_fail(diag, TP_E_LIMIT, NULL, -1, "too many impressions at once");
    status = tp_segment_new(&layout, first_row, false, &state->segments[state->segment_count], diag);
    if (status == TP_OK)
        state->segment_count++;
    return status;
}

/* Larger in a larger gallery: what a delta does not use it does not occupy. Where even room that is not used is counted
 * (a limit on the address space, strict overcommit), a smaller one must do. */
static tp_status add_delta(struct tp_rows_state *state, const struct tp_addition *addition, struct tp_diag *diag)
{
    const struct tp_rows_segment *last = state->segment_count ? state->segments[state->segment_count - 1] : NULL;
    uint32_t first_row = last ? last->shown.first_row + atomic_load(&last->count) : 0;
    uint64_t capacity = TP_CLAMP(first_row, (uint32_t)DELTA_ROWS_MIN, (uint32_t)DELTA_ROWS_MAX);
    tp_status status = reserve_segment(state, diag);

    if (status != TP_OK)
        return status;
    for (; capacity > DELTA_ROWS_MIN; capacity /= 2)
        if (add_delta_of(state, addition, first_row, capacity, NULL) == TP_OK)
            return TP_OK;
    return add_delta_of(state, addition, first_row, DELTA_ROWS_MIN, diag);
}

tp_status tp_state_reserve(struct tp_rows_state *state, const struct tp_addition *addition, struct tp_diag *diag)
{
    size_t deltas = state->segment_count - state->has_base;
    tp_status status = tp_name_index_reserve(&state->names, diag);

    if (status != TP_OK)
        return status;
    if (deltas > 0 && has_room(state->segments[state->segment_count - 1], addition))
        return TP_OK;
    return add_delta(state, addition, diag);
}

static void link_rows(const struct tp_rows_state *state, uint32_t row, uint32_t next)
{
    uint32_t index;
    struct tp_rows_segment *segment = tp_state_segment(state, row, &index);

    if (segment->more)
        atomic_store_explicit(&segment->more[index], next, memory_order_release);
    else
        atomic_store_explicit(&segment->shown.rows[index].next, next, memory_order_release);
    segment->more_count += segment->more != NULL;
}

void tp_state_write(struct tp_rows_state *state, const struct tp_addition *addition)
{
    struct tp_rows_segment *segment = state->segments[state->segment_count - 1];
    uint32_t count = atomic_load(&segment->count), first = segment->shown.first_row + count;
    bool is_new = addition->head == TP_ROW_NONE;
    struct tp_row_content content = {.head = is_new ? first : addition->head};

    content.name = tp_segment_write_name(segment, addition->name);
    for (uint32_t k = 0; k < addition->row_count; k++) {
        memcpy(content.prints, &addition->grid[k * TP_POSITION_COUNT], sizeof content.prints);
        tp_segment_write(segment, count + k, &content);
        state->counts.impressions += tp_row_impressions(&segment->shown.rows[count + k]);
        if (k > 0)
            link_rows(state, first + k - 1, first + k);
    }
    atomic_store_explicit(&segment->count, count + addition->row_count, memory_order_release);
    if (is_new)
        tp_name_index_put(&state->names, tp_name_hash(addition->name), first);
    else
        link_rows(state, addition->tail, first);
    state->counts.rows += addition->row_count;
    state->counts.subjects += is_new;
}
